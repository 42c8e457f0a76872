//! What can be wrong with something a person or a system sent: each fault says where, which rule and what to do.

use std::collections::HashSet;

use crate::db::text_enum;
use crate::language::{Words, words};

/// One thing wrong with a body, a query or a row of a file. The rejected value itself is not repeated here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    pub code: FaultCode,
    pub words: Words,
}

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A JSON pointer into the body.
    Pointer(String),
    /// The name of a query parameter.
    Parameter(String),
}

impl Fault {
    /// A fault in a body, at a JSON pointer.
    pub fn at(pointer: impl Into<String>, code: FaultCode, words: Words) -> Self {
        Self {
            place: Place::Pointer(pointer.into()),
            code,
            words,
        }
    }

    /// A field that is not there, of which nothing more is to be said.
    #[must_use]
    pub fn missing(pointer: String) -> Self {
        let field = pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let words = words!("Falta {field}", "{field} is missing");
        Self::at(pointer, FaultCode::MissingField, words)
    }

    /// Whether it says of a field only that it is not there, and calls it what the API does.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        *self == Self::missing(self.pointer().to_owned())
    }

    /// A fault in a query parameter.
    pub fn in_parameter(name: impl Into<String>, code: FaultCode, words: Words) -> Self {
        Self {
            place: Place::Parameter(name.into()),
            code,
            words,
        }
    }

    /// The JSON pointer, or the empty one of the whole for a fault in a parameter.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match &self.place {
            Place::Pointer(pointer) => pointer,
            Place::Parameter(_) => "",
        }
    }
}

text_enum! {
    /// The rules something sent can break; each is a problem type of its own.
    FaultCode {
        MissingField = "missing-field",
        UnknownField = "unknown-field",
        WrongType = "wrong-type",
        UnknownValue = "unknown-value",
        TooLong = "too-long",
        TooShort = "too-short",
        TooMany = "too-many",
        TooFew = "too-few",
        OutOfRange = "out-of-range",
        InvalidFormat = "invalid-format",
        ControlCharacter = "control-character",
        InvalidDate = "invalid-date",
        ImpossibleDate = "impossible-date",
        FutureDate = "future-date",
        UnknownCountry = "unknown-country",
        UnknownState = "unknown-state",
        UnknownMunicipality = "unknown-municipality",
        MunicipalityOutsideState = "municipality-outside-state",
        UnknownArea = "unknown-area",
        UnknownInstrumentType = "unknown-instrument-type",
        UnknownOrganisation = "unknown-organisation",
        UnknownBody = "unknown-body",
        UnknownAgreement = "unknown-agreement",
        UnknownDocument = "unknown-document",
        UnsupportedContent = "unsupported-content",
        DamagedContent = "damaged-content",
        HarmfulContent = "harmful-content",
        OneSided = "one-sided",
        DomesticCounterpart = "domestic-counterpart",
        ForeignDomesticParty = "foreign-domestic-party",
        PrivateCounterpart = "private-counterpart",
        LevelMismatch = "level-mismatch",
        SignedTooEarly = "signed-too-early",
        SourceRequired = "source-required",
        TermIncomplete = "term-incomplete",
        TermContradictory = "term-contradictory",
        SelfLink = "self-link",
        EventContradicts = "event-contradicts",
        LinkCycle = "link-cycle",
        SuccessionCycle = "succession-cycle",
        DuplicateValue = "duplicate-value",
        RoleMismatch = "role-mismatch",
        BodyAmbiguous = "body-ambiguous",
        UnknownParty = "unknown-party",
        TermTooShort = "term-too-short",
        TermStillRuns = "term-still-runs",
        OpinionStillHolds = "opinion-still-holds",
        AttributionsRequired = "attributions-required",
        DisputeClauseUnsound = "dispute-clause-unsound",
        SignatureMissing = "signature-missing",
        TextMissing = "text-missing",
        OpinionRequired = "opinion-required",
        SeparationOfDuties = "separation-of-duties",
        StillShown = "still-shown",
        LikelyDuplicate = "likely-duplicate",
        GuessablePassword = "guessable-password",
        WrongPassword = "wrong-password",
        UnknownParameter = "unknown-parameter",
        InvalidParameter = "invalid-parameter",
        LimitOutOfRange = "limit-out-of-range",
        UnknownSort = "unknown-sort",
        TooManyRows = "too-many-rows",
    }
}

impl FaultCode {
    /// Whether it is about the form of one value, whichever field that stands in.
    #[must_use]
    pub const fn is_of_form(self) -> bool {
        matches!(
            self,
            Self::WrongType
                | Self::UnknownValue
                | Self::TooLong
                | Self::TooShort
                | Self::TooMany
                | Self::OutOfRange
                | Self::InvalidFormat
                | Self::ControlCharacter
                | Self::InvalidDate
                | Self::ImpossibleDate
                | Self::FutureDate
                | Self::DuplicateValue
        )
    }

