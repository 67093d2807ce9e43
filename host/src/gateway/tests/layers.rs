//! How much work hostile texts cause, counted in bytes that are looked at or made.

use super::*;

const MEBIBYTE: usize = 1 << 20;

fn finder(secrets: &[&str]) -> Finder {
    Finder::new(secrets.iter().flat_map(|secret| states(secret.as_bytes())))
}

fn repeated(piece: &str, length: usize) -> Vec<u8> {
    piece.bytes().cycle().take(length).collect()
}

/// The work for a text of so many bytes that repeats a piece.
fn work(piece: &str, length: usize) -> usize {
    let secrets = ["canary+secret/7", "eyJhbGciOiJSUzI1NiJ9.canary", "aaaaaaaa"];
    finder(&secrets).hunt(&repeated(piece, length)).1
}

/// A sign that is encoded so often that no end of it is in sight.
fn deep(first: &str, more: &str) -> String {
    [first, &more.repeat(MEBIBYTE)].concat()
}

#[test]
fn a_mebibyte_of_nested_escapes_is_given_up_after_a_bounded_number_of_looks() {
    for piece in [
        deep("%", "25"),
        deep(r"\u005c", "u005c"),
        deep("&", "amp;"),
        "%25".to_owned(),
    ] {
        let work = work(&piece, MEBIBYTE);
        let told: String = piece.chars().take(30).collect();
        assert!(work <= 40 * MEBIBYTE, "{told}: {work}");
    }
}

#[test]
fn work_grows_with_the_text_and_not_faster() {
    for piece in [
        "%2525".to_owned(),
        deep("%", "25"),
        deep("&", "amp;"),
        r"\".to_owned(),
        r"\u005c".to_owned(),
        r"\u005cu005c".to_owned(),
        "&amp;".to_owned(),
        "&#38;#38;".to_owned(),
        r"\%&".to_owned(),
        r"\n%25&amp;".to_owned(),
        "VVVVVVVV".to_owned(),
        "QUFBQUFB".to_owned(),
        "VVV%56VV".to_owned(),
        "JTI1JTI1".to_owned(),
        "eyJhbGciOiJSUzI1NiJ9.canar".to_owned(),
        "canary%2Bsecret%2F".to_owned(),
        "aaaaaaa%".to_owned(),
    ] {
        let [half, whole] = [MEBIBYTE / 8, MEBIBYTE / 4].map(|length| work(&piece, length));
        let told: String = piece.chars().take(30).collect();
        assert!(whole <= 40 * MEBIBYTE / 4, "{told}: {whole}");
        assert!(whole <= half * 5 / 2, "{told}: {half} and {whole}");
    }
}

#[test]
fn a_text_without_escapes_and_base64_is_looked_at_and_never_copied() {
    let text = repeated("{\"name\": \"Contoso\", \"seats\": 12}, ", MEBIBYTE);
    let (found, steps) = finder(&["canary+secret/7"]).hunt(&text);
    assert!(found.is_empty(), "{found:?}");
    // Once for the secrets and once for escapes, and a third of that again because windows overlap.
    assert!(steps <= MEBIBYTE * 5 / 2, "{steps}");
}

#[test]
fn a_secret_is_found_wherever_it_lies_across_windows() {
    let finder = finder(&["canary+secret/7"]);
    let spelled = br"%2563anary%252Bsecret%252F7";
    let window = OVERLAP.0 * WINDOW;
    for place in (window - 3 * OVERLAP.0..window + OVERLAP.0).step_by(1_021) {
        let mut text = repeated("x ", window * 2);
        text.splice(place..place + spelled.len(), spelled.iter().copied());
        let expected = place..place + spelled.len();
        assert_eq!(finder.find(&text), [expected], "{place}");
    }
}
