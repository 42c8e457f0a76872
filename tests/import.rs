//! Files brought in by `rai import`: the real sample, rows of another shape through a mapping, and files that are broken.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "api/support/database.rs"]
mod database;
mod program;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use database::{Filling, TestDatabase};
use program::{Stopped, rai, run, text};
use rai::access::Sight;
use rai::agreements::{Agreement, read_behind};
use tempfile::TempDir;

const SAMPLE: &str = "data/sample-agreements.csv";
const HEADER: &str = "title,instrument_type,mexican_party,mexican_state,foreign_party,foreign_country,signed_on,validity,areas,source_url";

/// A register and a folder for files.
struct Desk {
    database: TestDatabase,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            database: TestDatabase::with(Filling::Catalogues),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn import(&self, arguments: &[&str]) -> program::Run {
        run(&self.database.address, &[&["import"], arguments].concat())
    }

    fn agreements(&self) -> Vec<Agreement> {
        let read = |conn: &mut _| read_behind(conn, &Sight::Everything, None, 10_000);
        let rows = self.database.open().read_here(read).unwrap();
        let mut agreements: Vec<Agreement> = rows.iter().map(|row| row.agreement().unwrap()).collect();
        agreements.sort_by_key(|agreement| rai::folding::fold(&agreement.title));
        agreements
    }

    fn one(&self, title: &str) -> Agreement {
        let mut found: Vec<Agreement> = self
            .agreements()
            .into_iter()
            .filter(|agreement| agreement.title == title)
            .collect();
        assert_eq!(found.len(), 1, "{title}");
        found.remove(0)
    }

    fn last_entry(&self) -> i64 {
        self.database.open().read_here(rai::journal::last_number).unwrap()
    }
}

#[test]
fn the_real_sample_comes_in_whole_and_a_second_time_adds_nothing() {
    let desk = Desk::new();
    let mapping = ["--map", "data/mappings/sample-agreements.yaml"];
    let first = desk.import(&[&[SAMPLE], &mapping[..]].concat());
    assert!(
        first.success && first.said.contains("111 válidas, 0 con errores"),
        "{}",
        first.said
    );
    assert!(first.said.trim_end().ends_with("guardadas: 111"), "{}", first.said);
    let entries = desk.last_entry();

    let second = desk.import(&[&[SAMPLE], &mapping[..]].concat());
    assert!(
        second.success && second.said.contains("111 ya estaban; guardadas: 0"),
        "{}",
        second.said
    );
    assert_eq!((desk.agreements().len(), desk.last_entry()), (111, entries));
    assert!(run(&desk.database.address, &["check"]).success);
}

#[test]
fn parties_are_placed_and_later_instruments_linked() {
    let desk = Desk::new();
    assert!(desk.import(&[SAMPLE]).success);

    let playa = desk.one("Protocolo de colaboración y hermanamiento Playa del Carmen - Málaga");
    assert_eq!(playa.parties[0].body.municipality.as_deref(), Some("23008"));
    assert_eq!(
        playa.parties[0].name_as_signed.as_deref(),
        Some("Municipio de Solidaridad (Playa del Carmen)")
    );
    assert_eq!(playa.parties[1].body.country.as_deref(), Some("ES"));

    let governors = desk.one("XVIII Border Governors Conference United States-Mexico. Joint Declaration");
    let names: Vec<&str> = governors.parties.iter().map(|party| party.body.name.as_str()).collect();
    assert_eq!(
        names[..2],
        [
            "Gobierno del Estado de Baja California",
            "Gobierno del Estado de Chihuahua"
        ]
    );
    assert_eq!(
        names[6..],
        [
            "Estado de Arizona",
            "Estado de California",
            "Estado de Nuevo México",
            "Estado de Texas"
        ]
    );

    let extension = desk.one("Prórroga del hermanamiento Oaxaca de Juárez - Palo Alto");
    assert_eq!(extension.links[0].title, "Hermanamiento Oaxaca de Juárez - Palo Alto");
    assert_eq!(extension.links[0].relation.as_str(), "extends");
}

