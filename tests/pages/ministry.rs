//! The pages of the ministry: the inbox, the case on one screen, a page for each move.

use rai::access::Role;
use serde_json::{Value, json};

use crate::page::Page;
use crate::person::Person;
use crate::support::app::{Given, TestApp};
use crate::support::build::{draft, regularisation, reported};

fn page_of(case: &Given) -> String {
    format!("/es/cases/{}", case.id())
}

/// The fields of the signatures of both parties.
fn signatures(day: &str) -> Vec<(String, String)> {
    let of = |party: usize| {
        let at = format!("/parties/{party}/signatures/0");
        [
            (format!("{at}/name"), "Ana Ruiz".to_owned()),
            (format!("{at}/post"), "Titular".to_owned()),
            (format!("{at}/signed_on"), day.to_owned()),
        ]
    };
    [of(0), of(1)].concat()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Makes a move through its form, and follows to the case.
#[track_caller]
fn followed(page: Page) -> String {
    let location = page.on();
    assert!(location.starts_with("/es/cases/"), "{location}");
    location
}

#[actix_web::test]
async fn four_people_take_a_case_to_the_register_through_the_forms_and_two_registrars_cancel_it() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let (office, analyst) = (Person::office(&app, case.body(0)), Person::of(&app, Role::Analyst));
    let (counsel, registrar) = (Person::of(&app, Role::Counsel), Person::of(&app, Role::Registrar));
    let second = Person::of(&app, Role::Registrar);
    let at = |step: &str| format!("{}/{step}", page_of(&case));

    app.give_text(&case.path(), "draft").await;
    let seen = office.get(&page_of(&case)).await.ok();
    assert_eq!(seen.links("Presentar el caso"), [at("submission")]);
    let location = followed(office.fill_in(&at("submission"), &[("/note", "Va con el acta.")]).await);
    let seen = office.get(&location).await.ok();
    seen.must_say(&[
        "Se presentó.",
        "Sigue: un analista",
        "Le toca a la Secretaría",
        "Va con el acta.",
    ]);

    let asked = [
        ("/missing/0", "Acta de cabildo"),
        ("/missing/2", "Anexo técnico"),
        ("/due_on", "2026-12-04"),
    ];
    let form = analyst.get(&at("completion-requests")).await.ok();
    form.must_say(&["5 días hábiles, hasta el 27 de noviembre de 2026"]);
    followed(analyst.fill_in(&at("completion-requests"), &asked).await);
    office
        .get(&page_of(&case))
        .await
        .ok()
        .must_say(&["Acta de cabildo", "Anexo técnico", "4 de diciembre de 2026"]);
    followed(office.fill_in(&at("submission"), &[("/note", "Ya va completo.")]).await);
    followed(analyst.fill_in(&at("review"), &[]).await);

    followed(
        counsel
            .fill_in(&at("observations"), &[("/text", "Precise la cláusula quinta.")])
            .await,
    );
    followed(office.fill_in(&at("submission"), &[]).await);
    counsel
        .get("/es/inbox")
        .await
        .ok()
        .must_say(&["Observaciones contestadas (1)", "Por dictaminar (0)"]);
    let opinion = [
        ("/result", "favourable"),
        ("/reference", "D-1"),
        ("/issued_on", "2026-11-22"),
        ("truth:/within_attributions", "true"),
        ("/dispute_checks/hearing", ""),
    ];
    let form = counsel.get(&at("opinion")).await.ok();
    form.must_say(&[
        "LCT art. 8",
        "el mismo trato",
        "Lo que se ha dicho",
        "Precise la cláusula quinta.",
    ]);
    followed(counsel.fill_in(&at("opinion"), &opinion).await);

    followed(
        office
            .fill_in(&at("signatures"), &borrowed(&signatures("2026-11-22")))
            .await,
    );
    let unregistered = registrar.get(&page_of(&case)).await.ok();
    unregistered.must_say(&[
        "Todavía no se puede:",
        "Falta el original firmado o una copia certificada",
    ]);
    app.give_text(&case.path(), "signed_original").await;
    let form = registrar.get(&at("registration")).await.ok();
    form.must_say(&["El texto firmado está como interno"]);
    let registration = [("/evidence", "signed_original"), ("/responsible_unit", "DGCP")];
    let location = followed(registrar.fill_in(&at("registration"), &registration).await);
    registrar
        .get(&location)
        .await
        .ok()
        .must_say(&["Se inscribió.", "RAI-2026-00001", "Inscrito"]);

    let reason = [("/reason", "Es un duplicado.")];
    registrar.get(&at("cancellation")).await.ok().must_say(&["Paso 1 de 2"]);
    followed(registrar.fill_in(&at("cancellation"), &reason).await);
    registrar
        .get(&at("cancellation"))
        .await
        .ok()
        .must_say(&["Ya la pidió usted"]);
    registrar
        .get("/es/inbox")
        .await
        .ok()
        .must_say(&["Lo pidió usted: falta que otro registrador lo confirme"]);
    second
        .get(&at("cancellation"))
        .await
        .ok()
        .must_say(&["Paso 2 de 2", "Es un duplicado."]);
    followed(second.fill_in(&at("cancellation"), &[("/reason", "De acuerdo.")]).await);
    let record = app.public().get("/agreements/RAI-2026-00001").await.assert(200);
    assert_eq!(record["stage"], "cancelled");
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_stands_in_the_way_of_a_move_is_said_beside_its_button() {
    let app = TestApp::start().await;
    let case = app.given(regularisation("De 2014").without("signed_on")).await;
    let analyst = Person::of(&app, Role::Analyst);
    let page = analyst.get(&page_of(&case)).await.ok();
    page.must_say(&[
        "Una regularización entra ya firmada: falta la fecha de la firma",
        "Falta el texto del acuerdo",
        "Se puede cuando el caso esté en la etapa «Procedente».",
    ]);
    assert_eq!(page.links("Presentar el caso"), Vec::<String>::new());
    assert!(
        page.html
            .contains("aria-describedby=\"submission-does submission-why\"")
    );
    let at = format!("{}/submission", page_of(&case));
    let form = analyst.get(&at).await.ok();
    assert!(!form.html.contains("name=\"/note\""), "there is nothing to fill in yet");
    // Sent all the same, it is refused for the same reasons, all of them.
    let sent = [("version", "1"), ("key", "k-1"), ("/note", "Por favor")];
    let refused = analyst.post(&at, &sent).await.is(409);
    refused.must_say(&["falta la fecha de la firma", "Falta el texto del acuerdo"]);

    let case = app
        .taken("Con prevención", &["submission", "completion-requests"])
        .await;
    let page = analyst.get(&page_of(&case)).await.ok();
    page.must_say(&["El plazo de la prevención corre hasta el 2026-12-04 (LFPA art. 17-A)"]);
    app.set_clock("2026-12-05T18:00:00Z");
    let page = analyst.get(&page_of(&case)).await.ok();
    page.must_say(&["Plazos vencidos", "Venció el plazo de la prevención", "LFPA 17-A"]);
    assert_eq!(page.links("Desechar").len(), 1);
    analyst
        .get("/es/inbox")
        .await
        .ok()
        .must_say(&["Con prevención vencida: pueden desecharse (1)"]);
    followed(
        analyst
            .fill_in(&format!("{}/dismissal", page_of(&case)), &[("/note", "Venció.")])
            .await,
    );
    let page = analyst.get(&page_of(&case)).await.ok();
    page.must_say(&["Desechado"]);
    assert!(
        !page.says("Presentar el caso"),
        "a case that has ended comes nowhere any more"
    );
}

#[actix_web::test]
async fn what_was_filled_in_wrong_is_said_beside_its_field_and_kept() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review"]).await;
    let counsel = Person::of(&app, Role::Counsel);
    let at = format!("{}/opinion", page_of(&case));
    let wrong = [
        ("/result", "favourable"),
        ("/reference", "D-1 <b>"),
        ("/issued_on", "2027-01-01"),
        ("truth:/within_attributions", "false"),
        ("truth:/dispute_checks/reciprocity", "true"),
        ("truth:/dispute_checks/hearing", "false"),
        ("truth:/dispute_checks/impartiality", "true"),
    ];
    let page = counsel.fill_in(&at, &wrong).await.is(422);
    page.must_say(&[
        "Hay que corregir algo",
        "La fecha todavía no llega",
        "cada parte mexicana actúa dentro de sus atribuciones",
        "no cumple la LCT art. 8-II",
    ]);
    assert!(
        page.html.contains("id=\"dispute_checks-hearing-fault\""),
        "{}",
        page.html
    );
    assert!(page.html.contains("value=\"D-1 &#60;b&#62;\""), "{}", page.html);
    let missing = counsel.fill_in(&at, &[("/result", "unfavourable")]).await.is(422);
    assert!(missing.html.contains("id=\"reference-fault\""));
    let english = counsel.fill_in(&at.replace("/es/", "/en/"), &wrong).await.is(422);
    english.must_say(&["The date has not come yet"]);
    let early = [("/missing/0", "Acta"), ("/due_on", "2026-11-23")];
    let other = app.given(draft("Otro").with("not_a_duplicate", "Es otro.")).await;
    app.take(&other, &["submission"]).await;
    let analyst = Person::of(&app, Role::Analyst);
    let refused = analyst
        .fill_in(&format!("{}/completion-requests", page_of(&other)), &early)
        .await;
    refused
        .is(422)
        .must_say(&["El plazo es de al menos 5 días hábiles", "2026-11-23"]);
}

