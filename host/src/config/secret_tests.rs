//! Sources of secrets, and what is said when one gives none.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::source::from_command;
use super::{Config, SecretSource, SourceError};

fn fetch(source: &SecretSource, directory: &Path) -> Result<String, SourceError> {
    source
        .fetch(directory)
        .map(|secret| secret.reveal().to_owned())
}

fn shell(script: &str) -> SecretSource {
    SecretSource::Command {
        arguments: vec!["sh".to_owned(), "-c".to_owned(), script.to_owned()],
    }
}

#[test]
fn an_absent_variable_is_an_error_only_when_its_connection_is_used() {
    let text = "[connections.a]\nvendor = \"v\"\n[connections.a.secrets]\nkey = { env = \"SEATWISE_TEST_ABSENT\" }\n\
                [connections.b]\nvendor = \"v\"\n[connections.b.secrets]\nkey = { value = \"x\" }\n";
    let config = Config::from_text(Path::new("/x/seatwise.toml"), text).unwrap();
    assert_eq!(
        config.connections["b"].secrets().unwrap()["key"].reveal(),
        "x"
    );
    let error = config.connections["a"].secrets().unwrap_err();
    assert_eq!(
        error.to_string(),
        "get the secret key of the connection a: the environment variable SEATWISE_TEST_ABSENT is not set; \
         export it, or name another source in the configuration"
    );
}

#[test]
fn a_variable_that_is_set_is_read() {
    // PATH is set wherever tests run; setting a variable here would be unsafe beside other threads.
    let source = SecretSource::Environment {
        variable: "PATH".to_owned(),
    };
    assert_eq!(
        fetch(&source, Path::new(".")).unwrap(),
        std::env::var("PATH").unwrap()
    );
}

#[test]
fn one_line_break_at_the_end_of_a_file_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    for (content, expected) in [
        ("k\n", "k"),
        ("k\r\n", "k"),
        ("k", "k"),
        ("k\n\n", "k\n"),
        (" k ", " k "),
    ] {
        std::fs::write(folder.path().join("key"), content).unwrap();
        let source = SecretSource::File {
            path: PathBuf::from("key"),
        };
        assert_eq!(fetch(&source, folder.path()).unwrap(), expected);
    }
}

#[test]
fn a_file_that_is_absent_empty_or_too_long_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let source = SecretSource::File {
        path: PathBuf::from("key"),
    };
    assert!(matches!(
        fetch(&source, folder.path()),
        Err(SourceError::File { .. })
    ));
    std::fs::write(folder.path().join("key"), "\n").unwrap();
    assert!(matches!(
        fetch(&source, folder.path()),
        Err(SourceError::Empty { .. })
    ));
    std::fs::write(folder.path().join("key"), "x".repeat(64 * 1024 + 1)).unwrap();
    assert!(matches!(
        fetch(&source, folder.path()),
        Err(SourceError::TooLong { .. })
    ));
    std::fs::write(folder.path().join("key"), [0xff, 0xfe]).unwrap();
    assert!(matches!(
        fetch(&source, folder.path()),
        Err(SourceError::NotText { .. })
    ));
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "k").unwrap();
    let text =
        "[connections.a]\nvendor = \"v\"\n[connections.a.secrets]\nkey = { file = \"key\" }\n";
    let config = Config::from_text(&folder.path().join("seatwise.toml"), text).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(config.warnings().is_empty());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(
        config.warnings()[0].contains("other users can read"),
        "{:?}",
        config.warnings()
    );
}

#[cfg(unix)]
#[test]
fn a_configuration_with_clear_text_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    std::fs::write(
        &file,
        "[connections.a]\nvendor = \"v\"\nsecrets.k = { value = \"x\" }\n",
    )
    .unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o604)).unwrap();
    assert_eq!(Config::load(&file).unwrap().warnings().len(), 2);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(Config::load(&file).unwrap().warnings().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_every_user_can_change_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seatwise.toml");
    std::fs::write(&file, "[connections.a]\nvendor = \"v\"\n").unwrap();
    let warnings = |mode| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        Config::load(&file).unwrap().warnings()
    };
    assert_eq!(warnings(0o664), [""; 0]);
    assert_eq!(
        warnings(0o666),
        [format!(
            "every user can change {}, and with it where secrets are sent and which commands are run; `chmod o-w` it",
            file.display()
        )]
    );
}

#[cfg(unix)]
#[test]
fn what_a_command_prints_is_the_secret() {
    assert_eq!(
        fetch(&shell("echo canary; echo noise >&2"), Path::new("/")).unwrap(),
        "canary"
    );
}

#[cfg(unix)]
#[test]
fn a_command_runs_in_the_folder_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "here").unwrap();
    assert_eq!(fetch(&shell("cat key"), folder.path()).unwrap(), "here");
}

#[cfg(unix)]
#[test]
fn a_failing_command_is_reported_with_its_status_and_stderr_but_not_its_output() {
    let error = fetch(
        &shell("echo canary; echo 'vault is locked' >&2; exit 3"),
        Path::new("/"),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the command sh ended with exit status: 3: vault is locked"
    );
}

#[test]
fn a_command_that_does_not_exist_is_named() {
    let source = SecretSource::Command {
        arguments: vec!["seatwise-no-such-program".to_owned()],
    };
    let error = fetch(&source, &std::env::temp_dir())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("the command seatwise-no-such-program cannot be started:"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_command_that_hangs_is_stopped() {
    let arguments = [
        "sh",
        "-c",
        "echo canary; echo waiting for a pin >&2; exec sleep 600",
    ]
    .map(str::to_owned);
    let error = from_command(&arguments, Path::new("/"), Duration::from_millis(200)).unwrap_err();
    let SourceError::Timeout { stderr, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(stderr, "waiting for a pin");
    assert!(!error.to_string().contains("canary"));
}

#[cfg(unix)]
#[test]
fn a_command_that_prints_without_end_is_stopped() {
    let arguments = ["sh", "-c", "exec cat /dev/zero"].map(str::to_owned);
    let error = from_command(&arguments, Path::new("/"), Duration::from_millis(200)).unwrap_err();
    assert!(matches!(error, SourceError::Timeout { .. }), "{error}");
}

#[test]
fn a_keyring_entry_that_cannot_be_read_is_answered_with_what_to_use_instead() {
    let source = SecretSource::Keyring {
        service: "seatwise-test-that-nobody-has".to_owned(),
        user: "main".to_owned(),
    };
    let error = fetch(&source, Path::new(".")).unwrap_err().to_string();
    assert!(
        error.contains("the keyring entry seatwise-test-that-nobody-has/main")
            && error.contains("use a command or a file"),
        "{error}"
    );
}
