//! Planted secrets are nowhere but where they were put: not in logs at any level, errors, results, the
//! database, state files, or the arguments of a process. Files are for their owner alone.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use seatwise_distributors::{Endpoint, Fault, Rule, Running, SherwebCredentials};

use crate::command::seatwise_with;
use crate::rig::{sherweb, streamone};

/// Prints a secret, and notes with which arguments its caller was started.
const PRINT_SECRET: &str = "tr '\\\\0' ' ' < /proc/$PPID/cmdline >> arguments.txt; cat secret.txt";

/// What the operator put there: configuration, secrets, and the notes of the command above.
const OWN_FILES: [&str; 4] = ["seatwise.toml", "secret.txt", "key.txt", "arguments.txt"];

/// Writes a file for its owner alone.
fn write_private(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// Writes a configuration whose secrets come from a variable, a command and a file.
fn configure(folder: &Path, sherweb: &Running<SherwebCredentials>, streamone: (&str, &str)) {
    let own = sherweb.credentials();
    write_private(&folder.join("secret.txt"), &own.client_secret);
    write_private(&folder.join("key.txt"), &own.subscription_key);
    let text = format!(
        "publish = \"published.duckdb\"\n\
         [connections.sherweb]\nvendor = \"sherweb\"\norigins.api = \"{}\"\npacing.requests = 0\n\
         [connections.sherweb.secrets]\nclient_id = {{ env = \"CANARY_ID\" }}\n\
         client_secret = {{ command = [\"sh\", \"-c\", \"{PRINT_SECRET}\"] }}\nsubscription_key = {{ file = \"key.txt\" }}\n\
         [connections.synnex]\nvendor = \"synnex\"\norigins.ion = \"{}\"\npacing.requests = 0\nsettings.account_id = \"{}\"\n\
         secrets.refresh_token = {{ env = \"CANARY_TOKEN\" }}\n",
        sherweb.base_url(),
        streamone.0,
        streamone.1
    );
    write_private(&folder.join("seatwise.toml"), &text);
}

/// Runs the command with everything logged, in a system that makes files for everybody.
fn loud(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = Command::new("sh")
        .args(["-c", "umask 0; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_seatwise"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SEATWISE_CONFIG")
        .env("SEATWISE_LOG", "trace")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// All files below a folder, links not followed.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

/// The files that others can get at: those whose mode lets them, in folders that let them in.
fn open_files(folder: &Path) -> Vec<String> {
    let mode = |path: &Path| {
        std::fs::symlink_metadata(path)
            .unwrap()
            .permissions()
            .mode()
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if mode(&path) & 0o077 == 0 {
            continue;
        } else if path.is_dir() {
            found.extend(open_files(&path));
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

fn echo(secrets: &[String]) -> Fault {
    Fault::Answer {
        status: 400,
        content_type: "application/json".to_owned(),
        body: format!("{{\"message\": \"you sent {}\"}}", secrets.join(" and ")),
    }
}

#[tokio::test]
async fn planted_secrets_are_found_nowhere() {
    let (sherweb, streamone) = (sherweb(3, 2).await, streamone(2, 2).await);
    let own = sherweb.credentials().clone();
    let first = streamone.credentials().refresh_token().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let account = streamone.credentials().account_id().to_string();
    configure(place, &sherweb, (&streamone.base_url(), &account));
    let mut secrets = vec![
        own.client_id,
        own.client_secret,
        own.subscription_key,
        first.clone(),
    ];
    // A distributor can repeat what it was sent, and was sent its own secrets alone.
    let (of_sherweb, of_synnex) = secrets.split_at(3);
    let named = |name: &str, secrets: &[String]| format!("{name} {}", secrets.join(" "));
    sherweb.data(|world| world.customers[0].name = named("Contoso", of_sherweb));
    streamone.data(|world| world.customers[0].name = named("Fabrikam", of_synnex));
    sherweb.fault(Rule::new(echo(of_sherweb)).on(Endpoint::ReceivableCharges));
    streamone.fault(Rule::new(echo(of_synnex)).on(Endpoint::ReportData));
    let refused_login = Rule::new(echo(of_sherweb)).on(Endpoint::Token);
    let id = secrets[0].clone();
    let variables = [("CANARY_ID", id.as_str()), ("CANARY_TOKEN", first.as_str())];
    let mut said = String::new();
    for arguments in [
        &["test", "sherweb"][..],
        &["test", "synnex"],
        &["sync", "-vv"],
        &["sync", "--only", "products", "--json"],
        &["status", "--json"],
        &["findings"],
        &["report", "leakage"],
        &["query", "FROM customers", "--format", "json"],
        &["match", "--json"],
        &["sync", "--conection", "sherweb"],
    ] {
        said.push_str(&loud(place, arguments, &variables));
    }
    // A refused login says what was sent, if anything does.
    sherweb.fault(refused_login);
    said.push_str(&loud(place, &["test", "sherweb"], &variables));
    assert!(
        said.contains("TRACE") && said.contains("you sent [masked]"),
        "{said:.2000}"
    );
    for name in ["Contoso [masked]", "Fabrikam [masked]"] {
        assert!(said.contains(name), "{said:.2000}");
    }

    secrets.extend(streamone.credentials().refresh_token());
    let mut places = vec![("the output".to_owned(), said)];
    for file in files(place) {
        let tokens = file
            .parent()
            .is_some_and(|folder| folder.ends_with("tokens"));
        if !tokens && !OWN_FILES[..3].iter().any(|own| file.ends_with(own)) {
            let bytes = std::fs::read(&file).unwrap();
            places.push((
                file.display().to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ));
        }
    }
    assert!(places.len() > 8, "{}", places.len());
    for (place, text) in &places {
        for secret in &secrets {
            if let Some(found) = text.find(secret.as_str()) {
                let start = text.floor_char_boundary(found.saturating_sub(300));
                panic!("a secret is in {place}: {}", &text[start..found]);
            }
        }
        // How both distributors begin an access token, in the headers that carry it.
        assert!(!text.contains("Bearer eyJ"), "{place}");
    }
    // The command was asked for the secret by a process with these arguments.
    if cfg!(target_os = "linux") {
        let arguments = std::fs::read_to_string(place.join("arguments.txt")).unwrap();
        assert!(arguments.contains("seatwise sync -vv"), "{arguments}");
    }
    // Only the copy for analysts may be read by others, and by nobody be written.
    let mut open = open_files(place);
    open.retain(|file| !OWN_FILES.contains(&file.as_str()));
    assert_eq!(open, ["published.duckdb"]);
    let published = std::fs::metadata(place.join("published.duckdb")).unwrap();
    assert_eq!(published.permissions().mode() & 0o777, 0o444);
}

#[tokio::test]
async fn a_configuration_that_others_can_read_or_change_is_warned_about() {
    let sherweb = sherweb(1, 1).await;
    let rig = crate::command::folder(&sherweb);
    let file = rig.path().join("seatwise.toml");
    let warnings = |mode| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ended = seatwise_with(rig.path(), &["--quiet", "test", "sherweb"], &[]);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.stderr
    };
    let private = warnings(0o600);
    assert!(
        !private.contains("other users") && !private.contains("every user"),
        "{private}"
    );
    let open = warnings(0o646);
    for expected in [
        "warning: other users can read ",
        "which contains secrets in clear text; `chmod 600` it",
        "warning: every user can change ",
    ] {
        assert!(open.contains(expected), "{expected:?}: {open}");
    }
}

#[test]
fn no_argument_takes_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    for (flag, value) in [
        ("--setting", "client_secret=canary-of-the-operator"),
        ("--secret", "client_secret=canary-of-the-operator"),
        ("--secret", "client_secret=value:canary-of-the-operator"),
    ] {
        let arguments = [
            "init",
            "--vendor",
            "sherweb",
            "--connection",
            "main",
            flag,
            value,
        ];
        let ended = seatwise_with(folder.path(), &arguments, &[]);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(!ended.stderr.contains("canary"), "{ended:?}");
        assert!(!folder.path().join("seatwise.toml").exists());
    }
}
