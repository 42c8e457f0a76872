//! A draft as it reads, step by step, each field with what people call it.

use super::step::Step;
use crate::agreements::term::{TermKind, length_in_words};
use crate::agreements::{Agreement, Party, Side};
use crate::catalogues::Catalogues;
use crate::documents::Listed;
use crate::language::{Language, capitalised};
use crate::web::agreement::facts::who;
use crate::web::fields;
use crate::web::page::Page;
use crate::web::{languages, said};

/// What was filled in in one step.
pub struct Chapter {
    pub label: String,
    pub href: String,
    pub facts: Vec<Fact>,
}

/// A field and what it says, which may be nothing.
pub struct Fact {
    pub label: String,
    pub values: Vec<String>,
}

/// The whole of a draft.
pub fn chapters(case: &Agreement, documents: &[Listed], catalogues: &Catalogues, page: &Page) -> Vec<Chapter> {
    let reading = Reading {
        case,
        documents,
        catalogues,
        language: page.language,
    };
    let steps = Step::of(case).into_iter().filter(|step| *step != Step::Review);
    let chapter = |step: Step| Chapter {
        label: step.label().in_language(page.language).to_owned(),
        href: page.to(&step.path(case.id)),
        facts: reading.facts(step),
    };
    steps.map(chapter).collect()
}

struct Reading<'a> {
    case: &'a Agreement,
    documents: &'a [Listed],
    catalogues: &'a Catalogues,
    language: Language,
}

