//! Accounts of people, as the pages use them: what is kept, for how long, and what the journal tells.

use std::net::IpAddr;

use rai::access::{Actor, Role};
use rai::accounts::openid::Identity;
use rai::accounts::{
    self, AccountInput, Chosen, Method, NewAccount, OpenIdOutcome, Outcome, Password, Secret, Session, SignIn,
    SignedIn, links, sessions,
};
use rai::content::Submitted;
use rai::db::DbConnection;
use rai::error::{Error, Result};
use rai::procedure::NoteInput;
use serde_json::Value;

use crate::support::app::TestApp;
use crate::support::build::{irapuato, token};

const ANA: &str = "Ana.Lopez@irapuato.gob.mx";
const PASSWORD: &str = "el tranvía de las once";
const NEW: &str = "la calandria de las cuatro";
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn analyst(email: &str) -> AccountInput {
    AccountInput {
        email: Some(email.to_owned()),
        token: token("Ana López", Role::Analyst),
    }
}

fn sign_in_of(app: &TestApp) -> SignIn {
    SignIn::new(app.db.clone(), app.clock.clone(), None)
}

fn try_to_create(app: &TestApp, wanted: AccountInput, by: &Actor) -> Result<NewAccount> {
    app.db
        .write_here(|conn| accounts::create(conn, &app.catalogues, Submitted::sound(wanted), by, &app.clock))
}

/// Somebody with an account and a password.
async fn given(app: &TestApp, sign_in: &SignIn, wanted: AccountInput) -> NewAccount {
    let made = try_to_create(app, wanted, &by()).unwrap();
    sign_in.set_by_link(made.link.clone(), &chosen(PASSWORD)).await.unwrap();
    made
}

fn chosen(password: &str) -> Chosen {
    Chosen {
        password: password.to_owned(),
        repeated: password.to_owned(),
    }
}

fn by() -> Actor {
    Actor::command("rai account")
}

async fn outcome(sign_in: &SignIn, email: &str, password: &str) -> Outcome {
    sign_in
        .by_password(email, password.to_owned(), HERE, None)
        .await
        .unwrap()
}

async fn signed_in(sign_in: &SignIn, email: &str) -> Secret {
    match outcome(sign_in, email, PASSWORD).await {
        Outcome::SignedIn(secret) => secret,
        Outcome::Wrong => panic!("wrong"),
        Outcome::TooMany { minutes } => panic!("wait {minutes} min"),
    }
}

fn who(app: &TestApp, secret: &Secret) -> Result<SignedIn> {
    app.db
        .read_here(|conn| sessions::signed_in(conn, secret, app.clock.now()))
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::SignedIn(_) => "in".to_owned(),
        Outcome::Wrong => "wrong".to_owned(),
        Outcome::TooMany { minutes } => format!("wait {minutes}"),
    }
}

fn revoke(app: &TestApp, made: &NewAccount) {
    let said = Submitted::sound(NoteInput::default());
    let id = made.account.id;
    app.db
        .write_here(|conn| accounts::revoke(conn, id, said, &by(), app.clock.now()))
        .unwrap();
}

fn faults_of<T>(refused: Result<T>) -> Vec<(String, &'static str)> {
    let Err(Error::Content(faults)) = refused else {
        panic!("not refused for its content")
    };
    let place = |fault: &rai::fault::Fault| (fault.pointer().to_owned(), fault.code.as_str());
    faults.iter().map(place).collect()
}

#[actix_web::test]
async fn whoever_signs_in_acts_as_the_holder_of_their_token() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let body = app.given_body(irapuato()).await;
    let mut wanted = analyst(ANA);
    wanted.token.role = Some(Role::Office);
    wanted.token.body_id = Some(body.clone());
    let made = given(&app, &sign_in, wanted).await;
    let secret = signed_in(&sign_in, " ANA.LOPEZ@Irapuato.gob.mx").await;
    let found = who(&app, &secret).unwrap();
    assert_eq!(found.actor.role, Some(Role::Office));
    assert_eq!(found.actor.token, Some(made.token.id));
    assert_eq!(found.actor.body.map(|id| id.to_string()), Some(body));
    assert_eq!(found.session.method, Method::Password);
    assert!(who(&app, &Secret::new(&app.clock)).is_err());
}

