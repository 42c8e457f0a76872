//! Counts by several dimensions at once, in the forms they are sent in.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use futures_util::StreamExt;
use serde_json::json;

use super::App;
use super::export::Format;
use super::facets::label;
use super::finished::vary;
use super::query::{Query, Refusal};
use super::question;
use crate::agreements::{AgreementFilter, Dimension};
use crate::catalogues::Catalogues;
use crate::db::text_enum;
use crate::error::{Error, Result};
use crate::export::csv;
use crate::fault::{Fault, FaultCode};
use crate::language::{Language, words};
use crate::search::{Axis, Cross, Words};

/// No more dimensions are crossed.
const DIMENSIONS: usize = 3;
/// A JSON answer has no more cells; CSV and NDJSON have them all.
const CELLS: usize = 10_000;
/// So many lines are sent at once.
const CHUNK: usize = 5_000;

text_enum! {
    /// The forms the counts are answered in.
    Form { Json = "json", Csv = "csv", Ndjson = "ndjson" }
}

impl Form {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => Format::Json.media_type(),
            Self::Csv => Format::Csv.media_type(),
            Self::Ndjson => Format::Ndjson.media_type(),
        }
    }
}

/// What is counted, by which dimensions, and how it is sent.
pub struct Counting {
    pub filter: AgreementFilter,
    pub dimensions: Vec<Dimension>,
    pub form: Form,
    pub language: Language,
}

/// A finished table, with what stands before its cells.
pub struct Written {
    table: Table,
    beginning: String,
}

impl Counting {
    /// Counts off the worker.
    ///
    /// # Errors
    /// `IndexBehind` while something is missing, `Query` where JSON would be too long.
    pub async fn written(self, app: &App) -> Result<Written> {
        let (snapshot, catalogues) = (app.whole_index().await?, app.catalogues.clone());
        let Self {
            filter,
            dimensions,
            form,
            language,
        } = self;
        let counted = web::block(move || {
            let words = Words::read(&snapshot, &filter)?;
            let cross = snapshot.cross(&filter, words.as_ref(), &dimensions)?;
            if form == Form::Json && cross.len() > CELLS {
                return Err(too_many(cross.len()));
            }
            let table = Table::new(cross, form, &catalogues, language)?;
            let beginning = match form {
                Form::Json => {
                    table.beginning(&filter, words.as_ref().and_then(|words| words.did_you_mean.as_deref()))?
                }
                Form::Csv => table.header()?,
                Form::Ndjson => String::new(),
            };
            Ok(Written { table, beginning })
        });
        counted.await.map_err(Error::internal)?
    }
}

impl Written {
    /// The whole of it in JSON.
    #[must_use]
    pub fn json(&self) -> String {
        format!("{}{}]}}", self.beginning, self.table.lines(0))
    }

    /// As a file, sent while it is written.
    #[must_use]
    pub fn file(self, language: Language) -> HttpResponse {
        let Self { table, beginning } = self;
        let form = table.format;
        let mut response = HttpResponse::Ok();
        vary(&mut response, language);
        response.insert_header((header::CONTENT_TYPE, form.media_type()));
        response.insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"stats.{form}\""),
        ));
        let lines = (0..table.cross.len()).step_by(CHUNK).map(move |from| table.lines(from));
        let chunks = std::iter::once(beginning)
            .chain(lines)
            .map(|chunk| Ok(Bytes::from(chunk)));
        response.streaming(futures_util::stream::iter(chunks).map(|chunk: Result<Bytes>| chunk))
    }
}

/// `by`: the dimensions that are crossed.
pub fn dimensions(query: &mut Query) -> Vec<Dimension> {
    let read = |text: Option<String>| {
        let dimensions = text.as_deref().map(question::dimensions).transpose()?;
        dimensions
            .filter(|dimensions| (1..=DIMENSIONS).contains(&dimensions.len()))
            .ok_or_else(|| -> Refusal {
                let words = words!(
                    "Hacen falta de una a tres dimensiones, como by=state,year",
                    "One to three dimensions are needed, such as by=state,year"
                );
                (FaultCode::InvalidParameter, words)
            })
    };
    read(query.text("by")).unwrap_or_else(|refusal| {
        query.refuse("by", refusal);
        Vec::new()
    })
}

