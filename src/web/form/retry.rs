//! A button that is pressed twice sends its form twice, and the browser shows what comes second: that is the first answer again.

use std::time::Duration;

use actix_web::rt::time::sleep;

use crate::error::{Error, Result};

/// So often the first answer is asked for, and so long each time.
const TRIES: usize = 40;
const PAUSE: Duration = Duration::from_millis(100);

/// Tries again while the same form is still being answered.
///
/// # Errors
/// What the attempt refuses; `RequestInProgress` when it takes longer than anybody waits.
pub async fn retry_while_in_progress<T>(attempt: impl AsyncFn() -> Result<T>) -> Result<T> {
    for _ in 0..TRIES {
        match attempt().await {
            Err(Error::RequestInProgress) => sleep(PAUSE).await,
            other => return other,
        }
    }
    attempt().await
}
