//! People with accounts, who sign in as people do.

use rai::access::{Actor, Role};
use rai::accounts::{self, AccountInput, Chosen, SignIn};
use rai::content::Submitted;
use rai::tokens::TokenInput;

use crate::driver::Browser;
use crate::support::app::TestApp;
use crate::support::build::token;

const PASSWORD: &str = "el tranvía de las once";

impl TestApp {
    /// Somebody with an account; answers with their e-mail.
    pub async fn person(&self, name: &str, role: Role) -> String {
        self.account(name, token(name, role)).await
    }

    /// Somebody of a body's own office.
    pub async fn officer(&self, name: &str, body: &str) -> String {
        let body_id = Some(body.to_owned());
        self.account(
            name,
            TokenInput {
                body_id,
                ..token(name, Role::Office)
            },
        )
        .await
    }

    async fn account(&self, name: &str, holder: TokenInput) -> String {
        let letters: String = name.chars().filter(char::is_ascii_alphabetic).take(30).collect();
        let email = format!("{letters}@rai.example.mx").to_lowercase();
        let wanted = Submitted::sound(AccountInput {
            email: Some(email.clone()),
            token: holder,
        });
        let by = Actor::command("rai account");
        let create = self
            .db
            .write_here(|conn| accounts::create(conn, &self.catalogues, wanted, &by, &self.clock));
        let sign_in = SignIn::new(self.db.clone(), self.clock.clone(), None);
        let chosen = Chosen {
            password: PASSWORD.to_owned(),
            repeated: PASSWORD.to_owned(),
        };
        sign_in.set_by_link(create.unwrap().link, &chosen).await.unwrap();
        email
    }
}

impl Browser {
    /// Signs in by the page for it, in Spanish.
    pub async fn sign_in(&self, email: &str) {
        self.open("/es/sign-in").await;
        self.fill("Correo", email).await;
        self.fill("Contraseña", PASSWORD).await;
        self.press("Iniciar sesión").await;
        self.one("form[action$='/sign-out']").await;
    }

    pub async fn sign_out(&self) {
        self.press("Cerrar sesión").await;
        self.assert_title("Iniciar sesión").await;
    }

    /// Opens a case that waits for whoever has signed in.
    pub async fn take(&self, title: &str) {
        self.follow("Bandeja").await;
        self.assert_whole().await;
        self.follow(title).await;
    }
}
