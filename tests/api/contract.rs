//! The route table and openapi.yaml say the same: a route missing on either side fails here.

use std::collections::BTreeSet;

use rai::access::Role;
use reqwest::Method;

use crate::support::app::TestApp;
use crate::support::build::{draft, token};
use crate::support::contract::Contract;
use crate::support::database;

const ROUTES: &str = include_str!("../../src/api/mod.rs");

/// The paths of the route table, as its source spells them.
fn paths_in_source() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, _) in ROUTES.match_indices("resource(\"") {
        let path = ROUTES[at..].split('"').nth(1).unwrap();
        let top = ROUTES[..at].trim_end().ends_with("config.service(");
        paths.insert(if top { path.to_owned() } else { format!("/api/v1{path}") });
    }
    // `/docs` only leads to `/docs/`, and the other files behind that are parts of its page.
    assert!(paths.remove("/docs") && paths.remove("/docs/{file:.*}"));
    paths.insert("/docs/".to_owned());
    paths
}

fn paths_in_contract() -> BTreeSet<String> {
    Contract::get().operations().into_iter().map(|(_, path)| path).collect()
}

#[test]
fn every_route_is_in_the_contract_and_every_path_of_the_contract_is_a_route() {
    assert!(
        paths_in_source().len() > 15,
        "the route table is written in another way than this test reads"
    );
    assert_eq!(paths_in_source(), paths_in_contract());
}

/// The parameters that a path cannot do without.
pub fn needed(path: &str) -> &'static str {
    match path.rsplit('/').next() {
        Some("stats") => "?by=state",
        Some("suggestions") => "?q=petra",
        _ => "",
    }
}

/// A register with one agreement that came from a file, and one draft.
async fn register() -> (TestApp, impl Fn(&str) -> String) {
    let app = TestApp::start().await;
    let row = "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,source_url\n\
               Hermanamiento,Acuerdo de Hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad de McAllen,US,https://x.mx/1\n";
    let mapping = "constants: {origin: reported, source_consulted_on: 2026-11-22}";
    assert_eq!(
        database::import(&app.db, &app.catalogues, &app.clock, ("one.csv", row), mapping),
        1
    );
    let agreement = app.public().get("/agreements").await.each("id").remove(0);
    let body = app.given(draft("x")).await.body(0).to_owned();
    let token = app.token(token("x", Role::System)).0.id.to_string();
    let documents = format!("/agreements/{agreement}/documents");
    let said = serde_json::json!({"kind": "source_page", "title": "Página"});
    let sent = app.analyst().upload(&documents, said, "a.txt", b"Texto").await;
    let document = sent.assert(201)["id"].as_str().unwrap().to_owned();
    let filled = move |path: &str| {
        let id = match path.split('/').nth(3) {
            Some("bodies") => &body,
            Some("tokens") => &token,
            Some("documents") => &document,
            _ => &agreement,
        };
        Contract::get().filled(path, &[("id", id), ("code", "not-found")]) + needed(path)
    };
    (app, filled)
}

#[actix_web::test]
async fn every_operation_of_the_contract_is_answered() {
    let (app, filled) = register().await;
    for (method, path) in Contract::get().operations() {
        let method_asked = method.parse().unwrap();
        let answer = if method == "GET" {
            // Reads everything, the tokens too.
            app.administrator().ask(method_asked, &filled(&path)).await
        } else {
            app.analyst().ask(method_asked, &filled(&path)).json(()).wrong().await
        };
        let expected: &[u16] = match method.as_str() {
            // Whole tiles, and those far to the right, are there once there are entries enough.
            "GET" if path.starts_with("/log/tile/") => &[200, 404],
            // Of what is only reported there is none.
            "GET" if path.contains("/certificate") => &[404],
            "GET" => &[200],
            _ if path.ends_with("/documents") => &[415],
            _ => &[403, 409, 422, 428],
        };
        assert!(
            expected.contains(&answer.status),
            "{method} {path} is answered with {}",
            answer.status
        );
    }
}

