//! Passwords: what makes a good one, and how it is kept so that a copy of the database does not give it away.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use super::email::{Email, folded};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fault::{Fault, FaultCode};
use crate::language::words;

/// In characters.
pub const SHORTEST: usize = 12;
pub const LONGEST: usize = 200;

/// A new password as somebody typed it, twice, because it is not shown.
pub struct Chosen {
    pub password: String,
    pub repeated: String,
}

impl Chosen {
    /// Holds it against the rules.
    ///
    /// # Errors
    /// What is wrong, at `/password` and `/repeated`.
    pub(super) fn checked(&self, email: &Email, name: &str) -> Result<Password, Vec<Fault>> {
        let mut faults = Vec::new();
        if self.password != self.repeated {
            let words = words!(
                "No es igual a la de arriba: escríbala otra vez",
                "It is not the same as above: type it again"
            );
            faults.push(Fault::at("/repeated", FaultCode::WrongPassword, words));
        }
        match Password::parse(&self.password, email, name) {
            Ok(password) if faults.is_empty() => return Ok(password),
            Ok(_) => {}
            Err(fault) => faults.insert(0, fault),
        }
        Err(faults)
    }
}

/// A password that keeps the rules. It has no `Debug`, so that it gets into no log.
pub struct Password(String);

impl Password {
    /// Holds what somebody chose against the rules: long, and not what whoever knows them, or the usual lists, would try first.
    /// Which kinds of characters it has does not matter.
    ///
    /// # Errors
    /// The rule it breaks, at `/password`.
    pub fn parse(chosen: &str, email: &Email, name: &str) -> Result<Self, Fault> {
        let password = normal(chosen);
        let length = password.chars().count();
        let (code, words) = if length < SHORTEST {
            let words = words!(
                "Use al menos {SHORTEST} caracteres",
                "Use at least {SHORTEST} characters"
            );
            (FaultCode::TooShort, words)
        } else if length > LONGEST {
            let words = words!(
                "Use como máximo {LONGEST} caracteres",
                "Use at most {LONGEST} characters"
            );
            (FaultCode::TooLong, words)
        } else if contains_email(&password, email) {
            let words = words!(
                "No ponga su correo en la contraseña",
                "Do not put your e-mail into the password"
            );
            (FaultCode::GuessablePassword, words)
        } else if is_guessable(&password, email, name) {
            let words = words!(
                "Es fácil de adivinar: use varias palabras que no suelan ir juntas",
                "It is easy to guess: use several words that do not usually go together"
            );
            (FaultCode::GuessablePassword, words)
        } else {
            return Ok(Self(password));
        };
        Err(Fault::at("/password", code, words))
    }

    /// One that a command made, of random letters.
    #[must_use]
    pub fn of_commands(made: &str) -> Self {
        Self(normal(made))
    }

    /// Its hash, on this thread: for commands.
    ///
    /// # Errors
    /// None that can be met but a lack of memory.
    pub fn hash_here(&self, clock: &Clock) -> Result<String> {
        let salt = &clock.new_secret()[..16];
        let hashed = Argon2::default().hash_password_with_salt(self.0.as_bytes(), salt);
        Ok(hashed.map_err(Error::internal)?.to_string())
    }
}

/// The same letters however a keyboard composes them.
fn normal(text: &str) -> String {
    text.nfkc().collect()
}

fn contains_email(password: &str, email: &Email) -> bool {
    let local = email.folded.split('@').next().unwrap_or_default();
    let password = folded(password);
    // A short one may stand in a password by chance.
    password.contains(&email.folded) || (local.chars().count() >= 5 && password.contains(local))
}

fn is_guessable(password: &str, email: &Email, name: &str) -> bool {
    let about_them = email.folded.split(['@', '.', '-', '_']).chain(name.split_whitespace());
    let known: Vec<&str> = about_them
        .chain(["rai", "registro", "acuerdos", "contraseña"])
        .collect();
    zxcvbn(password, &known).score() < Score::Three
}

