//! What a distributor is called stands in its plugin, and nowhere in the host: the next one needs no change there.

use std::path::{Path, PathBuf};

use seatwise::plugin::{Available, Limits, Registry};

/// The files of the program, without the demo, tests, and migrations, which are never edited once they are released.
fn program(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let apart = ["demo", "migrations", "testing.rs", "tests", "tests.rs"].contains(&name)
            || name.ends_with("_tests.rs");
        if apart {
            continue;
        }
        if path.is_dir() {
            program(&path, found);
        } else if [".rs", ".sql", ".html", ".js"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            found.push(path);
        }
    }
}

#[test]
fn the_host_names_no_distributor_outside_of_the_demo_and_of_tests() {
    let limits = Limits::default();
    let empty = tempfile::tempdir().unwrap();
    let registry = Registry::scan(
        &limits,
        seatwise_builtin_plugins::ALL,
        empty.path(),
        &std::collections::BTreeMap::new(),
    )
    .unwrap();
    let plugins: Vec<&Available> = registry.available().collect();
    assert_eq!(plugins.len(), seatwise_builtin_plugins::ALL.len());
    let names: Vec<String> = plugins
        .iter()
        .flat_map(|plugin| [&plugin.manifest.vendor, &plugin.manifest.name])
        .map(|name| name.to_lowercase())
        .collect();
    let mut files = Vec::new();
    program(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 300, "{}", files.len());
    let mut said = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap().to_lowercase();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for (number, line) in text.lines().enumerate() {
            if names.iter().any(|name| line.contains(name)) {
                said.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}
