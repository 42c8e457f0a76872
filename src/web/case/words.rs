//! What people call the codes and the fields of a record, in the story of a case and in the differences between its versions.

use uuid::Uuid;

use crate::access::Role;
use crate::agreements::clauses::ClauseKind;
use crate::agreements::events::EventKind;
use crate::agreements::statements::{Method, Standing};
use crate::agreements::term::{EntryIntoForce, TermKind, TermUnit};
use crate::agreements::{Binding, Origin, Relation, Side, Stage};
use crate::bodies::{BodyKind, Level};
use crate::catalogues::Catalogues;
use crate::documents::{DocumentKind, Visibility};
use crate::export::labels::Labels;
use crate::language::{Language, Words, words};
use crate::procedure::{Evidence, OpinionResult};

/// What a field is called, by its pointer into a record or into what was said; nothing for what tells a reader nothing.
pub fn field(pointer: &str) -> Option<Words> {
    if HIDDEN
        .iter()
        .any(|hidden| pointer == *hidden || pointer.starts_with(&format!("{hidden}/")))
    {
        return None;
    }
    Some(match pointer {
        "/term/kind" => words!("Vigencia", "Term"),
        "/term/text" => words!("Cláusula de vigencia", "Clause on the term"),
        _ => named(pointer.rsplit('/').next().unwrap_or_default()),
    })
}

/// Kept for the machine, or told elsewhere on the page.
const HIDDEN: [&str; 8] = [
    "/id",
    "/clock",
    "/phases",
    "/stage_since",
    "/version",
    "/created_at",
    "/updated_at",
    "/because_of",
];