#[test]
fn every_raw_string_stays_beside_what_it_was_read_as() {
    let desk = Desk::new();
    assert!(desk.import(&[SAMPLE]).success);
    let id = desk.one("Refrendo del hermanamiento Monterrey - San Antonio").id;
    let row = desk
        .database
        .open()
        .read_here(|conn| rai::import::row_of(conn, id))
        .unwrap();
    assert_eq!((row.file.as_str(), row.line), ("sample-agreements.csv", 28));
    let cell = |column: &str| row.values.iter().find(|cell| cell.column == column).unwrap();
    assert_eq!(cell("mexican_party").raw, "Municipio de Monterrey");
    assert_eq!(
        cell("mexican_party").read_as.as_deref(),
        Some("Municipio de Monterrey (municipal, 19039)")
    );
    assert_eq!(cell("foreign_country").read_as.as_deref(), Some("US"));
}

#[test]
fn a_mapping_reads_columns_of_other_names() {
    let desk = Desk::new();
    let rows = "mexican_city,mexican_part_of,state_code,municipality_code,municipality_name,match_method,mexican_latitude,mexican_longitude,\
                partner_city,partner_part_of,partner_country_code,partner_country,partner_latitude,partner_longitude,partner_geoname_id,\
                partner_coordinates,source\n\
                Cancún,,23,005,Benito Juárez,unique name,,,Punta del Este,,UY,Uruguay,,,,none,a list\n\
                Mexico City,,09,,,state,,,Cerro,Havana,CU,Cuba,,,,none,a list\n\
                Guerrero,,,,,,,,San Elizario,,US,United States,,,,none,a list\n";
    let file = desk.file("pairs.csv", rows);
    let run = desk.import(&[text(&file), "--map", "data/mappings/sister-cities-mexico.yaml"]);
    assert!(
        run.success && run.said.contains("guardadas: 3"),
        "{}{}",
        run.said,
        run.complained
    );

    let cancun = desk.one("Hermanamiento Cancún – Punta del Este");
    assert_eq!(cancun.parties[0].body.name, "Municipio de Benito Juárez");
    let capital = desk.one("Hermanamiento Mexico City – Cerro");
    assert_eq!(capital.parties[0].body.name, "Gobierno de la Ciudad de México");
    assert_eq!(capital.parties[1].body.name, "Cerro (Havana)");
    let open = desk.one("Hermanamiento Guerrero – San Elizario");
    assert_eq!(
        (
            open.parties[0].body.state.clone(),
            open.parties[0].body.municipality.clone()
        ),
        (None, None)
    );
}

#[test]
fn ndjson_comes_in_like_csv() {
    let desk = Desk::new();
    let rows = "{\"title\": \"Hermanamiento A\", \"instrument_type\": \"twinning\", \"domestic_party\": \"Municipio de Irapuato\", \
                \"domestic_state\": \"Guanajuato\", \"foreign_party\": [\"Ciudad de McAllen, Texas\"], \"foreign_country\": \"USA\", \
                \"source_url\": \"https://example.org/a\"}\n";
    let file = desk.file("rows.ndjson", rows);
    assert!(desk.import(&[text(&file)]).said.contains("guardadas: 1"));
    assert_eq!(
        desk.one("Hermanamiento A").parties[1].body.country.as_deref(),
        Some("US")
    );
}

const GOOD: &str = "Hermanamiento Irapuato - Lyon,hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad de Lyon,Francia,2014-10,5 años,cultura,https://example.org/1";
const BAD: &str = "Pacto,pacto,Municipio de Nada,Guanajuato,Ciudad de Lyon,Narnia,2014-02-30,,,dirección";

