//! A file that cannot be a plugin of this host is refused with a sentence that says why and what to do.

use std::collections::BTreeMap;
use std::path::Path;

use seatwise::plugin::{Engine, Limits, LoadError, Plugin, PluginSource, Registry, RegistryError};

use crate::command::{Ended, seatwise};
use crate::rig::{Rig, sherweb};
use crate::wasm::{self, SHERWEB};

/// What the plugins folder says about one file.
pub(crate) fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let registry = scan(folder.path(), bytes);
    let [refused] = registry.refused() else {
        panic!("{registry:?}")
    };
    assert_eq!(refused.file, folder.path().join("plugin.wasm"));
    assert_eq!(
        registry.available().count(),
        seatwise_builtin_plugins::ALL.len()
    );
    refused.reason.clone()
}

pub(crate) fn scan(folder: &Path, bytes: &[u8]) -> Registry {
    std::fs::write(folder.join("plugin.wasm"), bytes).unwrap();
    Registry::scan(
        &Limits::default(),
        seatwise_builtin_plugins::ALL,
        folder,
        &BTreeMap::new(),
    )
    .unwrap()
}

fn loading(bytes: &[u8]) -> LoadError {
    let engine = Engine::new(None, Limits::default()).unwrap();
    Plugin::load(&engine, bytes).unwrap_err()
}

fn acme(sections: &[Vec<u8>]) -> Vec<u8> {
    let manifest = wasm::manifest(&wasm::small_manifest("acme"));
    wasm::component(&[sections, &[manifest]].concat())
}

#[test]
fn a_file_that_is_no_wasm_is_refused() {
    let reason = refusal(b"#!/bin/sh\necho hello\n");
    assert!(
        reason.starts_with("it is not a WebAssembly file ("),
        "{reason}"
    );
    assert!(
        reason.ends_with("; put only components into the plugins folder"),
        "{reason}"
    );
    assert!(refusal(b"").starts_with("it is not a WebAssembly file ("));
    assert!(refusal(&SHERWEB[..SHERWEB.len() / 2]).starts_with("it is not a WebAssembly file ("));
}

#[test]
fn a_core_module_is_refused_with_the_target_to_build_for() {
    let expected = "it is a core module, not a component; build it for the target wasm32-wasip2";
    assert_eq!(refusal(&wasm::core_module()), expected);
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plugin.wasm");
    // A file with a hole: its size is stated, and nothing is there to be read.
    std::fs::File::create(&file)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let registry =
        Registry::scan(&Limits::default(), &[], folder.path(), &BTreeMap::new()).unwrap();
    assert_eq!(
        registry.refused()[0].reason,
        "it has 1099511627776 bytes, but the limit is 16777216; build it with optimisation and without debug information"
    );
}

#[test]
fn a_component_without_manifest_is_refused() {
    let expected = "it has no section \"seatwise:manifest\", so it is not a Seatwise plugin; export it with `export_connector!` of the crate seatwise-plugin";
    assert_eq!(refusal(&wasm::component(&[])), expected);
    assert_eq!(
        refusal(&wasm::patched("seatwise:manifest", "seatwise:manuscri")),
        expected
    );
}

#[test]
fn a_second_manifest_cannot_hide_behind_the_first() {
    let second = wasm::manifest(&wasm::small_manifest("acme"));
    let expected = "it has several sections \"seatwise:manifest\", but may have only one";
    assert_eq!(refusal(&[SHERWEB, &second].concat()), expected);
    assert_eq!(refusal(&acme(std::slice::from_ref(&second))), expected);
}

#[test]
fn another_contract_is_refused_with_both_versions() {
    let expected = "it was built for contract 9.9.9 and this host knows 0.1.0; get a build of the plugin for 0.1.0, or the Seatwise release that knows 9.9.9";
    assert_eq!(
        refusal(&wasm::patched(
            "contract = \"0.1.0\"",
            "contract = \"9.9.9\""
        )),
        expected
    );
}

