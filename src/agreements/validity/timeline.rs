//! How effect changes over time: own facts first, then what happened to the agreement and what later agreements did to it, in the
//! order in which it came about.

use chrono::NaiveDate;

use super::super::Bearing;
use super::super::events::{Event, EventKind};
use super::facts::{Span, ValidityBasis, ValidityFacts};
use super::{Phase, Reason, ValidityState};
use crate::language::{Words, words};
use crate::partial_date::PartialDate;

/// A later agreement that bears on one, as far as its effect goes.
#[derive(Debug, Clone)]
pub struct Later {
    pub bearing: Bearing,
    /// What it is called in the reason: its number, or its title.
    pub name: String,
    pub signed_on: Option<PartialDate>,
    /// Whether its own text states a term.
    pub states_term: bool,
    /// The day it begins to have effect, also where its end is not known.
    pub begins_on: Option<NaiveDate>,
    pub phases: Vec<Phase>,
}

/// Everything from a day on, until the next piece begins.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    from: NaiveDate,
    state: ValidityState,
    reason: Words,
}

/// The phases that an agreement's facts, events and later agreements make together.
#[must_use]
pub fn phases(facts: &ValidityFacts, later: &[Later]) -> Vec<Phase> {
    enum Happening<'a> {
        Event(&'a Event),
        Agreement(&'a Later),
    }
    let mut pieces = by_own_facts(facts);
    if facts.span().basis != ValidityBasis::NotSigned {
        let mut happenings: Vec<(NaiveDate, Happening<'_>)> = facts
            .events
            .iter()
            .map(|event| (event.on.earliest(), Happening::Event(event)))
            .chain(
                later
                    .iter()
                    .map(|later| (later.known_from(), Happening::Agreement(later))),
            )
            .collect();
        happenings.sort_by_key(|(day, _)| *day);
        for (_, happening) in happenings {
            pieces = match happening {
                Happening::Event(event) => after_event(&pieces, event, &facts.events),
                Happening::Agreement(later) => after_agreement(&pieces, later),
            };
        }
    }
    as_phases(&joined(pieces))
}

/// Before the signature, between it and the entry into force, in force, and after the end.
fn by_own_facts(facts: &ValidityFacts) -> Vec<Piece> {
    let Span {
        basis,
        starts_on,
        ends_on,
        reason,
        ..
    } = facts.span();
    let piece = |from, state| Piece {
        from,
        state,
        reason: reason.clone(),
    };
    let unsigned = Piece {
        from: NaiveDate::MIN,
        state: ValidityState::NotSigned,
        reason: words!("Todavía no se firmaba", "Not signed yet"),
    };
    let signed = facts.signed_on.map(PartialDate::earliest);
    match (basis, starts_on) {
        (ValidityBasis::NotSigned, _) => vec![piece(NaiveDate::MIN, ValidityState::NotSigned)],
        (ValidityBasis::Dated, Some(start)) => {
            let mut pieces = match signed.filter(|signed| *signed <= start) {
                Some(signed) => vec![unsigned, piece(signed, ValidityState::Pending)],
                // In force before it was signed, or nobody knows when it was: what is known is that it was to come.
                None => vec![piece(NaiveDate::MIN, ValidityState::Pending)],
            };
            pieces.push(piece(start, ValidityState::InForce));
            pieces.extend(ends_on.map(|end| piece(end, ValidityState::Expired)));
            pieces
        }
        (ValidityBasis::Unknown, _) | (ValidityBasis::Dated, None) => match signed {
            Some(signed) => vec![unsigned, piece(signed, ValidityState::Unknown)],
            None => vec![piece(NaiveDate::MIN, ValidityState::Unknown)],
        },
    }
}

/// What an event makes of the days from it on.
fn after_event(pieces: &[Piece], event: &Event, all: &[Event]) -> Vec<Piece> {
    let day = event.on;
    let said = event.in_words();
    match event.kind {
        // The facts hold the first two already: one begins the term, the other ends its renewals. The third ends a suspension.
        EventKind::EntryIntoForce | EventKind::NonRenewal | EventKind::Resumption => pieces.to_vec(),
        EventKind::Suspension => {
            let resumed = all
                .iter()
                .filter(|other| other.kind == EventKind::Resumption && other.on.earliest() >= day.latest())
                .map(|other| other.on.earliest())
                .min();
            let held = Piece {
                from: day.earliest(),
                state: ValidityState::Suspended,
                reason: said,
            };
            over(pieces, &between(held, resumed), |under, above| {
                under.state == ValidityState::InForce && above.state == ValidityState::Suspended
            })
        }
        EventKind::Termination => {
            let mut above = vec![Piece {
                from: day.latest(),
                state: ValidityState::Terminated,
                reason: said.clone(),
            }];
            if day.day().is_none() {
                let reason = words!(
                    "{said}: el día no se conoce",
                    "{said}: the day is not known";
                    said
                );
                above.insert(
                    0,
                    Piece {
                        from: day.earliest(),
                        state: ValidityState::Unknown,
                        reason,
                    },
                );
            }
            over(pieces, &above, |under, _| under.state != ValidityState::NotSigned)
        }
    }
}

/// A piece and, from the day on which it is over, nothing: told by a state that no rule lays over another.
fn between(piece: Piece, until: Option<NaiveDate>) -> Vec<Piece> {
    let over = until.map(|until| Piece {
        from: until,
        state: ValidityState::NotSigned,
        reason: piece.reason.clone(),
    });
    std::iter::once(piece).chain(over).collect()
}

/// What a later agreement makes of the days from its own effect on.
fn after_agreement(pieces: &[Piece], later: &Later) -> Vec<Piece> {
    let name = &later.name;
    let done = match later.bearing {
        Bearing::Extends => words!("prorrogado por {name}", "extended by {name}"),
        Bearing::Amends => words!("modificado por {name}", "amended by {name}"),
        Bearing::Supersedes => words!("sustituido por {name}", "superseded by {name}"),
        Bearing::Reaffirms => words!("refrendado por {name}", "reaffirmed by {name}"),
    };
    let told: Vec<Piece> = later.phases.iter().map(|phase| told_by(phase, &done)).collect();
    let begun = |above: &Piece| !matches!(above.state, ValidityState::NotSigned | ValidityState::Pending);
    match later.bearing {
        // Whatever of the two holds; where neither does, what is said last. An unknown end of the extension makes the days
        // after the known end unknown, not expired.
        Bearing::Extends => over(pieces, &told, |under, above| {
            begun(above) && begun(under) && !under.state.holds()
        }),
        // It confirms what holds and revives what does not; what it leaves unsaid changes nothing.
        Bearing::Reaffirms => over(pieces, &told, |under, above| {
            above.state.holds() && begun(under) && !under.state.holds()
        }),
        // A term that it states takes the place of the old one.
        Bearing::Amends if later.states_term => over(pieces, &told, |under, above| {
            begun(above) && under.state != ValidityState::NotSigned
        }),
        Bearing::Amends => pieces.to_vec(),
        Bearing::Supersedes => over(pieces, &later.supersedes(&done), |under, _| {
            under.state != ValidityState::NotSigned
        }),
    }
}

/// A phase of the later agreement, as the earlier one tells it.
fn told_by(phase: &Phase, done: &Words) -> Piece {
    let own = Words {
        es: phase.reason.es.clone().into(),
        en: phase.reason.en.clone().into(),
    };
    Piece {
        from: phase.from.unwrap_or(NaiveDate::MIN),
        state: phase.state,
        reason: words!("{done}: {own}", "{done}: {own}"; done, own),
    }
}

impl Later {
    /// What it leaves of an agreement that it supersedes: nothing, from the day it begins itself; from when on, is not known while
    /// that day is not.
    fn supersedes(&self, done: &Words) -> Vec<Piece> {
        let (from, state, reason) = match self.begins_on {
            Some(day) => (day, ValidityState::Superseded, done.clone()),
            None => (
                self.signed_on.map_or(NaiveDate::MIN, PartialDate::earliest),
                ValidityState::Unknown,
                words!(
                    "{done}, no se sabe desde qué día",
                    "{done}, from which day on is not known";
                    done
                ),
            ),
        };
        vec![Piece { from, state, reason }]
    }

    /// The earliest day on which it can have been signed; one of which nothing is known comes last.
    fn known_from(&self) -> NaiveDate {
        self.signed_on.map_or(NaiveDate::MAX, PartialDate::earliest)
    }
}

/// Lays some pieces over others where a rule says so.
fn over(under: &[Piece], above: &[Piece], rule: impl Fn(&Piece, &Piece) -> bool) -> Vec<Piece> {
    let mut days: Vec<NaiveDate> = under.iter().chain(above).map(|piece| piece.from).collect();
    days.sort();
    days.dedup();
    let at = |pieces: &'_ [Piece], day: NaiveDate| pieces.iter().rev().find(|piece| piece.from <= day).cloned();
    days.into_iter()
        .filter_map(|day| {
            let below = at(under, day);
            let chosen = match (below, at(above, day)) {
                (Some(below), Some(above)) if rule(&below, &above) => above,
                (Some(below), _) => below,
                (None, other) => other?,
            };
            Some(Piece { from: day, ..chosen })
        })
        .collect()
}

/// Pieces of one state that follow each other are one, with every reason in it.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.state == piece.state => {
                if !last.reason.es.contains(&*piece.reason.es) {
                    let (one, other) = (&last.reason, &piece.reason);
                    last.reason = words!("{one}; {other}", "{one}; {other}"; one, other);
                }
            }
            // Signed and in force on the same day: there was nothing between.
            Some(last) if last.from == piece.from => *last = piece,
            _ => joined.push(piece),
        }
    }
    joined
}

