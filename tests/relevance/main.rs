//! How good the search is: the questions of questions.yaml, asked of the real server over 722 real agreements. See README.md.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../api/support/database.rs"]
mod database;
mod measure;
mod questions;
mod register;
mod synonyms;

use std::fs;
use std::path::Path;

use measure::{Measured, Report};
use questions::Question;
use register::Register;

// What a very good search reaches. A plain SQL search, which knows no synonyms, typing errors or exclusions and orders by nothing but
// "every word is in the title", reaches success@1 0.64, success@5 0.67, MRR 0.66, and suggests nothing.
const SUCCESS_AT_1: f64 = 0.90;
const SUCCESS_AT_5: f64 = 0.97;
const MEAN_RECIPROCAL_RANK: f64 = 0.93;
const SUGGESTIONS: f64 = 0.90;

#[actix_web::test]
async fn the_search_answers_what_people_ask() {
    let register = Register::start().await;
    let mut report = Report::default();
    for (kind, questions) in questions::all() {
        for question in questions {
            let measured = ask(&register, &question).await;
            report.add(&kind, &measured);
        }
    }
    let told = report.to_string();
    println!("{told}");
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("relevance.txt"), &told).unwrap();

    let reached = report.overall();
    assert!(
        reached.success_at_1() >= SUCCESS_AT_1
            && reached.success_at_5() >= SUCCESS_AT_5
            && reached.mean_reciprocal_rank() >= MEAN_RECIPROCAL_RANK
            && reached.suggestions() >= SUGGESTIONS,
        "below success@1 {SUCCESS_AT_1}, success@5 {SUCCESS_AT_5}, MRR {MEAN_RECIPROCAL_RANK} or suggestions {SUGGESTIONS}: see the table above"
    );
}

async fn ask(register: &Register, question: &Question) -> Measured {
    let expected = question.expected(&register.agreements);
    let unwanted = question.unwanted(&register.agreements);
    let answer = register.ask(&question.ask).await;
    Measured::of(question, &expected, &unwanted, &answer)
}
