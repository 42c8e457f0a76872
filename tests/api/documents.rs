//! Documents: sent in parts, kept once, handed over whole or in part, and seen by whom they are for.

use serde_json::{Value, json};

use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, leon, mcallen, reported};
use crate::support::client::{Answer, Caller};

/// The smallest thing that is a document.
const TEXT: &[u8] = "Cláusula primera. Las Partes fomentarán los intercambios culturales.\n".as_bytes();

fn said(title: &str) -> Value {
    json!({"kind": "draft", "title": title, "language": "es"})
}

fn documents(case: &Given) -> String {
    format!("{}/documents", case.path())
}

async fn add(by: &Caller, case: &Given, said: Value, content: &[u8]) -> Answer {
    by.upload(&documents(case), said, "proyecto.txt", content).await
}

#[actix_web::test]
async fn what_is_sent_is_handed_over_again() {
    let app = TestApp::start().await;
    let case = app.given(draft("Reservado")).await;
    let office = app.office(case.body(0));
    let made = add(&office, &case, said("Proyecto"), TEXT).await.assert(201);
    assert_eq!(made["media_type"], "text/plain");
    assert_eq!(made["size"], TEXT.len());
    assert_eq!(made["file_name"], "proyecto.txt");
    assert_eq!(made["visibility"], "internal");

    let path = format!("/documents/{}", made["id"].as_str().unwrap());
    assert_eq!(office.get(&path).await.json()["sha256"], made["sha256"]);
    let content = office.get(&format!("{path}/content")).await;
    assert_eq!(content.status, 200);
    assert_eq!(content.body, TEXT);
    assert_eq!(
        content.header("etag"),
        format!("\"{}\"", made["sha256"].as_str().unwrap())
    );
    assert_eq!(content.header("content-length"), TEXT.len().to_string());
    assert_eq!(content.header("content-type"), "text/plain");
    assert_eq!(
        content.header("content-disposition"),
        "attachment; filename=\"proyecto.txt\"; filename*=UTF-8''proyecto.txt"
    );
    assert_eq!(content.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(content.header("x-content-type-options"), "nosniff");
    let listed = office.get(&documents(&case)).await.json();
    assert_eq!(listed["items"][0]["id"], made["id"]);
    let entries = office.get(&format!("{}/entries", case.path())).await.json();
    assert_eq!(entries["items"][1]["action"], "document.added");
    assert_eq!(entries["items"][1]["content"]["sha256"], made["sha256"]);
    app.assert_sound().await;
}

#[actix_web::test]
async fn a_range_is_a_part_and_what_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let case = app.given(draft("Con documento")).await;
    let made = add(&app.analyst(), &case, said("Proyecto"), TEXT).await.assert(201);
    let path = format!("/documents/{}/content", made["id"].as_str().unwrap());
    let ask = |range: &'static str| app.auditor().get(&path).header("range", range);
    let size = TEXT.len();
    for (range, bytes) in [
        ("bytes=0-7", &TEXT[..8]),
        ("bytes=9-", &TEXT[9..]),
        ("bytes=-5", &TEXT[size - 5..]),
        ("bytes=3-100000", &TEXT[3..]),
    ] {
        let part = ask(range).await;
        assert_eq!((part.status, part.body.as_slice()), (206, bytes), "{range}");
        assert!(part.header("content-range").ends_with(&format!("/{size}")));
        assert_eq!(part.header("content-digest"), "", "that is of the part");
    }
    for whole in ["bytes=0-1,4-5", "lines=1-2", "bytes=x"] {
        assert_eq!(ask(whole).await.body, TEXT, "{whole}");
    }
    let beyond = ask("bytes=1000-").await;
    beyond.assert_problem(416, "range-not-satisfiable");
    assert_eq!(beyond.header("content-range"), format!("bytes */{size}"));
    let whole = app.auditor().get(&path).await;
    let tag = whole.etag().to_owned();
    assert_eq!(app.auditor().get(&path).header("if-none-match", &tag).await.status, 304);
    assert_eq!(ask("bytes=0-0").header("if-range", &tag).await.status, 206);
    assert_eq!(ask("bytes=0-0").header("if-range", "\"another\"").await.body, TEXT);
    let head = app.auditor().head(&path).await;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, size.to_string().as_str())
    );
}

