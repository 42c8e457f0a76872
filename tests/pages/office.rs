//! What offices do: their cases, the form of a draft, documents, answers, reports, the list they hand over.

use rai::access::Role;
use serde_json::{Value, json};

use crate::page::{Filled, Page};
use crate::person::Person;
use crate::support::app::TestApp;
use crate::support::build::{draft, irapuato, leon, mcallen, medellin, regularisation, reported};

const PICTURE: &[u8] = include_bytes!("../fixtures/documents/foto.jpg");

/// An office of Irapuato, where there is a directory with some bodies.
async fn office(app: &TestApp) -> (Person, String) {
    let body = app.given_body(irapuato()).await;
    for other in [leon(), mcallen(), medellin()] {
        app.given_body(other).await;
    }
    (Person::office(app, &body), body)
}

/// The form of a new case with everything it asks for.
fn begun(form: Filled) -> Filled {
    form.with("needed:/origin", "procedure")
        .with("needed:/title", "Hermanamiento Irapuato–McAllen")
        .with("needed:/instrument_type", "twinning")
        .with("needed:/object", "Intercambios culturales.")
        .with("needed:/legal_basis", "Artículo 115 de la Constitución.")
        .with("/parties/1/body/name", "Ciudad de McAllen, Texas")
        .with("/parties/1/body/level", "municipal")
        .with("/parties/1/body/kind", "government")
        .with("/parties/1/body/country", "Estados Unidos")
}

/// The path of a step of the case that a page leads to.
fn step(location: &str, name: &str) -> String {
    format!("{}/{name}", location.rsplit_once('/').unwrap().0)
}

/// A case that an office began, and the address of its first step.
async fn begin(reader: &Person) -> String {
    let form = reader.get("/es/cases/new").await.form();
    reader.send(&begun(form), "save").await.on()
}

fn id_in(location: &str) -> &str {
    location.split('/').nth(3).unwrap()
}