/// Works on passwords off the server's workers, and on few at a time: each takes memory on purpose, and whoever guesses sends many.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    /// Of those who have a place or wait for one.
    line: Arc<Semaphore>,
}

/// So long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many wait at most: about as many as get a place in that time.
const WAITING: usize = 200;

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            places: Arc::new(Semaphore::new(cores)),
            line: Arc::new(Semaphore::new(cores + WAITING)),
        }
    }
}

impl Passwords {
    /// The hash by which a password is kept.
    ///
    /// # Errors
    /// `Busy` when too many wait for a place, or none is free in time.
    pub async fn hash(&self, password: Password, clock: &Clock) -> Result<String> {
        let clock = clock.clone();
        self.work(move || password.hash_here(&clock)).await?
    }

    /// Whether what was given is the password that is kept. Where none is kept it takes as long to say no.
    ///
    /// # Errors
    /// As [`Self::hash`].
    pub async fn are_same(&self, given: String, kept: Option<String>) -> Result<bool> {
        self.work(move || {
            let given = normal(&given);
            let hasher = Argon2::default();
            match kept {
                Some(kept) => hasher.verify_password(given.as_bytes(), kept.as_str()).is_ok(),
                None => hasher.hash_password_with_salt(given.as_bytes(), &[0; 16]).is_err(),
            }
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _standing = self.line.try_acquire().map_err(|_| Error::Busy)?;
        let waited = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let place = waited.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
        web::block(move || {
            // Given up with the work, also where whoever asked for it has gone.
            let _place = place;
            work()
        })
        .await
        .map_err(|_| Error::internal("the thread that works on passwords stopped"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(chosen: &str) -> Option<FaultCode> {
        let email = Email::parse("ana.lopez@irapuato.gob.mx").unwrap();
        Password::parse(chosen, &email, "Ana López")
            .err()
            .map(|fault| fault.code)
    }

    #[test]
    fn a_password_is_long_and_not_what_others_would_try() {
        let cases = [
            ("corta", Some(FaultCode::TooShort)),
            ("ñandú rojo", Some(FaultCode::TooShort)),
            ("ana.lopez@irapuato.gob.mx 9", Some(FaultCode::GuessablePassword)),
            ("xq7 Ana.Lopez vb2!", Some(FaultCode::GuessablePassword)),
            ("password1234", Some(FaultCode::GuessablePassword)),
            ("aaaaaaaaaaaaaaaa", Some(FaultCode::GuessablePassword)),
            ("qwertyuiop12", Some(FaultCode::GuessablePassword)),
            ("irapuato2026", Some(FaultCode::GuessablePassword)),
            ("tres tigres en el tranvía", None),
            ("ñandú-rojo-cántaro", None),
        ];
        for (chosen, expected) in cases {
            assert_eq!(refused(chosen), expected, "{chosen}");
        }
        assert_eq!(refused(&"tres tigres ".repeat(20)), Some(FaultCode::TooLong));
    }

    #[actix_web::test]
    async fn a_password_is_known_again_however_its_letters_are_composed() {
        let (passwords, clock) = (Passwords::default(), Clock::system());
        let email = Email::parse("ana@example.mx").unwrap();
        let password = Password::parse("el tranvi\u{301}a de las once", &email, "Ana")
            .ok()
            .unwrap();
        let kept = passwords.hash(password, &clock).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let same = async |given: &str, kept: Option<&str>| {
            let kept = kept.map(ToOwned::to_owned);
            passwords.are_same(given.to_owned(), kept).await.unwrap()
        };
        assert!(same("el tranvía de las once", Some(&kept)).await);
        assert!(!same("el tranvia de las once", Some(&kept)).await);
        assert!(!same("el tranvía de las once", None).await);
        assert!(!same("", Some("no hash at all")).await);
    }
}
