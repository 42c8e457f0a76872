//! What people write is shown as they wrote it: it runs nothing, closes nothing, turns nothing around and breaks no page.

use rai::access::Role;
use rai::tokens::TokenInput;
use serde_json::{Value, json};

use crate::driver::{Browser, View};
use crate::support::app::{Given, TestApp};
use crate::support::build::{Draft, draft, token};
use crate::walk::Walk;

/// Markup, quotes, ends of what a text may stand in, templates, letters that are written from the right and turn others around,
/// and characters of several parts.
const TEXT: &str = "<script>window.executed=1</script><img src=x onerror=window.executed=1>\"'><svg onload=window.executed=1>\
    &lt;b&gt;&#60;i&#62; ${7*7} {{7*7}} {%x%} javascript:window.executed=1 \u{202e}odiurtsni\u{202c} עברית عربي 👩‍👩‍👧‍👦🇲🇽 \
    ]]>--></textarea></title></style>";

const PICTURE: &[u8] = include_bytes!("../fixtures/documents/foto.jpg");

#[actix_web::test]
async fn nothing_that_people_write_does_anything_to_a_page() {
    let app = TestApp::start().await;
    let case = registered(&app).await;
    let email = app.person(&hostile(150), Role::Administrator).await;
    let browser = Browser::start(&app).await;
    let pages = [
        "/es/".to_owned(),
        format!(
            "/es/agreements?q={}",
            percent_encoding::utf8_percent_encode(TEXT, percent_encoding::NON_ALPHANUMERIC)
        ),
        format!("/es{}", case.path()),
    ];
    let look = async |path: &str| browser.harm(path).await;
    let mut walk = Walk::through("es");
    walk.from(&browser, &pages, look).await;

    browser.open(&format!("/es{}", case.path())).await;
    let page = browser
        .ask("return document.querySelector('main').textContent")
        .await
        .to_string();
    for (what, length) in [
        ("title", 1000),
        ("body", 500),
        ("object", 20_000),
        ("note of the document", 2000),
    ] {
        let shown = serde_json::to_string(&hostile(length)).unwrap();
        if !page.contains(shown.trim_matches('"')) {
            walk.findings.push(format!("the {what} is not shown as it was written"));
        }
    }

    let draft = app.given(everything().with("not_a_duplicate", hostile(2000))).await;
    let office = app.officer(&format!("Ana {}", hostile(140)), case.body(0)).await;
    let registrar = app.person(&format!("Sara {}", hostile(140)), Role::Registrar).await;
    for person in [email, registrar, office] {
        browser.sign_in(&person).await;
        let own = [&case, &draft].map(|case| format!("/es/cases/{}", case.id()));
        walk.from(&browser, &[&pages[..], &own].concat(), look).await;
        if person.starts_with("ana") {
            browser.too_long(&mut walk).await;
        }
        browser.sign_out().await;
    }
    walk.assert_fine();
}

/// The fields of a new case, each with far more than it takes.
const TOO_LONG: &str = "const text = arguments[0];
    document.querySelectorAll('main input[type=text], main input:not([type]), main textarea').forEach((field) => {
      field.removeAttribute('maxlength');
      field.value = text;
    });";

/// The hostile text, and after it so long a word that it has as many characters as may be.
fn hostile(length: usize) -> String {
    let text: String = TEXT.chars().take(length).collect();
    let rest = length.saturating_sub(text.chars().count());
    format!("{text}{}", "W".repeat(rest))
}