#[actix_web::test]
async fn signatures_that_are_missing_are_said_beside_the_party() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review", "opinion"]).await;
    let analyst = Person::of(&app, Role::Analyst);
    let at = format!("{}/signatures", page_of(&case));
    let second = "/parties/1/signatures/0";
    let wrong = [
        (&*format!("{second}/name"), "Jim"),
        (&*format!("{second}/signed_on"), "2027"),
    ];
    let page = analyst.fill_in(&at, &wrong).await.is(422);
    assert!(
        page.html.contains("id=\"parties-1-signatures-0-signed_on-fault\""),
        "{}",
        page.html
    );
    let early = [
        (&*format!("{second}/name"), "Jim"),
        (&*format!("{second}/signed_on"), "2026-11-01"),
    ];
    let page = analyst.fill_in(&at, &early).await.is(409);
    page.must_say(&[
        "Falta la firma de Municipio de Irapuato, con su fecha",
        "Se firmó antes del dictamen",
    ]);
    assert!(page.html.contains("id=\"parties-0-fault\""));
    let more = analyst
        .fill_in(&at, &[&early[..], &[("more", "rows")]].concat())
        .await
        .ok();
    assert!(more.html.contains("name=\"/parties/1/signatures/1/name\"") && more.html.contains("value=\"Jim\""));
    followed(analyst.fill_in(&at, &borrowed(&signatures("2026-11-22"))).await);

    // What was signed long ago comes with its date, and nobody need say who signed.
    let old = app
        .given(regularisation("De 2014").with("not_a_duplicate", "Es otro."))
        .await;
    app.take(&old, &["submission", "opinion"]).await;
    followed(analyst.fill_in(&format!("{}/signatures", page_of(&old)), &[]).await);
}

