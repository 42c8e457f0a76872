//! Signing in and keeping accounts, in a real browser: with a password, at a real provider, with the keyboard, without scripts.

use rai::access::{Actor, Role};
use rai::accounts::{self, AccountInput, links};
use rai::clock::Clock;
use rai::content::Submitted;
use rai::language::Language;
use rai::tokens::TokenInput;
use rai::web_address::WebAddress;
use thirtyfour::Key;

use crate::driver::{Browser, View};
use crate::openid::Provider;
use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, token};

const ANA: &str = "ana@irapuato.gob.mx";
const PASSWORD: &str = "el tranvía de las once";

/// An account, and the path of the link for its password.
fn given(app: &TestApp, email: &str, wanted: TokenInput) -> String {
    let (by, email) = (Actor::command("rai account"), Some(email.to_owned()));
    let wanted = Submitted::sound(AccountInput { email, token: wanted });
    let made = app
        .db
        .write_here(|conn| accounts::create(conn, &app.catalogues, wanted, &by, &app.clock))
        .unwrap();
    links::path(&made.link, Language::Spanish)
}

async fn set_password(browser: &Browser, link: &str) {
    browser.open(link).await;
    browser.fill("Contraseña nueva", PASSWORD).await;
    browser.fill("La misma otra vez", PASSWORD).await;
    browser.press("Guardar la contraseña").await;
    browser.assert_says("Su contraseña quedó guardada").await;
}

async fn sign_in(browser: &Browser, email: &str) {
    browser.fill("Correo", email).await;
    browser.fill("Contraseña", PASSWORD).await;
    browser.press("Iniciar sesión").await;
}

/// A page as it is looked at from everywhere.
async fn look_at(browser: &Browser) {
    for view in [View::Narrow, View::Phone, View::Desktop] {
        browser.look(view).await;
        browser.assert_accessible().await;
        browser.assert_no_horizontal_scroll().await;
    }
    browser.assert_keyboard().await;
}

#[actix_web::test]
async fn somebody_sets_a_password_signs_in_and_signs_out_everywhere() {
    let app = TestApp::start().await;
    let link = given(&app, ANA, token("Ana López", Role::Analyst));
    let browser = Browser::start(&app).await;
    browser.open(&link).await;
    look_at(&browser).await;
    browser.fill("Contraseña nueva", "corta").await;
    browser.press("Guardar la contraseña").await;
    browser.assert_says("Use al menos 12 caracteres").await;
    browser.assert_says("No es igual a la de arriba").await;
    look_at(&browser).await;
    set_password(&browser, &link).await;
    look_at(&browser).await;
    browser.open(&link).await;
    assert_eq!(browser.heading().await, "El enlace ya no sirve");
    look_at(&browser).await;

    browser.open("/es/account").await;
    assert_eq!(browser.path().await, "/es/sign-in?next=%2Faccount");
    browser.fill("Correo", ANA).await;
    browser.fill("Contraseña", "una mala conjetura").await;
    browser.press("Iniciar sesión").await;
    browser.assert_says("El correo o la contraseña no son correctos").await;
    assert_eq!(browser.value("Correo").await, ANA);
    assert_eq!(browser.value("Contraseña").await, "");
    look_at(&browser).await;
    sign_in(&browser, ANA).await;
    assert_eq!(browser.path().await, "/es/account");
    assert_eq!(browser.heading().await, "Mi cuenta");
    look_at(&browser).await;
    browser.follow("English").await;
    assert_eq!(browser.heading().await, "My account");
    look_at(&browser).await;
    browser.follow("Change my password").await;
    browser.press("Change the password").await;
    browser.assert_says("That is not your present password").await;
    look_at(&browser).await;

    browser.open("/en/account").await;
    browser.press("Sign out everywhere").await;
    browser.assert_says("You have signed out").await;
    browser.open("/en/account").await;
    assert_eq!(browser.path().await, "/en/sign-in?next=%2Faccount");
}

