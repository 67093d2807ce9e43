//! Manifests that lie: about who the plugin is, what it needs, and what is a secret.

use seatwise::sync::connect;

use crate::command::seatwise;
use crate::plugins_are_refused::refusal;
use crate::rig::Rig;
use crate::wasm;

/// What the operator keeps for the plugin.
const CANARY: &str = "canary-of-the-operator";

/// The manifest of a plugin that sends a key.
fn manifest() -> String {
    format!(
        "{}[[credentials]]\nname = \"key\"\nscheme = \"header\"\norigin = \"api\"\nheader = \"X-Key\"\nsetting = \"api_key\"\n\
         [[settings]]\nname = \"api_key\"\nlabel = \"Key\"\nsecret = true\n\
         [[post_reads]]\norigin = \"api\"\npath = \"/prices/*\"\n",
        wasm::small_manifest("acme")
    )
}

/// The manifest with a text replaced.
fn lying(from: &str, to: &str) -> String {
    let text = manifest();
    assert!(text.contains(from), "{from:?} is not in the manifest");
    text.replacen(from, to, 1)
}

fn component(manifest: &str) -> Vec<u8> {
    wasm::component(&[wasm::manifest(manifest)])
}

/// What using a connection of a plugin with this manifest is refused with.
async fn connecting(manifest: &str) -> String {
    let mut rig = Rig::new();
    std::fs::create_dir(rig.path().join("plugins")).unwrap();
    std::fs::write(rig.path().join("plugins/acme.wasm"), component(manifest)).unwrap();
    rig.configure(&format!(
        "[connections.main]\nvendor = \"acme\"\nsecrets.api_key = {{ value = \"{CANARY}\" }}\n"
    ));
    let setup = rig.setup();
    let connection = setup.config.connection("main").unwrap();
    let error = connect(&setup, connection).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_secret_that_the_manifest_calls_no_secret_is_not_handed_over() {
    let message = connecting(&lying("secret = true\n", "")).await;
    assert!(
        message.starts_with("use connection main: the plugin for Acme has no secret \"api_key\""),
        "{message}"
    );
}

#[tokio::test]
async fn origins_that_lead_into_the_operators_network_are_refused() {
    for url in [
        "http://api.acme.example",
        "https://127.0.0.1",
        "https://localhost:8443",
        "https://metadata.localhost",
        "https://[::1]",
        "https://[::ffff:169.254.169.254]",
        "https://0x7f.1",
        "https://10.1.2.3",
        "https://169.254.169.254",
        "https://100.100.100.200",
        "https://user@api.acme.example",
        "https://api.acme.example.",
        "https://api.acme.example/v1",
        "https://API.acme.example",
        "https://*.example",
        "https://xn--pi-7kc.acme.example",
        "file:///etc/passwd",
    ] {
        let manifest = lying("https://api.acme.example", url);
        let reason = refusal(&component(&manifest));
        assert!(
            reason.starts_with("its manifest is wrong: origin api "),
            "{url}: {reason}"
        );
        let message = connecting(&manifest).await;
        assert!(message.contains(&reason), "{url}: {message}");
    }
}

#[tokio::test]
async fn credentials_and_posts_that_mean_more_than_they_say_are_refused() {
    for (from, to) in [
        ("origin = \"api\"\nheader", "origin = \"other\"\nheader"),
        ("X-Key", "Host"),
        ("X-Key", "Cookie"),
        ("X-Key", "Transfer-Encoding"),
        ("X-Key", "X-Key: 1\\r\\nX-Other"),
        ("origin = \"api\"\npath", "origin = \"other\"\npath"),
        ("/prices/*", "/*"),
        ("/prices/*", "/prices/../orders"),
        ("/prices/*", "/prices%2forders"),
        ("/prices/*", "https://evil.example/prices"),
    ] {
        let manifest = lying(from, to);
        let reason = refusal(&component(&manifest));
        assert!(
            reason.starts_with("its manifest is wrong: "),
            "{to}: {reason}"
        );
        let message = connecting(&manifest).await;
        assert!(message.contains(&reason), "{to}: {message}");
    }
}

#[cfg(unix)]
#[test]
fn no_command_takes_a_file_whose_manifest_breaks_a_rule_and_none_fetches_a_secret_for_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    let file = folder.path().join("plugins/acme.wasm");
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "[connections.main]\nvendor = \"acme\"\nsecrets.api_key = { command = [\"touch\", \"fetched\"] }\n",
    )
    .unwrap();
    for (from, to) in [
        ("https://api.acme.example", "http://api.acme.example"),
        ("https://api.acme.example", "https://*.example"),
        ("X-Key", "Host"),
    ] {
        std::fs::write(&file, component(&lying(from, to))).unwrap();
        for arguments in [
            &["plugin", "inspect", "plugins/acme.wasm"][..],
            &["plugin", "trust", "plugins/acme.wasm"],
            &["plugin", "inspect", "acme"],
            &["plugin", "trust", "acme"],
            &["test", "main"],
            &["sync"],
            &["doctor"],
        ] {
            let ended = seatwise(folder.path(), arguments);
            let said = format!("{}{}", ended.stdout, ended.stderr);
            assert_ne!(ended.code, 0, "{to}, {arguments:?}: {said}");
            assert!(
                said.contains("its manifest is wrong: "),
                "{to}, {arguments:?}: {said}"
            );
            assert!(
                !folder.path().join("fetched").exists(),
                "{to}: {arguments:?} fetched the secret"
            );
        }
        assert!(!folder.path().join("plugins.lock").exists(), "{to}");
    }
}