#[actix_web::test]
async fn every_path_allows_the_methods_that_the_contract_describes() {
    let (app, filled) = register().await;
    for path in paths_in_contract() {
        let described: BTreeSet<String> = Contract::get()
            .operations()
            .into_iter()
            .filter(|(_, other)| *other == path)
            .flat_map(|(method, _)| {
                if method == "GET" {
                    vec!["GET".to_owned(), "HEAD".to_owned()]
                } else {
                    vec![method]
                }
            })
            .collect();
        let refused = app.analyst().ask(Method::DELETE, &filled(&path)).await;
        refused.assert_problem(405, "method-not-allowed");
        let allowed: BTreeSet<String> = refused.header("allow").split(", ").map(ToOwned::to_owned).collect();
        assert_eq!(allowed, described, "{path}");
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH"] {
            let answer = app
                .analyst()
                .ask(method.parse().unwrap(), &filled(&path))
                .status()
                .await;
            assert_eq!(answer != 405, allowed.contains(method), "{method} {path}: {answer}");
        }
    }
}

/// The examples are what people copy: they must be as the schemas beside them say.
#[test]
fn the_examples_of_the_contract_keep_it() {
    let contract = Contract::get();
    let examples = contract.document["components"]["examples"].as_object().unwrap();
    let schemas = [
        ("DraftOfProcedure", "AgreementDraft"),
        ("DraftReported", "AgreementDraft"),
        ("DraftOfExtension", "AgreementDraft"),
        ("AgreementPatch", "AgreementPatch"),
        ("AgreementReported", "Agreement"),
        ("AgreementExtension", "Agreement"),
        ("AgreementPage", "AgreementPage"),
        ("TieCollection", "TieCollection"),
        ("Stats", "Stats"),
        ("SuggestionList", "SuggestionList"),
        ("BodyInput", "BodyInput"),
        ("BodyInputOrganisation", "BodyInput"),
        ("BodyPatch", "BodyPatch"),
        ("Body", "Body"),
        ("BodySucceeded", "Body"),
        ("SuccessionInput", "SuccessionInput"),
        ("BodyPage", "BodyPage"),
        ("EntryPage", "EntryPage"),
        ("Document", "Document"),
        ("DocumentUpload", "DocumentUpload"),
        ("DocumentList", "DocumentList"),
        ("DocumentPatch", "DocumentPatch"),
        ("SealedEntry", "SealedEntry"),
        ("SealedEntryPage", "SealedEntryPage"),
        ("InclusionProof", "InclusionProof"),
        ("Certificate", "Certificate"),
        ("ConsistencyProof", "ConsistencyProof"),
        ("ImportedRow", "ImportedRow"),
        ("NoteInput", "NoteInput"),
        ("TokenInput", "TokenInput"),
        ("TokenInputSystem", "TokenInput"),
        ("Token", "Token"),
        ("TokenMade", "TokenMade"),
        ("TokenPage", "TokenPage"),
        ("SubmissionInput", "SubmissionInput"),
        ("DuplicateList", "DuplicateList"),
        ("AgreementWritten", "AgreementWritten"),
        ("Preflight", "Preflight"),
        ("CompletionInput", "CompletionInput"),
        ("ObservationsInput", "ObservationsInput"),
        ("OpinionInput", "OpinionInput"),
        ("SigningInput", "SigningInput"),
        ("RegistrationInput", "RegistrationInput"),
        ("WithdrawalInput", "WithdrawalInput"),
        ("CancellationInput", "CancellationInput"),
        ("CorrectionInput", "CorrectionInput"),
        ("EventInput", "EventInput"),
        ("FollowUpInput", "FollowUpInput"),
        ("ClausesInput", "ClausesInput"),
        ("StatementInput", "StatementInput"),
        ("DecisionInput", "DecisionInput"),
        ("RedactionInput", "RedactionInput"),
        ("Regularisation", "AgreementPatch"),
        ("HandOver", "HandOver"),
        ("Story", "Story"),
    ];
    assert_eq!(
        examples.keys().collect::<BTreeSet<_>>(),
        schemas
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect::<BTreeSet<_>>()
            .iter()
            .collect()
    );
    for (name, schema) in schemas {
        contract.assert_is(schema, &examples[name]["value"]);
    }
}

#[actix_web::test]
async fn the_examples_of_what_is_sent_are_taken() {
    let app = TestApp::start().await;
    let examples = &Contract::get().document["components"]["examples"];
    for (name, path) in [
        ("DraftOfProcedure", "/agreements"),
        ("DraftReported", "/agreements"),
        ("BodyInput", "/bodies"),
        ("BodyInputOrganisation", "/bodies"),
    ] {
        app.analyst().post(path, &examples[name]["value"]).await.assert(201);
    }
    let given = app.given(draft("x").years(3)).await;
    let patch = &examples["AgreementPatch"]["value"];
    app.analyst()
        .patch(&given.path(), patch)
        .if_match(&given.etag)
        .await
        .assert(200);
}