#[actix_web::test]
async fn what_was_typed_when_the_session_ended_is_sent_once_one_signed_in_again() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let office = app.officer("Ana López", case.body(0)).await;
    let browser = Browser::start(&app).await;
    browser.sign_in(&office).await;
    browser.open(&format!("/es/cases/{}/edit/what", case.id())).await;
    browser.fill("Objeto", "Un objeto que costó escribir.").await;
    app.clock.set(app.clock.now().plus_days(2));
    browser.press("Guardar y salir").await;
    browser.assert_says("Su sesión terminó").await;
    look_at(&browser).await;
    browser.in_another_tab(async || browser.sign_in(&office).await).await;
    browser.press("Enviar otra vez lo que escribió").await;
    browser.assert_says("Un objeto que costó escribir.").await;
}

#[actix_web::test]
async fn the_keyboard_is_enough_to_sign_in_and_out() {
    let app = TestApp::start().await;
    let link = given(&app, ANA, token("Ana López", Role::Analyst));
    let browser = Browser::start(&app).await;
    set_password(&browser, &link).await;
    browser.open("/es/sign-in?next=/account").await;
    browser.tab_to("Correo").await;
    browser.keys(ANA).await;
    browser.tab_to("Contraseña").await;
    browser.keys(PASSWORD + Key::Enter).await;
    browser.assert_says("Dónde tiene abierta la sesión").await;
    browser.tab_to("Cerrar sesión").await;
    browser.keys(Key::Enter + "").await;
    browser.assert_says("Cerró la sesión").await;
}

#[actix_web::test]
async fn an_administrator_keeps_accounts_and_tokens_without_scripts() {
    let app = TestApp::start().await;
    app.given_body(irapuato()).await;
    let link = given(&app, "admin@sre.gob.mx", token("Eva Ruiz", Role::Administrator));
    let browser = Browser::start(&app).await;
    browser.without_scripts().await;
    set_password(&browser, &link).await;
    sign_in(&browser, "admin@sre.gob.mx").await;
    browser.follow("Cuentas").await;
    look_at(&browser).await;
    browser.follow("Nueva cuenta").await;
    look_at(&browser).await;
    browser.fill("Nombre de la persona", "Ana López").await;
    browser.fill("Correo", "ana").await;
    browser.tick("Oficina promovente").await;
    browser.press("Crear la cuenta").await;
    for told in ["Escriba un correo completo", "Diga de qué órgano es la oficina"] {
        browser.assert_says(told).await;
    }
    look_at(&browser).await;
    browser.fill("Correo", ANA).await;
    browser.fill("Órgano", "irapuato").await;
    browser.press("Crear la cuenta").await;
    browser.assert_says("Entregue este enlace a Ana López").await;
    look_at(&browser).await;
    let link = browser.value("Enlace").await;
    browser.follow("Listo").await;
    assert_eq!(browser.heading().await, "Ana López");
    look_at(&browser).await;
    browser.follow("Enlace para poner la contraseña").await;
    look_at(&browser).await;
    browser.press("Hacer el enlace").await;
    assert_ne!(browser.value("Enlace").await, link);
    browser.follow("Listo").await;
    browser.follow("Terminar la cuenta").await;
    look_at(&browser).await;
    browser.fill("Motivo", "Cambió de área.").await;
    browser.press("Terminar la cuenta").await;
    browser.assert_says("Esta cuenta terminó").await;

    browser.follow("Cuentas").await;
    browser.follow("fichas de acceso").await;
    look_at(&browser).await;
    browser.follow("Nueva ficha").await;
    browser.press("Crear la ficha").await;
    browser.assert_says("Falta el nombre").await;
    look_at(&browser).await;
    browser.fill("De quién es", "Portal").await;
    browser.tick("Otro sistema").await;
    browser.tick("Ver todos los casos").await;
    browser.press("Crear la ficha").await;
    look_at(&browser).await;
    let secret = browser.value("Secreto").await;
    app.holder(&secret).get("/entries").await.assert(200);
    browser.follow("Revocar la ficha").await;
    look_at(&browser).await;
    browser.press("Revocar la ficha").await;
    browser.assert_says("Terminó").await;
    app.holder(&secret)
        .get("/entries")
        .wrong()
        .await
        .assert_problem(401, "unauthenticated");
}

