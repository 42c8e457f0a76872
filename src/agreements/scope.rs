//! Who can be a party at all: Mexican public bodies on one side, foreign governmental bodies and international organisations on
//! the other (LCT art. 2-II).

use super::Side;
use crate::bodies::{BodyKind, Level};
use crate::catalogues::MEXICO;
use crate::fault::{Fault, FaultCode};
use crate::language::words;

/// The fault of a party that is on the wrong side for its country.
pub(super) fn side_fault(side: Side, country: Option<&str>, level: Level, pointer: String) -> Option<Fault> {
    match (side, country) {
        (Side::Domestic, Some(MEXICO)) => None,
        (Side::Domestic, _) => {
            let words = words!(
                "La parte nacional debe ser un órgano mexicano (LCT art. 2-II)",
                "The domestic party must be a Mexican body (LCT art. 2-II)"
            );
            Some(Fault::at(pointer, FaultCode::ForeignDomesticParty, words))
        }
        (Side::Foreign, Some(MEXICO)) if level != Level::International => {
            let words = words!(
                "La contraparte debe ser extranjera: un acuerdo entre órganos mexicanos no es interinstitucional (LCT art. 2-II)",
                "The counterpart must be foreign: an agreement among Mexican bodies is not an interinstitutional one (LCT art. 2-II)"
            );
            Some(Fault::at(pointer, FaultCode::DomesticCounterpart, words))
        }
        (Side::Foreign, _) => None,
    }
}

/// The fault of a party that is no public body and no international organisation, whichever side it is on.
pub(super) fn private_fault(kind: BodyKind, pointer: String) -> Option<Fault> {
    (kind == BodyKind::Private).then(|| {
        let words = words!(
            "Un particular no es parte: un acuerdo interinstitucional se celebra con órganos gubernamentales extranjeros u organismos internacionales (LCT art. 2-II)",
            "A private body is no party: an interinstitutional agreement is concluded with foreign governmental bodies or international organisations (LCT art. 2-II)"
        );
        Fault::at(pointer, FaultCode::PrivateCounterpart, words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_has_its_countries_and_organisations_have_none() {
        let code = |side, country, level| side_fault(side, country, level, String::new()).map(|fault| fault.code);
        let (mexico, abroad) = (Some("MX"), Some("US"));
        assert_eq!(code(Side::Domestic, mexico, Level::Municipal), None);
        assert_eq!(
            code(Side::Domestic, abroad, Level::Municipal),
            Some(FaultCode::ForeignDomesticParty)
        );
        assert_eq!(
            code(Side::Foreign, mexico, Level::State),
            Some(FaultCode::DomesticCounterpart)
        );
        assert_eq!(code(Side::Foreign, abroad, Level::State), None);
        assert_eq!(code(Side::Foreign, mexico, Level::International), None);
        assert_eq!(code(Side::Foreign, None, Level::International), None);
    }

    #[test]
    fn of_all_kinds_of_bodies_only_private_ones_are_no_parties() {
        let refused: Vec<BodyKind> = BodyKind::ALL
            .iter()
            .copied()
            .filter(|kind| private_fault(*kind, String::new()).is_some())
            .collect();
        assert_eq!(refused, [BodyKind::Private]);
    }
}
