//! A signal ends a command whatever it waits for.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use crate::process::look_again;

/// Whether a process waits in a write to its standard output.
fn waits_for_its_reader(child: &Child) -> bool {
    let call = std::fs::read_to_string(format!("/proc/{}/syscall", child.id())).unwrap_or_default();
    let mut words = call.split(' ');
    // The numbers of `write` on x86-64 and on AArch64, and the descriptor.
    matches!(words.next(), Some("1" | "64")) && words.next() == Some("0x1")
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status();
    assert!(sent.unwrap().success());
}

#[test]
fn a_demo_whose_output_nobody_reads_ends_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, mut writer) = std::io::pipe().unwrap();
    let stdout = writer.try_clone().unwrap();
    // Nothing more fits into the pipe.
    let filler = std::thread::spawn(move || while writer.write_all(&[b'-'; 4096]).is_ok() {});
    let mut child = Command::new(env!("CARGO_BIN_EXE_seatwise"))
        .args(["demo", "--dir", "demo"])
        .current_dir(folder.path())
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    // Read to its end, so that it does not wait for that.
    let told = std::thread::spawn(move || stderr.lines().map_while(Result::ok).count());
    while !waits_for_its_reader(&child) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        look_again();
    }
    signal(&child, "-TERM");
    // Were the signal not heard, this would wait for ever.
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    drop(reader);
    filler.join().unwrap();
    told.join().unwrap();
}
