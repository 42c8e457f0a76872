//! What every POST goes through that may be sent again under its key.

use super::App;
use crate::access::Actor;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::error::Result;
use crate::idempotency::{self, IdempotencyKey, Made};

/// Makes something in one transaction, once however often it is asked for.
///
/// # Errors
/// `RequestInProgress` while the same caller's request under the key is still being answered, whatever [`idempotency::once`]
/// refuses.
pub async fn once(
    app: &App,
    key: Option<IdempotencyKey>,
    by: Actor,
    doing: impl FnOnce(&mut DbConnection, &Actor, Timestamp) -> Result<Made> + Send + 'static,
) -> Result<Made> {
    let place = app.under_way.begin(&by, key.as_ref())?;
    let clock = app.clock.clone();
    let (made, _place) = app
        .db
        .write(move |conn| {
            let now = clock.now();
            let made = idempotency::once(conn, key, &by, now, |conn| doing(conn, &by, now))?;
            // Handed out, so that it is given up once the change is kept; also when nobody waits for the answer any more.
            Ok((made, place))
        })
        .await?;
    Ok(made)
}
