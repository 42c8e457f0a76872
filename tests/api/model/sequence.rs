//! One sequence of calls, each held against the model.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};

use super::said::{Said, beginning, flawed, sent_to, sound};
use super::table::{Case, EVERYBODY, Expects, Key, Manner, Outcome, Who, may, may_follow};
use super::world::World;
use crate::support::client::{Answer, Request};
use crate::support::database::NOW;

/// The moments of a sequence, all of one year.
pub const MOMENTS: [&str; 4] = [
    NOW,
    "2026-12-20T18:00:00Z",
    "2026-12-31T18:00:00Z",
    "2029-02-01T18:00:00Z",
];

/// One call, as it is thrown.
#[derive(Debug, Clone)]
pub enum Call {
    /// What brings a case further, by one of those who may.
    Onward(Index, Index, Index, Manner),
    /// Anything by somebody whose role may, in whatever stage.
    Able(&'static str, Index, Index, Manner),
    /// Anything by anybody.
    Any(Who, &'static str, Index, Manner),
    Create(Who, &'static str, Manner),
    /// What somebody last did under a key, word for word.
    Again(Who),
    TimePasses,
}

/// A case that is there before a sequence begins.
#[derive(Debug, Clone)]
pub struct Beginning {
    pub origin: &'static str,
    /// A regularisation of which nobody said when it was signed.
    pub undated: bool,
    /// How many steps it was taken straight towards the register.
    pub ahead: usize,
}

/// Plays a sequence with cases that were begun.
pub async fn play(world: &World, begun: &[Beginning], calls: &[Call]) -> TestCaseResult {
    world.app.set_clock(MOMENTS[0]);
    let mut sequence = Sequence {
        world,
        cases: Vec::new(),
        kept: HashMap::new(),
        moment: 0,
        numbers: HashMap::from([
            ("2026", world.numbers_given("2026").await),
            ("2029", world.numbers_given("2029").await),
        ]),
    };
    for (case, beginning) in begun.iter().enumerate() {
        sequence.begin(case, beginning).await?;
    }
    for call in calls {
        sequence.call(call).await?;
    }
    sequence.check_histories().await
}

/// A case as the model has it and as the register last showed it.
struct Played {
    model: Case,
    path: String,
    record: Value,
    /// The tags of its first and its present version.
    tags: [String; 2],
}

/// What somebody did under a key.
struct Kept {
    key: String,
    path: String,
    body: Value,
    answer: String,
}

struct Sequence<'a> {
    world: &'a World,
    cases: Vec<Played>,
    kept: HashMap<Who, Kept>,
    moment: usize,
    /// The last number of each year.
    numbers: HashMap<&'static str, u64>,
}

impl Sequence<'_> {
    async fn call(&mut self, call: &Call) -> TestCaseResult {
        match call {
            Call::TimePasses => {
                self.moment = (self.moment + 1).min(MOMENTS.len() - 1);
                self.world.app.set_clock(MOMENTS[self.moment]);
                Ok(())
            }
            Call::Create(who, origin, manner) => self.create(*who, origin, false, *manner).await,
            Call::Again(who) => self.repeat(*who).await,
            Call::Able(deed, who, case, manner) => {
                let able: Vec<Who> = EVERYBODY.into_iter().filter(|who| may(*who, deed)).collect();
                self.act(*who.get(&able), deed, case.index(self.cases.len()), *manner)
                    .await
            }
            Call::Any(who, deed, case, manner) => self.act(*who, deed, case.index(self.cases.len()), *manner).await,
            Call::Onward(case, step, who, manner) => {
                let case = case.index(self.cases.len());
                match self.cases[case].model.onward(self.moment).as_slice() {
                    [] => Ok(()),
                    ways => {
                        let (deed, able) = step.get(ways);
                        self.act(*who.get(able), deed, case, *manner).await
                    }
                }
            }
        }
    }

    async fn begin(&mut self, case: usize, begun: &Beginning) -> TestCaseResult {
        let undated = begun.undated && begun.origin == "regularisation";
        self.create(Who::Analyst, begun.origin, undated, Manner::PLAIN).await?;
        for _ in 0..begun.ahead {
            // The last of what brings it further does so most.
            if let Some((deed, able)) = self.cases[case].model.onward(self.moment).pop() {
                self.act(able[0], deed, case, Manner::PLAIN).await?;
            }
        }
        Ok(())
    }

    async fn create(&mut self, who: Who, origin: &'static str, undated: bool, manner: Manner) -> TestCaseResult {
        let draft = beginning(origin, &self.world.title(), undated);
        let draft = if manner.flawed { draft.without("title") } else { draft };
        let letter = Letter {
            who,
            deed: "create",
            path: "/agreements".to_owned(),
            said: Said {
                body: draft.0,
                wrong: manner.flawed,
            },
            case: None,
            manner,
        };
        let (expected, model) = Case::created(who, origin, manner);
        if let Some((answer, _)) = self.send(letter, expected).await? {
            let (record, tag) = (answer.json(), answer.etag().to_owned());
            let path = format!("/agreements/{}", record["id"].as_str().unwrap());
            for kind in ["draft", "signed_original"] {
                self.world.app.give_text(&path, kind).await;
            }
            self.cases.push(Played {
                model: if undated { model.undated() } else { model },
                path,
                record,
                tags: [tag.clone(), tag],
            });
        }
        Ok(())
    }

    async fn act(&mut self, who: Who, deed: &'static str, case: usize, manner: Manner) -> TestCaseResult {
        let Played {
            model, path, record, ..
        } = &self.cases[case];
        let expected = model.expected(who, deed, manner, self.moment);
        if deed == "read" {
            let answer = self.world.callers[&who].get(path).await;
            let as_expected = is(&expected[0], &answer, model.stage, model.version());
            prop_assert!(as_expected, "{who:?} read: {expected:?}, but {}", answer.text());
            return Ok(());
        }
        let letter = Letter {
            who,
            deed,
            path: sent_to(path, deed),
            said: if manner.flawed {
                flawed(deed, record, model)
            } else {
                sound(deed, record, self.moment, &self.world.title())
            },
            case: Some(case),
            manner,
        };
        if let Some((_, to)) = self.send(letter, expected).await? {
            self.cases[case].model.take(who, deed, to, self.moment);
        }
        self.compare(case).await
    }

    /// Sends something and holds the answer against what may come of it; answers with what was done, if it was.
    async fn send(
        &mut self,
        letter: Letter,
        mut expected: Vec<Outcome>,
    ) -> Result<Option<(Answer, &'static str)>, TestCaseError> {
        let Letter { who, deed, manner, .. } = letter;
        let used = self
            .kept
            .get(&who)
            .filter(|_| manner.key == Key::Used && deed != "edit");
        if let Some(kept) = used {
            let repeated = kept.path == letter.path && kept.body == letter.said.body;
            expected = match (repeated, manner.flawed) {
                (true, _) => vec![Outcome::Repeated(kept.answer.clone())],
                (false, false) => vec![Outcome::KeyReused],
                (false, true) => vec![Outcome::KeyReused, Outcome::Faulty],
            };
        }
        let key = match (used, manner.key) {
            (Some(kept), _) => Some(kept.key.clone()),
            (None, Key::None) => None,
            (None, _) => (deed != "edit").then(|| format!("key-{}", self.world.next())),
        };
        let answer = self.request(&letter, key.as_deref()).await;
        let (stage, version) = letter.case.map_or(("", 0), |case| {
            let model = &self.cases[case].model;
            (model.stage, model.version())
        });
        let Some(outcome) = expected.iter().find(|outcome| is(outcome, &answer, stage, version + 1)) else {
            let reason = format!(
                "{who:?} {deed} from {stage}, {manner:?}: {expected:?}, but {}",
                answer.text()
            );
            return Err(TestCaseError::fail(reason));
        };
        let Outcome::Done(to) = *outcome else { return Ok(None) };
        if deed == "registration" {
            let year = &MOMENTS[self.moment][..4];
            let last = self.numbers.entry(year).or_default();
            *last += 1;
            let number = format!("RAI-{year}-{last:05}");
            prop_assert_eq!(&answer.json()["registration_number"], &json!(number));
        }
        if let Some(key) = key {
            let kept = Kept {
                key,
                path: letter.path,
                body: letter.said.body,
                answer: answer.text().to_owned(),
            };
            self.kept.insert(who, kept);
        }
        Ok(Some((answer, to)))
    }

    fn request(&self, letter: &Letter, key: Option<&str>) -> Request {
        let (caller, said) = (&self.world.callers[&letter.who], &letter.said);
        let mut request = if letter.deed == "edit" {
            caller.patch(&letter.path, &said.body)
        } else {
            caller.post(&letter.path, &said.body)
        };
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let unconditional = letter.manner.expects == Expects::Nothing;
        if let Some(case) = letter.case.filter(|_| !unconditional) {
            let Played { model, tags, .. } = &self.cases[case];
            request = request.if_match(match letter.manner.expects {
                Expects::Earlier if model.version() == 1 => "\"0-never\"",
                Expects::Earlier => &tags[0],
                _ => &tags[1],
            });
        }
        let wrong = said.wrong || (unconditional && letter.deed == "edit");
        if wrong { request.wrong() } else { request }
    }

    /// What was done under a key is answered again and not done again.
    async fn repeat(&mut self, who: Who) -> TestCaseResult {
        let Some(kept) = self.kept.get(&who) else { return Ok(()) };
        let request = self.world.callers[&who].post(&kept.path, &kept.body);
        let answer = request.header("idempotency-key", &kept.key).await;
        prop_assert!(
            is(&Outcome::Repeated(kept.answer.clone()), &answer, "", 0),
            "{who:?} again {}: {}",
            kept.path,
            answer.text()
        );
        for case in 0..self.cases.len() {
            self.compare(case).await?;
        }
        Ok(())
    }

    /// The case stands where the model says, in the version it says.
    async fn compare(&mut self, case: usize) -> TestCaseResult {
        let played = &mut self.cases[case];
        let read = self.world.callers[&Who::Auditor].get(&played.path).await;
        let (stage, version) = (played.model.stage, played.model.version());
        let as_expected = is(&Outcome::Done(stage), &read, stage, version);
        prop_assert!(as_expected, "{stage}, version {version}, but {}", read.text());
        played.record = read.json();
        read.etag().clone_into(&mut played.tags[1]);
        Ok(())
    }

    /// What the journal shows of each case is the way the model went, along the arrows.
    async fn check_histories(&mut self) -> TestCaseResult {
        for case in 0..self.cases.len() {
            self.compare(case).await?;
            let Played { model, path, .. } = &self.cases[case];
            let entries = format!("{path}/entries?limit=200");
            let mut entries = self.world.callers[&Who::Auditor].get(&entries).await.items();
            entries.retain(|entry| entry["record"]["kind"] == "agreement");
            let way: Vec<&str> = entries.iter().map(|entry| stage_of(&entry["content"])).collect();
            prop_assert_eq!(&way, &model.way);
            for (version, entry) in (1..).zip(&entries) {
                prop_assert_eq!(&entry["content"]["version"], &json!(version));
            }
            for (earlier, stage) in way.iter().zip(&way[1..]) {
                prop_assert!(may_follow(stage, earlier, model.origin), "{way:?}");
            }
        }
        Ok(())
    }
}

/// What is sent.
struct Letter {
    who: Who,
    deed: &'static str,
    path: String,
    said: Said,
    /// Which case it is about; nothing when it makes one.
    case: Option<usize>,
    manner: Manner,
}

/// Whether an answer shows an outcome, `stage` being where the case stood and `version` the one it should be done in.
fn is(outcome: &Outcome, answer: &Answer, stage: &str, version: usize) -> bool {
    let problem = |status: u16, code: &str| {
        answer.status == status && answer.json()["type"].as_str().is_some_and(|kind| kind.ends_with(code))
    };
    match outcome {
        Outcome::Unauthenticated => problem(401, "/unauthenticated"),
        Outcome::Hidden => problem(404, "/not-found"),
        Outcome::Forbidden => problem(403, "/forbidden"),
        Outcome::WrongStage => problem(409, "/wrong-stage") && stage_of(&answer.json()) == stage,
        Outcome::NotEditable => problem(409, "/not-editable") && stage_of(&answer.json()) == stage,
        Outcome::Stale => problem(412, "/stale-record"),
        Outcome::Unconditional => problem(428, "/precondition-required"),
        Outcome::Faulty => answer.status == 422 && !problem(422, "/idempotency-key-reused"),
        Outcome::Refused(reason) => {
            problem(409, "/move-refused") && answer.faults().iter().any(|(_, code)| code == reason)
        }
        Outcome::KeyReused => problem(422, "/idempotency-key-reused"),
        Outcome::Repeated(earlier) => answer.status < 300 && answer.text() == earlier,
        Outcome::Done(to) => {
            let done = || answer.json();
            answer.status < 300 && stage_of(&done()) == *to && done()["version"] == json!(version)
        }
    }
}

/// Of what is only reported there is none.
fn stage_of(record: &Value) -> &str {
    record["stage"].as_str().unwrap_or("reported")
}
