//! The parts of a text document and the XML in them, read as events and never as a tree.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// In bytes: of a part no more is unpacked.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;

/// Elements within one another.
const DEEPEST: usize = 2_000;

/// The parts of a document.
pub(super) type Parts = ZipArchive<BufReader<File>>;

pub(super) fn open(file: File) -> Option<Parts> {
    ZipArchive::new(BufReader::new(file)).ok()
}

/// What XML says, without spaces of names and with what is written as text in one place.
pub(super) enum Said<'a> {
    Begin(&'a BytesStart<'a>),
    End(&'a str),
    Text(&'a str),
}

/// Why XML was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is no XML, is too deep, declares a type or ends too early.
    Damaged,
    /// No more was wanted.
    Enough,
}

/// Reads a part; one that is not there says nothing.
///
/// # Errors
/// [`Ended`] if it was not read to its end.
pub(super) fn each_said(
    parts: &mut Parts,
    name: &str,
    mut take: impl FnMut(&Said<'_>) -> ControlFlow<()>,
) -> Result<(), Ended> {
    if parts.index_for_name(name).is_none() {
        return Ok(());
    }
    let part = parts.by_name(name).map_err(|_| Ended::Damaged)?;
    read_events(
        &mut Reader::from_reader(BufReader::new(part.take(MOST_UNPACKED))),
        &mut take,
    )
}

fn read_events(
    reader: &mut Reader<impl BufRead>,
    take: &mut impl FnMut(&Said<'_>) -> ControlFlow<()>,
) -> Result<(), Ended> {
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        let flow = match reader.read_event_into(&mut buffer).map_err(|_| Ended::Damaged)? {
            Event::Start(element) => {
                depth += 1;
                take(&Said::Begin(&element))
            }
            Event::Empty(element) => match take(&Said::Begin(&element)) {
                ControlFlow::Continue(()) => take(&Said::End(element.local_name().into_inner())),
                enough @ ControlFlow::Break(()) => enough,
            },
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                take(&Said::End(element.local_name().into_inner()))
            }
            Event::Text(text) => take(&Said::Text(&text)),
            Event::CData(text) => take(&Said::Text(&text)),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(letter)) => take(&Said::Text(letter.encode_utf8(&mut [0; 4]))),
                _ => take(&Said::Text(resolve_predefined_entity(&name).unwrap_or_default())),
            },
            Event::DocType(_) => return Err(Ended::Damaged),
            Event::Eof if depth > 0 => return Err(Ended::Damaged),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Err(Ended::Enough);
        }
        if depth > DEEPEST {
            return Err(Ended::Damaged);
        }
    }
}

/// The value of an attribute, by its name without the prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(found.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> (String, Result<(), Ended>) {
        let mut texts = String::new();
        let ended = read_events(&mut Reader::from_reader(xml.as_bytes()), &mut |said| {
            if let Said::Text(text) = said {
                texts.push_str(text);
            }
            ControlFlow::Continue(())
        });
        (texts, ended)
    }

    #[test]
    fn the_five_entities_and_numbers_are_resolved_and_others_are_not() {
        assert_eq!(texts("<a>1 &lt; 2 &amp; &#241;&#xF1; &other;</a>").0, "1 < 2 & ññ ");
    }

    #[test]
    fn a_declared_type_a_missing_end_and_depth_are_damage() {
        assert_eq!(texts("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").1, Err(Ended::Damaged));
        assert_eq!(texts("<a>text").1, Err(Ended::Damaged));
        assert_eq!(texts(&"<a>".repeat(100_000)).1, Err(Ended::Damaged));
    }
}