#[actix_web::test]
async fn whoever_was_slower_is_told_what_changed_and_loses_nothing() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission", "review"]).await;
    let (counsel, registrar) = (Person::of(&app, Role::Counsel), Person::of(&app, Role::Registrar));
    let at = format!("{}/observations", page_of(&case));
    let form = counsel.get(&at).await.ok();
    let correction = [("/changes/title", "Hermanamiento corregido"), ("/reason", "Errata.")];
    followed(
        registrar
            .fill_in(&format!("{}/corrections?field=title", page_of(&case)), &correction)
            .await,
    );

    let typed = form.untouched().with("/text", "Precise la quinta.");
    let stale = counsel.send(&typed, "").await.is(412);
    stale.must_say(&[
        "El expediente cambió mientras usted llenaba el formulario",
        "Se corrigió",
        "registrar (Registrador)",
        "Cambió: Título",
        "Precise la quinta.",
    ]);
    let again = stale.untouched().with("/text", "Precise la quinta.");
    followed(counsel.send(&again, "").await);

    // Once the case stands elsewhere the move cannot be made, and what was written can still be copied.
    let late = counsel
        .post(&at, &[("version", "4"), ("key", "k-2"), ("/text", "Otra observación.")])
        .await
        .is(409);
    late.must_say(&[
        "Se hicieron observaciones",
        "Lo que usted había escrito",
        "Otra observación.",
    ]);
    assert!(!late.html.contains("name=\"/text\""));
}

