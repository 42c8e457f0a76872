//! Statistics: what people would otherwise count and draw in a spreadsheet, each with its numbers as a file.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::drawing::bars::Bars;
use super::drawing::columns::Columns;
use super::finder::{self, Asked, Link, Selection, Table};
use super::page::Page;
use super::plots;
use super::reader::Reader;
use super::said;
use crate::agreements::Dimension;
use crate::catalogues::Catalogues;
use crate::error::Result;
use crate::http::App;
use crate::http::query::{Query, word};
use crate::http::question;
use crate::http::tables::{self, Counting, Form};

#[derive(Template)]
#[template(path = "stats.html")]
struct Stats {
    page: Page,
    selection: Selection,
    /// Nothing when the question was not understood.
    plotted: Option<Plotted>,
}

struct Plotted {
    columns: Option<String>,
    years: Vec<Year>,
    without_year: Option<String>,
    years_csv: String,
    /// What is asked beside the day on which validity is told.
    asked: Vec<(String, String)>,
    valid_on: String,
    plots: Vec<Bars>,
}

/// A year with its agreements.
struct Year {
    link: Link,
    count: String,
}

/// What is plotted; the years first.
const DIMENSIONS: [Dimension; 7] = [
    Dimension::Year,
    Dimension::Validity,
    Dimension::InstrumentType,
    Dimension::State,
    Dimension::Country,
    Dimension::Level,
    Dimension::Area,
];
const TABLES: finder::Tables = &[
    &[DIMENSIONS[0]],
    &[DIMENSIONS[1]],
    &[DIMENSIONS[2]],
    &[DIMENSIONS[3]],
    &[DIMENSIONS[4]],
    &[DIMENSIONS[5]],
    &[DIMENSIONS[6]],
];

/// GET /stats
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    let asked = Asked::of(&request);
    if asked.is_given("format") {
        return file(&app, &reader, &request).await;
    }
    let draw = |selection: Selection, tables: Vec<Table>| {
        let page = Page::new(&reader, &request);
        let plotted = match &tables[..] {
            [years, others @ ..] => Some(plotted(&page, &asked, years, others, &app)?),
            [] => None,
        };
        Ok(Stats {
            page,
            selection,
            plotted,
        })
    };
    finder::show(&app, &reader, &request, TABLES, draw).await
}

/// The numbers alone, by the dimensions that are asked for.
async fn file(app: &App, reader: &Reader, request: &HttpRequest) -> Result<HttpResponse> {
    let mut query = Query::of(request)?;
    let dimensions = tables::dimensions(&mut query);
    let filter = question::filter(&mut query, app, &reader.sight());
    let form = query.one("format", |text| word(text, Form::parse, Form::ALL));
    query.finish()?;
    let counting = Counting {
        filter: question::with_predecessors(app, filter).await?,
        dimensions,
        form: form.unwrap_or(Form::Csv),
        language: reader.language,
    };
    Ok(counting.written(app).await?.file(reader.language))
}

fn plotted(page: &Page, asked: &Asked, years: &Table, others: &[Table], app: &App) -> Result<Plotted> {
    let (catalogues, language): (&Catalogues, _) = (&app.catalogues, page.language);
    let list = asked.elsewhere(&page.to("/agreements"));
    let csv = |by: Dimension| asked.with(&[("by", by.as_str()), ("format", "csv")]);
    let counts: Vec<(u16, u64)> = years
        .values()
        .filter_map(|(year, count)| Some((year.parse().ok()?, count)))
        .collect();
    let columns = Columns {
        id: "years",
        title: page.say("Acuerdos por año de firma", "Agreements by year of signature"),
        description: page.say(
            "Una columna por año. La tabla de abajo tiene los mismos números.",
            "A column for each year. The table below has the same numbers.",
        ),
        years: &counts,
        language,
    };
    let year = |(year, count): &(u16, u64)| {
        let label = year.to_string();
        Year {
            link: Link {
                href: list.with(&[("signed_from", &label), ("signed_to", &label)]),
                label,
            },
            count: said::number(count),
        }
    };
    let bars = |(dimension, table): (&Dimension, &Table)| {
        let href = |value: &str| list.with(&[(dimension.as_str(), value)]);
        let bars = plots::bars(*dimension, table.values(), catalogues, language, href);
        bars.without(table.without[0]).with_csv(csv(*dimension))
    };
    let valid_on = Some(asked.one("valid_on")).filter(|day| !day.is_empty());
    Ok(Plotted {
        columns: columns.draw()?,
        years: counts.iter().map(year).collect(),
        without_year: Some(years.without[0]).filter(|count| *count > 0).map(said::number),
        years_csv: csv(Dimension::Year),
        asked: asked.elsewhere("").others(&["valid_on"]).collect(),
        valid_on: valid_on.map_or_else(|| app.clock.today().to_string(), str::to_owned),
        plots: DIMENSIONS[1..].iter().zip(others).map(bars).collect(),
    })
}
