//! What people call a field, by its JSON pointer: on forms, in lists of faults, in records and their histories.

use crate::language::Language;

/// What a field is called beside itself, where one sees what it belongs to; nothing where nobody has a word for it.
pub fn label(pointer: &str, language: Language) -> Option<&'static str> {
    let (es, en) = in_both(pointer)?;
    Some(language.say(es, en))
}

/// The same in Spanish and English.
pub fn in_both(pointer: &str) -> Option<(&'static str, &'static str)> {
    let pointer = field_of(pointer);
    let last = pointer.rsplit('/').next().unwrap_or_default();
    called(&with_any_place(pointer)).or_else(|| called(last))
}

/// What a field is called away from what it belongs to, which is named before it; the pointer itself where nobody has a word for it.
pub fn name(pointer: &str, language: Language) -> String {
    let pointer = field_of(pointer);
    let mut ends = pointer
        .match_indices('/')
        .map(|(at, _)| at)
        .skip(1)
        .chain([pointer.len()]);
    let first = ends.next().and_then(|end| label(&pointer[..end], language));
    let Some(first) = first else {
        return pointer.trim_start_matches('/').to_owned();
    };
    let rest: Vec<String> = ends.map(|end| member(&pointer[..end], language)).collect();
    if rest.is_empty() {
        first.to_owned()
    } else {
        format!("{first}: {}", rest.join(", "))
    }
}

/// What the last member of a pointer is called behind others.
fn member(pointer: &str, language: Language) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    match (last.parse::<usize>(), label(pointer, language)) {
        // The first of a list is called so.
        (Ok(place), _) => (place + 1).to_string(),
        (_, Some(label)) => label.to_lowercase(),
        (_, None) => last.to_owned(),
    }
}

/// The field as the record has it: without the correction it stands in; and the identifier of a thing stands for the thing.
fn field_of(pointer: &str) -> &str {
    let within = pointer.strip_prefix("/changes").filter(|rest| rest.starts_with('/'));
    let field = within.unwrap_or(pointer);
    field
        .strip_suffix("/id")
        .filter(|thing| !thing.is_empty())
        .unwrap_or(field)
}

