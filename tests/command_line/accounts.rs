//! `rai account`

use crate::database::{Filling, TestDatabase};
use crate::program::{rai, run, told};

#[test]
fn an_account_is_made_with_a_link_that_is_printed_alone() {
    let database = TestDatabase::with(Filling::Catalogues);
    let create = |more: &[&str]| {
        let ana = [
            "account",
            "create",
            "--email",
            "ana@irapuato.gob.mx",
            "--name",
            "Ana López",
        ];
        run(&database.address, &[&ana, more].concat())
    };
    let made = create(&["--role", "analyst"]);
    let link = made.said.trim_end();
    assert!(
        link.starts_with("/es/reset/") && link.len() == 53 && !link.contains('\n'),
        "{link}"
    );
    assert!(!made.complained.contains(link) && made.complained.contains("ana@irapuato.gob.mx"));

    let english = [
        "account",
        "link",
        "ANA@irapuato.gob.mx",
        "--language",
        "en",
        "--public-url",
        "https://rai.example.mx/",
    ];
    let other = run(&database.address, &english).said;
    assert!(other.starts_with("https://rai.example.mx/en/reset/"), "{other}");

    let listed = run(&database.address, &["account", "list"]).said;
    assert!(
        listed.contains("ana@irapuato.gob.mx  analyst        Ana López") && listed.contains("no password"),
        "{listed}"
    );
    assert!(
        create(&["--role", "analyst"]).complained.contains("--email: "),
        "there is one already"
    );

    assert!(run(&database.address, &["account", "revoke", "ana@irapuato.gob.mx"]).success);
    assert!(run(&database.address, &["account", "list"]).said.contains("ended"));
    let ended = run(&database.address, &["account", "link", "ana@irapuato.gob.mx"]);
    assert!(
        !ended.success && ended.complained.contains("rai account list"),
        "{}",
        ended.complained
    );
    let unknown = run(&database.address, &["account", "revoke", "nadie@irapuato.gob.mx"]);
    assert!(!unknown.success && unknown.complained.contains("rai account list"));
    assert!(create(&["--role", "registrar"]).success, "what ended begins anew");
}

#[test]
fn what_is_wrong_with_an_account_is_told_under_its_flags() {
    let database = TestDatabase::with(Filling::Catalogues);
    let wrong = [
        "account", "create", "--email", "ana", "--name", " ", "--role", "office", "--state", "11", "--days", "0",
    ];
    let refused = run(&database.address, &wrong);
    for flag in ["--email", "--name", "--body", "--state", "--days"] {
        assert!(
            refused.complained.contains(&format!("{flag}: ")),
            "{flag}: {}",
            refused.complained
        );
    }
    let system = [
        "account", "create", "--email", "a@b.mx", "--name", "x", "--role", "system",
    ];
    assert!(run(&database.address, &system).complained.contains("--role: "));
}

#[test]
fn a_provider_that_is_only_half_set_is_refused_with_the_name_of_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite://{}", folder.path().join("rai.db").display());
    let secret = folder.path().join("secret");
    let mut set = vec![("RAI_LISTEN", "127.0.0.1:0".to_owned())];
    for (variable, value, missing) in [
        (
            "RAI_OIDC_ISSUER",
            "http://login.example.mx".to_owned(),
            "RAI_OIDC_ISSUER",
        ),
        (
            "RAI_OIDC_ISSUER",
            "https://login.example.mx".to_owned(),
            "RAI_OIDC_CLIENT_ID",
        ),
        ("RAI_OIDC_CLIENT_ID", "rai".to_owned(), "RAI_OIDC_CLIENT_SECRET_FILE"),
        (
            "RAI_OIDC_CLIENT_SECRET_FILE",
            secret.display().to_string(),
            "RAI_PUBLIC_URL",
        ),
        (
            "RAI_PUBLIC_URL",
            "https://rai.example.mx".to_owned(),
            "RAI_OIDC_CLIENT_SECRET_FILE",
        ),
    ] {
        set.push((variable, value));
        let refused = told(
            &rai(&address, &["serve"])
                .envs(set.iter().map(|(name, value)| (name, value)))
                .output()
                .unwrap(),
        );
        assert!(
            !refused.success && refused.complained.contains(missing),
            "{variable}: {}",
            refused.complained
        );
    }
}
