//! The pages on which people sign in, look after their own account, and keep those of others.

mod holder;
mod keep;
mod openid;
mod own;
mod reset;
mod revocation;
mod sign_in;
mod tokens;

use actix_web::web;

pub use self::openid::finish as come_back;
use crate::http::{read, resource};

/// The pages of one language.
pub fn pages(config: &mut web::ServiceConfig) {
    config
        .service(
            resource("/sign-in", "GET, HEAD, POST")
                .route(read().to(sign_in::show))
                .route(web::post().to(sign_in::enter)),
        )
        .service(resource("/sign-in/openid", "GET, HEAD").route(read().to(openid::begin)))
        .service(resource("/sign-out", "POST").route(web::post().to(own::sign_out)))
        .service(
            resource("/reset/{secret}", "GET, HEAD, POST")
                .route(read().to(reset::show))
                .route(web::post().to(reset::set)),
        )
        .service(resource("/account", "GET, HEAD").route(read().to(own::show)))
        .service(
            resource("/account/password", "GET, HEAD, POST")
                .route(read().to(own::password))
                .route(web::post().to(own::change_password)),
        )
        .service(resource("/account/sign-out-everywhere", "POST").route(web::post().to(own::sign_out_everywhere)))
        .service(resource("/accounts", "GET, HEAD").route(read().to(keep::list)))
        .service(
            resource("/accounts/new", "GET, HEAD, POST")
                .route(read().to(keep::new))
                .route(web::post().to(keep::create)),
        )
        .service(resource("/accounts/{id}", "GET, HEAD").route(read().to(keep::show)))
        .service(
            resource("/accounts/{id}/link", "GET, HEAD, POST")
                .route(read().to(keep::before_link))
                .route(web::post().to(keep::make_link)),
        )
        .service(
            resource("/accounts/{id}/revocation", "GET, HEAD, POST")
                .route(read().to(keep::before_revocation))
                .route(web::post().to(keep::revoke)),
        )
        .service(resource("/tokens", "GET, HEAD").route(read().to(tokens::list)))
        .service(
            resource("/tokens/new", "GET, HEAD, POST")
                .route(read().to(tokens::new))
                .route(web::post().to(tokens::create)),
        )
        .service(resource("/tokens/{id}", "GET, HEAD").route(read().to(tokens::show)))
        .service(
            resource("/tokens/{id}/revocation", "GET, HEAD, POST")
                .route(read().to(tokens::before_revocation))
                .route(web::post().to(tokens::revoke)),
        );
}