#[test]
fn all_problems_of_all_rows_are_told_and_nothing_is_saved() {
    let desk = Desk::new();
    let file = desk.file("rows.csv", format!("{HEADER}\n{GOOD}\n{BAD}\nragged,row\n"));
    let report = desk.folder.path().join("report.csv");
    let before = desk.last_entry();
    let run = desk.import(&[text(&file), "--report", text(&report), "--language", "en"]);
    assert!(!run.success && run.said.contains("nothing was saved"), "{}", run.said);
    assert_eq!((desk.agreements().len(), desk.last_entry()), (0, before));

    let told: Vec<(String, String, String)> = csv::Reader::from_path(&report)
        .unwrap()
        .records()
        .map(|record| record.unwrap())
        .map(|record| (record[0].to_owned(), record[1].to_owned(), record[3].to_owned()))
        .collect();
    let mut expected = vec![
        ("3", "foreign_country", "unknown-country"),
        ("3", "instrument_type", "unknown-instrument-type"),
        ("3", "mexican_party", "unknown-municipality"),
        ("3", "signed_on", "impossible-date"),
        ("3", "source_url", "invalid-format"),
        ("4", "", "broken-row"),
    ];
    let mut told: Vec<(&str, &str, &str)> = told
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
}

#[test]
fn the_valid_rows_are_saved_when_that_is_said() {
    let desk = Desk::new();
    let file = desk.file("rows.csv", format!("{HEADER}\n{GOOD}\n{BAD}\n"));
    let run = desk.import(&[text(&file), "--accept-valid"]);
    assert!(run.success && run.said.contains("guardadas: 1"), "{}", run.said);
    let lyon = desk.one("Hermanamiento Irapuato - Lyon");
    assert_eq!(lyon.signed_on.map(|date| date.to_string()).as_deref(), Some("2014-10"));
    assert_eq!(lyon.term.amount, Some(5));
}

#[test]
fn a_dry_run_saves_nothing() {
    let desk = Desk::new();
    let before = desk.last_entry();
    let run = desk.import(&[SAMPLE, "--dry-run"]);
    assert!(
        run.success && run.said.contains("no se guardó nada (--dry-run)"),
        "{}",
        run.said
    );
    assert_eq!((desk.agreements().len(), desk.last_entry()), (0, before));
}

#[test]
fn the_same_row_twice_in_a_file_is_entered_once() {
    let desk = Desk::new();
    let file = desk.file("rows.csv", format!("{HEADER}\n{GOOD}\n{GOOD}\n"));
    let run = desk.import(&[text(&file)]);
    assert!(
        run.said.contains("1 repetidas") && run.said.contains("guardadas: 1"),
        "{}",
        run.said
    );
}

#[test]
fn a_broken_file_gets_a_sentence_that_says_what_to_do() {
    let desk = Desk::new();
    let latin = [HEADER.as_bytes(), b"\nPact\xF3,hermanamiento,a,b,c,d,,,,\n"].concat();
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(HEADER.bytes().flat_map(|byte| [byte, 0]))
        .collect();
    for (name, content, sentence) in [
        ("latin.csv", latin, "Ábralo y guárdelo como «CSV UTF-8»"),
        ("utf16.csv", utf16, "está en UTF-16"),
        ("empty.csv", Vec::new(), "está vacío"),
        (
            "columns.csv",
            b"title,foreign_party\nA,B\n".to_vec(),
            "Faltan las columnas instrument_type, domestic_party",
        ),
        (
            "book.xlsx",
            b"PK".to_vec(),
            "un libro de Excel se guarda antes como «CSV UTF-8»",
        ),
        ("array.ndjson", b"[1, 2]\n".to_vec(), "no es un objeto JSON"),
    ] {
        let file = desk.file(name, content);
        let run = desk.import(&[text(&file)]);
        assert!(
            !run.success && run.complained.contains(sentence),
            "{name}: {}",
            run.complained
        );
    }
    assert!(desk.import(&["nowhere.csv"]).complained.contains("nowhere.csv"));
    assert_eq!(desk.agreements().len(), 0);
}

