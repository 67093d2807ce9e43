//! Runs the command `seatwise` as a person would.

use std::path::Path;
use std::process::{Command, Stdio};

use seatwise_distributors::{Running, SherwebCredentials};

use crate::rig::Rig;

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the command in a folder, with nobody to answer and no settings from outside.
pub(crate) fn seatwise(folder: &Path, arguments: &[&str]) -> Ended {
    seatwise_with(folder, arguments, &[])
}

/// As [`seatwise`], with further environment variables.
pub(crate) fn seatwise_with(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_seatwise"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SEATWISE_CONFIG")
        .env_remove("SEATWISE_LOG")
        .env("NO_COLOR", "1")
        .env("TZ", "UTC")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Lets commands in a folder use what others have compiled.
pub(crate) fn share_compiled_plugins(folder: &Path) {
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands");
    let state = folder.join(".seatwise");
    std::fs::create_dir_all(&shared).unwrap();
    std::fs::create_dir_all(&state).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Compiled code counts only where nobody else can write.
        std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o700)).unwrap();
        std::os::unix::fs::symlink(shared, state.join("cache")).unwrap();
    }
}

/// A folder whose configuration has a connection to a simulated Sherweb.
pub(crate) fn folder(sherweb: &Running<SherwebCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    share_compiled_plugins(rig.path());
    drop(rig.setup());
    rig
}

/// Runs a command that must succeed, and returns what it printed.
pub(crate) fn done(folder: &Path, arguments: &[&str]) -> String {
    let ended = seatwise(folder, arguments);
    assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
    ended.stdout
}

/// The text of the configuration.
pub(crate) fn configuration(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("seatwise.toml")).unwrap()
}
