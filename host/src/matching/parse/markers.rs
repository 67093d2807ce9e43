//! Markers of another name: dba, t/a, aka, fka, and separators between two names.

/// Words that begin another name; the longest first.
const MARKERS: &[&[&str]] = &[
    &["doing", "business", "as"],
    &["formerly", "known", "as"],
    &["also", "known", "as"],
    &["d", "b", "a"],
    &["formerly", "called"],
    &["trading", "as"],
    &["d/b/a"],
    &["d.b.a"],
    &["dba"],
    &["t/a"],
    &["aka"],
    &["a/k/a"],
    &["a.k.a"],
    &["fka"],
    &["f/k/a"],
    &["formerly"],
];

/// A part shorter than this beside a slash is not a name on its own: “a / c repair”.
const SHORTEST_PART: usize = 4;

/// Splits a name at markers and separators into the main name and the others.
pub(super) fn split(name: &str) -> (String, Vec<String>) {
    let mut parts = at_markers(name)
        .into_iter()
        .flat_map(|part| at_separators(&part));
    let main = parts.next().unwrap_or_default();
    (main, parts.collect())
}

/// Returns what follows a marker at the very beginning.
pub(super) fn after_leading_marker(text: &str) -> Option<String> {
    let words: Vec<_> = text.split_whitespace().collect();
    let length = marker(&words)?;
    Some(words[length..].join(" ")).filter(|rest| !rest.is_empty())
}

fn at_markers(name: &str) -> Vec<String> {
    let words: Vec<_> = name.split_whitespace().collect();
    let mut parts = vec![Vec::new()];
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some(length) = marker(&words[at..]) {
            parts.push(Vec::new());
            at += length;
        } else {
            if let Some(part) = parts.last_mut() {
                part.push(*word);
            }
            at += 1;
        }
    }
    let parts = parts.into_iter().map(|part| part.join(" "));
    parts
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect()
}

/// Returns how many words the marker at the beginning has.
fn marker(words: &[&str]) -> Option<usize> {
    let fits = |marker: &&&[&str]| {
        words.len() >= marker.len()
            && marker
                .iter()
                .zip(words)
                .all(|(expected, word)| word.trim_matches([',', '.', ':', '-']) == *expected)
    };
    MARKERS.iter().find(fits).map(|marker| marker.len())
}

fn at_separators(name: &str) -> Vec<String> {
    for separator in [" / ", "|", ";"] {
        let parts: Vec<_> = name.split(separator).map(str::trim).collect();
        let letters = |part: &&str| {
            part.chars()
                .filter(|letter| letter.is_alphanumeric())
                .count()
        };
        if parts.len() > 1 && parts.iter().all(|part| letters(part) >= SHORTEST_PART) {
            return parts.into_iter().map(str::to_owned).collect();
        }
    }
    vec![name.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_splits() {
        for marker in [
            "dba",
            "d/b/a",
            "d.b.a.",
            "d b a",
            "t/a",
            "trading as",
            "aka",
            "fka",
            "formerly",
            "doing business as",
            "/",
            "|",
            ";",
        ] {
            let (main, others) = split(&format!("tall pines {marker} rolling pin"));
            assert_eq!(
                (main.as_str(), others.as_slice()),
                ("tall pines", &["rolling pin".to_owned()][..]),
                "{marker}"
            );
        }
    }

    #[test]
    fn a_marker_with_nothing_beside_it_splits_nothing() {
        assert_eq!(
            split("copper kettles t/a"),
            ("copper kettles".to_owned(), Vec::new())
        );
        assert_eq!(
            split("dba rolling pin"),
            ("rolling pin".to_owned(), Vec::new())
        );
        assert_eq!(
            split("a / c repair"),
            ("a / c repair".to_owned(), Vec::new())
        );
    }
}
