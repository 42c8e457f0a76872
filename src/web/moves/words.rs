//! What each move is called, what it does, and where its page is.

use crate::agreements::{Agreement, Stage};
use crate::language::{Words, words};
use crate::procedure::Move;

/// The last part of the address of a move's page: the word of the API.
pub const fn path(step: Move) -> &'static str {
    match step {
        Move::Submission => "submission",
        Move::CompletionRequest => "completion-requests",
        Move::Review => "review",
        Move::Observations => "observations",
        Move::Opinion => "opinion",
        Move::Signatures => "signatures",
        Move::Lapse => "lapse",
        Move::Registration => "registration",
        Move::Withdrawal => "withdrawal",
        Move::Dismissal => "dismissal",
        Move::Cancellation => "cancellation",
        Move::Correction => "corrections",
        Move::Event => "events",
        // Its page is the petitioner's.
        Move::FollowUp => "follow-ups/new",
        Move::Clauses => "clauses",
        Move::Statement => "statements",
        Move::Decision => "decisions",
        Move::Redaction => "redactions",
    }
}

/// What its button says.
pub fn title(step: Move) -> Words {
    match step {
        Move::Submission => words!("Presentar el caso", "Submit the case"),
        Move::CompletionRequest => words!("Prevenir al promovente", "Ask for what is missing"),
        Move::Review => words!("Pasar a revisión", "Hand to counsel"),
        Move::Observations => words!("Enviar observaciones", "Send observations"),
        Move::Opinion => words!("Emitir el dictamen", "Give the opinion"),
        Move::Signatures => words!("Registrar las firmas", "Record the signatures"),
        Move::Lapse => words!("Declarar caduco", "Declare it lapsed"),
        Move::Registration => words!("Inscribir", "Register"),
        Move::Withdrawal => words!("Desistirse del caso", "Withdraw the case"),
        Move::Dismissal => words!("Desechar", "Dismiss"),
        Move::Cancellation => words!("Dar de baja", "Cancel the entry"),
        Move::Correction => words!("Corregir un dato", "Correct a fact"),
        Move::Event => words!("Anotar un hecho posterior", "Record a later event"),
        Move::FollowUp => words!("Informar la actividad", "Report activity"),
        Move::Clauses => words!("Señalar cláusulas", "Note clauses"),
        Move::Statement => words!("Anotar lo que dice una fuente", "Note what a source says"),
        Move::Decision => words!("Resolver una contradicción", "Decide a contradiction"),
        Move::Redaction => words!("Retirar datos personales", "Withdraw personal data"),
    }
}

