//! Agreements as a workbook for spreadsheets: the columns of the CSV with titles and labels in the reader's language, and with
//! dates that are dates.
//!
//! The rows wait in a nameless temporary file, which the system takes back however this ends; memory does not grow with them.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::labels::of_side;
use super::{Address, Form, Labels, Out};
use crate::agreements::validity::Effect;
use crate::agreements::{Agreement, Readable, Side, View, Vitality};
use crate::catalogues::Catalogues;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::language::{Language, words};

/// Sheets have 1,048,576 rows, and the titles take one.
pub const MOST_ROWS: i64 = 1_048_575;

/// What a cell can hold, counted as spreadsheets do, in units of UTF-16.
const LONGEST_TEXT: usize = 32_767;

/// Spanish title, English title, width.
const COLUMNS: [(&str, &str, u8); super::csv::COLUMNS.len()] = [
    ("Identificador", "Identifier", 38),
    ("Número de registro", "Registration number", 18),
    ("Número externo", "External number", 16),
    ("Etapa", "Stage", 16),
    ("Origen", "Origin", 24),
    ("Título", "Title", 60),
    ("Clase de instrumento", "Type of instrument", 28),
    ("Denominación", "Denomination", 28),
    ("Partes mexicanas", "Mexican parties", 40),
    ("Nivel de gobierno", "Level of government", 18),
    ("Entidad", "State", 20),
    ("Municipio", "Municipality", 24),
    ("Partes extranjeras", "Foreign parties", 40),
    ("País", "Country", 20),
    ("Firma", "Signed on", 12),
    ("Lugar de firma", "Signed at", 24),
    ("Tipo de vigencia", "Kind of term", 18),
    ("Vigencia pactada", "Agreed term", 30),
    ("Vigencia", "Validity", 16),
    ("Vigencia desde", "Validity since", 14),
    ("Vigencia hasta", "Validity until", 14),
    ("Motivo de la vigencia", "Reason of the validity", 50),
    ("Actividad", "Vitality", 14),
    ("Materias", "Areas", 30),
    ("Inscripción", "Registered on", 12),
    ("Unidad responsable", "Responsible unit", 24),
    ("Fuentes", "Sources", 40),
    ("Actualizado (UTC)", "Updated (UTC)", 20),
];

/// Refuses what does not fit on a sheet, before anything is sent.
///
/// # Errors
/// `Query` that says what to do instead.
pub fn check_fits(rows: i64) -> Result<()> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    let words = words!(
        "Una hoja de cálculo lleva 1 048 575 acuerdos y aquí hay {rows}: acote la selección con filtros o pida format=csv",
        "A spreadsheet holds 1,048,575 agreements and these are {rows}: narrow the selection with filters or ask for format=csv"
    );
    Err(Error::Query(vec![Fault::in_parameter(
        "format",
        FaultCode::TooManyRows,
        words,
    )]))
}

enum Cell {
    Text(String),
    /// Text that leads to an address, where there is one.
    Link(String, Option<String>),
    Day(NaiveDate),
    /// RFC 3339, in UTC.
    Moment(String),
    Empty,
}

pub struct Xlsx {
    view: View,
    catalogues: Arc<Catalogues>,
    address: Address,
    workbook: Workbook,
    formats: Formats,
    /// The next one to write.
    row: u32,
}

struct Formats {
    day: Format,
    moment: Format,
    link: Format,
}

impl Xlsx {
    /// # Errors
    /// `Internal` when there is no room for temporary files.
    pub fn new(view: View, catalogues: Arc<Catalogues>, address: Address) -> Result<Self> {
        let english = view.language == Language::English;
        let mut workbook = Workbook::new();
        let (name, register) = if english {
            ("Agreements", "Register of Interinstitutional Agreements")
        } else {
            ("Acuerdos", "Registro de Acuerdos Interinstitucionales")
        };
        let mut properties = DocProperties::new().set_title(name).set_author(register);
        if let Some(today) = date(view.today) {
            properties = properties.set_creation_datetime(&today);
        }
        workbook.set_properties(&properties);
        let sheet = workbook
            .add_worksheet_with_constant_memory()
            .and_then(|sheet| sheet.set_name(name))
            .map_err(Error::internal)?;
        titles(sheet, english).map_err(Error::internal)?;
        Ok(Self {
            view,
            catalogues,
            address,
            workbook,
            formats: Formats {
                day: Format::new().set_num_format("yyyy-mm-dd"),
                moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
                link: Format::new().set_hyperlink(),
            },
            row: 1,
        })
    }

