//! A file can be made to break a compiler; it ends its own compilation and nothing else. What was compiled is used for
//! the very plugin that it was compiled from.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use seatwise::plugin::apart::{Bounds, compile};
use seatwise::plugin::{Available, Engine, Limits, Plugin, PluginLock};

use crate::command::{done, folder, seatwise};
use crate::rig::sherweb;
use crate::wasm::{self, SHERWEB};

/// A component that wasmtime 48 cannot compile without a panic; see the text beside it.
const TWO_MEMORIES: &[u8] = include_bytes!("guests/two_memories.wasm");

const REFUSAL: &str = "it cannot be compiled: the compiler gave up on it (invalid adapter module generated: multiple memories";

fn breaking(folder: &Path) -> PathBuf {
    let manifest = wasm::manifest(&wasm::small_manifest("acme"));
    let file = folder.join("acme.wasm");
    std::fs::write(&file, [TWO_MEMORIES, &manifest].concat()).unwrap();
    file
}

fn compiled_by_the_command(bytes: &[u8], bounds: Bounds) -> Result<Vec<u8>, String> {
    compile(Path::new(env!("CARGO_BIN_EXE_seatwise")), bytes, bounds)
}

#[test]
fn a_file_that_breaks_the_compiler_is_refused_by_whoever_loads_it() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(breaking(folder.path())).unwrap();
    let engine = Engine::new(None, Limits::default()).unwrap();
    let error = Plugin::load(&engine, &bytes).unwrap_err().to_string();
    assert!(error.starts_with(REFUSAL), "{error}");
}

#[test]
fn a_file_that_breaks_the_compiler_is_refused_before_it_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let file = breaking(folder.path());
    for command in ["inspect", "trust"] {
        let ended = seatwise(folder.path(), &["plugin", command, file.to_str().unwrap()]);
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.stderr.contains(REFUSAL), "{ended:?}");
        assert!(!ended.stderr.contains("panicked"), "{ended:?}");
    }
    assert!(!folder.path().join("plugins.lock").exists());
}

