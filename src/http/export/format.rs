//! Which form a list is answered in: what `format` or else `Accept` asks for.

use actix_web::HttpRequest;
use actix_web::http::header::{self, Accept, Header, Quality};
use actix_web::mime::Mime;

use crate::db::text_enum;
use crate::error::{Error, Result};
use crate::language::{Words, words};

text_enum! {
    /// The forms a list is answered in.
    Format { Json = "json", Csv = "csv", Ndjson = "ndjson", Xlsx = "xlsx", Geojson = "geojson", Atom = "atom" }
}

impl Format {
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::Geojson => "application/geo+json",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The parameters that make no sense in this form, and why.
    #[must_use]
    pub fn takes_no(self) -> (&'static [&'static str], Words) {
        match self {
            Self::Json => (&[], words!("", "")),
            Self::Atom => (
                &["facets"],
                words!("Un canal no lleva conteos", "A feed takes no counts"),
            ),
            Self::Csv | Self::Ndjson | Self::Xlsx | Self::Geojson => (
                &["limit", "cursor", "facets"],
                words!(
                    "Una exportación es completa: no lleva limit, cursor ni facets",
                    "An export is whole: it takes no limit, cursor or facets"
                ),
            ),
        }
    }

    /// What `Accept` asks for; JSON when it asks for nothing in particular.
    ///
    /// # Errors
    /// `NotAcceptable` when it asks for something else only.
    pub fn negotiated(request: &HttpRequest) -> Result<Self> {
        if !request.headers().contains_key(header::ACCEPT) {
            return Ok(Self::Json);
        }
        let Ok(accept) = Accept::parse(request) else {
            return Err(Error::NotAcceptable);
        };
        if accept.is_empty() {
            return Ok(Self::Json);
        }
        // A quality of 0 says what is not wanted, also where a wider range would allow it.
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            accept.0.into_iter().partition(|range| range.quality == Quality::ZERO);
        let wanted = Accept(wanted).ranked();
        let mut formats = wanted.iter().flat_map(Self::within);
        let named = |format: &Self, range: &Mime| range.subtype() != "*" && Self::within(range).contains(format);
        formats
            .find(|format| !unwanted.iter().any(|range| named(format, &range.item)))
            .ok_or(Error::NotAcceptable)
    }

    /// The forms that a media range asks for, the usual one first.
    fn within(range: &Mime) -> Vec<Self> {
        match range.essence_str().split_once('/').unwrap_or_default() {
            ("*", "*") => Self::ALL.to_vec(),
            ("application", "*") => Self::ALL
                .iter()
                .copied()
                .filter(|format| *format != Self::Csv)
                .collect(),
            ("application", "json") => vec![Self::Json],
            ("text", "csv" | "*") => vec![Self::Csv],
            ("application", "x-ndjson" | "ndjson") => vec![Self::Ndjson],
            ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet") => vec![Self::Xlsx],
            ("application", "geo+json") => vec![Self::Geojson],
            ("application", "atom+xml") => vec![Self::Atom],
            _ => Vec::new(),
        }
    }
}