#[actix_web::test]
async fn an_office_brings_a_case_without_any_script() {
    let app = TestApp::start().await;
    let (reader, body) = office(&app).await;
    let new = reader.get("/es/cases/new").await.is(200);
    assert_eq!(
        new.form().value("/parties/0/body/id"),
        body,
        "it begins with its own body"
    );
    let what = reader.send(&begun(new.form()), "save").await.on();

    let seen = reader.get(&what).await;
    let form = seen
        .form()
        .with("/denomination", "Acuerdo de Hermandad")
        .and("list:/languages", "es");
    let parties = reader.send(&form.and("list:/languages", "en"), "save").await.on();
    assert_eq!(parties, step(&what, "parties"));

    let basis = reader.send(&reader.get(&parties).await.form(), "save").await.on();
    let form = reader.get(&basis).await.form().and("list:/areas", "culture");
    let term = reader.send(&form, "save").await.on();
    let form = reader.get(&term).await.form();
    let form = form
        .with("/term/kind", "fixed")
        .with("number:/term/amount", "5")
        .with("/term/unit", "year");
    let related = reader.send(&form, "save").await.on();
    assert_eq!(related, step(&what, "related"), "what is not signed has no signatures");
    let form = reader.get(&related).await.form();
    let with_source = reader.send(&form, "add:/sources").await.is(200);
    let form = with_source.form();
    let form = form
        .with("/sources/0/url", "https://irapuato.gob.mx/hermanas")
        .with("/sources/0/consulted_on", "2026-11-20");
    let documents = reader.send(&form, "save").await.on();

    let id = id_in(&what).to_owned();
    assert_eq!(documents, format!("/es/cases/{id}/documents"));
    let review = reader.get(&step(&what, "review")).await;
    assert!(review.text().contains("Falta el texto del acuerdo"));
    assert!(review.has(&format!("a[href='/es/cases/{id}/documents#documents']")));
    let refused = reader.send(&review.form(), "").await.is(409);
    assert!(refused.has("[role=alert]"));

    let page = reader.get(&documents).await;
    assert_eq!(
        page.form().value("needed:/kind"),
        "draft",
        "the draft is what is missing"
    );
    let form = page.form().with("needed:/title", "Proyecto de acuerdo");
    reader.attach(&form, "proyecto.jpg", PICTURE).await.on();
    let listed = reader.get(&documents).await;
    assert_eq!(listed.all("#list h3"), ["Proyecto de acuerdo"]);

    let review = reader.get(&step(&what, "review")).await;
    let text = review.text();
    for told in [
        "Acuerdo de Hermandad",
        "Español",
        "Inglés",
        "5 años",
        "Cultura",
        "Proyecto: Proyecto de acuerdo",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert!(!review.has("#problems"));
    let brought = reader.send(&review.form().with("/note", "Con prisa."), "").await.on();
    assert!(brought.starts_with(&format!("/es/cases/{id}?done=")), "{brought}");

    let case = app.analyst().get(&format!("/agreements/{id}")).await.assert(200);
    assert_eq!(case["stage"], "submitted");
    assert_eq!(case["term"]["amount"], 5);
    assert_eq!(case["languages"], json!(["es", "en"]));
    assert_eq!(case["parties"][1]["body"]["country"], "US");
    let entries = app.analyst().get(&format!("/agreements/{id}/entries")).await.items();
    assert_eq!(entries.last().unwrap()["particulars"]["note"], "Con prisa.");
    reader.get(&what).await.is(409);
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let form = reader.get("/es/cases/new").await.form();
    let form = begun(form)
        .with("needed:/title", "")
        .with("/signed_on", "2014-13")
        .with("/parties/1/body/country", "Atlántida")
        .with("/parties/1/body/level", "");
    let refused = reader.send(&form, "save").await.is(422);
    let faults = refused.faults();
    for fault in [
        "Falta: Título",
        "No conocemos ese país: escriba su nombre, como España o Estados Unidos",
        "Falta el nivel de gobierno",
    ] {
        assert!(faults.iter().any(|told| told == fault), "{fault} in {faults:?}");
    }
    assert_eq!(refused.all("#parties-1-body-country-fault").len(), 1);
    assert!(refused.has("details[open]"), "what is wrong is to be seen");
    let again = refused.form();
    assert_eq!(again.value("/parties/1/body/country"), "Atlántida");
    assert_eq!(again.value("needed:/object"), "Intercambios culturales.");
    assert_eq!(again.value("/signed_on"), "2014-13");
    assert!(refused.html.contains("<title>Error: "));
    assert_eq!(app.titles(&app.auditor(), "").await, Vec::<String>::new());

    let english = reader.get("/en/cases/new").await.form().with("needed:/title", "A");
    let refused = reader.send(&english, "save").await.is(422);
    let faults = refused.faults();
    assert!(faults.contains(&"Missing: Object".to_owned()), "{faults:?}");
}

#[actix_web::test]
async fn a_button_that_is_pressed_twice_makes_one_case() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let form = begun(reader.get("/es/cases/new").await.form());
    let (first, second) = (
        reader.send(&form, "save").await.on(),
        reader.send(&form, "save").await.on(),
    );
    assert_eq!(first, second);
    // Gone back to, and sent with something else in it.
    let other = reader.send(&form.with("needed:/title", "Otro"), "save").await.on();
    assert_ne!(other, first);
    assert_eq!(app.titles(&app.auditor(), "").await.len(), 2);
}

#[actix_web::test]
async fn parties_are_found_described_added_and_removed() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let parties = step(&begin(&reader).await, "parties");
    let form = reader.get(&parties).await.form();
    let added = reader.send(&form, "add:/parties?side=domestic").await.is(200);
    assert_eq!(added.all("fieldset#parties-2 legend")[0], "Parte mexicana 2");

    // Looked for, and chosen among what was found.
    let form = added.form().with("/parties/2/find", "leon");
    let found = reader.send(&form, "find:/parties/2").await.is(200);
    let choices = found.attributes("#parties-2-found input[type=radio]", "value");
    assert_eq!(choices.len(), 2, "León, or none of them");
    let form = found.form().with("/parties/2/body/id", &choices[0]);
    reader.send(&form, "save").await.on();
    let saved = reader.get(&parties).await;
    assert!(saved.text().contains("Municipio de León León, Guanajuato, México"));

    // Looked for and not chosen: nothing is lost, and it is not left out unsaid.
    let added = reader.send(&saved.form(), "add:/parties?side=foreign").await;
    let form = added.form().with("/parties/3/find", "medellin");
    let undecided = reader.send(&form, "save").await.is(422);
    let told = "Elija un órgano de la lista o, si no está, descríbalo";
    assert_eq!(undecided.faults(), [told]);
    assert!(undecided.has("#parties-3-found input[type=radio]"));

    // An item that was offered and left alone is none.
    let added = reader.send(&saved.form(), "add:/parties?side=foreign").await;
    reader.send(&added.form(), "save").await.on();
    let form = reader.get(&parties).await.form();
    let removed = reader.send(&form, "remove:/parties/2").await.is(200);
    reader.send(&removed.form(), "leave").await.on();
    let case = app
        .analyst()
        .get(&format!("/agreements/{}", id_in(&parties)))
        .await
        .json();
    assert_eq!(case["parties"].as_array().unwrap().len(), 2);

    // One side alone is none.
    let form = reader.get(&parties).await.form();
    let removed = reader.send(&form, "remove:/parties/1").await;
    let refused = reader.send(&removed.form(), "save").await.is(422);
    let faults = refused.faults();
    assert!(
        faults.iter().any(|fault| fault.contains("Falta la parte extranjera")),
        "{faults:?}"
    );
}

