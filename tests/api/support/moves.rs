//! Cases taken further by the people who move them.

use rai::access::Role;
use serde_json::{Value, json};

use super::app::{Given, TestApp};
use super::build::{Draft, draft, token};
use super::client::{Answer, Caller};

/// The moves from a draft of the procedure to its signature.
pub const TO_SIGNED: [&str; 4] = ["submission", "review", "opinion", "signatures"];

const PICTURE: &[u8] = include_bytes!("../../fixtures/documents/foto.jpg");

/// What goes with each move when nothing is wrong with it.
pub fn said(step: &str, case: &Value) -> Value {
    let signed = |party: usize| {
        json!({"id": case["parties"][party]["id"],
               "signatures": [{"name": "Ana Ruiz", "post": "Titular", "signed_on": "2026-11-22", "place": "Irapuato"}]})
    };
    let unsigned = case["signed_on"].is_null();
    match step {
        "completion-requests" => json!({"missing": ["Acta de cabildo"], "due_on": "2026-12-04"}),
        "observations" => json!({"text": "Precise la cláusula quinta."}),
        "opinion" => {
            json!({"result": "favourable", "reference": "D-1", "issued_on": "2026-11-22", "within_attributions": true})
        }
        "signatures" if unsigned => json!({"parties": [signed(0), signed(1)]}),
        "registration" => json!({"evidence": "signed_original"}),
        "withdrawal" | "cancellation" => json!({"reason": "Un error."}),
        _ => json!({}),
    }
}

impl TestApp {
    /// One of those who make a move.
    pub fn mover(&self, step: &str) -> Caller {
        match step {
            "observations" | "opinion" => self.counsel(),
            "registration" | "cancellation" => self.registrar(),
            _ => self.analyst(),
        }
    }

    pub async fn make(&self, case: &Given, step: &str) -> Answer {
        match step {
            "submission" => self.give_text(&case.path(), "draft").await,
            "registration" => self.give_text(&case.path(), "signed_original").await,
            _ => {}
        }
        let path = format!("{}/{step}", case.path());
        self.mover(step).post(&path, said(step, &case.json)).await
    }

    /// Adds the text that a move asks for, unless the case has it: a picture of it, in which nothing is read later.
    pub async fn give_text(&self, case: &str, kind: &str) {
        let (analyst, path) = (self.analyst(), format!("{case}/documents"));
        let listed = analyst.get(&path).await.json();
        let has = |document: &Value| document["kind"] == kind;
        if !listed["items"].as_array().unwrap().iter().any(has) {
            let said = json!({"kind": kind, "title": "Texto", "label": "Texto", "language": "es"});
            analyst.upload(&path, said, "texto.jpg", PICTURE).await.assert(201);
        }
    }

    pub async fn take(&self, case: &Given, steps: &[&str]) {
        for step in steps {
            self.make(case, step).await.assert(200);
        }
    }

    /// A draft of the procedure, taken on by moves.
    pub async fn taken(&self, title: &str, steps: &[&str]) -> Given {
        let case = self.given(draft(title)).await;
        self.take(&case, steps).await;
        case
    }

    /// An agreement signed long ago, taken to the register.
    pub async fn given_registered(&self, regularisation: Draft) -> Given {
        let case = self.given(regularisation).await;
        self.take(&case, &["submission", "opinion", "signatures", "registration"])
            .await;
        case
    }

    /// A registrar beside the one of `registrar()`.
    pub fn second_registrar(&self) -> Caller {
        let (_, secret) = self.token(token("second registrar", Role::Registrar));
        self.holder(&secret)
    }
}
