//! DOCX: paragraphs as lines, rows of tables as lines with tabs, notes below their page. Pages begin where the document breaks
//! them and where the program that saved it last laid them out; in a document that knows neither, all is one page.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use super::flow::Flow;
use super::package::{self, Ended, Parts, Said, attribute};
use super::{Found, GapReason};
use crate::documents::kind::main_part;

/// In bytes.
const MOST_LISTED: u64 = 4 * 1024 * 1024;

pub(super) fn read(file: File, found: &mut Found<'_>) -> ControlFlow<()> {
    let Some((mut parts, main)) = package::open(file).and_then(with_main_part) else {
        found.stop(GapReason::Damaged);
        return ControlFlow::Break(());
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let most = found.bounds.characters;
    let notes = Notes {
        footnotes: notes_in(&mut parts, &format!("{folder}/footnotes.xml"), most),
        endnotes: notes_in(&mut parts, &format!("{folder}/endnotes.xml"), most),
    };
    let mut body = Body::new(&notes);
    let ended = package::each_said(&mut parts, &main, |said| body.take(said, found));
    match ended {
        Ok(()) => body.flow.end(found),
        Err(Ended::Damaged) => body.flow.end_damaged(found),
        Err(Ended::Enough) => ControlFlow::Break(()),
    }
}

fn with_main_part(mut parts: Parts) -> Option<(Parts, String)> {
    let mut types = Vec::new();
    let listed = parts.by_name("[Content_Types].xml").ok()?;
    listed.take(MOST_LISTED).read_to_end(&mut types).ok()?;
    let main = main_part(&types).ok()??;
    parts.index_for_name(&main)?;
    Some((parts, main))
}

/// The notes of a document, by their numbers.
struct Notes {
    footnotes: HashMap<String, String>,
    endnotes: HashMap<String, String>,
}

/// The notes of a part, as far as it can be read.
fn notes_in(parts: &mut Parts, name: &str, most: usize) -> HashMap<String, String> {
    let mut notes: HashMap<String, String> = HashMap::new();
    let mut open: Option<(String, String)> = None;
    let mut in_text = false;
    let mut length = 0;
    // A note that is cut off is left out, those before it are kept.
    let _ = package::each_said(parts, name, |said| {
        match said {
            Said::Begin(element) => match element.local_name().into_inner() {
                "footnote" | "endnote" => open = attribute(element, "id").map(|id| (id, String::new())),
                "t" => in_text = true,
                "tab" | "br" => push(&mut open, " "),
                _ => {}
            },
            Said::End("footnote" | "endnote") => notes.extend(open.take()),
            Said::End("t") => in_text = false,
            Said::End("p") => push(&mut open, " "),
            Said::Text(text) if in_text => {
                length += text.len();
                push(&mut open, text);
            }
            Said::End(_) | Said::Text(_) => {}
        }
        if length > most {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    notes
}

fn push(open: &mut Option<(String, String)>, text: &str) {
    if let Some((_, note)) = open {
        note.push_str(text);
    }
}

/// The text of the document while it is read.
struct Body<'a> {
    notes: &'a Notes,
    flow: Flow,
    in_text: bool,
    /// How many elements are open of those whose text is not part of the document: deleted, moved away, or said twice.
    left_out: usize,
}

impl<'a> Body<'a> {
    fn new(notes: &'a Notes) -> Self {
        Self {
            notes,
            flow: Flow::default(),
            in_text: false,
            left_out: 0,
        }
    }

    fn take(&mut self, said: &Said<'_>, found: &mut Found<'_>) -> ControlFlow<()> {
        match said {
            Said::Begin(element) => return self.begin(element, found),
            Said::End(name) => self.end(name),
            Said::Text(text) if self.in_text && self.left_out == 0 => self.flow.text(text),
            Said::Text(_) => {}
        }
        found.flow()
    }

    fn begin(&mut self, element: &BytesStart<'_>, found: &mut Found<'_>) -> ControlFlow<()> {
        let name = element.local_name().into_inner();
        if is_left_out(name) {
            self.left_out += 1;
        }
        if self.left_out > 0 {
            return found.flow();
        }
        match name {
            "t" => self.in_text = true,
            // In the properties of a paragraph a tab has a place; only one without is written.
            "tab" | "ptab" if attribute(element, "pos").is_none() => self.flow.text("\t"),
            "br" if attribute(element, "type").as_deref() == Some("page") => return self.flow.break_page(found),
            "br" | "cr" => self.flow.text("\n"),
            "noBreakHyphen" => self.flow.text("-"),
            "lastRenderedPageBreak" => return self.flow.break_laid_out(found),
            "pageBreakBefore" if is_on(element) => return self.flow.break_laid_out(found),
            "tc" => self.flow.begin_cell(),
            "footnoteReference" => self.note(element, &self.notes.footnotes),
            "endnoteReference" => self.note(element, &self.notes.endnotes),
            _ => {}
        }
        found.flow()
    }

    fn end(&mut self, name: &str) {
        if is_left_out(name) {
            self.left_out = self.left_out.saturating_sub(1);
        } else if self.left_out == 0 {
            match name {
                "t" => self.in_text = false,
                "p" => self.flow.end_paragraph(),
                "tc" => self.flow.end_cell(),
                "tr" => self.flow.end_row(),
                _ => {}
            }
        }
    }

    fn note(&mut self, reference: &BytesStart<'_>, notes: &HashMap<String, String>) {
        if let Some(id) = attribute(reference, "id")
            && let Some(note) = notes.get(&id)
        {
            self.flow.text(&format!("[{id}]"));
            self.flow.note(&format!("[{id}] {}", note.trim()));
        }
    }
}

fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "delText" | "Fallback" | "instrText")
}

/// Whether a property is on: it is, unless it says that it is not.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off"))
}