#[actix_web::test]
async fn the_journal_tells_what_happened_to_an_account_and_none_of_its_secrets() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let secret = signed_in(&sign_in, ANA).await;
    let here = who(&app, &secret).unwrap();
    app.db
        .write_here(|conn| sessions::sign_out_everywhere(conn, &here, app.clock.now()))
        .unwrap();

    let journal = app.journal().await;
    let id = made.account.id.to_string();
    let about: Vec<&Value> = journal
        .iter()
        .filter(|entry| entry["record"]["id"] == id.as_str())
        .collect();
    let told: Vec<(&str, &str)> = about
        .iter()
        .map(|entry| {
            (
                entry["action"].as_str().unwrap(),
                entry["actor"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("account.created", "rai account"),
            ("account.link_made", "rai account"),
            ("account.password_set", "Ana López"),
            ("account.signed_out_everywhere", "Ana López"),
        ]
    );
    assert_eq!(about[0]["content"]["email"], ANA);
    assert_eq!(about[0]["content"]["token"], made.token.id.to_string());
    assert_eq!(about[2]["changes"][0]["pointer"], "/password_set_at");
    let text = serde_json::to_string(&journal).unwrap();
    for kept_back in ["argon2", &made.link.text(), &secret.text(), PASSWORD] {
        assert!(!text.contains(kept_back), "{kept_back}");
    }
    for other in [app.public(), app.liaison("11")] {
        let seen = other.get("/entries?limit=200").await;
        assert!(!seen.text().contains(ANA) && !seen.text().contains("account."));
    }
    app.assert_sound().await;
}

#[actix_web::test]
async fn everything_wrong_with_an_account_is_told_at_once() {
    let app = TestApp::start().await;
    try_to_create(&app, analyst(ANA), &by()).unwrap();
    let with = |email: &str, role, name: &str| AccountInput {
        email: Some(email.to_owned()),
        token: token(name, role),
    };
    let cases = [
        (
            AccountInput::default(),
            vec![
                ("/email", "missing-field"),
                ("/name", "missing-field"),
                ("/role", "missing-field"),
            ],
        ),
        (
            with("ana", Role::Office, " "),
            vec![
                ("/body_id", "missing-field"),
                ("/email", "invalid-format"),
                ("/name", "too-short"),
            ],
        ),
        (
            with("ana.lopez@IRAPUATO.gob.mx", Role::System, "Ana"),
            vec![("/email", "duplicate-value"), ("/role", "role-mismatch")],
        ),
    ];
    for (wanted, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(at, code)| (at.to_owned(), code)).collect();
        assert_eq!(faults_of(try_to_create(&app, wanted, &by())), expected);
    }
    let registrar = Actor {
        kind: rai::access::ActorKind::Person,
        role: Some(Role::Registrar),
        ..by()
    };
    let refused = try_to_create(&app, analyst("eva@irapuato.gob.mx"), &registrar);
    assert!(matches!(refused, Err(Error::Forbidden)));
}

#[actix_web::test]
async fn a_wrong_password_an_unknown_e_mail_and_an_ended_account_are_answered_alike() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let secret = signed_in(&sign_in, ANA).await;
    try_to_create(&app, analyst("eva@irapuato.gob.mx"), &by()).unwrap();
    let answers = [
        outcome(&sign_in, ANA, "el tranvía de las doce").await,
        outcome(&sign_in, "nadie@irapuato.gob.mx", PASSWORD).await,
        outcome(&sign_in, "eva@irapuato.gob.mx", "").await,
        outcome(&sign_in, "", "").await,
        {
            revoke(&app, &made);
            outcome(&sign_in, ANA, PASSWORD).await
        },
    ];
    assert_eq!(answers.each_ref().map(word), ["wrong"; 5]);
    assert!(matches!(who(&app, &secret), Err(Error::Unauthenticated)));
}

#[actix_web::test]
async fn a_token_revoked_over_http_ends_its_account() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let secret = signed_in(&sign_in, ANA).await;
    let path = format!("/tokens/{}/revocation", made.token.id);
    app.administrator().post(&path, serde_json::json!({})).await.assert(200);
    assert!(matches!(who(&app, &secret), Err(Error::Unauthenticated)));
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "wrong");
    let again = app
        .db
        .write_here(|conn| links::make(conn, made.account.id, &by(), &app.clock));
    assert!(matches!(again, Err(Error::NotFound)));
}

