//! Which column means what: by the usual names, or as a mapping file says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file::unreadable;
use crate::db::text_enum;
use crate::error::{Error, Result};
use crate::folding::fold;
use crate::language::words;

text_enum! {
    /// What a column can mean.
    Field {
        Title = "title",
        TitleEn = "title_en",
        Origin = "origin",
        InstrumentType = "instrument_type",
        Denomination = "denomination",
        Object = "object",
        LegalBasis = "legal_basis",
        DomesticParty = "domestic_party",
        DomesticLevel = "domestic_level",
        DomesticState = "domestic_state",
        DomesticMunicipality = "domestic_municipality",
        ForeignParty = "foreign_party",
        ForeignLevel = "foreign_level",
        ForeignCountry = "foreign_country",
        SignedOn = "signed_on",
        SignedPlace = "signed_place",
        Validity = "validity",
        Areas = "areas",
        Languages = "languages",
        ExternalNumber = "external_number",
        ResponsibleUnit = "responsible_unit",
        SourceUrl = "source_url",
        SourceTitle = "source_title",
        SourceConsultedOn = "source_consulted_on",
    }
}

impl Field {
    /// The column names, folded, that are understood without a mapping.
    const fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["title", "titulo", "nombre del acuerdo"],
            Self::TitleEn => &["title en", "titulo en ingles"],
            Self::Origin => &["origin", "origen"],
            Self::InstrumentType => &["instrument type", "tipo de instrumento", "clase de instrumento", "tipo"],
            Self::Denomination => &["denomination", "denominacion"],
            Self::Object => &["object", "objeto"],
            Self::LegalBasis => &["legal basis", "fundamento", "fundamento legal"],
            Self::DomesticParty => &["domestic party", "mexican party", "parte mexicana", "parte nacional"],
            Self::DomesticLevel => &["domestic level", "mexican level", "nivel", "orden de gobierno"],
            Self::DomesticState => &[
                "domestic state",
                "mexican state",
                "entidad",
                "entidad federativa",
                "estado",
            ],
            Self::DomesticMunicipality => &["domestic municipality", "municipio", "clave de municipio"],
            Self::ForeignParty => &["foreign party", "parte extranjera", "contraparte"],
            Self::ForeignLevel => &["foreign level", "nivel de la contraparte"],
            Self::ForeignCountry => &["foreign country", "pais", "country"],
            Self::SignedOn => &["signed on", "fecha de firma", "fecha de suscripcion", "fecha"],
            Self::SignedPlace => &["signed place", "signed at", "lugar de firma", "lugar"],
            Self::Validity => &["validity", "vigencia"],
            Self::Areas => &["areas", "materias", "temas"],
            Self::Languages => &["languages", "idiomas"],
            Self::ExternalNumber => &["external number", "registration number", "numero de registro"],
            Self::ResponsibleUnit => &["responsible unit", "unidad responsable"],
            Self::SourceUrl => &["source url", "fuente", "url"],
            Self::SourceTitle => &["source title", "titulo de la fuente"],
            Self::SourceConsultedOn => &["source consulted on", "consultado el", "fecha de consulta"],
        }
    }

    /// What a file must have, as a column or as a constant.
    pub const REQUIRED: [Self; 4] = [
        Self::Title,
        Self::InstrumentType,
        Self::DomesticParty,
        Self::ForeignParty,
    ];
}

/// A mapping file, as it is written in YAML.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The same value for every row.
    constants: BTreeMap<String, String>,
    /// A column's name, or a template with `{column}`; a part in `[ ]` is left out when a column inside it is empty.
    columns: BTreeMap<String, String>,
    /// The separator of several values in one cell.
    lists: BTreeMap<String, String>,
    /// Further forms of dates, for strftime: `%d/%m/%Y`.
    pub dates: Vec<String>,
    /// What a raw value means.
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Columns knowingly left out.
    ignored: Vec<String>,
}

/// Where the value of a field comes from in one file.
#[derive(Debug, Clone)]
pub struct Plan {
    pub sources: Vec<(Field, From)>,
    /// Columns nobody asked for.
    pub unused: Vec<String>,
}

#[derive(Debug, Clone)]
pub enum From {
    Constant(String),
    Column(usize),
    Template(Vec<Piece>),
}

