//! The problem types and their titles.

use crate::fault::FaultCode;
use crate::language::Words;

/// Every problem type there is, with its title: what `/problems/{code}` explains.
#[must_use]
pub fn title_of(code: &str) -> Option<Words> {
    (FaultCode::parse(code).is_some() || OTHER_CODES.contains(&code)).then(|| title(code))
}

/// The problem types that are no fault of a field or parameter.
pub const OTHER_CODES: &[&str] = &[
    "malformed-json",
    "invalid-encoding",
    "invalid-query",
    "invalid-cursor",
    "foreign-cursor",
    "idempotency-key-invalid",
    "invalid-if-match",
    "unauthenticated",
    "forbidden",
    "foreign-form",
    "not-found",
    "method-not-allowed",
    "not-acceptable",
    "not-editable",
    "not-reported",
    "wrong-stage",
    "move-refused",
    "body-exists",
    "request-in-progress",
    "already-succeeded",
    "stale-record",
    "content-too-large",
    "unsupported-media-type",
    "invalid-content",
    "idempotency-key-reused",
    "precondition-required",
    "internal",
    "unavailable",
    "index-behind",
    "store-unavailable",
    "log-unsigned",
    "malformed-parts",
    "range-not-satisfiable",
];

/// The title of a problem type.
#[must_use]
pub fn title(code: &str) -> Words {
    let (es, en) = match code {
        "missing-field" => ("Falta un campo", "A field is missing"),
        "unknown-field" => ("Campo desconocido", "Unknown field"),
        "wrong-type" => ("Tipo de dato equivocado", "Wrong type of value"),
        "unknown-value" => ("Valor fuera de la lista", "Value outside the list"),
        "too-long" => ("Texto demasiado largo", "Text too long"),
        "too-short" => ("Texto demasiado corto", "Text too short"),
        "too-many" => ("Demasiados elementos", "Too many items"),
        "too-few" => ("Faltan elementos", "Too few items"),
        "out-of-range" => ("Valor fuera de rango", "Value out of range"),
        "invalid-format" => ("Forma equivocada", "Wrong form"),
        "control-character" => ("Caracteres de control", "Control characters"),
        "invalid-date" => ("Fecha mal escrita", "Date in a wrong form"),
        "impossible-date" => ("Fecha imposible", "Impossible date"),
        "future-date" => ("Fecha futura", "Date in the future"),
        "unknown-country" => ("País desconocido", "Unknown country"),
        "unknown-state" => ("Entidad desconocida", "Unknown state"),
        "unknown-municipality" => ("Municipio desconocido", "Unknown municipality"),
        "municipality-outside-state" => ("Municipio de otra entidad", "Municipality outside the state"),
        "unknown-area" => ("Materia desconocida", "Unknown area"),
        "unknown-instrument-type" => ("Clase de instrumento desconocida", "Unknown instrument type"),
        "unknown-organisation" => ("Organismo desconocido", "Unknown organisation"),
        "unknown-body" => ("Órgano desconocido", "Unknown body"),
        "unknown-agreement" => ("Acuerdo desconocido", "Unknown agreement"),
        "one-sided" => ("Partes de un solo lado", "Parties on one side only"),
        "domestic-counterpart" => ("Contraparte mexicana", "Mexican counterpart"),
        "foreign-domestic-party" => ("Parte nacional extranjera", "Foreign body as domestic party"),
        "private-counterpart" => ("Contraparte privada", "Private counterpart"),
        "level-mismatch" => ("Nivel y lugar no concuerdan", "Level and place do not fit"),
        "signed-too-early" => ("Firma antes del dictamen", "Signature before the opinion"),
        "source-required" => ("Falta la fuente", "Source required"),
        "term-incomplete" => ("Vigencia incompleta", "Incomplete term"),
        "term-contradictory" => ("Vigencia contradictoria", "Contradictory term"),
        "event-contradicts" => ("Contradice lo que consta", "Contradicts what is recorded"),
        "self-link" => ("Enlace a sí mismo", "Link to itself"),
        "link-cycle" => ("Enlaces en círculo", "Links in a circle"),
        "succession-cycle" => ("Sucesión en círculo", "Succession in a circle"),
        "duplicate-value" => ("Valor repetido", "Repeated value"),
        "role-mismatch" => ("No va con esa función", "Not for that role"),
        "body-ambiguous" => ("Órgano dicho de dos formas", "Body told in two ways"),
        "unknown-party" => ("Parte desconocida", "Unknown party"),
        "term-too-short" => ("Plazo demasiado corto", "Term too short"),
        "opinion-still-holds" => ("El dictamen sigue vigente", "The opinion still holds"),
        "not-reported" => ("No es solo reportado", "Not merely reported"),
        "guessable-password" => ("Contraseña fácil de adivinar", "Password easy to guess"),
        "wrong-password" => ("Contraseña equivocada", "Wrong password"),
        "still-shown" => ("El registro todavía lo muestra", "The record still shows it"),
        "term-still-runs" => ("El plazo sigue corriendo", "The term still runs"),
        "attributions-required" => ("Faltan las atribuciones", "Attributions required"),
        "dispute-clause-unsound" => ("Controversias sin garantías", "Unsound dispute clause"),
        "signature-missing" => ("Falta la firma", "Signature missing"),
        "text-missing" => ("Falta el texto", "Text missing"),
        "opinion-required" => ("Falta el dictamen", "Opinion required"),
        "separation-of-duties" => ("Toca a otra persona", "Somebody else must do it"),
        "likely-duplicate" => ("Probable duplicado", "Likely duplicate"),
        "unknown-parameter" => ("Parámetro desconocido", "Unknown parameter"),
        "invalid-parameter" => ("Parámetro equivocado", "Invalid parameter"),
        "limit-out-of-range" => ("Límite fuera de rango", "Limit out of range"),
        "unknown-sort" => ("Orden desconocido", "Unknown order"),
        "too-many-rows" => ("Demasiadas filas", "Too many rows"),
        "malformed-json" => ("JSON mal formado", "Malformed JSON"),
        "invalid-encoding" => ("No es UTF-8", "Not UTF-8"),
        "invalid-query" => ("Consulta equivocada", "Invalid query"),
        "invalid-cursor" => ("Cursor dañado", "Damaged cursor"),
        "foreign-cursor" => ("Cursor de otra pregunta", "Cursor of another question"),
        "idempotency-key-invalid" => ("Idempotency-Key equivocada", "Invalid Idempotency-Key"),
        "idempotency-key-reused" => ("Idempotency-Key ya usada", "Idempotency-Key already used"),
        "invalid-if-match" => ("If-Match equivocado", "Invalid If-Match"),
        "unauthenticated" => ("Sin identificar", "Unauthenticated"),
        "forbidden" => ("No permitido", "Forbidden"),
        "not-found" => ("No encontrado", "Not found"),
        "method-not-allowed" => ("Método no permitido", "Method not allowed"),
        "foreign-form" => ("El formulario ya no sirve", "The form is of no use any more"),
        "not-acceptable" => ("Formato no disponible", "Not acceptable"),
        "not-editable" => ("No se puede editar", "Not editable"),
        "wrong-stage" => ("No en esta etapa", "Not in this stage"),
        "move-refused" => ("El caso no está listo", "The case is not ready"),
        "body-exists" => ("El órgano ya existe", "The body exists"),
        "request-in-progress" => ("Petición en curso", "Request in progress"),
        "already-succeeded" => ("El órgano ya fue sucedido", "The body was succeeded already"),
        "stale-record" => ("Registro ya cambiado", "Stale record"),
        "content-too-large" => ("Cuerpo demasiado grande", "Content too large"),
        "unsupported-media-type" => ("Tipo de contenido no admitido", "Unsupported media type"),
        "invalid-content" => ("Contenido con problemas", "Invalid content"),
        "precondition-required" => ("Falta If-Match", "If-Match required"),
        "malformed-parts" => ("Partes que no se entienden", "Malformed parts"),
        "range-not-satisfiable" => ("Fuera del contenido", "Outside the content"),
        "unknown-document" => ("Documento desconocido", "Unknown document"),
        "unsupported-content" => (
            "Contenido de una clase que no se guarda",
            "Content of a kind that is not kept",
        ),
        "damaged-content" => ("Contenido dañado", "Damaged content"),
        "harmful-content" => ("Contenido que puede hacer daño", "Content that may do harm"),
        "log-unsigned" => ("El registro no firma", "The register does not sign"),
        "store-unavailable" => ("Almacén de documentos no disponible", "Store of documents unavailable"),
        "index-behind" => ("El índice todavía no llega", "The index is behind"),
        "unavailable" => ("No disponible por ahora", "Unavailable for now"),
        _ => ("Error interno", "Internal error"),
    };
    Words {
        es: es.into(),
        en: en.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_of_its_own() {
        let codes = FaultCode::ALL
            .iter()
            .map(|code| code.as_str())
            .chain(OTHER_CODES.iter().copied());
        let titles: std::collections::HashSet<_> = codes.clone().map(|code| title(code).en).collect();
        assert_eq!(titles.len(), codes.count());
    }
}
