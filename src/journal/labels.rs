//! What happened, as the history of a record tells it to people.

use super::Action;
use crate::language::{Words, words};

impl Action {
    /// As people say that it happened.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::AgreementCreated => words!("Se abrió el expediente", "Case opened"),
            Self::AgreementEdited => words!("Se cambió el borrador", "Draft changed"),
            Self::AgreementImported => words!("Se importó", "Imported"),
            Self::AgreementSubmitted => words!("Se presentó", "Submitted"),
            Self::AgreementCompletionRequested => words!("Se previno al promovente", "Completion requested"),
            Self::AgreementReviewBegun => words!("Pasó a revisión", "Review begun"),
            Self::AgreementObserved => words!("Se hicieron observaciones", "Observations made"),
            Self::AgreementOpinionGiven => words!("Se emitió el dictamen", "Opinion given"),
            Self::AgreementSigned => words!("Se informó la firma", "Signature reported"),
            Self::AgreementRegistered => words!("Se inscribió", "Registered"),
            Self::AgreementWithdrawn => words!("Se retiró", "Withdrawn"),
            Self::AgreementDismissed => words!("Se desechó", "Dismissed"),
            Self::AgreementCancellationRequested => words!("Se pidió la baja", "Cancellation requested"),
            Self::AgreementCancelled => words!("Se dio de baja", "Cancelled"),
            Self::AgreementCorrected => words!("Se corrigió", "Corrected"),
            Self::AgreementRelated => words!("Cambió por un acuerdo ligado", "Changed by a linked agreement"),
            Self::AgreementEventRecorded => words!("Se anotó un hecho posterior a la firma", "Later event recorded"),
            Self::AgreementFollowedUp => words!("Se informó su seguimiento", "Follow-up reported"),
            Self::AgreementRegularised => words!("Se regularizó", "Regularised"),
            Self::AgreementLapsed => words!("Caducó el dictamen", "Opinion lapsed"),
            Self::AgreementClausesNoted => words!("Se anotaron sus cláusulas", "Clauses noted"),
            Self::AgreementStatementAdded => words!("Se agregó lo que dice una fuente", "Statement of a source added"),
            Self::AgreementDecided => words!("Se resolvió entre fuentes", "Decided between sources"),
            Self::AgreementRedactionRequested => words!(
                "Se pidió retirar datos personales",
                "Withdrawal of personal data requested"
            ),
            Self::AgreementRedacted => words!(
                "Se retiraron datos personales por orden",
                "Personal data withdrawn by order"
            ),
            Self::DocumentAdded => words!("Se agregó un documento", "Document added"),
            Self::DocumentEdited => words!("Se cambiaron los datos de un documento", "Document’s details changed"),
            Self::DocumentRead => words!("Se leyó el texto de un documento", "Document’s text read"),
            Self::BodyCreated => words!("Se agregó un órgano", "Body added"),
            Self::BodyEdited => words!("Se cambiaron los datos de un órgano", "Body’s details changed"),
            Self::BodySucceeded => words!("Un órgano dejó de existir", "A body came to its end"),
            Self::CatalogueLoaded => words!("Se cargó un catálogo", "Catalogue loaded"),
            Self::TokenCreated => words!("Se expidió una ficha de acceso", "Access token made"),
            Self::TokenRevoked => words!("Se revocó una ficha de acceso", "Access token revoked"),
            Self::AccountCreated => words!("Se abrió una cuenta", "Account opened"),
            Self::AccountReopened => words!("Se volvió a abrir una cuenta", "Account opened again"),
            Self::AccountLinkMade => words!(
                "Se hizo un enlace para poner la contraseña",
                "Link to set the password made"
            ),
            Self::AccountPasswordSet => words!("Se puso una contraseña", "Password set"),
            Self::AccountIdentityLinked => words!(
                "Se ligó una cuenta con su proveedor de identidad",
                "Account linked with its identity provider"
            ),
            Self::AccountSignedOutEverywhere => words!(
                "Se cerraron todas las sesiones de una cuenta",
                "All sessions of an account ended"
            ),
        }
    }
}