#[actix_web::test]
async fn a_municipality_is_known_by_any_of_its_names() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let parties = step(&begin(&reader).await, "parties");
    let added = reader
        .send(&reader.get(&parties).await.form(), "add:/parties?side=domestic")
        .await;
    let described = added
        .form()
        .with("/parties/2/body/name", "Ayuntamiento de Benito Juárez")
        .with("/parties/2/body/level", "municipal")
        .with("/parties/2/body/kind", "government");
    let many = described.clone().with("/parties/2/body/municipality", "Benito Juárez");
    let refused = reader.send(&many, "save").await.is(422);
    let fault = refused.faults().concat();
    assert!(fault.contains("Hay varios"), "{fault}");
    assert!(fault.contains("Benito Juárez (Quintana Roo)"), "{fault}");
    let none = described.clone().with("/parties/2/body/municipality", "Macondo");
    let fault = reader.send(&none, "save").await.is(422).faults().concat();
    assert!(fault.contains("No conocemos ese municipio"), "{fault}");

    let cancun = described.with("/parties/2/body/municipality", "cancun");
    reader.send(&cancun, "save").await.on();
    let case = app
        .analyst()
        .get(&format!("/agreements/{}", id_in(&parties)))
        .await
        .json();
    let body = &case["parties"][2]["body"];
    assert_eq!((&body["municipality"], &body["state"]), (&json!("23005"), &json!("23")));
}

#[actix_web::test]
async fn what_somebody_else_saved_meanwhile_is_told_before_it_is_overwritten() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let what = begin(&reader).await;
    let mine = reader.get(&what).await.form().with("/denomination", "La mía");
    let theirs = reader
        .get(&what)
        .await
        .form()
        .with("/denomination", "La de otra persona");
    reader.send(&theirs, "save").await.on();
    let stale = reader.send(&mine, "save").await.is(412);
    let told = ["Denominación . Ahora dice: La de otra persona"];
    assert_eq!(stale.all("#stale li"), told, "only what differs");
    assert_eq!(stale.form().value("/denomination"), "La mía");
    reader.send(&stale.form(), "save").await.on();
    assert_eq!(reader.get(&what).await.form().value("/denomination"), "La mía");

    // A form without the version it was filled in for is not taken.
    let mut form = reader.get(&what).await.form();
    form.fields.retain(|(name, _)| name != "version");
    reader.send(&form, "save").await.is(428);
    // Neither is an old one brought.
    let old = reader.get(&step(&what, "review")).await.form().with("version", "1");
    assert!(
        reader
            .send(&old, "")
            .await
            .is(412)
            .text()
            .contains("Alguien guardó cambios")
    );
}

#[actix_web::test]
async fn a_form_that_is_kept_while_one_types_says_when() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let what = begin(&reader).await;
    let form = reader.get(&what).await.form().with("/denomination", "A medias");
    let kept = reader.send(&form, "keep").await.is(200);
    let said: Value = serde_json::from_str(&kept.html).unwrap();
    assert_eq!(said["message"], "Guardado a las 12:00");
    let form = form.with("version", &said["version"].to_string());
    let kept = reader.send(&form, "keep").await.is(200);
    let said: Value = serde_json::from_str(&kept.html).unwrap();
    let form = form.with("version", &said["version"].to_string());
    let wrong = form.with("needed:/title", "");
    assert_eq!(reader.send(&wrong, "keep").await.status, 422);
}

