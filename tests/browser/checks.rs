//! The checks themselves: each finds the fault that it is for, in pages made to have it.

use std::path::Path;

use actix_web::http::header;
use actix_web::{App, HttpResponse, HttpServer, web};
use thirtyfour::Key;

use crate::driver::{Browser, View};

const GOOD: &str = r#"<!doctype html><html lang="es"><head><title>Buena</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"></head><body><main><h1>Buena</h1><p id="said">Sin guion</p><noscript><p>Sin JavaScript</p></noscript>
<p><a href="/good?followed">Seguir</a></p>
<form action="/good"><p><label for="q">Buscar</label> <input id="q" name="q"></p>
<p><label for="s">Estado</label> <select id="s" name="s"><option value="">Todos</option><option value="11">Guanajuato</option></select></p>
<p><input type="checkbox" id="t" name="t"> <label for="t">Vigentes</label></p>
<p><label>Archivo <input type="file" name="f"></label></p><p><button>Ir</button></p></form>
<p><a href="/file.csv" download>Guardar</a></p>
<script src="/script.js"></script></main></body></html>"#;

const BAD: &str = r#"<!doctype html><html><head><title>Mala</title><style>a { outline: none }</style><link rel="icon" href="data:,"></head>
<body><main><h1>Mala</h1><img src="/nothing.png"><p style="width: 600px; color: #ccc">Pálido</p><a href="/good">Sin foco</a>
<script>window.ran = true</script><script src="http://example.com/outside.js"></script>
<script src="/fails.js"></script></main></body></html>"#;

/// Pages with the policy that the register's pages have, or with none.
fn serve() -> String {
    async fn good() -> HttpResponse {
        let policy = (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data:",
        );
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header(policy)
            .body(GOOD)
    }
    async fn bad() -> HttpResponse {
        HttpResponse::Ok().content_type("text/html; charset=utf-8").body(BAD)
    }
    async fn injected() -> HttpResponse {
        let policy = (header::CONTENT_SECURITY_POLICY, "default-src 'self'");
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header(policy)
            .body(BAD)
    }
    async fn script() -> HttpResponse {
        let script = "document.getElementById('said').textContent = 'Con guion'";
        HttpResponse::Ok().content_type("text/javascript").body(script)
    }
    async fn file() -> HttpResponse {
        HttpResponse::Ok().content_type("text/csv").body("a,b\n")
    }
    async fn fails() -> HttpResponse {
        HttpResponse::Ok().content_type("text/javascript").body("nowhere()")
    }
    let server = HttpServer::new(|| {
        App::new()
            .route("/good", web::get().to(good))
            .route("/bad", web::get().to(bad))
            .route("/injected", web::get().to(injected))
            .route("/script.js", web::get().to(script))
            .route("/file.csv", web::get().to(file))
            .route("/fails.js", web::get().to(fails))
    });
    let server = server.workers(1).bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    address
}

/// Some fault says this.
#[track_caller]
fn assert_told(faults: &[String], words: &str) {
    assert!(
        faults.iter().any(|fault| fault.contains(words)),
        "no «{words}» in {faults:#?}"
    );
}

#[actix_web::test]
async fn a_good_page_passes_every_check() {
    let browser = Browser::at(&serve()).await;
    for view in [View::Desktop, View::Narrow, View::Phone] {
        browser.look(view).await;
        browser.open("/good").await;
        browser.assert_says("Con guion").await;
        browser.assert_accessible().await;
        browser.assert_no_horizontal_scroll().await;
        browser.assert_light().await;
        let stops = browser.assert_keyboard().await;
        let names: Vec<_> = stops
            .iter()
            .map(|stop| (stop.role.as_str(), stop.name.as_str()))
            .collect();
        let whole = [
            ("link", "Seguir"),
            ("textbox", "Buscar"),
            ("combobox", "Estado"),
            ("checkbox", "Vigentes"),
            ("button", "Archivo"),
            ("button", "Ir"),
            ("link", "Guardar"),
        ];
        assert_eq!(names, whole);
    }
}

#[actix_web::test]
async fn each_fault_of_a_page_is_found() {
    let browser = Browser::at(&serve()).await;
    browser.visit("/bad").await;
    let complaints = browser.listen().await;
    for fault in [
        "asked another host: http://example.com/outside.js",
        "nothing.png",
        "nowhere is not defined",
    ] {
        assert_told(&complaints, fault);
    }
    let violations = browser.violations().await;
    for rule in ["html-has-lang", "image-alt", "color-contrast"] {
        assert_told(&violations, rule);
    }
    let stops = browser.tab_stops().await;
    assert!(stops.len() == 1 && !stops[0].marked && stops[0].uncovered, "{stops:#?}");
    assert_eq!(browser.wider_than_window().await, Vec::<String>::new());
    browser.look(View::Narrow).await;
    assert_told(&browser.wider_than_window().await, "Pálido");

    browser.visit("/injected").await;
    assert_told(&browser.listen().await, "Content Security Policy");
    assert_eq!(browser.ask("return window.ran").await, serde_json::Value::Null);
}

#[actix_web::test]
async fn a_browser_without_scripts_runs_none_of_the_page() {
    let browser = Browser::at(&serve()).await;
    browser.without_scripts().await;
    browser.open("/good").await;
    browser.assert_says("Sin guion").await;
    browser.assert_says("Sin JavaScript").await;
    browser.assert_accessible().await;
    browser.fill("Buscar", "petra").await;
    browser.press("Ir").await;
    assert_eq!(browser.path().await, "/good?q=petra&s=&f=");
    browser.assert_says("Sin guion").await;
    browser.follow("Seguir").await;
    assert_eq!(browser.path().await, "/good?followed");
}

#[actix_web::test]
async fn a_keyboard_is_enough() {
    let browser = Browser::at(&serve()).await;
    browser.open("/good").await;
    browser.tab_to("Buscar").await;
    browser.keys("petra" + Key::Enter).await;
    browser.assert_says("Con guion").await;
    assert_eq!(browser.path().await, "/good?q=petra&s=&f=");
}

#[actix_web::test]
async fn a_form_is_filled_in_by_its_labels() {
    let browser = Browser::at(&serve()).await;
    browser.in_english().await;
    browser.open("/good").await;
    assert_eq!(browser.title().await, "Buena");
    assert_eq!(browser.heading().await, "Buena");
    assert_eq!(browser.ask("return navigator.languages.join()").await, "en-GB,en");
    browser.fill("Buscar", "primero").await;
    browser.fill("Buscar", "petra").await;
    assert_eq!(browser.value("Buscar").await, "petra");
    browser.choose("Estado", "Guana").await;
    browser.tick("Vigentes").await;
    browser
        .attach("Archivo", Path::new("tests/fixtures/documents/acuerdo.pdf"))
        .await;
    browser.press("Ir").await;
    assert_eq!(browser.path().await, "/good?q=petra&s=11&t=on&f=acuerdo.pdf");
    browser.follow("Guardar").await;
    assert_eq!(browser.saved().await, ("file.csv".to_owned(), b"a,b\n".to_vec()));
}