fn as_phases(pieces: &[Piece]) -> Vec<Phase> {
    pieces
        .iter()
        .enumerate()
        .map(|(position, piece)| {
            let next = pieces.get(position + 1);
            let ends = piece.state == ValidityState::InForce
                && next.is_some_and(|next| !matches!(next.state, ValidityState::InForce | ValidityState::Suspended));
            Phase {
                state: piece.state,
                from: (position > 0).then_some(piece.from),
                until: next.map(|next| next.from),
                ends,
                reason: Reason::from(&piece.reason),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::term::{EntryIntoForce, Term, TermKind, TermUnit};
    use super::super::super::{Origin, Stage};
    use super::*;

    fn facts(signed_on: &str, term: Term) -> ValidityFacts {
        ValidityFacts {
            stage: Some(Stage::Registered),
            origin: Origin::Procedure,
            signed_on: PartialDate::parse(signed_on).ok(),
            term,
            events: Vec::new(),
        }
    }

    fn fixed(amount: i32, unit: TermUnit) -> Term {
        Term {
            kind: TermKind::Fixed,
            amount: Some(amount),
            unit: Some(unit),
            ..Term::default()
        }
    }

    fn from_day(day: &str, term: Term) -> Term {
        Term {
            entry_into_force: EntryIntoForce::OnDate,
            in_force_from: PartialDate::parse(day).ok(),
            ..term
        }
    }

    fn later(bearing: Bearing, facts: &ValidityFacts) -> Later {
        Later {
            bearing,
            name: "RAI-2026-00001".into(),
            signed_on: facts.signed_on,
            states_term: facts.term.kind != TermKind::Unknown,
            begins_on: facts.begins_on(),
            phases: phases(facts, &[]),
        }
    }

    /// `state from`, one for each phase.
    fn told(phases: &[Phase]) -> Vec<String> {
        let from = |phase: &Phase| phase.from.map_or_else(|| "ever".into(), |day| day.to_string());
        phases
            .iter()
            .map(|phase| format!("{} {}", phase.state, from(phase)))
            .collect()
    }

    fn event(kind: EventKind, on: &str) -> Event {
        Event {
            kind,
            on: PartialDate::parse(on).unwrap(),
            document: "Nota 1".into(),
            note: None,
        }
    }

    #[test]
    fn a_late_extension_leaves_a_gap_that_is_told() {
        let cantaloupes = facts("2005-10-26", fixed(5, TermUnit::Year));
        let first = facts("2010-10-26", from_day("2010-10-26", fixed(1, TermUnit::Year)));
        let second = facts("2011-10-26", from_day("2011-10-26", fixed(6, TermUnit::Month)));
        let third = facts("2012-04-30", fixed(75, TermUnit::Day));
        let chain = [&first, &second, &third].map(|extension| later(Bearing::Extends, extension));
        let phases = phases(&cantaloupes, &chain);
        assert_eq!(
            told(&phases),
            [
                "not_signed ever",
                "in_force 2005-10-26",
                "expired 2012-04-26",
                "in_force 2012-04-30",
                "expired 2012-07-14"
            ]
        );
        assert!(phases[1].ends && phases[1].reason.en.contains("extended by RAI-2026-00001: 6 months"));
    }

    #[test]
    fn an_extension_of_unknown_length_leaves_what_follows_unknown() {
        let first = facts("2005-10-26", fixed(5, TermUnit::Year));
        let unknown = later(Bearing::Extends, &facts("2010", Term::default()));
        assert_eq!(
            told(&phases(&first, &[unknown]))[1..],
            ["in_force 2005-10-26", "unknown 2010-10-26"]
        );
    }

    #[test]
    fn an_extension_of_what_is_not_known_holds_by_itself() {
        let of_1964 = facts("1964", Term::default());
        let fifty_more = later(Bearing::Extends, &facts("2014-06-13", fixed(50, TermUnit::Year)));
        assert_eq!(
            told(&phases(&of_1964, &[fifty_more])),
            [
                "not_signed ever",
                "unknown 1964-01-01",
                "in_force 2014-06-13",
                "expired 2064-06-13"
            ]
        );
    }

    #[test]
    fn what_supersedes_ends_the_effect_and_what_amends_without_a_term_does_not() {
        let first = facts("2014-02-01", fixed(10, TermUnit::Year));
        let second = facts("2017-03-13", fixed(10, TermUnit::Year));
        let superseded = phases(&first, &[later(Bearing::Supersedes, &second)]);
        assert_eq!(told(&superseded)[1..], ["in_force 2014-02-01", "superseded 2017-03-13"]);
        let undated = phases(&first, &[later(Bearing::Supersedes, &facts("2017", Term::default()))]);
        assert_eq!(told(&undated)[1..], ["in_force 2014-02-01", "unknown 2017-01-01"]);
        let amended = phases(&first, &[later(Bearing::Amends, &facts("2017-03-13", Term::default()))]);
        assert_eq!(told(&amended)[1..], ["in_force 2014-02-01", "expired 2024-02-01"]);
        let shortened = phases(
            &first,
            &[later(Bearing::Amends, &facts("2017-03-13", fixed(1, TermUnit::Year)))],
        );
        assert_eq!(told(&shortened)[1..], ["in_force 2014-02-01", "expired 2018-03-13"]);
    }

    #[test]
    fn what_is_reaffirmed_holds_on() {
        let indefinite = Term {
            kind: TermKind::Indefinite,
            ..Term::default()
        };
        let first = facts("1953-09-01", indefinite);
        let unknown = later(Bearing::Reaffirms, &facts("1992", Term::default()));
        assert_eq!(told(&phases(&first, &[unknown]))[1..], ["in_force 1953-09-01"]);
        let over = facts("1953-09-01", fixed(30, TermUnit::Year));
        let revived = later(Bearing::Reaffirms, &facts("1992-03-01", fixed(5, TermUnit::Year)));
        assert_eq!(
            told(&phases(&over, &[revived]))[2..],
            ["expired 1983-09-01", "in_force 1992-03-01", "expired 1997-03-01"]
        );
    }

    #[test]
    fn a_suspension_lasts_until_it_is_resumed_and_a_termination_for_good() {
        let mut facts = facts("2014-02-01", fixed(10, TermUnit::Year));
        facts.events = vec![event(EventKind::Suspension, "2016-01-01")];
        assert_eq!(
            told(&phases(&facts, &[]))[1..],
            ["in_force 2014-02-01", "suspended 2016-01-01", "expired 2024-02-01"]
        );
        facts.events.push(event(EventKind::Resumption, "2017-01-01"));
        facts.events.push(event(EventKind::Termination, "2020"));
        let phases = phases(&facts, &[]);
        assert_eq!(
            told(&phases)[1..],
            [
                "in_force 2014-02-01",
                "suspended 2016-01-01",
                "in_force 2017-01-01",
                "unknown 2020-01-01",
                "terminated 2020-12-31"
            ]
        );
        assert!(!phases[1].ends && phases[3].ends);
    }
}
