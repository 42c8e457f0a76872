//! The pages on which people sign in, look after their own account, and keep those of others.

mod fields;
mod holder;
mod openid;
mod own;
mod people;
mod reset;
mod revocation;
mod sign_in;
mod tokens;

use actix_web::web;

pub use self::openid::finish as come_back;
use crate::accounts::Account;
use crate::http::{read, resource};
use crate::tokens::Token;

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
        .service(resource("/accounts", "GET, HEAD").route(read().to(people::list)))
        .service(
            resource("/accounts/new", "GET, HEAD, POST")
                .route(read().to(people::new))
                .route(web::post().to(people::create)),
        )
        .service(resource("/accounts/{id}", "GET, HEAD").route(read().to(people::show)))
        .service(
            resource("/accounts/{id}/link", "GET, HEAD, POST")
                .route(read().to(people::before_link))
                .route(web::post().to(people::make_link)),
        )
        .service(
            resource("/accounts/{id}/revocation", "GET, HEAD, POST")
                .route(read().to(revocation::show::<Account>))
                .route(web::post().to(revocation::revoke::<Account>)),
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
                .route(read().to(revocation::show::<Token>))
                .route(web::post().to(revocation::revoke::<Token>)),
        );
}