#[actix_web::test]
async fn nobody_sees_or_fills_in_a_case_of_another() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let what = begin(&reader).await;
    let form = reader.get(&what).await.form();
    let id = id_in(&what).to_owned();
    let leon = app.given_body(json!({"name": "DIF León", "level": "municipal", "kind": "agency", "country": "MX", "state": "11", "municipality": "11020"})).await;
    let registered = app.given_registered(regularisation("Inscrito")).await.id().to_owned();
    let pages = [
        what.clone(),
        step(&what, "parties"),
        step(&what, "review"),
        format!("/es/cases/{id}/documents"),
    ];
    for (other, unseen, undone, documents) in [
        (Person::nobody(&app), 303, 303, 303),
        (Person::office(&app, &leon), 404, 403, 404),
        (Person::liaison(&app, "14"), 404, 403, 404),
        (Person::of(&app, Role::Auditor), 403, 403, 403),
        // Adds documents to every case, and drafts none.
        (Person::of(&app, Role::Counsel), 403, 403, 200),
    ] {
        for page in &pages {
            let expected = if page.ends_with("documents") { documents } else { unseen };
            let seen = other.get(page).await.status;
            assert_eq!(seen, expected, "{page}");
        }
        let unsent = if unseen == 303 { 403 } else { unseen };
        assert_eq!(other.send(&form, "save").await.status, unsent);
        let report = other.get(&format!("/es/cases/{registered}/follow-ups/new")).await;
        assert_eq!(
            report.status, undone,
            "everybody sees it, and not everybody reports on it"
        );
    }
    for role in [Role::Auditor, Role::Registrar] {
        Person::of(&app, role).get("/es/cases/new").await.is(403);
    }
    let public = Person::nobody(&app);
    for page in ["/es/cases", "/es/cases/new"] {
        public.get(page).await.is(303);
    }
    for nothing in [
        "/es/cases/nada/edit/what",
        &step(&what, "nada"),
        &step(&what, "signing"),
    ] {
        reader.get(nothing).await.is(404);
    }
    let liaison = Person::liaison(&app, "11");
    liaison.get(&what).await.is(200);
}

#[actix_web::test]
async fn the_list_shows_ones_own_cases_and_what_is_due_first() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    app.set_clock("2026-11-02T18:00:00Z");
    for (title, steps) in [
        ("Borrador", &[][..]),
        ("En trámite", &["submission"]),
        ("Con prevención", &["submission", "completion-requests"]),
    ] {
        app.set_clock("2026-11-22T18:00:00Z");
        app.taken(title, steps).await;
    }
    app.given_registered(regularisation("Inscrito").years(50)).await;
    let other = draft("De León").between(leon(), medellin());
    app.given_registered(regularisation("De León").between(leon(), medellin()))
        .await;
    app.given(other).await;
    app.set_clock("2026-12-10T18:00:00Z");

    let open = reader.get("/es/cases").await.is(200);
    assert_eq!(open.all(".results h3"), ["Con prevención", "En trámite", "Borrador"]);
    let text = open.text();
    for told in [
        "Venció el 4 de diciembre de 2026",
        "Le toca a su oficina",
        "días hábiles en esta etapa",
        "Responder",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert_eq!(open.all(".results .late"), ["Venció el 4 de diciembre de 2026"]);
    let tabs = open.all(".chips a");
    for tab in [
        "Abiertos (3)",
        "Con plazo vencido (1)",
        "Inscritos (1)",
        "Sin informe este año (1)",
    ] {
        assert!(tabs.iter().any(|told| told == tab), "{tab} in {tabs:?}");
    }
    assert_eq!(open.all("nav.menu [aria-current]"), ["Mis casos"]);
    for (query, titles) in [
        ("?overdue=true", &["Con prevención"][..]),
        ("?stage=registered", &["Inscrito"]),
        (
            "?stage=registered&validity=in_force&validity=expiring&vitality=unreported",
            &["Inscrito"],
        ),
        ("?q=prevencion", &["Con prevención"]),
        ("?stage=withdrawn", &[]),
    ] {
        let list = reader.get(&format!("/es/cases{query}")).await.is(200);
        assert_eq!(list.all(".results h3"), titles, "{query}");
    }
    assert_eq!(reader.get("/es/cases?stage=nada").await.status, 400);
    let first = reader.get("/es/cases?limit=1").await;
    let next = first.attributes("a[rel=next]", "href");
    assert_eq!(reader.get(&next[0]).await.all(".results h3"), ["En trámite"]);

    let analyst = Person::of(&app, Role::Analyst);
    assert_eq!(
        analyst.get("/en/cases").await.all(".results h3").len(),
        4,
        "staff see every case"
    );
    let liaison = Person::liaison(&app, "14");
    assert_eq!(liaison.get("/es/cases").await.all(".results h3"), Vec::<String>::new());
}

