//! Importing a spreadsheet in the browser: nothing is saved before its problems were told.

use rai::access::Role;

use crate::person::Person;
use crate::support::app::TestApp;

const HEADER: &str =
    "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,signed_on,source_url";
const GOOD: &str = "Hermanamiento León - Lyon,hermanamiento,Municipio de León,Guanajuato,Ciudad de Lyon,Francia,2014-10-13,https://example.org/1";

fn file(rows: &[&str]) -> String {
    let mut file = HEADER.to_owned();
    for row in rows {
        file.push('\n');
        file.push_str(row);
    }
    file
}

/// What each column is taken for by its name, as a form without changes sends it.
fn as_recognised() -> Vec<(&'static str, &'static str)> {
    vec![
        ("column:0", "title"),
        ("column:1", "instrument_type"),
        ("column:2", "domestic_party"),
        ("column:3", "domestic_state"),
        ("column:4", "foreign_party"),
        ("column:5", "foreign_country"),
        ("column:6", "signed_on"),
        ("column:7", "source_url"),
    ]
}

async fn agreements(app: &TestApp) -> i64 {
    app.auditor().get("/agreements").await.json()["total"].as_i64().unwrap()
}

#[actix_web::test]
async fn a_sound_file_is_looked_at_and_then_saved() {
    let app = TestApp::start().await;
    let registrar = Person::of(&app, Role::Registrar);
    registrar
        .get("/es/import")
        .await
        .ok()
        .must_say(&["Importar una hoja de cálculo", "20 MiB y 20000 renglones"]);
    let columns = registrar
        .upload("/es/import", "acuerdos.csv", file(&[GOOD]).as_bytes())
        .await
        .on();
    let page = registrar.get(&columns).await.ok();
    page.must_say(&["acuerdos.csv", "Hermanamiento León - Lyon", "Ciudad de Lyon"]);
    assert!(
        page.html.contains("value=\"foreign_country\" selected"),
        "{}",
        page.html
    );
    let report = registrar.post(&columns, &as_recognised()).await.on();
    registrar
        .get(&report)
        .await
        .ok()
        .must_say(&["Todavía no se ha guardado nada.", "Guardar el renglón"]);
    assert_eq!(agreements(&app).await, 0, "looking saves nothing");
    let (one, other) = futures_util::join!(
        registrar.post(&report, &[("accept", "all")]),
        registrar.post(&report, &[("accept", "all")])
    );
    assert_eq!((one.on(), other.on()), (report.clone(), report.clone()));
    registrar.get(&report).await.ok().must_say(&["Se guardaron: 1"]);
    registrar.get(&columns).await.is(303);
    assert_eq!(agreements(&app).await, 1);
    let journal = app.journal().await;
    let entry = journal
        .iter()
        .find(|entry| entry["action"] == "agreement.imported")
        .unwrap();
    assert_eq!(
        (&entry["actor"]["role"], &entry["actor"]["kind"]),
        (&"registrar".into(), &"person".into())
    );
    app.assert_sound().await;

    let again = registrar
        .upload("/es/import", "acuerdos.csv", file(&[GOOD]).as_bytes())
        .await
        .on();
    let report = registrar.post(&again, &as_recognised()).await.on();
    registrar.get(&report).await.ok().must_say(&["Ya importados antes 1"]);
}

#[actix_web::test]
async fn problems_are_told_line_by_line_and_the_valid_lines_can_be_saved() {
    let app = TestApp::start().await;
    let analyst = Person::of(&app, Role::Analyst);
    let wrong = "Uno <script>,hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad X,Atlántida,2014-02-30,https://example.org/2";
    let columns = analyst
        .upload("/es/import", "a.csv", file(&[GOOD, wrong]).as_bytes())
        .await
        .on();
    let report = analyst.post(&columns, &as_recognised()).await.on();
    let page = analyst.get(&report).await.ok();
    page.must_say(&[
        "Guardar el renglón válido",
        "3 foreign_country Error No hay tal país",
        "3 signed_on Error Ese día no existe",
    ]);
    let csv = analyst.get(&format!("{report}.csv")).await.ok();
    assert!(csv.html.contains("línea,columna,gravedad") && csv.html.contains("3,signed_on,error"));
    analyst.post(&report, &[("accept", "all")]).await.on();
    assert_eq!(agreements(&app).await, 0, "the whole file does not pass");
    let columns = analyst
        .upload("/es/import", "a.csv", file(&[GOOD, wrong]).as_bytes())
        .await
        .on();
    let report = analyst.post(&columns, &as_recognised()).await.on();
    analyst.post(&report, &[("accept", "valid")]).await.on();
    analyst.get(&report).await.ok().must_say(&["Se guardaron: 1"]);
    assert_eq!(agreements(&app).await, 1);
}

