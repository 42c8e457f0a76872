//! Signing in on pages, and keeping accounts there: as a browser does it in which no script runs.

use std::collections::BTreeMap;

use rai::access::{Actor, Role};
use rai::accounts::{self, AccountInput, links};
use rai::content::Submitted;
use rai::tokens::TokenInput;
use rai::web_address::WebAddress;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};

use crate::support::app::TestApp;
use crate::support::build::{irapuato, leon, token};

const ANA: &str = "ana@irapuato.gob.mx";
const PASSWORD: &str = "el tranvía de las once";

/// A browser that keeps cookies.
struct Browser {
    server: String,
    client: Client,
    cookies: BTreeMap<String, String>,
    /// What it says of itself with each request.
    says: Vec<(&'static str, String)>,
}

struct Seen {
    status: u16,
    headers: HeaderMap,
    html: String,
}

impl Browser {
    fn at(app: &TestApp) -> Self {
        Self {
            server: app.address.clone(),
            client: Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            cookies: BTreeMap::new(),
            says: Vec::new(),
        }
    }

    async fn get(&mut self, path: &str) -> Seen {
        self.ask(Method::GET, path, None).await
    }

    /// Sends a form, with the seal of the page it is on.
    async fn post(&mut self, path: &str, page: &Seen, fields: &[(&str, &str)]) -> Seen {
        let csrf = page.hidden("csrf");
        self.post_bare(path, &[&[("csrf", csrf.as_str())], fields].concat())
            .await
    }