fn named(name: &str) -> Words {
    match name {
        "title" => words!("Título", "Title"),
        "alternative_titles" => words!("Títulos en otros idiomas", "Titles in other languages"),
        "external_number" => words!("Número externo", "External number"),
        "registration_number" => words!("Número de inscripción", "Registration number"),
        "registered_on" => words!("Fecha de inscripción", "Registered on"),
        "responsible_unit" => words!("Unidad responsable", "Responsible unit"),
        "stage" => words!("Etapa", "Stage"),
        "origin" => words!("Origen", "Origin"),
        "instrument_type" => words!("Clase de instrumento", "Kind of instrument"),
        "denomination" => words!("Denominación", "Denomination"),
        "binding" => words!("Obliga a las partes", "Binds the parties"),
        "languages" => words!("Idiomas", "Languages"),
        "language" => words!("Idioma", "Language"),
        "object" => words!("Objeto", "Object"),
        "legal_basis" => words!("Fundamento", "Legal basis"),
        "derives_from_treaty" => words!("Tratado del que deriva", "Treaty it rests on"),
        "areas" => words!("Materias", "Areas"),
        "petitioner" => words!("Promovente", "Petitioner"),
        "regularises" => words!("Regulariza lo reportado", "Regularises what was reported"),
        "regularised_by" => words!("Regularizado por", "Regularised by"),
        "parties" => words!("Partes", "Parties"),
        "side" => words!("Lado", "Side"),
        "body" => words!("Órgano", "Body"),
        "name" => words!("Nombre", "Name"),
        "name_as_signed" => words!("Nombre con que firma", "Name it signs with"),
        "signatures" => words!("Firmas", "Signatures"),
        "post" => words!("Cargo", "Post"),
        "signed_on" => words!("Fecha de firma", "Signed on"),
        "signed_place" | "place" => words!("Lugar de firma", "Where it was signed"),
        "kind" => words!("Clase", "Kind"),
        "amount" => words!("Duración", "Length"),
        "unit" => words!("Unidad", "Unit"),
        "until" => words!("Hasta", "Until"),
        "entry_into_force" => words!("Entrada en vigor", "Entry into force"),
        "in_force_from" => words!("En vigor desde", "In force from"),
        "renewal" => words!("Renovación automática", "Automatic renewal"),
        "times" => words!("Veces", "Times"),
        "notice_days" => words!("Días de aviso", "Days of notice"),
        "links" => words!("Acuerdos ligados", "Linked agreements"),
        "relation" => words!("Relación", "Relation"),
        "agreement" => words!("Acuerdo", "Agreement"),
        "events" => words!("Hechos posteriores", "Later events"),
        "on" => words!("Fecha", "Date"),
        "document" => words!("Documento", "Document"),
        "note" => words!("Nota", "Note"),
        "follow_ups" => words!("Informes de actividad", "Follow-up reports"),
        "year" => words!("Año", "Year"),
        "active" => words!("Con actividad", "Active"),
        "activities" => words!("Actividades", "Activities"),
        "results" => words!("Resultados", "Results"),
        "reported_on" => words!("Informado el", "Reported on"),
        "sources" => words!("Fuentes", "Sources"),
        "url" => words!("Dirección", "Address"),
        "consulted_on" => words!("Consultado el", "Consulted on"),
        "clauses" => words!("Cláusulas", "Clauses"),
        "label" => words!("Nombre en el texto", "What the text calls it"),
        "page" => words!("Página", "Page"),
        "statements" => words!("Lo que dicen las fuentes", "What sources say"),
        "statement" => words!("Fuente que tiene razón", "Source that is right"),
        "number" => words!("Número", "Number"),
        "field" => words!("Dato", "Field"),
        "value" => words!("Valor", "Value"),
        "method" => words!("Cómo se tomó", "How it was taken"),
        "verified" => words!("Cotejado", "Verified"),
        "verified_by" => words!("Cotejado por", "Verified by"),
        "verified_on" => words!("Cotejado el", "Verified on"),
        "standing" => words!("Situación", "Standing"),
        "decided_on" => words!("Resuelto el", "Decided on"),
        "reason" => words!("Motivo", "Reason"),
        "missing" => words!("Lo que falta", "What is missing"),
        "due_on" => words!("Último día del plazo", "Last day of the term"),
        "text" => words!("Texto", "Text"),
        "result" => words!("Sentido", "Result"),
        "reference" => words!("Número del dictamen", "Number of the opinion"),
        "issued_on" => words!("Fecha del dictamen", "Date of the opinion"),
        "within_attributions" => words!("Dentro de sus atribuciones (LCT 7)", "Within its attributions (LCT 7)"),
        "dispute_checks" => words!("Solución de controversias (LCT 8)", "Settling disputes (LCT 8)"),
        "reciprocity" => words!("Reciprocidad (8-I)", "Reciprocity (8-I)"),
        "hearing" => words!("Audiencia (8-II)", "Hearing (8-II)"),
        "impartiality" => words!("Imparcialidad (8-III)", "Impartiality (8-III)"),
        "not_a_duplicate" => words!("Por qué no es un duplicado", "Why it is no duplicate"),
        "evidence" => words!("A la vista", "Evidence"),
        "order" => words!("Número de la orden", "Number of the order"),
        "withdrawn" => words!("Lo retirado", "What was withdrawn"),
        "visibility" => words!("Quién lo ve", "Who sees it"),
        "file_name" => words!("Archivo", "File"),
        other => {
            let other = other.replace('_', " ");
            words!("{other}", "{other}")
        }
    }
}

/// What people call a value, by the name of its field.
pub fn value(name: &str, value: &str, catalogues: &Catalogues, language: Language) -> String {
    let labels = Labels { catalogues, language };
    let known = match name {
        "instrument_type" => return labels.instrument_type(value),
        "areas" => return labels.area(value),
        "country" => return labels.country(value),
        "state" => return labels.state(value),
        "municipality" => return labels.municipality(value),
        "stage" => Stage::parse(value).map(Stage::label),
        "origin" => Origin::parse(value).map(Origin::label),
        "level" => Level::parse(value).map(Level::label),
        "side" => Side::parse(value).map(side),
        "relation" => Relation::parse(value).map(relation),
        "binding" => Binding::parse(value).map(binding),
        "unit" => TermUnit::parse(value).map(unit),
        "entry_into_force" => EntryIntoForce::parse(value).map(entry_into_force),
        "result" => OpinionResult::parse(value).map(opinion_result),
        "evidence" => Evidence::parse(value).map(evidence),
        "standing" => Standing::parse(value).map(standing),
        "method" => Method::parse(value).map(method),
        "visibility" => Visibility::parse(value).map(visibility),
        "languages" | "language" => tongue(value),
        "kind" => TermKind::parse(value)
            .map(TermKind::label)
            .or_else(|| EventKind::parse(value).map(event))
            .or_else(|| ClauseKind::parse(value).map(clause))
            .or_else(|| DocumentKind::parse(value).map(document))
            .or_else(|| BodyKind::parse(value).map(body)),
        "field" => field(value),
        _ => None,
    };
    known.map_or_else(|| value.to_owned(), |words| words.in_language(language).to_owned())
}