#[actix_web::test]
async fn guessing_waits_longer_each_time_and_a_new_start_forgets_nothing() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    given(&app, &sign_in, analyst(ANA)).await;
    // Of whoever has no account too: nobody learns from a wait who has one.
    for email in [ANA, "nadie@irapuato.gob.mx"] {
        app.set_clock("2026-11-22T18:00:00Z");
        for _ in 0..5 {
            assert_eq!(word(&outcome(&sign_in, email, "una conjetura").await), "wrong");
        }
        assert_eq!(word(&outcome(&sign_in, email, PASSWORD).await), "wait 1");
        let another = sign_in_of(&app);
        assert_eq!(word(&outcome(&another, email, PASSWORD).await), "wait 1");
        app.set_clock("2026-11-22T18:01:00Z");
        assert_eq!(word(&outcome(&another, email, "otra conjetura").await), "wrong");
        assert_eq!(word(&outcome(&another, email, PASSWORD).await), "wait 2");
    }
    app.set_clock("2026-11-22T18:03:00Z");
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "in");
    assert_eq!(
        word(&outcome(&sign_in, ANA, "una conjetura").await),
        "wrong",
        "the earlier ones are forgotten"
    );
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "in");
}

#[actix_web::test]
async fn guesses_at_the_same_time_are_no_more_than_one_after_the_other() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    given(&app, &sign_in, analyst(ANA)).await;
    let guesses = (0..12).map(|_| outcome(&sign_in, ANA, "una conjetura"));
    let words: Vec<String> = futures_util::future::join_all(guesses).await.iter().map(word).collect();
    assert_eq!(words.iter().filter(|word| *word == "wrong").count(), 5, "{words:?}");
}

#[actix_web::test]
async fn whoever_guesses_elsewhere_keeps_nobody_out() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let secret = signed_in(&sign_in, ANA).await;
    let from = async |from: &str, password: &str| {
        let tried = sign_in.by_password(ANA, password.to_owned(), from.parse().unwrap(), None);
        word(&tried.await.unwrap())
    };
    for elsewhere in ["192.0.2.1", "2001:db8::1"] {
        for _ in 0..5 {
            assert_eq!(from(elsewhere, "una conjetura").await, "wrong");
        }
        assert_eq!(from(elsewhere, PASSWORD).await, "wait 1");
    }
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "in");

    // Nor from what only its holder does, who has a count of their own there.
    let change = async || {
        let (who, new) = (who(&app, &secret).unwrap(), chosen(PASSWORD));
        match sign_in.change_password(who, String::new(), &new).await {
            Err(Error::Content(faults)) => faults[0].words.es.to_string(),
            _ => panic!("not refused"),
        }
    };
    for _ in 0..5 {
        assert_eq!(change().await, "Esa no es su contraseña actual");
    }
    assert!(change().await.contains("Espere 1 min"));
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "in");

    // With a new password the guesses at the old one count no more.
    let make = |conn: &mut DbConnection| links::make(conn, made.account.id, &by(), &app.clock);
    let (_, link) = app.db.write_here(make).unwrap();
    app.set_clock("2026-11-22T18:00:30Z");
    sign_in.set_by_link(link, &chosen(NEW)).await.unwrap();
    assert_eq!(from("192.0.2.1", NEW).await, "in");
}

#[actix_web::test]
async fn an_address_that_guesses_for_many_e_mails_waits_too() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let guess = async |number: i32, from: &str| {
        let email = format!("persona{number}@irapuato.gob.mx");
        let tried = sign_in
            .by_password(&email, String::new(), from.parse().unwrap(), None)
            .await;
        word(&tried.unwrap())
    };
    for number in 0..60 {
        assert_eq!(guess(number, "192.0.2.1").await, "wrong");
    }
    assert_eq!(guess(61, "192.0.2.1").await, "wait 15");
    assert_eq!(guess(62, "192.0.2.2").await, "wrong");
}

#[actix_web::test]
async fn a_session_ends_when_nobody_is_there_and_at_the_end_of_the_day() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    given(&app, &sign_in, analyst(ANA)).await;
    let (busy, idle) = (signed_in(&sign_in, ANA).await, signed_in(&sign_in, ANA).await);
    for hour in 19..=29 {
        let day = if hour < 24 { 22 } else { 23 };
        app.set_clock(&format!("2026-11-{day}T{:02}:59:59Z", hour % 24));
        let found = who(&app, &busy).unwrap();
        assert!(found.session.note_is_due(app.clock.now()));
        app.db
            .write_here(|conn| sessions::note_seen(conn, &found.session, app.clock.now()))
            .unwrap();
        assert!(!who(&app, &busy).unwrap().session.note_is_due(app.clock.now()));
        assert_eq!(who(&app, &idle).is_ok(), hour == 19);
    }
    app.set_clock("2026-11-23T06:00:00Z");
    assert!(matches!(who(&app, &busy), Err(Error::Unauthenticated)));
}