#[actix_web::test]
async fn what_was_asked_for_stands_above_the_form_until_it_is_answered() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let case = app.taken("Hermanamiento", &["submission", "completion-requests"]).await;
    let what = format!("/es/cases/{}/edit/what", case.id());
    let asked = reader.get(&what).await.is(200);
    assert!(asked.text().contains("Acta de cabildo"));
    assert!(asked.text().contains("Tiene hasta el 4 de diciembre de 2026"));
    app.set_clock("2026-12-05T18:00:00Z");
    assert!(
        reader
            .get(&what)
            .await
            .text()
            .contains("El plazo venció el 4 de diciembre de 2026")
    );
    let page = reader.get(&format!("/es/cases/{}/documents", case.id())).await;
    assert!(page.text().contains("Acta de cabildo"));
    let form = page
        .form()
        .with("needed:/kind", "council_act")
        .with("needed:/title", "Acta");
    reader.attach(&form, "acta.jpg", PICTURE).await.on();
    let review = reader.get(&step(&what, "review")).await;
    reader.send(&review.form(), "").await.on();
    assert_eq!(app.analyst().get(&case.path()).await.json()["stage"], "submitted");

    app.take(&case, &["review", "observations"]).await;
    let observed = reader.get(&what).await;
    assert!(observed.text().contains("Precise la cláusula quinta."));
    let form = observed.form().with("needed:/object", "Otro objeto");
    reader.send(&form, "save").await.on();
    let review = reader.get(&step(&what, "review")).await;
    reader.send(&review.form(), "").await.on();
    let answered = app.analyst().get(&case.path()).await.json();
    assert_eq!(
        (&answered["stage"], &answered["object"]),
        (&json!("in_review"), &json!("Otro objeto"))
    );
}

#[actix_web::test]
async fn what_looks_like_another_is_brought_with_a_reason() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    app.given(reported("Hermanamiento Irapuato–McAllen")).await;
    let what = begin(&reader).await;
    app.give_text(&format!("/agreements/{}", id_in(&what)), "draft").await;
    assert!(reader.get(&what).await.text().contains("se parece a otro"));
    let review = reader.get(&step(&what, "review")).await;
    assert!(review.all("#doubles").concat().contains("títulos parecidos en 100 %"));
    reader.send(&review.form(), "").await.is(409);
    let form = review.form().with("/not_a_duplicate", "El otro venció.");
    reader.send(&form, "").await.on();
}

#[actix_web::test]
async fn what_is_signed_already_says_who_signed_it() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let form = begun(reader.get("/es/cases/new").await.form()).with("needed:/origin", "regularisation");
    let what = reader.send(&form, "save").await.on();
    let signing = reader.get(&step(&what, "signing")).await.is(200);
    let form = signing
        .form()
        .with("/parties/0/signatures/0/name", "Ana Ruiz")
        .with("/parties/0/signatures/0/post", "Presidenta Municipal")
        .with("/parties/0/signatures/0/signed_on", "2014-10-13");
    let more = reader.send(&form, "add:/parties/0/signatures").await.is(200);
    assert!(more.has("[id='parties-0-signatures-1']"));
    reader.send(&more.form(), "save").await.on();
    // Another step leaves the signatures alone.
    let parties = reader.get(&step(&what, "parties")).await;
    let form = parties.form().with("/parties/1/name_as_signed", "City of McAllen");
    reader.send(&form, "save").await.on();
    let case = app.analyst().get(&format!("/agreements/{}", id_in(&what))).await.json();
    assert_eq!(case["origin"], "regularisation");
    assert_eq!(case["parties"][0]["signatures"][0]["name"], "Ana Ruiz");
    assert_eq!(case["parties"][0]["signatures"].as_array().unwrap().len(), 1);
    assert_eq!(case["parties"][1]["name_as_signed"], "City of McAllen");
    assert!(
        reader
            .get(&step(&what, "review"))
            .await
            .text()
            .contains("Ana Ruiz, Presidenta Municipal, 13 de octubre de 2014")
    );
}

