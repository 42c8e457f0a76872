//! Door two: pages, for people. Rendered here, plain HTML first, in Spanish and English; the whole route table is here.
//!
//! A handler takes, asks a room, shows: what it shows is a template in `templates/` and the struct that fills it. Every page is
//! below its language (`/es/agreements`), so that an address says what is to be seen; an address without one leads to the
//! reader's own.

mod agreements;
mod assets;
mod badge;
mod failure;
#[expect(dead_code, reason = "the pages with forms come with accounts")]
mod form;
mod page;
mod reader;
#[expect(dead_code, reason = "the pages that say moments and sizes are yet to come")]
mod said;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::http::{read, resource};

/// Every page there is.
pub fn routes(config: &mut web::ServiceConfig) {
    for language in ["/es", "/en"] {
        config.service(web::scope(language).wrap(from_fn(failure::show)).configure(pages));
    }
    config.service(resource("/", "GET, HEAD").route(read().to(page::in_own_language)));
    config.service(resource("/agreements/{id}", "GET, HEAD").route(read().to(page::in_own_language)));
    config.service(resource("/assets/{edition}/{name}", "GET, HEAD").route(read().to(assets::get)));
}

/// The pages of one language.
fn pages(config: &mut web::ServiceConfig) {
    config
        .service(resource("/", "GET, HEAD").route(read().to(agreements::search)))
        .service(resource("", "GET, HEAD").route(read().to(page::to_first_page)))
        .service(resource("/agreements", "GET, HEAD").route(read().to(agreements::search)))
        .default_service(web::to(failure::nothing_here));
}
