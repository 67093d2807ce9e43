use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::searcher::Searcher;
use super::*;

fn redactor(secrets: &[&str]) -> Redactor {
    let redactor = Redactor::default();
    secrets.iter().for_each(|secret| redactor.add_fixed(secret));
    redactor
}

#[test]
fn a_secret_is_masked_wherever_it_stands() {
    let redactor = redactor(&["canary-7f3a"]);
    for (text, masked) in [
        ("canary-7f3a", "[masked]"),
        ("x canary-7f3a", "x [masked]"),
        ("canary-7f3acanary-7f3a!", "[masked][masked]!"),
        ("ccanary-7f3aa", "c[masked]a"),
        ("canary-7f3", "canary-7f3"),
        ("", ""),
    ] {
        assert_eq!(redactor.mask(text), masked, "{text}");
    }
}

#[test]
fn a_secret_is_masked_in_the_forms_in_which_it_travels() {
    let secret = "p@ss w\u{f6}rd/\"+&";
    let redactor = redactor(&[secret]);
    let json = serde_json::json!({ "a": secret }).to_string();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("a", secret)
        .finish();
    let lower = form
        .replace("%C3%B6", "%c3%b6")
        .replace("%2F", "%2f")
        .replace("%2B", "%2b");
    for text in [
        json.clone(),
        json.replace('/', "\\/"),
        form.replace('+', "%20"),
        form,
        STANDARD.encode(secret),
    ] {
        let masked = redactor.mask(&text);
        assert!(
            masked.contains(MASK) && !masked.contains("ss"),
            "{text}: {masked}"
        );
    }
    assert!(!redactor.mask(&lower).contains("rd"), "{lower}");
}

#[test]
fn a_secret_is_masked_in_the_lower_case_that_header_names_have() {
    assert_eq!(
        redactor(&["CaNaRy-7F3A"]).mask("x-canary-7f3a"),
        "x-[masked]"
    );
}

#[test]
fn the_longer_of_two_secrets_leaves_no_rest() {
    let redactor = redactor(&["secret-1", "secret-1-and-more"]);
    assert_eq!(
        redactor.mask("secret-1-and-more secret-1"),
        "[masked] [masked]"
    );
}

#[test]
fn a_secret_that_is_too_short_would_tear_up_honest_text_and_stays() {
    assert_eq!(
        redactor(&["12345", ""]).mask("seats: 12345"),
        "seats: 12345"
    );
}

#[test]
fn tokens_are_added_and_the_oldest_forgotten() {
    let redactor = redactor(&["fixed-secret"]);
    (0..=TOKENS).for_each(|count| redactor.add_token(&format!("token-{count:04}")));
    assert_eq!(
        redactor.mask("token-0064 token-0001 fixed-secret"),
        "[masked] [masked] [masked]"
    );
    assert_eq!(redactor.mask("token-0000"), "token-0000");
}

#[test]
fn a_body_that_is_no_text_is_masked_too_and_a_clean_one_is_not_copied() {
    let redactor = redactor(&["canary-7f3a"]);
    assert_eq!(
        redactor.mask_body(b"\xff\xfecanary-7f3a\xff".to_vec()),
        b"\xff\xfe[masked]\xff"
    );
    let clean = vec![0xff; 100];
    let place = clean.as_ptr();
    let masked = redactor.mask_body(clean);
    assert_eq!(masked.as_ptr(), place);
}

/// Compares the search that skips with one that does not, on texts over a small alphabet.
#[test]
fn skipping_finds_what_looking_everywhere_finds() {
    let mut seed = 42_u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..3_000 {
        let mut word = |length: u64| -> Vec<u8> {
            (0..length)
                .map(|_| b'a' + u8::try_from(random(3)).unwrap())
                .collect()
        };
        let patterns: Vec<Vec<u8>> = [2, 4, 7].into_iter().map(&mut word).collect();
        let text = word(40);
        let searcher = Searcher::new(patterns.clone().into_iter());
        let naive = (0..text.len()).find(|at| {
            patterns
                .iter()
                .any(|pattern| text[*at..].starts_with(pattern))
        });
        assert_eq!(
            searcher.find(&text, 0).map(|(start, _)| start),
            naive,
            "{patterns:?} in {text:?}"
        );
    }
}

#[test]
fn a_secret_in_base64_that_mail_folds_is_masked() {
    // So long that any line break of base64 falls into it.
    let secret = "canary-of-more-than-sixty-characters-0123456789-abcdefghijklmnopqrstuvwxyz";
    let redactor = redactor(&[secret]);
    for before in 0..4 {
        for line_break in ["\n", "\r\n"] {
            for width in [64, 76] {
                let plain = format!("{}{secret} and more of it", "x".repeat(before));
                let encoded = STANDARD.encode(plain);
                let lines: Vec<&str> = encoded
                    .as_bytes()
                    .chunks(width)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                let folded = lines.join(line_break);
                let masked = redactor.mask(&folded);
                assert!(masked.contains(MASK), "{folded}: {masked}");
                assert!(masked.len() < folded.len() / 2, "{folded}: {masked}");
            }
        }
    }
    let honest = format!("{}\n{}", "a".repeat(76), "b".repeat(76));
    assert_eq!(redactor.mask(&honest), honest);
}
