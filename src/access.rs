//! Who may see and do what: the one place that decides.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::agreements::AgreementId;
use crate::bodies::BodyId;
use crate::db::schema::{agreements, bodies};
use crate::db::{Backend, DbConnection, text_enum};
use crate::error::{Error, Result};
use crate::language::{Words, words};
use crate::procedure::Move;
use crate::tokens::TokenId;

text_enum! {
    /// What a token's holder is to the register.
    Role {
        /// A body's own office: its cases.
        Office = "office",
        /// A state's liaison: the cases of that state's bodies.
        Liaison = "liaison",
        Analyst = "analyst",
        Counsel = "counsel",
        Registrar = "registrar",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        Administrator = "administrator",
        /// Another system.
        System = "system",
    }
}

impl Role {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Office => words!("Oficina promovente", "Petitioner’s office"),
            Self::Liaison => words!("Enlace estatal", "State liaison"),
            Self::Analyst => words!("Analista", "Analyst"),
            Self::Counsel => words!("Área jurídica", "Legal counsel"),
            Self::Registrar => words!("Registrador", "Registrar"),
            Self::Auditor => words!("Auditor", "Auditor"),
            Self::Administrator => words!("Administrador", "Administrator"),
            Self::System => words!("Otro sistema", "Another system"),
        }
    }
}

text_enum! {
    /// What a token lets another system do beside reading what everybody reads.
    Scope {
        /// See every case and entry, as an auditor does.
        Cases = "cases",
        /// Enter agreements known from public sources only.
        Report = "report",
        /// Add and change bodies of the directory.
        Bodies = "bodies",
    }
}

impl Scope {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::Cases => words!("Ver todos los casos y asientos", "See every case and entry"),
            Self::Report => words!(
                "Reportar acuerdos de fuentes públicas",
                "Report agreements from public sources"
            ),
            Self::Bodies => words!("Llevar el directorio de órganos", "Keep the directory of bodies"),
        }
    }
}

text_enum! {
    /// Whether a person acted, with a token, or a command on the machine itself.
    ActorKind { Person = "person", Command = "command" }
}

/// Whoever does something: what the journal keeps of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// The token's name, or the command's.
    pub name: String,
    pub role: Option<Role>,
    pub token: Option<TokenId>,
    /// An office's body.
    pub body: Option<BodyId>,
    /// The bodies whose cases an office works on: its own and those it took over, or none once another took over its own.
    pub answers_for: Vec<BodyId>,
    /// A liaison's state, by INEGI code.
    pub state: Option<String>,
    /// Another system's.
    pub scopes: Vec<Scope>,
}

impl Actor {
    /// A command run by whoever holds the machine: it may do everything.
    pub fn command(name: impl Into<String>) -> Self {
        Self {
            kind: ActorKind::Command,
            name: name.into(),
            role: None,
            token: None,
            body: None,
            answers_for: Vec::new(),
            state: None,
            scopes: Vec::new(),
        }
    }

