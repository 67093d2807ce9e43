//! Secrets that are stretched by bytes that say nothing.

use super::*;

const SECRET: &str = "canary+secret/1";

fn redactor(secret: &str) -> Redactor {
    let redactor = Redactor::default();
    redactor.add_fixed(secret);
    redactor
}

/// Every character as a number of HTML that so many zeros lead.
fn numbered(secret: &str, zeros: usize, hexadecimal: bool) -> String {
    let zeros = "0".repeat(zeros);
    let number = |character: char| match hexadecimal {
        true => format!("&#x{zeros}{:X};", u32::from(character)),
        false => format!("&#{zeros}{};", u32::from(character)),
    };
    secret.chars().map(number).collect()
}

#[test]
fn any_number_of_zeros_may_lead_a_number_of_html_in_a_text_of_any_length() {
    for zeros in [0, 1, 8, 9, 10, 15, 16, 17, 30, 1_000, 100_000] {
        for hexadecimal in [false, true] {
            let echo = numbered(SECRET, zeros, hexadecimal);
            let body = format!("<p>{}{echo}</p>", "x".repeat(50_000));
            let masked = redactor(SECRET).mask_body(body.into_bytes());
            let expected = format!("<p>{}[masked]</p>", "x".repeat(50_000));
            assert!(masked == expected.as_bytes(), "{zeros} zeros");
        }
    }
    // One character is enough to hide the rest, and one more layer does not help.
    let one = SECRET.replace('+', &numbered("+", 300_000, true));
    assert_eq!(redactor(SECRET).mask(&format!("a {one} b")), "a [masked] b");
    let twice = one.replace('&', "&amp;");
    assert_eq!(
        redactor(SECRET).mask(&format!("a {twice} b")),
        "a [masked] b"
    );
    let script = SECRET.replace('+', &format!("\\u{{{}2b}}", "0".repeat(300_000)));
    assert_eq!(
        redactor(SECRET).mask(&format!("a {script} b")),
        "a [masked] b"
    );
}

#[test]
fn zeros_that_belong_to_a_text_stay_and_a_secret_of_zeros_is_found() {
    let zeros = "0".repeat(100);
    let body = format!("{zeros}1 {SECRET} {zeros}");
    assert_eq!(
        redactor(SECRET).mask(&body),
        format!("{zeros}1 [masked] {zeros}")
    );
    let secret = format!("key{zeros}key");
    assert_eq!(
        redactor(&secret).mask(&format!("a {secret} b")),
        "a [masked] b"
    );
}

/// A text in an encoding whose units have so many bytes.
fn wide(text: &str, bytes: usize, little: bool) -> Vec<u8> {
    let number = |number: u32| {
        let all = number.to_be_bytes();
        let mut unit = all[4 - bytes..].to_vec();
        if little {
            unit.reverse();
        }
        unit
    };
    match bytes {
        2 => text
            .encode_utf16()
            .flat_map(|unit| number(unit.into()))
            .collect(),
        _ => text
            .chars()
            .flat_map(|character| number(character.into()))
            .collect(),
    }
}

#[test]
fn a_secret_in_utf_16_or_utf_32_is_masked_and_what_is_around_it_is_read_as_before() {
    for secret in [SECRET, "pässwörd-1", "zażółć-gęślą", "key-😁-key-😁"] {
        for (bytes, little) in [(2, true), (2, false), (4, true), (4, false)] {
            // Beyond Latin-1, only what the encodings of two bytes leave is known.
            if bytes == 4 && secret.chars().any(|character| character > 'ÿ') {
                continue;
            }
            for mark in ["", "\u{feff}"] {
                let around = |middle: &str| {
                    wide(
                        &format!("{mark}{{\"żyou sent\":\"{middle}\",\"b\":1}}"),
                        bytes,
                        little,
                    )
                };
                let masked = redactor(secret).mask_body(around(secret));
                assert!(masked == around("[masked]"), "{secret}, {bytes}, {little}");
                // One byte before it moves all units, and a secret is one nevertheless.
                let moved = [b"x".to_vec(), around(secret)].concat();
                let masked = redactor(secret).mask_body(moved);
                assert!(
                    masked[1..] == around("[masked]"),
                    "{secret}, {bytes}, {little}"
                );
            }
        }
    }
}

#[test]
fn encodings_inside_utf_16_are_taken_off_too() {
    let coats = [
        SECRET.replace('+', "\\u002b"),
        SECRET.replace('+', "%2B"),
        numbered(SECRET, 40, true),
        base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            format!("id:{SECRET}"),
        ),
    ];
    for coat in coats {
        for little in [true, false] {
            let text = wide(&format!("a {coat} b"), 2, little);
            let masked = redactor(SECRET).mask_body(text);
            let dense: Vec<u8> = masked.into_iter().filter(|byte| *byte != 0).collect();
            let dense = String::from_utf8_lossy(&dense);
            assert!(
                dense.contains("[masked]") && !dense.contains(&coat),
                "{dense}"
            );
        }
    }
}
