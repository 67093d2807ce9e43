//! Waits that the operator should know of, and their end.

use std::sync::Arc;
use std::time::Duration;

use super::Setup;
use super::progress::Progress;
use crate::plugin::Session;

/// A pause of the distributor that lasts so much longer is reported. Shorter ones are common.
const TOLD_PAUSE: Duration = Duration::from_secs(15);

/// Ends the distributor's pause. Another sync of the account that waits for it goes on as well.
pub(super) async fn lift_pause(session: &Session, connection: &str, progress: &dyn Progress) {
    let note = match session.gateway().lift_pause().await {
        Some(until) => format!("lifted the pause that the distributor had asked for until {until}"),
        None => "there was no pause to lift".to_owned(),
    };
    progress.note(connection, &note);
}

/// Tells the operator about waits that the pace imposes, and once about each long pause of the
/// distributor's.
pub(super) fn announce_waits(
    session: &Session,
    connection: &str,
    progress: Arc<dyn Progress>,
    setup: &Setup,
) -> tokio::task::JoinHandle<()> {
    let gateway = Arc::clone(session.gateway());
    let clock = Arc::clone(&setup.clock);
    let connection = connection.to_owned();
    tokio::spawn(async move {
        let mut every = tokio::time::interval(Duration::from_millis(500));
        let mut told_until = Duration::ZERO;
        loop {
            every.tick().await;
            let Some(until) = gateway.statistics().waiting_until else {
                continue;
            };
            let left = until.saturating_sub(clock.now());
            progress.waiting(&connection, left);
            if left < TOLD_PAUSE || until <= told_until {
                continue;
            }
            if let Some(pause) = gateway.standing_pause() {
                progress.note(&connection, &format!("waiting: {pause}"));
                told_until = until;
            }
        }
    })
}
