//! A plugin's file is used only while it is the one that the operator looked at and trusted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seatwise::plugin::{
    Admitted, Available, Limits, LockError, PluginLock, Registry, Standing, TrustError,
};
use seatwise::sync::{CheckError, ConnectError, check_connection};
use seatwise_distributors::{Running, SherwebCredentials};

use crate::command::{done, seatwise, share_compiled_plugins};
use crate::rig::{Rig, sherweb};
use crate::wasm;

/// A plugin file for the vendor `acme`; the text goes to the end of its manifest.
fn acme(folder: &Path, version: &str, more: &str) -> Available {
    let manifest = wasm::small_manifest("acme").replace("1.2.3", version) + more;
    let file = folder.join("acme.wasm");
    std::fs::write(&file, wasm::component(&[wasm::manifest(&manifest)])).unwrap();
    Available::from_file(&file, &Limits::default()).unwrap()
}

fn lock_of(folder: &Path) -> PathBuf {
    folder.join("plugins.lock")
}

fn trust(folder: &Path, plugin: &Available) {
    let mut lock = PluginLock::read(&lock_of(folder)).unwrap();
    lock.trust(plugin);
    lock.write().unwrap();
}

fn refusal(folder: &Path, plugin: &Available) -> TrustError {
    Admitted::by(&lock_of(folder), plugin).unwrap_err()
}

/// A rig whose Sherweb plugin is the file `mine.wasm`, another one than the built-in.
fn rig_with_a_file(sherweb: &Running<SherwebCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    rig.configure("[plugins]\nsherweb = \"mine.wasm\"\n");
    replace_plugin(rig.path(), "Sherwob");
    rig
}

fn replace_plugin(folder: &Path, name: &str) {
    let named = format!("name = \"{name}\"");
    std::fs::write(
        folder.join("mine.wasm"),
        wasm::patched("name = \"Sherweb\"", &named),
    )
    .unwrap();
}

#[test]
fn a_file_that_nobody_trusted_is_refused_with_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = acme(folder.path(), "1.2.3", "");
    assert_eq!(
        refusal(folder.path(), &plugin).to_string(),
        format!(
            "use the plugin {} for acme: it is not trusted yet; `seatwise plugin inspect acme` shows where it may send requests and with which credentials, and `seatwise plugin trust acme` trusts it",
            folder.path().join("acme.wasm").display()
        )
    );
    trust(folder.path(), &plugin);
    assert_eq!(
        Admitted::by(&lock_of(folder.path()), &plugin)
            .unwrap()
            .manifest()
            .vendor,
        "acme"
    );
}

#[test]
fn a_file_that_changed_is_refused_with_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    trust(folder.path(), &acme(folder.path(), "1.2.3", ""));
    let more = "[[origins]]\nname = \"far\"\nurl = \"https://far.example\"\n\
        [[credentials]]\nname = \"key\"\nscheme = \"header\"\norigin = \"far\"\nheader = \"X-Key\"\nsetting = \"key\"\n\
        [[settings]]\nname = \"key\"\nlabel = \"Key\"\nsecret = true\n\
        [[post_reads]]\norigin = \"api\"\npath = \"/orders\"\n";
    let plugin = acme(folder.path(), "1.3.0", more);
    let message = refusal(folder.path(), &plugin).to_string();
    for part in [
        "the file changed since it was trusted (version 1.3.0 instead of 1.2.3; sha256 ",
        "+ origin far https://far.example",
        "+ credential key header, sent to far, in X-Key, from key",
        "+ POST read api /orders",
        "if that is intended, run `seatwise plugin trust acme`, otherwise put the old file back",
    ] {
        assert!(message.contains(part), "{part:?} is missing in {message}");
    }
    trust(folder.path(), &plugin);
    assert!(Admitted::by(&lock_of(folder.path()), &plugin).is_ok());
}

#[test]
fn a_file_that_asks_for_the_same_is_refused_when_a_byte_of_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    trust(folder.path(), &acme(folder.path(), "1.2.3", ""));
    let message = refusal(folder.path(), &acme(folder.path(), "1.2.3", "\n")).to_string();
    assert!(
        message.contains("(version 1.2.3 as before; sha256 "),
        "{message}"
    );
    assert!(
        message.contains("; it asks for the same as before)"),
        "{message}"
    );
}

#[test]
fn the_lock_keeps_what_each_plugin_asked_for_and_trusting_one_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let more = "[[post_reads]]\norigin = \"api\"\npath = \"/a/*/b\"\n";
    let plugin = acme(folder.path(), "1.2.3", more);
    trust(folder.path(), &plugin);
    let text = std::fs::read_to_string(lock_of(folder.path())).unwrap();
    for part in [
        "# The plugin files that may be used here",
        "version = \"1.2.3\"",
        &format!("sha256 = \"{}\"", plugin.sha256),
        "api = \"https://api.acme.example\"",
        "post_reads = [\"api /a/*/b\"]",
    ] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
    let other = folder.path().join("other.wasm");
    let manifest = wasm::manifest(&wasm::small_manifest("other"));
    std::fs::write(&other, wasm::component(&[manifest])).unwrap();
    let other = Available::from_file(&other, &Limits::default()).unwrap();
    trust(folder.path(), &other);
    let lock = PluginLock::read(&lock_of(folder.path())).unwrap();
    assert_eq!(lock.standing(&plugin), Standing::Trusted);
    assert_eq!(lock.standing(&other), Standing::Trusted);
}