/// What it does, in a sentence or two.
pub fn explanation(step: Move, case: &Agreement) -> Words {
    match step {
        Move::Submission if case.stage == Some(Stage::Observed) => words!(
            "El caso vuelve al área jurídica con lo que se observó ya atendido.",
            "The case goes back to counsel with the observations answered."
        ),
        Move::Submission => words!(
            "La Secretaría recibe el caso y desde ese día corre su plazo para resolver (LFPA art. 17).",
            "The ministry receives the case, and its term to answer runs from that day (LFPA art. 17)."
        ),
        Move::CompletionRequest => words!(
            "Pide al promovente lo que falta y le da un plazo. Mientras tanto no corre el de la Secretaría (LFPA art. 17-A).",
            "Asks the petitioner for what is missing and sets a term. The ministry's own does not run meanwhile (LFPA art. 17-A)."
        ),
        Move::Review => words!(
            "Da el caso por completo y lo pasa al área jurídica para su dictamen.",
            "Finds the case complete and hands it to counsel for the opinion."
        ),
        Move::Observations => words!(
            "Devuelve el caso al promovente con observaciones sobre el texto, para que las atienda.",
            "Hands the case back to the petitioner with remarks on its text, to be answered."
        ),
        Move::Opinion => words!(
            "Dice si procede firmar el acuerdo (LCT art. 7). Quien emite el dictamen no puede después inscribir el acuerdo.",
            "Says whether signing proceeds (LCT art. 7). Whoever gives the opinion cannot register the agreement afterwards."
        ),
        Move::Signatures => words!(
            "Anota quién firmó por cada parte, en qué cargo, cuándo y dónde. El texto que se firma es el que se declaró procedente.",
            "Records who signed for each party, in what post, when and where. The text that is signed is the one that was cleared."
        ),
        Move::Lapse => words!(
            "Termina el caso: pasó el plazo para firmar y el dictamen ya no vale. Para seguir hay que abrir otro.",
            "Ends the case: the term to sign has passed and the opinion holds no more. To go on, another case is opened."
        ),
        Move::Registration => words!(
            "Da al acuerdo el número que sigue en el año y lo hace público. El número no se puede cambiar.",
            "Gives the agreement the next number of the year and makes it public. The number cannot be changed."
        ),
        Move::Withdrawal => words!(
            "Retira el caso antes de la firma. Queda en los libros del registro y no se puede reabrir.",
            "Takes the case back before it is signed. It stays in the register's books and cannot be reopened."
        ),
        Move::Dismissal => words!(
            "Termina el caso porque no llegó a tiempo lo que faltaba (LFPA art. 17-A).",
            "Ends the case because what was missing did not come in time (LFPA art. 17-A)."
        ),
        Move::Cancellation => words!(
            "Declara nula la inscripción, por error o por duplicada. Lo hacen dos registradores: uno la pide y otro la confirma. El número no se usa otra vez.",
            "Declares the entry void, as an error or a duplicate. Two registrars do so: one asks and another confirms. The number is not used again."
        ),
        Move::Correction => words!(
            "Corrige lo que el registro dice mal. Quedan el valor anterior, el nuevo y el motivo. Si lo que cambió es el acuerdo mismo, eso es otro acuerdo ligado a este.",
            "Corrects what the register has wrong. The old value, the new one and the reason are kept. Where the agreement itself changed, that is another agreement linked to this one."
        ),
        Move::Event => words!(
            "Anota lo que pasó después de la firma: entrada en vigor, suspensión, reanudación, terminación o aviso de no renovar. La vigencia se calcula de nuevo.",
            "Records what happened after the signature: entry into force, suspension, resumption, termination or notice of non-renewal. The validity is worked out anew."
        ),
        Move::FollowUp => words!(
            "Dice qué se hizo en un año con este acuerdo.",
            "Says what was done under this agreement in a year."
        ),
        Move::Clauses => words!(
            "Dice dónde están en el texto la vigencia, la terminación, la solución de controversias y los anexos.",
            "Says where in the text the term, its ending, the settling of disputes and the annexes stand."
        ),
        Move::Statement => words!(
            "Pone al lado del registro lo que dice un documento o una página de internet. El registro no cambia hasta que se resuelva.",
            "Puts beside the register what a document or a web page says. The register does not change until it is decided."
        ),
        Move::Decision => words!(
            "Dice cuál de los valores que se contradicen es el bueno. Si no es el del registro, se corrige.",
            "Says which of the values that contradict each other is right. Where it is not the register's, that is corrected."
        ),
        Move::Redaction => words!(
            "Retira de la historia de este acuerdo, por orden, un texto con datos personales. Lo hacen dos registradores con el mismo texto, y no se puede deshacer.",
            "Withdraws from the history of this agreement, by order, a text with personal data. Two registrars do so with the same text, and it cannot be undone."
        ),
    }
}

/// Whether it takes a case further; the others note something about it.
pub const fn moves_on(step: Move) -> bool {
    !matches!(
        step,
        Move::Correction
            | Move::Event
            | Move::FollowUp
            | Move::Clauses
            | Move::Statement
            | Move::Decision
            | Move::Redaction
            | Move::Cancellation
    )
}

/// Whether it ends something that cannot be taken up again.
pub const fn ends(step: Move) -> bool {
    matches!(
        step,
        Move::Lapse | Move::Withdrawal | Move::Dismissal | Move::Cancellation | Move::Redaction
    )
}

/// What comes next for a case in a stage, told after a move.
pub fn next(stage: Option<Stage>) -> Option<Words> {
    Some(match stage? {
        Stage::Draft => words!(
            "Sigue: completar el borrador y presentarlo.",
            "Next: complete the draft and submit it."
        ),
        Stage::Submitted => words!(
            "Sigue: un analista de la Secretaría revisa si está completo.",
            "Next: an analyst of the ministry checks whether it is complete."
        ),
        Stage::Incomplete => words!(
            "Sigue: el promovente trae lo que falta y presenta el caso otra vez.",
            "Next: the petitioner brings what is missing and submits the case again."
        ),
        Stage::InReview => words!(
            "Sigue: el área jurídica emite el dictamen o envía observaciones.",
            "Next: counsel gives the opinion or sends observations."
        ),
        Stage::Observed => words!(
            "Sigue: el promovente atiende las observaciones y presenta el caso otra vez.",
            "Next: the petitioner answers the observations and submits the case again."
        ),
        Stage::Cleared => words!(
            "Sigue: las partes firman el texto y se registran las firmas.",
            "Next: the parties sign the text and the signatures are recorded."
        ),
        Stage::Signed => words!(
            "Sigue: un registrador inscribe el acuerdo con el original firmado a la vista.",
            "Next: a registrar enters the agreement with the signed original at hand."
        ),
        Stage::Registered => words!(
            "Está inscrito y es público. Cada año se informa su actividad.",
            "It is registered and public. Its activity is reported each year."
        ),
        Stage::Lapsed
        | Stage::Cancelled
        | Stage::Rejected
        | Stage::OutOfScope
        | Stage::Withdrawn
        | Stage::Dismissed => words!("El caso terminó.", "The case has ended."),
    })
}