/// Whether a text is an identifier of ours, which tells a reader nothing.
pub fn is_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok()
}

pub fn side(side: Side) -> Words {
    match side {
        Side::Domestic => words!("Mexicana", "Mexican"),
        Side::Foreign => words!("Extranjera", "Foreign"),
    }
}

fn relation(relation: Relation) -> Words {
    match relation {
        Relation::Extends => words!("Prorroga", "Extends"),
        Relation::ExtendedBy => words!("Prorrogado por", "Extended by"),
        Relation::Amends => words!("Modifica", "Amends"),
        Relation::AmendedBy => words!("Modificado por", "Amended by"),
        Relation::Supersedes => words!("Sustituye", "Supersedes"),
        Relation::SupersededBy => words!("Sustituido por", "Superseded by"),
        Relation::Reaffirms => words!("Refrenda", "Reaffirms"),
        Relation::ReaffirmedBy => words!("Refrendado por", "Reaffirmed by"),
    }
}

pub fn binding(binding: Binding) -> Words {
    match binding {
        Binding::Yes => words!("Sí", "Yes"),
        Binding::No => words!("No", "No"),
        Binding::Unknown => words!("Sin dato", "Unknown"),
    }
}

pub fn unit(unit: TermUnit) -> Words {
    match unit {
        TermUnit::Day => words!("Días", "Days"),
        TermUnit::Month => words!("Meses", "Months"),
        TermUnit::Year => words!("Años", "Years"),
    }
}

pub fn entry_into_force(entry: EntryIntoForce) -> Words {
    match entry {
        EntryIntoForce::LastSignature => words!("Con la última firma", "With the last signature"),
        EntryIntoForce::OnDate => words!("En una fecha", "On a date"),
        EntryIntoForce::OnNotice => words!("Con un aviso", "On notice"),
        EntryIntoForce::Unknown => words!("Sin dato", "Unknown"),
    }
}

pub fn opinion_result(result: OpinionResult) -> Words {
    match result {
        OpinionResult::Favourable => words!("Procedente", "Favourable"),
        OpinionResult::Unfavourable => words!("Improcedente", "Unfavourable"),
        OpinionResult::OutOfScope => words!("Fuera de la ley", "Out of scope"),
    }
}

pub fn evidence(evidence: Evidence) -> Words {
    match evidence {
        Evidence::SignedOriginal => words!("El original firmado", "The signed original"),
        Evidence::CertifiedCopy => words!("Una copia certificada", "A certified copy"),
    }
}

pub fn event(kind: EventKind) -> Words {
    match kind {
        EventKind::EntryIntoForce => words!("Entrada en vigor", "Entry into force"),
        EventKind::Suspension => words!("Suspensión", "Suspension"),
        EventKind::Resumption => words!("Reanudación", "Resumption"),
        EventKind::Termination => words!("Terminación", "Termination"),
        EventKind::NonRenewal => words!("Aviso de no renovar", "Notice of non-renewal"),
    }
}

pub fn clause(kind: ClauseKind) -> Words {
    match kind {
        ClauseKind::Term => words!("Vigencia", "Term"),
        ClauseKind::End => words!("Terminación", "Ending it"),
        ClauseKind::Disputes => words!("Solución de controversias", "Settling disputes"),
        ClauseKind::Money => words!("Dinero", "Money"),
        ClauseKind::PrevailingLanguage => words!("Idioma que prevalece", "Prevailing language"),
        ClauseKind::Annex => words!("Anexo", "Annex"),
    }
}