#[actix_web::test]
async fn documents_are_added_corrected_and_superseded() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let what = begin(&reader).await;
    let path = format!("/es/cases/{}/documents", id_in(&what));
    let page = reader.get(&path).await;
    let form = page
        .form()
        .with("needed:/title", "Proyecto")
        .with("/visibility", "public");

    let without = reader.attach(&form, "", b"").await.is(422);
    assert_eq!(without.faults(), ["Falta el archivo: elíjalo y envíelo"]);
    assert_eq!(without.form().value("needed:/title"), "Proyecto");
    let wrong = form.clone().with("needed:/title", "").with("needed:/kind", "annex");
    let refused = reader.attach(&wrong, "malo.exe", b"MZ\x90\x00").await.is(422);
    let faults = refused.faults();
    assert_eq!(faults.len(), 2, "the file and the title, at once: {faults:?}");
    assert_eq!(app.contents(), Vec::<String>::new(), "nothing stays of what is refused");

    let (first, second) = (
        reader.attach(&form, "foto.jpg", PICTURE).await.on(),
        reader.attach(&form, "foto.jpg", PICTURE).await.on(),
    );
    assert_eq!(first, second);
    let listed = reader.get(&path).await;
    assert_eq!(listed.all("#list h3"), ["Proyecto"], "sent twice, it is there once");
    let content = listed.attributes("#list h3 a", "href");
    let got = reader.get(&content[0]).await.is(200);
    assert_eq!(got.headers["content-security-policy"], "default-src 'none'; sandbox");
    Person::nobody(&app).get(&content[0]).await.is(404);

    let links = listed.attributes("#list p a", "href");
    let edit = reader.get(&links[0]).await;
    let (mine, theirs) = (
        edit.form().with("needed:/title", "Proyecto final"),
        edit.form().with("/note", "Con sello"),
    );
    reader.send(&theirs, "").await.on();
    let stale = reader.send(&mine, "").await.is(412);
    assert_eq!(stale.form().value("needed:/title"), "Proyecto final");
    reader.send(&stale.form(), "").await.on();
    let empty = reader.get(&links[0]).await.form().with("needed:/title", "");
    assert_eq!(reader.send(&empty, "").await.is(422).faults().len(), 1);

    let newer = reader.get(&links[1]).await.is(200);
    assert!(newer.text().contains("Sustituye a: Proyecto final"));
    assert_eq!(newer.form().value("/kind"), "draft");
    reader.attach(&newer.form(), "foto.jpg", PICTURE).await.on();
    let listed = reader.get(&path).await;
    assert_eq!(listed.all("#list .tag"), ["Sustituido"]);
    reader.get(&format!("{path}?supersedes=nada")).await.is(404);
    let other = app.given(draft("Otro")).await;
    let elsewhere = links[0].replace(id_in(&what), other.id());
    reader.get(&elsewhere).await.is(404);
    app.assert_sound().await;
}

#[actix_web::test]
async fn activity_is_reported_year_by_year() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    let case = app.given_registered(regularisation("Hermanamiento")).await;
    let path = format!("/es/cases/{}/follow-ups/new", case.id());
    let page = reader.get(&path).await.is(200);
    assert_eq!(page.form().value("number:needed:/year"), "");
    let form = page.form();
    let refused = reader.send(&form, "").await.is(422);
    let faults = refused.faults();
    assert_eq!(faults.len(), 2, "{faults:?}");
    let form = form
        .with("truth:/active", "true")
        .with("needed:/activities", "Intercambio de doce estudiantes.");
    reader.send(&form, "").await.on();
    let listed = reader.get(&path).await;
    assert!(listed.text().contains("Intercambio de doce estudiantes."));
    let reports = app.public().get(&case.path()).await.json()["follow_ups"].clone();
    assert_eq!(
        (&reports[0]["year"], &reports[0]["active"]),
        (&json!(2025), &json!(true))
    );
    let draft = begin(&reader).await;
    let early = format!("/es/cases/{}/follow-ups/new", id_in(&draft));
    reader.get(&early).await.is(409);
}

