//! The scopes of a token as they are kept: words with a space between.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::sql_types::Text;
use serde::Serialize;

use crate::access::Scope;

/// The scopes of one token, each once, in the order of [`Scope::ALL`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, FromSqlRow)]
#[serde(transparent)]
pub struct Scopes(pub Vec<Scope>);

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}

impl<DB: Backend> FromSql<Text, DB> for Scopes
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let words = <String as FromSql<Text, DB>>::from_sql(bytes)?;
        let scope = |word| Scope::parse(word).ok_or_else(|| format!("{word} is no scope").into());
        words.split_whitespace().map(scope).collect::<Result<_, _>>().map(Self)
    }
}
