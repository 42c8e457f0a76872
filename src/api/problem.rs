//! How a failure looks outside: RFC 9457, in the reader's language. The only list of status codes.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use super::extract::language_of;
use crate::error::Error;
use crate::fault::{Fault, FaultCode, Place};
use crate::language::{Language, Words, words};

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        shape(self).status
    }

    /// In Spanish; `speak` puts it into the language that was asked for.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        respond(self, Language::Spanish)
    }
}

/// Middleware: gives every failure its problem document in the reader's language, those of the server itself included, and
/// writes what only we may know to the log, once.
pub async fn speak(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let language = language_of(request.request());
    let response = next.call(request).await?;
    let Some(error) = response.response().error() else {
        return Ok(response.map_into_boxed_body());
    };
    let translated = match error.as_error::<Error>() {
        Some(error) => {
            if let Error::Internal(reason) | Error::Unavailable(reason) = error {
                tracing::error!(path = response.request().path(), "{error}: {reason}");
            }
            respond(error, language)
        }
        None if response.status().is_server_error() => {
            tracing::error!(path = response.request().path(), "{error}");
            respond(&Error::Internal(String::new()), language)
        }
        None if response.status() == StatusCode::NOT_FOUND => respond(&Error::NotFound, language),
        None => respond(&Error::Encoding, language),
    };
    let (request, _) = response.into_parts();
    Ok(ServiceResponse::new(request, translated))
}

fn respond(error: &Error, language: Language) -> HttpResponse<BoxBody> {
    let shape = shape(error);
    let mut document = Map::new();
    document.insert("type".into(), json!(format!("/problems/{}", shape.code)));
    document.insert("title".into(), json!(shape.title.in_language(language)));
    document.insert("status".into(), json!(shape.status.as_u16()));
    document.insert("detail".into(), json!(shape.detail.in_language(language)));
    let mut response = HttpResponse::build(shape.status);
    response.insert_header((header::CONTENT_TYPE, PROBLEM_JSON));
    response.insert_header((header::CONTENT_LANGUAGE, language.tag()));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    match error {
        Error::Content(faults) | Error::Query(faults) => {
            document.insert(
                "errors".into(),
                faults.iter().map(|fault| fault_outside(fault, language)).collect(),
            );
        }
        Error::NotEditable { stage } => {
            document.insert("stage".into(), json!(stage));
        }
        Error::Stale { version } => {
            document.insert("version".into(), json!(version));
        }
        Error::BodyExists { id } => {
            document.insert("body".into(), json!(id));
        }
        Error::MethodNotAllowed { allow } => {
            response.insert_header((header::ALLOW, *allow));
        }
        Error::Unauthenticated => {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        Error::Unavailable(_) => {
            response.insert_header((header::RETRY_AFTER, "5"));
        }
        _ => {}
    }
    response.body(Value::Object(document).to_string())
}

fn fault_outside(fault: &Fault, language: Language) -> Value {
    let (name, place) = match &fault.place {
        Place::Pointer(pointer) => ("pointer", pointer),
        Place::Parameter(parameter) => ("parameter", parameter),
    };
    json!({name: place, "code": fault.code, "message": fault.words.in_language(language)})
}

struct Shape {
    status: StatusCode,
    code: &'static str,
    title: Words,
    detail: Words,
}

/// Status, type and words of every failure; without a wildcard, so that a new one cannot be forgotten.
fn shape(error: &Error) -> Shape {
    let shape = |status, code: &'static str, detail| Shape {
        status,
        code,
        title: title(code),
        detail,
    };
    match error {
        Error::Content(faults) => {
            let code = error.shared_fault().map_or("invalid-content", FaultCode::as_str);
            shape(StatusCode::UNPROCESSABLE_ENTITY, code, counted(faults))
        }
        Error::Query(faults) => {
            let code = error.shared_fault().map_or("invalid-query", FaultCode::as_str);
            shape(StatusCode::BAD_REQUEST, code, counted(faults))
        }
        Error::MalformedJson { line, column } => shape(
            StatusCode::BAD_REQUEST,
            "malformed-json",
            words!(
                "El cuerpo deja de ser JSON en la línea {line}, columna {column}",
                "The body stops being JSON at line {line}, column {column}"
            ),
        ),
        Error::Encoding => shape(
            StatusCode::BAD_REQUEST,
            "invalid-encoding",
            words!(
                "Lo enviado no es texto UTF-8: guárdelo o codifíquelo en UTF-8",
                "What was sent is no UTF-8 text: save or encode it as UTF-8"
            ),
        ),
        Error::ContentTooLarge { limit } => {
            let limit = limit / 1024;
            shape(
                StatusCode::PAYLOAD_TOO_LARGE,
                "content-too-large",
                words!(
                    "El cuerpo pasa del límite de {limit} KiB",
                    "The body is over the limit of {limit} KiB"
                ),
            )
        }
        Error::ContentCutShort => shape(
            StatusCode::BAD_REQUEST,
            "malformed-json",
            words!("El cuerpo no llegó completo", "The body did not arrive whole"),
        ),
        Error::MediaType => shape(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            words!(
                "Se espera Content-Type: application/json",
                "Content-Type: application/json is expected"
            ),
        ),
        Error::NotAcceptable => shape(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            words!(
                "Hay application/json, text/csv y application/x-ndjson; o diga format=json, csv o ndjson",
                "There are application/json, text/csv and application/x-ndjson; or say format=json, csv or ndjson"
            ),
        ),
        Error::InvalidCursor => shape(
            StatusCode::BAD_REQUEST,
            "invalid-cursor",
            words!(
                "El cursor está dañado: use el de «next» tal como vino, o empiece de nuevo",
                "The cursor is damaged: use the one in “next” as it came, or start again"
            ),
        ),
        Error::ForeignCursor => shape(
            StatusCode::BAD_REQUEST,
            "foreign-cursor",
            words!(
                "El cursor es de otra pregunta: cambie los filtros solo al empezar de nuevo",
                "The cursor is another question's: change the filters only when starting again"
            ),
        ),
        Error::Unauthenticated => shape(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            words!(
                "Hace falta un token válido: Authorization: Bearer rai_…",
                "A valid token is needed: Authorization: Bearer rai_…"
            ),
        ),
        Error::Forbidden => shape(
            StatusCode::FORBIDDEN,
            "forbidden",
            words!("Su función no permite hacer esto", "Your role does not allow this"),
        ),
        Error::NotFound => shape(
            StatusCode::NOT_FOUND,
            "not-found",
            words!(
                "No existe, o no puede verlo",
                "It does not exist, or is not for you to see"
            ),
        ),
        Error::MethodNotAllowed { allow } => shape(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            words!("Aquí se puede: {allow}", "What can be done here: {allow}"),
        ),
        Error::NotEditable { stage } => {
            let now = stage.map_or("reported", crate::agreements::Stage::as_str);
            shape(
                StatusCode::CONFLICT,
                "not-editable",
                words!(
                    "Solo se edita un borrador; este acuerdo está en «{now}»",
                    "Only a draft is edited; this agreement is “{now}”"
                ),
            )
        }
        Error::BodyExists { id } => shape(
            StatusCode::CONFLICT,
            "body-exists",
            words!(
                "Ese órgano ya está en el directorio: /api/v1/bodies/{id}",
                "That body is in the directory already: /api/v1/bodies/{id}"
            ),
        ),
        Error::Stale { version } => shape(
            StatusCode::PRECONDITION_FAILED,
            "stale-record",
            words!(
                "Alguien lo cambió antes: va en la versión {version}; léalo otra vez y repita el cambio",
                "Somebody changed it first: it is at version {version}; read it again and repeat the change"
            ),
        ),
        Error::PreconditionRequired => shape(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition-required",
            words!(
                "Para cambiarlo mande If-Match con el ETag de lo que leyó",
                "To change it, send If-Match with the ETag of what you read"
            ),
        ),
        Error::InvalidIfMatch => shape(
            StatusCode::BAD_REQUEST,
            "invalid-if-match",
            words!(
                "If-Match lleva el ETag entre comillas, tal como vino",
                "If-Match holds the ETag in quotes, as it came"
            ),
        ),
        Error::IdempotencyKey => shape(
            StatusCode::BAD_REQUEST,
            "idempotency-key-invalid",
            words!(
                "Idempotency-Key lleva de 1 a 200 caracteres ASCII visibles",
                "Idempotency-Key holds 1 to 200 visible ASCII characters"
            ),
        ),
        Error::IdempotencyKeyReused => shape(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            words!(
                "Esa Idempotency-Key ya se usó con otro contenido: elija una nueva",
                "That Idempotency-Key was used with other content: choose a new one"
            ),
        ),
        Error::Unavailable(_) => shape(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            words!(
                "La base de datos no responde ahora: inténtelo en unos segundos",
                "The database does not answer now: try again in a few seconds"
            ),
        ),
        Error::Command(_) | Error::Internal(_) => shape(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            words!(
                "Algo falló de nuestro lado y quedó anotado",
                "Something failed on our side and was noted"
            ),
        ),
    }
}

