//! A working folder for a measured sync.

use std::path::{Path, PathBuf};

use seatwise_distributors::{Running, SherwebCredentials};

/// How a simulated Sherweb is synced.
pub(crate) struct Pace {
    pub(crate) requests: u32,
    pub(crate) per_seconds: u64,
    pub(crate) in_flight: usize,
}

/// Writes a configuration with one connection to a simulated Sherweb.
pub(crate) fn write(folder: &Path, sherweb: &Running<SherwebCredentials>, pace: &Pace) -> PathBuf {
    let own = sherweb.credentials();
    let config = folder.join("seatwise.toml");
    let secrets = [
        ("id", &own.client_id),
        ("secret", &own.client_secret),
        ("key", &own.subscription_key),
    ];
    for (name, value) in secrets {
        private(&folder.join(name), value);
    }
    let text = format!(
        "[connections.sherweb]\nvendor = \"sherweb\"\n\
         [connections.sherweb.secrets]\nclient_id = {{ file = \"id\" }}\nclient_secret = {{ file = \"secret\" }}\nsubscription_key = {{ file = \"key\" }}\n\
         [connections.sherweb.origins]\napi = \"{}\"\n\
         [connections.sherweb.pacing]\nrequests = {}\nper_seconds = {}\nin_flight = {}\n",
        sherweb.base_url(),
        pace.requests,
        pace.per_seconds,
        pace.in_flight
    );
    std::fs::write(&config, text).expect("a temporary folder can be written");
    config
}

/// The requests of a sync of customers and subscriptions, as the fact sheet of the interface allows
/// them: the list, and two for each customer.
pub(crate) fn fewest_requests(customers: u64) -> u64 {
    1 + 2 * customers
}

/// Writes a file that only its owner can read.
fn private(path: &Path, value: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, value).expect("a temporary folder can be written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .expect("a mode can be set");
}