    /// Lets the actor go on, if this is theirs to do.
    ///
    /// # Errors
    /// `Forbidden` when it is not.
    pub fn must_be_allowed(&self, deed: Deed) -> Result<()> {
        let allowed = match (self.kind, self.role) {
            (ActorKind::Command, _) => true,
            (ActorKind::Person, None) => false,
            (ActorKind::Person, Some(Role::System)) => deed.scope().is_some_and(|scope| self.scopes.contains(&scope)),
            (ActorKind::Person, Some(role)) => deed.roles().contains(&role),
        };
        if allowed { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Lets the actor go on, if the case is of a body they answer for: everybody sees what is registered, and not everybody
    /// speaks for its petitioner.
    ///
    /// # Errors
    /// `Forbidden` when it is another's.
    pub fn must_answer_for(&self, conn: &mut DbConnection, case: AgreementId) -> Result<()> {
        let sight = self.sight();
        if sight == Sight::Everything {
            return Ok(());
        }
        let theirs: i64 = agreements::table
            .filter(agreements::id.eq(case))
            .filter(sight.own())
            .count()
            .get_result(conn)?;
        if theirs > 0 { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Lets the actor go on, if one of the bodies is theirs: an office brings to the register what its own body concluded.
    ///
    /// # Errors
    /// `Forbidden` for the office of another body.
    pub fn must_be_of_one(&self, bodies: impl IntoIterator<Item = BodyId>) -> Result<()> {
        let theirs = self.role != Some(Role::Office) || bodies.into_iter().any(|body| self.answers_for.contains(&body));
        if theirs { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Whether the actor may say that another body brings a case: the ministry may, an office or a liaison may not.
    #[must_use]
    pub fn may_name_petitioner(&self) -> bool {
        !matches!(self.role, Some(Role::Office | Role::Liaison))
    }

    /// What the actor may see.
    #[must_use]
    pub fn sight(&self) -> Sight {
        match (self.kind, self.role) {
            (ActorKind::Person, Some(Role::Office)) if self.answers_for.is_empty() => Sight::Public,
            (ActorKind::Person, Some(Role::Office)) => Sight::OfBodies(self.answers_for.clone()),
            (ActorKind::Person, Some(Role::Liaison)) => self.state.clone().map_or(Sight::Public, Sight::OfState),
            (ActorKind::Command, _)
            | (
                ActorKind::Person,
                Some(Role::Analyst | Role::Counsel | Role::Registrar | Role::Auditor | Role::Administrator),
            ) => Sight::Everything,
            (ActorKind::Person, Some(Role::System)) if self.scopes.contains(&Scope::Cases) => Sight::Everything,
            (ActorKind::Person, Some(Role::System) | None) => Sight::Public,
        }
    }
}

/// What can be done to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Begin a case and work on it while it is a draft.
    Draft,
    /// Enter an agreement known from public sources only.
    Report,
    /// Add and change bodies of the directory.
    KeepBodies,
    /// Add documents to an agreement one answers for, and say what they are.
    KeepDocuments,
    /// Make, see and revoke tokens and the accounts of people who hold them.
    KeepTokens,
    /// See what the ministry is to do next.
    SeeInbox,
    /// Move a case on.
    Move(Move),
}

impl Deed {
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Draft | Self::Move(Move::Submission | Move::Withdrawal | Move::FollowUp) => {
                &[Role::Office, Role::Liaison, Role::Analyst]
            }
            Self::Report | Self::Move(Move::Event) => &[Role::Analyst, Role::Registrar],
            Self::KeepBodies => &[Role::Analyst, Role::Registrar, Role::Administrator],
            Self::KeepDocuments | Self::Move(Move::Clauses | Move::Statement) => &[
                Role::Office,
                Role::Liaison,
                Role::Analyst,
                Role::Counsel,
                Role::Registrar,
            ],
            Self::KeepTokens => &[Role::Administrator],
            Self::SeeInbox => &[
                Role::Analyst,
                Role::Counsel,
                Role::Registrar,
                Role::Auditor,
                Role::Administrator,
            ],
            Self::Move(Move::CompletionRequest | Move::Review | Move::Dismissal | Move::Lapse) => &[Role::Analyst],
            Self::Move(Move::Observations | Move::Opinion) => &[Role::Counsel],
            Self::Move(Move::Signatures) => &[Role::Office, Role::Analyst],
            Self::Move(
                Move::Registration | Move::Cancellation | Move::Correction | Move::Decision | Move::Redaction,
            ) => &[Role::Registrar],
        }
    }

    /// The scope with which another system may do it. Moving a case is for people.
    const fn scope(self) -> Option<Scope> {
        match self {
            Self::Report => Some(Scope::Report),
            Self::KeepBodies => Some(Scope::Bodies),
            Self::Draft | Self::KeepDocuments | Self::KeepTokens | Self::SeeInbox | Self::Move(_) => None,
        }
    }
}

/// Which records someone may see. Everybody sees agreements that are registered, cancelled or reported.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sight {
    Public,
    /// And the cases of these petitioners.
    OfBodies(Vec<BodyId>),
    /// And the cases of one state's petitioners.
    OfState(String),
    Everything,
}

type Condition<'a> = Box<dyn BoxableExpression<agreements::table, Backend, SqlType = Bool> + 'a>;

impl Sight {
    /// The condition on `agreements` that keeps what may be seen; part of every query over them.
    #[must_use]
    pub fn condition(&self) -> Condition<'_> {
        let public = agreements::is_public.eq(true);
        match self {
            Self::Public => Box::new(public),
            Self::Everything => self.own(),
            Self::OfBodies(_) | Self::OfState(_) => Box::new(public.or(self.own())),
        }
    }

    /// Whether a field of an entry, by its JSON pointer, may be seen by whoever may see the entry: who acted is for those who see
    /// everything, the others are told the role.
    #[must_use]
    pub fn sees_field(&self, pointer: &str) -> bool {
        *self == Self::Everything || !matches!(pointer, "/actor/name" | "/actor/token")
    }

    /// The condition that keeps the cases one answers for, whether others see them or not.
    #[must_use]
    pub fn own(&self) -> Condition<'_> {
        match self {
            Self::Everything => Box::new(diesel::dsl::sql::<Bool>("1=1")),
            Self::Public => Box::new(diesel::dsl::sql::<Bool>("1=0")),
            Self::OfBodies(bodies) => Box::new(
                agreements::petitioner_id
                    .is_not_null()
                    .and(agreements::petitioner_id.assume_not_null().eq_any(bodies)),
            ),
            Self::OfState(state) => {
                let theirs = bodies::table
                    .filter(bodies::state.eq(state.as_str()))
                    .select(bodies::id.nullable());
                Box::new(
                    agreements::petitioner_id
                        .is_not_null()
                        .and(agreements::petitioner_id.eq_any(theirs).assume_not_null()),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Role) -> Actor {
        Actor {
            kind: ActorKind::Person,
            role: Some(role),
            ..Actor::command("someone")
        }
    }

    #[test]
    fn offices_draft_and_the_ministry_reports() {
        let allowed = |role, deed| person(role).must_be_allowed(deed).is_ok();
        assert!(
            allowed(Role::Office, Deed::Draft)
                && !allowed(Role::Office, Deed::Report)
                && !allowed(Role::Office, Deed::KeepBodies)
        );
        assert!(allowed(Role::Administrator, Deed::KeepTokens) && !allowed(Role::Registrar, Deed::KeepTokens));
        assert!(allowed(Role::Registrar, Deed::Report) && !allowed(Role::Registrar, Deed::Draft));
        for deed in [Deed::Draft, Deed::Report, Deed::KeepBodies, Deed::KeepTokens] {
            assert!(!allowed(Role::Auditor, deed) && !allowed(Role::System, deed));
            assert!(Actor::command("rai import").must_be_allowed(deed).is_ok());
        }
    }

    #[test]
    fn a_system_may_do_what_its_scopes_say_and_nothing_else() {
        let with = |scopes: &[Scope]| Actor {
            scopes: scopes.to_vec(),
            ..person(Role::System)
        };
        for (scope, deed) in [(Scope::Report, Deed::Report), (Scope::Bodies, Deed::KeepBodies)] {
            assert!(with(&[scope]).must_be_allowed(deed).is_ok());
            assert_eq!(with(&[scope]).sight(), Sight::Public);
            let others: Vec<Scope> = Scope::ALL.iter().copied().filter(|other| *other != scope).collect();
            assert!(with(&others).must_be_allowed(deed).is_err());
        }
        assert_eq!(with(&[Scope::Cases]).sight(), Sight::Everything);
        for deed in [
            Deed::Draft,
            Deed::KeepTokens,
            Deed::Move(Move::Event),
            Deed::Move(Move::Submission),
        ] {
            assert!(with(Scope::ALL).must_be_allowed(deed).is_err());
        }
        let analyst = Actor {
            scopes: Scope::ALL.to_vec(),
            ..person(Role::Analyst)
        };
        assert!(
            analyst.must_be_allowed(Deed::KeepTokens).is_err(),
            "scopes are a system's"
        );
    }

    #[test]
    fn an_office_without_a_body_sees_no_more_than_the_public() {
        assert_eq!(person(Role::Office).sight(), Sight::Public);
        assert_eq!(person(Role::System).sight(), Sight::Public);
        assert_eq!(person(Role::Auditor).sight(), Sight::Everything);
    }
}
