//! What was found, ready to be shown.

use std::sync::Arc;

use actix_web::web::{self, Data};

use super::Link;
use crate::agreements::{
    Agreement, AgreementFilter, Dimension, Origin, Party, Place, Readable, Side, Sort, Stage, View,
};
use crate::bodies::Level;
use crate::error::{Error, Result};
use crate::http::{App, facets};
use crate::language::{Language, words};
use crate::search::{self, Behind, Count, Highlight, Wanted, Words, escaped};
use crate::web::badge::Badge;
use crate::web::{fields, said};

/// Which agreements are wanted.
pub struct Wish {
    pub filter: AgreementFilter,
    pub sort: Sort,
    pub after: Option<Place>,
    pub limit: usize,
    pub dimensions: Vec<Dimension>,
}

pub struct Found {
    pub total: u64,
    pub items: Vec<Item>,
    /// Where the next page begins.
    pub next: Option<Place>,
    pub counts: Vec<(Dimension, Vec<Count>)>,
    pub did_you_mean: Option<String>,
    pub behind: Option<Behind>,
}

/// An agreement among others.
pub struct Item {
    pub href: String,
    /// As HTML, with marks where it was found by it.
    pub title: String,
    pub domestic: Vec<PartyShown>,
    pub foreign: Vec<PartyShown>,
    pub signed: Option<String>,
    pub registered: Option<String>,
    pub number: Option<String>,
    /// Where it stands, unless it is simply registered.
    pub standing: Option<Badge>,
    pub validity: Badge,
    pub reason: String,
    pub snippets: Vec<Snippet>,
}

pub struct PartyShown {
    /// As HTML, with marks.
    pub name: String,
    pub href: String,
    /// Country, or state of a Mexican party.
    pub place: Option<String>,
}

/// Where else it was found.
pub struct Snippet {
    pub label: String,
    /// As HTML, with marks.
    pub html: String,
    /// The document in which it stands.
    pub document: Option<Link>,
}

/// Finds agreements and what is to be shown of them. Everything that may take its time runs off the worker.
///
/// # Errors
/// What the index or the database says.
pub async fn find(app: &Data<App>, language: Language, wish: Wish) -> Result<Found> {
    let view = app.view_of(&wish.filter, language);
    let (snapshot, behind) = app.index.at_least(app.latest_entry().await?).await;
    let app = app.clone();
    let found = web::block(move || {
        let filter = &wish.filter;
        let words = Words::read(&snapshot, filter)?;
        let wanted = Wanted {
            filter,
            sort: wish.sort,
            after: wish.after.as_ref(),
            limit: wish.limit,
            dimensions: &wish.dimensions,
        };
        let page = snapshot.find(&wanted, words.as_ref())?;
        let readables = app.records.of(&app.db, &filter.sight, &page)?;
        let highlights = match &words {
            Some(words) => app
                .db
                .read_here(|conn| search::highlights(conn, &filter.sight, &snapshot, words, &readables))?,
            None => Vec::new(),
        };
        let shown = |readable: &Arc<Readable>| {
            let of_it = highlights.iter().filter(|highlight| highlight.agreement == readable.id);
            item(&app, readable, &view, of_it)
        };
        Ok::<_, Error>(Found {
            items: readables.iter().map(shown).collect::<Result<_>>()?,
            next: page.places.last().filter(|_| page.more).cloned(),
            total: page.total,
            counts: page.counts,
            did_you_mean: page.did_you_mean,
            behind,
        })
    });
    found.await.map_err(Error::internal)?
}

