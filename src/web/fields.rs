//! What people call the fields of a record, and what their values say: for histories, sources and differences.

use serde_json::Value;

use crate::access::Role;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::events::EventKind;
use crate::agreements::statements::{Method, Standing};
use crate::agreements::term::{EntryIntoForce, TermKind, TermUnit};
use crate::agreements::validity::ValidityState;
use crate::agreements::{Binding, Origin, Relation, Side, Stage};
use crate::bodies::{BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::documents::{Authenticity, DocumentKind, Visibility};
use crate::export::Labels;
use crate::language::{Language, Words, words};
use crate::partial_date::PartialDate;
use crate::procedure::OpinionResult;
use crate::web::{languages, said};

/// What people call a field, by its JSON pointer; the pointer itself where nobody has a word for it.
pub fn name(pointer: &str, language: Language) -> String {
    let mut members = pointer.split('/').skip(1);
    let first = members.next().unwrap_or_default();
    let Some(called) = named(first) else {
        return pointer.trim_start_matches('/').to_owned();
    };
    let called = called.in_language(language).to_owned();
    let rest: Vec<String> = members
        .map(|member| match named(member) {
            Some(called) => called.in_language(language).to_lowercase(),
            // The first of a list is called so.
            None => member
                .parse::<usize>()
                .map_or_else(|_| member.to_owned(), |at| (at + 1).to_string()),
        })
        .collect();
    if rest.is_empty() {
        called
    } else {
        format!("{called}: {}", rest.join(", "))
    }
}

/// A value of a field in words.
pub fn value(pointer: &str, value: &Value, catalogues: &Catalogues, language: Language) -> String {
    match value {
        Value::Null => language.say("(nada)", "(nothing)").to_owned(),
        Value::Bool(true) => language.say("sí", "yes").to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => self::text(pointer, text, catalogues, language),
        Value::Array(items) if items.is_empty() => language.say("(nada)", "(nothing)").to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| self::value(pointer, item, catalogues, language))
                .collect();
            items.join("; ")
        }
        Value::Object(members) => {
            let said = |(name, member): (&String, &Value)| {
                let nothing = member.is_null() || member.as_array().is_some_and(Vec::is_empty);
                // Identifiers say nothing to people.
                let told = !nothing && !matches!(name.as_str(), "id" | "version" | "created_at" | "updated_at");
                told.then(|| self::value(&format!("/{name}"), member, catalogues, language))
            };
            let members: Vec<String> = members.iter().filter_map(said).collect();
            members.join(", ")
        }
    }
}

/// A text that is the value of a field, in words where it is a code or a date.
pub fn text(pointer: &str, text: &str, catalogues: &Catalogues, language: Language) -> String {
    let labels = Labels { catalogues, language };
    let say = |words: Option<Words>| words.map(|words| words.in_language(language).to_owned());
    let called = match pointer.rsplit('/').find(|member| member.parse::<usize>().is_err()) {
        Some("stage") => say(Stage::parse(text).map(Stage::label)),
        Some("state") => say(ValidityState::parse(text).map(ValidityState::label))
            .or_else(|| catalogues.state(text).map(|_| labels.state(text))),
        Some("origin") => say(Origin::parse(text).map(Origin::label)),
        Some("binding") => say(Binding::parse(text).map(Binding::label)),
        Some("relation") => say(Relation::parse(text).map(Relation::label)),
        Some("level") => say(Level::parse(text).map(Level::label)),
        Some("visibility") => say(Visibility::parse(text).map(Visibility::label)),
        Some("authenticity") => say(Authenticity::parse(text).map(Authenticity::label)),
        Some("result") => say(OpinionResult::parse(text).map(OpinionResult::label)),
        Some("evidence") => say(DocumentKind::parse(text).map(DocumentKind::label)),
        Some("entry_into_force") => say(EntryIntoForce::parse(text).map(EntryIntoForce::label)),
        Some("standing") => say(Standing::parse(text).map(Standing::label)),
        Some("method") => say(Method::parse(text).map(Method::label)),
        Some("verified_by") => say(Role::parse(text).map(Role::label)),
        Some("field") => Some(name(text, language)),
        Some("kind") => say(TermKind::parse(text)
            .map(TermKind::label)
            .or_else(|| EventKind::parse(text).map(EventKind::label))
            .or_else(|| ClauseKind::parse(text).map(ClauseKind::label))
            .or_else(|| DocumentKind::parse(text).map(DocumentKind::label))
            .or_else(|| BodyKind::parse(text).map(BodyKind::label))),
        Some("side") => say(Side::parse(text).map(Side::label)),
        Some("unit") => say(TermUnit::parse(text).map(TermUnit::label)),
        Some("instrument_type") => Some(labels.instrument_type(text)),
        Some("areas") => Some(labels.area(text)),
        Some("country") => Some(labels.country(text)),
        Some("municipality") => Some(labels.municipality(text)),
        Some("language" | "languages") => Some(languages::name(text, language).to_owned()),
        _ => None,
    };
    let date = || PartialDate::parse(text).ok().map(|date| said::partial(date, language));
    let moment = || Timestamp::parse(text).map(|at| said::moment(at, language));
    called.or_else(date).or_else(moment).unwrap_or_else(|| text.to_owned())
}

