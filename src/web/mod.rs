//! Door two: pages, for people. Rendered here, plain HTML first, in Spanish and English; the whole route table is here.
//!
//! A handler takes, asks a room, shows: what it shows is a template in `templates/` and the struct that fills it. Every page is
//! below its language (`/es/agreements`), so that an address says what is to be seen; an address without one leads to the
//! reader's own.

mod accounts;
mod agreement;
mod agreements;
mod assets;
mod badge;
mod bodies;
mod case;
mod cookies;
pub mod csrf;
#[expect(dead_code, reason = "the map and the plots come with their pages")]
mod drawing;
mod failure;
mod fields;
mod finder;
mod first;
mod form;
mod help;
mod inbox;
mod moves;
mod news;
mod page;
mod reader;
mod regularisation;
mod said;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::accounts::openid::CALLBACK;
use crate::http::{read, resource};
use crate::procedure::Move;

/// Every page there is.
pub fn routes(config: &mut web::ServiceConfig) {
    for language in ["/es", "/en"] {
        config.service(web::scope(language).wrap(from_fn(failure::show)).configure(pages));
    }
    config.service(
        resource(CALLBACK, "GET, HEAD")
            .route(read().to(accounts::come_back))
            .wrap(from_fn(failure::show)),
    );
    config.service(resource("/", "GET, HEAD").route(read().to(page::in_own_language)));
    config.service(resource("/agreements/{id}", "GET, HEAD").route(read().to(page::in_own_language)));
    config.service(resource("/assets/{edition}/{name}", "GET, HEAD").route(read().to(assets::get)));
    config.default_service(web::to(failure::nowhere));
}

/// The pages of one language.
fn pages(config: &mut web::ServiceConfig) {
    config
        .service(resource("/", "GET, HEAD").route(read().to(first::show)))
        .service(resource("", "GET, HEAD").route(read().to(page::to_first_page)))
        .service(resource("/agreements", "GET, HEAD").route(read().to(agreements::search)))
        .service(resource("/agreements/{id}", "GET, HEAD").route(read().to(agreement::show)))
        .service(resource("/agreements/{id}/history", "GET, HEAD").route(read().to(agreement::history::show)))
        .service(resource("/bodies", "GET, HEAD").route(read().to(bodies::search)))
        .service(resource("/bodies/{id}", "GET, HEAD").route(read().to(bodies::body::show)))
        .service(resource("/news", "GET, HEAD").route(read().to(news::show)))
        .service(resource("/help", "GET, HEAD").route(read().to(help::show)))
        .service(resource("/documents/{id}/content", "GET, HEAD").route(read().to(agreement::content)))
        .configure(accounts::pages)
        .service(
            resource("/agreements/{id}/regularisation", "GET, HEAD, POST")
                .route(read().to(regularisation::show))
                .route(web::post().to(regularisation::begin)),
        )
        .service(resource("/inbox", "GET, HEAD").route(read().to(inbox::show)))
        .service(resource("/documents/{id}/text", "GET, HEAD").route(read().to(case::papers::text)))
        .service(resource("/cases/{id}", "GET, HEAD").route(read().to(case::show)))
        .service(resource("/cases/{id}/changes", "GET, HEAD").route(read().to(case::changes::show)));
    // Beside each case a page for each move but the report on activity, which is the petitioner's own.
    for step in Move::ALL.iter().copied().filter(|step| *step != Move::FollowUp) {
        let path = format!("/cases/{{id}}/{}", moves::words::path(step));
        let show = move |app, reader, key, request| moves::show(step, app, reader, key, request);
        let make = move |app, reader, key, request, posted| moves::make(step, app, reader, key, request, posted);
        config.service(
            resource(&path, "GET, HEAD, POST")
                .route(read().to(show))
                .route(web::post().to(make)),
        );
    }
    config.default_service(web::to(failure::nothing_here));
}
