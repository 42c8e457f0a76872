//! Door one: JSON over HTTP. A handler takes, asks a room, shows; the whole route table is here.

mod agreements;
mod bodies;
mod catalogues;
mod certificate;
mod documents;
mod duplicates;
mod entries;
mod hand_over;
mod log;
mod operation;
mod procedure;
mod related;
mod stats;
mod suggestions;
mod tokens;

use actix_web::web;

use crate::error::{Error, Result};
use crate::http::{read, resource};

/// Every route there is.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/api/v1")
            .service(
                resource("/agreements", "GET, HEAD, POST")
                    .route(read().to(agreements::list))
                    .route(web::post().to(agreements::create)),
            )
            .service(resource("/agreements/validation", "POST").route(web::post().to(procedure::validate)))
            .service(resource("/agreements/suggestions", "GET, HEAD").route(read().to(suggestions::list)))
            .service(
                resource("/agreements/{id}", "GET, HEAD, PATCH")
                    .route(read().to(agreements::get))
                    .route(web::patch().to(agreements::edit)),
            )
            .service(resource("/agreements/{id}/submission", "POST").route(web::post().to(procedure::submit)))
            .service(
                resource("/agreements/{id}/completion-requests", "POST")
                    .route(web::post().to(procedure::request_completion)),
            )
            .service(resource("/agreements/{id}/review", "POST").route(web::post().to(procedure::begin_review)))
            .service(resource("/agreements/{id}/observations", "POST").route(web::post().to(procedure::observe)))
            .service(resource("/agreements/{id}/opinion", "POST").route(web::post().to(procedure::give_opinion)))
            .service(resource("/agreements/{id}/signatures", "POST").route(web::post().to(procedure::sign)))
            .service(resource("/agreements/{id}/lapse", "POST").route(web::post().to(procedure::lapse)))
            .service(resource("/agreements/{id}/regularisation", "POST").route(web::post().to(agreements::regularise)))
            .service(resource("/agreements/{id}/registration", "POST").route(web::post().to(procedure::register)))
            .service(resource("/agreements/{id}/withdrawal", "POST").route(web::post().to(procedure::withdraw)))
            .service(resource("/agreements/{id}/dismissal", "POST").route(web::post().to(procedure::dismiss)))
            .service(resource("/agreements/{id}/cancellation", "POST").route(web::post().to(procedure::cancel)))
            .service(resource("/agreements/{id}/corrections", "POST").route(web::post().to(procedure::correct)))
            .service(resource("/agreements/{id}/events", "POST").route(web::post().to(procedure::record_event)))
            .service(resource("/agreements/{id}/follow-ups", "POST").route(web::post().to(procedure::report)))
            .service(resource("/agreements/{id}/clauses", "POST").route(web::post().to(procedure::note_clauses)))
            .service(resource("/agreements/{id}/statements", "POST").route(web::post().to(procedure::state)))
            .service(resource("/agreements/{id}/decisions", "POST").route(web::post().to(procedure::decide)))
            .service(resource("/agreements/{id}/redactions", "POST").route(web::post().to(procedure::redact)))
            .service(resource("/agreements/{id}/related", "GET, HEAD").route(read().to(related::list)))
            .service(resource("/agreements/{id}/entries", "GET, HEAD").route(read().to(entries::of_agreement)))
            .service(resource("/agreements/{id}/duplicates", "GET, HEAD").route(read().to(duplicates::of_agreement)))
            .service(
                resource("/agreements/{id}/documents", "GET, HEAD, POST")
                    .route(read().to(documents::list))
                    .route(web::post().to(documents::add)),
            )
            .service(resource("/agreements/{id}/certificate", "GET, HEAD").route(read().to(certificate::read)))
            .service(resource("/agreements/{id}/certificate/sheet", "GET, HEAD").route(read().to(certificate::sheet)))
            .service(
                resource("/documents/{id}", "GET, HEAD, PATCH")
                    .route(read().to(documents::get))
                    .route(web::patch().to(documents::edit)),
            )
            .service(resource("/documents/{id}/content", "GET, HEAD").route(read().to(documents::content)))
            .service(resource("/agreements/{id}/import", "GET, HEAD").route(read().to(agreements::imported)))
            .service(resource("/stats", "GET, HEAD").route(read().to(stats::read)))
            .service(
                resource("/bodies", "GET, HEAD, POST")
                    .route(read().to(bodies::list))
                    .route(web::post().to(bodies::create)),
            )
            .service(
                resource("/bodies/{id}", "GET, HEAD, PATCH")
                    .route(read().to(bodies::get))
                    .route(web::patch().to(bodies::edit)),
            )
            .service(resource("/bodies/{id}/agreements", "GET, HEAD").route(read().to(hand_over::of_body)))
            .service(resource("/bodies/{id}/succession", "POST").route(web::post().to(bodies::succeed)))
            .service(resource("/states", "GET, HEAD").route(read().to(catalogues::states)))
            .service(resource("/municipalities", "GET, HEAD").route(read().to(catalogues::municipalities)))
            .service(resource("/countries", "GET, HEAD").route(read().to(catalogues::countries)))
            .service(resource("/areas", "GET, HEAD").route(read().to(catalogues::areas)))
            .service(resource("/instrument-types", "GET, HEAD").route(read().to(catalogues::instrument_types)))
            .service(resource("/organisations", "GET, HEAD").route(read().to(catalogues::organisations)))
            .service(resource("/entries", "GET, HEAD").route(read().to(entries::list)))
            .service(resource("/entries/{number}", "GET, HEAD").route(read().to(entries::get)))
            .service(
                resource("/tokens", "GET, HEAD, POST")
                    .route(read().to(tokens::list))
                    .route(web::post().to(tokens::create)),
            )
            .service(resource("/tokens/{id}", "GET, HEAD").route(read().to(tokens::get)))
            .service(resource("/tokens/{id}/revocation", "POST").route(web::post().to(tokens::revoke)))
            .default_service(web::to(nothing_here)),
    );
    config.service(resource("/log/checkpoint", "GET, HEAD").route(read().to(log::checkpoint)));
    config.service(resource("/log/keys", "GET, HEAD").route(read().to(log::keys)));
    config.service(resource("/log/tile/{level}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/tile/{level}/{first}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/tile/{level}/{first}/{second}/{last}", "GET, HEAD").route(read().to(log::tile)));
    config.service(resource("/log/inclusion/{size}/{entry}", "GET, HEAD").route(read().to(log::inclusion)));
    config.service(resource("/log/consistency/{size}/{earlier}", "GET, HEAD").route(read().to(log::consistency)));
    config.service(resource("/healthz", "GET, HEAD").route(read().to(operation::health)));
    config.service(resource("/readyz", "GET, HEAD").route(read().to(operation::readiness)));
    config.service(resource("/openapi.yaml", "GET, HEAD").route(read().to(operation::contract)));
    config.service(resource("/problems/{code}", "GET, HEAD").route(read().to(operation::problem)));
    config.service(resource("/docs", "GET, HEAD").route(read().to(operation::to_docs)));
    config.service(resource("/docs/{file:.*}", "GET, HEAD").route(read().to(operation::docs)));
}

async fn nothing_here() -> Result<&'static str> {
    Err(Error::NotFound)
}
