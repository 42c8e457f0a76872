//! What is sent with each deed: as it should be, or lacking something.

use serde_json::{Value, json};

use super::sequence::MOMENTS;
use super::table::Case;
use crate::support::build::{Draft, draft, regularisation, reported};
use crate::support::moves::said;

/// The last day of a term given at each of the moments of a sequence: before the next one.
const TERMS: [&str; MOMENTS.len()] = ["2026-12-04", "2026-12-29", "2027-01-29", "2029-02-28"];

/// A body, and whether the contract itself forbids it.
pub struct Said {
    pub body: Value,
    pub wrong: bool,
}

/// An agreement to create; of a regularisation nobody says when it was signed where `undated`.
pub fn beginning(origin: &str, title: &str, undated: bool) -> Draft {
    match origin {
        "regularisation" if undated => regularisation(title).without("signed_on"),
        "regularisation" => regularisation(title),
        "historic" => draft(title).with("origin", "historic").signed_on("1964"),
        "reported" => reported(title),
        _ => draft(title),
    }
}

/// What goes with a deed when nothing is wrong with it. `record` is the case as it is read.
pub fn sound(deed: &str, record: &Value, moment: usize, title: &str) -> Said {
    let mut changes = json!({"title": title});
    if record["origin"] == "regularisation" {
        changes["signed_on"] = json!("2014-10-13");
    }
    let body = match deed {
        "edit" => changes,
        "corrections" => json!({"reason": "Errata.", "changes": changes}),
        "completion-requests" => json!({"missing": ["Acta de cabildo"], "due_on": TERMS[moment]}),
        "favourable opinion" => said("opinion", record),
        "unfavourable opinion" => json!({"result": "unfavourable", "reference": "D-2", "issued_on": "2026-11-22"}),
        "opinion out of scope" => json!({"result": "out_of_scope", "reference": "D-3", "issued_on": "2026-11-22"}),
        "events" => json!({"kind": "termination", "on": "2026-11-22", "document": "Nota 1"}),
        "follow-ups" => json!({"year": 2026, "active": true, "activities": "Intercambio"}),
        step => said(step, record),
    };
    Said { body, wrong: false }
}

/// The same with something amiss.
pub fn flawed(deed: &str, record: &Value, case: &Case) -> Said {
    let party = &record["parties"][0];
    let (body, wrong) = match deed {
        "edit" => (json!({"title": ""}), true),
        "corrections" => (
            json!({"reason": "Errata.", "changes": {"signed_on": "2014-02-30"}}),
            false,
        ),
        "completion-requests" => (json!({"missing": ["Acta de cabildo"], "due_on": "2026-11-24"}), false),
        "favourable opinion" => (
            json!({"result": "favourable", "reference": "D-1", "issued_on": "2026-11-22"}),
            false,
        ),
        "signatures" if case.origin == "procedure" => (
            json!({"parties": [{"id": party["id"], "signatures": [{"signed_on": "2026-11-22"}]}]}),
            false,
        ),
        "signatures" => (
            json!({"parties": [{"id": party["body"]["id"], "signatures": [{"signed_on": "2026-11-22"}]}]}),
            false,
        ),
        "registration" => (json!({"evidence": "hearsay"}), true),
        "submission" | "review" | "dismissal" | "lapse" => (json!({"note": 7}), true),
        "events" => (
            json!({"kind": "resumption", "on": "2026-11-22", "document": "Nota 1"}),
            false,
        ),
        "follow-ups" => (json!({"year": 1963, "active": true, "activities": "Nada"}), false),
        _ => (json!({}), true),
    };
    Said { body, wrong }
}

/// Where a deed is sent to.
pub fn sent_to(case: &str, deed: &str) -> String {
    match deed {
        "read" | "edit" => case.to_owned(),
        "favourable opinion" | "unfavourable opinion" | "opinion out of scope" => format!("{case}/opinion"),
        step => format!("{case}/{step}"),
    }
}
