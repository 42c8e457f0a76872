//! Whatever people write, on no page is it anything but text.

use rai::access::Role;
use serde_json::json;

use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::reported;

const MARKUP: &str = "<img src=x onerror=alert(1)>\"'>{{7*7}}</title></textarea>&lt;\u{202e}evil\u{200f} 🤝";

#[actix_web::test]
async fn markup_in_names_titles_and_questions_stays_text() {
    let app = TestApp::start().await;
    let name = format!("Ciudad {MARKUP}");
    let domestic = json!({"name": format!("Municipio {MARKUP}"), "level": "municipal", "municipality": "11017"});
    let foreign = json!({"name": name, "level": "municipal", "country": "US"});
    let given = app
        .given(
            reported(&format!("Acuerdo {MARKUP}"))
                .between(domestic, foreign)
                .with("denomination", MARKUP)
                .with("object", MARKUP)
                .with("signed_place", MARKUP)
                .with("alternative_titles", json!([{"language": "en", "title": MARKUP}]))
                .at("/parties/1/name_as_signed", MARKUP)
                .with("sources", json!([{"url": "https://example.org/\"><img src=x>", "title": MARKUP, "consulted_on": "2026-11-22"}])),
        )
        .await;
    let said = json!({"reason": MARKUP, "changes": {"object": format!("{MARKUP} otra vez")}});
    app.registrar()
        .post(&format!("{}/corrections", given.path()), said)
        .await
        .assert(200);
    let browser = Person::nobody(&app);
    let asked = form_urlencoded::byte_serialize(MARKUP.as_bytes()).collect::<String>();
    let (page, history) = (format!("/es{}", given.path()), format!("/es{}/history", given.path()));
    let body = format!("/es/bodies/{}", given.body(0));
    for path in [
        "/es/".to_owned(),
        "/es/agreements".to_owned(),
        "/es/agreements?q=evil".to_owned(),
        format!("/es/agreements?q={asked}"),
        format!("/es/agreements?body={}", given.body(0)),
        page,
        history,
        body,
        "/es/bodies".to_owned(),
        "/es/news".to_owned(),
        "/es/map".to_owned(),
        format!("/es/stats?q={asked}"),
        "/es/states/11".to_owned(),
    ] {
        let page = browser.get(&path).await.is(200);
        assert!(!page.html.contains("<img"), "{path}: {}", page.html);
        // Pictures have titles as well.
        let titles = ["<title", "</title>"].map(|tag| page.html.matches(tag).count());
        assert!(titles[0] == titles[1], "{path}: {titles:?}");
    }
    for path in [
        format!("/es/agreements?{asked}={asked}"),
        format!("/es/agreements?state={asked}&signed_from={asked}"),
        format!("/es/bodies?level={asked}&q={asked}"),
        format!("/es/map?{asked}={asked}&state={asked}"),
    ] {
        let page = browser.get(&path).await.is(400);
        assert!(!page.html.contains("<img"), "{path}: {}", page.html);
    }
}

#[actix_web::test]
async fn a_name_of_any_length_is_shown() {
    let app = TestApp::start().await;
    let title = "Hermanamiento ".repeat(70);
    let given = app
        .given(reported(title.trim()).with("object", "a".repeat(10_000)))
        .await;
    let browser = Person::nobody(&app);
    for path in [
        format!("/es{}", given.path()),
        "/es/agreements?q=hermanamiento".to_owned(),
        "/es/news".to_owned(),
    ] {
        browser
            .get(&path)
            .await
            .is(200)
            .must_say(&["Hermanamiento Hermanamiento"]);
    }
}

#[actix_web::test]
async fn fields_as_no_form_has_them_bring_nothing_down() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento Irapuato – Medellín", &[]).await;
    let path = format!("/es/cases/{}/registration", case.id());
    let registrar = Person::of(&app, Role::Registrar);
    let filled_in = async |names: &[String]| {
        let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        fields.extend([("version", "1"), ("key", "k")]);
        registrar.post(&path, &fields).await.is(422)
    };
    let deep = filled_in(&["/a".repeat(200_000)]).await;
    deep.must_say(&["Inscribir"]);
    let many: Vec<String> = (0..3_000).map(|list| format!("/list{list}/199")).collect();
    filled_in(&many).await.must_say(&["más de 2000 campos"]);
}
