//! GET /agreements as a workbook, opened as a spreadsheet program would.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::hostile_titles;
use crate::support::app::TestApp;
use crate::support::build::reported;
use crate::support::client::Answer;

fn sheet(answer: &Answer) -> Range<Data> {
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
    book.worksheet_range_at(0).unwrap().unwrap()
}

fn column(sheet: &Range<Data>, title: &str) -> Vec<Data> {
    let titles: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let at = titles.iter().position(|other| other == title);
    let at = at.unwrap_or_else(|| panic!("no {title} in {titles:?}"));
    sheet.rows().skip(1).map(|row| row[at].clone()).collect()
}

fn texts(sheet: &Range<Data>, title: &str) -> Vec<String> {
    column(sheet, title).iter().map(ToString::to_string).collect()
}

#[actix_web::test]
async fn a_workbook_holds_the_selection_in_its_order_under_titles_that_are_read() {
    let app = TestApp::with_sample().await;
    let spanish = app.public().get("/agreements?format=xlsx&sort=title").await;
    assert_eq!(
        spanish.header("content-disposition"),
        "attachment; filename=\"agreements.xlsx\""
    );
    let sheet_es = sheet(&spanish);
    let list = app.public().get("/agreements?sort=title&limit=200").await;
    assert_eq!(texts(&sheet_es, "Identificador"), list.each("id"));
    assert_eq!(texts(&sheet_es, "Título"), list.each("title"));
    assert!(texts(&sheet_es, "Clase de instrumento").contains(&"Acuerdo de Hermanamiento".to_owned()));

    let english = app
        .public()
        .get("/agreements?format=xlsx&state=31&country=CN")
        .in_english()
        .await;
    let sheet = sheet(&english);
    assert_eq!(english.header("content-language"), "en");
    assert_eq!(texts(&sheet, "State"), ["Yucatán", "Yucatán"]);
    assert_eq!(texts(&sheet, "Country"), ["China", "China"]);
    assert_eq!(
        texts(&sheet, "Origin"),
        ["Reported, not registered", "Reported, not registered"]
    );
}

#[actix_web::test]
async fn whole_dates_are_dates_and_partial_ones_text() {
    let app = TestApp::start().await;
    for (title, date) in [
        ("a", "2014-10-13"),
        ("b", "2014-10"),
        ("c", "1964"),
        ("d", "1899-12-31"),
    ] {
        app.given(reported(title).signed_on(date)).await;
    }
    let sheet = sheet(&app.public().get("/agreements?format=xlsx&sort=title").await);
    let signed = column(&sheet, "Firma");
    let Data::DateTime(day) = &signed[0] else {
        panic!("no date: {signed:?}")
    };
    // 13 October 2014, as spreadsheets count days.
    assert_eq!(day.as_f64().to_string(), "41925");
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(signed[1..], [text("2014-10"), text("1964"), text("1899-12-31")]);
    assert!(matches!(column(&sheet, "Actualizado (UTC)")[0], Data::DateTime(_)));
}

#[actix_web::test]
async fn whatever_stands_in_a_title_stays_text() {
    let app = TestApp::start().await;
    for title in hostile_titles() {
        app.given(reported(&title)).await;
    }
    let answer = app.public().get("/agreements?format=xlsx").await;
    let mut found = texts(&sheet(&answer), "Título");
    found.sort_unstable();
    let mut expected = hostile_titles();
    expected.sort_unstable();
    assert_eq!(found, expected);

    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
    let formulas = book.worksheet_formula("Acuerdos").unwrap();
    let formulas: Vec<String> = formulas.used_cells().map(|(_, _, formula)| formula.clone()).collect();
    assert_eq!(formulas.len(), hostile_titles().len());
    let link = format!("HYPERLINK(\"{}/api/v1/agreements/", app.address);
    assert!(
        formulas.iter().all(|formula| formula.starts_with(&link)),
        "{formulas:?}"
    );
}

#[actix_web::test]
async fn the_titles_stay_in_sight_and_filter_the_rows() {
    let app = TestApp::with_sample().await;
    let answer = app.public().get("/agreements?format=xlsx&q=petra").await;
    let mut zip = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(
        xml.contains("<pane ySplit=\"1\"") && xml.contains("state=\"frozen\""),
        "{xml}"
    );
    assert!(xml.contains("<autoFilter ref=\"A1:AB2\"/>"), "{xml}");
}

#[actix_web::test]
async fn a_selection_without_agreements_is_a_workbook_with_titles_only() {
    let app = TestApp::start().await;
    assert_eq!(sheet(&app.public().get("/agreements?format=xlsx").await).height(), 1);
}
