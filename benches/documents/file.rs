//! Documents to send: a PDF of one page with one scanned picture, as large as is asked for, none like that of another number.

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

/// A row of the picture, in bytes and pixels.
const WIDTH: usize = 2048;

/// A PDF of about so many bytes.
#[must_use]
pub fn pdf(size: usize, number: u32) -> Vec<u8> {
    let height = (size / WIDTH).saturating_sub(1).max(1);
    let mut picture = vec![0; WIDTH * height];
    StdRng::seed_from_u64(number.into()).fill_bytes(&mut picture);
    // Without a byte that could begin a name, as what is packed would seldom have.
    picture
        .iter_mut()
        .filter(|byte| **byte == b'/')
        .for_each(|byte| *byte = 0);
    let paint = b"612 0 0 792 0 0 cm /Scan Do";
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width {WIDTH}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>",
        picture.len()
    );
    let objects: [(String, &[u8]); 5] = [
        ("<</Type/Catalog/Pages 2 0 R>>".to_owned(), b""),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), b""),
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</Scan 5 0 R>>>>>>"
                .to_owned(),
            b"",
        ),
        (format!("<</Length {}>>", paint.len()), paint),
        (image, &picture),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, (dictionary, stream)) in (1..).zip(&objects) {
        places.push(pdf.len());
        pdf.extend(format!("{number} 0 obj\n{dictionary}\n").as_bytes());
        if !stream.is_empty() {
            pdf.extend(b"stream\n");
            pdf.extend(*stream);
            pdf.extend(b"\nendstream\n");
        }
        pdf.extend(b"endobj\n");
    }
    let table = pdf.len();
    pdf.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        pdf.extend(format!("{place:010} 00000 n \n").as_bytes());
    }
    pdf.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    pdf
}
