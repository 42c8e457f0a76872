//! Who may do what, as one table: every operation of openapi.yaml, every kind of caller, and the status each is answered with.
//!
//! The case that `{id}` stands for is a draft of Irapuato (state 11), which the public does not see. What goes with a request is
//! sound, so that an answer tells of sight (404), of duty (403) or of the draft's stage (409), and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use rai::access::{Role, Scope};
use rai::tokens::TokenInput;
use serde_json::{Value, json};

use crate::contract::needed;
use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, irapuato, leon, medellin, reported, token};
use crate::support::client::{Answer, Caller};
use crate::support::contract::Contract;
use crate::support::database;

const TABLE: &str = include_str!("access.csv");

/// A method and the path as the contract writes it.
type Operation = (String, String);

/// The status expected of each operation, by caller.
fn table() -> BTreeMap<Operation, BTreeMap<String, u16>> {
    let mut lines = csv::Reader::from_reader(TABLE.as_bytes());
    let callers: Vec<String> = lines.headers().unwrap().iter().skip(2).map(ToOwned::to_owned).collect();
    let row = |line: csv::StringRecord| {
        let expected = line.iter().skip(2).map(|status| status.parse().unwrap());
        let row = callers.iter().cloned().zip(expected).collect();
        ((line[0].to_owned(), line[1].to_owned()), row)
    };
    lines.records().map(|line| row(line.unwrap())).collect()
}

/// The callers of the table, beside a case of Irapuato.
async fn callers(app: &TestApp, case: &Given) -> Vec<(&'static str, Caller)> {
    let leon = app.given_body(leon()).await;
    let scopes = Scope::ALL.iter().map(ToString::to_string).collect();
    let (_, secret) = app.token(TokenInput {
        scopes: Some(scopes),
        ..token("system with scopes", Role::System)
    });
    vec![
        ("public", app.public()),
        ("office", app.office(case.body(0))),
        ("other_office", app.office(&leon)),
        ("liaison", app.liaison("11")),
        ("other_liaison", app.liaison("14")),
        ("analyst", app.analyst()),
        ("counsel", app.counsel()),
        ("registrar", app.registrar()),
        ("auditor", app.auditor()),
        ("administrator", app.administrator()),
        ("system", app.system()),
        ("system_with_scopes", app.holder(&secret)),
    ]
}

/// What the paths lead to.
struct Scene {
    /// A draft that nobody has changed yet.
    case: Given,
    /// One that came from a file, which a draft did not.
    imported: String,
    body: String,
    token: String,
    /// Of a draft of Irapuato too.
    document: String,
    made: usize,
}

impl Scene {
    async fn of(app: &TestApp) -> Self {
        let row = "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,signed_on,object,legal_basis\n\
                   Importado,Acuerdo de Hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad de McAllen,US,2014-10-13,Cultura,LCT\n";
        let mapping = "constants: {origin: regularisation}";
        let saved = database::import(&app.db, &app.catalogues, &app.clock, ("one.csv", row), mapping);
        assert_eq!(saved, 1);
        let imported = app.auditor().get("/agreements").await.each("id").remove(0);
        let with_document = app.given(draft("Con documento")).await;
        let document = given_document(app, &with_document).await;
        let case = app.given(draft("Reservado")).await;
        Self {
            imported,
            body: case.body(1).to_owned(),
            token: app.token(token("Otro", Role::Auditor)).0.id.to_string(),
            document,
            case,
            made: 0,
        }
    }

    /// A path of the contract, leading somewhere.
    fn path(&self, template: &str) -> String {
        let id = match template.split('/').nth(3) {
            Some("bodies") => &self.body,
            Some("tokens") => &self.token,
            Some("documents") => &self.document,
            _ if template.ends_with("/import") => &self.imported,
            _ => self.case.id(),
        };
        // All municipalities at once are many, and take long to be held against the contract.
        let query = if template.ends_with("/municipalities") {
            "?state=11"
        } else {
            needed(template)
        };
        Contract::get().filled(template, &[("id", id), ("code", "not-found")]) + query
    }

    /// What is sent: the contract's own example, but where one would not do for a draft or not a second time.
    fn body((method, path): &Operation, number: usize) -> Option<Value> {
        let document = &Contract::get().document;
        let described = document["paths"][path][method.to_lowercase()].get("requestBody")?;
        if path.ends_with("/corrections") {
            return Some(json!({"reason": "Un error.", "changes": {"object": "Turismo."}}));
        }
        if path.ends_with("/statements") {
            return Some(
                json!({"field": "/object", "value": "Turismo.", "url": "https://x.mx/1", "consulted_on": "2026-11-20"}),
            );
        }
        if path.ends_with("/bodies") {
            return Some(
                json!({"name": format!("Agencia {number}"), "level": "federal", "kind": "agency", "country": "MX"}),
            );
        }
        let examples = described["content"]["application/json"]["examples"].as_object()?;
        let reference = examples.values().next()?["$ref"].as_str()?;
        Some(document.pointer(reference.trim_start_matches('#'))?["value"].clone())
    }