#[derive(Debug, Clone)]
pub enum Piece {
    Text(String),
    Column(usize),
    /// Left out when a column inside is empty.
    Optional(Vec<Piece>),
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// `Command` with a sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self> {
        let mapping: Self =
            serde_norway::from_str(text).map_err(|reason| Error::Command(format!("--map: {reason}")))?;
        let fields = [&mapping.constants, &mapping.columns, &mapping.lists]
            .into_iter()
            .flat_map(BTreeMap::keys)
            .chain(mapping.values.keys());
        for field in fields {
            if Field::parse(field).is_none() {
                let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
                return Err(Error::Command(format!(
                    "--map: no hay campo / there is no field «{field}»: {}",
                    known.join(", ")
                )));
            }
        }
        Ok(mapping)
    }

    /// The mapping that somebody chose: which column each field is in, the same value for every row, what is left out.
    #[must_use]
    pub fn chosen(
        columns: impl IntoIterator<Item = (Field, String)>,
        constants: impl IntoIterator<Item = (Field, String)>,
        ignored: Vec<String>,
    ) -> Self {
        let named = |(field, value): (Field, String)| (field.as_str().to_owned(), value);
        Self {
            columns: columns.into_iter().map(named).collect(),
            constants: constants.into_iter().map(named).collect(),
            ignored,
            ..Self::default()
        }
    }

    /// Which field a column was chosen for.
    #[must_use]
    pub fn field_of(&self, column: &str) -> Option<Field> {
        let chosen = self.columns.iter().find(|(_, known)| *known == column);
        chosen.and_then(|(field, _)| Field::parse(field))
    }

    /// The value that was chosen for every row.
    #[must_use]
    pub fn constant(&self, field: Field) -> Option<&str> {
        self.constants.get(field.as_str()).map(String::as_str)
    }

    /// What columns are taken for by their names.
    #[must_use]
    pub fn meanings(columns: &[String]) -> Vec<Option<Field>> {
        let mut meanings: Vec<Option<Field>> = Vec::with_capacity(columns.len());
        for column in columns {
            let name = fold(column);
            let field = Field::ALL
                .iter()
                .copied()
                .find(|field| field.usual_names().contains(&name.as_str()));
            meanings.push(field.filter(|field| !meanings.contains(&Some(*field))));
        }
        meanings
    }

    /// The separator of a field's values; the fields of the usual files have one without being asked.
    #[must_use]
    pub fn separator(&self, field: Field) -> Option<&str> {
        let usual = matches!(
            field,
            Field::Areas
                | Field::DomesticParty
                | Field::DomesticState
                | Field::ForeignParty
                | Field::ForeignCountry
                | Field::Languages
        );
        self.lists
            .get(field.as_str())
            .map(String::as_str)
            .or_else(|| usual.then_some(";"))
    }

    /// What a raw value means, where the mapping says so.
    #[must_use]
    pub fn meaning<'a>(&'a self, field: Field, raw: &'a str) -> &'a str {
        self.values
            .get(field.as_str())
            .and_then(|values| values.get(raw))
            .map_or(raw, String::as_str)
    }

    /// Says for one file where each field comes from.
    ///
    /// # Errors
    /// `Content` with a sentence when a column that is needed is not there.
    pub fn plan(&self, columns: &[String]) -> Result<Plan> {
        let position = |name: &str| columns.iter().position(|column| fold(column) == fold(name));
        let mut sources: Vec<(Field, From)> = Vec::new();
        let mut used = vec![false; columns.len()];
        for (field, template) in &self.columns {
            let field = Field::parse(field).ok_or_else(|| Error::internal("an unchecked mapping"))?;
            let source = match position(template) {
                Some(column) => {
                    used[column] = true;
                    From::Column(column)
                }
                None if template.contains('{') => From::Template(pieces(template, &mut |name| {
                    let column = position(name).ok_or_else(|| no_column(name, columns))?;
                    used[column] = true;
                    Ok(column)
                })?),
                None => return Err(no_column(template, columns)),
            };
            sources.push((field, source));
        }
        for (field, constant) in &self.constants {
            let field = Field::parse(field).ok_or_else(|| Error::internal("an unchecked mapping"))?;
            if !sources.iter().any(|(known, _)| *known == field) {
                sources.push((field, From::Constant(constant.clone())));
            }
        }
        for field in Field::ALL {
            if sources.iter().any(|(known, _)| known == field) {
                continue;
            }
            let column = columns
                .iter()
                .position(|column| field.usual_names().contains(&fold(column).as_str()));
            if let Some(column) = column.filter(|column| !used[*column] && !self.ignores(&columns[*column])) {
                used[column] = true;
                sources.push((*field, From::Column(column)));
            }
        }
        let missing: Vec<&str> = Field::REQUIRED
            .iter()
            .filter(|field| !sources.iter().any(|(known, _)| known == *field))
            .map(|field| field.as_str())
            .collect();
        if !missing.is_empty() {
            let (missing, found) = (missing.join(", "), columns.join(", "));
            return Err(unreadable(words!(
                "Faltan las columnas {missing}. El archivo tiene: {found}. Cambie sus nombres o diga en un mapa cuál es cuál.",
                "Columns are missing: {missing}. The file has: {found}. Rename them, or say in a mapping which is which."
            )));
        }
        sources.sort_by_key(|(field, _)| *field);
        let unused = columns
            .iter()
            .zip(&used)
            .filter(|(column, used)| !**used && !self.ignores(column))
            .map(|(column, _)| column.clone())
            .collect();
        Ok(Plan { sources, unused })
    }

    fn ignores(&self, column: &str) -> bool {
        self.ignored.iter().any(|ignored| fold(ignored) == fold(column))
    }
}