#[test]
fn wrong_manifests_are_refused_with_the_rule_that_they_break() {
    let cases = [
        (
            "contract =",
            "",
            "it was built for contract (none) and this host knows 0.1.0",
        ),
        (
            "vendor = \"acme\"",
            "vendor = \"../etc\"",
            "its manifest is wrong: vendor must be 1 to 32 of a-z, 0-9, - and _",
        ),
        (
            "name = \"Acme\"",
            "name = \"\\u001b[2J\"",
            "its manifest is wrong: a text contains control characters",
        ),
        (
            "version = \"1.2.3\"",
            "versoin = \"1.2.3\"",
            "its manifest cannot be read: ",
        ),
        ("url =", "link =", "its manifest cannot be read: "),
    ];
    for (from, to, expected) in cases {
        let text = wasm::small_manifest("acme");
        assert!(text.contains(from));
        let text = if to.is_empty() {
            text.lines().skip(1).collect::<Vec<_>>().join("\n")
        } else {
            text.replacen(from, to, 1)
        };
        let reason = refusal(&wasm::component(&[wasm::manifest(&text)]));
        assert!(reason.starts_with(expected), "{reason}");
    }
}

#[test]
fn imports_that_the_host_does_not_offer_are_refused_with_what_to_use_instead() {
    let cases = [
        (
            "wasi:http/outgoing-handler@0.2.0",
            "send requests with seatwise:host/http, where the host adds credentials and keeps the pace",
        ),
        (
            "wasi:keyvalue/store@0.2.0-draft",
            "settings arrive in the context of each call, and a plugin keeps no state",
        ),
        (
            "wasi:logging/logging@0.1.0",
            "write messages with seatwise:host/log",
        ),
        (
            "acme:disk/files@1.0.0",
            "a plugin can use only seatwise:host/http, seatwise:host/pacing and seatwise:host/log",
        ),
        (
            "wasi:cli/environment@0.3.0",
            "a plugin can use only seatwise:host/http, seatwise:host/pacing and seatwise:host/log",
        ),
    ];
    for (import, instead) in cases {
        let error = loading(&acme(&[wasm::import(import)]));
        assert_eq!(
            error.to_string(),
            format!("it imports {import}, which a plugin cannot use; {instead}")
        );
        assert!(
            refusal(&acme(&[wasm::import(import)])).starts_with(&format!("it imports {import}, "))
        );
    }
}

#[test]
fn a_component_that_only_claims_the_contract_is_refused_when_it_is_loaded() {
    let message = loading(&acme(&[])).to_string();
    assert!(
        message.starts_with("it does not match contract 0.1.0 although its manifest says so: "),
        "{message}"
    );
    assert!(
        message.ends_with("; rebuild it against the current wit/ folder"),
        "{message}"
    );
    let message = loading(&acme(&[wasm::import("seatwise:host/http@0.1.0")])).to_string();
    assert!(
        message.starts_with("it does not match contract 0.1.0"),
        "{message}"
    );
}

#[test]
fn code_that_is_damaged_is_refused_when_it_is_compiled() {
    // The type of the exported function asks for a number on the stack.
    let message = loading(&wasm::hostile(wasm::DATASETS, &[])).to_string();
    assert!(message.starts_with("it cannot be compiled: "), "{message}");
}

#[test]
fn a_vendor_that_is_taken_is_refused_with_the_line_that_would_permit_it() {
    let folder = tempfile::tempdir().unwrap();
    let registry = scan(folder.path(), SHERWEB);
    assert_eq!(
        registry.refused()[0].reason,
        format!(
            "it claims vendor \"sherweb\", which is taken by built-in (Sherweb); to use it instead, write `sherweb = \"{}\"` under [plugins] in seatwise.toml",
            folder.path().join("plugin.wasm").display()
        )
    );
    assert_eq!(
        registry.find("sherweb").unwrap().source,
        PluginSource::BuiltIn
    );
}

#[test]
fn of_two_files_for_one_vendor_the_first_by_name_counts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("another.wasm"), acme(&[])).unwrap();
    let registry = scan(folder.path(), &acme(&[]));
    let another = folder.path().join("another.wasm");
    assert_eq!(
        registry.find("acme").unwrap().source,
        PluginSource::File(another.clone())
    );
    let reason = &registry.refused()[0].reason;
    assert!(
        reason.contains(&format!("taken by {}", another.display())),
        "{reason}"
    );
}

#[tokio::test]
async fn the_configuration_can_replace_a_built_in_plugin() {
    let sherweb = sherweb(2, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.configure("[plugins]\nsherweb = \"plugins/mine.wasm\"\n");
    let file = rig.path().join("plugins/mine.wasm");
    std::fs::create_dir(rig.path().join("plugins")).unwrap();
    std::fs::write(
        &file,
        wasm::patched("name = \"Sherweb\"", "name = \"Sherwob\""),
    )
    .unwrap();
    let setup = rig.setup();
    assert_eq!(
        setup.registry.find("sherweb").unwrap().source,
        PluginSource::File(file.canonicalize().unwrap())
    );
    assert_eq!(
        setup.registry.find("sherweb").unwrap().manifest.name,
        "Sherwob"
    );
    assert!(
        setup.registry.refused().is_empty(),
        "{:?}",
        setup.registry.refused()
    );
    rig.sync("sherweb").await;
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 2);
}

