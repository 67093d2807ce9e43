//! The manifest of a plugin, alone and in its file.

use seatwise::plugin::{LoadError, Manifest, ManifestError, fuzzing};

/// The most bytes of a message about a file that is refused: it may quote the file, and it goes to a terminal.
const LONGEST_MESSAGE: usize = 8 * 1024;

/// Reads the bytes as a manifest, as the file of a plugin, and as a manifest inside such a file.
///
/// # Panics
/// Panics where a manifest that is accepted breaks a rule of it, where it is read differently inside a file,
/// or where a message could not be shown to a person.
pub fn manifest(data: &[u8]) {
    let parsed = Manifest::parse(data);
    if let Ok(manifest) = &parsed {
        check(manifest);
    } else if let Err(error) = &parsed {
        presentable(&error.to_string());
    }
    in_a_file(data, &parsed);
    match fuzzing::examine(data) {
        Ok((manifest, imports)) => {
            check(&manifest);
            for import in imports {
                presentable(&import);
                assert!(
                    ["wasi:", "seatwise:host/", "seatwise:connector/"]
                        .iter()
                        .any(|package| import.starts_with(package)),
                    "a plugin may import {import}"
                );
                assert!(
                    !import.starts_with("wasi:http"),
                    "a plugin may import {import}"
                );
            }
        }
        Err(error) => presentable(&error.to_string()),
    }
}

/// A manifest inside the smallest component is read as it is alone.
fn in_a_file(data: &[u8], alone: &Result<Manifest, ManifestError>) {
    match (fuzzing::examine(&component(data)), alone) {
        (Ok((inside, imports)), Ok(alone)) => {
            assert!(imports.is_empty());
            assert_eq!(format!("{inside:?}"), format!("{alone:?}"));
        }
        (Err(LoadError::Manifest(inside)), Err(alone)) => assert_eq!(&inside, alone),
        (inside, alone) => panic!("{inside:?} in a file, {alone:?} alone"),
    }
}

/// A component that holds nothing but a manifest.
fn component(manifest: &[u8]) -> Vec<u8> {
    let name = b"seatwise:manifest";
    let mut section = vec![u8::try_from(name.len()).unwrap()];
    section.extend(name);
    section.extend(manifest);
    let mut file = b"\0asm\x0d\0\x01\0\0".to_vec();
    let mut length = section.len();
    while length >= 0x80 {
        file.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    file.push(u8::try_from(length).unwrap());
    file.extend(section);
    file
}

/// What holds for every manifest that is accepted.
fn check(manifest: &Manifest) {
    assert_eq!(manifest.contract, seatwise::plugin::CONTRACT_VERSION);
    identifier(&manifest.vendor);
    assert!(!manifest.name.trim().is_empty() && !manifest.version.trim().is_empty());
    presentable(&manifest.name);
    presentable(&manifest.version);
    assert!(!manifest.origins.is_empty());
    let texts = manifest
        .origins
        .iter()
        .flat_map(|origin| [&origin.name, &origin.url]);
    let texts = texts.chain(
        manifest
            .credentials
            .iter()
            .map(|credential| &credential.name),
    );
    let texts = texts.chain(manifest.post_reads.iter().map(|read| &read.path));
    texts.for_each(|text| presentable(text));
    unique(manifest.origins.iter().map(|origin| &origin.name));
    unique(
        manifest
            .credentials
            .iter()
            .map(|credential| &credential.name),
    );
    unique(manifest.settings.iter().map(|setting| &setting.name));
    for setting in &manifest.settings {
        identifier(&setting.name);
        presentable(&setting.label);
        presentable(&setting.help);
        setting
            .choices
            .iter()
            .chain(&setting.default)
            .for_each(|text| presentable(text));
        assert_eq!(
            manifest.setting(&setting.name).map(|found| &found.label),
            Some(&setting.label)
        );
        if let Some(default) = &setting.default {
            assert!(!setting.secret, "a secret has a default");
            assert!(setting.choices.is_empty() || setting.choices.contains(default));
        }
    }
    for (status, hint) in &manifest.hints {
        presentable(hint);
        let status: u16 = status.parse().unwrap();
        assert!((100..600).contains(&status));
        assert!(
            manifest.hint(status).is_some(),
            "the hint of {status} is never found"
        );
    }
}

fn identifier(text: &str) {
    assert!((1..=32).contains(&text.len()), "{text:?}");
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    assert!(text.bytes().all(plain), "{text:?}");
}

fn unique<'a>(names: impl Iterator<Item = &'a String>) {
    let mut names: Vec<_> = names.collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "a name is declared twice");
}

/// Whether a text can be printed without moving the cursor of a terminal.
pub(crate) fn presentable(text: &str) {
    assert!(text.len() <= LONGEST_MESSAGE, "{} bytes", text.len());
    let control = |character: char| character.is_control() && character != '\n';
    assert!(!text.contains(control), "{text:?}");
}
