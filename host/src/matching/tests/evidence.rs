//! What is said of a pair can be checked.

use super::{Record, at, left, one, right};

fn explanation(a: Record, b: Record) -> String {
    one(a, &[b]).candidates.remove(0).explanation
}

#[test]
fn a_sentence_says_what_agrees_and_what_does_not() {
    assert_eq!(
        explanation(
            at("20707", left("1", "Tall Pines Kiln LLC")),
            at("20707", right("1", "Tall Pines Kiln"))
        ),
        "Same name but for the legal form; postal code 20707 agrees; no rival at all: 99.9 %."
    );
    assert_eq!(
        explanation(
            at("20707", left("1", "Tall Pines Holdings")),
            at("20707", right("1", "Tall Pines"))
        ),
        "Held for review: “holdings” is on one side only, although postal code 20707 agrees."
    );
    assert_eq!(
        explanation(
            at("20707", left("1", "Tall Piens Svcs")),
            at("20707", right("1", "Tall Pines Services"))
        ),
        "Nearly the same name: “svcs” for “services”, “piens” for “pines”; postal code 20707 agrees; no rival at all: 99.9 %."
    );
    assert_eq!(
        explanation(
            left("1", "Rambler Frozen Desserts"),
            right("1", "Tinker Frozen Desserts")
        ),
        "Held for review: “rambler” is only at the distributor and “tinker” in the PSA only."
    );
}

#[test]
fn the_points_and_words_are_all_there() {
    let outcome = one(
        at("20707", left("1", "Tall Pines Kiln")),
        &[at("20707", right("1", "Tall Pines Forge"))],
    );
    let candidate = &outcome.candidates[0];
    assert_eq!(candidate.left_only, ["kiln"]);
    assert_eq!(candidate.right_only, ["forge"]);
    assert_eq!(candidate.matched.len(), 2);
    assert!(
        candidate
            .points
            .iter()
            .any(|point| point.name == "same postal code" && point.points == 1.42)
    );
    let json = serde_json::to_value(candidate).unwrap();
    assert_eq!(json["level"], "own-words");
    assert_eq!(json["guards"][0], "own-words");
}