    async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn ask(&mut self, method: Method, path: &str, body: Option<String>) -> Seen {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = self.client.request(method, format!("{}{path}", self.server));
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &self.says {
            request = request.header(*name, value);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for set in headers.get_all("set-cookie") {
            let (name, value) = set
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .split_once('=')
                .unwrap();
            if set.to_str().unwrap().contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Seen {
            status,
            headers,
            html: answer.text().await.unwrap(),
        }
    }

    /// Signs in by the form.
    async fn sign_in(&mut self, email: &str, password: &str) -> Seen {
        let page = self.get("/es/sign-in?next=%2Faccount").await;
        let filled = [("/email", email), ("/password", password), ("next", "/account")];
        self.post("/es/sign-in", &page, &filled).await
    }
}

impl Seen {
    #[track_caller]
    fn must(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }

    /// Where it leads.
    #[track_caller]
    fn on(&self) -> &str {
        self.must(303);
        self.header("location")
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn says(&self, words: &str) -> bool {
        self.html.contains(words)
    }

    /// The value of a field that is not seen, in the form that comes last.
    #[track_caller]
    fn hidden(&self, name: &str) -> String {
        let before = format!("name=\"{name}\" value=\"");
        let (_, after) = self
            .html
            .rsplit_once(&before)
            .unwrap_or_else(|| panic!("no {name}: {}", self.html));
        after.split('"').next().unwrap().to_owned()
    }

    /// The value of a field that is only to be read.
    fn told(&self, id: &str) -> String {
        let (_, after) = self.html.split_once(&format!("id=\"{id}\" value=\"")).unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    fn cookie(&self, name: &str) -> String {
        let all = self.headers.get_all("set-cookie").iter();
        let mut set = all.map(|cookie| cookie.to_str().unwrap().to_owned());
        set.find(|cookie| cookie.starts_with(&format!("{name}=")))
            .unwrap_or_default()
    }
}

fn given(app: &TestApp, email: &str, wanted: TokenInput) -> String {
    let (by, email) = (Actor::command("rai account"), Some(email.to_owned()));
    let wanted = Submitted::sound(AccountInput { email, token: wanted });
    let made = app
        .db
        .write_here(|conn| accounts::create(conn, &app.catalogues, wanted, &by, &app.clock))
        .unwrap();
    links::path(&made.link, rai::language::Language::Spanish)
}

/// Somebody with an account and a password, who is not signed in.
async fn given_with_password(app: &TestApp, email: &str, role: Role) {
    let link = given(app, email, token("Ana López", role));
    let mut browser = Browser::at(app);
    let page = browser.get(&link).await;
    let filled = [("/password", PASSWORD), ("/repeated", PASSWORD)];
    assert_eq!(
        browser.post(&link, &page, &filled).await.on(),
        "/es/sign-in?said=password-set"
    );
}

/// The same, signed in.
async fn signed_in(app: &TestApp, email: &str, role: Role) -> Browser {
    given_with_password(app, email, role).await;
    let mut browser = Browser::at(app);
    assert_eq!(browser.sign_in(email, PASSWORD).await.on(), "/es/account");
    browser
}

#[actix_web::test]
async fn somebody_signs_in_does_what_they_may_and_signs_out() {
    let app = TestApp::start().await;
    given_with_password(&app, ANA, Role::Analyst).await;
    let mut browser = Browser::at(&app);
    let asked = browser.get("/en/account?changed=true").await;
    assert_eq!(asked.on(), "/en/sign-in?next=%2Faccount%3Fchanged%3Dtrue");
    let page = browser.get(asked.on()).await;
    assert_eq!(page.hidden("next"), "/account?changed=true");
    let filled = [
        ("/email", " Ana@Irapuato.gob.MX"),
        ("/password", PASSWORD),
        ("next", "/account"),
    ];
    let entered = browser.post("/en/sign-in", &page, &filled).await;
    assert_eq!(entered.on(), "/en/account");
    let cookie = entered.cookie("rai_session");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("Max-Age"), "{cookie}");
    assert_eq!(browser.get("/en/sign-in").await.on(), "/en/", "there is no need to");

    let account = browser.get("/en/account").await;
    assert!(account.must(200).says("Ana López") && account.says(ANA) && account.says("this browser"));
    let left = browser.post("/en/sign-out", &account, &[]).await;
    assert_eq!(left.on(), "/en/sign-in?said=left");
    assert!(browser.get("/en/sign-in?said=left").await.says("You have signed out"));
    assert!(browser.get("/en/account").await.on().starts_with("/en/sign-in"));
    browser.cookies.insert(
        "rai_session".to_owned(),
        cookie["rai_session=".len()..].split(';').next().unwrap().to_owned(),
    );
    assert!(
        browser.get("/en/account").await.on().starts_with("/en/sign-in"),
        "the secret is of no use any more"
    );
    assert_eq!(browser.get("/en/agreements").await.must(200).cookie("rai_session"), "");
}

#[actix_web::test]
async fn behind_encryption_cookies_go_over_nothing_else_and_the_client_is_whom_the_proxy_names() {
    let app = TestApp::with_settings(|config| {
        config.public.public_url = WebAddress::parse("https://rai.example.mx");
    })
    .await;
    let mut browser = signed_in(&app, ANA, Role::Administrator).await;
    let names: Vec<&String> = browser.cookies.keys().collect();
    assert_eq!(names, ["__Host-rai_session", "__Host-rai_visit"]);
    let again = browser.get("/es/account").await;
    browser.says.push(("origin", "https://rai.example.mx".to_owned()));
    let left = browser.post("/es/sign-out", &again, &[]).await;
    assert!(
        left.cookie("__Host-rai_session").contains("; Secure"),
        "{:?}",
        left.headers
    );

    for number in 0..60 {
        browser.says = vec![("x-forwarded-for", format!("10.0.0.9, 192.0.2.{}", number % 2))];
        let email = format!("persona{number}@irapuato.gob.mx");
        browser.sign_in(&email, "x").await.must(422);
    }
    browser.sign_in("otra@irapuato.gob.mx", "x").await.must(422);
}

#[actix_web::test]
async fn a_form_is_taken_from_a_page_of_this_browser_only() {
    let app = TestApp::start().await;
    let (mut ana, mut other) = (signed_in(&app, ANA, Role::Analyst).await, Browser::at(&app));
    let (page, foreign) = (ana.get("/es/account").await, other.get("/es/sign-in").await);
    assert_ne!(
        page.hidden("csrf"),
        ana.get("/es/account").await.hidden("csrf"),
        "each is another"
    );
    let everywhere = "/es/account/sign-out-everywhere";
    for seal in [
        None,
        Some(""),
        Some("x"),
        Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Some(&foreign.hidden("csrf")),
    ] {
        let fields: Vec<(&str, &str)> = seal.map(|seal| ("csrf", seal)).into_iter().collect();
        let refused = ana.post_bare(everywhere, &fields).await;
        assert!(refused.must(403).says("El formulario ya no sirve"));
    }
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        ana.says = vec![(name, value.to_owned())];
        ana.post(everywhere, &page, &[]).await.must(403);
    }
    ana.says = vec![
        ("sec-fetch-site", "same-origin".to_owned()),
        ("origin", "null".to_owned()),
    ];
    ana.get("/es/account").await.must(200);
    assert_eq!(ana.post(everywhere, &page, &[]).await.on(), "/es/sign-in?said=left");

    let mut without_cookies = Browser::at(&app);
    let page = without_cookies.get("/es/sign-in").await;
    without_cookies.cookies.clear();
    let refused = without_cookies
        .post("/es/sign-in", &page, &[("/email", ANA), ("/password", PASSWORD)])
        .await;
    assert!(refused.must(403).says("cookies"));
}

#[actix_web::test]
async fn signing_in_gives_the_browser_another_secret_and_leads_nowhere_else() {
    let app = TestApp::start().await;
    given_with_password(&app, ANA, Role::Analyst).await;
    let mut browser = Browser::at(&app);
    let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
    browser.cookies.insert("rai_session".to_owned(), planted.clone());
    assert_eq!(browser.sign_in(ANA, PASSWORD).await.on(), "/es/account");
    let first = browser.cookies["rai_session"].clone();
    assert_ne!(first, planted);
    let account = browser.get("/es/account").await;
    let again = browser.post(
        "/es/sign-in",
        &account,
        &[("/email", ANA), ("/password", PASSWORD), ("next", "//evil.example/")],
    );
    assert_eq!(again.await.on(), "/es//evil.example/");
    assert_ne!(browser.cookies["rai_session"], first);
    let mut earlier = Browser::at(&app);
    earlier.cookies.insert("rai_session".to_owned(), first);
    assert!(earlier.get("/es/account").await.on().starts_with("/es/sign-in"));
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_the_fields_and_no_password_is_sent_back() {
    let app = TestApp::start().await;
    given_with_password(&app, ANA, Role::Analyst).await;
    let mut browser = Browser::at(&app);
    let page = browser.sign_in("", "").await;
    assert!(page.must(422).says("Escriba su correo") && page.says("Escriba su contraseña"));
    for (email, tried) in [
        (ANA, "una mala conjetura"),
        ("nadie@irapuato.gob.mx", "una mala conjetura"),
    ] {
        let page = browser.sign_in(email, tried).await;
        assert!(page.must(422).says("El correo o la contraseña no son correctos") && page.says("aria-invalid"));
        assert!(page.says(&format!("value=\"{email}\"")) && !page.says(tried));
        assert_eq!(page.header("cache-control"), "no-store");
    }
    for _ in 0..4 {
        browser.sign_in(ANA, "una mala conjetura").await.must(422);
    }
    let page = browser.sign_in(ANA, PASSWORD).await;
    assert!(page.must(429).says("Espere 1 min"));
    assert_eq!(page.header("retry-after"), "60");
}

#[actix_web::test]
async fn a_link_sets_a_password_once() {
    let app = TestApp::start().await;
    let link = given(&app, ANA, token("Ana López", Role::Analyst));
    let mut browser = Browser::at(&app);
    let page = browser.get(&link).await;
    assert!(page.must(200).says(ANA));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let refused = browser
        .post(&link, &page, &[("/password", "corta"), ("/repeated", "larga")])
        .await;
    assert!(refused.must(422).says("al menos 12 caracteres") && refused.says("No es igual"));
    let guessable = browser
        .post(
            &link,
            &page,
            &[("/password", "contraseña123"), ("/repeated", "contraseña123")],
        )
        .await;
    assert!(guessable.must(422).says("Es fácil de adivinar"));
    let filled = [("/password", PASSWORD), ("/repeated", PASSWORD)];
    assert_eq!(
        browser.post(&link, &page, &filled).await.on(),
        "/es/sign-in?said=password-set"
    );
    assert!(
        browser
            .post(&link, &page, &filled)
            .await
            .must(404)
            .says("El enlace ya no sirve")
    );
    assert!(browser.get(&link).await.must(404).says("El enlace ya no sirve"));
    assert!(
        browser
            .get("/en/reset/x")
            .await
            .must(404)
            .says("The link is of no use any more")
    );
}

#[actix_web::test]
async fn a_password_is_changed_by_who_knows_it() {
    let app = TestApp::start().await;
    let (mut here, mut there) = (signed_in(&app, ANA, Role::Analyst).await, Browser::at(&app));
    there.sign_in(ANA, PASSWORD).await.must(303);
    let page = here.get("/es/account/password").await;
    let change = async |here: &mut Browser, present: &str, new: &str| {
        let filled = [("/present", present), ("/password", new), ("/repeated", new)];
        here.post("/es/account/password", &page, &filled).await
    };
    let refused = change(&mut here, "otra cosa", ANA).await;
    assert!(refused.must(422).says("Esa no es su contraseña actual") && refused.says("No ponga su correo"));
    let changed = change(&mut here, PASSWORD, "la calandria de las cuatro").await;
    assert_eq!(changed.on(), "/es/account?changed=true");
    here.get("/es/account").await.must(200);
    assert!(there.get("/es/account").await.on().starts_with("/es/sign-in"));
    there.sign_in(ANA, "la calandria de las cuatro").await.must(303);
}

#[actix_web::test]
async fn accounts_are_kept_by_administrators_alone() {
    let app = TestApp::start().await;
    let mut analyst = signed_in(&app, ANA, Role::Analyst).await;
    let pages = ["/es/accounts", "/es/accounts/new", "/es/tokens", "/es/tokens/new"];
    for path in pages {
        analyst.get(path).await.must(403);
        let own = analyst.get("/es/account").await;
        if path.ends_with("/new") {
            analyst.post(path, &own, &[]).await.must(403);
        }
        assert!(Browser::at(&app).get(path).await.on().starts_with("/es/sign-in?next="));
    }
    assert!(
        !analyst.get("/es/account").await.says("/es/accounts"),
        "nor are they in the menu"
    );
    let mut administrator = signed_in(&app, "admin@sre.gob.mx", Role::Administrator).await;
    for path in pages {
        let page = administrator.get(path).await;
        assert_eq!(page.must(200).header("cache-control"), "no-store");
        assert!(page.says("/es/accounts"));
    }
    for path in [
        "/es/accounts/x",
        "/es/accounts/0199c3a1-7c10-7a4e-9d21-5b8f0c1d2e01/link",
        "/es/tokens/x/revocation",
    ] {
        administrator.get(path).await.must(404);
        analyst.get(path).await.must(403);
    }
}

#[actix_web::test]
async fn an_administrator_makes_an_account_hands_its_link_over_and_ends_it() {
    let app = TestApp::start().await;
    app.given_body(irapuato()).await;
    let mut leon_too = leon();
    leon_too["name"] = "Municipio de Irapuato el Grande".into();
    leon_too["kind"] = "agency".into();
    app.given_body(leon_too).await;
    let mut admin = signed_in(&app, "admin@sre.gob.mx", Role::Administrator).await;
    let new = "/es/accounts/new";
    let page = admin.get(new).await;
    let wrong = admin
        .post(
            new,
            &page,
            &[("/name", ""), ("/email", "ana"), ("number:/days", "muchos")],
        )
        .await;
    for told in ["Falta el nombre", "Escriba un correo completo", "Falta la función"] {
        assert!(wrong.must(422).says(told), "{told}");
    }
    let name = "Ana <script>\"López\" \u{202e}";
    let mut filled = vec![
        ("/name", name),
        ("/email", ANA),
        ("/role", "office"),
        ("/body_name", ""),
    ];
    let nowhere = admin.post(new, &page, &filled).await;
    assert!(nowhere.must(422).says("Diga de qué órgano es la oficina"));
    filled[3].1 = "Atlántida";
    assert!(
        admin
            .post(new, &page, &filled)
            .await
            .must(422)
            .says("Ningún órgano del directorio")
    );
    filled[3].1 = "irapuato";
    let which = admin.post(new, &page, &filled).await;
    assert!(which.must(422).says("Elija cuál de estos órganos es") && which.says("el Grande"));
    let (_, after) = which.html.split_once("name=\"/body_id\" value=\"").unwrap();
    let first = after.split('"').next().unwrap().to_owned();
    filled.push(("/body_id", &first));
    let made = admin.post(new, &which, &filled).await;
    let link = made.must(200).told("link");
    let path = link.strip_prefix(&app.address).unwrap();
    assert_eq!(made.header("cache-control"), "no-store");
    assert!(made.says("Ana &#60;script&#62;") && !made.says("<script>\"L"));
    let again = admin.post(new, &page, &filled).await;
    assert!(again.must(422).says("Ya hay una cuenta con ese correo"));

    let mut ana = Browser::at(&app);
    let page = ana.get(path).await;
    ana.post(path, &page, &[("/password", PASSWORD), ("/repeated", PASSWORD)])
        .await
        .must(303);
    ana.sign_in(ANA, PASSWORD).await.must(303);
    let account = ana.get("/es/account").await;
    assert!(account.says("Municipio de Irapuato") && account.says("Oficina promovente"));

    let list = admin.get("/es/accounts").await;
    assert!(list.says(ANA) && list.says("Ana &#60;script&#62;"));
    let (before, _) = list.html.split_once("Ana &#60;script&#62;").unwrap();
    let of_ana = before
        .rsplit_once("href=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = admin.get(&format!("{of_ana}/link")).await;
    let another = admin
        .post(&format!("{of_ana}/link"), &page, &[])
        .await
        .must(200)
        .told("link");
    assert_ne!(another, link);
    let page = admin.get(&format!("{of_ana}/revocation")).await;
    let ended = admin
        .post(&format!("{of_ana}/revocation"), &page, &[("/note", "Cambió de área.")])
        .await;
    assert_eq!(ended.on(), of_ana);
    assert!(admin.get(&of_ana).await.says("Esta cuenta terminó"));
    assert!(ana.get("/es/account").await.on().starts_with("/es/sign-in"));
    Browser::at(&app)
        .get(another.strip_prefix(&app.address).unwrap())
        .await
        .must(404);
    let journal = app.journal().await;
    let revoked = journal.iter().find(|entry| entry["action"] == "token.revoked").unwrap();
    assert_eq!(revoked["particulars"]["note"], "Cambió de área.");
    assert_eq!(revoked["actor"]["role"], "administrator");
}

#[actix_web::test]
async fn a_token_made_on_a_page_tells_its_secret_once_however_often_the_form_is_sent() {
    let app = TestApp::start().await;
    let mut admin = signed_in(&app, "admin@sre.gob.mx", Role::Administrator).await;
    let new = "/es/tokens/new";
    let page = admin.get(new).await;
    let key = page.hidden("key");
    let filled = [
        ("key", key.as_str()),
        ("/name", "Portal"),
        ("/role", "system"),
        ("list:/scopes", ""),
        ("list:/scopes", "cases"),
    ];
    let made = admin.post(new, &page, &filled).await;
    let secret = made.must(200).told("secret");
    app.holder(&secret).get("/entries").await.assert(200);
    let again = admin.post(new, &page, &filled).await;
    assert!(again.must(200).says("Portal") && !again.says("id=\"secret\""));
    let list = admin.get("/es/tokens").await;
    assert_eq!(list.html.matches(">Portal<").count(), 1);
    let (before, _) = list.html.split_once(">Portal<").unwrap();
    let portal = before
        .rsplit_once("href=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = admin.get(&format!("{portal}/revocation")).await;
    assert_eq!(
        admin.post(&format!("{portal}/revocation"), &page, &[]).await.on(),
        portal
    );
    app.holder(&secret)
        .get("/entries")
        .wrong()
        .await
        .assert_problem(401, "unauthenticated");
    let wrong = admin.get(new).await;
    let key = wrong.hidden("key");
    let refused = admin
        .post(
            new,
            &wrong,
            &[("key", &key), ("/name", "x"), ("/role", "liaison"), ("/state", "")],
        )
        .await;
    assert!(refused.must(422).says("Diga de qué entidad es el enlace"));
}

#[actix_web::test]
async fn where_there_is_no_provider_there_is_no_way_to_it() {
    let app = TestApp::start().await;
    let mut browser = Browser::at(&app);
    assert!(!browser.get("/es/sign-in").await.says("openid"));
    browser.get("/es/sign-in/openid").await.must(404);
    browser.get("/oidc/callback?code=x&state=y").await.must(404);
}

#[actix_web::test]
async fn a_provider_that_does_not_answer_is_said_on_the_page() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "secreto\n").unwrap();
    let app = TestApp::with_settings(|config| {
        config.public.public_url = WebAddress::parse(&format!("http://{}", config.listen));
        // Nobody listens at port 1.
        config.openid.oidc_issuer = WebAddress::parse("http://127.0.0.1:1");
        config.openid.oidc_client_id = Some("rai".to_owned());
        config.openid.oidc_client_secret_file = Some(secret.path().to_owned());
    })
    .await;
    let mut browser = Browser::at(&app);
    assert!(
        browser
            .get("/es/sign-in?next=%2Faccount")
            .await
            .says("/es/sign-in/openid?next=%2Faccount")
    );
    let back = browser.get("/en/sign-in/openid?next=%2Faccount").await;
    assert_eq!(back.on(), "/en/sign-in?said=provider-silent&next=%2Faccount");
    assert!(browser.get(back.on()).await.says("does not answer"));
    for lost in [
        "/oidc/callback?code=x&state=y",
        "/oidc/callback",
        "/oidc/callback?error=access_denied",
    ] {
        assert_eq!(
            browser.get(lost).await.on(),
            "/es/sign-in?said=provider-refused&next=%2F"
        );
    }
}
