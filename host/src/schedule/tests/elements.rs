//! A reader of XML for the tests.

/// Reads XML that must be well-formed, without attributes: the text of every element, by its path.
pub(super) fn elements(xml: &str) -> Vec<(String, String)> {
    let mut rest = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        .unwrap();
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut content = String::new();
    while let Some(start) = rest.find('<') {
        content.push_str(&decoded(&rest[..start]));
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("--").unwrap();
            assert!(comment[end..].starts_with("-->"), "{comment}");
            rest = &comment[end + 3..];
            continue;
        }
        let (tag, after) = rest[1..].split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            found.push((open.join("/"), content.trim().to_owned()));
            assert_eq!(open.pop(), Some(name), "{xml}");
        } else if tag.ends_with('/') {
            let name = tag.trim_end_matches('/').trim();
            found.push((format!("{}/{name}", open.join("/")), String::new()));
        } else if !tag.starts_with('!') {
            open.push(tag.split(' ').next().unwrap());
        }
        content.clear();
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{xml}");
    found
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').unwrap();
        out.push_str(before);
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            _ => panic!("no such entity: {name}"),
        });
        rest = after;
    }
    assert!(!rest.contains('>'), "{rest}");
    out + rest
}

pub(super) fn one<'e>(elements: &'e [(String, String)], path: &str) -> &'e str {
    let found: Vec<_> = elements.iter().filter(|(name, _)| name == path).collect();
    assert_eq!(found.len(), 1, "{path} in {elements:#?}");
    &found[0].1
}

/// The value behind each key of a property list's dictionary.
pub(super) fn value<'e>(elements: &'e [(String, String)], key: &str) -> &'e str {
    let place = elements
        .iter()
        .position(|(path, text)| path.ends_with("/key") && text == key);
    &elements[place.unwrap_or_else(|| panic!("{key} is missing")) + 1].1
}