fn too_many(cells: usize) -> Error {
    let words = words!(
        "Son {cells} celdas, y en JSON van hasta {CELLS}: filtre más, cruce menos, o pida format=csv o ndjson",
        "There are {cells} cells, and JSON takes up to {CELLS}: filter more, cross less, or ask for format=csv or ndjson"
    );
    Error::Query(vec![Fault::in_parameter("by", FaultCode::InvalidParameter, words)])
}

/// The table with the values of its axes as they are written.
struct Table {
    cross: Cross,
    format: Form,
    /// Of each axis, the values that occur, by their places.
    values: Vec<Vec<Option<Arc<str>>>>,
}

impl Table {
    fn new(cross: Cross, format: Form, catalogues: &Catalogues, language: Language) -> Result<Self> {
        let mut values: Vec<Vec<Option<Arc<str>>>> = cross.axes.iter().map(|axis| vec![None; axis.len()]).collect();
        let mut places = vec![0; values.len()];
        for cell in 0..cross.len() {
            cross.cell(cell, &mut places);
            for ((axis, place), values) in cross.axes.iter().zip(&places).zip(&mut values) {
                if values[*place].is_none() {
                    values[*place] = Some(written(axis, *place, format, catalogues, language)?.into());
                }
            }
        }
        Ok(Self { cross, format, values })
    }

    /// What stands before the cells in JSON.
    fn beginning(&self, filter: &AgreementFilter, did_you_mean: Option<&str>) -> Result<String> {
        let axes = &self.cross.axes;
        let without: serde_json::Map<String, serde_json::Value> = axes
            .iter()
            .map(|axis| (axis.dimension.to_string(), json!(axis.without)))
            .collect();
        let mut beginning = serde_json::to_string(&json!({
            "by": axes.iter().map(|axis| axis.dimension).collect::<Vec<_>>(),
            "valid_on": filter.valid_on,
            "total": self.cross.total,
            "without": without,
            "did_you_mean": did_you_mean,
        }))?;
        beginning.pop();
        beginning.push_str(",\"cells\":[");
        Ok(beginning)
    }

    /// What stands before the cells in CSV.
    fn header(&self) -> Result<String> {
        let dimensions = self.cross.axes.iter().map(|axis| axis.dimension);
        let mut names: Vec<String> = dimensions
            .flat_map(|dimension| [dimension.to_string(), format!("{dimension}_label")])
            .collect();
        names.push("count".to_owned());
        line(&names)
    }

    /// The cells from one on: all of them in JSON, a chunk in the other forms.
    fn lines(&self, from: usize) -> String {
        let to = match self.format {
            Form::Json => self.cross.len(),
            Form::Csv | Form::Ndjson => self.cross.len().min(from + CHUNK),
        };
        let mut lines = String::with_capacity((to - from) * 100);
        let mut places = vec![0; self.values.len()];
        let (open, close, end) = match self.format {
            Form::Json => ("{\"values\":[", "],\"count\":", "},"),
            Form::Ndjson => ("{\"values\":[", "],\"count\":", "}\n"),
            Form::Csv => ("", ",", "\r\n"),
        };
        for cell in from..to {
            let count = self.cross.cell(cell, &mut places);
            lines.push_str(open);
            for (axis, (place, values)) in places.iter().zip(&self.values).enumerate() {
                if axis > 0 {
                    lines.push(',');
                }
                lines.push_str(values[*place].as_deref().unwrap_or_default());
            }
            // Writing into a string does not fail.
            let _ = write!(lines, "{close}{count}{end}");
        }
        if self.format == Form::Json && from < to {
            lines.pop();
        }
        lines
    }
}

/// A value and what people call it.
fn written(axis: &Axis, place: usize, format: Form, catalogues: &Catalogues, language: Language) -> Result<String> {
    let value = axis.value(catalogues, place);
    let label = match &value {
        Some(value) => label(axis.dimension, value, catalogues, language),
        None => words!("Sin dato", "None recorded")
            .in_language(language)
            .to_owned()
            .into(),
    };
    match format {
        Form::Json | Form::Ndjson => Ok(json!({"value": value, "label": label}).to_string()),
        Form::Csv => Ok(line(&[value.as_deref().unwrap_or_default(), &label])?
            .trim_end_matches("\r\n")
            .to_owned()),
    }
}

fn line<T: AsRef<str>>(cells: &[T]) -> Result<String> {
    String::from_utf8(csv::line(cells)?).map_err(Error::internal)
}