#[actix_web::test]
async fn one_is_signed_out_here_or_everywhere_and_by_a_new_password() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    given(&app, &sign_in, analyst(ANA)).await;
    let secrets = [signed_in(&sign_in, ANA).await, signed_in(&sign_in, ANA).await];
    let account = who(&app, &secrets[0]).unwrap().account.id;
    let open = || {
        app.db
            .read_here(|conn| sessions::of(conn, account, app.clock.now()))
            .unwrap()
            .len()
    };
    assert_eq!(open(), 2);
    let third = sign_in
        .by_password(ANA, PASSWORD.to_owned(), HERE, Some(secrets[1].clone()))
        .await;
    assert_eq!(word(&third.unwrap()), "in");
    assert_eq!(open(), 2, "the browser that signs in again has one session");
    app.db.write_here(|conn| sessions::end(conn, &secrets[0])).unwrap();
    assert!(who(&app, &secrets[0]).is_err());

    let secret = signed_in(&sign_in, ANA).await;
    let change = async |present: &str, new: &str| {
        let here = who(&app, &secret).unwrap();
        sign_in.change_password(here, present.to_owned(), &chosen(new)).await
    };
    let refused = change("el tranvía de las doce", "corta").await;
    assert_eq!(
        faults_of(refused),
        [
            ("/present".to_owned(), "wrong-password"),
            ("/password".to_owned(), "too-short")
        ]
    );
    let own = faults_of(change(PASSWORD, "Ana.Lopez@irapuato.gob.mx").await);
    assert_eq!(own, [("/password".to_owned(), "guessable-password")]);
    let new = change(PASSWORD, NEW).await.unwrap();
    assert_eq!(open(), 1);
    assert!(who(&app, &secret).is_err() && who(&app, &new).is_ok());
    assert_eq!(word(&outcome(&sign_in, ANA, PASSWORD).await), "wrong");
    assert_eq!(word(&outcome(&sign_in, ANA, NEW).await), "in");
}

#[actix_web::test]
async fn a_link_is_of_use_once_and_only_the_latest_and_not_for_ever() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = try_to_create(&app, analyst(ANA), &by()).unwrap();
    let make = || {
        app.db
            .write_here(|conn| links::make(conn, made.account.id, &by(), &app.clock))
            .unwrap()
            .1
    };
    let later = make();
    let refused = sign_in.set_by_link(made.link.clone(), &chosen(PASSWORD)).await;
    assert!(matches!(refused, Err(Error::NotFound)), "a later one was made");
    assert_eq!(
        faults_of(sign_in.set_by_link(later.clone(), &chosen("corta")).await),
        [("/password".to_owned(), "too-short")]
    );
    sign_in.set_by_link(later.clone(), &chosen(PASSWORD)).await.unwrap();
    let again = sign_in.set_by_link(later, &chosen(NEW)).await;
    assert!(matches!(again, Err(Error::NotFound)));

    let secret = signed_in(&sign_in, ANA).await;
    let forgotten = make();
    app.set_clock("2026-11-25T18:00:00Z");
    let late = sign_in.set_by_link(forgotten, &chosen(PASSWORD)).await;
    assert!(matches!(late, Err(Error::NotFound)), "72 hours later");
    app.set_clock("2026-11-22T18:00:00Z");
    assert!(who(&app, &secret).is_ok(), "a link that is not used changes nothing");
    sign_in.set_by_link(make(), &chosen(NEW)).await.unwrap();
    assert!(who(&app, &secret).is_err());
}

#[actix_web::test]
async fn a_link_that_nobody_used_ends_with_a_new_password_and_with_every_session() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let make = |conn: &mut DbConnection| links::make(conn, made.account.id, &by(), &app.clock);
    let opened = |link: &Secret| {
        let open = |conn: &mut DbConnection| links::opened(conn, link, app.clock.now());
        app.db.read_here(open).is_ok()
    };
    let secret = signed_in(&sign_in, ANA).await;
    let (_, link) = app.db.write_here(make).unwrap();
    let (ana, new) = (who(&app, &secret).unwrap(), chosen(NEW));
    let changed = sign_in.change_password(ana, PASSWORD.to_owned(), &new).await;
    let secret = changed.unwrap();
    assert!(!opened(&link));

    let (_, link) = app.db.write_here(make).unwrap();
    let who = who(&app, &secret).unwrap();
    app.db
        .write_here(|conn| sessions::sign_out_everywhere(conn, &who, app.clock.now()))
        .unwrap();
    assert!(!opened(&link));
}