#[test]
fn a_file_that_breaks_the_compiler_is_listed_with_that_whether_it_is_trusted_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let plugins = folder.path().join("plugins");
    std::fs::create_dir_all(&plugins).unwrap();
    std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
    let plugin = Available::from_file(&breaking(&plugins), &Limits::default()).unwrap();
    let mut lock = PluginLock::read(&folder.path().join("plugins.lock")).unwrap();
    for is_trusted in [false, true] {
        let list = seatwise(folder.path(), &["plugin", "list"]);
        assert_eq!(list.code, 0, "{list:?}");
        let refused = format!("acme.wasm was rejected: {REFUSAL}");
        assert!(list.stderr.contains(&refused), "{is_trusted}: {list:?}");
        assert!(!list.stdout.contains("acme"), "{is_trusted}: {list:?}");
        let doctor = seatwise(folder.path(), &["doctor"]);
        let told = format!("{}{}", doctor.stdout, doctor.stderr);
        assert!(told.contains(REFUSAL), "{is_trusted}: {told}");
        assert!(!told.contains("trusted"), "{is_trusted}: {told}");
        lock.trust(&plugin);
        lock.write().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_trusted_and_breaks_the_compiler_costs_nobody_else_anything() {
    let sherweb = sherweb(2, 2).await;
    let rig = folder(&sherweb);
    let plugins = rig.path().join("plugins");
    std::fs::create_dir_all(&plugins).unwrap();
    let plugin = Available::from_file(&breaking(&plugins), &Limits::default()).unwrap();
    let mut lock = PluginLock::read(&rig.path().join("plugins.lock")).unwrap();
    lock.trust(&plugin);
    lock.write().unwrap();
    let configuration = rig.path().join("seatwise.toml");
    let mut text = std::fs::read_to_string(&configuration).unwrap();
    text.push_str("\n[connections.acme]\nvendor = \"acme\"\n");
    std::fs::write(&configuration, text).unwrap();

    let ended = seatwise(rig.path(), &["sync"]);
    assert!(ended.stderr.contains(REFUSAL), "{ended:?}");
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
    assert!(ended.stdout.contains("customers"), "{ended:?}");
    let ended = seatwise(rig.path(), &["doctor"]);
    assert!(
        format!("{}{}", ended.stdout, ended.stderr).contains(REFUSAL),
        "{ended:?}"
    );
    let ended = seatwise(rig.path(), &["test", "acme"]);
    assert!(
        format!("{}{}", ended.stdout, ended.stderr).contains(REFUSAL),
        "{ended:?}"
    );
}

#[test]
fn a_compilation_that_takes_too_long_is_ended() {
    let bounds = Bounds {
        wall_clock: Duration::from_millis(1),
        ..Bounds::default()
    };
    assert_eq!(
        compiled_by_the_command(SHERWEB, bounds).unwrap_err(),
        "the compiler gave up on it (it took more than 0.001 s); get another build of the plugin"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_compilation_that_takes_too_much_memory_is_ended() {
    let bounds = Bounds {
        memory: 192 * 1024 * 1024,
        ..Bounds::default()
    };
    let error = compiled_by_the_command(SHERWEB, bounds).unwrap_err();
    assert!(
        error.starts_with("the compiler gave up on it (") || error.contains("memory"),
        "{error}"
    );
}

#[test]
fn code_that_is_larger_than_permitted_is_not_taken() {
    let bounds = Bounds {
        code: 1_000,
        ..Bounds::default()
    };
    assert_eq!(
        compiled_by_the_command(SHERWEB, bounds).unwrap_err(),
        "the compiler gave up on it (its code is larger than 1000 bytes); get another build of the plugin"
    );
}

#[test]
fn a_compilation_ends_with_whoever_asked_for_it() {
    let bounds = Bounds::default();
    let mut child = Command::new(env!("CARGO_BIN_EXE_seatwise"))
        .args(["--compile-plugin", &bounds.memory.to_string(), "300"])
        .arg(SHERWEB.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // As a process that was killed leaves it: the file was given, and nobody takes the code.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(SHERWEB).unwrap();
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert!(!ended.status.success(), "{ended:?}");
    assert_eq!(ended.stdout.len(), 0);
}

#[test]
fn what_is_no_component_is_refused_with_the_words_of_the_compiler() {
    let error = compiled_by_the_command(b"\0asm\x0d\0\x01\0\x63", Bounds::default()).unwrap_err();
    assert!(!error.is_empty() && !error.contains("gave up"), "{error}");
}

#[tokio::test]
async fn the_code_of_another_plugin_is_not_run_for_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let datasets = async |bytes: &[u8]| {
        let engine = Engine::new(Some(folder.path()), Limits::default()).unwrap();
        let plugin = Plugin::load(&engine, bytes).unwrap();
        format!("{:?}", plugin.datasets().await.unwrap())
    };
    let other = wasm::patched("name = \"Sherweb\"", "name = \"Sherwob\"");
    let (first, _) = (datasets(SHERWEB).await, datasets(&other).await);
    let files: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "compiled"))
        .collect();
    let [one, two] = files.as_slice() else {
        panic!("{files:?}")
    };
    std::fs::copy(one, two).unwrap();
    let engine = Engine::new(Some(folder.path()), Limits::default()).unwrap();
    assert_eq!(engine.foreign_code().unwrap(), std::slice::from_ref(two));
    for bytes in [SHERWEB, &other] {
        assert_eq!(datasets(bytes).await, first);
    }
    assert_eq!(engine.foreign_code().unwrap(), Vec::<PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_of_code_that_somebody_else_put_there() {
    let sherweb = sherweb(2, 2).await;
    let rig = folder(&sherweb);
    // A folder of its own: others use the shared one.
    let cache = rig.path().join(".seatwise/cache");
    std::fs::remove_file(&cache).unwrap();
    done(rig.path(), &["test", "sherweb"]);
    let foreign = cache.join("11-22.compiled");
    std::fs::write(&foreign, b"somebody's code").unwrap();
    let ended = seatwise(rig.path(), &["doctor"]);
    assert!(
        ended
            .stdout
            .contains("11-22.compiled is not what seatwise wrote there"),
        "{ended:?}"
    );
}
