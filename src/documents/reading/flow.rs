//! What a text document says in the order in which it says it, put on pages.

use std::ops::ControlFlow;

use super::{Found, GapReason};

/// The page that is being written, with the notes that stand below it.
#[derive(Default)]
pub(super) struct Flow {
    page: String,
    notes: String,
    /// Whether a page was begun that nothing was written on yet.
    begun: bool,
    /// Whether the document says where its pages begin.
    has_breaks: bool,
    /// How many cells of tables are open, one within another.
    cells: usize,
}

impl Flow {
    pub(super) fn text(&mut self, text: &str) {
        self.page.push_str(text);
    }

    pub(super) fn note(&mut self, text: &str) {
        self.notes.push_str(text.trim());
        self.notes.push('\n');
    }

    pub(super) fn end_paragraph(&mut self) {
        self.page.push(if self.cells == 0 { '\n' } else { ' ' });
    }

    pub(super) fn begin_cell(&mut self) {
        self.cells += 1;
    }

    pub(super) fn end_cell(&mut self) {
        self.cells = self.cells.saturating_sub(1);
        self.page.push('\t');
    }

    pub(super) fn end_row(&mut self) {
        let end = self.page.trim_end_matches(['\t', ' ']).len();
        self.page.truncate(end);
        self.end_paragraph();
    }

    /// Begins a page because the document says so.
    pub(super) fn break_page(&mut self, found: &mut Found<'_>) -> ControlFlow<()> {
        self.has_breaks = true;
        self.begun = true;
        self.hand_page(found)
    }

    /// Begins a page where a program laid one out, unless that is the one just begun, or the first.
    pub(super) fn break_laid_out(&mut self, found: &mut Found<'_>) -> ControlFlow<()> {
        if self.page.trim().is_empty() && (self.begun || found.pages == 0) {
            self.has_breaks = true;
            return ControlFlow::Continue(());
        }
        self.break_page(found)
    }

    fn hand_page(&mut self, found: &mut Found<'_>) -> ControlFlow<()> {
        let mut page = std::mem::take(&mut self.page);
        if !self.notes.is_empty() {
            page.truncate(page.trim_end().len());
            page.push('\n');
            page.push_str(&std::mem::take(&mut self.notes));
        }
        found.page(&page)
    }

    /// Hands on the last page, and how many there were where the document tells.
    pub(super) fn end(mut self, found: &mut Found<'_>) -> ControlFlow<()> {
        self.hand_page(found)?;
        if self.has_breaks {
            found.page_count(found.pages as usize);
        }
        ControlFlow::Continue(())
    }

    /// Hands on what there is of a document that cannot be read further.
    pub(super) fn end_damaged(mut self, found: &mut Found<'_>) -> ControlFlow<()> {
        if !self.page.trim().is_empty() {
            self.hand_page(found)?;
        }
        found.stop(GapReason::Damaged);
        ControlFlow::Break(())
    }
}
