//! The README's tables of attacks and of what can break name a test for each line; the names are those of tests
//! that exist.

use std::collections::BTreeSet;
use std::path::Path;

/// The names in the last column of the section's tables.
fn named(readme: &str) -> BTreeSet<&str> {
    let section = readme.split("\n## How the sandbox protects\n").nth(1);
    let section = section.unwrap().split("\n## ").next().unwrap();
    let headings = [
        "| Attack | What stops it | Test |\n",
        "| What happens | What holds | Test |\n",
    ];
    let rows = headings.into_iter().flat_map(|heading| {
        let table = section.split(heading).nth(1).unwrap();
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        rows.skip(1)
    });
    rows.map(|row| row.trim_end_matches('|').rsplit('|').next())
        .flat_map(|cell| cell.unwrap().split('`').skip(1).step_by(2))
        .collect()
}

/// The names of all tests in the sources below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut lines = text.lines().map(str::trim_start);
            while let Some(line) = lines.next() {
                if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                    let signature = lines.find(|line| line.contains("fn ")).unwrap();
                    let name = signature.split("fn ").nth(1).unwrap();
                    found.insert(name.split('(').next().unwrap().to_owned());
                }
            }
        }
    }
}

#[test]
fn every_test_in_the_tables_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["host/src", "tests"] {
        tests_below(&root.join(folder), &mut tests);
    }
    let named = named(&readme);
    assert!(
        named.len() > 110 && tests.len() > 500,
        "{} of {}",
        named.len(),
        tests.len()
    );
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !tests.contains(**name))
        .collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}
