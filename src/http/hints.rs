//! What to do next about each kind of fault, for whoever checks a draft before sending it.

use crate::fault::FaultCode;
use crate::language::{Words, words};

/// What helps with a fault, in one sentence.
#[must_use]
pub fn hint(code: FaultCode) -> Words {
    match code {
        FaultCode::UnknownCountry => catalogue("countries"),
        FaultCode::UnknownState => catalogue("states"),
        FaultCode::UnknownMunicipality | FaultCode::MunicipalityOutsideState => catalogue("municipalities"),
        FaultCode::UnknownArea => catalogue("areas"),
        FaultCode::UnknownInstrumentType => catalogue("instrument-types"),
        FaultCode::UnknownOrganisation => catalogue("organisations"),
        FaultCode::UnknownBody | FaultCode::BodyAmbiguous => words!(
            "Busque el órgano en /api/v1/bodies?q=… y use su id, o descríbalo con nombre, nivel y lugar",
            "Look the body up at /api/v1/bodies?q=… and use its id, or describe it with name, level and place"
        ),
        FaultCode::UnknownAgreement | FaultCode::SelfLink | FaultCode::LinkCycle => words!(
            "Busque el acuerdo anterior en /api/v1/agreements?q=… y ligue el más reciente al más antiguo",
            "Look the earlier agreement up at /api/v1/agreements?q=… and link the later one to the earlier"
        ),
        FaultCode::OneSided => words!(
            "Agregue en parties la parte que falta: una domestic y una foreign por lo menos",
            "Add the missing party to parties: at least one domestic and one foreign"
        ),
        FaultCode::DomesticCounterpart | FaultCode::PrivateCounterpart | FaultCode::ForeignDomesticParty => words!(
            "Si las partes son esas, el acuerdo no es interinstitucional y no se inscribe aquí; si no, corrija país y clase",
            "If these are the parties, it is no interinstitutional agreement and is not registered here; if not, correct country and kind"
        ),
        FaultCode::SignedTooEarly => words!(
            "Quite firmas y fecha hasta tener el dictamen, o use el origen regularisation si ya está firmado",
            "Leave signatures and date out until there is an opinion, or use the origin regularisation if it is signed"
        ),
        FaultCode::SourceRequired => words!(
            "Agregue en sources la dirección y el día de la consulta",
            "Add to sources the address and the day it was consulted"
        ),
        FaultCode::TermIncomplete | FaultCode::TermContradictory => words!(
            "Copie la cláusula de vigencia: fixed con amount y unit, until con su fecha, indefinite, o unknown con text",
            "Copy the clause on the term: fixed with amount and unit, until with its date, indefinite, or unknown with text"
        ),
        FaultCode::InvalidDate | FaultCode::ImpossibleDate | FaultCode::FutureDate => words!(
            "Escriba la fecha como AAAA-MM-DD; si no se sabe el día, AAAA-MM o AAAA",
            "Write the date as YYYY-MM-DD; where the day is not known, YYYY-MM or YYYY"
        ),
        FaultCode::LikelyDuplicate => words!(
            "Compárelos; si es otro, diga por qué en not_a_duplicate, y si lo continúa, líguelo en links",
            "Compare them; if it is another one, say why in not_a_duplicate, and if it continues it, link it in links"
        ),
        FaultCode::UnknownField => words!(
            "Quite el campo o corrija su nombre: /docs/ los lista",
            "Leave the field out or correct its name: /docs/ lists them"
        ),
        FaultCode::MissingField => words!("Complete el campo", "Fill the field in"),
        _ => words!("Corrija lo que señala pointer", "Correct what pointer shows"),
    }
}

fn catalogue(name: &str) -> Words {
    words!("Tome el código de /api/v1/{name}", "Take the code from /api/v1/{name}")
}