fn no_column(name: &str, columns: &[String]) -> Error {
    let found = columns.join(", ");
    unreadable(words!(
        "El archivo no tiene la columna «{name}»: {found}",
        "The file has no column “{name}”: {found}"
    ))
}

/// Reads a template: text, `{column}`, and `[ … ]` for what may be left out.
fn pieces(template: &str, column: &mut dyn FnMut(&str) -> Result<usize>) -> Result<Vec<Piece>> {
    let unclosed = |what: char| Error::Command(format!("--map: «{template}»: {what}"));
    let mut all = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '[']) {
        if at > 0 {
            all.push(Piece::Text(rest[..at].to_owned()));
        }
        let (open, close) = if rest.as_bytes()[at] == b'{' {
            ('{', '}')
        } else {
            ('[', ']')
        };
        let end = rest[at..].find(close).ok_or_else(|| unclosed(open))? + at;
        let inside = &rest[at + 1..end];
        all.push(if open == '{' {
            Piece::Column(column(inside)?)
        } else {
            Piece::Optional(pieces(inside, column)?)
        });
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        all.push(Piece::Text(rest.to_owned()));
    }
    Ok(all)
}

impl From {
    /// The raw value of a row; nothing when it is empty.
    #[must_use]
    pub fn value(&self, cells: &[String]) -> Option<String> {
        let value = match self {
            Self::Constant(value) => value.clone(),
            Self::Column(column) => cells.get(*column)?.clone(),
            Self::Template(pieces) => filled(pieces, cells).0,
        };
        (!value.trim().is_empty()).then_some(value)
    }

    /// The column the value is shown to be of.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        fn first(pieces: &[Piece]) -> Option<usize> {
            pieces.iter().find_map(|piece| match piece {
                Piece::Text(_) => None,
                Piece::Column(column) => Some(*column),
                Piece::Optional(pieces) => first(pieces),
            })
        }
        match self {
            Self::Constant(_) => None,
            Self::Column(column) => Some(*column),
            Self::Template(pieces) => first(pieces),
        }
    }
}

/// A template filled with a row's cells, and whether all its columns had something in them.
fn filled(pieces: &[Piece], cells: &[String]) -> (String, bool) {
    let mut text = String::new();
    let mut whole = true;
    for piece in pieces {
        match piece {
            Piece::Text(fixed) => text.push_str(fixed),
            Piece::Column(column) => {
                let cell = cells.get(*column).map_or("", |cell| cell.trim());
                whole &= !cell.is_empty();
                text.push_str(cell);
            }
            Piece::Optional(pieces) => {
                if let (part, true) = filled(pieces, cells) {
                    text.push_str(&part);
                }
            }
        }
    }
    (text, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn told(refused: &Error) -> String {
        match refused {
            Error::Content(faults) => faults[0].words.es.to_string(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn columns_are_taken_for_what_their_names_say_the_first_of_each_kind() {
        let meanings = Mapping::meanings(&cells(&["TÍTULO", "nombre del acuerdo", "País", "otra"]));
        assert_eq!(meanings, [Some(Field::Title), None, Some(Field::ForeignCountry), None]);
    }

    #[test]
    fn a_template_leaves_out_what_is_empty() {
        let columns = cells(&["city", "part"]);
        let mapping = Mapping::parse(
            "columns: {title: 'x', instrument_type: 'city', domestic_party: city, foreign_party: '{city}[ ({part})]'}",
        );
        let mapping = mapping.unwrap();
        assert!(told(&mapping.plan(&columns).unwrap_err()).contains('x'));
        let mapping = Mapping::parse(
            "{constants: {instrument_type: twinning}, columns: {title: city, domestic_party: city, foreign_party: '{city}[ ({part})]'}}",
        );
        let plan = mapping.unwrap().plan(&columns).unwrap();
        let (_, foreign) = plan
            .sources
            .iter()
            .find(|(field, _)| *field == Field::ForeignParty)
            .unwrap();
        assert_eq!(
            foreign.value(&cells(&["Cerro", "Havana"])).as_deref(),
            Some("Cerro (Havana)")
        );
        assert_eq!(foreign.value(&cells(&["Madrid", ""])).as_deref(), Some("Madrid"));
    }

    #[test]
    fn missing_columns_are_named_with_those_that_are_there() {
        let refusal = told(&Mapping::default().plan(&cells(&["Título", "País"])).unwrap_err());
        assert!(
            refusal.contains("instrument_type, domestic_party, foreign_party") && refusal.contains("Título, País"),
            "{refusal}"
        );
    }

    #[test]
    fn a_field_that_is_none_is_refused() {
        assert!(
            Mapping::parse("columns: {colour: x}")
                .unwrap_err()
                .to_string()
                .contains("colour")
        );
        assert!(Mapping::parse("colunms: {title: x}").is_err());
    }
}