#[actix_web::test]
async fn what_is_internal_is_for_those_who_work_on_the_case() {
    let app = TestApp::start().await;
    let case = app.given(reported("Conocido")).await;
    let analyst = app.analyst();
    let internal = add(&analyst, &case, said("Oficio interno"), TEXT).await.assert(201);
    let open = said("Texto publicado");
    let open = add(
        &analyst,
        &case,
        merged(open, json!({"visibility": "public"})),
        b"Otro texto\n",
    )
    .await
    .assert(201);
    let elsewhere = app.office(&app.given_body(leon()).await);
    for (name, caller, sees) in [
        ("the public", app.public(), 1),
        ("another office", elsewhere, 1),
        ("an auditor", app.auditor(), 2),
        ("counsel", app.counsel(), 2),
    ] {
        let listed = caller.get(&documents(&case)).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), sees, "{name}");
        let path = |document: &Value| format!("/documents/{}", document["id"].as_str().unwrap());
        let expected = if sees == 2 { 200 } else { 404 };
        assert_eq!(caller.get(&path(&internal)).await.status, expected, "{name}");
        assert_eq!(
            caller.get(&format!("{}/content", path(&internal))).await.status,
            expected,
            "{name}"
        );
        assert_eq!(
            caller.get(&format!("{}/content", path(&open))).await.status,
            200,
            "{name}"
        );
        let entries = caller.get("/entries?limit=200").await;
        assert_eq!(entries.text().contains("Oficio interno"), sees == 2, "{name}");
        let sealed = caller.get("/entries?limit=200&sealed=true").await;
        assert_eq!(sealed.text().contains("Oficio interno"), sees == 2, "{name}");
        assert!(sealed.text().contains("Texto publicado"), "{name}");
    }
}

fn merged(mut one: Value, more: Value) -> Value {
    one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    one
}

#[actix_web::test]
async fn a_content_is_kept_once_and_superseded_never_overwritten() {
    let app = TestApp::start().await;
    let case = app.given(draft("Con versiones")).await;
    let analyst = app.analyst();
    let first = add(&analyst, &case, said("Proyecto"), TEXT).await.assert(201);
    let same = add(&analyst, &case, said("El mismo"), TEXT).await.assert(201);
    assert_eq!(first["sha256"], same["sha256"]);
    let later = merged(said("Proyecto, segunda versión"), json!({"supersedes": first["id"]}));
    let second = add(&analyst, &case, later.clone(), b"Segunda\n").await.assert(201);
    let listed = analyst.get(&documents(&case)).await.json();
    assert_eq!(listed["items"][0]["superseded_by"], second["id"]);
    assert_eq!(listed["items"][2]["supersedes"], first["id"]);
    let again = add(&analyst, &case, later, b"Tercera\n").await;
    again.assert_faults(&[("/supersedes", "duplicate-value")]);
    let kept = app.contents();
    assert_eq!(kept.len(), 2, "{kept:?}");
}

#[actix_web::test]
async fn what_is_wrong_is_said_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let case = app.given(draft("Sin documentos")).await;
    let (analyst, path) = (app.analyst(), documents(&case));
    let office = app.office(case.body(0));
    let before = app.journal().await.len();
    let annex = json!({"kind": "annex", "title": "Anexo"});
    add(&analyst, &case, annex, TEXT)
        .await
        .assert_faults(&[("/label", "missing-field")]);
    let prevails = merged(said("x"), json!({"prevails": true}));
    add(&analyst, &case, prevails, TEXT)
        .await
        .assert_faults(&[("/prevails", "invalid-format")]);
    for (parts, pointer, code) in [
        (&[("file", "", TEXT)][..], "/document", "missing-field"),
        (&[("document", "", b"{}" as &[u8])], "/file", "missing-field"),
        (&[("other", "", b"")], "/other", "unknown-field"),
        (&[("file", "", TEXT), ("file", "", TEXT)], "/file", "duplicate-value"),
    ] {
        let request = analyst.post(&path, ()).in_parts(parts).wrong();
        request.await.assert_faults(&[(pointer, code)]);
    }
    let short = analyst
        .post(&path, ())
        .bytes(
            "multipart/form-data; boundary=between-parts",
            "--between-parts\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
        )
        .wrong();
    short.await.assert_problem(400, "malformed-parts");
    let json = analyst.post(&path, said("x")).wrong();
    json.await.assert_problem(415, "unsupported-media-type");
    let office_opinion = json!({"kind": "opinion", "title": "Dictamen"});
    add(&office, &case, office_opinion, TEXT)
        .await
        .assert_faults(&[("/kind", "role-mismatch")]);
    assert_eq!(app.journal().await.len(), before);
    assert_eq!(app.contents(), Vec::<String>::new());
}