    /// One request; the next one finds everything as this one did.
    async fn ask(&mut self, app: &TestApp, caller: &Caller, operation: &Operation) -> Answer {
        let mut request = caller.ask(operation.0.parse().unwrap(), &self.path(&operation.1));
        if operation.0 == "POST" && operation.1.ends_with("/documents") {
            request = request.in_parts(&[
                ("document", "", br#"{"kind": "draft", "title": "Texto"}"#),
                ("file", "", b"Texto"),
            ]);
        } else if let Some(body) = Self::body(operation, self.made) {
            request = request.json(body);
        }
        if operation.0 == "PATCH" {
            request = request.if_match("*");
        }
        if operation.1.ends_with("/submission") {
            app.give_text(&self.case.path(), "draft").await;
        }
        let answer = request.await;
        if operation.0 != "GET" && answer.status < 400 {
            self.made += 1;
            self.case = app.given(draft("Reservado")).await;
        }
        answer
    }
}

/// The id of a document of a case.
async fn given_document(app: &TestApp, case: &Given) -> String {
    let path = format!("{}/documents", case.path());
    let sent = app
        .analyst()
        .upload(&path, json!({"kind": "draft", "title": "Texto"}), "a.txt", b"Texto");
    sent.await.assert(201)["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn every_caller_is_answered_as_the_table_says() {
    let table = table();
    let described: BTreeSet<Operation> = Contract::get().operations().into_iter().collect();
    let listed: BTreeSet<Operation> = table.keys().cloned().collect();
    let unlisted: Vec<_> = described.difference(&listed).collect();
    let unknown: Vec<_> = listed.difference(&described).collect();
    assert!(
        unlisted.is_empty() && unknown.is_empty(),
        "access.csv lacks {unlisted:?} and has {unknown:?}, which openapi.yaml has not"
    );

    let app = TestApp::start().await;
    let mut scene = Scene::of(&app).await;
    let callers = callers(&app, &scene.case).await;
    let mut wrong = Vec::new();
    for (operation, expected) in &table {
        for (name, caller) in &callers {
            let answer = scene.ask(&app, caller, operation).await;
            let (is, should) = (answer.status, expected[*name]);
            if is != should {
                let (method, path) = operation;
                let said: String = answer.text().chars().take(200).collect();
                wrong.push(format!(
                    "{method} {path}: {name} is answered {is} and not {should}: {said}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "not as access.csv says:\n{}", wrong.join("\n"));
}

#[actix_web::test]
async fn whoever_is_not_shown_a_case_finds_it_nowhere_else() {
    const WHERE: [&str; 9] = [
        "/agreements?q=reservado",
        "/agreements?stage=draft",
        "/agreements?format=csv",
        "/agreements?format=ndjson",
        "/agreements?facets=state,country,instrument_type,stage,origin,level,area,year",
        "/agreements/suggestions?q=reserv",
        "/stats?by=stage,country,area",
        "/entries?limit=200",
        "/bodies/{body}/agreements",
    ];
    let app = TestApp::start().await;
    app.given(reported("Público")).await;
    let hidden = draft("Reservado")
        .between(irapuato(), medellin())
        .with("areas", json!(["culture"]));
    let case = app.given(hidden).await;
    for (name, caller) in callers(&app, &case).await {
        let shown = caller.get(&case.path()).await.status == 200;
        for path in WHERE {
            let answer = caller.get(&path.replace("{body}", case.body(0))).await;
            answer.assert(200);
            let told = if path.contains("/stats") {
                "\"culture\""
            } else {
                "Reservado"
            };
            assert_eq!(answer.text().contains(told), shown, "{name} at {path}");
            if path.contains("/stats") {
                assert_eq!(answer.json()["total"], 1 + i32::from(shown), "{name}");
                assert_eq!(answer.text().contains("\"CO\""), shown, "{name} counts");
            }
            // Counted by what only this one is.
            if path.contains("facets") {
                let facets = &answer.json()["facets"];
                let found = |dimension: &str, value: &str| {
                    let counted = facets[dimension].as_array().unwrap();
                    counted.iter().any(|counted| counted["value"] == value)
                };
                for (dimension, value) in [("stage", "draft"), ("country", "CO"), ("area", "culture")] {
                    assert_eq!(found(dimension, value), shown, "{name} counts {value}");
                }
                assert_eq!(answer.json()["total"], 1 + i32::from(shown), "{name}");
            }
        }
    }
}