    fn cells(&self, agreement: &Agreement) -> [Cell; COLUMNS.len()] {
        let labels = Labels {
            catalogues: &self.catalogues,
            language: self.view.language,
        };
        let view = &self.view;
        let validity = Effect::of(agreement).on(view.valid_on, view.expiring_days, view.language);
        let text = |value: &Option<String>| value.clone().map_or(Cell::Empty, Cell::Text);
        let several = |values: Vec<String>| Cell::Text(values.join("; "));
        let day = |value: Option<NaiveDate>| value.map_or(Cell::Empty, Cell::Day);
        let domestic = |what: &dyn Fn(&crate::agreements::Party) -> Option<String>| {
            several(of_side(agreement, Side::Domestic, what))
        };
        let foreign = |what: &dyn Fn(&crate::agreements::Party) -> Option<String>| {
            several(of_side(agreement, Side::Foreign, what))
        };
        let vitality = Vitality::on(view.today, &agreement.follow_ups);
        [
            Cell::Link(agreement.id.to_string(), self.address.of(agreement.id)),
            text(&agreement.registration_number),
            text(&agreement.external_number),
            agreement
                .stage
                .map_or(Cell::Empty, |stage| Cell::Text(labels.say(&stage.label()))),
            Cell::Text(labels.say(&agreement.origin.label())),
            Cell::Text(agreement.title.clone()),
            Cell::Text(labels.instrument_type(&agreement.instrument_type)),
            text(&agreement.denomination),
            domestic(&|party| Some(party.body.name.clone())),
            domestic(&|party| Some(labels.say(&party.body.level.label()))),
            domestic(&|party| Some(labels.state(party.body.state.as_ref()?))),
            domestic(&|party| Some(labels.municipality(party.body.municipality.as_ref()?))),
            foreign(&|party| Some(party.body.name.clone())),
            foreign(&|party| Some(labels.country(party.body.country.as_ref()?))),
            agreement.signed_on.map_or(Cell::Empty, |date| {
                date.day().map_or_else(|| Cell::Text(date.to_string()), Cell::Day)
            }),
            text(&agreement.signed_place),
            Cell::Text(labels.say(&agreement.term.kind.label())),
            text(&agreement.term.text),
            Cell::Text(labels.say(&validity.state.label())),
            day(validity.since),
            day(validity.until),
            Cell::Text(validity.reason),
            Cell::Text(labels.say(&vitality.label())),
            several(agreement.areas.iter().map(|code| labels.area(code)).collect()),
            day(agreement.registered_on),
            text(&agreement.responsible_unit),
            several(agreement.sources.iter().map(|source| source.url.clone()).collect()),
            Cell::Moment(agreement.updated_at.to_string()),
        ]
    }
}

impl Form for Xlsx {
    fn rows(&mut self, _: Out<'_>, rows: &[Readable]) -> Result<()> {
        for readable in rows {
            // More came in while it was being written.
            check_fits(i64::from(self.row))?;
            let cells = self.cells(&readable.agreement()?);
            let sheet = self.workbook.worksheet_from_index(0).map_err(Error::internal)?;
            for (column, cell) in (0..).zip(cells) {
                put(sheet, (self.row, column), cell, &self.formats).map_err(Error::internal)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: Out<'_>) -> Result<()> {
        let last = (self.row - 1, u16::try_from(COLUMNS.len() - 1).map_err(Error::internal)?);
        let sheet = self.workbook.worksheet_from_index(0).map_err(Error::internal)?;
        sheet.autofilter(0, 0, last.0, last.1).map_err(Error::internal)?;
        self.workbook.save_to_writer(out).map_err(Error::internal)
    }
}

fn titles(sheet: &mut Worksheet, english: bool) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
    for (column, (es, en, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, f64::from(width))?;
        sheet.write_string_with_format(0, column, if english { en } else { es }, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => drop(sheet.write_string(row, column, fitting(text))?),
        // As a formula: of links proper a sheet holds 65,530 at most, and they would be kept in memory.
        Cell::Link(text, Some(address)) => {
            let quoted = |text: &str| text.replace('"', "\"\"");
            let formula = format!("=HYPERLINK(\"{}\",\"{}\")", quoted(&address), quoted(&text));
            sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(text), &formats.link)?;
        }
        Cell::Link(text, None) => drop(sheet.write_string(row, column, text)?),
        Cell::Day(day) => match date(day) {
            Some(value) => drop(sheet.write_datetime_with_format(row, column, &value, &formats.day)?),
            None => drop(sheet.write_string(row, column, day.to_string())?),
        },
        Cell::Moment(moment) => match ExcelDateTime::parse_from_str(moment.get(..19).unwrap_or_default()) {
            Ok(value) => drop(sheet.write_datetime_with_format(row, column, &value, &formats.moment)?),
            Err(_) => drop(sheet.write_string(row, column, moment)?),
        },
    }
    Ok(())
}

/// The day as spreadsheets count days: they know none before March 1900 that all of them agree on, nor any after 9999.
fn date(day: NaiveDate) -> Option<ExcelDateTime> {
    let counted = NaiveDate::from_ymd_opt(1900, 3, 1).is_some_and(|first| day >= first);
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    let year = u16::try_from(day.year()).ok().filter(|_| counted)?;
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}

/// A text that a cell can hold; what is cut off shows that it is.
fn fitting(mut text: String) -> String {
    if text.encode_utf16().count() > LONGEST_TEXT {
        let mut units = 0;
        let end = text.char_indices().find(|(_, letter)| {
            units += letter.len_utf16();
            units >= LONGEST_TEXT
        });
        text.truncate(end.map_or(text.len(), |(at, _)| at));
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_takes_as_many_agreements_as_it_has_rows_below_the_titles() {
        assert!(check_fits(1_048_575).is_ok());
        let Err(Error::Query(faults)) = check_fits(1_048_576) else {
            panic!("it fits")
        };
        assert_eq!((faults.len(), faults[0].code), (1, FaultCode::TooManyRows));
        assert!(faults[0].words.en.contains("1048576") && faults[0].words.es.contains("format=csv"));
    }

    #[test]
    fn what_a_cell_cannot_hold_is_cut_where_it_can_be_seen() {
        assert_eq!(fitting("a".repeat(32_767)), "a".repeat(32_767));
        assert_eq!(fitting("a".repeat(32_768)), format!("{}…", "a".repeat(32_766)));
        let wide = fitting("𝄞".repeat(20_000));
        assert!(wide.ends_with('…') && wide.encode_utf16().count() <= LONGEST_TEXT);
    }

    #[test]
    fn days_that_spreadsheets_count_differently_are_no_dates() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(date(day("1900-02-28")).is_none() && date(day("1836-12-28")).is_none());
        assert!(date(day("1900-03-01")).is_some() && date(day("2014-10-13")).is_some());
    }
}