#[test]
fn a_lock_that_is_not_what_was_written_trusts_nothing_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = acme(folder.path(), "1.2.3", "");
    trust(folder.path(), &plugin);
    let path = lock_of(folder.path());
    let text = std::fs::read_to_string(&path).unwrap();
    let damaged = [
        text.replace("sha256", "sha257").into_bytes(),
        text.replace("version = 1\n", "").into_bytes(),
        text.replace("version = \"1.2.3\"", "version = \"1.2.3")
            .into_bytes(),
        b"\xff\xfe".to_vec(),
        vec![b'#'; 5 << 20],
    ];
    for bytes in damaged {
        std::fs::write(&path, &bytes).unwrap();
        let error = refusal(folder.path(), &plugin);
        assert!(
            matches!(error, TrustError::Lock(LockError::Damaged { .. })),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .contains("delete it and trust every plugin again with `seatwise plugin trust`"),
            "{error}"
        );
    }
    // Cut off at a line's end it may be a whole file; then it trusts less, never more.
    for end in text.match_indices('\n').map(|(at, _)| at) {
        std::fs::write(&path, &text[..end]).unwrap();
        let other = acme(folder.path(), "1.2.4", "");
        assert!(Admitted::by(&path, &other).is_err());
    }
    std::fs::write(&path, text.replace("version = 1\n", "version = 2\n")).unwrap();
    assert!(
        refusal(folder.path(), &plugin)
            .to_string()
            .ends_with("it has layout 2, and this program knows 1; use a newer seatwise")
    );
}

#[test]
fn a_built_in_plugin_needs_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let built_in = seatwise_builtin_plugins::ALL;
    let registry = Registry::scan(
        &Limits::default(),
        built_in,
        folder.path(),
        &BTreeMap::new(),
    )
    .unwrap();
    std::fs::write(lock_of(folder.path()), "no lock at all").unwrap();
    assert!(Admitted::by(&lock_of(folder.path()), registry.find("sherweb").unwrap()).is_ok());
}

#[test]
fn a_lock_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = acme(folder.path(), "1.2.3", "");
    let mut lock = PluginLock::read(&folder.path().join("nowhere/plugins.lock")).unwrap();
    lock.trust(&plugin);
    let error = lock.write().unwrap_err().to_string();
    assert!(
        error.contains("nowhere/plugins.lock: ")
            && error.ends_with("what was trusted before is still trusted, and nothing else"),
        "{error}"
    );
}

#[tokio::test]
async fn no_secret_is_fetched_for_a_plugin_that_nobody_trusts() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = rig_with_a_file(&sherweb);
    // Fetching this one would fail in another way.
    rig.configure("[connections.sherweb.secrets.language]\nenv = \"SEATWISE_TEST_NOT_SET\"\n");
    let setup = rig.untrusting_setup();
    let connection = setup.config.connection("sherweb").unwrap();
    let error = check_connection(&setup, connection).await.unwrap_err();
    assert!(
        matches!(
            error,
            CheckError::Connect(ConnectError::Trust(TrustError::Untrusted { .. }))
        ),
        "{error}"
    );
    assert_eq!(sherweb.requests(), []);
}

#[tokio::test]
async fn the_command_refuses_a_changed_plugin_until_it_is_trusted() {
    let sherweb = sherweb(2, 1).await;
    let rig = rig_with_a_file(&sherweb);
    share_compiled_plugins(rig.path());
    drop(rig.untrusting_setup());
    for arguments in [&["test", "sherweb"][..], &["sync"], &["sync", "--dry-run"]] {
        let ended = seatwise(rig.path(), arguments);
        assert_eq!(ended.code, 1, "{arguments:?}: {ended:?}");
        assert!(
            ended.stderr.contains("it is not trusted yet")
                || ended.stdout.contains("it is not trusted yet"),
            "{arguments:?}: {ended:?}"
        );
    }
    let list = done(rig.path(), &["plugin", "list"]);
    assert!(list.contains("not trusted"), "{list}");
    let first = done(rig.path(), &["plugin", "trust"]);
    for expected in [
        "Sherwob (sherweb) 0.1.0, not trusted\n",
        "    + api https://api.sherweb.com\n",
        "    + api /service-provider/v1/customer-catalogs/*/catalog-items-pricing\n",
        "\nTrusted; written to ",
    ] {
        assert!(
            first.contains(expected),
            "{expected:?} is missing in {first}"
        );
    }
    done(rig.path(), &["test", "sherweb"]);
    done(rig.path(), &["sync", "--only", "customers"]);

    replace_plugin(rig.path(), "Sherwib");
    let ended = seatwise(rig.path(), &["test", "sherweb"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("the file changed since it was trusted"),
        "{}",
        ended.stderr
    );
    let looked = done(rig.path(), &["plugin", "trust", "sherweb", "--dry-run"]);
    assert!(
        looked.contains("Sherwib (sherweb) 0.1.0, changed\n") && looked.contains("    no change\n"),
        "{looked}"
    );
    assert_eq!(seatwise(rig.path(), &["test", "sherweb"]).code, 1);
    done(rig.path(), &["plugin", "trust", "mine.wasm"]);
    done(rig.path(), &["test", "sherweb"]);
    let again = done(rig.path(), &["plugin", "trust", "--json"]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["written"], false, "{again:#}");
    assert_eq!(again["plugins"][0]["before"], "trusted", "{again:#}");
}

#[test]
fn a_built_in_plugin_cannot_be_trusted_and_need_not() {
    let folder = tempfile::tempdir().unwrap();
    let ended = seatwise(folder.path(), &["plugin", "trust", "sherweb"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("it is built in"), "{}", ended.stderr);
    assert_eq!(
        done(folder.path(), &["plugin", "trust"]),
        "All plugins are built in; there is nothing to trust.\n"
    );
    assert!(!lock_of(folder.path()).exists());
}
