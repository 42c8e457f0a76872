//! The procedure once more, written down from its description and not from the program: who sees a case, who may do what with
//! it, and where that leads.

/// Everybody who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The office of the body that brings most cases.
    Irapuato,
    /// Another body's office, of the same state.
    Leon,
    /// The liaison of both.
    Guanajuato,
    /// The liaison of another state.
    Yucatan,
    Analyst,
    Counsel,
    Registrar,
    OtherRegistrar,
    Auditor,
    Administrator,
    System,
    Public,
}

pub const EVERYBODY: [Who; 12] = [
    Who::Irapuato,
    Who::Leon,
    Who::Guanajuato,
    Who::Yucatan,
    Who::Analyst,
    Who::Counsel,
    Who::Registrar,
    Who::OtherRegistrar,
    Who::Auditor,
    Who::Administrator,
    Who::System,
    Who::Public,
];

impl Who {
    const fn role(self) -> &'static str {
        match self {
            Self::Irapuato | Self::Leon => "office",
            Self::Guanajuato | Self::Yucatan => "liaison",
            Self::Analyst => "analyst",
            Self::Counsel => "counsel",
            Self::Registrar | Self::OtherRegistrar => "registrar",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::System => "system",
            Self::Public => "public",
        }
    }

    const fn is_ministry(self) -> bool {
        matches!(
            self,
            Self::Analyst
                | Self::Counsel
                | Self::Registrar
                | Self::OtherRegistrar
                | Self::Auditor
                | Self::Administrator
        )
    }
}

pub const ORIGINS: [&str; 4] = ["procedure", "regularisation", "historic", "reported"];

/// What is done with a case, and the roles that may. Each result of an opinion is a deed of its own.
pub const DEEDS: [(&str, &str); 18] = [
    (
        "read",
        "office liaison analyst counsel registrar auditor administrator system public",
    ),
    ("edit", "office liaison analyst"),
    ("submission", "office liaison analyst"),
    ("withdrawal", "office liaison analyst"),
    ("completion-requests", "analyst"),
    ("review", "analyst"),
    ("dismissal", "analyst"),
    ("observations", "counsel"),
    ("favourable opinion", "counsel"),
    ("unfavourable opinion", "counsel"),
    ("opinion out of scope", "counsel"),
    ("signatures", "office analyst"),
    ("registration", "registrar"),
    ("cancellation", "registrar"),
    ("corrections", "registrar"),
    ("lapse", "analyst"),
    ("events", "analyst registrar"),
    ("follow-ups", "office liaison analyst"),
];

/// The moment that lies more than a year behind the others.
const LAST_MOMENT: usize = 3;

const ANY: &str = "procedure regularisation historic";

/// The arrows: what is done in which stage, where it leads, and for cases of which origin.
const ARROWS: [(&str, &str, &str, &str); 22] = [
    ("submission", "draft", "submitted", "procedure historic"),
    ("submission", "draft", "in_review", "regularisation"),
    ("submission", "incomplete", "submitted", ANY),
    ("submission", "observed", "in_review", ANY),
    ("completion-requests", "submitted", "incomplete", ANY),
    ("review", "submitted", "in_review", ANY),
    ("dismissal", "incomplete", "dismissed", ANY),
    ("observations", "in_review", "observed", ANY),
    ("favourable opinion", "in_review", "cleared", ANY),
    ("unfavourable opinion", "in_review", "rejected", ANY),
    ("opinion out of scope", "in_review", "out_of_scope", ANY),
    ("signatures", "cleared", "signed", ANY),
    ("lapse", "cleared", "lapsed", ANY),
    ("registration", "signed", "registered", ANY),
    ("registration", "in_review", "registered", "historic"),
    ("cancellation", "registered", "cancelled", ANY),
    ("withdrawal", "draft", "withdrawn", ANY),
    ("withdrawal", "submitted", "withdrawn", ANY),
    ("withdrawal", "incomplete", "withdrawn", ANY),
    ("withdrawal", "in_review", "withdrawn", ANY),
    ("withdrawal", "observed", "withdrawn", ANY),
    ("withdrawal", "cleared", "withdrawn", ANY),
];