/// An agreement on which everything there is to say was said, taken to the register and beyond.
async fn registered(app: &TestApp) -> Given {
    let (analyst, counsel, registrar) = (app.analyst(), app.counsel(), app.registrar());
    let case = app.given(everything()).await;
    let path = case.path();
    let listed = |answer: Value| answer["id"].as_str().unwrap().to_owned();

    let document = |kind: &str| json!({"kind": kind, "title": hostile(500), "label": hostile(100), "language": "es", "note": hostile(2000)});
    let name = "<img src=x onerror=window.executed=1>.jpg";
    let documents = format!("{path}/documents");
    analyst
        .upload(&documents, document("draft"), name, PICTURE)
        .await
        .assert(201);
    let original = analyst
        .upload(&documents, document("signed_original"), name, PICTURE)
        .await;
    let original = listed(original.assert(201));
    let note = json!({"note": hostile(2000)});
    let missing = json!({"missing": [hostile(1000)], "due_on": "2026-12-04"});
    let moves = [
        (&analyst, "submission", note.clone()),
        (&analyst, "completion-requests", missing),
        (&analyst, "submission", note.clone()),
        (&analyst, "review", note.clone()),
        (&counsel, "observations", json!({"text": hostile(20_000)})),
        (&analyst, "submission", note),
    ];
    for (caller, step, said) in moves {
        caller.post(&format!("{path}/{step}"), said).await.assert(200);
    }
    let opinion = json!({"result": "favourable", "reference": hostile(200), "issued_on": "2026-11-22", "within_attributions": true});
    counsel.post(&format!("{path}/opinion"), opinion).await.assert(200);
    let signatures: Vec<Value> = case.json["parties"].as_array().unwrap().iter().map(signed).collect();
    let signing = json!({"parties": signatures, "signed_place": hostile(300)});
    analyst.post(&format!("{path}/signatures"), signing).await.assert(200);
    let registration = json!({"evidence": "signed_original", "responsible_unit": hostile(300)});
    registrar
        .post(&format!("{path}/registration"), registration)
        .await
        .assert(200);

    let clause = json!({"kind": "annex", "document": original, "label": hostile(200), "text": hostile(20_000)});
    registrar
        .post(&format!("{path}/clauses"), json!({"clauses": [clause]}))
        .await
        .assert(200);
    let said = json!({"field": "/title", "value": hostile(1000), "document": original});
    registrar.post(&format!("{path}/statements"), said).await.assert(200);
    let decision = json!({"field": "/title", "reason": hostile(5000)});
    registrar.post(&format!("{path}/decisions"), decision).await.assert(200);
    let event = json!({"kind": "suspension", "on": "2026-11-22", "document": hostile(500), "note": hostile(5000)});
    registrar.post(&format!("{path}/events"), event).await.assert(200);
    let report = json!({"year": 2026, "active": true, "activities": hostile(20_000), "results": hostile(20_000)});
    analyst.post(&format!("{path}/follow-ups"), report).await.assert(200);
    let correction = json!({"reason": hostile(2000), "changes": {"external_number": hostile(99)}});
    registrar
        .post(&format!("{path}/corrections"), correction)
        .await
        .assert(200);
    app.token(TokenInput {
        name: Some(hostile(200)),
        ..token("", Role::System)
    });
    case
}

fn signed(party: &Value) -> Value {
    let signature =
        json!({"name": hostile(300), "post": hostile(300), "place": hostile(300), "signed_on": "2026-11-22"});
    json!({"id": party["id"], "signatures": [signature]})
}

/// A draft with every field filled in.
fn everything() -> Draft {
    let domestic = json!({"name": hostile(500), "level": "municipal", "kind": "government", "country": "MX", "state": "11",
        "municipality": "11017"});
    let foreign = json!({"name": hostile(499), "level": "municipal", "kind": "government", "country": "US"});
    let source = json!({"url": "https://example.org/?q=\"><script>window.executed=1</script>", "title": hostile(1000),
        "consulted_on": "2026-11-22"});
    draft(&hostile(1000))
        .with("object", hostile(20_000))
        .with("legal_basis", hostile(20_000))
        .with("denomination", hostile(500))
        .with("alternative_titles", json!([{"language": "en", "title": hostile(999)}]))
        .with("derives_from_treaty", hostile(2000))
        .with(
            "term",
            json!({"kind": "fixed", "amount": 5, "unit": "year", "text": hostile(5000)}),
        )
        .with("external_number", hostile(100))
        .with("responsible_unit", hostile(300))
        .with("sources", json!([source]))
        .between(domestic, foreign)
        .at("/parties/0/name_as_signed", hostile(500))
        .at("/parties/1/name_as_signed", hostile(500))
}

/// What came of hostile texts: elements, handlers and addresses made of them, and texts that turn their neighbours around.
const HARM: &str = include_str!("hostile.js");

impl Browser {
    /// Sends a new case with names of 10,000 characters, which is refused, and looks at the form that comes back.
    async fn too_long(&self, walk: &mut Walk) {
        self.open("/es/cases/new").await;
        self.unfold().await;
        self.tell_page(TOO_LONG, vec![json!(hostile(10_000))]).await;
        self.press("Guardar y continuar").await;
        self.assert_says("Hay que corregir algo").await;
        walk.findings.extend(self.harm_here().await);
    }

    /// What hostile texts do to a page.
    async fn harm(&self, path: &str) -> Vec<String> {
        self.look(View::Narrow).await;
        self.visit(path).await;
        self.harm_here().await
    }

    async fn harm_here(&self) -> Vec<String> {
        self.unfold().await;
        let harm: Vec<String> = serde_json::from_value(self.ask(HARM).await).unwrap();
        [self.listen().await, harm, self.wider_than_window().await].concat()
    }
}
