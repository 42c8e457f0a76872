//! ODT: paragraphs as lines, rows of tables as lines with tabs, notes below their page. Pages begin where a style breaks them and
//! where the program that saved it last laid them out; in a document that knows neither, all is one page.

use std::collections::HashSet;
use std::fs::File;
use std::ops::ControlFlow;

use quick_xml::events::BytesStart;

use super::flow::Flow;
use super::package::{self, Ended, Said, attribute};
use super::{Found, GapReason};

/// Spaces one element may stand for.
const MOST_SPACES: usize = 100;

pub(super) fn read(file: File, found: &mut Found<'_>) -> ControlFlow<()> {
    let Some(mut parts) = package::open(file).filter(|parts| parts.index_for_name("content.xml").is_some()) else {
        found.stop(GapReason::Damaged);
        return ControlFlow::Break(());
    };
    let mut body = Body::default();
    let ended = package::each_said(&mut parts, "content.xml", |said| body.take(said, found));
    match ended {
        Ok(()) => body.flow.end(found),
        Err(Ended::Damaged) => body.flow.end_damaged(found),
        Err(Ended::Enough) => ControlFlow::Break(()),
    }
}

/// The text of the document while it is read.
#[derive(Default)]
struct Body {
    flow: Flow,
    styles: Styles,
    /// How many paragraphs are open, one within another.
    paragraphs: usize,
    /// How many elements are open of those whose text is not part of the document: what was deleted, and remarks.
    left_out: usize,
    note: Note,
}

/// The note that is being read.
#[derive(Default)]
struct Note {
    is_open: bool,
    is_citation: bool,
    text: String,
}

/// The styles that begin a page before a paragraph.
#[derive(Default)]
struct Styles {
    open: Option<String>,
    breaking: HashSet<String>,
}

impl Styles {
    fn begin(&mut self, name: &str, element: &BytesStart<'_>) {
        if name == "style" {
            self.open = attribute(element, "name");
            if attribute(element, "master-page-name").is_some_and(|page| !page.is_empty()) {
                self.breaking.extend(self.open.clone());
            }
        } else if attribute(element, "break-before").as_deref() == Some("page") {
            self.breaking.extend(self.open.clone());
        }
    }

    fn break_before(&self, paragraph: &BytesStart<'_>) -> bool {
        !self.breaking.is_empty()
            && attribute(paragraph, "style-name").is_some_and(|style| self.breaking.contains(&style))
    }
}

impl Body {
    fn take(&mut self, said: &Said<'_>, found: &mut Found<'_>) -> ControlFlow<()> {
        match said {
            Said::Begin(element) => return self.begin(element, found),
            Said::End(name) => self.end(name),
            Said::Text(text) if self.paragraphs > 0 && self.left_out == 0 => self.text(text),
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
            "p" | "h" => {
                self.paragraphs += 1;
                if !self.note.is_open && self.styles.break_before(element) {
                    return self.flow.break_laid_out(found);
                }
            }
            "soft-page-break" => return self.flow.break_laid_out(found),
            "style" | "paragraph-properties" => self.styles.begin(name, element),
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            "s" => self.text(&" ".repeat(spaces(element))),
            "table-cell" => self.flow.begin_cell(),
            "note" => self.note.is_open = true,
            "note-citation" => self.note.is_citation = true,
            _ => {}
        }
        found.flow()
    }

    fn end(&mut self, name: &str) {
        if is_left_out(name) {
            self.left_out = self.left_out.saturating_sub(1);
        } else if self.left_out == 0 {
            match name {
                "p" | "h" => self.end_paragraph(),
                "table-cell" => self.flow.end_cell(),
                "table-row" => self.flow.end_row(),
                "note-citation" => self.end_citation(),
                "note" => self.end_note(),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.note.is_open {
            self.note.text.push_str(text);
        } else {
            // Lines of the file are not lines of the text: those are elements.
            self.flow.text(text);
        }
    }

    fn end_paragraph(&mut self) {
        self.paragraphs = self.paragraphs.saturating_sub(1);
        if self.note.is_open {
            self.note.text.push(' ');
        } else {
            self.flow.end_paragraph();
        }
    }

    fn end_citation(&mut self) {
        if self.note.is_citation {
            self.note.is_citation = false;
            self.note.text = format!("[{}]", self.note.text.trim());
            self.flow.text(&self.note.text);
            self.note.text.push(' ');
        }
    }

    fn end_note(&mut self) {
        let note = std::mem::take(&mut self.note);
        self.flow.note(&note.text);
    }
}

fn is_left_out(name: &str) -> bool {
    matches!(name, "tracked-changes" | "annotation" | "ruby-text")
}

fn spaces(element: &BytesStart<'_>) -> usize {
    let count = attribute(element, "c").and_then(|count| count.parse().ok());
    count.unwrap_or(1).min(MOST_SPACES)
}

#[cfg(test)]
mod tests {
    use super::super::{Bounds, MediaType, Text, read_here};
    use crate::documents::samples::{file_of, kept, odt};

    fn text_of(content: &str) -> Text {
        let file = file_of(&odt(content, &[]));
        read_here(file.path(), MediaType::Odt, &Bounds::default())
    }

    #[test]
    fn paragraphs_and_pages_are_read() {
        let text = read_here(&kept("acuerdo.odt"), MediaType::Odt, &Bounds::default());
        assert!(text.pages[0].starts_with("Convenio marco\nAcuerdo de cooperación"));
        assert_eq!(text.pages[1], "Segunda página, año 2026.");
        assert_eq!((text.page_count, text.gaps), (Some(2), vec![]));
    }

    #[test]
    fn spaces_tabs_tables_and_laid_out_pages_are_read() {
        let text = text_of(
            "<text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d</text:p>\
             <table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>\
             <table:table-cell><text:p>2</text:p></table:table-cell></table:table-row>\
             <text:p>uno <text:soft-page-break/>dos</text:p>",
        );
        assert_eq!(text.pages, ["a b\tc\nd\n1\t2\nuno", "dos"]);
    }

    #[test]
    fn what_was_deleted_is_left_out_and_notes_stand_below() {
        let text = text_of(
            "<text:tracked-changes><text:p>borrado</text:p></text:tracked-changes>\
             <text:p>uno<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Al pie</text:p>\
             </text:note-body></text:note> sigue<office:annotation><text:p>no</text:p></office:annotation></text:p>",
        );
        assert_eq!(text.pages, ["uno[1] sigue\n[1] Al pie"]);
        assert_eq!(text.page_count, None);
    }
}
