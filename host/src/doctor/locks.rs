//! Who holds what. The system gives a lock back when its holder ends, however it ends, so one that is held
//! by a process that does not run here is held by another machine.

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::config::Config;
use crate::gateway::busy_tokens;
use crate::store::{Holder, staging_holders};

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let staging = match staging_holders(&config.state) {
        Ok(holders) => holders,
        Err(error) => {
            return vec![Check::failed(
                Area::Lock,
                format!("the locks of the staging files cannot be read: {error}"),
            )];
        }
    };
    let mut checks: Vec<Check> = staging
        .iter()
        .map(|(connection, holder)| {
            held(
                &format!("the connection {connection}"),
                holder,
                surroundings,
            )
        })
        .collect();
    checks.extend(busy_tokens(&config.state).into_iter().map(|path| {
        Check::warning(
            Area::Lock,
            format!("another process is exchanging the token {}", path.display()),
        )
        .then("that takes seconds; if it does not end, look for a hanging process")
    }));
    if checks.is_empty() {
        checks.push(Check::ok(Area::Lock, "no connection is being synced"));
    }
    checks
}

/// What is said about something that a process holds.
pub(super) fn held(what: &str, holder: &Holder, surroundings: &Surroundings) -> Check {
    let runs = holder.process.and_then(surroundings.process_runs);
    if runs == Some(false) {
        return Check::warning(
            Area::Lock,
            format!("{what} is held by {holder}, which is not running on this machine"),
        )
        .then("another machine uses the same folder: stop seatwise there, and give each machine its own state folder and database");
    }
    Check::ok(
        Area::Lock,
        format!("{what} is held by {holder}, which is working on it"),
    )
}
