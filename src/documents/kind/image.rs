//! Images: their structure is walked from piece to piece, no pixel is unpacked.

use std::io::{BufReader, Read, Seek, SeekFrom};

use tiff::decoder::Decoder;
use tiff::tags::Tag;
use tiff::{TiffError, TiffFormatError};

use super::{Damage, Harm, Looked, MediaType, Refused, ending, position};

pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Of both orders of bytes, and both again as `BigTIFF`.
pub(super) const TIFF: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];

/// In pixels, of either side.
const WIDEST: u32 = 100_000;

/// In bytes: so far from the end of a file a camera may put what is its own behind a picture.
const TRAILER: u64 = 64 * 1024;

const MOST_DIRECTORIES: u32 = 10_000;

/// Strips and tiles of all pages of a TIFF together.
const MOST_STRIPS: usize = 4_000_000;

pub(super) fn look_at_jpeg(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    let (width, height) = jpeg_frame(&mut BufReader::new(&mut *file))?;
    check_sides(width, height)?;
    let last = ending(file, length, TRAILER)?;
    if position(&last, b"\xFF\xD9").is_none() {
        return Err(Refused::Damaged(Damage::CutOff));
    }
    Ok(one_page(MediaType::Jpeg))
}

/// Walks the segments up to the pixels and gives the sides of the frame, in pixels.
fn jpeg_frame(file: &mut (impl Read + Seek)) -> Result<(u32, u32), Refused> {
    const START_OF_SCAN: u8 = 0xDA;
    file.seek(SeekFrom::Start(2))?;
    let mut frame = None;
    loop {
        let marker = jpeg_marker(file)?;
        let size = u16::from_be_bytes(read(file)?);
        let rest = size.checked_sub(2).ok_or(Refused::Damaged(Damage::Broken))?;
        if is_frame(marker) {
            let [_, h1, h0, w1, w0] = read(file)?;
            let rest = rest.checked_sub(5).ok_or(Refused::Damaged(Damage::Broken))?;
            frame = Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()));
            file.seek_relative(rest.into())?;
        } else if marker == START_OF_SCAN {
            return frame.ok_or(Refused::Damaged(Damage::Broken));
        } else {
            file.seek_relative(rest.into())?;
        }
    }
}

/// The next marker; any number of bytes 0xFF may stand before it.
fn jpeg_marker(file: &mut impl Read) -> Result<u8, Refused> {
    let [mut byte] = read(file)?;
    if byte != 0xFF {
        return Err(Refused::Damaged(Damage::Broken));
    }
    while byte == 0xFF {
        [byte] = read(file)?;
    }
    Ok(byte)
}

/// Whether a marker begins the description of a frame: 0xC0 to 0xCF but the tables among them.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

pub(super) fn look_at_png(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    let mut file = BufReader::new(file);
    file.seek(SeekFrom::Start(PNG.len() as u64))?;
    let (size, name) = png_chunk(&mut file)?;
    if size != 13 || &name != b"IHDR" {
        return Err(Refused::Damaged(Damage::Broken));
    }
    check_sides(
        u32::from_be_bytes(read(&mut file)?),
        u32::from_be_bytes(read(&mut file)?),
    )?;
    let mut next = PNG.len() as u64 + 8 + 13 + 4;
    let mut has_pixels = false;
    loop {
        file.seek(SeekFrom::Start(next))?;
        let (size, name) = png_chunk(&mut file)?;
        next += 12 + u64::from(size);
        if next > length {
            return Err(Refused::Damaged(Damage::CutOff));
        }
        has_pixels |= &name == b"IDAT";
        if &name == b"IEND" {
            break;
        }
    }
    if has_pixels {
        Ok(one_page(MediaType::Png))
    } else {
        Err(Refused::Damaged(Damage::Broken))
    }
}

/// How many bytes a chunk holds, and its name.
fn png_chunk(file: &mut impl Read) -> Result<(u32, [u8; 4]), Refused> {
    let size = u32::from_be_bytes(read(file)?);
    let name: [u8; 4] = read(file)?;
    if name.iter().all(u8::is_ascii_alphabetic) {
        Ok((size, name))
    } else {
        Err(Refused::Damaged(Damage::Broken))
    }
}

pub(super) fn look_at_tiff(file: &mut (impl Read + Seek), length: u64) -> Result<Looked, Refused> {
    file.rewind()?;
    let mut decoder = Decoder::new(BufReader::new(file)).map_err(tiff_refused)?;
    let mut pages = 1;
    let mut strips = 0;
    loop {
        let (width, height) = decoder.dimensions().map_err(tiff_refused)?;
        check_sides(width, height)?;
        strips += check_strips(&mut decoder, length)?;
        if !decoder.more_images() {
            break;
        }
        pages += 1;
        if pages > MOST_DIRECTORIES || strips > MOST_STRIPS {
            return Err(Refused::Harmful(Harm::TooManyParts));
        }
        decoder.next_image().map_err(tiff_refused)?;
    }
    Ok(Looked {
        media_type: MediaType::Tiff,
        pages: Some(pages),
    })
}

