//! The codings an answer is sent in.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{self, AcceptEncoding, Encoding, Header};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How a body is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Identity,
    Gzip,
    Brotli,
}

/// Of eleven: above it an answer takes several times as long to become a few percent smaller.
const BROTLI_QUALITY: i32 = 4;
const BROTLI_WINDOW: i32 = 19;

impl Coding {
    pub const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Brotli];

    /// What `Accept-Encoding` likes best; as it is, when nothing else is acceptable either.
    pub fn negotiated(request: &HttpRequest) -> Self {
        if !request.headers().contains_key(header::ACCEPT_ENCODING) {
            return Self::Identity;
        }
        let Ok(accepted) = AcceptEncoding::parse(request) else {
            return Self::Identity;
        };
        let known = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        match accepted.negotiate(known.iter()) {
            Some(coding) if coding == Encoding::brotli() => Self::Brotli,
            Some(coding) if coding == Encoding::gzip() => Self::Gzip,
            _ => Self::Identity,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// What tells the tags of one answer's codings apart.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
        }
    }
}

/// A body in a coding.
pub fn compressed(body: &Bytes, coding: Coding) -> Bytes {
    let made = match coding {
        Coding::Identity => return body.clone(),
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
            encoder.write_all(body).and_then(|()| encoder.finish())
        }
        Coding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: BROTLI_WINDOW,
                ..brotli::enc::BrotliEncoderParams::default()
            };
            let mut made = Vec::with_capacity(body.len() / 4);
            brotli::BrotliCompress(&mut body.as_ref(), &mut made, &parameters).map(|_| made)
        }
    };
    // Into memory nothing fails; if it did, the body would be empty and its reader would see that it is.
    made.map(Bytes::from).unwrap_or_default()
}