#[cfg(test)]
mod tests {
    use super::super::{Bounds, MediaType, Text, read_here};
    use super::*;
    use crate::documents::samples::{billion_laughs, docx, file_of, kept, package};

    fn text_of(body: &str) -> Text {
        let notes = r#"<w:footnotes><w:footnote w:id="2"><w:p><w:t>Al pie</w:t></w:p></w:footnote></w:footnotes>"#;
        let file = file_of(&docx(body, &[("word/footnotes.xml", notes.as_bytes())]));
        read_here(file.path(), MediaType::Docx, &Bounds::default())
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn paragraphs_tables_and_pages_are_read() {
        let text = read_here(&kept("acuerdo.docx"), MediaType::Docx, &Bounds::default());
        assert!(text.pages[0].contains("cooperación: la oficina de difusión científica y el señor Núñez"));
        assert!(text.pages[0].ends_with("celda 00\tcelda 01\ncelda 10\tcelda 11"));
        assert_eq!(text.pages[1], "Segunda página, año 2026.");
        assert_eq!((text.page_count, text.gaps), (Some(2), vec![]));
    }

    #[test]
    fn a_page_that_is_broken_and_laid_out_is_one_page() {
        let body = format!(
            "{}<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>dos</w:t></w:r></w:p>\
             <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>tres</w:t></w:r></w:p>",
            paragraph("uno")
        );
        assert_eq!(text_of(&body).pages, ["uno", "dos", "tres"]);
        assert_eq!(text_of(&paragraph("uno")).page_count, None);
    }

    #[test]
    fn what_was_deleted_or_is_said_twice_is_left_out() {
        let body = "<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:moveFrom><w:t>no</w:t></w:moveFrom>\
                    <w:ins><w:r><w:t>sí</w:t></w:r></w:ins><w:instrText>PAGE</w:instrText>\
                    <mc:AlternateContent><mc:Choice><w:t> caja</w:t></mc:Choice><mc:Fallback><w:t> caja</w:t></mc:Fallback>\
                    </mc:AlternateContent></w:p>";
        assert_eq!(text_of(body).pages, ["sí caja"]);
    }

    #[test]
    fn notes_stand_below_their_page() {
        let body =
            r#"<w:p><w:r><w:t>uno</w:t><w:footnoteReference w:id="2"/><w:br w:type="page"/><w:t>dos</w:t></w:r></w:p>"#;
        assert_eq!(text_of(body).pages, ["uno[2]\n[2] Al pie", "dos"]);
    }

    #[test]
    fn tabs_of_the_properties_are_not_written() {
        let body = r#"<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>"#;
        assert_eq!(text_of(body).pages, ["a\tb"]);
    }

    #[test]
    fn depth_and_declared_types_are_damage_and_keep_what_was_read() {
        let deep = format!("{}{}", paragraph("antes"), "<w:tbl>".repeat(100_000));
        let text = text_of(&deep);
        assert_eq!(text.pages, ["antes"]);
        assert_eq!(text.gaps[0].reason, GapReason::Damaged);
        let types = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
        let laughs = billion_laughs();
        let file = file_of(&package([
            ("[Content_Types].xml", types.as_bytes()),
            ("word/document.xml", laughs.as_bytes()),
        ]));
        let text = read_here(file.path(), MediaType::Docx, &Bounds::default());
        assert_eq!(text.gaps[0].reason, GapReason::Damaged);
    }
}