/// Whether the strips or tiles of a page lie within the file; gives how many there are.
fn check_strips<R: Read + Seek>(decoder: &mut Decoder<R>, length: u64) -> Result<usize, Refused> {
    let mut count = 0;
    for (offsets, sizes) in [
        (Tag::StripOffsets, Tag::StripByteCounts),
        (Tag::TileOffsets, Tag::TileByteCounts),
    ] {
        let offsets = decoder.find_tag_unsigned_vec::<u64>(offsets).map_err(tiff_refused)?;
        let sizes = decoder.find_tag_unsigned_vec::<u64>(sizes).map_err(tiff_refused)?;
        let (offsets, sizes) = (offsets.unwrap_or_default(), sizes.unwrap_or_default());
        let reaches_out = |(offset, size): (&u64, &u64)| offset.checked_add(*size).is_none_or(|end| end > length);
        if offsets.iter().zip(&sizes).any(reaches_out) {
            return Err(Refused::Damaged(Damage::CutOff));
        }
        count += offsets.len();
    }
    if count == 0 {
        return Err(Refused::Damaged(Damage::Broken));
    }
    Ok(count)
}

fn tiff_refused(error: TiffError) -> Refused {
    match error {
        TiffError::IoError(error) => error.into(),
        TiffError::FormatError(TiffFormatError::CycleInOffsets) => Refused::Harmful(Harm::Disguise),
        TiffError::LimitsExceeded => Refused::Harmful(Harm::TooManyParts),
        _ => Refused::Damaged(Damage::Broken),
    }
}

/// In pixels.
const fn check_sides(width: u32, height: u32) -> Result<(), Refused> {
    if width == 0 || height == 0 {
        return Err(Refused::Damaged(Damage::Broken));
    }
    if width > WIDEST || height > WIDEST {
        return Err(Refused::Harmful(Harm::TooWide));
    }
    Ok(())
}

const fn one_page(media_type: MediaType) -> Looked {
    Looked {
        media_type,
        pages: Some(1),
    }
}

fn read<const N: usize>(file: &mut impl Read) -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::documents::samples::kept_bytes;

    fn tiff(bytes: &[u8]) -> Result<Looked, Refused> {
        look_at_tiff(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    /// A TIFF of directories one after another, each with one strip; the last points to `then`.
    fn directories(count: u32, then: u32) -> Vec<u8> {
        const LENGTH: u32 = 2 + 8 * 12 + 4;
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        for n in 0..count {
            bytes.extend(8_u16.to_le_bytes());
            for (tag, value) in [
                (256, 1),
                (257, 1),
                (258, 8),
                (259, 1),
                (262, 1),
                (273, 0),
                (278, 1),
                (279, 1_u32),
            ] {
                bytes.extend(u16::to_le_bytes(tag));
                bytes.extend([4, 0, 1, 0, 0, 0]);
                bytes.extend(value.to_le_bytes());
            }
            let next = if n + 1 == count { then } else { 8 + (n + 1) * LENGTH };
            bytes.extend(next.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn pages_of_a_tiff_are_counted_and_bounded() {
        assert_eq!(tiff(&directories(12, 0)).map(|looked| looked.pages), Ok(Some(12)));
        assert_eq!(tiff(&directories(10_001, 0)), Err(Refused::Harmful(Harm::TooManyParts)));
    }

    #[test]
    fn directories_that_go_round_are_refused() {
        assert_eq!(tiff(&directories(3, 8)), Err(Refused::Harmful(Harm::Disguise)));
        assert_eq!(tiff(&directories(1, 8)), Err(Refused::Harmful(Harm::Disguise)));
    }

    #[test]
    fn sides_beyond_measure_are_refused() {
        let too_wide = Err(Refused::Harmful(Harm::TooWide));
        let mut bytes = kept_bytes("foto.png");
        bytes[16..20].copy_from_slice(&100_001_u32.to_be_bytes());
        assert_eq!(look_at_png(&mut Cursor::new(&bytes), bytes.len() as u64), too_wide);
        bytes[16..20].copy_from_slice(&0_u32.to_be_bytes());
        let broken = Err(Refused::Damaged(Damage::Broken));
        assert_eq!(look_at_png(&mut Cursor::new(&bytes), bytes.len() as u64), broken);
        let mut bytes = directories(1, 0);
        bytes[18..22].copy_from_slice(&100_001_u32.to_le_bytes());
        assert_eq!(tiff(&bytes), too_wide);
    }

    #[test]
    fn a_picture_may_have_a_trailer_but_no_other_file_behind_it() {
        let mut bytes = kept_bytes("foto.jpg");
        let look = |bytes: &[u8]| look_at_jpeg(&mut Cursor::new(bytes), bytes.len() as u64);
        bytes.extend([0; 1000]);
        assert!(look(&bytes).is_ok());
        bytes.extend(vec![0; 70_000]);
        assert_eq!(look(&bytes), Err(Refused::Damaged(Damage::CutOff)));
    }
}
