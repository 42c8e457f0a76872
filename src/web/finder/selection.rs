//! A selection that is counted: what is asked and how many there are, above a map or plots.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Asked, Chip, Filters, Link, chips, told};
use crate::access::Sight;
use crate::agreements::{AgreementFilter, Dimension, Sort};
use crate::catalogues::Catalogues;
use crate::error::{Error, Result};
use crate::http::query::{self, Query};
use crate::http::{App, question};
use crate::search::{Cross, Wanted, Words};
use crate::web::agreements::names_of;
use crate::web::form::Told;
use crate::web::page;
use crate::web::reader::Reader;
use crate::web::said;

/// What is asked, in words and in fields.
pub struct Selection {
    pub faults: Vec<Told>,
    pub q: String,
    pub chips: Vec<Chip>,
    /// The page where nothing is asked.
    pub nothing: String,
    pub filters: Filters,
    /// Nothing when the question was not understood.
    pub total: Option<String>,
    pub did_you_mean: Option<Link>,
    /// The index is behind; and whether it is being built from nothing.
    pub behind: Option<bool>,
    /// The same selection as a list.
    pub list: String,
}

/// How many agreements there are of each combination of values; nothing stands for no value.
pub struct Table {
    pub rows: Vec<Row>,
    /// How many have no value, in each of the dimensions.
    pub without: Vec<u64>,
}

pub struct Row {
    pub values: Vec<Option<String>>,
    pub count: u64,
}

/// The dimensions of each table that a page needs.
pub type Tables = &'static [&'static [Dimension]];

/// Shows a page of what somebody asks: `draw` makes it of the question and, where that was understood, its tables.
///
/// # Errors
/// What the index or the database says.
pub async fn show<T: Template>(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    tables: Tables,
    draw: impl Fn(Selection, Vec<Table>) -> Result<T>,
) -> Result<HttpResponse> {
    if let Some(address) = query::without_empty(request) {
        return Ok(page::see_other(&address));
    }
    match read(app, &reader.sight(), request).await {
        Ok(filter) => {
            let make = async || {
                let (selection, tables) = count(app, reader, request, filter, tables).await?;
                let whole = selection.behind.is_none();
                Ok((draw(selection, tables)?, whole))
            };
            page::answer_if_whole(app, reader, request, make).await
        }
        Err(Error::Query(faults)) => {
            let everything = AgreementFilter::everything(reader.sight(), app.clock.today(), app.expiring_days);
            let (selection, _) = count(app, reader, request, everything, &[]).await?;
            let selection = Selection {
                faults: told(&faults, reader.language),
                total: None,
                ..selection
            };
            page::not_kept(StatusCode::BAD_REQUEST, &draw(selection, Vec::new())?)
        }
        Err(other) => Err(other),
    }
}

/// The filters of a request, and nothing else.
async fn read(app: &App, sight: &Sight, request: &HttpRequest) -> Result<AgreementFilter> {
    let mut query = Query::of(request)?;
    let filter = question::filter(&mut query, app, sight);
    query.finish()?;
    question::with_predecessors(app, filter).await
}

async fn count(
    app: &Data<App>,
    reader: &Reader,
    request: &HttpRequest,
    filter: AgreementFilter,
    tables: Tables,
) -> Result<(Selection, Vec<Table>)> {
    let (asked, language, sees_cases) = (Asked::of(request), reader.language, reader.caller.0.is_some());
    let dimensions = Filters::dimensions(&asked, sees_cases);
    let bodies = names_of(app, &asked).await?;
    let (snapshot, behind) = app.index.at_least(app.latest_entry().await?).await;
    let catalogues = app.catalogues.clone();
    let counted = web::block(move || {
        let words = Words::read(&snapshot, &filter)?;
        let wanted = Wanted {
            filter: &filter,
            sort: Sort::SignedOnLatest,
            after: None,
            limit: 0,
            dimensions: &dimensions,
        };
        let found = snapshot.find(&wanted, words.as_ref())?;
        let table = |dimensions: &&[Dimension]| {
            let cross = snapshot.cross(&filter, words.as_ref(), dimensions)?;
            Ok(Table::of(&cross, &catalogues))
        };
        let tables: Vec<Table> = tables.iter().map(table).collect::<Result<_>>()?;
        Ok::<_, Error>((found, tables))
    });
    let (found, tables) = counted.await.map_err(Error::internal)??;
    let meant = found.did_you_mean.map(|meant| Link {
        href: asked.with(&[("q", &meant)]),
        label: meant,
    });
    let selection = Selection {
        faults: Vec::new(),
        q: asked.one("q").to_owned(),
        chips: chips(&asked, &bodies, &app.catalogues, language),
        nothing: asked.nothing().to_owned(),
        filters: Filters::of(&asked, &found.counts, None, sees_cases, &app.catalogues, language),
        total: Some(said::number(found.total)),
        did_you_mean: meant,
        behind: behind.map(|behind| behind.building),
        list: asked.elsewhere(&format!("/{}/agreements", language.tag())).first(),
    };
    Ok((selection, tables))
}

impl Table {
    fn of(cross: &Cross, catalogues: &Catalogues) -> Self {
        let mut places = vec![0; cross.axes.len()];
        let row = |cell| {
            let count = cross.cell(cell, &mut places);
            let values = cross.axes.iter().zip(&places);
            let values = values.map(|(axis, place)| axis.value(catalogues, *place)).collect();
            Row { values, count }
        };
        Self {
            rows: (0..cross.len()).map(row).collect(),
            without: cross.axes.iter().map(|axis| axis.without).collect(),
        }
    }

    /// The values of the only dimension with their counts, without what has none.
    pub fn values(&self) -> impl Iterator<Item = (&str, u64)> {
        self.rows.iter().filter_map(|row| match &row.values[..] {
            [Some(value)] => Some((value.as_str(), row.count)),
            _ => None,
        })
    }
}