#[actix_web::test]
async fn columns_of_other_names_are_chosen_and_what_has_none_is_said_for_all() {
    let app = TestApp::start().await;
    let analyst = Person::of(&app, Role::Analyst);
    let rows = "A;B;C;D;E\nHermanamiento León - Lyon;Municipio de León;Ciudad de Lyon;13/10/2014;Francia\n";
    let columns = analyst.upload("/es/import", "raro.csv", rows.as_bytes()).await.on();
    let chosen = [
        ("column:0", "title"),
        ("column:1", "domestic_party"),
        ("column:2", "foreign_party"),
    ];
    let missing = analyst.post(&columns, &chosen).await.is(422);
    missing.must_say(&["Faltan las columnas instrument_type"]);
    assert!(missing.html.contains("value=\"title\" selected"));
    let twice = [&chosen[..], &[("column:3", "title")]].concat();
    analyst
        .post(&columns, &twice)
        .await
        .is(422)
        .must_say(&["«A» y «D» no pueden ser las dos"]);
    let whole = [
        &chosen[..],
        &[
            ("column:3", "signed_on"),
            ("column:4", "foreign_country"),
            ("dates", "%d/%m/%Y"),
            ("constant:instrument_type", "twinning"),
            ("constant:source_url", "https://example.org/lista"),
        ],
    ]
    .concat();
    let report = analyst.post(&columns, &whole).await.on();
    let page = analyst.get(&report).await.ok();
    page.must_say(&["Guardar el renglón", "Avisos 0"]);
    assert!(
        analyst
            .get(&columns)
            .await
            .ok()
            .html
            .contains("value=\"https://example.org/lista\"")
    );
    analyst.post(&report, &[("accept", "all")]).await.on();
    let saved = app.auditor().get("/agreements").await.items();
    assert_eq!(
        (&saved[0]["signed_on"], &saved[0]["origin"]),
        (&"2014-10-13".into(), &"reported".into())
    );
}

#[actix_web::test]
async fn a_workbook_is_read_from_its_first_sheet() {
    let app = TestApp::start().await;
    let analyst = Person::of(&app, Role::Analyst);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in [HEADER, GOOD].iter().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet
                .write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell)
                .unwrap();
        }
    }
    let content = book.save_to_buffer().unwrap();
    let columns = analyst.upload("/es/import", "Libro 1.XLSX", &content).await.on();
    analyst
        .get(&columns)
        .await
        .ok()
        .must_say(&["Libro 1.XLSX", "Ciudad de Lyon"]);
    let report = analyst.post(&columns, &as_recognised()).await.on();
    analyst.get(&report).await.ok().must_say(&["Guardar el renglón"]);
    let broken = analyst
        .upload("/es/import", "roto.xlsx", &content[..content.len() / 2])
        .await
        .is(422);
    broken.must_say(&["no se pudo leer como libro de Excel"]);
}

#[actix_web::test]
async fn what_is_no_spreadsheet_is_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let analyst = Person::of(&app, Role::Analyst);
    for (name, content, sentence) in [
        ("foto.png", &b"\x89PNG"[..], "se espera .csv o .ndjson"),
        ("", b"", "Escoja un archivo"),
    ] {
        analyst
            .upload("/es/import", name, content)
            .await
            .is(422)
            .must_say(&[sentence]);
    }
    for (name, content, sentence) in [
        ("vacio.csv", &b""[..], "está vacío"),
        ("latin.csv", b"t\xEDtulo,b\nc,d\n", "no es UTF-8"),
        ("lista.ndjson", b"[1]", "no es un objeto JSON"),
    ] {
        let columns = analyst.upload("/es/import", name, content).await.on();
        analyst.get(&columns).await.is(422).must_say(&[sentence]);
    }
    let large = vec![b'x'; (20 << 20) + 1];
    analyst.upload("/es/import", "grande.csv", &large).await.is(413);
    analyst.post("/es/import", &[("file", "x")]).await.is(415);
}