impl Reading<'_> {
    fn facts(&self, step: Step) -> Vec<Fact> {
        let case = self.case;
        match step {
            Step::What => vec![
                self.fact("/title", Some(case.title.clone())),
                self.fact(
                    "/alternative_titles",
                    case.alternative_titles.iter().map(|other| {
                        let language = languages::name(&other.language, self.language);
                        format!("{} ({language})", other.title)
                    }),
                ),
                self.fact("/origin", [self.say(&case.origin.label())]),
                self.fact("/instrument_type", self.instrument_type()),
                self.fact("/denomination", case.denomination.clone()),
                self.fact("/object", case.object.clone()),
                self.fact(
                    "/languages",
                    case.languages
                        .iter()
                        .map(|tag| capitalised(languages::name(tag, self.language))),
                ),
            ],
            Step::Parties => {
                let sides = [
                    (Side::Domestic, "Partes mexicanas", "Mexican parties"),
                    (Side::Foreign, "Partes extranjeras", "Foreign parties"),
                ];
                let side = |(side, es, en): (Side, &str, &str)| Fact {
                    label: self.language.say(es, en).to_owned(),
                    values: self.parties(side).map(|party| self.party(party)).collect(),
                };
                let mut facts: Vec<Fact> = sides.into_iter().map(side).collect();
                facts.push(self.fact("/petitioner", case.petitioner.as_ref().map(|body| body.name.clone())));
                facts
            }
            Step::Basis => vec![
                self.fact("/legal_basis", case.legal_basis.clone()),
                self.fact("/areas", case.areas.iter().map(|code| self.area(code))),
                self.fact("/derives_from_treaty", case.derives_from_treaty.clone()),
                self.fact("/responsible_unit", case.responsible_unit.clone()),
                self.fact("/external_number", case.external_number.clone()),
            ],
            Step::Term => self.term(),
            Step::Signing => self.signing(),
            Step::Related => vec![
                self.fact(
                    "/links",
                    case.links.iter().map(|link| {
                        let relation = link.relation.label();
                        format!("{} «{}»", relation.in_language(self.language), link.title)
                    }),
                ),
                self.fact(
                    "/sources",
                    case.sources.iter().map(|source| {
                        let consulted = said::day(source.consulted_on, self.language);
                        let title = source
                            .title
                            .as_deref()
                            .map(|title| format!("{title}, "))
                            .unwrap_or_default();
                        format!("{title}{} ({consulted})", source.url)
                    }),
                ),
            ],
            Step::Documents => vec![
                self.fact(
                    "/documents",
                    self.documents
                        .iter()
                        .filter(|listed| listed.superseded_by.is_none())
                        .map(|listed| {
                            let document = &listed.document;
                            format!(
                                "{}: {}",
                                document.kind.label().in_language(self.language),
                                document.title
                            )
                        }),
                ),
            ],
            Step::Review => Vec::new(),
        }
    }

    fn term(&self) -> Vec<Fact> {
        let term = &self.case.term;
        let length = |amount, unit| length_in_words(amount, unit).in_language(self.language).to_owned();
        let lasts = match (term.kind, term.amount.zip(term.unit), term.until) {
            (TermKind::Fixed, Some((amount, unit)), _) => length(amount, unit),
            (TermKind::Until, _, Some(until)) => {
                let until = said::partial(until, self.language);
                format!("{} {until}", self.language.say("Hasta:", "Until:"))
            }
            (kind, ..) => kind.label().in_language(self.language).to_owned(),
        };
        let renewal = term.renewal.as_ref().map(|renewal| {
            let each = length(renewal.amount, renewal.unit);
            match renewal.times {
                None => each,
                Some(times) => format!("{each}, {} {times}", self.language.say("veces:", "times:")),
            }
        });
        vec![
            self.fact("/term/kind", Some(lasts)),
            self.fact("/term/entry_into_force", [self.say(&term.entry_into_force.label())]),
            self.fact(
                "/term/in_force_from",
                term.in_force_from.map(|date| said::partial(date, self.language)),
            ),
            self.fact("/term/renewal", renewal),
            self.fact("/term/notice_days", term.notice_days.map(|days| days.to_string())),
            self.fact("/term/text", term.text.clone()),
            self.fact("/binding", [self.say(&self.case.binding.label())]),
        ]
    }

    fn signing(&self) -> Vec<Fact> {
        let signed_on = self.case.signed_on.map(|date| said::partial(date, self.language));
        let mut facts = vec![
            self.fact("/signed_on", signed_on),
            self.fact("/signed_place", self.case.signed_place.clone()),
        ];
        facts.extend(self.case.parties.iter().map(|party| {
            Fact {
                label: party.body.name.clone(),
                values: party
                    .signatures
                    .iter()
                    .map(|signature| who(signature, self.language))
                    .collect(),
            }
        }));
        facts
    }

    fn parties(&self, side: Side) -> impl Iterator<Item = &Party> {
        self.case.parties.iter().filter(move |party| party.side == side)
    }

    fn party(&self, party: &Party) -> String {
        let country = party
            .body
            .country
            .as_deref()
            .and_then(|code| self.catalogues.country(code));
        let country = country.filter(|_| party.side == Side::Foreign);
        let place = country.map(|country| self.language.say(&country.name_es, &country.name_en).to_owned());
        let signs = party.name_as_signed.as_ref().map(|name| {
            let signs = self.language.say("firma como", "signs as");
            format!("{signs} «{name}»")
        });
        let told = [Some(party.body.name.clone()), place, signs];
        told.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn instrument_type(&self) -> Option<String> {
        let item = self.catalogues.instrument_type(&self.case.instrument_type)?;
        Some(self.language.say(&item.name_es, &item.name_en).to_owned())
    }

    fn area(&self, code: &str) -> String {
        let area = self.catalogues.area(code);
        area.map_or(code, |area| self.language.say(&area.name_es, &area.name_en))
            .to_owned()
    }

    fn say(&self, words: &crate::language::Words) -> String {
        words.in_language(self.language).to_owned()
    }

    fn fact(&self, at: &str, values: impl IntoIterator<Item = String>) -> Fact {
        Fact {
            label: fields::label(at, self.language).unwrap_or_default().to_owned(),
            values: values.into_iter().collect(),
        }
    }
}