#[actix_web::test]
async fn a_document_is_sent_once_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let case = app.given(draft("Una vez")).await;
    let analyst = app.analyst();
    let send = |content: &'static [u8]| {
        analyst
            .upload(&documents(&case), said("Proyecto"), "a.txt", content)
            .key("k")
    };
    let (first, second) = (send(TEXT).await.assert(201), send(TEXT).await.assert(201));
    assert_eq!(first, second);
    send(b"Otra cosa\n").await.assert_problem(422, "idempotency-key-reused");
    assert_eq!(
        analyst.get(&documents(&case)).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[actix_web::test]
async fn the_same_content_sent_by_many_at_once_is_kept_once() {
    let app = TestApp::start().await;
    let case = app.given(draft("De muchos")).await;
    let analyst = app.analyst();
    let content = "Cláusula. ".repeat(100_000);
    let sent = (0..8).map(|number| {
        let title = format!("Copia {number}");
        let request = analyst.upload(&documents(&case), said(&title), "a.txt", content.as_bytes());
        async move { request.await.status }
    });
    assert_eq!(futures_util::future::join_all(sent).await, [201; 8]);
    assert_eq!(app.contents().len(), 1);
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_said_of_a_document_can_be_changed() {
    let app = TestApp::start().await;
    let case = app.given(reported("Conocido")).await;
    let made = add(&app.analyst(), &case, said("Texto"), TEXT).await;
    let (tag, made) = (made.etag().to_owned(), made.assert(201));
    let path = format!("/documents/{}", made["id"].as_str().unwrap());
    let analyst = app.analyst();
    analyst
        .patch(&path, json!({"visibility": "public"}))
        .wrong()
        .await
        .assert_problem(428, "precondition-required");
    let changed = analyst
        .patch(&path, json!({"visibility": "public"}))
        .if_match(&tag)
        .await;
    assert_eq!(changed.assert(200)["version"], 2);
    analyst
        .patch(&path, json!({"title": "x"}))
        .if_match(&tag)
        .await
        .assert_problem(412, "stale-record");
    assert_eq!(app.public().get(&path).await.json()["visibility"], "public");
    app.assert_sound().await;
}

#[actix_web::test]
async fn the_text_is_found_with_its_page_by_whoever_may_read_it() {
    let app = TestApp::start().await;
    let (known, case) = (app.given(reported("Conocido")).await, app.given(draft("Caso")).await);
    let public = json!({"kind": "source_page", "title": "Página", "visibility": "public"});
    let office = app.office(case.body(0));
    for (given, said) in [(&known, public), (&case, said("Proyecto"))] {
        let content = "Uno.\u{c}Las Partes intercambiarán orquídeas y bromelias.";
        let made = add(&app.analyst(), given, said, content.as_bytes()).await.assert(201);
        app.wait_until_read(made["id"].as_str().unwrap()).await;
    }
    for question in ["?q=orquideas", "?q=%22orquideas%20y%20bromelias%22", "?q=orqu%C3%ADdea"] {
        assert_eq!(app.titles(&app.public(), question).await, ["Conocido"], "{question}");
        assert_eq!(app.titles(&app.auditor(), question).await.len(), 2, "{question}");
        assert_eq!(app.titles(&office, question).await.len(), 2, "{question}");
        assert_eq!(app.titles(&app.liaison("11"), question).await.len(), 2, "{question}");
        let elsewhere = app.office(app.given(draft("Ajeno").between(leon(), mcallen())).await.body(0));
        assert_eq!(app.titles(&elsewhere, question).await, ["Conocido"], "{question}");
    }
    let page = app.public().get("/agreements?q=orquideas").await.json();
    assert_eq!(page["highlights"][0]["field"], "documents");
    assert_eq!(page["highlights"][0]["page"], 2);
    assert_eq!(
        page["highlights"][0]["html"],
        "Las Partes intercambiarán <mark>orquídeas</mark> y bromelias."
    );
    assert_eq!(app.titles(&app.public(), "?has_document=true").await, ["Conocido"]);
    assert_eq!(app.titles(&office, "?has_document=true").await.len(), 2);
    let without = app.titles(&app.auditor(), "?has_document=false").await;
    assert!(!without.contains(&"Caso".to_owned()) && without.contains(&"Ajeno".to_owned()));
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_amiss_with_the_store_is_named() {
    let app = TestApp::start().await;
    let case = app.given(draft("Con documentos")).await;
    for content in ["Uno", "Dos", "Tres"] {
        let made = add(&app.analyst(), &case, said(content), content.as_bytes())
            .await
            .assert(201);
        app.wait_until_read(made["id"].as_str().unwrap()).await;
    }
    assert_eq!(app.amiss_in_store().await, Vec::<String>::new());
    let kept = app.contents();
    let at = |position: usize| {
        let name = &kept[position];
        app.documents_folder().join("sha256").join(&name[..2]).join(name)
    };
    std::fs::remove_file(at(0)).unwrap();
    std::fs::write(at(1), "uno").unwrap();
    std::fs::write(app.documents_folder().join("sha256/stray"), "x").unwrap();
    let amiss = app.amiss_in_store().await.join("\n");
    assert!(
        amiss.contains("not in the store") && amiss.contains("sha256/stray"),
        "{amiss}"
    );
    assert!(
        amiss.contains("its content is that of") || amiss.contains("bytes instead of"),
        "{amiss}"
    );

    let listed = app.analyst().get(&documents(&case)).await.json();
    let gone: Vec<&Value> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| kept[0].ends_with(one["sha256"].as_str().unwrap()))
        .collect();
    let path = format!("/documents/{}/content", gone[0]["id"].as_str().unwrap());
    app.analyst().get(&path).await.assert_problem(503, "store-unavailable");
}

/// A file beside the tests.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/fixtures/documents/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[actix_web::test]
async fn what_a_content_is_is_decided_by_its_bytes() {
    let app = TestApp::start().await;
    let case = app.given(draft("De toda clase")).await;
    for (name, media_type, state) in [
        ("acuerdo.pdf", "application/pdf", "partly"),
        (
            "acuerdo.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "read",
        ),
        ("acuerdo.odt", "application/vnd.oasis.opendocument.text", "read"),
        ("foto.jpg", "image/jpeg", "none"),
        ("foto.png", "image/png", "none"),
        ("escaneo-g4.tif", "image/tiff", "none"),
    ] {
        let made = add(&app.analyst(), &case, said(name), &fixture(name)).await.assert(201);
        assert_eq!(made["media_type"], media_type);
        app.wait_until_read(made["id"].as_str().unwrap()).await;
        let read = app
            .analyst()
            .get(&format!("/documents/{}", made["id"].as_str().unwrap()))
            .await
            .json();
        assert_eq!(read["text"]["state"], state, "{name}");
    }
    let listed = app.analyst().get(&documents(&case)).await.json();
    assert_eq!(listed["items"][0]["pages"], 3);
    assert_eq!(
        listed["items"][0]["text"]["gaps"],
        json!([{"page": 3, "reason": "scan"}])
    );
    assert_eq!(
        app.titles(&app.auditor(), "?q=cooperaci%C3%B3n").await,
        ["De toda clase"]
    );

    let kept = app.contents();
    let whole = fixture("acuerdo.pdf");
    for (content, code) in [
        (
            b"<html><script>alert(1)</script></html>".to_vec(),
            "unsupported-content",
        ),
        (b"MZ\x90\0\x03\0\0\0".to_vec(), "unsupported-content"),
        (Vec::new(), "unsupported-content"),
        (whole[..whole.len() / 2].to_vec(), "damaged-content"),
        (fixture("con-contrasena.pdf"), "damaged-content"),
        (fixture("script-empaquetado.pdf"), "harmful-content"),
    ] {
        let answer = add(&app.analyst(), &case, said("x"), &content).await;
        answer.assert_faults(&[("/file", code)]);
    }
    assert_eq!(app.contents(), kept);
    app.assert_sound().await;
}