/// Whether a list of words holds one.
fn among(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

pub fn may(who: Who, deed: &str) -> bool {
    DEEDS
        .iter()
        .any(|(known, roles)| *known == deed && among(roles, who.role()))
}

/// Where a deed leads from a stage, if anywhere.
fn arrow(deed: &str, stage: &'static str, origin: &str) -> Option<&'static str> {
    match deed {
        "read" | "corrections" => Some(stage),
        "events" => ["signed", "registered", "reported"].contains(&stage).then_some(stage),
        "follow-ups" => (stage == "registered").then_some(stage),
        "edit" => ["draft", "incomplete", "observed"].contains(&stage).then_some(stage),
        _ => ARROWS
            .iter()
            .find(|(known, from, _, origins)| *known == deed && *from == stage && among(origins, origin))
            .map(|(_, _, to, _)| *to),
    }
}

/// Whether a case of some origin may show a stage after another.
pub fn may_follow(stage: &str, earlier: &str, origin: &str) -> bool {
    let mut arrows = ARROWS.iter();
    stage == earlier || arrows.any(|(_, from, to, origins)| *from == earlier && *to == stage && among(origins, origin))
}

/// How something is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// What is said is not as it should be.
    pub flawed: bool,
    pub expects: Expects,
    pub key: Key,
}

impl Manner {
    pub const PLAIN: Self = Self {
        flawed: false,
        expects: Expects::Current,
        key: Key::None,
    };
}

/// What `If-Match` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    Nothing,
    Current,
    Earlier,
}

/// What `Idempotency-Key` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    None,
    New,
    /// The one of what the caller last did under a key.
    Used,
}

