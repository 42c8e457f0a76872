//! Which column of a spreadsheet means what: as its names say, or as somebody chooses beside its first rows.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{at_length, id_of, sentences};
use crate::agreements::Origin;
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::http::{App, problem};
use crate::import::{Field, Mapping, Preview, State, WaitingFile};
use crate::language::{Words, words};
use crate::web::fields;
use crate::web::form::{Choice, Lists, Posted};
use crate::web::page::{self, Page};
use crate::web::reader::Reader;

#[derive(Template)]
#[template(path = "import_columns.html")]
struct ColumnsPage {
    page: Page,
    file: String,
    faults: Vec<String>,
    columns: Vec<Column>,
    fields: Vec<Choice>,
    constants: Vec<Constant>,
    dates: String,
    forms: Vec<Choice>,
}

/// A column with its first values.
struct Column {
    position: usize,
    name: String,
    values: Vec<String>,
    /// What it means; empty when it is not used.
    field: String,
}

/// A field that may have the same value in every row.
struct Constant {
    field: &'static str,
    label: String,
    value: String,
    choices: Vec<Choice>,
}

/// So many rows are shown to choose by.
const ROWS: usize = 3;

/// Fields that whole files often have in common.
const CONSTANTS: [Field; 6] = [
    Field::Origin,
    Field::InstrumentType,
    Field::SourceUrl,
    Field::SourceTitle,
    Field::SourceConsultedOn,
    Field::ResponsibleUnit,
];

/// Forms of dates beside those of the register, for strftime.
const FORMS: [&str; 2] = ["%d/%m/%Y", "%m/%d/%Y"];

/// GET /import/{id}
pub async fn choose(app: Data<App>, reader: Reader, id: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let file = app.waiting_files.find(reader.actor()?, id_of(&id)?, app.clock.now())?;
    if let State::Entering | State::Entered(_) = file.state {
        return Ok(page::see_other(&format!(
            "/{}/import/{}/report",
            reader.language.tag(),
            file.id
        )));
    }
    let (status, shown) = match preview(file.clone()).await {
        Ok(preview) => (
            StatusCode::OK,
            shown(&app, &reader, &request, &file, &preview, None, Vec::new()),
        ),
        Err(error @ Error::Content(_)) => {
            let none = Preview {
                columns: Vec::new(),
                meanings: Vec::new(),
                rows: Vec::new(),
            };
            let faults = sentences(&error, reader.language);
            (
                problem::shape(&error).status,
                shown(&app, &reader, &request, &file, &none, None, faults),
            )
        }
        Err(other) => return Err(other),
    };
    page::not_kept(status, &shown)
}

/// POST /import/{id}
pub async fn look(
    app: Data<App>,
    reader: Reader,
    id: Path<String>,
    request: HttpRequest,
    posted: Posted,
) -> Result<HttpResponse> {
    Query::of(&request)?.finish()?;
    let (by, id) = (reader.actor()?.clone(), id_of(&id)?);
    let file = app.waiting_files.find(&by, id, app.clock.now())?;
    let preview = preview(file.clone()).await?;
    let looked = match chosen(&preview, &posted) {
        Ok(mapping) => {
            at_length(&app, by, move |files, register, by| {
                files.look(register, by, id, mapping)
            })
            .await
        }
        Err(refused) => Err(refused),
    };
    match looked {
        Ok(()) => Ok(page::see_other(&format!(
            "/{}/import/{id}/report",
            reader.language.tag()
        ))),
        Err(error @ Error::Content(_)) => {
            let faults = sentences(&error, reader.language);
            let shown = shown(&app, &reader, &request, &file, &preview, Some(&posted), faults);
            page::not_kept(problem::shape(&error).status, &shown)
        }
        Err(other) => Err(other),
    }
}

async fn preview(file: WaitingFile) -> Result<Preview> {
    let read = web::block(move || file.preview(ROWS));
    read.await.map_err(Error::internal)?
}

