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
mod cases;
mod certificate;
mod cookies;
pub mod csrf;
mod draft;
mod drawing;
mod failure;
mod fields;
mod finder;
mod first;
mod form;
mod help;
mod importing;
mod inbox;
mod languages;
mod map;
mod moves;
mod news;
mod page;
mod places;
mod plots;
mod reader;
mod regularisation;
mod said;
mod stats;
mod waiting;

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
        .service(
            resource("/certificate", "GET, HEAD, POST")
                .route(read().to(certificate::show))
                .route(web::post().to(certificate::check)),
        )
        .service(resource("/bodies", "GET, HEAD").route(read().to(bodies::search)))
        .service(resource("/bodies/{id}", "GET, HEAD").route(read().to(bodies::body::show)))
        .service(resource("/news", "GET, HEAD").route(read().to(news::show)))
        .service(resource("/help", "GET, HEAD").route(read().to(help::show)))
        .service(resource("/documents/{id}/content", "GET, HEAD").route(read().to(agreement::content)))
        .service(resource("/bodies/{id}/hand-over", "GET, HEAD").route(read().to(bodies::hand_over::show)))
        .service(resource("/cases", "GET, HEAD").route(read().to(cases::list)))
        .service(
            // Before the page of a case, which could be called so.
            resource("/cases/new", "GET, HEAD, POST")
                .route(read().to(draft::begin::show))
                .route(web::post().to(draft::begin::make)),
        )
        .service(resource("/cases/{id}/edit", "GET, HEAD").route(read().to(draft::edit::begin)))
        .service(
            resource("/cases/{id}/edit/{step}", "GET, HEAD, POST")
                .route(read().to(draft::edit::show))
                .route(web::post().to(draft::edit::save)),
        )
        .service(
            resource("/cases/{id}/documents", "GET, HEAD, POST")
                .route(read().to(case::documents::list))
                .route(web::post().to(case::documents::add)),
        )
        .service(
            resource("/cases/{id}/documents/{document}", "GET, HEAD, POST")
                .route(read().to(case::document::show))
                .route(web::post().to(case::document::edit)),
        )
        .service(
            resource("/cases/{id}/follow-ups/new", "GET, HEAD, POST")
                .route(read().to(moves::follow_up::show))
                .route(web::post().to(moves::follow_up::report)),
        )
        .service(resource("/map", "GET, HEAD").route(read().to(map::show)))
        .service(resource("/stats", "GET, HEAD").route(read().to(stats::show)))
        .service(resource("/states/{code}", "GET, HEAD").route(read().to(places::state::show)))
        .service(resource("/municipalities/{code}", "GET, HEAD").route(read().to(places::municipality::show)))
        .service(resource("/countries/{code}", "GET, HEAD").route(read().to(places::country::show)))
        .configure(accounts::pages)
        .service(
            resource("/agreements/{id}/regularisation", "GET, HEAD, POST")
                .route(read().to(regularisation::show))
                .route(web::post().to(regularisation::begin)),
        )
        .service(
            resource("/import", "GET, HEAD, POST")
                .route(read().to(importing::show))
                .route(web::post().to(importing::take)),
        )
        .service(
            resource("/import/{id}", "GET, HEAD, POST")
                .route(read().to(importing::choose))
                .route(web::post().to(importing::look)),
        )
        .service(
            resource("/import/{id}/report", "GET, HEAD, POST")
                .route(read().to(importing::report))
                .route(web::post().to(importing::enter)),
        )
        .service(resource("/import/{id}/report.csv", "GET, HEAD").route(read().to(importing::csv)))
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
