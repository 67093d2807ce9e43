//! Secrets in the encodings of servers, one inside the other.

use super::coats::{COATS, Coat, Random, base64};
use super::*;

const TRIES: usize = 2_000;

const SIGNS: [char; 16] = [
    '+', '/', '&', '\'', '"', '<', '\\', '%', ' ', 'é', '😀', '4', '1', 'n', 'u', ';',
];

const BEFORE: [&str; 8] = [
    "",
    "x",
    "name: ",
    "{\"a\":\"",
    "<b>",
    "canary-id:",
    "äö ",
    "?key=",
];

const AFTER: [&str; 8] = ["", "\"}", "</b>", "&b=1", " end", "zz", "=", "41"];

fn redactor(secrets: &[&str]) -> Redactor {
    let redactor = Redactor::default();
    secrets.iter().for_each(|secret| redactor.add_fixed(secret));
    redactor
}

fn holds(text: &[u8], part: &str) -> bool {
    text.windows(part.len())
        .any(|window| window == part.as_bytes())
}

fn random_secret(random: &mut Random) -> String {
    let length = 6 + random.below(14);
    let mut letter = |_| match random.below(3) {
        0 => char::from(b'a' + u8::try_from(random.below(26)).unwrap()),
        _ => random.one_of(&SIGNS),
    };
    (0..length).map(&mut letter).collect()
}

/// What stands before the secret, the secret, and what stands behind it, in one more coat. In base64
/// there is no telling them apart.
fn dressed(parts: [String; 3], coat: Coat, random: &mut Random) -> [String; 3] {
    let [before, secret, after] = parts;
    let before = format!("{}{before}", random.one_of(&BEFORE));
    let after = format!("{after}{}", random.one_of(&AFTER));
    if coat == Coat::Base64 {
        let all = coat.put_on(&[before, secret, after].concat(), random);
        return [String::new(), all, String::new()];
    }
    [before, secret, after].map(|part| coat.put_on(&part, random))
}

#[test]
fn secrets_in_two_random_encodings_are_masked_and_nothing_else_is() {
    let mut random = Random::start();
    for _ in 0..TRIES {
        let secret = random_secret(&mut random);
        let coats = [random.one_of(&COATS), random.one_of(&COATS)];
        let bare = [String::new(), secret.clone(), String::new()];
        let inner = dressed(bare, coats[0], &mut random);
        let outer = dressed(inner.clone(), coats[1], &mut random);
        let body = outer.concat();
        let told = format!("{secret:?} in {coats:?} is {body:?}");
        let masked = redactor(&[&secret]).mask_body(body.into_bytes());
        // A backslash at its end may be taken for the beginning of the escape that follows, and then the
        // mask is longer by a sign.
        if !coats.contains(&Coat::Base64) && !secret.ends_with('\\') {
            let [before, _, after] = &outer;
            let expected = [before, MASK, after].concat();
            assert_eq!(String::from_utf8_lossy(&masked), expected, "{told}");
        }
        for outer in COATS {
            let once = outer.take_off(&masked);
            assert!(!holds(&once, &secret), "{told}");
            assert!(!holds(&once, &inner[1]), "{told}");
            for inner in COATS {
                assert!(!holds(&inner.take_off(&once), &secret), "{told}");
            }
        }
    }
}

#[test]
fn the_spellings_of_asp_net_php_and_html_pages_are_masked() {
    let secret = "Qx7+a/b&c'd\"e<f>\\g%h é😀";
    let redactor = redactor(&[secret]);
    for spelled in [
        r#"Qx7\u002Ba/b\u0026c\u0027d\u0022e\u003Cf\u003E\\g%h \u00E9\uD83D\uDE00"#,
        r#"Qx7+a\/b&c'd\"e<f>\\g%h \u00e9\ud83d\ude00"#,
        "Qx7&#43;a/b&amp;c&#39;d&quot;e&lt;f&gt;\\g%h &#233;&#128512;",
        "Qx7&#x2B;a/b&amp;c&#x27;d&quot;e&lt;f&gt;\\g%h &#xE9;&#x1F600;",
        "Qx7&plus;a&sol;b&amp;c&apos;d&QUOT;e&LT;f&GT;&bsol;g&percnt;h &eacute;😀",
        "Qx7%2Ba/b%26c'd%22e%3Cf%3e%5cg%25h%20%C3%a9%F0%9F%98%80",
        "Qx7%2ba%2fb%26c%27d%22e%3Cf%3E%5Cg%25h+é%f0%9f%98%80",
    ] {
        let text = format!("{{\"name\":\"{spelled}\"}}");
        assert_eq!(redactor.mask(&text), "{\"name\":\"[masked]\"}", "{spelled}");
    }
}