/// What comes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Unauthenticated,
    Hidden,
    Forbidden,
    WrongStage,
    NotEditable,
    Stale,
    Unconditional,
    /// What was said is at fault.
    Faulty,
    /// The case is not ready, for this reason and perhaps others.
    Refused(&'static str),
    /// The key was used for another request.
    KeyReused,
    /// What was answered before, word for word.
    Repeated(String),
    /// Done; the case stands here now.
    Done(&'static str),
}

/// A case as it should stand.
#[derive(Debug, Clone)]
pub struct Case {
    pub origin: &'static str,
    /// Of what is only reported `reported`.
    pub stage: &'static str,
    /// The stage after each change, the first one being its creation.
    pub way: Vec<&'static str>,
    /// The office of its petitioner.
    petitioner: Option<Who>,
    /// A regularisation without the date of its signature.
    undated: bool,
    /// When what was missing was last asked for: its term has passed at the next moment.
    asked_at: usize,
    /// When it was cleared: only at the last moment its opinion holds no more.
    cleared_at: usize,
    /// Whether it was said to be terminated: that is said once.
    terminated: bool,
    /// Who asked that it be void.
    cancelling: Option<Who>,
}

impl Case {
    /// What comes of creating one.
    pub fn created(who: Who, origin: &'static str, manner: Manner) -> (Vec<Outcome>, Self) {
        let (stage, roles) = match origin {
            "reported" => ("reported", "analyst registrar"),
            _ => ("draft", "office liaison analyst"),
        };
        let outcome = if who == Who::Public {
            Outcome::Unauthenticated
        } else if !among(roles, who.role()) || who == Who::Yucatan {
            Outcome::Forbidden
        } else {
            Outcome::Done(stage)
        };
        let petitioner = match (origin, who) {
            ("reported", _) => None,
            (_, Who::Leon) => Some(Who::Leon),
            _ => Some(Who::Irapuato),
        };
        let case = Self {
            origin,
            stage,
            way: vec![stage],
            petitioner,
            undated: false,
            asked_at: 0,
            cleared_at: 0,
            terminated: false,
            cancelling: None,
        };
        (or_faulty(outcome, manner.flawed), case)
    }

    /// The same, of which nobody said when it was signed.
    pub fn undated(self) -> Self {
        Self { undated: true, ..self }
    }

    pub fn version(&self) -> usize {
        self.way.len()
    }

    fn is_seen_by(&self, who: Who) -> bool {
        let public = ["registered", "cancelled", "reported"].contains(&self.stage);
        public || self.is_of(who)
    }

    /// Whether somebody answers for it: everybody sees what is registered, and few speak for its petitioner.
    fn is_of(&self, who: Who) -> bool {
        match who {
            Who::Irapuato | Who::Leon => self.petitioner == Some(who),
            Who::Guanajuato => self.petitioner.is_some(),
            _ => who.is_ministry(),
        }
    }

    /// Everything that may come of a call; more than one where the description leaves open what is looked at first.
    pub fn expected(&self, who: Who, deed: &str, manner: Manner, moment: usize) -> Vec<Outcome> {
        if who == Who::Public && deed != "read" {
            return vec![Outcome::Unauthenticated];
        }
        if deed == "read" {
            let seen = self.is_seen_by(who);
            return vec![if seen {
                Outcome::Done(self.stage)
            } else {
                Outcome::Hidden
            }];
        }
        or_faulty(self.outcome(who, deed, manner, moment), manner.flawed)
    }

    fn outcome(&self, who: Who, deed: &str, manner: Manner, moment: usize) -> Outcome {
        if !self.is_seen_by(who) {
            return Outcome::Hidden;
        }
        if !may(who, deed) || !self.is_of(who) {
            return Outcome::Forbidden;
        }
        let Some(to) = arrow(deed, self.stage, self.origin) else {
            return match (deed, self.stage) {
                ("edit", _) => Outcome::NotEditable,
                // In review no registration is made either, but that a historic one would be is said too.
                ("registration", "in_review") if manner.expects != Expects::Earlier => {
                    Outcome::Refused("opinion-required")
                }
                ("registration", "in_review") => Outcome::Stale,
                _ => Outcome::WrongStage,
            };
        };
        match manner.expects {
            Expects::Earlier => return Outcome::Stale,
            Expects::Nothing if deed == "edit" => return Outcome::Unconditional,
            Expects::Nothing | Expects::Current => {}
        }
        match deed {
            "submission" if self.undated => Outcome::Refused("signature-missing"),
            "lapse" if moment < LAST_MOMENT || self.cleared_at == LAST_MOMENT => {
                Outcome::Refused("opinion-still-holds")
            }
            "events" if self.terminated => Outcome::Faulty,
            "dismissal" if moment <= self.asked_at => Outcome::Refused("term-still-runs"),
            "cancellation" if self.cancelling == Some(who) => Outcome::Refused("separation-of-duties"),
            "cancellation" if self.cancelling.is_none() => Outcome::Done(self.stage),
            "signatures" if manner.flawed && self.origin == "procedure" => Outcome::Refused("signature-missing"),
            _ => Outcome::Done(to),
        }
    }

    /// Takes note of what was done.
    pub fn take(&mut self, who: Who, deed: &str, to: &'static str, moment: usize) {
        match deed {
            "read" => return,
            "edit" | "corrections" => self.undated = false,
            "completion-requests" => self.asked_at = moment,
            "favourable opinion" => self.cleared_at = moment,
            "events" => self.terminated = true,
            "cancellation" => self.cancelling = Some(who),
            _ => {}
        }
        self.stage = to;
        self.way.push(to);
    }

    /// What brings the case further and is not its end before the register, each with those who can do it.
    pub fn onward(&self, moment: usize) -> Vec<(&'static str, Vec<Who>)> {
        const NOT_ONWARD: [&str; 9] = [
            "read",
            "edit",
            "corrections",
            "withdrawal",
            "unfavourable opinion",
            "opinion out of scope",
            "lapse",
            "events",
            "follow-ups",
        ];
        let can = |who, deed| matches!(self.expected(who, deed, Manner::PLAIN, moment)[..], [Outcome::Done(_)]);
        DEEDS
            .iter()
            .map(|(deed, _)| *deed)
            .filter(|deed| !NOT_ONWARD.contains(deed))
            .map(|deed| {
                (
                    deed,
                    EVERYBODY.into_iter().filter(|who| can(*who, deed)).collect::<Vec<_>>(),
                )
            })
            .filter(|(_, able)| !able.is_empty())
            .collect()
    }
}

/// What is not said as it should be is never done; whether that is seen before or after something else is left open.
fn or_faulty(outcome: Outcome, flawed: bool) -> Vec<Outcome> {
    match outcome {
        outcome if !flawed => vec![outcome],
        Outcome::Unauthenticated => vec![outcome],
        Outcome::Done(_) => vec![Outcome::Faulty],
        refused => vec![refused, Outcome::Faulty],
    }
}