#[actix_web::test]
async fn a_file_is_its_senders_own_and_waits_an_hour() {
    let app = TestApp::start().await;
    let (analyst, other) = (Person::of(&app, Role::Analyst), Person::of(&app, Role::Analyst));
    let nobody = Person::nobody(&app);
    for refused in [Role::Counsel, Role::Auditor, Role::Administrator, Role::System] {
        let person = Person::of(&app, refused);
        person.get("/es/import").await.is(403);
        person
            .upload("/es/import", "a.csv", file(&[GOOD]).as_bytes())
            .await
            .is(403);
    }
    nobody.get("/es/import").await.must_sign_in();
    nobody.upload("/es/import", "a.csv", b"x").await.is(401);
    let columns = analyst
        .upload("/es/import", "a.csv", file(&[GOOD]).as_bytes())
        .await
        .on();
    for path in [
        columns.clone(),
        format!("{columns}/report"),
        format!("{columns}/report.csv"),
    ] {
        other.get(&path).await.is(404);
        nobody.get(&path).await.must_sign_in();
    }
    other.post(&columns, &as_recognised()).await.is(404);
    analyst
        .post(&format!("{columns}/report"), &[("accept", "all")])
        .await
        .is(404);
    analyst.get("/es/import/x").await.is(404);
    // The oldest of one's own give way.
    for _ in 0..3 {
        analyst
            .upload("/es/import", "b.csv", file(&[GOOD]).as_bytes())
            .await
            .on();
    }
    analyst.get(&columns).await.is(404);
    let columns = analyst
        .upload("/es/import", "a.csv", file(&[GOOD]).as_bytes())
        .await
        .on();
    app.set_clock("2026-11-22T18:59:00Z");
    analyst.get(&columns).await.ok();
    app.set_clock("2026-11-22T19:01:00Z");
    analyst.get(&columns).await.is(404);
}

#[actix_web::test]
async fn agreements_that_the_person_may_not_enter_are_told_as_problems() {
    let app = TestApp::start().await;
    let registrar = Person::of(&app, Role::Registrar);
    let rows = format!("{HEADER},objeto,fundamento\n{GOOD},Cultura,Artículo 115\n");
    let columns = registrar.upload("/es/import", "a.csv", rows.as_bytes()).await.on();
    let all = [
        &as_recognised()[..],
        &[
            ("column:8", "object"),
            ("column:9", "legal_basis"),
            ("constant:origin", "regularisation"),
        ],
    ]
    .concat();
    let report = registrar.post(&columns, &all).await.on();
    registrar
        .get(&report)
        .await
        .ok()
        .must_say(&["Su función no permite importar acuerdos de este origen"]);
    registrar.post(&report, &[("accept", "valid")]).await.on();
    registrar.get(&report).await.ok().must_say(&["Se guardaron: 0"]);
}

#[actix_web::test]
async fn more_than_a_browser_is_for_is_refused_before_anything_is_done_with_it() {
    let app = TestApp::start().await;
    let analyst = Person::of(&app, Role::Analyst);
    let most = file(&vec!["x"; 20_000]);
    analyst.upload("/es/import", "a.csv", most.as_bytes()).await.on();
    let more = format!("{most}\nx");
    analyst
        .upload("/es/import", "a.csv", more.as_bytes())
        .await
        .is(422)
        .must_say(&["a.csv: tiene más de 20000 renglones.", "rai import"]);
    let wide = vec!["x"; 201].join(",");
    let columns = analyst.upload("/es/import", "b.csv", wide.as_bytes()).await.on();
    analyst
        .get(&columns)
        .await
        .is(422)
        .must_say(&["tiene más de 200 columnas"]);
}
