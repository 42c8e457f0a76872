//! What an agreement is, who its parties are and since when it holds, row by row.

use crate::agreements::validity::{Validity, ValidityState};
use crate::agreements::{self, Agreement, Party, Signature, Vitality};
use crate::bodies::Level;
use crate::export::Labels;
use crate::language::{Language, Words, words};
use crate::web::finder::Link;
use crate::web::{fields, languages, said};

/// Something the register says of an agreement.
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Where more of it is.
    pub href: Option<String>,
}

/// Whether it is in force on a day, and why.
pub struct Held {
    /// In words.
    pub on: String,
    /// As a date field has it.
    pub day: String,
    pub reason: String,
    pub facts: Vec<Fact>,
}

/// The parties of one side.
pub struct Side {
    pub label: &'static str,
    pub parties: Vec<Signatory>,
}

/// A party and who signed for it.
pub struct Signatory {
    pub body: Link,
    pub place: String,
    pub name_as_signed: Option<String>,
    pub signatures: Vec<String>,
}

impl Held {
    pub fn of(validity: &Validity, language: Language) -> Self {
        let day = |date| said::day(date, language);
        let rows = [
            (words!("Desde", "Since"), validity.since),
            (until(validity.state), validity.until),
            (words!("Próximo cambio", "Next change"), validity.next_change_on),
            (words!("Se renueva el", "Renews on"), validity.renews_on),
            (
                words!("Último día para avisar que no se renueva", "Last day to give notice"),
                validity.notice_by,
            ),
        ];
        let fact = |(label, date): (Words, Option<chrono::NaiveDate>)| {
            Some(Fact {
                label: label.in_language(language).to_owned(),
                value: day(date?),
                href: None,
            })
        };
        Self {
            on: day(validity.as_of),
            day: validity.as_of.to_string(),
            reason: said::sentence(&validity.reason, language),
            facts: rows.into_iter().filter_map(fact).collect(),
        }
    }
}

fn until(state: ValidityState) -> Words {
    match state {
        ValidityState::Pending => words!("Entra en vigor el", "Enters into force on"),
        _ => words!("Tiene efecto hasta el", "Has effect until"),
    }
}

/// What it is, but for what is not known.
pub fn of(agreement: &Agreement, vitality: Vitality, labels: &Labels<'_>) -> Vec<Fact> {
    let language = labels.language;
    let listed = |values: Vec<String>| (!values.is_empty()).then(|| values.join(", "));
    let term = &agreement.term;
    let said = |words: Option<Words>| words.map(|words| said::sentence(words.in_language(language), language));
    let partial = |date: Option<crate::partial_date::PartialDate>| date.map(|date| said::partial(date, language));
    let or_not_known =
        |value: Option<String>| value.or_else(|| Some(language.say("No se conoce", "Not known").to_owned()));
    let named = |at, value| (fields::label(at, language).unwrap_or_default(), value);
    let called = |es, en, value| (language.say(es, en), value);
    let rows = [
        named("/denomination", agreement.denomination.clone()),
        named("/object", agreement.object.clone()),
        named(
            "/areas",
            listed(agreement.areas.iter().map(|area| labels.area(area)).collect()),
        ),
        named("/legal_basis", agreement.legal_basis.clone()),
        named("/derives_from_treaty", agreement.derives_from_treaty.clone()),
        named(
            "/languages",
            listed(
                agreement
                    .languages
                    .iter()
                    .map(|tag| languages::name(tag, language).to_owned())
                    .collect(),
            ),
        ),
        named("/signed_on", or_not_known(partial(agreement.signed_on))),
        named("/signed_place", agreement.signed_place.clone()),
        named("/term", or_not_known(said(term.in_words()))),
        named(
            "/term/renewal",
            said(term.renewal.as_ref().map(agreements::term::Renewal::in_words)),
        ),
        called(
            "Aviso para no continuar",
            "Notice not to go on",
            said(
                term.notice_days
                    .map(|days| words!("{days} días antes del fin", "{days} days before the end")),
            ),
        ),
        named("/term/text", term.text.clone()),
        named("/binding", said(Some(agreement.binding.label()))),
        named("/registration_number", agreement.registration_number.clone()),
        named(
            "/registered_on",
            agreement.registered_on.map(|day| said::day(day, language)),
        ),
        named("/external_number", agreement.external_number.clone()),
        named("/responsible_unit", agreement.responsible_unit.clone()),
        named("/origin", said(Some(agreement.origin.label()))),
        called(
            "Actividad",
            "Vitality",
            said(agreement.registered_on.map(|_| vitality.label())),
        ),
        called(
            "Última modificación",
            "Last change",
            Some(said::moment(agreement.updated_at, language)),
        ),
    ];
    let fact = |(label, value): (&str, Option<String>)| {
        Some(Fact {
            label: label.to_owned(),
            value: value?,
            href: None,
        })
    };
    let petitioner = agreement.petitioner.as_ref().map(|petitioner| Fact {
        label: fields::name("/petitioner", language),
        value: petitioner.name.clone(),
        href: Some(format!("/{}/bodies/{}", language.tag(), petitioner.id)),
    });
    rows.into_iter().filter_map(fact).chain(petitioner).collect()
}

/// The parties, Mexican ones first.
pub fn sides(agreement: &Agreement, labels: &Labels<'_>) -> [Side; 2] {
    let of = |side| {
        let parties = agreement.parties.iter().filter(|party| party.side == side);
        parties.map(|party| signed(party, labels)).collect()
    };
    let say = |es, en| labels.language.say(es, en);
    [
        Side {
            label: say("Por México", "For Mexico"),
            parties: of(agreements::Side::Domestic),
        },
        Side {
            label: say("Contraparte", "Counterpart"),
            parties: of(agreements::Side::Foreign),
        },
    ]
}

fn signed(party: &Party, labels: &Labels<'_>) -> Signatory {
    let (body, language) = (&party.body, labels.language);
    let municipality = body.municipality.as_deref().map(|code| labels.municipality(code));
    let state = body.state.as_deref().map(|code| labels.state(code));
    let country = body.country.as_deref().map(|code| labels.country(code));
    let mut place: Vec<String> = [municipality, state, country].into_iter().flatten().collect();
    if body.level != Level::Unknown {
        place.push(body.level.label().in_language(language).to_lowercase());
    }
    Signatory {
        body: Link {
            href: format!("/{}/bodies/{}", language.tag(), body.id),
            label: body.name.clone(),
        },
        place: place.join(", "),
        name_as_signed: party.name_as_signed.clone().filter(|name| *name != body.name),
        signatures: party
            .signatures
            .iter()
            .map(|signature| who(signature, language))
            .collect(),
    }
}

/// Who signed, when and where, as far as it is known.
pub fn who(signature: &Signature, language: Language) -> String {
    let date = signature.signed_on.map(|date| said::partial(date, language));
    let parts = [
        signature.name.clone(),
        signature.post.clone(),
        date,
        signature.place.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
