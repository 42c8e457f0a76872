//! A question as a feed (RFC 4287): what changed last comes first, page by page.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::labels::of_side;
use super::{Address, Labels};
use crate::agreements::validity::Effect;
use crate::agreements::{Agreement, Readable, Side, View};
use crate::catalogues::Catalogues;
use crate::error::{Error, Result};
use crate::language::{Language, words};

/// How many agreements a page of a feed holds unless another number is asked for.
pub const USUAL_PAGE: i64 = 100;

/// What a feed says before its entries.
pub struct Feed<'a> {
    pub view: &'a View,
    pub catalogues: &'a Catalogues,
    pub address: &'a Address,
    /// The filters, without what chooses page and form: the same for every page.
    pub question: &'a [(String, String)],
    /// Addresses on this server, from the path on.
    pub here: &'a str,
    pub as_json: &'a str,
    pub next: Option<&'a str>,
}

type Xml = Writer<Vec<u8>>;

impl Feed<'_> {
    /// # Errors
    /// `Internal` when a stored record is damaged.
    pub fn write(&self, rows: &[Readable]) -> Result<Vec<u8>> {
        let agreements: Vec<Agreement> = rows.iter().map(Readable::agreement).collect::<Result<_>>()?;
        let mut xml = Writer::new_with_indent(Vec::with_capacity(2_000 + rows.len() * 2_000), b' ', 1);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))
            .map_err(Error::internal)?;
        xml.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", self.view.language.tag()))
            .write_inner_content(|xml| self.inside(xml, &agreements))
            .map_err(Error::internal)?;
        let mut document = xml.into_inner();
        document.push(b'\n');
        Ok(document)
    }

    fn inside(&self, xml: &mut Xml, agreements: &[Agreement]) -> std::io::Result<()> {
        let server = self.address.0.as_deref().unwrap_or_default();
        text(xml, "id", &format!("urn:uuid:{}", self.id()))?;
        text(xml, "title", &self.title())?;
        // Of no entry there is no change to tell the time of, and a feed must tell one that does not change by itself.
        let updated = agreements.first().map_or_else(
            || "1970-01-01T00:00:00Z".to_owned(),
            |latest| latest.updated_at.to_string(),
        );
        text(xml, "updated", &updated)?;
        xml.create_element("author").write_inner_content(|xml| {
            let register = words!(
                "Registro de Acuerdos Interinstitucionales",
                "Register of Interinstitutional Agreements"
            );
            text(xml, "name", register.in_language(self.view.language))
        })?;
        link(xml, "self", "application/atom+xml", &format!("{server}{}", self.here))?;
        link(
            xml,
            "alternate",
            "application/json",
            &format!("{server}{}", self.as_json),
        )?;
        if let Some(next) = self.next {
            link(xml, "next", "application/atom+xml", &format!("{server}{next}"))?;
        }
        agreements.iter().try_for_each(|agreement| self.entry(xml, agreement))
    }

    /// The same for the same question, wherever it is asked in whatever order; another at another register.
    fn id(&self) -> Uuid {
        let mut question = self.question.to_vec();
        question.sort();
        let asked = format!("{:?} {question:?}", self.address.0);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(asked)[..16]);
        Uuid::new_v8(bytes)
    }

    fn title(&self) -> String {
        let name = words!("Acuerdos interinstitucionales", "Interinstitutional agreements");
        let name = name.in_language(self.view.language);
        if self.question.is_empty() {
            return name.to_owned();
        }
        let asked: Vec<String> = self
            .question
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{name}: {}", asked.join(", "))
    }

    fn entry(&self, xml: &mut Xml, agreement: &Agreement) -> std::io::Result<()> {
        let server = self.address.0.as_deref().unwrap_or_default();
        let labels = Labels {
            catalogues: self.catalogues,
            language: self.view.language,
        };
        xml.create_element("entry").write_inner_content(|xml| {
            text(xml, "id", &format!("urn:uuid:{}", agreement.id))?;
            text(xml, "title", &agreement.title)?;
            text(xml, "published", &agreement.created_at.to_string())?;
            text(xml, "updated", &agreement.updated_at.to_string())?;
            if let Some(address) = self.address.of(agreement.id) {
                link(xml, "alternate", "application/json", &address)?;
            }
            let kind = &agreement.instrument_type;
            category(xml, server, "instrument-types", kind, &labels.instrument_type(kind))?;
            for code in of_side(agreement, Side::Foreign, |party| party.body.country.clone()) {
                category(xml, server, "countries", &code, &labels.country(&code))?;
            }
            for code in of_side(agreement, Side::Domestic, |party| party.body.state.clone()) {
                category(xml, server, "states", &code, &labels.state(&code))?;
            }
            text(xml, "summary", &self.summary(agreement, &labels))
        })?;
        Ok(())
    }

    /// Who with whom, what, since when, and whether it holds.
    fn summary(&self, agreement: &Agreement, labels: &Labels<'_>) -> String {
        let names = |side| of_side(agreement, side, |party| Some(party.body.name.clone())).join("; ");
        let validity = Effect::of(agreement).on(self.view.valid_on, self.view.expiring_days, self.view.language);
        let english = self.view.language == Language::English;
        let mut parts = vec![
            format!("{} – {}", names(Side::Domestic), names(Side::Foreign)),
            labels.instrument_type(&agreement.instrument_type),
            labels.stage(agreement),
        ];
        parts.extend(agreement.registration_number.clone());
        parts.extend(agreement.signed_on.map(|date| {
            if english {
                format!("Signed: {date}")
            } else {
                format!("Firma: {date}")
            }
        }));
        let state = labels.say(&validity.state.label());
        parts.push(match (english, validity.reason.as_str()) {
            (true, "") => format!("Validity: {state}"),
            (false, "") => format!("Vigencia: {state}"),
            (true, reason) => format!("Validity: {state} ({reason})"),
            (false, reason) => format!("Vigencia: {state} ({reason})"),
        });
        parts.join(" · ")
    }
}

fn text(xml: &mut Xml, name: &str, content: &str) -> std::io::Result<()> {
    let content = printable(content);
    xml.create_element(name)
        .write_text_content(BytesText::new(&content))
        .map(drop)
}

fn link(xml: &mut Xml, relation: &str, media_type: &str, address: &str) -> std::io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", relation))
        .with_attribute(("type", media_type))
        .with_attribute(("href", address))
        .write_empty()
        .map(drop)
}

fn category(xml: &mut Xml, server: &str, catalogue: &str, term: &str, label: &str) -> std::io::Result<()> {
    let scheme = format!("{server}/api/v1/{catalogue}");
    xml.create_element("category")
        .with_attribute(("scheme", scheme.as_str()))
        .with_attribute(("term", term))
        .with_attribute(("label", label))
        .write_empty()
        .map(drop)
}

/// The text with a mark in the place of every character that XML 1.0 has no way to write.
fn printable(text: &str) -> String {
    let sound = |letter: char| match letter {
        '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'.. => letter,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(sound).collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_xml_cannot_say_is_marked() {
        assert_eq!(
            printable("a\u{0}b\u{1b}c\u{fffe}d\u{ffff}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"
        );
        assert_eq!(printable("ñ\t\n𝄞 \u{202e}<&"), "ñ\t\n𝄞 \u{202e}<&");
    }
}
