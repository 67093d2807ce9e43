//! Pauses that distributors asked for: until they end, an account is asked nothing.

use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::config::Config;
use crate::gateway::standing_pause;

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let warning = |connection: &String| {
        let pause = standing_pause(&config.state, connection, surroundings.now)?;
        let message = format!(
            "{connection}: the distributor asked for a pause until {}, and nothing is requested before",
            pause.until_words()
        );
        let next = format!(
            "wait until it ends, or lift it with `seatwise sync {connection} --lift-pause`"
        );
        Some(Check::warning(Area::Connection, message).then(next))
    };
    config.connections.keys().filter_map(warning).collect()
}
