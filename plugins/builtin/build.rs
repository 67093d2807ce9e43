//! Builds the plugins for `wasm32-wasip2` and adds that target through rustup when it is missing.
//!
//! A plugin is a crate of this workspace but of another target, which cargo cannot express as a
//! dependency on stable Rust; so the build script runs cargo, in a target folder of its own (the outer
//! cargo holds the lock of the usual one).

use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const TARGET: &str = "wasm32-wasip2";
const PLUGINS: [&str; 3] = ["sherweb", "synnex", "pax8"];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("../..");
    let out = PathBuf::from(variable("OUT_DIR"));
    for folder in [
        "wit",
        "plugins/sdk",
        "plugins/sherweb",
        "plugins/synnex",
        "plugins/pax8",
        "Cargo.toml",
        "Cargo.lock",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    add_target();
    build(&root, &out.join("target"));
    for plugin in PLUGINS {
        let name = format!("seatwise_{plugin}.wasm");
        let built = out.join("target").join(TARGET).join("plugin").join(&name);
        if let Err(error) = std::fs::copy(&built, out.join(&name)) {
            fail(&format!("failed to copy {}: {error}", built.display()));
        }
    }
}

/// Adds the target where rustup manages the toolchain; elsewhere the build tells what is missing.
fn add_target() {
    let sysroot = Command::new(variable("RUSTC"))
        .args(["--print", "sysroot"])
        .output();
    let installed = sysroot.is_ok_and(|output| {
        let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Path::new(&sysroot)
            .join("lib/rustlib")
            .join(TARGET)
            .is_dir()
    });
    if installed {
        return;
    }
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .status();
    if !added.is_ok_and(|status| status.success()) {
        fail(&format!(
            "the plugins need the Rust target {TARGET}, and `rustup target add {TARGET}` failed; install the target and build again"
        ));
    }
}

fn build(root: &Path, target_folder: &Path) {
    let mut cargo = Command::new(variable("CARGO"));
    cargo.current_dir(root).args([
        "build",
        "--locked",
        "--target",
        TARGET,
        "--profile",
        "plugin",
    ]);
    cargo.arg("--target-dir").arg(target_folder);
    for plugin in PLUGINS {
        cargo.args(["--package", &format!("seatwise-{plugin}")]);
    }
    // Settings of the outer build (flags for this machine, clippy's wrapper) do not apply to the plugins.
    for name in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_TARGET",
        "CLIPPY_ARGS",
    ] {
        cargo.env_remove(name);
    }
    match cargo.status() {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!(
            "building the plugins for {TARGET} ended with {status}; its output is above"
        )),
        Err(error) => fail(&format!("failed to run cargo for the plugins: {error}")),
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        fail(&format!(
            "the variable {name} is missing; run this through cargo"
        ))
    })
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    exit(1)
}
