//! Plain text: a form feed begins a page.

use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;

use super::{Found, GapReason};

pub(super) fn read(file: File, found: &mut Found<'_>) -> ControlFlow<()> {
    // A character has four bytes at most, and one more tells that there are more of them.
    let most = (found.bounds.characters as u64).saturating_add(1).saturating_mul(4);
    let mut bytes = Vec::new();
    if file.take(most).read_to_end(&mut bytes).is_err() {
        found.stop(GapReason::Damaged);
        return ControlFlow::Break(());
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_suffix('\u{c}').unwrap_or(&text);
    let count = text.split('\u{c}').count();
    found.page_count(count);
    text.split('\u{c}').try_for_each(|page| found.page(page))
}
