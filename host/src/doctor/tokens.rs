//! The refresh tokens: whether they are alive, as far as this machine can know.

use std::time::Duration;

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::config::Config;
use crate::gateway::{TokenStatus, stored_tokens, unreadable_tokens};

/// A token is worth a warning when it lasts for less than this.
const SOON: Duration = Duration::from_secs(7 * DAY);
const DAY: u64 = 86_400;
const RECONNECT: &str = "request new credentials in the distributor's portal, and set the new refresh token where the old one was";

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let known = config.connections.keys().flat_map(|connection| {
        stored_tokens(&config.state, connection, surroundings.now)
            .into_iter()
            .map(|token| check_token(connection, &token))
    });
    let unreadable = unreadable_tokens(&config.state)
        .into_iter()
        .map(|(path, reason)| {
            Check::failed(
                Area::Token,
                format!("{} cannot be used: {reason}", path.display()),
            )
            .then(format!(
                "restore it from a backup, or delete it and {RECONNECT}"
            ))
        });
    known.chain(unreadable).collect()
}

fn check_token(connection: &str, token: &TokenStatus) -> Check {
    let TokenStatus {
        credential,
        age,
        expires_in,
        reconnect_needed,
        reason,
        doubt,
    } = token;
    let name = format!("{connection} ({credential})");
    if *reconnect_needed {
        let reason = reason.as_deref().unwrap_or("no reason is known");
        return Check::failed(Area::Token, format!("{name}: reconnect needed: {reason}"))
            .then(RECONNECT);
    }
    if let Some(answer) = doubt {
        return Check::warning(
            Area::Token,
            format!("{name}: the last exchange of its refresh token failed ({answer}), so it may be used up"),
        )
        .then(format!("`seatwise sync {connection}` tries it again"));
    }
    match (age, expires_in) {
        (_, Some(Duration::ZERO)) => {
            Check::failed(Area::Token, format!("{name}: it has expired")).then(RECONNECT)
        }
        (_, Some(rest)) if *rest < SOON => Check::warning(
            Area::Token,
            format!("{name}: it expires in {}", days(*rest)),
        )
        .then(format!("`seatwise sync {connection}` renews it")),
        (Some(age), Some(rest)) => Check::ok(
            Area::Token,
            format!("{name}: {} old, lasts for {} more", days(*age), days(*rest)),
        ),
        _ => Check::ok(Area::Token, format!("{name}: not exchanged yet")),
    }
}

fn days(length: Duration) -> String {
    match length.as_secs() / DAY {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