/// The pointer with a `*` for each place in a list.
fn with_any_place(pointer: &str) -> String {
    let is_place = |step: &str| step.parse::<usize>().is_ok();
    let steps = pointer.split('/').map(|step| if is_place(step) { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// Spanish and English of a field: by its pointer where it is called otherwise than others of that name, or by its last member.
fn called(field: &str) -> Option<(&'static str, &'static str)> {
    Some(match field {
        "/alternative_titles/*/language" => ("Idioma del título", "Language of the title"),
        "/alternative_titles/*/title" => ("Título en ese idioma", "Title in that language"),
        "/links/*" | "/links/*/agreement" => ("Acuerdo anterior", "Earlier agreement"),
        "/parties/*/body/kind" => ("Clase de órgano", "Kind of body"),
        "/parties/*/body/name" => ("Nombre del órgano", "Name of the body"),
        "/parties/*/signatures/*/name" => ("Nombre de quien firmó", "Name of the signatory"),
        "/parties/*/signatures/*/place" | "signed_place" => ("Lugar de firma", "Place of signature"),
        "/sources/*/title" => ("Nombre de la fuente", "Name of the source"),
        "/term/amount" => ("Cuánto dura", "How long it lasts"),
        "/term/kind" => ("Duración", "Duration"),
        "/term/renewal/amount" => ("Cada cuánto se renueva", "How long each renewal lasts"),
        "/term/renewal/unit" => ("Unidad de la renovación", "Unit of the renewal"),
        "/term/text" => ("Cláusula de vigencia", "Clause on the term"),

        "active" => ("Actividad", "Activity"),
        "activities" => ("Qué se hizo", "What was done"),
        "agreement" => ("Acuerdo", "Agreement"),
        "alternative_titles" => ("Títulos en otros idiomas", "Titles in other languages"),
        "amount" => ("Cantidad", "Amount"),
        "areas" => ("Materias", "Areas"),
        "authenticity" => ("Autenticidad", "Authenticity"),
        "binding" => ("Obliga jurídicamente", "Legally binding"),
        "body" => ("Órgano", "Body"),
        "changes" => ("Cambios", "Changes"),
        "clauses" => ("Cláusulas", "Clauses"),
        "clock" => ("Plazos del trámite", "Terms of the case"),
        "consulted_on" => ("Fecha de consulta", "Date consulted"),
        "content" => ("Registro", "Record"),
        "country" => ("País", "Country"),
        "dated_on" => ("Fecha del documento", "Date of the document"),
        "decided_on" => ("Resuelto el", "Decided on"),
        "denomination" => ("Denominación", "Denomination"),
        "derives_from_treaty" => ("Tratado del que deriva", "Treaty it derives from"),
        "dispute_checks" => ("Solución de controversias (LCT 8)", "Settling disputes (LCT 8)"),
        "document" => ("Documento", "Document"),
        "documents" => ("Documentos", "Documents"),
        "due_on" => ("Fecha límite", "Due on"),
        "entry_into_force" => ("Entrada en vigor", "Entry into force"),
        "events" => ("Hechos posteriores a la firma", "Events after the signature"),
        "evidence" => ("Documento a la vista", "Evidence"),
        "external_number" => ("Número anterior", "Earlier number"),
        "field" => ("Dato", "Fact"),
        "file" => ("Archivo", "File"),
        "file_name" => ("Nombre del archivo", "File name"),
        "follow_ups" => ("Informes de seguimiento", "Follow-up reports"),
        "hearing" => ("Audiencia (8-II)", "Hearing (8-II)"),
        "impartiality" => ("Imparcialidad (8-III)", "Impartiality (8-III)"),
        "in_force_from" => ("Fecha de entrada en vigor", "Date of entry into force"),
        "instrument_type" => ("Clase de instrumento", "Kind of instrument"),
        "issued_on" => ("Fecha del dictamen", "Date of the opinion"),
        "kind" => ("Clase", "Kind"),
        "label" => ("Nombre en el texto", "Name in the text"),
        "language" => ("Idioma", "Language"),
        "languages" => ("Idiomas", "Languages"),
        "legal_basis" => ("Fundamento jurídico", "Legal basis"),
        "level" => ("Nivel de gobierno", "Level of government"),
        "links" => ("Acuerdos anteriores", "Earlier agreements"),
        "method" => ("Cómo se tomó", "How it was taken"),
        "missing" => ("Qué falta", "What is missing"),
        "municipality" => ("Municipio o alcaldía", "Municipality"),
        "name" => ("Nombre", "Name"),
        "name_as_signed" => ("Nombre con el que firma", "Name it signs with"),
        "names" => ("Nombres", "Names"),
        "not_a_duplicate" => ("Por qué es otro acuerdo", "Why it is another agreement"),
        "note" => ("Nota", "Note"),
        "notice_days" => ("Días de aviso para terminarlo", "Days of notice to end it"),
        "number" => ("Número", "Number"),
        "object" => ("Objeto", "Object"),
        "on" => ("Fecha", "Date"),
        "order" => ("Número de la orden", "Number of the order"),
        "origin" => ("Origen", "Origin"),
        "page" => ("Página", "Page"),
        "parties" => ("Partes", "Parties"),
        "petitioner" => ("Promovente", "Petitioner"),
        "phases" => ("Efecto en el tiempo", "Effect over time"),
        "place" => ("Lugar", "Place"),
        "post" => ("Cargo", "Post"),
        "prevails" => ("Prevalece", "Prevails"),
        "reason" => ("Motivo", "Reason"),
        "reciprocity" => ("Reciprocidad (8-I)", "Reciprocity (8-I)"),
        "reference" => ("Número del dictamen", "Number of the opinion"),
        "registered_on" => ("Fecha de inscripción", "Date of registration"),
        "registration_number" => ("Número de inscripción", "Registration number"),
        "regularised_by" => ("Regularizado por", "Regularised by"),
        "regularises" => ("Regulariza a", "Regularises"),
        "relation" => ("Relación con el anterior", "Relation to the earlier one"),
        "renewal" => ("Renovación automática", "Automatic renewal"),
        "reported_on" => ("Informado el", "Reported on"),
        "responsible_unit" => ("Unidad responsable", "Responsible unit"),
        "result" => ("Sentido del dictamen", "Result of the opinion"),
        "results" => ("Resultados", "Results"),
        "side" => ("Lado", "Side"),
        "signatures" => ("Firmas", "Signatures"),
        "signed_on" => ("Fecha de firma", "Date of signature"),
        "sources" => ("Fuentes", "Sources"),
        "stage" => ("Etapa", "Stage"),
        "stage_since" => ("En esa etapa desde", "In that stage since"),
        "standing" => ("Situación", "Standing"),
        "state" => ("Estado", "State"),
        "statement" => ("Fuente que tiene razón", "Source that is right"),
        "statements" => ("Lo que dicen las fuentes", "What sources say"),
        "supersedes" => ("Sustituye a", "Supersedes"),
        "term" => ("Vigencia pactada", "Agreed term"),
        "text" => ("Texto", "Text"),
        "times" => ("Cuántas veces", "How many times"),
        "title" => ("Título", "Title"),
        "unit" => ("Unidad", "Unit"),
        "until" => ("Hasta cuándo", "Until when"),
        "url" => ("Dirección en internet", "Internet address"),
        "value" => ("Valor", "Value"),
        "verified" => ("Cotejado", "Verified"),
        "verified_by" => ("Cotejado por", "Verified by"),
        "verified_on" => ("Cotejado el", "Verified on"),
        "visibility" => ("Quién lo ve", "Who sees it"),
        "withdrawn" => ("Lo retirado", "What was withdrawn"),
        "within_attributions" => ("Dentro de sus atribuciones", "Within its attributions"),
        "year" => ("Año", "Year"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Spanish};
    use super::*;

    #[test]
    fn a_field_is_called_alike_wherever_in_a_list_it_stands() {
        assert_eq!(label("/parties/17/body/name", Spanish), Some("Nombre del órgano"));
        assert_eq!(label("/parties/17/body/level", English), Some("Level of government"));
        assert_eq!(label("/title", Spanish), Some("Título"));
        for nothing in ["", "/", "/0", "/id", "/sha256", "/missing/0"] {
            assert_eq!(label(nothing, Spanish), None, "{nothing}");
        }
    }

    #[test]
    fn a_correction_and_an_identifier_change_no_name() {
        assert_eq!(label("/changes/term/amount", Spanish), Some("Cuánto dura"));
        assert_eq!(label("/parties/0/body/id", Spanish), Some("Órgano"));
        assert_eq!(name("/petitioner/id", English), "Petitioner");
        assert_eq!(name("/changes", English), "Changes");
        assert_eq!(name("/id", English), "id");
    }

    #[test]
    fn away_from_what_it_belongs_to_a_field_is_named_behind_it() {
        assert_eq!(name("/signed_on", Spanish), "Fecha de firma");
        assert_eq!(name("/term/amount", English), "Agreed term: how long it lasts");
        assert_eq!(
            name("/parties/0/name_as_signed", Spanish),
            "Partes: 1, nombre con el que firma"
        );
        assert_eq!(name("/links/1", Spanish), "Acuerdos anteriores: 2");
        assert_eq!(name("/sha256", Spanish), "sha256");
        assert_eq!(name("", Spanish), "");
    }
}
