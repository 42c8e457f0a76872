//! Agreements as rows of a table (RFC 4180), for spreadsheets.

use chrono::NaiveDate;

use super::{Form, Out, unwritten};
use crate::agreements::validity::Effect;
use crate::agreements::{Agreement, Party, Readable, Side, View, Vitality};
use crate::error::{Error, Result};

pub(super) const COLUMNS: [&str; 28] = [
    "id",
    "registration_number",
    "external_number",
    "stage",
    "origin",
    "title",
    "instrument_type",
    "denomination",
    "domestic_parties",
    "domestic_levels",
    "states",
    "municipalities",
    "foreign_parties",
    "countries",
    "signed_on",
    "signed_place",
    "term_kind",
    "term_text",
    "validity",
    "validity_since",
    "validity_until",
    "validity_reason",
    "vitality",
    "areas",
    "registered_on",
    "responsible_unit",
    "sources",
    "updated_at",
];

pub struct Csv {
    pub view: View,
}

impl Form for Csv {
    fn begin(&mut self, out: Out<'_>) -> Result<()> {
        out.write_all(&line(&COLUMNS)?).map_err(unwritten)
    }

    fn rows(&mut self, out: Out<'_>, rows: &[Readable]) -> Result<()> {
        for readable in rows {
            let row = row(&readable.agreement()?, &self.view)?;
            out.write_all(&row).map_err(unwritten)?;
        }
        Ok(())
    }
}

/// The row of one agreement, with its validity on a day. Several values of one cell are separated by `; `.
fn row(agreement: &Agreement, view: &View) -> Result<Vec<u8>> {
    let validity = Effect::of(agreement).on(view.valid_on, view.expiring_days, view.language);
    let of = |side: Side, what: fn(&Party) -> Option<String>| {
        let mut values: Vec<String> = agreement
            .parties
            .iter()
            .filter(|party| party.side == side)
            .filter_map(what)
            .collect();
        values.dedup();
        values.join("; ")
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<NaiveDate>| value.map(|day| day.to_string()).unwrap_or_default();
    let cells: [String; COLUMNS.len()] = [
        agreement.id.to_string(),
        text(&agreement.registration_number),
        text(&agreement.external_number),
        agreement.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        agreement.origin.to_string(),
        agreement.title.clone(),
        agreement.instrument_type.clone(),
        text(&agreement.denomination),
        of(Side::Domestic, |party| Some(party.body.name.clone())),
        of(Side::Domestic, |party| Some(party.body.level.to_string())),
        of(Side::Domestic, |party| party.body.state.clone()),
        of(Side::Domestic, |party| party.body.municipality.clone()),
        of(Side::Foreign, |party| Some(party.body.name.clone())),
        of(Side::Foreign, |party| party.body.country.clone()),
        agreement.signed_on.map(|date| date.to_string()).unwrap_or_default(),
        text(&agreement.signed_place),
        agreement.term.kind.to_string(),
        text(&agreement.term.text),
        validity.state.to_string(),
        day(validity.since),
        day(validity.until),
        validity.reason,
        Vitality::on(view.today, &agreement.follow_ups).to_string(),
        agreement.areas.join("; "),
        day(agreement.registered_on),
        text(&agreement.responsible_unit),
        agreement
            .sources
            .iter()
            .map(|source| source.url.as_str())
            .collect::<Vec<_>>()
            .join("; "),
        agreement.updated_at.to_string(),
    ];
    line(&cells)
}

/// One line of a table.
pub(crate) fn line<T: AsRef<str>>(cells: &[T]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::with_capacity(600));
    writer
        .write_record(cells.iter().map(|cell| guarded(cell.as_ref())))
        .map_err(Error::internal)?;
    writer.into_inner().map_err(Error::internal)
}

/// A cell that a spreadsheet would run as a formula is kept from it by an apostrophe.
pub(crate) fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_kept_from_spreadsheets() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(guarded("Acuerdo = bueno"), "Acuerdo = bueno");
    }
}