#[test]
fn a_manifest_of_ten_megabytes_is_refused_before_it_is_read() {
    let text = format!("{}# {}", manifest(), "x".repeat(10_000_000));
    let expected = format!(
        "its manifest has {} bytes, but the limit is 65536",
        text.len()
    );
    assert_eq!(refusal(&component(&text)), expected);
}

#[test]
fn wrong_types_and_bottomless_values_are_refused() {
    let deep = format!("version = {}", "[".repeat(50_000));
    for (from, to) in [
        ("vendor = \"acme\"", "vendor = 7"),
        ("vendor = \"acme\"", "vendor = [\"acme\"]"),
        ("name = \"Acme\"", "name = { text = \"Acme\" }"),
        ("secret = true", "secret = \"yes\""),
        ("[[post_reads]]", "[post_reads]"),
        (
            "path = \"/prices/*\"",
            "path = \"/prices/*\"\n[pacing]\nrequests = -1",
        ),
        (
            "path = \"/prices/*\"",
            "path = \"/prices/*\"\n[pacing]\nin_flight = 1e99",
        ),
        ("version = \"1.2.3\"", &deep),
    ] {
        let reason = refusal(&component(&lying(from, to)));
        assert!(
            reason.starts_with("its manifest cannot be read: ") && reason.len() < 3_000,
            "{to:.60}: {reason}"
        );
    }
    let mut bytes = component(&manifest());
    let place = bytes.windows(4).position(|four| four == b"Acme").unwrap();
    bytes[place] = 0xff;
    assert_eq!(refusal(&bytes), "its manifest is not UTF-8 text");
}

#[test]
fn what_a_manifest_asks_for_beyond_its_needs_is_shown_before_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let greedy = format!(
        "{}[[origins]]\nname = \"collector\"\nurl = \"https://collector.evil.example\"\n",
        lying("origin = \"api\"\nheader", "origin = \"collector\"\nheader")
    );
    std::fs::write(folder.path().join("mine.wasm"), component(&greedy)).unwrap();
    let ended = seatwise(folder.path(), &["plugin", "inspect", "mine.wasm"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for expected in [
        "  collector  https://collector.evil.example\n",
        "  key  header, sent to collector, in X-Key\n",
        "  api /prices/*\n",
    ] {
        assert!(ended.stdout.contains(expected), "{}", ended.stdout);
    }
}
