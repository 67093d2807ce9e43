//! The demo's working folder: a configuration like a real one, with secrets in private files.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use seatwise_distributors::{Running, SherwebCredentials, StreamOneCredentials};

use super::{MINUTE, SHERWEB_REQUESTS, STREAMONE_REQUESTS};
use crate::base::files::{read_regular_text, remove_if_there};
use crate::base::private::{create_file, create_folder};

/// By this line the demo knows its own folder again.
const MARK: &str = "# Written by `seatwise demo`";

/// Writes the folder and returns the configuration file's path. What an earlier demo left there is
/// replaced; a configuration that is not a demo's is not touched.
pub(super) fn write(
    folder: &Path,
    sherweb: &Running<SherwebCredentials>,
    streamone: &Running<StreamOneCredentials>,
) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    let config = folder.join("seatwise.toml");
    clear(&folder, &config)?;
    let secrets = folder.join("secrets");
    create_folder(&secrets)?;
    let own = sherweb.credentials();
    secret(&secrets, "sherweb-client-id", &own.client_id)?;
    secret(&secrets, "sherweb-client-secret", &own.client_secret)?;
    secret(&secrets, "sherweb-subscription-key", &own.subscription_key)?;
    secret(
        &secrets,
        "synnex-refresh-token",
        &streamone.credentials().refresh_token().unwrap_or_default(),
    )?;
    fs::write(
        &config,
        text(
            &sherweb.base_url(),
            &streamone.base_url(),
            streamone.credentials().account_id(),
        ),
    )?;
    Ok(config)
}

fn clear(folder: &Path, config: &Path) -> io::Result<()> {
    match read_regular_text(config) {
        Ok(text) if text.starts_with(MARK) => {}
        Ok(_) => {
            let reason = "it contains a seatwise.toml that does not belong to a demo; name another folder with --dir";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    for file in ["seatwise.duckdb", "seatwise.duckdb.wal"] {
        remove_if_there(&folder.join(file))?;
    }
    for part in [".seatwise", "secrets"] {
        match fs::remove_dir_all(folder.join(part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn secret(folder: &Path, name: &str, value: &str) -> io::Result<()> {
    create_file(&folder.join(name))?.write_all(value.as_bytes())
}

fn text(sherweb: &str, streamone: &str, account: &str) -> String {
    let seconds = MINUTE.as_secs();
    format!(
        r#"{MARK}. Its distributors are simulated and gone when the command ends.
database = "seatwise.duckdb"
state = ".seatwise"
time_zone = "UTC"

[connections.sherweb]
vendor = "sherweb"

[connections.sherweb.secrets]
client_id = {{ file = "secrets/sherweb-client-id" }}
client_secret = {{ file = "secrets/sherweb-client-secret" }}
subscription_key = {{ file = "secrets/sherweb-subscription-key" }}

[connections.sherweb.origins]
api = "{sherweb}"

[connections.sherweb.pacing]
requests = {SHERWEB_REQUESTS}
per_seconds = {seconds}

[connections.synnex]
vendor = "synnex"

[connections.synnex.settings]
account_id = "{account}"

[connections.synnex.secrets]
refresh_token = {{ file = "secrets/synnex-refresh-token" }}

[connections.synnex.origins]
ion = "{streamone}"

[connections.synnex.pacing]
requests = {STREAMONE_REQUESTS}
per_seconds = {seconds}
"#
    )
}