#[actix_web::test]
async fn the_next_administration_gets_a_list_to_sign() {
    let app = TestApp::start().await;
    let (reader, body) = office(&app).await;
    app.given_registered(regularisation("Vigente").years(50)).await;
    app.given(reported("Conocido por la prensa").signed_on("2014")).await;
    app.taken("En trámite", &["submission"]).await;
    let list = reader.get(&format!("/es/bodies/{body}/hand-over")).await.is(200);
    let section = |id: &str| list.all(&format!("#{id} tbody tr"));
    assert!(section("waiting").concat().contains("En trámite"));
    assert!(section("waiting").concat().contains("Vence el 22 de febrero de 2027"));
    assert!(list.text().contains("Original firmado"));
    assert!(list.text().contains("Entrega (nombre, cargo y firma)"));
    let public = Person::nobody(&app);
    let seen = public.get(&format!("/en/bodies/{body}/hand-over")).await.is(200);
    assert!(!seen.text().contains("En trámite"));
    reader.get("/es/bodies/nada/hand-over").await.is(404);
}

/// Everything that could break out of where it is put.
fn hostile() -> Vec<String> {
    vec![
        "<script>alert(1)</script>".into(),
        "\"'><img src=x onerror=alert(1)>".into(),
        "\u{202e}gpj.exe \u{200f}عربى".into(),
        "🏴‍☠️ O'Brien & \"Sons\" {{ 7*7 }}".into(),
        format!("{}", "ñ".repeat(480)),
    ]
}

fn assert_harmless(seen: &Page) {
    for forbidden in ["<script>alert", "<img src=x", "onerror=alert(1)>"] {
        assert!(!seen.html.contains(forbidden), "{forbidden} on {}", seen.path);
    }
}

#[actix_web::test]
async fn nothing_that_is_typed_breaks_out_of_its_field() {
    let app = TestApp::start().await;
    let (reader, _) = office(&app).await;
    for text in hostile() {
        let form = begun(reader.get("/es/cases/new").await.form())
            .with("needed:/title", &text)
            .with("needed:/object", &text)
            .with("needed:/legal_basis", &text)
            .with("/parties/1/body/name", &text)
            .with("/parties/1/find", &text);
        let refused = reader
            .send(&form.clone().with("/parties/1/body/country", &text), "save")
            .await
            .is(422);
        assert_harmless(&refused);
        assert_eq!(refused.form().value("/parties/1/body/country"), text.trim());
        let what = reader.send(&form, "save").await.on();
        let seen = reader.get(&what).await;
        assert_eq!(seen.form().value("needed:/title"), text.trim());
        let form = seen.form().with("/denomination", &text);
        let form = reader.send(&form, "add:/alternative_titles").await.form();
        let form = form
            .with("/alternative_titles/0/language", "en")
            .with("/alternative_titles/0/title", &text);
        reader.send(&form, "save").await.on();
        for name in ["what", "parties", "basis", "term", "related", "review"] {
            assert_harmless(&reader.get(&step(&what, name)).await.is(200));
        }
        let documents = format!("/es/cases/{}/documents", id_in(&what));
        let form = reader
            .get(&documents)
            .await
            .form()
            .with("needed:/title", &text)
            .with("/note", &text);
        reader.attach(&form, "texto.jpg", PICTURE).await.on();
        assert_harmless(&reader.get(&documents).await);
    }
    assert_harmless(&reader.get("/es/cases").await.is(200));
    let long = "x".repeat(10_000);
    let form = begun(reader.get("/es/cases/new").await.form()).with("needed:/title", &long);
    let refused = reader.send(&form, "save").await.is(422);
    assert_eq!(refused.faults(), ["Título: tiene más de 1000 caracteres"]);
    assert_eq!(refused.form().value("needed:/title"), long);
    for odd in [
        "do=add%3A%2Fparties%2F99999999%2Fsignatures&version=1",
        "do=remove%3A%2F&version=1",
        "do=find%3A%2Fparties%2F0%2Fx&version=1",
        "%2Fparties%2F0=x&%2Fparties%2F0%2Fbody=y&do=save&version=1",
        "%00=%ff",
    ] {
        let fields = form_urlencoded::parse(odd.as_bytes()).into_owned().collect();
        let mut form = begun(reader.get("/es/cases/new").await.form());
        form.fields = fields;
        let status = reader.send(&form, "").await.status;
        assert!((200..500).contains(&status), "{odd}: {status}");
    }
}
