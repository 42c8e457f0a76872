//! What stands behind the ids in a form, and what is found for the words that somebody wrote to find it.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::Data;
use serde_json::Value;

use crate::access::Sight;
use crate::agreements::{self, AgreementFilter, AgreementId, Readable, Sort};
use crate::bodies::{Body, BodyFilter, BodyId};
use crate::catalogues::{Catalogues, MEXICO};
use crate::db::DbConnection;
use crate::error::Result;
use crate::folding::fold;
use crate::http::App;
use crate::language::Language;
use crate::search::{Snapshot, Wanted, Words};
use crate::web::form::Choice;
use crate::web::said;

/// So many are offered to choose from.
const MOST_FOUND: usize = 10;

/// A body or an agreement as a form shows it.
#[derive(Clone)]
pub struct Named {
    pub id: String,
    pub name: String,
    /// What tells it from others of its name.
    pub detail: String,
}

/// Names by ids, and what was found by the places it was looked for.
#[derive(Default)]
pub struct Looked {
    names: HashMap<String, Named>,
    found: HashMap<String, Vec<Choice>>,
}

impl Looked {
    /// What stands behind the id in a field.
    pub fn name(&self, id: &str) -> Option<Named> {
        self.names.get(id).cloned()
    }

    /// What was found for the item of a place, if anything was looked for.
    pub fn take_found(&mut self, at: &str) -> Option<Vec<Choice>> {
        self.found.remove(at)
    }
}

/// Looks up everything the content of a draft names, and what is to be found for the items in some places.
pub async fn look(
    app: &Data<App>,
    sight: Sight,
    content: &Value,
    to_find: Vec<String>,
    language: Language,
) -> Result<Looked> {
    let (snapshot, _) = app.index.at_least(app.latest_entry().await?).await;
    let (catalogues, content) = (app.catalogues.clone(), content.clone());
    let everything = AgreementFilter::everything(Sight::Public, app.clock.today(), app.expiring_days);
    app.db
        .read(move |conn| {
            let look = Look {
                snapshot,
                catalogues,
                everything,
                language,
            };
            look.up(conn, &sight, &content, &to_find)
        })
        .await
}

struct Look {
    snapshot: Arc<Snapshot>,
    catalogues: Arc<Catalogues>,
    /// What is public: only that can be linked to.
    everything: AgreementFilter,
    language: Language,
}

impl Look {
    fn up(&self, conn: &mut DbConnection, sight: &Sight, content: &Value, to_find: &[String]) -> Result<Looked> {
        let mut looked = Looked::default();
        let bodies: Vec<BodyId> = ids(content, "parties", "/body/id").filter_map(BodyId::parse).collect();
        for body in Body::find_many(conn, &bodies)? {
            let named = self.body(&body);
            looked.names.insert(named.id.clone(), named);
        }
        let linked: Vec<AgreementId> = ids(content, "links", "/agreement")
            .filter_map(AgreementId::parse)
            .collect();
        for readable in agreements::read_many(conn, sight, &linked)? {
            let named = self.agreement(&readable)?;
            looked.names.insert(named.id.clone(), named);
        }
        for at in to_find {
            let words = content.pointer(&format!("{at}/find")).and_then(Value::as_str);
            let words = words.filter(|words| !fold(words).is_empty());
            let found = match words {
                None => Vec::new(),
                Some(words) if at.starts_with("/links/") => self.find_agreements(conn, words)?,
                Some(words) => {
                    let is_domestic = content
                        .pointer(&format!("{at}/side"))
                        .is_some_and(|side| side == "domestic");
                    self.find_bodies(conn, words, is_domestic)?
                }
            };
            let choice = |named: Named| Choice::new(named.id, format!("{} · {}", named.name, named.detail));
            looked.found.insert(at.clone(), found.into_iter().map(choice).collect());
        }
        Ok(looked)
    }

    fn find_bodies(&self, conn: &mut DbConnection, words: &str, is_domestic: bool) -> Result<Vec<Named>> {
        let filter = BodyFilter {
            q: Some(words.to_owned()),
            country: is_domestic.then(|| MEXICO.to_owned()).into_iter().collect(),
            ..BodyFilter::default()
        };
        let found = filter.page(conn, None, i64::try_from(MOST_FOUND).unwrap_or_default())?;
        Ok(found.iter().map(|(_, body)| self.body(body)).collect())
    }

    fn find_agreements(&self, conn: &mut DbConnection, words: &str) -> Result<Vec<Named>> {
        let filter = AgreementFilter {
            q: Some(words.to_owned()),
            ..self.everything.clone()
        };
        let words = Words::read(&self.snapshot, &filter)?;
        let wanted = Wanted {
            filter: &filter,
            sort: Sort::Relevance,
            after: None,
            limit: MOST_FOUND,
            dimensions: &[],
        };
        let found = self.snapshot.find(&wanted, words.as_ref())?;
        let found = agreements::read_many(conn, &filter.sight, &found.ids())?;
        found.iter().map(|readable| self.agreement(readable)).collect()
    }

    fn body(&self, body: &Body) -> Named {
        let municipality = body
            .municipality
            .as_deref()
            .and_then(|code| self.catalogues.municipality(code));
        let state = body.state.as_deref().and_then(|code| self.catalogues.state(code));
        let country = body.country.as_deref().and_then(|code| self.catalogues.country(code));
        let places = [
            municipality.map(|item| item.name.clone()),
            state.map(|item| item.short_name.clone()),
            country.map(|item| self.language.say(&item.name_es, &item.name_en).to_owned()),
        ];
        let mut places: Vec<String> = places.into_iter().flatten().collect();
        if places.is_empty() {
            places.push(body.kind.label().in_language(self.language).to_owned());
        }
        Named {
            id: body.id.to_string(),
            name: body.name.clone(),
            detail: places.join(", "),
        }
    }

    fn agreement(&self, readable: &Readable) -> Result<Named> {
        let agreement = readable.agreement()?;
        let signed = agreement.signed_on.map(|date| said::partial(date, self.language));
        let unnumbered = self.language.say("sin inscribir", "not registered").to_owned();
        let number = agreement.registration_number.unwrap_or(unnumbered);
        Ok(Named {
            id: agreement.id.to_string(),
            name: agreement.title,
            detail: std::iter::once(number).chain(signed).collect::<Vec<_>>().join(" · "),
        })
    }
}

/// The ids in one field of the items of a list.
fn ids<'a>(content: &'a Value, list: &str, field: &'a str) -> impl Iterator<Item = &'a str> {
    let items = content.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(move |item| item.pointer(field)?.as_str())
}