#[actix_web::test]
async fn a_form_that_is_sent_twice_is_done_once() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission"]).await;
    let analyst = Person::of(&app, Role::Analyst);
    let at = format!("{}/review", page_of(&case));
    let form = analyst.get(&at).await.ok();
    let sent = form.untouched().with("/note", "Completo.");
    let (one, other) = futures_util::join!(analyst.send(&sent, ""), analyst.send(&sent, ""));
    assert_eq!((one.status, one.location.clone()), (303, other.location));
    assert_eq!(analyst.send(&sent, "").await.location, one.location);
    let entries = app
        .auditor()
        .get(&format!("{}/entries", case.path()))
        .await
        .each("action");
    assert_eq!(
        entries
            .iter()
            .filter(|action| *action == "agreement.review_begun")
            .count(),
        1
    );
    // Gone back to and changed: the first one stands.
    let changed = form.untouched().with("/note", "Otra cosa.");
    analyst
        .send(&changed, "")
        .await
        .is(412)
        .must_say(&["Pasó a revisión", "Otra cosa."]);
}

#[actix_web::test]
async fn pages_of_cases_are_for_those_who_see_them_and_moves_for_those_who_make_them() {
    let app = TestApp::start().await;
    let case = app.taken("Hermanamiento", &["submission"]).await;
    let stranger = app.given_body(crate::support::build::leon()).await;
    let (nobody, other) = (Person::nobody(&app), Person::office(&app, &stranger));
    let (office, auditor) = (Person::office(&app, case.body(0)), Person::of(&app, Role::Auditor));
    for rest in ["", "/changes", "/review", "/submission", "/corrections"] {
        let path = format!("{}{rest}", page_of(&case));
        nobody.get(&path).await.must_sign_in();
        other.get(&path).await.is(404);
        let expected = match rest {
            "" | "/changes" => (200, 200),
            // A case that was brought may come back to be completed, and is submitted then.
            "/submission" => (200, 403),
            _ => (403, 403),
        };
        assert_eq!(
            (office.get(&path).await.status, auditor.get(&path).await.status),
            expected,
            "{rest}"
        );
    }
    let sent = [("version", "2"), ("key", "k")];
    let review = format!("{}/review", page_of(&case));
    // Nobody who is not signed in has a seal either.
    nobody.post(&review, &sent).await.is(403);
    other.post(&review, &sent).await.is(404);
    office.post(&review, &sent).await.is(403);
    auditor.post(&review, &sent).await.is(403);
    assert!(
        !office.get(&page_of(&case)).await.says("Pasar a revisión"),
        "what is not theirs is not shown"
    );
    nobody.get("/es/inbox").await.must_sign_in();
    office.get("/es/inbox").await.is(403);
    assert_eq!(
        office.get("/es/agreements").await.links("Bandeja"),
        Vec::<String>::new()
    );
    assert_eq!(auditor.get("/es/agreements").await.links("Bandeja"), ["/es/inbox"]);
    for unknown in ["/es/cases/00000000-0000-7000-8000-000000000000", "/es/cases/x/review"] {
        auditor.get(unknown).await.is(404);
    }
    auditor.get(&format!("{}/nothing", page_of(&case))).await.is(404);
    let analyst = Person::of(&app, Role::Analyst);
    analyst.post(&review, &[("/note", "x")]).await.is(400);
    analyst.get(&format!("{review}?other=1")).await.is(400);
}