/// Goes to the provider from the page where one signs in, and says there who one is.
async fn go_and_be(browser: &Browser, who: &str) {
    browser.open("/es/sign-in?next=/account").await;
    browser.follow("Entrar con SRE").await;
    browser.fill("Quién es", who).await;
    browser.press("Soy yo").await;
}

#[actix_web::test]
async fn somebody_signs_in_at_a_real_provider() {
    let mut started = None;
    let app = TestApp::with_settings(|config| {
        let home = format!("http://{}", config.listen);
        let provider = Provider::sending_to(&format!("{home}/oidc/callback"));
        config.public.public_url = WebAddress::parse(&home);
        config.openid.oidc_issuer = WebAddress::parse(&provider.issuer);
        config.openid.oidc_client_id = Some("rai".to_owned());
        config.openid.oidc_client_secret_file = Some(provider.secret.path().to_owned());
        config.openid.oidc_label = Some("SRE".to_owned());
        started = Some(provider);
    })
    .await;
    let provider = started.unwrap();
    // What the provider says has an end, by the clock of this machine.
    app.clock.set(Clock::system().now());
    given(&app, ANA, token("Ana López", Role::Analyst));

    let browser = Browser::start(&app).await;
    browser.may_ask(&provider.issuer);
    browser.open("/es/sign-in").await;
    look_at(&browser).await;
    go_and_be(&browser, "nadie@irapuato.gob.mx").await;
    browser.assert_says("aquí no hay una cuenta para usted").await;
    assert_eq!(browser.path().await, "/es/sign-in?said=no-account&next=%2Faccount");
    look_at(&browser).await;
    app.clock.set(Clock::system().now());

    // Each in a browser of their own, as the provider remembers who was there.
    let ana = Browser::start(&app).await;
    ana.may_ask(&provider.issuer);
    go_and_be(&ana, "ana@irapuato.gob.mx#1").await;
    assert_eq!(ana.heading().await, "Mi cuenta");
    ana.assert_says("Proveedor de identidad").await;
    ana.assert_says("Ana López").await;
    ana.follow("Cambiar mi contraseña").await;
    ana.assert_says("aquí no tiene contraseña").await;
    ana.press("Cerrar sesión").await;
    ana.open("/es/sign-in?next=/account").await;
    ana.follow("Entrar con SRE").await;
    assert_eq!(ana.heading().await, "Mi cuenta", "the provider knows who it is");

    for (who, said) in [
        ("unverified@irapuato.gob.mx", "no ha comprobado que el correo sea suyo"),
        ("ana@irapuato.gob.mx#2", "aquí no hay una cuenta para usted"),
    ] {
        let other = Browser::start(&app).await;
        other.may_ask(&provider.issuer);
        go_and_be(&other, who).await;
        other.assert_says(said).await;
    }
    let changed_mind = Browser::start(&app).await;
    changed_mind.may_ask(&provider.issuer);
    changed_mind.open("/en/sign-in").await;
    changed_mind.follow("Sign in with SRE").await;
    changed_mind.press("No entrar").await;
    changed_mind.assert_says("It could not be checked who you are").await;
    // A code and a state of another browser are of no use.
    changed_mind.open("/oidc/callback?code=x&state=y").await;
    changed_mind.assert_says("No se pudo comprobar quién es").await;

    let linked = app.journal().await;
    let linked = linked
        .iter()
        .filter(|entry| entry["action"] == "account.identity_linked");
    assert_eq!(linked.count(), 1);
}
