//! What an office hands over to the next administration: its body's agreements and cases, by what they ask of it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::agreements::validity::ValidityState;
use crate::agreements::{AgreementFilter, Sort, Stage, View, Vitality, read_many};
use crate::bodies::{self, Body, BodyId, BodyReference};
use crate::db::DbConnection;
use crate::error::{Error, Result};
use crate::fault::FaultCode;
use crate::http::App;
use crate::http::extract::Caller;
use crate::http::finished::vary;
use crate::http::query::Query;
use crate::language::{Language, words};
use crate::search::{Snapshot, Wanted};

#[derive(Serialize)]
struct HandOver {
    body: BodyReference,
    as_of: NaiveDate,
    in_force: Section,
    expiring: Section,
    dormant: Section,
    unreported: Section,
    waiting: Section,
}

/// The first agreements of one kind, and where the rest are.
#[derive(Serialize)]
struct Section {
    total: u64,
    items: Vec<Box<RawValue>>,
    /// The whole list, when there are more.
    more: Option<String>,
}

/// What one section holds: a part of the query for the list of agreements, and the filter it stands for.
struct Kind {
    query: &'static str,
    narrowed: fn(AgreementFilter) -> AgreementFilter,
    sort: Sort,
}

const IN_FORCE: Kind = Kind {
    query: "validity=in_force&sort=validity",
    narrowed: |filter| AgreementFilter {
        validity: vec![ValidityState::InForce],
        ..filter
    },
    sort: Sort::Validity,
};

const EXPIRING: Kind = Kind {
    query: "validity=expiring&sort=validity",
    narrowed: |filter| AgreementFilter {
        validity: vec![ValidityState::Expiring],
        ..filter
    },
    sort: Sort::Validity,
};

const DORMANT: Kind = Kind {
    query: "validity=in_force&validity=expiring&vitality=dormant&sort=validity",
    narrowed: |filter| AgreementFilter {
        validity: vec![ValidityState::InForce, ValidityState::Expiring],
        vitality: vec![Vitality::Dormant],
        ..filter
    },
    sort: Sort::Validity,
};

const UNREPORTED: Kind = Kind {
    query: "validity=in_force&validity=expiring&stage=registered&vitality=unreported&sort=validity",
    narrowed: |filter| AgreementFilter {
        validity: vec![ValidityState::InForce, ValidityState::Expiring],
        stage: vec![Stage::Registered],
        vitality: vec![Vitality::Unreported],
        ..filter
    },
    sort: Sort::Validity,
};

const WAITING: Kind = Kind {
    query: "stage=draft&stage=submitted&stage=incomplete&stage=in_review&stage=observed&stage=cleared&stage=signed&sort=-updated_at",
    narrowed: |filter| AgreementFilter {
        stage: vec![
            Stage::Draft,
            Stage::Submitted,
            Stage::Incomplete,
            Stage::InReview,
            Stage::Observed,
            Stage::Cleared,
            Stage::Signed,
        ],
        ..filter
    },
    sort: Sort::UpdatedLatest,
};

/// GET /bodies/{id}/agreements
pub async fn of_body(
    app: Data<App>,
    caller: Caller,
    language: Language,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let mut query = Query::of(&request)?;
    let limit = query.one("limit", |text| {
        let limit = text.parse::<usize>().ok().filter(|limit| (1..=200).contains(limit));
        limit.ok_or((
            FaultCode::LimitOutOfRange,
            words!("Va de 1 a 200", "It goes from 1 to 200"),
        ))
    });
    query.finish()?;
    let (limit, id) = (limit.unwrap_or(50), BodyId::parse(&id).ok_or(Error::NotFound)?);
    let (view, sight) = (app.view(language), caller.sight());
    let snapshot = app.whole_index().await?;
    let hand_over = app
        .db
        .read_at_once(move |conn| {
            let body = Body::find(conn, id)?.reference();
            let filter = AgreementFilter {
                body: bodies::with_predecessors(conn, &[id])?,
                ..AgreementFilter::everything(sight, view.valid_on, view.expiring_days)
            };
            let mut section = |kind: Kind| section(conn, &snapshot, id, &filter, &kind, limit, &view);
            Ok(HandOver {
                as_of: filter.valid_on,
                in_force: section(IN_FORCE)?,
                expiring: section(EXPIRING)?,
                dormant: section(DORMANT)?,
                unreported: section(UNREPORTED)?,
                waiting: section(WAITING)?,
                body,
            })
        })
        .await?;
    let mut response = HttpResponse::Ok();
    vary(&mut response, language);
    Ok(response.json(hand_over))
}

fn section(
    conn: &mut DbConnection,
    snapshot: &Snapshot,
    body: BodyId,
    filter: &AgreementFilter,
    kind: &Kind,
    limit: usize,
    view: &View,
) -> Result<Section> {
    let filter = (kind.narrowed)(filter.clone());
    let wanted = Wanted {
        filter: &filter,
        sort: kind.sort,
        after: None,
        limit,
        dimensions: &[],
    };
    let found = snapshot.find(&wanted, None)?;
    let items = read_many(conn, &filter.sight, &found.ids())?
        .iter()
        .map(|readable| {
            let mut item = String::with_capacity(readable.record.len() + 300);
            view.write(&mut item, readable)?;
            Ok(RawValue::from_string(item)?)
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Section {
        more: found
            .more
            .then(|| format!("/api/v1/agreements?body={body}&{}", kind.query)),
        total: found.total,
        items,
    })
}
