//! How a failure looks outside: RFC 9457, in the reader's language. The only list of status codes.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use super::extract::language_of;
use super::problem_types::title;
use crate::error::Error;
use crate::fault::{Fault, FaultCode, MOST_TOLD, Place};
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

/// Middleware: gives every failure its problem document in the reader's language.
///
/// # Errors
/// None: a failure is an answer.
pub async fn speak(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    tell(request, next, |error, request| respond(error, language_of(request))).await
}

/// Has every failure told, those of the server itself included, and writes what only we may know to the log, once.
///
/// # Errors
/// None: a failure is an answer.
pub async fn tell(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    told: impl Fn(&Error, &HttpRequest) -> HttpResponse,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?;
    let Some(error) = response.response().error() else {
        return Ok(response.map_into_boxed_body());
    };
    let request = response.request();
    let told = match error.as_error::<Error>() {
        Some(error) => {
            if let Error::Internal(reason) | Error::Unavailable(reason) | Error::Index(reason) | Error::Store(reason) =
                error
            {
                tracing::error!(route = route(request), "{error}: {reason}");
            }
            told(error, request)
        }
        None if response.status().is_server_error() => {
            tracing::error!(route = route(request), "{error}");
            told(&Error::Internal(String::new()), request)
        }
        None if response.status() == StatusCode::NOT_FOUND => told(&Error::NotFound, request),
        None => told(&Error::Encoding, request),
    };
    let (request, _) = response.into_parts();
    Ok(ServiceResponse::new(request, told))
}