fn counted(faults: &[Fault]) -> Words {
    match faults.len() {
        1 => words!(
            "Hay un problema; «errors» dice dónde y cuál",
            "There is one problem; “errors” says where and which"
        ),
        count => words!(
            "Hay {count} problemas; «errors» dice dónde y cuáles",
            "There are {count} problems; “errors” says where and which"
        ),
    }
}

/// Every problem type there is, with its title: what `/problems/{code}` explains.
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
    "not-found",
    "method-not-allowed",
    "not-acceptable",
    "not-editable",
    "body-exists",
    "stale-record",
    "content-too-large",
    "unsupported-media-type",
    "invalid-content",
    "idempotency-key-reused",
    "precondition-required",
    "internal",
    "unavailable",
];

fn title(code: &str) -> Words {
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
        "level-mismatch" => ("Nivel y lugar no concuerdan", "Level and place do not fit"),
        "signed-too-early" => ("Firma antes del dictamen", "Signature before the opinion"),
        "source-required" => ("Falta la fuente", "Source required"),
        "term-incomplete" => ("Vigencia incompleta", "Incomplete term"),
        "term-contradictory" => ("Vigencia contradictoria", "Contradictory term"),
        "self-link" => ("Enlace a sí mismo", "Link to itself"),
        "duplicate-value" => ("Valor repetido", "Repeated value"),
        "body-ambiguous" => ("Órgano dicho de dos formas", "Body told in two ways"),
        "unknown-parameter" => ("Parámetro desconocido", "Unknown parameter"),
        "invalid-parameter" => ("Parámetro equivocado", "Invalid parameter"),
        "limit-out-of-range" => ("Límite fuera de rango", "Limit out of range"),
        "unknown-sort" => ("Orden desconocido", "Unknown order"),
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
        "not-acceptable" => ("Formato no disponible", "Not acceptable"),
        "not-editable" => ("No se puede editar", "Not editable"),
        "body-exists" => ("El órgano ya existe", "The body exists"),
        "stale-record" => ("Registro ya cambiado", "Stale record"),
        "content-too-large" => ("Cuerpo demasiado grande", "Content too large"),
        "unsupported-media-type" => ("Tipo de contenido no admitido", "Unsupported media type"),
        "invalid-content" => ("Contenido con problemas", "Invalid content"),
        "precondition-required" => ("Falta If-Match", "If-Match required"),
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