#[actix_web::test]
async fn a_password_that_becomes_another_while_it_is_looked_at_lets_nobody_in() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let hash = Password::of_commands(NEW).hash_here(&app.clock).unwrap();
    let make = |conn: &mut DbConnection| links::make(conn, made.account.id, &by(), &app.clock);
    let ((_, link), now) = (app.db.write_here(make).unwrap(), app.clock.now());
    let reset = async {
        // As soon as nobody else writes any more, which is while the password that was given is hashed.
        app.db
            .write(move |conn| links::set_password(conn, &link, &hash, now))
            .await
    };
    let (tried, reset) = futures_util::join!(outcome(&sign_in, ANA, PASSWORD), reset);
    reset.unwrap();
    assert_eq!(word(&tried), "wrong");
}

#[actix_web::test]
async fn the_oldest_of_very_many_sessions_ends() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let secrets: Vec<Secret> = (0..52).map(|_| Secret::new(&app.clock)).collect();
    for (number, secret) in (0..).zip(&secrets) {
        let now = app.clock.now().plus_minutes(number);
        let begin = |conn: &mut DbConnection| Session::begin(conn, made.account.id, Method::Password, secret, now);
        app.db.write_here(begin).unwrap();
    }
    let left: Vec<bool> = secrets.iter().map(|secret| who(&app, secret).is_ok()).collect();
    assert_eq!((left[1], left[2], left[51]), (false, true, true));
}

#[actix_web::test]
async fn an_account_that_ended_begins_anew_without_what_opened_it_before() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = given(&app, &sign_in, analyst(ANA)).await;
    let elsewhere = identity("ana-at-the-provider", Some(ANA));
    assert!(matches!(
        sign_in.by_openid(elsewhere.clone(), None).await.unwrap(),
        OpenIdOutcome::SignedIn(_)
    ));
    revoke(&app, &made);
    let mut wanted = analyst("ana.lopez@irapuato.gob.mx");
    wanted.token.role = Some(Role::Registrar);
    let anew = try_to_create(&app, wanted, &by()).unwrap();
    assert_eq!(anew.account.id, made.account.id);
    assert_ne!(anew.token.id, made.token.id);
    assert_eq!(
        word(&outcome(&sign_in, ANA, PASSWORD).await),
        "wrong",
        "the old password"
    );
    let unverified = identity("ana-at-the-provider", None);
    assert!(matches!(
        sign_in.by_openid(unverified, None).await.unwrap(),
        OpenIdOutcome::EmailNotVerified
    ));
    sign_in.set_by_link(anew.link, &chosen(PASSWORD)).await.unwrap();
    let found = who(&app, &signed_in(&sign_in, ANA).await).unwrap();
    assert_eq!(found.actor.role, Some(Role::Registrar));
    assert!(
        app.journal()
            .await
            .iter()
            .any(|entry| entry["action"] == "account.reopened")
    );
}

fn identity(subject: &str, verified_email: Option<&str>) -> Identity {
    Identity {
        issuer: "https://login.example.mx".to_owned(),
        subject: subject.to_owned(),
        verified_email: verified_email.map(ToOwned::to_owned),
    }
}

#[actix_web::test]
async fn somebody_known_elsewhere_is_found_by_e_mail_once_and_then_by_who_they_are() {
    let app = TestApp::start().await;
    let sign_in = sign_in_of(&app);
    let made = try_to_create(&app, analyst(ANA), &by()).unwrap();
    let come = async |subject: &str, email: Option<&str>| match sign_in
        .by_openid(identity(subject, email), None)
        .await
        .unwrap()
    {
        OpenIdOutcome::SignedIn(secret) => {
            let found = who(&app, &secret).unwrap();
            assert_eq!(found.session.method, Method::OpenId);
            Ok(found.account.email)
        }
        OpenIdOutcome::NoAccount => Err("no account"),
        OpenIdOutcome::EmailNotVerified => Err("not verified"),
    };
    assert_eq!(come("7", Some("nadie@irapuato.gob.mx")).await, Err("no account"));
    assert_eq!(come("7", None).await, Err("not verified"));
    assert_eq!(come("7", Some("ana.lopez@IRAPUATO.gob.mx")).await, Ok(ANA.to_owned()));
    assert_eq!(
        come("7", None).await,
        Ok(ANA.to_owned()),
        "the e-mail does not matter any more"
    );
    assert_eq!(come("7", Some("otra@example.mx")).await, Ok(ANA.to_owned()));
    assert_eq!(
        come("8", Some(ANA)).await,
        Err("no account"),
        "the e-mail passed to somebody else there"
    );
    let linked: Vec<Value> = app
        .journal()
        .await
        .into_iter()
        .filter(|entry| entry["action"] == "account.identity_linked")
        .collect();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0]["particulars"]["issuer"], "https://login.example.mx");
    revoke(&app, &made);
    assert_eq!(come("7", Some(ANA)).await, Err("no account"));
}
