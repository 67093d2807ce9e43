//! A command that opens a file by a name that somebody gave waits for nobody.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use clap::Parser as _;

use super::terminal::captured::captured;
use super::{Arguments, Output, run};
use crate::base::files::named_pipe;

/// What a command says, which ends within a minute.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let config = folder.join("seatwise.toml");
    let line = ["seatwise", "--color", "never", "--config"];
    let line = line.map(str::to_owned).into_iter();
    let line: Vec<String> = line
        .chain([config.display().to_string()])
        .chain(arguments.iter().map(|&argument| argument.to_owned()))
        .collect();
    let (sender, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let text = captured(|| {
            let arguments = Arguments::try_parse_from(line).unwrap();
            let output = Output::new(&arguments.global);
            if let Err(error) = run(&arguments, &output) {
                output.error(&error);
            }
        })
        .1;
        let _ = sender.send(format!("{}{}", text.out, text.err));
    });
    answer
        .recv_timeout(Duration::from_secs(60))
        .unwrap_or_else(|_| panic!("{arguments:?} waits"))
}

#[test]
fn a_named_pipe_is_refused_by_every_reader_of_a_named_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    for name in [
        "pipe",
        "pipe.toml",
        "pipe.wasm",
        "plugins/x.wasm",
        "pipe.duckdb",
    ] {
        named_pipe(&folder.path().join(name));
    }
    std::fs::write(path("lines.csv"), "Client,Product\nA,B\n").unwrap();
    let configuration = path("seatwise.toml");
    std::fs::write(&configuration, "").unwrap();
    drop(crate::store::Store::open(Path::new(&path("seatwise.duckdb"))).unwrap());
    let (pipe, profile, plugin) = (path("pipe"), path("pipe.toml"), path("pipe.wasm"));
    for command in [
        &["psa", "import", &pipe, "--profile", "generic"][..],
        &["psa", "import", &path("lines.csv"), "--profile", &profile],
        &["rules", "import", "exclusions", &pipe],
        &["match", "import", &pipe],
        &["plugin", "inspect", &plugin],
        &["plugin", "list"],
        &["doctor"],
        &["restore", "--dry-run", &pipe],
    ] {
        let text = said(folder.path(), command);
        assert!(text.contains("it is a named pipe"), "{command:?}: {text}");
    }
    std::fs::write(&configuration, "database = \"pipe.duckdb\"\n").unwrap();
    for command in [
        &["status"][..],
        &["findings"],
        &["query", "SELECT 1"],
        &["match"],
        &["report", "leakage"],
        &["backup", &path("backup.tar")],
        &["doctor"],
    ] {
        let text = said(folder.path(), command);
        assert!(text.contains("it is a named pipe"), "{command:?}: {text}");
    }
    std::fs::remove_file(&configuration).unwrap();
    named_pipe(&folder.path().join("seatwise.toml"));
    for command in ["status", "sync", "doctor"] {
        let text = said(folder.path(), &[command]);
        assert!(text.contains("it is a named pipe"), "{command}: {text}");
    }
}
