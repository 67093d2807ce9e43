//! A backup brings everything back: the command, over a database that is lost, and on a full disk.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{Ended, done, folder, seatwise};
use crate::rig::{Rig, sherweb, streamone};

/// The one backup in the folder `backups`.
fn only_backup(folder: &Path) -> PathBuf {
    let mut files = std::fs::read_dir(folder.join("backups")).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none());
    file
}

fn customers(folder: &Path) -> String {
    let sql = "SELECT count(*) AS n FROM customers";
    done(folder, &["query", sql, "--format", "csv"])
}

#[tokio::test]
async fn a_lost_database_is_restored_and_syncs_go_on() {
    let sherweb = sherweb(3, 1).await;
    let rig = folder(&sherweb);
    done(rig.path(), &["sync", "--only", "customers"]);
    std::fs::create_dir(rig.path().join("backups")).unwrap();
    let made = done(rig.path(), &["backup", "backups"]);
    assert!(
        made.starts_with("Wrote and checked ")
            && made.contains("  file            seatwise.toml\n"),
        "{made}"
    );
    let backup = only_backup(rig.path());
    let backup = backup.to_str().unwrap();
    let looked = done(rig.path(), &["restore", backup, "--dry-run"]);
    assert!(looked.contains(" is complete: a backup of "), "{looked}");

    std::fs::write(rig.path().join("seatwise.duckdb"), "lost").unwrap();
    let refused = seatwise(rig.path(), &["restore", backup]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("with --force, it is kept beside"),
        "{refused:?}"
    );
    let restored = done(rig.path(), &["restore", backup, "--force"]);
    assert!(
        restored.contains("  kept aside      ")
            && restored.contains("seatwise.duckdb.before-restore-"),
        "{restored}"
    );
    assert_eq!(customers(rig.path()), "n\n3\n");
    done(rig.path(), &["sync"]);

    // A folder with nothing in it takes even the configuration from the backup.
    let empty = Rig::new();
    let answer = done(empty.path(), &["restore", backup, "--json"]);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["restored"], true, "{answer:#}");
    assert_eq!(answer["kept_aside"], Value::Null, "{answer:#}");
    assert_eq!(customers(empty.path()), "n\n3\n");
}

#[tokio::test]
async fn a_restore_says_what_became_of_a_single_use_token() {
    let streamone = streamone(2, 1).await;
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    crate::command::share_compiled_plugins(rig.path());
    drop(rig.setup());
    done(rig.path(), &["sync", "--only", "customers"]);
    let made = done(rig.path(), &["backup", "keep.tar"]);
    assert!(made.contains("  refresh token   synnex ("), "{made}");
    let there = seatwise(rig.path(), &["restore", "keep.tar", "--force"]);
    assert_eq!(there.code, 0, "{there:?}");
    assert!(
        there.stderr.contains("is the same as in the backup"),
        "{there:?}"
    );
    let tokens = rig.path().join(".seatwise/tokens");
    std::fs::remove_dir_all(&tokens).unwrap();
    let gone = seatwise(rig.path(), &["restore", "keep.tar", "--force"]);
    assert!(
        gone.stderr
            .contains("that token is used up: the next sync then says that a reconnect is needed"),
        "{gone:?}"
    );
    // Nobody used the account since, so the token is alive.
    done(rig.path(), &["sync", "--only", "customers"]);
}

/// Runs a command that can write no file of more than so many blocks of 512 bytes, as on a full disk.
#[cfg(target_os = "linux")]
fn on_a_full_disk(folder: &Path, blocks: u32, arguments: &str) -> Ended {
    let program = env!("CARGO_BIN_EXE_seatwise");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} {arguments}");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder)
        .env_remove("SEATWISE_CONFIG")
        .output()
        .unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_an_error_that_leaves_everything_as_it_was() {
    let sherweb = sherweb(3, 1).await;
    let rig = folder(&sherweb);
    done(rig.path(), &["sync", "--only", "customers"]);
    done(rig.path(), &["backup", "keep.tar"]);
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = names(rig.path());
    // The database alone is larger than the limit; then it fits, and the archive does not.
    let archive = std::fs::metadata(rig.path().join("keep.tar"))
        .unwrap()
        .len();
    let fits = u32::try_from(archive / 512).unwrap() - 1;
    for (blocks, arguments) in [
        (100, "backup full.tar"),
        (fits, "backup full.tar"),
        (100, "restore keep.tar --force"),
    ] {
        let ended = on_a_full_disk(rig.path(), blocks, arguments);
        assert_eq!(ended.code, 1, "{blocks} {arguments}: {ended:?}");
        assert!(ended.stderr.starts_with("error: failed to "), "{ended:?}");
        assert_eq!(names(rig.path()), before, "{blocks} {arguments}");
        assert_eq!(customers(rig.path()), "n\n3\n");
    }
}
