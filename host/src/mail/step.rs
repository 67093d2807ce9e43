//! Whether the answers of a mail server belong to what it was asked.
//!
//! The answer to STARTTLS is the last that is not encrypted. Whoever stands in between can write further answers
//! behind it into the same packet, and `lettre` keeps them as if they came later and over TLS: a mail would then
//! be told as sent that no server has seen. Such answers are found in two ways, and no connection is used in
//! which there is one. What `lettre` still holds after the first encrypted exchange is read, and must be nothing.
//! And where one false answer took the place of a true one, each true one comes a step late, so a login is not
//! answered with 235, or DATA not with 354. A line put before the first answer over TLS cannot be found. It can claim
//! that the server supports a login that it does not support; what is reported about the mail is still true.

use std::{error::Error as _, io, time::Duration};

use lettre::transport::smtp::{Error, client::SmtpConnection};

/// How long is looked for what is there already. What comes later comes over TLS.
const GLANCE: Duration = Duration::from_millis(10);

/// What is said of answers that nobody asked for.
pub(super) const OUT_OF_STEP: &str = "its answers do not match the commands, as if somebody in between had written into the connection before it was encrypted; set `encryption = \"tls\"` under [mail], or ask who operates the network";

/// Whether nothing has come that was not asked for. `patience` is how long the server has for its answers from then on.
pub(super) fn is_silent(connection: &mut SmtpConnection, patience: Duration) -> io::Result<bool> {
    connection.set_timeout(Some(GLANCE))?;
    let heard = connection.read_response();
    connection.set_timeout(Some(patience))?;
    // An answer of whatever kind is one too many, and so is an end.
    Ok(heard.is_err_and(|error| is_a_wait_that_ended(&error)))
}

fn is_a_wait_that_ended(error: &Error) -> bool {
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| {
        matches!(
            cause.kind(),
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
        )
    })
}
