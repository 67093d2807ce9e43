//! The documents: links lead somewhere, a stranger finds all of them from the README, and the tests that they name
//! exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The files below a folder whose names end so, and not those of builds.
fn files_below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !name.starts_with('.') && !["target", "seatwise-demo"].contains(&name) {
                files_below(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

/// The documents by their paths in the checkout.
fn documents() -> BTreeMap<PathBuf, String> {
    let mut paths = Vec::new();
    files_below(root(), ".md", &mut paths);
    let documents: BTreeMap<_, _> = paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(documents.len() > 20, "{:?}", documents.keys());
    documents
}

/// A text without its blocks of code.
fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the links and pictures of a document lead.
fn links(text: &str) -> Vec<String> {
    prose(text)
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap().to_owned())
        .collect()
}

/// The path in the checkout that a link of a document leads to, and its anchor.
fn target(document: &Path, link: &str) -> (PathBuf, Option<String>) {
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    if path.is_empty() {
        return (document.to_owned(), anchor);
    }
    let mut reached = document.parent().unwrap().to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => assert!(reached.pop(), "{link} leads out of the checkout"),
            Component::Normal(name) => reached.push(name),
            Component::CurDir => {}
            other => panic!("{link} is no relative path: {other:?}"),
        }
    }
    (reached, anchor)
}

/// The anchors of a document's headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text);
    let headings = headings.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = heading
                .chars()
                .filter(|&one| one.is_alphanumeric() || [' ', '-', '_'].contains(&one));
            kept.map(|one| if one == ' ' { '-' } else { one }).collect()
        })
        .collect()
}

fn is_elsewhere(link: &str) -> bool {
    link.starts_with("https://")
}

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let documents = documents();
    let mut seen = 0;
    for (document, text) in &documents {
        for link in links(text).iter().filter(|link| !is_elsewhere(link)) {
            let name = document.display();
            let (path, anchor) = target(document, link);
            assert!(root().join(&path).exists(), "{name}: {link}");
            if let Some(anchor) = anchor {
                let text = documents
                    .get(&path)
                    .unwrap_or_else(|| panic!("{name}: {link} is in no document"));
                assert!(anchors(text).contains(&anchor), "{name}: {link}");
            }
            seen += 1;
        }
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn the_readme_is_short_and_every_document_is_at_most_two_links_away_from_it() {
    let documents = documents();
    let readme = PathBuf::from("README.md");
    let size = documents[&readme].len();
    assert!(size <= 12_000, "the README has {size} bytes");
    let mut reached = BTreeSet::from([readme]);
    for _ in 0..2 {
        let next: Vec<_> = reached
            .iter()
            .filter_map(|document| Some((document, documents.get(document)?)))
            .flat_map(|(document, text)| {
                let links = links(text).into_iter();
                links
                    .filter(|link| !is_elsewhere(link))
                    .map(|link| target(document, &link).0)
            })
            .collect();
        reached.extend(next);
    }
    let lost: Vec<_> = documents
        .keys()
        .filter(|document| !reached.contains(*document))
        .collect();
    assert!(lost.is_empty(), "nobody finds {lost:?}");
}

#[test]
fn every_document_that_a_message_names_is_there() {
    let mut sources = Vec::new();
    files_below(&root().join("host/src"), ".rs", &mut sources);
    files_below(&root().join("host/src"), ".sql", &mut sources);
    let mut named = 0;
    for path in sources {
        let text = std::fs::read_to_string(&path).unwrap();
        for rest in text.split("`seatwise docs ").skip(1) {
            let topic = rest.split('`').next().unwrap();
            let file = root().join(format!("host/docs/{topic}.md"));
            assert!(
                topic == "TOPIC" || file.exists(),
                "{}: {topic}",
                path.display()
            );
            named += 1;
        }
        let name = path.display();
        assert!(!text.contains("the README"), "{name} sends to the README");
    }
    assert!(named > 1, "{named}");
}

/// Pictures are of the demo, and small.
#[test]
fn pictures_are_small() {
    let mut pictures = Vec::new();
    files_below(&root().join("host/docs"), ".png", &mut pictures);
    assert_eq!(pictures.len(), 2, "{pictures:?}");
    for path in pictures {
        let size = std::fs::metadata(&path).unwrap().len();
        assert!(size < 150_000, "{}: {size}", path.display());
    }
}

/// The names in the last column of the tables of attacks and of failures.
fn named(document: &str) -> BTreeSet<&str> {
    let headings = [
        "| Attack | What stops it | Test |\n",
        "| What happens | What holds | Test |\n",
    ];
    let rows = headings.into_iter().flat_map(|heading| {
        let table = document.split(heading).nth(1).unwrap();
        let rows = table.lines().take_while(|line| line.starts_with('|'));
        rows.skip(1)
    });
    rows.map(|row| row.trim_end_matches('|').rsplit('|').next())
        .flat_map(|cell| cell.unwrap().split('`').skip(1).step_by(2))
        .collect()
}

/// The names of all tests in a source.
fn tests_of(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(str::trim_start);
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            let signature = lines.find(|line| line.contains("fn ")).unwrap();
            let name = signature.split("fn ").nth(1).unwrap();
            found.push(name.split('(').next().unwrap().to_owned());
        }
    }
    found
}

#[test]
fn every_test_in_the_tables_exists() {
    let document = std::fs::read_to_string(root().join("tests/README.md")).unwrap();
    let mut sources = Vec::new();
    for folder in ["host/src", "tests"] {
        files_below(&root().join(folder), ".rs", &mut sources);
    }
    let tests: BTreeSet<_> = sources.iter().flat_map(|path| tests_of(path)).collect();
    let named = named(&document);
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
