//! Where a browser is that prints: Chromium, or one that is made of it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variable that names a browser. It is used whatever else is installed, and a wrong name is an error.
const NAMED: &str = "SEATWISE_CHROMIUM";

/// What the programs are called where they lie on the path.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
];

/// Where applications lie on macOS, below the folder of the system and below the one in the home folder.
const IN_APPLICATIONS: [&str; 3] = [
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// Where programs lie on Windows, below each of the folders that [`PROGRAM_FOLDERS`] name.
const IN_PROGRAM_FILES: [&str; 3] = [
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
];

/// The variables of Windows that name the folders of programs: of everybody, old ones, of one user.
const PROGRAM_FOLDERS: [&str; 3] = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];

/// The browser that is named, or else the first that is installed.
pub(super) fn find(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(named) = variable(NAMED).filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = variable("PATH").unwrap_or_default();
    // An entry that is not absolute would take a program out of whatever folder one is in.
    let folders: Vec<_> = env::split_paths(&path)
        .filter(|f| f.is_absolute())
        .collect();
    let on_path = NAMES.iter().flat_map(|name| {
        let program = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&program))
    });
    on_path
        .chain(beside_the_path(&variable))
        .find(|program| program.is_file())
}

/// Where installers put it that leave the path alone.
fn beside_the_path(variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let below = |folder: &Path, programs: &[&str]| -> Vec<PathBuf> {
        programs
            .iter()
            .map(|program| folder.join(program))
            .collect()
    };
    if cfg!(target_os = "macos") {
        let mut programs = below(Path::new("/"), &IN_APPLICATIONS);
        if let Some(home) = variable("HOME") {
            programs.extend(below(Path::new(&home), &IN_APPLICATIONS));
        }
        programs
    } else if cfg!(windows) {
        let folders = PROGRAM_FOLDERS.iter().filter_map(|name| variable(name));
        folders
            .flat_map(|folder| below(Path::new(&folder), &IN_PROGRAM_FILES))
            .collect()
    } else {
        Vec::new()
    }
}