#[test]
fn a_secret_is_masked_in_base64_of_every_kind_and_wherever_it_stands_in_it() {
    let secret = "~~?>~ü>?~>?";
    let redactor = redactor(&[secret]);
    for before in ["", "i", "id", "id:"] {
        for after in ["", ".", "..", "..."] {
            for (url, padded) in [(false, false), (false, true), (true, false), (true, true)] {
                let encoded = base64(&format!("{before}{secret}{after}"), url, padded);
                for text in [
                    format!("Basic {encoded}"),
                    format!("{{\"a\":\"x/{}\"}}", encoded.replace('/', "\\/")),
                    format!("a={}", encoded.replace('+', "%2B").replace('=', "%3D")),
                ] {
                    let masked = redactor.mask(&text);
                    assert_eq!(masked.matches(MASK).count(), 1, "{text}: {masked}");
                    let left = Coat::Base64.take_off(masked.as_bytes());
                    assert!(!holds(&left, "~>?"), "{text}: {masked}");
                }
            }
        }
    }
    let padded = format!("Basic {}!", base64(secret, false, true));
    assert_eq!(redactor.mask(&padded), "Basic [masked]!");
}

#[test]
fn a_secret_behind_a_backslash_is_no_escape() {
    let redactor = redactor(&["nadmin+7"]);
    for (text, masked) in [
        (r"CONTOSO\nadmin+7", r"CONTOSO\[masked]"),
        (r"CONTOSO\nadmin&#43;7", r"CONTOSO\[masked]"),
        (r"CONTOSO\nadmin%2B7", r"CONTOSO\[masked]"),
        (r"CONTOSO\\nadmin\u002B7", r"CONTOSO\\[masked]"),
        (r"CONTOSO\\nadmin&amp;#43;7", r"CONTOSO\\[masked]"),
    ] {
        assert_eq!(redactor.mask(text), masked);
    }
}

#[test]
fn header_names_in_lower_case_are_masked_under_an_encoding_too() {
    let redactor = redactor(&["CaNaRy/7F3A+"]);
    assert_eq!(redactor.mask("x-canary%2f7f3a%2b"), "x-[masked]");
    assert_eq!(redactor.mask(r"x-canary\/7f3a\u002b"), "x-[masked]");
}

#[test]
fn a_server_that_knows_no_unicode_is_understood() {
    let redactor = redactor(&["schlüssel"]);
    assert_eq!(redactor.mask("?k=schl%FCssel&b"), "?k=[masked]&b");
    assert_eq!(
        redactor.mask_body(b"k: schl\xfcssel.".to_vec()),
        b"k: [masked]."
    );
}

#[test]
fn honest_text_stays_byte_for_byte() {
    let redactor = redactor(&["canary+secret/7", "canary-user", "c2VjcmV0LWtleQ=="]);
    let mut random = Random::start();
    let letters = "abcxyz019 .,:{}[]()";
    for _ in 0..TRIES / 10 {
        let mut honest = || -> String {
            (0..200)
                .map(|_| match random.below(2) {
                    0 => random.one_of(&SIGNS),
                    _ => random.one_of(&letters.chars().collect::<Vec<_>>()),
                })
                .collect()
        };
        let mut text = honest();
        for _ in 0..2 {
            let coat = random.one_of(&COATS);
            text = coat.put_on(&text, &mut random);
        }
        let bytes = text.clone().into_bytes();
        let place = bytes.as_ptr();
        let masked = redactor.mask_body(bytes);
        assert_eq!(masked.as_ptr(), place, "{text}");
        assert_eq!(masked, text.into_bytes());
    }
    for text in [
        r#"{"name":"M\u00fcller \u0026 S\u00f6hne \/ \"Contoso\" 100%25 &amp; more","id":"0b7e9d5c-54f7-4d0e-9f0e-3a8b2b1f6f11"}"#,
        "canary secret 7, canary+secret, canary%2Bsecret%2F8, Y2FuYXJ5LXVzZQ==",
    ] {
        assert_eq!(redactor.mask(text), text);
    }
}
