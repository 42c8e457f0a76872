//! Reading what a request for the list of agreements asks: filters, order, page, form.

use actix_web::HttpRequest;
use chrono::Datelike;

use super::App;
use super::export::Format;
use super::page::Paging;
use super::query::{Query, Refusal, outside, word};
use crate::access::Sight;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Dimension, Origin, Side, Sort, Stage, Vitality};
use crate::bodies::{self, BodyId, BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::error::Result;
use crate::export::atom::USUAL_PAGE;
use crate::fault::FaultCode;
use crate::language::words;

/// What a request for the list asks.
pub struct Question {
    pub filter: AgreementFilter,
    pub sort: Sort,
    pub paging: Paging,
    pub dimensions: Vec<Dimension>,
    pub format: Format,
}

impl Question {
    /// # Errors
    /// `Query` with every fault, `NotAcceptable` when the reader takes none of the forms.
    pub async fn read(app: &App, sight: &Sight, request: &HttpRequest) -> Result<Self> {
        Self::read_or(app, sight, request, || Format::negotiated(request)).await
    }

    /// The same for a page, whose own form is what is not asked for by name.
    ///
    /// # Errors
    /// `Query` with every fault.
    pub async fn of_page(app: &App, sight: &Sight, request: &HttpRequest) -> Result<Self> {
        Self::read_or(app, sight, request, || Ok(Format::Json)).await
    }

    async fn read_or(
        app: &App,
        sight: &Sight,
        request: &HttpRequest,
        usual: impl FnOnce() -> Result<Format>,
    ) -> Result<Self> {
        let mut query = Query::of(request)?;
        let filter = filter(&mut query, app, sight);
        let sort = query.one("sort", |text| {
            let all = Sort::ALL
                .iter()
                .map(|sort| sort.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Sort::parse(text).ok_or((
                FaultCode::UnknownSort,
                words!("Solo puede ser: {all}", "It can only be: {all}"),
            ))
        });
        if sort == Some(Sort::Relevance) && filter.q.is_none() {
            query.refuse(
                "sort",
                (
                    FaultCode::UnknownSort,
                    words!("relevance va con q", "relevance goes with q"),
                ),
            );
        }
        let sort = sort.unwrap_or(if filter.q.is_some() {
            Sort::Relevance
        } else {
            Sort::SignedOnLatest
        });
        let dimensions = query.one("facets", dimensions).unwrap_or_default();
        let format = format(&mut query, usual)?;
        if format == Format::Atom && query.has("sort") && sort != Sort::UpdatedLatest {
            let words = words!(
                "Un canal solo va en el orden -updated_at",
                "A feed goes in the order -updated_at only"
            );
            query.refuse("sort", (FaultCode::InvalidParameter, words));
        }
        let sort = if format == Format::Atom {
            Sort::UpdatedLatest
        } else {
            sort
        };
        let usual = if format == Format::Atom { USUAL_PAGE } else { 20 };
        let paging = Paging::read(&mut query, request.path(), usual);
        let (names, words) = format.takes_no();
        for name in names {
            if query.has(name) {
                query.refuse(name, (FaultCode::InvalidParameter, words.clone()));
            }
        }
        query.finish()?;
        Ok(Self {
            filter: with_predecessors(app, filter).await?,
            sort,
            paging,
            dimensions,
            format,
        })
    }
}

/// The form of the answer: the one that is said, or else the usual one.
fn format(query: &mut Query, usual: impl FnOnce() -> Result<Format>) -> Result<Format> {
    match query.one("format", |text| word(text, Format::parse, Format::ALL)) {
        Some(format) => Ok(format),
        None => usual(),
    }
}

/// The filter with the bodies that those asked for came from.
pub async fn with_predecessors(app: &App, mut filter: AgreementFilter) -> Result<AgreementFilter> {
    if !filter.body.is_empty() {
        let asked = std::mem::take(&mut filter.body);
        filter.body = app
            .db
            .read_one(move |conn| bodies::with_predecessors(conn, &asked))
            .await?;
    }
    Ok(filter)
}

/// Reads the filters, every one against its catalogue.
pub fn filter(query: &mut Query, app: &App, sight: &Sight) -> AgreementFilter {
    let catalogues: &Catalogues = &app.catalogues;
    let code = |text: &str, known: bool, catalogue: &str| {
        if known {
            Ok(text.to_owned())
        } else {
            Err(outside(catalogue))
        }
    };
    AgreementFilter {
        sight: sight.clone(),
        own: false,
        q: query.words_to_find(),
        stage: query.many("stage", |text| word(text, Stage::parse, Stage::ALL)),
        validity: query.many("validity", |text| word(text, ValidityState::parse, ValidityState::ALL)),
        valid_on: query.day("valid_on").unwrap_or_else(|| app.clock.today()),
        expiring_days: query
            .one("expiring_days", |text| {
                let days = text.parse().ok().filter(|days| (0..=3650).contains(days));
                days.ok_or((
                    FaultCode::InvalidParameter,
                    words!("Va de 0 a 3650 días", "It goes from 0 to 3650 days"),
                ))
            })
            .unwrap_or(app.expiring_days),
        origin: query.many("origin", |text| word(text, Origin::parse, Origin::ALL)),
        instrument_type: query.many("instrument_type", |text| {
            code(
                text,
                catalogues.instrument_type(text).is_some(),
                "/api/v1/instrument-types",
            )
        }),
        level: query.many("level", |text| word(text, Level::parse, Level::ALL)),
        state: query.many("state", |text| {
            code(text, catalogues.state(text).is_some(), "/api/v1/states")
        }),
        municipality: query.many("municipality", |text| {
            code(text, catalogues.municipality(text).is_some(), "/api/v1/municipalities")
        }),
        country: query.many("country", |text| {
            code(text, catalogues.country(text).is_some(), "/api/v1/countries")
        }),
        region: query.many("region", |text| {
            code(text, catalogues.region(text).is_some(), "/api/v1/countries")
        }),
        body: query.many("body", |text| {
            BodyId::parse(text).ok_or((
                FaultCode::InvalidParameter,
                words!("Se espera el id de un órgano", "The id of a body is expected"),
            ))
        }),
        area: query.many("area", |text| {
            code(text, catalogues.area(text).is_some(), "/api/v1/areas")
        }),
        side_kind: query.many("side_kind", |text| {
            let read = text
                .split_once(':')
                .and_then(|(side, kind)| Some((Side::parse(side)?, BodyKind::parse(kind)?)));
            read.ok_or((
                FaultCode::InvalidParameter,
                words!(
                    "Se espera lado:clase, como foreign:government",
                    "side:kind is expected, such as foreign:government"
                ),
            ))
        }),
        registration_number: query.many("registration_number", |text| {
            let form = text.len() <= 40
                && text
                    .bytes()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
            if form {
                Ok(text.to_owned())
            } else {
                Err((
                    FaultCode::InvalidParameter,
                    words!(
                        "Se espera un número como RAI-2026-00042",
                        "A number such as RAI-2026-00042 is expected"
                    ),
                ))
            }
        }),
        signed_from: query.partial_date("signed_from"),
        signed_to: query.partial_date("signed_to"),
        registered_from: query.partial_date("registered_from"),
        registered_to: query.partial_date("registered_to"),
        ends_from: query.partial_date("ends_from"),
        ends_to: query.partial_date("ends_to"),
        updated_since: query.moment("updated_since"),
        vitality: query.many("vitality", |text| word(text, Vitality::parse, Vitality::ALL)),
        year: app.clock.today().year(),
        overdue: query.yes_or_no("overdue").map(|overdue| (overdue, app.clock.today())),
        has_document: query.yes_or_no("has_document"),
        clause: query.many("clause", |text| word(text, ClauseKind::parse, ClauseKind::ALL)),
    }
}

pub fn dimensions(text: &str) -> Result<Vec<Dimension>, Refusal> {
    let mut dimensions = Vec::new();
    for name in text.split(',') {
        let dimension = word(name.trim(), Dimension::parse, Dimension::ALL)?;
        if !dimensions.contains(&dimension) {
            dimensions.push(dimension);
        }
    }
    Ok(dimensions)
}