    /// The article of the law the rule comes from, if it comes from one.
    #[must_use]
    pub const fn article(self) -> Option<&'static str> {
        match self {
            Self::OneSided | Self::DomesticCounterpart | Self::ForeignDomesticParty | Self::PrivateCounterpart => {
                Some("LCT 2-II")
            }
            Self::SignedTooEarly | Self::OpinionRequired | Self::AttributionsRequired => Some("LCT 7"),
            Self::DisputeClauseUnsound => Some("LCT 8"),
            Self::TermTooShort | Self::TermStillRuns => Some("LFPA 17-A"),
            _ => None,
        }
    }
}

/// More faults than this nobody reads at once; those that are left are told the next time.
pub const MOST_TOLD: usize = 100;

/// Puts faults in the order of the text they are about. Where the form of a value is wrong, what a rule says of its absence is
/// left out, and so is what is said twice. Of very many the first [`MOST_TOLD`] stay.
pub fn in_order(faults: &mut Vec<Fault>) {
    let mut told = Told::default();
    faults.retain(|fault| told.is_new(fault));
    faults.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    faults.truncate(MOST_TOLD);
}

/// What the faults so far say.
#[derive(Default)]
struct Told {
    said: HashSet<(Place, FaultCode)>,
    /// Places where the form is wrong: of them nothing more is said.
    malformed: HashSet<Place>,
    /// Pointers to what is of another type: of what is below nothing more is said either.
    of_another_type: HashSet<String>,
}

impl Told {
    /// Whether a fault says something new, which is remembered then.
    fn is_new(&mut self, fault: &Fault) -> bool {
        let pointer = fault.pointer();
        let is_below = || {
            let mut above = pointer.match_indices('/').map(|(end, _)| &pointer[..end]);
            above.any(|above| self.of_another_type.contains(above))
        };
        if self.malformed.contains(&fault.place) || is_below() {
            return false;
        }
        if fault.is_malformed() {
            self.malformed.insert(fault.place.clone());
        }
        if fault.code == FaultCode::WrongType {
            self.of_another_type.insert(pointer.to_owned());
        }
        self.said.insert((fault.place.clone(), fault.code))
    }
}

impl Fault {
    /// Whether it says that a value has the wrong form, so that no rule can say more of it.
    const fn is_malformed(&self) -> bool {
        matches!(
            self.code,
            FaultCode::WrongType
                | FaultCode::UnknownValue
                | FaultCode::TooLong
                | FaultCode::TooShort
                | FaultCode::TooMany
                | FaultCode::OutOfRange
                | FaultCode::InvalidFormat
                | FaultCode::ControlCharacter
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(faults: &[(&str, FaultCode)]) -> Vec<(String, FaultCode)> {
        let fault = |(at, code): &(&str, FaultCode)| Fault::at(*at, *code, words!("x", "x"));
        let mut faults = faults.iter().map(fault).collect();
        in_order(&mut faults);
        let told = |fault: &Fault| (fault.pointer().to_owned(), fault.code);
        faults.iter().map(told).collect()
    }

    #[test]
    fn what_is_said_already_is_left_out() {
        let given = [
            ("/title", FaultCode::TooLong),
            ("/parties", FaultCode::WrongType),
            ("/title", FaultCode::MissingField),
            ("/parties/0/body", FaultCode::MissingField),
            ("/parties_", FaultCode::UnknownField),
            ("/areas", FaultCode::MissingField),
            ("/areas", FaultCode::MissingField),
            ("/areas", FaultCode::TooFew),
        ];
        let expected = [
            ("/areas", FaultCode::MissingField),
            ("/areas", FaultCode::TooFew),
            ("/parties", FaultCode::WrongType),
            ("/parties_", FaultCode::UnknownField),
            ("/title", FaultCode::TooLong),
        ];
        let mut expected = expected.map(|(at, code)| (at.to_owned(), code));
        expected.sort();
        assert_eq!(left(&given), expected);
    }

    /// One by one against all the others, so many took longer than anybody waits.
    #[test]
    fn of_very_many_faults_the_first_are_told_and_soon() {
        let pointers: Vec<String> = (0..90_000).map(|number| format!("/{number:05}")).collect();
        let faults: Vec<_> = pointers
            .iter()
            .map(|at| (at.as_str(), FaultCode::UnknownField))
            .collect();
        let begun = std::time::Instant::now();
        let left = left(&faults);
        assert_eq!((left.len(), left[MOST_TOLD - 1].0.as_str()), (MOST_TOLD, "/00099"));
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