pub fn standing(standing: Standing) -> Words {
    match standing {
        Standing::Agrees => words!("Coincide con el registro", "Agrees with the register"),
        Standing::Differs => words!("Contradice al registro", "Contradicts the register"),
        Standing::SetAside => words!("Descartado", "Set aside"),
    }
}

fn method(method: Method) -> Words {
    match method {
        Method::Keyed => words!("Capturado", "Keyed in"),
        Method::Imported => words!("Importado", "Imported"),
        Method::Read => words!("Leído del texto", "Read from the text"),
    }
}

pub fn document(kind: DocumentKind) -> Words {
    match kind {
        DocumentKind::Draft => words!("Proyecto", "Draft"),
        DocumentKind::OfficialLetter => words!("Oficio", "Official letter"),
        DocumentKind::CouncilAct => words!("Acta de cabildo", "Act of the council"),
        DocumentKind::Opinion => words!("Dictamen", "Opinion"),
        DocumentKind::SignedOriginal => words!("Original firmado", "Signed original"),
        DocumentKind::CertifiedCopy => words!("Copia certificada", "Certified copy"),
        DocumentKind::Translation => words!("Traducción", "Translation"),
        DocumentKind::Annex => words!("Anexo", "Annex"),
        DocumentKind::SideLetter => words!("Carta anexa", "Side letter"),
        DocumentKind::WorkProgramme => words!("Programa de trabajo", "Work programme"),
        DocumentKind::Report => words!("Informe", "Report"),
        DocumentKind::SourcePage => words!("Página de la fuente", "Page of the source"),
    }
}

pub fn visibility(visibility: Visibility) -> Words {
    match visibility {
        Visibility::Public => words!("Público", "Public"),
        Visibility::Internal => words!("Interno", "Internal"),
    }
}

fn body(kind: BodyKind) -> Words {
    match kind {
        BodyKind::Government => words!("Gobierno", "Government"),
        BodyKind::Agency => words!("Dependencia", "Agency"),
        BodyKind::Legislature => words!("Poder legislativo", "Legislature"),
        BodyKind::Court => words!("Poder judicial", "Court"),
        BodyKind::AutonomousBody => words!("Órgano autónomo", "Autonomous body"),
        BodyKind::InternationalOrganisation => words!("Organismo internacional", "International organisation"),
        BodyKind::Private => words!("Privado", "Private"),
        BodyKind::Other => words!("Otro", "Other"),
    }
}

/// The languages that agreements are mostly written in.
pub const TONGUES: [&str; 12] = ["es", "en", "fr", "pt", "de", "it", "zh", "ja", "ko", "ru", "ar", "nl"];

pub fn tongue(tag: &str) -> Option<Words> {
    Some(match tag {
        "es" => words!("Español", "Spanish"),
        "en" => words!("Inglés", "English"),
        "fr" => words!("Francés", "French"),
        "pt" => words!("Portugués", "Portuguese"),
        "de" => words!("Alemán", "German"),
        "it" => words!("Italiano", "Italian"),
        "zh" => words!("Chino", "Chinese"),
        "ja" => words!("Japonés", "Japanese"),
        "ko" => words!("Coreano", "Korean"),
        "ru" => words!("Ruso", "Russian"),
        "ar" => words!("Árabe", "Arabic"),
        "nl" => words!("Neerlandés", "Dutch"),
        _ => return None,
    })
}

/// What somebody is to the register.
pub fn role(role: Role) -> Words {
    match role {
        Role::Office => words!("Oficina del promovente", "The petitioner's office"),
        Role::Liaison => words!("Enlace de la entidad", "The state's liaison"),
        Role::Analyst => words!("Analista de la Secretaría", "Analyst of the ministry"),
        Role::Counsel => words!("Área jurídica de la Secretaría", "Legal counsel of the ministry"),
        Role::Registrar => words!("Registrador de la Secretaría", "Registrar of the ministry"),
        Role::Auditor => words!("Auditor", "Auditor"),
        Role::Administrator => words!("Administrador del registro", "Administrator of the register"),
        Role::System => words!("Otro sistema", "Another system"),
    }
}