/// An agreement as a list shows it, with what of it was found.
///
/// # Errors
/// `Internal` when the stored record is damaged.
pub fn item<'a>(
    app: &App,
    readable: &Readable,
    view: &View,
    highlights: impl Iterator<Item = &'a Highlight>,
) -> Result<Item> {
    let (agreement, language) = (readable.agreement()?, view.language);
    let validity = view.of_the_day(readable)?.validity;
    let parties = |side| {
        let of_side = agreement.parties.iter().filter(move |party| party.side == side);
        of_side.map(|party| PartyShown::of(app, party, language)).collect()
    };
    let mut item = Item {
        href: address_of(&agreement, language),
        title: escaped(&agreement.title),
        domestic: parties(Side::Domestic),
        foreign: parties(Side::Foreign),
        signed: agreement.signed_on.map(|date| said::partial(date, language)),
        registered: agreement.registered_on.map(|date| said::day(date, language)),
        number: agreement.registration_number.clone(),
        standing: standing(&agreement, language),
        validity: Badge::of_validity(validity.state, language),
        reason: said::sentence(&validity.reason, language),
        snippets: Vec::new(),
    };
    for highlight in highlights {
        item.mark(highlight, &agreement, language);
    }
    Ok(item)
}

/// The page of an agreement, by its number once it has one.
pub fn address_of(agreement: &Agreement, language: Language) -> String {
    let key = agreement
        .registration_number
        .clone()
        .unwrap_or_else(|| agreement.id.to_string());
    format!("/{}/agreements/{key}", language.tag())
}

/// Where it stands, unless it is simply registered.
pub fn standing(agreement: &Agreement, language: Language) -> Option<Badge> {
    match agreement.stage {
        Some(Stage::Registered) => None,
        Some(stage) => Some(Badge::of_stage(stage, language)),
        None => Some(Badge {
            class: "gone",
            label: Origin::Reported.label().in_language(language).to_owned(),
        }),
    }
}

impl PartyShown {
    fn of(app: &App, party: &Party, language: Language) -> Self {
        let body = &party.body;
        let called = |dimension, code: &str| facets::label(dimension, code, &app.catalogues, language).into_owned();
        let country = body.country.as_deref().filter(|_| party.side == Side::Foreign);
        let state = body.state.as_deref().filter(|_| body.level == Level::Municipal);
        Self {
            name: escaped(&body.name),
            href: format!("/{}/bodies/{}", language.tag(), body.id),
            place: country
                .map(|code| called(Dimension::Country, code))
                .or_else(|| state.map(|code| called(Dimension::State, code))),
        }
    }
}

impl Item {
    /// Shows where it was found: in its title and its parties' names themselves, or else below them.
    fn mark(&mut self, highlight: &Highlight, agreement: &Agreement, language: Language) {
        let html = highlight.html.clone();
        if highlight.field == "title" {
            self.title = html;
            return;
        }
        let party = highlight.field.strip_prefix("parties/");
        let party = party.and_then(|place| agreement.parties.get(place.parse::<usize>().ok()?));
        let plain = html.replace("<mark>", "").replace("</mark>", "");
        if let Some(party) = party.filter(|party| escaped(&party.body.name) == plain) {
            let shown = match party.side {
                Side::Domestic => &mut self.domestic,
                Side::Foreign => &mut self.foreign,
            };
            let same = shown.iter_mut().filter(|shown| shown.name == plain);
            same.for_each(|shown| shown.name.clone_from(&html));
            return;
        }
        self.snippets.push(Snippet {
            label: label_of(&highlight.field, language).to_owned(),
            html,
            document: highlight.document.map(|id| {
                let page = highlight.page.unwrap_or(1);
                Link {
                    href: format!("/{}/documents/{id}/text?page={page}", language.tag()),
                    label: words!("Documento, página {page}", "Document, page {page}")
                        .in_language(language)
                        .to_owned(),
                }
            }),
        });
    }
}

/// What people call a place where something was found.
fn label_of(field: &str, language: Language) -> &'static str {
    let field = field.split('/').next().unwrap_or_default();
    match field {
        "alternative_titles" => language.say("Otro título", "Another title"),
        "parties" => language.say("Firmó como", "Signed as"),
        "names" => language.say("Otro nombre", "Another name"),
        "documents" => language.say("En un documento", "In a document"),
        other => fields::label(other, language).unwrap_or_default(),
    }
}
