//! Help: the procedure step by step, what the words mean, how to search, how to check a certificate.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::badge::Badge;
use super::page::{self, Page};
use super::reader::Reader;
use crate::agreements::validity::ValidityState;
use crate::error::Result;
use crate::http::App;
use crate::http::query::Query;
use crate::language::{Words, words};
use crate::rule_set::Terms;

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
    validities: Vec<(Badge, String)>,
    terms: Terms,
    expiring_days: u64,
    keys: Vec<String>,
}

/// GET /help
pub async fn show(app: Data<App>, reader: Reader, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let make = async || {
        let (page, days) = (Page::new(&reader, &request), app.expiring_days);
        let meaning = |state: &ValidityState| {
            let meaning = meaning(*state, days);
            let badge = Badge::of_validity(*state, page.language);
            (badge, meaning.in_language(page.language).to_owned())
        };
        Ok(Help {
            validities: ValidityState::ALL.iter().map(meaning).collect(),
            terms: app.rules.terms_on(app.clock.today()),
            expiring_days: days,
            keys: app.log.keys().map(|keys| keys.public().to_vec()).unwrap_or_default(),
            page,
        })
    };
    page::answer(&app, &reader, &request, make).await
}

/// What is meant by each state of validity.
fn meaning(state: ValidityState, days: u64) -> Words {
    match state {
        ValidityState::NotSigned => words!("Todavía no se firma.", "It is not signed yet."),
        ValidityState::Pending => words!(
            "Ya se firmó, pero todavía no entra en vigor: espera una fecha o un aviso.",
            "It is signed, but not in force yet: it waits for a date or a notice."
        ),
        ValidityState::InForce => words!("Hoy obliga a las partes.", "It binds the parties today."),
        ValidityState::Expiring => words!(
            "Está vigente y termina en {days} días o menos.",
            "It is in force and ends within {days} days."
        ),
        ValidityState::Expired => words!("Su plazo terminó.", "Its term is over."),
        ValidityState::Suspended => words!(
            "Sus efectos están detenidos; puede reanudarse.",
            "Its effects are halted; it may be resumed."
        ),
        ValidityState::Terminated => words!(
            "Una parte o ambas le pusieron fin antes de su plazo.",
            "One or both parties ended it before its term."
        ),
        ValidityState::Superseded => words!(
            "Otro acuerdo posterior tomó su lugar.",
            "A later agreement took its place."
        ),
        ValidityState::Unknown => words!(
            "Falta un dato para saberlo, por ejemplo la fecha completa de la firma o el plazo pactado. El registro no adivina.",
            "Something is missing to know, such as the whole date of the signature or the agreed term. The register does not guess."
        ),
    }
}
