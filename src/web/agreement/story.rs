//! Everything that happened to an agreement and will happen by what is known today, on one line of time.

use chrono::NaiveDate;

use super::facts;
use crate::agreements::validity::{Effect, ValidityState};
use crate::agreements::{Agreement, Relation};
use crate::http::App;
use crate::language::Language;
use crate::partial_date::PartialDate;
use crate::web::badge::Badge;
use crate::web::finder::{self, Link};
use crate::web::said;

/// Something on the line of time.
pub struct Moment {
    /// What it is sorted by: the earliest day it can mean, then what comes first on one day.
    order: (Option<NaiveDate>, u8),
    /// As machines read it.
    pub iso: String,
    pub date: String,
    /// It has not come yet.
    pub ahead: bool,
    pub title: String,
    pub badge: Option<Badge>,
    pub text: String,
    /// The other agreement that did it.
    pub link: Option<Link>,
}

/// What comes first of what happened on one day.
#[repr(u8)]
enum Rank {
    Signature,
    Other,
    Event,
    Effect,
    Registration,
    Report,
}

/// The story, oldest first; what has no date stands at the end.
pub fn of(agreement: &Agreement, others: &[Agreement], app: &App, language: Language) -> Vec<Moment> {
    let teller = Teller {
        today: app.clock.today(),
        language,
    };
    let mut moments = teller.signatures(agreement);
    moments.extend(teller.effect(agreement));
    moments.extend(agreement.events.iter().map(|event| {
        let text = [Some(event.document.as_str()), event.note.as_deref()];
        let text: Vec<&str> = text.into_iter().flatten().collect();
        let title = event.kind.label().in_language(language).to_owned();
        teller.moment(Some(event.on), Rank::Event, title, text.join(". "))
    }));
    moments.extend(agreement.registered_on.map(|on| {
        let number = agreement.registration_number.clone().unwrap_or_default();
        let title = language
            .say("Inscripción en el registro", "Entered in the register")
            .to_owned();
        teller.moment(Some(PartialDate::Day(on)), Rank::Registration, title, number)
    }));
    moments.extend(agreement.follow_ups.iter().map(|report| {
        let did = if report.active {
            language.say("con actividad", "active")
        } else {
            language.say("sin actividad", "dormant")
        };
        let (year, follow_up) = (
            report.year,
            language.say("Informe de seguimiento de", "Follow-up report of"),
        );
        let text = [Some(report.activities.as_str()), report.results.as_deref()];
        let text: Vec<&str> = text.into_iter().flatten().collect();
        let on = Some(PartialDate::Day(report.reported_on));
        teller.moment(on, Rank::Report, format!("{follow_up} {year}: {did}"), text.join(". "))
    }));
    let others = others.iter().filter(|other| other.id != agreement.id);
    moments.extend(others.map(|other| teller.other(agreement, other, app.expiring_days)));
    moments.sort_by_key(|moment| (moment.order.0.is_none(), moment.order));
    moments
}

struct Teller {
    today: NaiveDate,
    language: Language,
}

impl Teller {
    fn moment(&self, date: Option<PartialDate>, rank: Rank, title: String, text: String) -> Moment {
        let unknown = || self.language.say("Sin fecha conocida", "Of unknown date").to_owned();
        Moment {
            order: (date.map(PartialDate::earliest), rank as u8),
            iso: date.map(|date| date.to_string()).unwrap_or_default(),
            date: date.map_or_else(unknown, |date| said::partial(date, self.language)),
            ahead: date.is_some_and(|date| date.earliest() > self.today),
            title,
            badge: None,
            text,
            link: None,
        }
    }

    /// Each signature that has a date of its own; or else the one date there is of them all.
    fn signatures(&self, agreement: &Agreement) -> Vec<Moment> {
        let title = || self.language.say("Firma", "Signed").to_owned();
        let of_party = |party: &crate::agreements::Party| {
            let name = party.body.name.clone();
            let signed = party
                .signatures
                .iter()
                .filter(|signature| signature.signed_on.is_some());
            let moments = signed.map(|signature| {
                let without_date = crate::agreements::Signature {
                    signed_on: None,
                    ..signature.clone()
                };
                let who = facts::who(&without_date, self.language);
                let text = if who.is_empty() {
                    name.clone()
                } else {
                    format!("{name}: {who}")
                };
                self.moment(signature.signed_on, Rank::Signature, title(), text)
            });
            moments.collect::<Vec<_>>()
        };
        let signed: Vec<Moment> = agreement.parties.iter().flat_map(of_party).collect();
        if signed.is_empty() && agreement.signed_on.is_some() {
            let place = agreement.signed_place.clone().unwrap_or_default();
            return vec![self.moment(agreement.signed_on, Rank::Signature, title(), place)];
        }
        signed
    }

    /// The days on which its effect changed, or will.
    fn effect(&self, agreement: &Agreement) -> Vec<Moment> {
        let phases = agreement
            .phases
            .iter()
            .filter(|phase| phase.state != ValidityState::NotSigned);
        let changed = phases.filter_map(|phase| {
            let reason = match self.language {
                Language::Spanish => &phase.reason.es,
                Language::English => &phase.reason.en,
            };
            let from = PartialDate::Day(phase.from?);
            let reason = said::sentence(reason, self.language);
            let mut moment = self.moment(Some(from), Rank::Effect, String::new(), reason);
            moment.badge = Some(Badge::of_validity(phase.state, self.language));
            Some(moment)
        });
        changed.collect()
    }

    /// Another agreement of the same story.
    fn other(&self, agreement: &Agreement, other: &Agreement, expiring_days: u64) -> Moment {
        let link = agreement.links.iter().find(|link| link.agreement == other.id);
        let title = link.map_or_else(
            || {
                self.language
                    .say("Acuerdo de la misma historia", "Agreement of the same story")
            },
            |link| self.relation(link.relation),
        );
        let validity = Effect::of(other).on(self.today, expiring_days, self.language);
        let mut moment = self.moment(other.signed_on, Rank::Other, title.to_owned(), String::new());
        moment.link = Some(Link {
            href: finder::address_of(other, self.language),
            label: other.title.clone(),
        });
        moment.badge = Some(Badge::of_validity(validity.state, self.language));
        moment
    }

    const fn relation(&self, relation: Relation) -> &'static str {
        let (es, en) = match relation {
            Relation::Extends => ("Prorroga a un acuerdo anterior", "Extends an earlier agreement"),
            Relation::Amends => ("Modifica a un acuerdo anterior", "Amends an earlier agreement"),
            Relation::Supersedes => ("Sustituye a un acuerdo anterior", "Supersedes an earlier agreement"),
            Relation::Reaffirms => ("Refrenda a un acuerdo anterior", "Reaffirms an earlier agreement"),
            Relation::ExtendedBy => ("Prórroga", "Extension"),
            Relation::AmendedBy => ("Modificación", "Amendment"),
            Relation::SupersededBy => ("Sustitución por otro acuerdo", "Superseded by another agreement"),
            Relation::ReaffirmedBy => ("Refrendo", "Reaffirmed"),
        };
        self.language.say(es, en)
    }
}