/// The mapping that was chosen.
fn chosen(preview: &Preview, posted: &Posted) -> Result<Mapping> {
    let (mut columns, mut ignored) = (Vec::<(Field, String)>::new(), Vec::new());
    let mut faults = Vec::new();
    for (position, name) in preview.columns.iter().enumerate() {
        let field = posted.field(&format!("column:{position}")).and_then(Field::parse);
        match field {
            None => ignored.push(name.clone()),
            Some(field) => {
                if let Some((_, other)) = columns.iter().find(|(known, _)| *known == field) {
                    let label = label(field);
                    let words = words!(
                        "«{other}» y «{name}» no pueden ser las dos: {label}",
                        "“{other}” and “{name}” cannot both be: {label}"; label
                    );
                    faults.push(crate::fault::Fault::at(
                        "/file",
                        crate::fault::FaultCode::DuplicateValue,
                        words,
                    ));
                }
                columns.push((field, name.clone()));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::Content(faults));
    }
    let constant = |field: Field| {
        let value = posted.field(&format!("constant:{field}"))?.trim();
        (!value.is_empty()).then(|| (field, value.to_owned()))
    };
    let mut mapping = Mapping::chosen(columns, CONSTANTS.into_iter().filter_map(constant), ignored);
    let form = posted.field("dates").filter(|form| FORMS.contains(form));
    mapping.dates.extend(form.map(ToOwned::to_owned));
    Ok(mapping)
}

fn shown(
    app: &App,
    reader: &Reader,
    request: &HttpRequest,
    file: &WaitingFile,
    preview: &Preview,
    posted: Option<&Posted>,
    faults: Vec<String>,
) -> ColumnsPage {
    let language = reader.language;
    let say = |words: Words| words.in_language(language).to_owned();
    let lists = Lists::new(app.catalogues.clone(), language);
    let column = |(position, name): (usize, &String)| Column {
        position,
        name: name.clone(),
        values: preview
            .rows
            .iter()
            .filter_map(|row| row.get(position))
            .filter(|value| !value.is_empty())
            .map(|value| shortened(value))
            .collect(),
        field: match (posted, &file.mapping) {
            (Some(posted), _) => posted
                .field(&format!("column:{position}"))
                .unwrap_or_default()
                .to_owned(),
            (None, Some(mapping)) => in_text(mapping.field_of(name)),
            (None, None) => in_text(preview.meanings[position]),
        },
    };
    let constant = |field: Field| Constant {
        field: field.as_str(),
        label: say(label(field)),
        value: match (posted, &file.mapping) {
            (Some(posted), _) => posted.field(&format!("constant:{field}")),
            (None, Some(mapping)) => mapping.constant(field),
            (None, None) => None,
        }
        .unwrap_or_default()
        .to_owned(),
        choices: choices(&lists, field),
    };
    let forms = FORMS.into_iter().zip([
        language.say("Día/mes/año: 13/10/2014", "Day/month/year: 13/10/2014"),
        language.say("Mes/día/año: 10/13/2014", "Month/day/year: 10/13/2014"),
    ]);
    ColumnsPage {
        page: Page::new(reader, request),
        file: file.name.clone(),
        faults,
        columns: preview.columns.iter().enumerate().map(column).collect(),
        fields: lists.of(Field::ALL, label),
        constants: CONSTANTS.into_iter().map(constant).collect(),
        dates: match (posted, &file.mapping) {
            (Some(posted), _) => posted.field("dates").unwrap_or_default().to_owned(),
            (None, Some(mapping)) => mapping.dates.first().cloned().unwrap_or_default(),
            (None, None) => String::new(),
        },
        forms: forms.map(|(form, label)| Choice::new(form, label)).collect(),
    }
}

fn in_text(field: Option<Field>) -> String {
    field.map_or_else(String::new, |field| field.to_string())
}

/// What a constant is chosen from; nothing where it is typed.
fn choices(lists: &Lists, field: Field) -> Vec<Choice> {
    match field {
        Field::InstrumentType => lists.instrument_types(),
        Field::Origin => lists.of(Origin::ALL, Origin::label),
        _ => Vec::new(),
    }
}

fn shortened(value: &str) -> String {
    const MOST: usize = 80;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    value.chars().take(MOST - 1).chain(['…']).collect()
}

/// What people call a field of a file.
fn label(field: Field) -> Words {
    match field {
        Field::Title => words!("Título (obligatorio)", "Title (required)"),
        Field::TitleEn => words!("Título en inglés", "Title in English"),
        Field::InstrumentType => words!("Clase de instrumento (obligatoria)", "Kind of instrument (required)"),
        Field::DomesticParty => words!("Parte mexicana (obligatoria)", "Mexican party (required)"),
        Field::DomesticLevel => words!("Nivel de la parte mexicana", "Level of the Mexican party"),
        Field::DomesticState => words!("Entidad federativa", "State"),
        Field::DomesticMunicipality => words!("Municipio", "Municipality"),
        Field::ForeignParty => words!("Parte extranjera (obligatoria)", "Foreign party (required)"),
        Field::ForeignLevel => words!("Nivel de la parte extranjera", "Level of the foreign party"),
        Field::ForeignCountry => words!("País", "Country"),
        Field::Validity => words!("Vigencia", "Validity"),
        Field::SourceUrl => words!("Dirección de la fuente", "Address of the source"),
        Field::SourceTitle => words!("Título de la fuente", "Title of the source"),
        Field::SourceConsultedOn => words!("Fecha en que se consultó la fuente", "Day the source was consulted"),
        of_the_record => {
            let (es, en) = fields::in_both(of_the_record.as_str()).unwrap_or_default();
            words!("{es}", "{en}")
        }
    }
}