#[test]
fn a_replacement_for_another_vendor_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.wasm");
    std::fs::write(&file, SHERWEB).unwrap();
    let replacements = BTreeMap::from([("synnex".to_owned(), file.clone())]);
    let refused = Registry::scan(
        &Limits::default(),
        seatwise_builtin_plugins::ALL,
        folder.path(),
        &replacements,
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        format!(
            "read {}: it is a plugin for vendor \"sherweb\", but `plugins.synnex` in seatwise.toml names it for \"synnex\"",
            file.display()
        )
    );
}

#[test]
fn a_vendor_without_plugin_is_told_what_there_is_and_what_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let registry = scan(folder.path(), &wasm::core_module());
    let error = registry.find("acme").unwrap_err();
    assert!(matches!(error, RegistryError::Unknown { .. }));
    let message = error.to_string();
    assert!(
        message.starts_with(
            "find a plugin for vendor \"acme\": there are plugins for pax8, sherweb, synnex; "
        ),
        "{message}"
    );
    assert!(message.ends_with("plugin.wasm was rejected: it is a core module, not a component; build it for the target wasm32-wasip2"), "{message}");
}

#[test]
fn plugin_list_shows_a_plugin_of_its_own_vendor_and_what_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plugins")).unwrap();
    std::fs::write(
        folder.path().join("plugins/mine.wasm"),
        wasm::patched("vendor = \"sherweb\"", "vendor = \"sherwob\""),
    )
    .unwrap();
    std::fs::write(
        folder.path().join("plugins/module.wasm"),
        wasm::core_module(),
    )
    .unwrap();
    std::fs::write(folder.path().join("plugins/readme.txt"), "no plugin").unwrap();
    let Ended {
        code,
        stdout,
        stderr,
    } = seatwise(folder.path(), &["plugin", "list"]);
    assert_eq!(code, 0, "{stderr}");
    let vendors: Vec<_> = stdout
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for vendor in ["pax8", "sherweb", "sherwob", "synnex"] {
        assert!(vendors.contains(&vendor), "{stdout}");
    }
    assert!(stdout.contains("plugins/mine.wasm"), "{stdout}");
    assert!(
        stderr.contains("module.wasm was rejected: it is a core module, not a component"),
        "{stderr}"
    );
    assert!(!stderr.contains("readme.txt"), "{stderr}");
}

#[test]
fn plugin_inspect_shows_what_a_plugin_may_do() {
    let folder = tempfile::tempdir().unwrap();
    let ended = seatwise(folder.path(), &["plugin", "inspect", "sherweb"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for expected in [
        "Sherweb (sherweb) 0.1.0\ncontract 0.1.0, built-in, ",
        "\nsha256 ",
        "  api  https://api.sherweb.com\n",
        "  distributor  oauth2-client-credentials, sent to api, tokens from /auth/oidc/connect/token, in authorization, Ocp-Apim-Subscription-Key\n",
        "  60 requests per 60 s, 3 at once\n",
        "  api /service-provider/v1/customer-catalogs/*/catalog-items-pricing\n",
        "  client_secret  Client secret (secret, required): ",
        "  memory of a call: 256 MiB\n",
        "  seatwise:host/http@0.1.0\n",
    ] {
        assert!(
            ended.stdout.contains(expected),
            "{expected:?} is missing in:\n{}",
            ended.stdout
        );
    }
}

#[test]
fn plugin_inspect_reads_a_file_without_running_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.wasm"), acme(&[])).unwrap();
    let ended = seatwise(folder.path(), &["plugin", "inspect", "mine.wasm"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(
        ended.stdout.starts_with("Acme (acme) 1.2.3\n"),
        "{}",
        ended.stdout
    );
    std::fs::write(folder.path().join("mine.wasm"), wasm::component(&[])).unwrap();
    let ended = seatwise(folder.path(), &["plugin", "inspect", "mine.wasm"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .stderr
            .contains("failed to load mine.wasm: it has no section \"seatwise:manifest\""),
        "{}",
        ended.stderr
    );
}