/// A member of a record.
fn named(member: &str) -> Option<Words> {
    Some(match member {
        "active" => words!("Con actividad", "Active"),
        "activities" => words!("Actividades", "Activities"),
        "agreement" => words!("Acuerdo", "Agreement"),
        "alternative_titles" => words!("Otros títulos", "Other titles"),
        "amount" => words!("Cantidad", "Amount"),
        "areas" => words!("Materias", "Areas"),
        "authenticity" => words!("Autenticidad", "Authenticity"),
        "binding" => words!("Vinculante", "Binding"),
        "body" => words!("Órgano", "Body"),
        "changes" => words!("Cambios", "Changes"),
        "clauses" => words!("Cláusulas", "Clauses"),
        "clock" => words!("Plazos del trámite", "Terms of the case"),
        "consulted_on" => words!("Consultado el", "Consulted on"),
        "content" => words!("Registro", "Record"),
        "country" => words!("País", "Country"),
        "dated_on" => words!("Fecha del documento", "Date of the document"),
        "decided_on" => words!("Resuelto el", "Decided on"),
        "denomination" => words!("Denominación", "Denomination"),
        "derives_from_treaty" => words!("Tratado del que deriva", "Treaty it derives from"),
        "dispute_checks" => words!("Solución de controversias (LCT 8)", "Settling disputes (LCT 8)"),
        "document" => words!("Documento", "Document"),
        "due_on" => words!("Fecha límite", "Due on"),
        "entry_into_force" => words!("Entrada en vigor", "Entry into force"),
        "events" => words!("Hechos posteriores a la firma", "Events after the signature"),
        "evidence" => words!("Documento a la vista", "Evidence"),
        "external_number" => words!("Número anterior", "Earlier number"),
        "field" => words!("Campo", "Field"),
        "file_name" => words!("Nombre del archivo", "File name"),
        "follow_ups" => words!("Informes de seguimiento", "Follow-up reports"),
        "hearing" => words!("Audiencia (8-II)", "Hearing (8-II)"),
        "impartiality" => words!("Imparcialidad (8-III)", "Impartiality (8-III)"),
        "in_force_from" => words!("En vigor desde", "In force from"),
        "instrument_type" => words!("Tipo de instrumento", "Type of instrument"),
        "issued_on" => words!("Fecha de expedición", "Issued on"),
        "kind" => words!("Clase", "Kind"),
        "label" => words!("Etiqueta", "Label"),
        "language" => words!("Idioma", "Language"),
        "languages" => words!("Idiomas", "Languages"),
        "legal_basis" => words!("Fundamento jurídico", "Legal basis"),
        "level" => words!("Nivel", "Level"),
        "links" => words!("Acuerdos ligados", "Linked agreements"),
        "method" => words!("Cómo se tomó", "How it was taken"),
        "missing" => words!("Lo que falta", "What is missing"),
        "municipality" => words!("Municipio", "Municipality"),
        "name" => words!("Nombre", "Name"),
        "name_as_signed" => words!("Nombre como se firmó", "Name as signed"),
        "names" => words!("Nombres", "Names"),
        "not_a_duplicate" => words!("Por qué no es un duplicado", "Why it is no duplicate"),
        "note" => words!("Nota", "Note"),
        "notice_days" => words!("Días de aviso", "Days of notice"),
        "number" => words!("Número", "Number"),
        "object" => words!("Objeto", "Object"),
        "on" => words!("Fecha", "Date"),
        "order" => words!("Orden", "Order"),
        "origin" => words!("Origen", "Origin"),
        "page" => words!("Página", "Page"),
        "parties" => words!("Partes", "Parties"),
        "petitioner" => words!("Promovente", "Petitioner"),
        "phases" => words!("Efecto en el tiempo", "Effect over time"),
        "place" => words!("Lugar", "Place"),
        "post" => words!("Cargo", "Post"),
        "prevails" => words!("Prevalece", "Prevails"),
        "reason" => words!("Motivo", "Reason"),
        "reciprocity" => words!("Reciprocidad (8-I)", "Reciprocity (8-I)"),
        "reference" => words!("Referencia", "Reference"),
        "registered_on" => words!("Fecha de inscripción", "Date of registration"),
        "registration_number" => words!("Número de inscripción", "Registration number"),
        "regularised_by" => words!("Regularizado por", "Regularised by"),
        "regularises" => words!("Regulariza a", "Regularises"),
        "relation" => words!("Relación", "Relation"),
        "renewal" => words!("Renovación automática", "Automatic renewal"),
        "reported_on" => words!("Informado el", "Reported on"),
        "responsible_unit" => words!("Unidad responsable", "Responsible unit"),
        "result" => words!("Resultado", "Result"),
        "results" => words!("Resultados", "Results"),
        "side" => words!("Lado", "Side"),
        "signatures" => words!("Firmas", "Signatures"),
        "signed_on" => words!("Fecha de firma", "Date of signature"),
        "signed_place" => words!("Lugar de firma", "Place of signature"),
        "sources" => words!("Fuentes", "Sources"),
        "stage" => words!("Etapa", "Stage"),
        "stage_since" => words!("En esa etapa desde", "In that stage since"),
        "standing" => words!("Situación", "Standing"),
        "state" => words!("Estado", "State"),
        "statement" => words!("Fuente que tiene razón", "Source that is right"),
        "statements" => words!("Lo que dicen las fuentes", "What sources say"),
        "supersedes" => words!("Sustituye a", "Supersedes"),
        "term" => words!("Vigencia pactada", "Agreed term"),
        "text" => words!("Texto", "Text"),
        "times" => words!("Veces", "Times"),
        "title" => words!("Título", "Title"),
        "unit" => words!("Unidad", "Unit"),
        "until" => words!("Hasta", "Until"),
        "url" => words!("Dirección", "Address"),
        "value" => words!("Valor", "Value"),
        "verified" => words!("Cotejado", "Verified"),
        "verified_by" => words!("Cotejado por", "Verified by"),
        "verified_on" => words!("Cotejado el", "Verified on"),
        "visibility" => words!("Quién lo ve", "Visibility"),
        "withdrawn" => words!("Lo retirado", "What was withdrawn"),
        "within_attributions" => words!("Dentro de sus atribuciones", "Within its attributions"),
        "year" => words!("Año", "Year"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Spanish};
    use super::*;

    #[test]
    fn fields_have_names_and_what_has_none_keeps_its_own() {
        assert_eq!(name("/signed_on", Spanish), "Fecha de firma");
        assert_eq!(name("/term/amount", English), "Agreed term: amount");
        assert_eq!(
            name("/parties/0/name_as_signed", Spanish),
            "Partes: 1, nombre como se firmó"
        );
        assert_eq!(name("/sha256", Spanish), "sha256");
    }
}