#[test]
fn what_spanish_spreadsheets_write_is_read() {
    let desk = Desk::new();
    let rows = "\u{feff}Título;Tipo;Parte mexicana;Entidad;Contraparte;País;Fecha de firma;Fuente\r\n\
                Hermanamiento León - Lyon;Acuerdo de Hermanamiento;Municipio de León;Gto.;Ciudad de Lyon;francia;13 de octubre de 2014;https://example.org/1\r\n";
    let run = desk.import(&[text(&desk.file("hoja.csv", rows))]);
    assert!(
        run.success && run.said.contains("marca BOM") && run.said.contains("guardadas: 1"),
        "{}{}",
        run.said,
        run.complained
    );
    let leon = desk.one("Hermanamiento León - Lyon");
    assert_eq!(leon.parties[0].body.municipality.as_deref(), Some("11020"));
    assert_eq!(
        leon.signed_on.map(|date| date.to_string()).as_deref(),
        Some("2014-10-13")
    );
}

#[test]
fn a_killed_import_leaves_the_database_as_it_was() {
    let desk = Desk::new();
    let mut rows = format!("{HEADER}\n");
    for number in 0..60_000 {
        writeln!(rows, "Hermanamiento {number},hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad {number},Francia,2014,,,https://example.org/{number}").unwrap();
    }
    let file = desk.file("many.csv", rows);
    let before = desk.last_entry();
    for wait in [300, 1_200, 2_500] {
        let mut import = Stopped(rai(&desk.database.address, &["import", text(&file)]).spawn().unwrap());
        std::thread::sleep(std::time::Duration::from_millis(wait));
        import.0.kill().unwrap();
        assert!(!import.0.wait().unwrap().success(), "it had finished after {wait} ms");
    }
    assert_eq!((desk.agreements().len(), desk.last_entry()), (0, before));
    assert!(run(&desk.database.address, &["check"]).success);
}

#[test]
fn a_counterpart_that_is_mexican_is_told_with_its_column() {
    let desk = Desk::new();
    let row = "Hermanamiento,Acuerdo de Hermanamiento,Municipio de Irapuato,Guanajuato,Municipio de León,México,2014,,,https://x.mx/1";
    let file = desk.file("inside.csv", format!("{HEADER}\n{row}\n"));
    let report = desk.folder.path().join("report.csv");
    let run = desk.import(&[text(&file), "--report", text(&report)]);
    assert!(!run.success);
    let told = fs::read_to_string(report).unwrap();
    assert!(told.contains("foreign_country,error,domestic-counterpart"), "{told}");
    assert_eq!(desk.agreements().len(), 0);
}

#[test]
fn a_row_that_looks_like_an_earlier_agreement_comes_in_with_a_warning() {
    let desk = Desk::new();
    let row = |title: &str, signed_on: &str| {
        format!(
            "{title},Acuerdo de Hermanamiento,Municipio de Irapuato,Guanajuato,Ciudad de McAllen,US,{signed_on},,,https://x.mx/1\n"
        )
    };
    let first = desk.file(
        "first.csv",
        format!("{HEADER}\n{}", row("Hermanamiento Irapuato - McAllen", "2014-10-13")),
    );
    let again = row("Acuerdo de hermanamiento Irapuato y McAllen", "2014");
    let renewed = row("Hermanamiento Irapuato - McAllen", "2019-10-13");
    let twice = row("HERMANAMIENTO IRAPUATO–MCALLEN", "2019-10");
    let second = desk.file("second.csv", format!("{HEADER}\n{again}{renewed}{twice}"));
    let report = desk.folder.path().join("report.csv");
    assert!(desk.import(&[text(&first), "--report", text(&report)]).success);
    assert!(!fs::read_to_string(&report).unwrap().contains("likely-duplicate"));

    let run = desk.import(&[text(&second), "--report", text(&report), "--language", "en"]);
    assert!(run.success && run.said.contains("2 warnings"), "{}", run.said);
    let told = fs::read_to_string(&report).unwrap();
    let lines: Vec<&str> = told.lines().skip(1).collect();
    assert!(
        lines[0].starts_with("2,,warning,likely-duplicate,") && lines[1].starts_with("4,,warning,likely-duplicate,"),
        "{told}"
    );
    assert!(
        lines[1].contains("perhaps signed on one day; titles 100 % alike"),
        "{told}"
    );
    assert_eq!(desk.agreements().len(), 4);
}