#[actix_web::test]
async fn the_inbox_has_for_each_role_what_it_is_to_see_to_and_the_overdue_first() {
    let app = TestApp::start().await;
    let other = |title: &str| draft(title).with("not_a_duplicate", "Es otro.");
    let late = app.given(other("El que venció")).await;
    app.take(&late, &["submission"]).await;
    app.set_clock("2027-03-01T18:00:00Z");
    let early = app.given(other("El reciente")).await;
    app.take(&early, &["submission"]).await;
    let analyst = Person::of(&app, Role::Analyst);
    let inbox = analyst.get("/es/inbox").await.ok();
    inbox.must_say(&[
        "Por revisar si están completos (2)",
        "Con plazo vencido: 1",
        "Venció el plazo para resolver",
        "LFPA 17",
    ]);
    let titles: Vec<String> = inbox
        .links("El ")
        .iter()
        .map(|href| href.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(titles, [late.id(), early.id()]);
    assert_eq!(
        inbox.links("Ver los vencidos"),
        ["/es/cases?stage=submitted&overdue=true"]
    );
    assert_eq!(inbox.links("Ver todos"), ["/es/cases?stage=submitted"]);
    app.take(&early, &["review"]).await;
    let counsel = Person::of(&app, Role::Counsel).get("/es/inbox").await.ok();
    counsel.must_say(&["Por dictaminar (1)", "El reciente"]);
    assert!(!counsel.says("Por revisar si están completos"));
    let auditor = Person::of(&app, Role::Auditor).get("/en/inbox").await.ok();
    auditor.must_say(&[
        "Submitted (1)",
        "In review (1)",
        "Signed (0)",
        "It is the ministry's turn",
    ]);
    let registrar = Person::of(&app, Role::Registrar).get("/es/inbox").await.ok();
    registrar.must_say(&[
        "Firmados, por inscribir (0)",
        "Bajas que esperan al segundo registrador (0)",
    ]);
}

#[actix_web::test]
async fn versions_are_compared_word_by_word() {
    let app = TestApp::start().await;
    let case = app
        .given(draft("Acuerdo de Hermanamiento entre dos ciudades").with("denomination", "Acuerdo"))
        .await;
    let registrar = Person::of(&app, Role::Registrar);
    let correction = [
        ("/changes/title", "Acuerdo de Cooperación entre dos ciudades"),
        ("/reason", "Así lo llama el texto."),
    ];
    let at = format!("{}/corrections", page_of(&case));
    let fields = registrar.get(&at).await.ok();
    assert_eq!(fields.links("Objeto").len(), 1);
    fields.must_say(&["Fomentar los intercambios culturales entre ambas ciudades."]);
    let form = registrar.get(&format!("{at}?field=title")).await.ok();
    form.must_say(&["El registro dice", "Acuerdo de Hermanamiento entre dos ciudades"]);
    let location = followed(registrar.fill_in(&format!("{at}?field=title"), &correction).await);
    let page = registrar.get(&location).await.ok();
    page.must_say(&["Se corrigió.", "Cambió: Título"]);
    let changes = format!("{}/changes", page_of(&case));
    assert_eq!(page.links("Ver qué cambió"), [format!("{changes}?from=1&to=2")]);
    let changes = registrar.get(&format!("{changes}?from=1&to=2")).await.ok();
    assert!(
        changes.html.contains("<del>Hermanamiento</del><ins>Cooperación</ins>"),
        "{}",
        changes.html
    );
    registrar
        .get(&format!("{}/changes?from=1&to=9", page_of(&case)))
        .await
        .is(404);
    registrar
        .get(&format!("{}/changes?from=x", page_of(&case)))
        .await
        .is(400);
    // A field that is emptied is taken out, and one that may not be empty is kept.
    let emptied = [("/changes/denomination", ""), ("/reason", "Sobra.")];
    followed(registrar.fill_in(&format!("{at}?field=denomination"), &emptied).await);
    let record = app.auditor().get(&case.path()).await.assert(200);
    assert_eq!(record["denomination"], Value::Null);
    let refused = registrar
        .fill_in(
            &format!("{at}?field=title"),
            &[("/changes/title", ""), ("/reason", "x")],
        )
        .await;
    refused.is(422);
}

#[actix_web::test]
async fn parties_and_term_are_corrected_whole() {
    let app = TestApp::start().await;
    let case = app.given_registered(regularisation("De 2014")).await;
    let registrar = Person::of(&app, Role::Registrar);
    let at = |field: &str| format!("{}/corrections?field={field}", page_of(&case));
    let ids: Vec<String> = (0..2).map(|party| case.body(party).to_owned()).collect();
    let fields = [
        ("/changes/parties/0/side", "domestic"),
        ("/changes/parties/0/body/id", ids[0].as_str()),
        ("/changes/parties/0/name_as_signed", "H. Ayuntamiento de Irapuato"),
        ("/changes/parties/0/signatures/0/name", "Ana Ruiz"),
        ("/changes/parties/0/signatures/0/signed_on", "2014-10-13"),
        ("/changes/parties/1/side", "foreign"),
        ("/changes/parties/1/body/id", ids[1].as_str()),
        ("/reason", "Según el original."),
    ];
    followed(registrar.fill_in(&at("parties"), &fields).await);
    let term = [
        ("/changes/term/kind", "fixed"),
        ("number:/changes/term/amount", "5"),
        ("/changes/term/unit", "year"),
        ("number:/changes/term/renewal/amount", ""),
        ("/changes/term/renewal/unit", ""),
        ("/reason", "Cláusula sexta."),
    ];
    followed(registrar.fill_in(&at("term"), &term).await);
    let record = app.public().get(&case.path()).await.assert(200);
    assert_eq!(record["parties"][0]["name_as_signed"], "H. Ayuntamiento de Irapuato");
    assert_eq!(record["parties"][0]["signatures"][0]["name"], "Ana Ruiz");
    assert_eq!(
        (&record["term"]["amount"], &record["term"]["renewal"]),
        (&json!(5), &Value::Null)
    );
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_known_of_an_agreement_is_noted_through_forms() {
    let app = TestApp::start().await;
    let case = app.given_registered(regularisation("De 2014").years(5)).await;
    let (registrar, second) = (Person::of(&app, Role::Registrar), Person::of(&app, Role::Registrar));
    let at = |step: &str| format!("{}/{step}", page_of(&case));
    let documents = app.auditor().get(&format!("{}/documents", case.path())).await.items();
    let document = documents[0]["id"].as_str().unwrap();
    let clause = [
        ("/clauses/0/kind", "term"),
        ("/clauses/0/label", "Cláusula sexta"),
        ("/clauses/0/document", document),
        ("/clauses/1/kind", ""),
    ];
    followed(registrar.fill_in(&at("clauses"), &clause).await);
    registrar.get(&at("clauses")).await.ok().must_say(&["Cláusula 1"]);
    let event = [
        ("/kind", "termination"),
        ("/on", "2018-03-01"),
        ("/document", "Oficio 12/2018"),
    ];
    followed(registrar.fill_in(&at("events"), &event).await);
    registrar
        .get(&at("decisions"))
        .await
        .ok()
        .must_say(&["Ninguna fuente habla todavía"]);
    let statement = [
        ("/field", "/term/amount"),
        ("/value", "6"),
        ("/url", "https://periodico.example/a"),
        ("/consulted_on", "2026-11-20"),
        ("truth:/verified", "true"),
    ];
    followed(registrar.fill_in(&at("statements"), &statement).await);
    let choose = registrar.get(&at("decisions")).await.ok();
    let links = choose.links("Vigencia pactada: cuánto dura");
    assert_eq!(links, ["?field=%2Fterm%2Famount"]);
    let chosen = format!("{}{}", at("decisions"), links[0]);
    registrar
        .get(&chosen)
        .await
        .ok()
        .must_say(&["Lo que dice el registro: 5", "6 – https://periodico.example/a"]);
    followed(
        registrar
            .fill_in(&chosen, &[("number:/statement", "1"), ("/reason", "Lo cotejé.")])
            .await,
    );
    let record = app.public().get(&case.path()).await.assert(200);
    assert_eq!(record["term"]["amount"], 6);
    assert_eq!(record["events"][0]["document"], "Oficio 12/2018");
    assert_eq!(record["clauses"][0]["label"], "Cláusula sexta");

    let order = [
        ("/text", "Oficio 12/2018"),
        ("/order", "CT-1/2026"),
        ("/reason", "Derecho de cancelación."),
    ];
    registrar
        .fill_in(&at("redactions"), &order)
        .await
        .is(409)
        .must_say(&["corríjalo primero", "Oficio 12/2018"]);
    let corrected = [
        ("/changes/events/0/kind", "termination"),
        ("/changes/events/0/on", "2018-03-01"),
        ("/changes/events/0/document", "Un oficio"),
        ("/reason", "Dato personal."),
    ];
    followed(registrar.fill_in(&at("corrections?field=events"), &corrected).await);
    app.public().get("/log/checkpoint").await;
    followed(registrar.fill_in(&at("redactions"), &order).await);
    registrar
        .get(&at("redactions"))
        .await
        .ok()
        .must_say(&["Lo pidió usted"]);
    second
        .get("/es/inbox")
        .await
        .ok()
        .must_say(&["Retiros de datos que esperan al segundo registrador (1)"]);
    second.get(&at("redactions")).await.ok().must_say(&["Paso 2 de 2"]);
    app.public().get("/log/checkpoint").await;
    followed(second.fill_in(&at("redactions"), &order).await);
    let page = second.get(&page_of(&case)).await.ok();
    page.must_say(&[
        "Se retiraron datos personales por orden",
        "Parte de este asiento se retiró por orden.",
    ]);
    assert!(!page.says("Oficio 12/2018"));
    app.assert_sound().await;
}

#[actix_web::test]
async fn what_is_reported_is_regularised_from_a_page() {
    let app = TestApp::start().await;
    let given = app.given(reported("Conocido").signed_on("2014-10-13")).await;
    let (analyst, registrar) = (Person::of(&app, Role::Analyst), Person::of(&app, Role::Registrar));
    let at = format!("/es/agreements/{}/regularisation", given.id());
    let page = analyst.get(&page_of(&given)).await.ok();
    page.must_say(&["Reportado, sin inscribir"]);
    assert_eq!(page.links("Regularizar"), [at.as_str()]);
    registrar.get(&at).await.is(403);
    Person::nobody(&app).get(&at).await.must_sign_in();
    let form = analyst.get(&at).await.ok();
    let sent = form
        .untouched()
        .with("/object", "Cultura")
        .with("/signed_on", "2014-10-13");
    analyst.send(&sent, "").await.is(422).must_say(&["Falta: Fundamento"]);
    let sent = sent.with("/legal_basis", "Artículo 115.");
    let begun = analyst.send(&sent, "").await.on();
    assert_eq!(analyst.send(&sent, "").await.on(), begun, "pressed twice");
    let case = analyst.get(&begun).await.ok();
    case.must_say(&["Se abrió el expediente.", "Borrador", "Regularización"]);
    analyst.get(&at).await.is(409);
    assert_eq!(
        analyst.get(&page_of(&given)).await.links("Regularizar"),
        Vec::<String>::new()
    );
    analyst
        .get("/es/inbox")
        .await
        .ok()
        .must_say(&["Regularizaciones abiertas, sin presentar (1)"]);
}

#[actix_web::test]
async fn what_looks_like_another_agreement_is_brought_with_a_reason() {
    let app = TestApp::start().await;
    let first = app.taken("Hermanamiento", &["submission"]).await;
    let double = app.given(draft("Hermanamiento")).await;
    app.give_text(&double.path(), "draft").await;
    let analyst = Person::of(&app, Role::Analyst);
    let at = format!("{}/submission", page_of(&double));
    let page = analyst.get(&page_of(&double)).await.ok();
    page.must_say(&["Se parece a otros acuerdos", "Parece el mismo que «Hermanamiento»"]);
    assert!(page.html.contains(&format!("href=\"{}\"", page_of(&first))));
    let refused = analyst.fill_in(&at, &[("/note", "Va.")]).await.is(409);
    refused.must_say(&["Si es otro, diga por qué"]);
    followed(
        analyst
            .fill_in(&at, &[("/not_a_duplicate", "Es el de otro año.")])
            .await,
    );
    analyst
        .get(&page_of(&double))
        .await
        .ok()
        .must_say(&["Se dijo que es otro: Es el de otro año."]);
}

#[actix_web::test]
async fn nothing_that_people_write_becomes_part_of_a_page() {
    let app = TestApp::start().await;
    let nasty = "<script>alert(1)</script>\"' onload=x \u{202e}😀 {{ page }} &amp;";
    let case = app
        .given(draft(nasty).with("object", nasty).with("denomination", nasty))
        .await;
    app.take(&case, &["submission", "review"]).await;
    let (counsel, registrar) = (Person::of(&app, Role::Counsel), Person::of(&app, Role::Registrar));
    let long = "ñ".repeat(10_000);
    let text = format!("{nasty}{long}");
    followed(
        counsel
            .fill_in(&format!("{}/observations", page_of(&case)), &[("/text", &text)])
            .await,
    );
    let correction = [("/changes/denomination", "Otra"), ("/reason", nasty)];
    followed(
        registrar
            .fill_in(
                &format!("{}/corrections?field=denomination", page_of(&case)),
                &correction,
            )
            .await,
    );
    for rest in [
        "",
        "/changes",
        "/corrections",
        "/corrections?field=title",
        "/corrections?field=%3Cscript%3E",
    ] {
        let page = registrar.get(&format!("{}{rest}", page_of(&case))).await.ok();
        assert!(!page.html.contains("<script>alert"), "{rest}");
        assert!(!page.html.contains("onload=x \u{202e}😀\""), "{rest}");
        page.must_say(&["<script>alert(1)</script>"]);
    }
    let auditor = Person::of(&app, Role::Auditor);
    for path in ["/es/inbox", "/en/inbox"] {
        assert!(!auditor.get(path).await.ok().html.contains("<script>alert"));
    }
    let sent = [("version", "<script>alert(1)</script>"), ("key", "k"), ("/text", nasty)];
    let refused = counsel.post(&format!("{}/observations", page_of(&case)), &sent).await;
    assert!(!refused.html.contains("<script>alert"));
    for key in ["", "\u{202e}", &"k".repeat(300)] {
        let sent = [("version", "1"), ("key", key), ("/text", "x")];
        counsel
            .post(&format!("{}/observations", page_of(&case)), &sent)
            .await
            .is(400);
    }
}

#[actix_web::test]
async fn documents_are_read_beside_the_form() {
    let app = TestApp::start().await;
    let case = app.given(draft("Hermanamiento")).await;
    let said = json!({"kind": "draft", "title": "Proyecto <b>", "language": "es"});
    let path = format!("{}/documents", case.path());
    let text = "Primera página <i>\u{c}Segunda\u{c}Tercera\u{c}Cuarta\u{c}Quinta";
    let sent = app
        .analyst()
        .upload(&path, said, "a.txt", text.as_bytes())
        .await
        .assert(201);
    let id = sent["id"].as_str().unwrap();
    app.wait_until_read(id).await;
    app.take(&case, &["submission", "review"]).await;
    let counsel = Person::of(&app, Role::Counsel);
    let form = counsel.get(&format!("{}/opinion", page_of(&case))).await.ok();
    form.must_say(&["Proyecto <b>", "Primera página <i>", "Cuarta", "Leer el texto"]);
    assert!(!form.says("Quinta"));
    let page = counsel.get(&format!("/es/documents/{id}/text?page=5")).await.ok();
    page.must_say(&["Quinta", "Página anterior"]);
    assert!(!page.says("Página siguiente"));
    let content = counsel.get(&format!("/es/documents/{id}/content")).await.ok();
    assert_eq!(content.html, text);
    Person::nobody(&app)
        .get(&format!("/es/documents/{id}/content"))
        .await
        .is(404);
    Person::nobody(&app)
        .get(&format!("/es/documents/{id}/text"))
        .await
        .is(404);
    counsel.get("/es/documents/x/text").await.is(404);
}
