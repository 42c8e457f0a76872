//! What an office hands over to the next administration, over HTTP.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::agreements::View;
use crate::bodies::{BodyId, BodyReference};
use crate::error::{Error, Result};
use crate::fault::FaultCode;
use crate::hand_over::{HandOver, Part, Section};
use crate::http::App;
use crate::http::extract::Caller;
use crate::http::finished::vary;
use crate::http::query::Query;
use crate::language::{Language, words};

/// The list, section by section.
struct Answer {
    body: BodyReference,
    as_of: NaiveDate,
    sections: Vec<(Section, Shown)>,
}

/// The first agreements of a section, and where the rest are.
#[derive(Serialize)]
struct Shown {
    total: u64,
    items: Vec<Box<RawValue>>,
    /// The whole list, when there are more.
    more: Option<String>,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.sections.len() + 2))?;
        map.serialize_entry("body", &self.body)?;
        map.serialize_entry("as_of", &self.as_of)?;
        for (section, shown) in &self.sections {
            map.serialize_entry(section.as_str(), shown)?;
        }
        map.end()
    }
}

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
    let answer = app
        .db
        .read_at_once(move |conn| {
            let found = HandOver::of(conn, &snapshot, id, sight, &view, limit)?;
            let sections = found.sections.into_iter();
            let shown = |(section, part)| Ok((section, shown(id, section, &part, &view)?));
            Ok(Answer {
                body: found.body,
                as_of: found.as_of,
                sections: sections.map(shown).collect::<Result<_>>()?,
            })
        })
        .await?;
    let mut response = HttpResponse::Ok();
    vary(&mut response, language);
    Ok(response.json(answer))
}

fn shown(body: BodyId, section: Section, part: &Part, view: &View) -> Result<Shown> {
    let items = part.items.iter().map(|readable| {
        let mut item = String::with_capacity(readable.record.len() + 300);
        view.write(&mut item, readable)?;
        Ok(RawValue::from_string(item)?)
    });
    Ok(Shown {
        total: part.total,
        items: items.collect::<Result<_>>()?,
        more: part
            .more
            .then(|| format!("/api/v1/agreements?body={body}&{}", section.query())),
    })
}