/// The path as it is declared: in the one that was asked for may stand a secret, such as that of a link.
fn route(request: &HttpRequest) -> String {
    request.match_pattern().unwrap_or_default()
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
        Error::Content(faults) | Error::Query(faults) | Error::MoveRefused { reasons: faults, .. } => {
            document.insert(
                "errors".into(),
                faults.iter().map(|fault| fault_outside(fault, language)).collect(),
            );
        }
        Error::NotEditable { stage } | Error::WrongStage { stage, .. } => {
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
        Error::RangeNotSatisfiable { size } => {
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{size}")));
        }
        Error::Unauthenticated => {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        Error::RequestInProgress => {
            response.insert_header((header::RETRY_AFTER, "1"));
        }
        Error::Unavailable(_) | Error::Busy | Error::Index(_) | Error::IndexBehind(_) | Error::Store(_) => {
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

/// What is said of a failure outside.
pub struct Shape {
    pub status: StatusCode,
    /// Of the problem type.
    pub code: &'static str,
    pub title: Words,
    pub detail: Words,
}

/// Status, type and words of every failure; without a wildcard, so that a new one cannot be forgotten.
#[must_use]
pub fn shape(error: &Error) -> Shape {
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
        Error::MediaType { expected } => shape(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            words!(
                "Se espera Content-Type: {expected}",
                "Content-Type: {expected} is expected"
            ),
        ),
        Error::MalformedParts => shape(
            StatusCode::BAD_REQUEST,
            "malformed-parts",
            words!(
                "El cuerpo multipart/form-data no se entiende o no llegó completo: envíelo otra vez",
                "The multipart/form-data body is not understood or did not arrive whole: send it again"
            ),
        ),
        Error::RangeNotSatisfiable { size } => shape(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range-not-satisfiable",
            words!(
                "El contenido tiene {size} bytes, y ninguno está en lo que se pide",
                "The content has {size} bytes, and none is in what was asked for"
            ),
        ),
        Error::NotAcceptable => shape(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            words!(
                "Hay application/json, text/csv, application/x-ndjson, application/geo+json, application/atom+xml y hojas de cálculo; o diga format=json, csv, ndjson, xlsx, geojson o atom",
                "There are application/json, text/csv, application/x-ndjson, application/geo+json, application/atom+xml and spreadsheets; or say format=json, csv, ndjson, xlsx, geojson or atom"
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
        Error::ForeignForm => shape(
            StatusCode::FORBIDDEN,
            "foreign-form",
            words!(
                "El formulario no se envió desde este sitio, o inició o cerró sesión después de abrirlo: ábralo otra vez y envíelo de nuevo; su navegador debe aceptar las cookies de este sitio",
                "The form was not sent from this site, or you signed in or out after it was opened: open it again and send it anew; your browser must accept this site’s cookies"
            ),
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
        Error::NotReported => shape(
            StatusCode::CONFLICT,
            "not-reported",
            words!(
                "Se regulariza lo que solo está reportado y todavía no tiene caso",
                "What is regularised is reported only, and in no case yet"
            ),
        ),
        Error::NotEditable { stage } => {
            let now = stage.map_or("reported", crate::agreements::Stage::as_str);
            shape(
                StatusCode::CONFLICT,
                "not-editable",
                words!(
                    "Se edita un borrador, o un caso con prevención u observaciones; este está en «{now}»",
                    "What is edited is a draft, or a case that is incomplete or observed; this one is “{now}”"
                ),
            )
        }
        Error::WrongStage { step, stage } => {
            let in_words =
                |language| stage.map_or("–".to_owned(), |stage| stage.label().in_language(language).to_owned());
            let (es, en) = (in_words(Language::Spanish), in_words(Language::English));
            let from = step
                .from()
                .iter()
                .map(|stage| stage.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            shape(
                StatusCode::CONFLICT,
                "wrong-stage",
                words!(
                    "La etapa es ahora «{es}»; este paso parte de: {from}",
                    "The stage is now “{en}”; this step starts from: {from}"
                ),
            )
        }
        Error::MoveRefused { reasons, .. } => shape(StatusCode::CONFLICT, "move-refused", counted(reasons)),
        Error::BodyExists { id } => shape(
            StatusCode::CONFLICT,
            "body-exists",
            words!(
                "Ese órgano ya está en el directorio: /api/v1/bodies/{id}",
                "That body is in the directory already: /api/v1/bodies/{id}"
            ),
        ),
        Error::AlreadySucceeded => shape(
            StatusCode::CONFLICT,
            "already-succeeded",
            words!(
                "Ya consta cómo terminó este órgano y quién lo sucedió",
                "How this body ended and who succeeded it is recorded already"
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
        Error::RequestInProgress => shape(
            StatusCode::CONFLICT,
            "request-in-progress",
            words!(
                "La petición con esa Idempotency-Key sigue en curso: repítala en un segundo y tendrá su respuesta",
                "The request with that Idempotency-Key is still under way: repeat it in a second for its answer"
            ),
        ),
        Error::Index(_) => shape(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            words!(
                "El índice de búsqueda se está reparando: inténtelo en unos segundos",
                "The search index is being mended: try again in a few seconds"
            ),
        ),
        Error::IndexBehind(behind) => {
            let (entry, latest) = (behind.entry, behind.latest_entry);
            shape(
                StatusCode::SERVICE_UNAVAILABLE,
                "index-behind",
                words!(
                    "El índice de búsqueda va en el asiento {entry} de {latest}, y lo que se pide debe ser completo: inténtelo en unos segundos",
                    "The search index stands at entry {entry} of {latest}, and what is asked for must be whole: try again in a few seconds"
                ),
            )
        }
        Error::Store(_) => shape(
            StatusCode::SERVICE_UNAVAILABLE,
            "store-unavailable",
            words!(
                "El almacén de documentos está lleno, no responde o no tiene ese contenido: inténtelo más tarde y, si sigue así, avise a quien opera el registro",
                "The store of documents is full, does not answer or lacks that content: try again later and, if it stays so, tell whoever runs the register"
            ),
        ),
        Error::LogUnsigned => shape(
            StatusCode::SERVICE_UNAVAILABLE,
            "log-unsigned",
            words!(
                "Este registro no tiene llave con la que firmar: quien lo opera la hace con rai log-key y la nombra en RAI_LOG_KEYS",
                "This register has no key to sign with: whoever runs it makes one with rai log-key and names it in RAI_LOG_KEYS"
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
        Error::Busy => shape(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            words!(
                "Demasiados piden lo mismo a la vez: inténtelo en unos segundos",
                "Too many ask for the same at a time: try again in a few seconds"
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
        count @ MOST_TOLD.. => words!(
            "Hay {count} problemas o más; «errors» dice dónde y cuáles son los primeros",
            "There are {count} problems or more; “errors” says where and which the first are"
        ),
        count => words!(
            "Hay {count} problemas; «errors» dice dónde y cuáles",
            "There are {count} problems; “errors” says where and which"
        ),
    }
}
