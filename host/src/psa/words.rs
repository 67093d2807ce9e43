//! Words as people and programs write them: yes and no, states, billing periods.

use std::collections::BTreeMap;

use super::field::Kind;
use super::names::folded;

/// What a profile says about the words of a column: the folded word, and what it means. `*` is any
/// other word.
pub(super) type Words = BTreeMap<String, String>;

/// The word for any other word.
pub(super) const ANY: &str = "*";

/// The meaning of a word that says nothing.
pub(super) const UNKNOWN: &str = "unknown";

/// The meaning of a billing period that does not come again.
pub(super) const ONE_TIME: &str = "one-time";

const YES: &[&str] = &[
    "true", "yes", "y", "1", "x", "on", "ja", "oui", "si", "sí", "wahr", "t",
];
const NO: &[&str] = &[
    "false", "no", "n", "0", "off", "nein", "non", "nee", "falsch", "f",
];

/// Months that a price covers, by what programs call the period.
const PERIODS: &[(&str, &str)] = &[
    ("monthly", "1"),
    ("month", "1"),
    ("permonth", "1"),
    ("1month", "1"),
    ("p1m", "1"),
    ("mensuel", "1"),
    ("monatlich", "1"),
    ("bimonthly", UNKNOWN),
    ("2months", "2"),
    ("quarterly", "3"),
    ("quarter", "3"),
    ("3months", "3"),
    ("p3m", "3"),
    ("semiannual", "6"),
    ("semiannually", "6"),
    ("semiyearly", "6"),
    ("halfyearly", "6"),
    ("halfyear", "6"),
    ("sixmonthly", "6"),
    ("6monthly", "6"),
    ("6months", "6"),
    ("p6m", "6"),
    ("annual", "12"),
    ("annually", "12"),
    ("yearly", "12"),
    ("year", "12"),
    ("peryear", "12"),
    ("1year", "12"),
    ("12months", "12"),
    ("p1y", "12"),
    ("jährlich", "12"),
    ("biennial", "24"),
    ("biennially", "24"),
    ("2years", "24"),
    ("2yearly", "24"),
    ("24months", "24"),
    ("p2y", "24"),
    ("triennial", "36"),
    ("3years", "36"),
    ("3yearly", "36"),
    ("36months", "36"),
    ("p3y", "36"),
    ("5years", "60"),
    ("onetime", ONE_TIME),
    ("once", ONE_TIME),
    ("oneoff", ONE_TIME),
    ("setup", ONE_TIME),
];

const TIMINGS: &[(&str, &str)] = &[
    ("advance", "advance"),
    ("inadvance", "advance"),
    ("arrears", "arrears"),
    ("inarrears", "arrears"),
    ("both", "both"),
];

const BILLABLE: &[(&str, &str)] = &[
    ("billable", "billable"),
    ("donotbill", "do_not_bill"),
    ("nocharge", "no_charge"),
    ("notbillable", "do_not_bill"),
    ("nonbillable", "do_not_bill"),
    ("internal", "internal"),
    ("free", "no_charge"),
];

/// Returns the meanings that a profile may give to the words of a kind; none where it may give none.
pub(super) fn meanings(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::Flag => Some(&["true", "false"]),
        Kind::Status => Some(&["active", "inactive"]),
        Kind::Billable => Some(&[
            "billable",
            "no_charge",
            "do_not_bill",
            "internal",
            "inactive",
        ]),
        Kind::Timing => Some(&["advance", "arrears", "both", UNKNOWN]),
        Kind::Period => Some(&["a number of months", ONE_TIME, UNKNOWN]),
        _ => None,
    }
}

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This.
    Known(String),
    /// Nothing: it is counted and left unknown.
    Unknown,
    /// It breaks the rule that follows the value.
    Fault(String),
}

/// Reads a word: as the profile says, else as everybody writes it.
pub(super) fn meaning(kind: Kind, words: Option<&Words>, text: &str) -> Meaning {
    let word = folded(text);
    let said = words.and_then(|words| words.get(&word));
    let usual = || common(kind, &word);
    let any = || words.and_then(|words| words.get(ANY));
    match said
        .map(String::as_str)
        .or_else(usual)
        .or_else(|| any().map(String::as_str))
    {
        Some(UNKNOWN) => Meaning::Unknown,
        Some(meaning) => Meaning::Known(meaning.to_owned()),
        None if matches!(kind, Kind::Period | Kind::Timing) => Meaning::Unknown,
        None => Meaning::Fault(fault(kind, words)),
    }
}

fn common(kind: Kind, word: &str) -> Option<&'static str> {
    let find = |table: &'static [(&str, &str)]| {
        table
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, meaning)| *meaning)
    };
    let flag = |yes, no| {
        if YES.contains(&word) {
            Some(yes)
        } else {
            NO.contains(&word).then_some(no)
        }
    };
    match kind {
        Kind::Flag => flag("true", "false"),
        Kind::Billable => find(BILLABLE).or_else(|| flag("billable", "do_not_bill")),
        Kind::Status => flag("active", "inactive").or(match word {
            "active" => Some("active"),
            "inactive" => Some("inactive"),
            _ => None,
        }),
        Kind::Period => find(PERIODS),
        Kind::Timing => find(TIMINGS),
        _ => None,
    }
}

fn fault(kind: Kind, words: Option<&Words>) -> String {
    let known: Vec<&str> = words
        .into_iter()
        .flat_map(|words| words.keys().map(String::as_str))
        .filter(|word| *word != ANY)
        .collect();
    let expected = match (kind, known.is_empty()) {
        (Kind::Flag, true) => "yes or no".to_owned(),
        (Kind::Status, true) => "active or inactive".to_owned(),
        (_, true) => "Billable, Do Not Bill or No Charge".to_owned(),
        (_, false) => known.join(", "),
    };
    format!(
        "is a word that the profile does not know (expected {expected}); define it in a mapping file"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(word: &str) -> Meaning {
        Meaning::Known(word.to_owned())
    }

    #[test]
    fn common_words_need_no_profile() {
        assert_eq!(meaning(Kind::Flag, None, "Yes"), known("true"));
        assert_eq!(meaning(Kind::Period, None, "Semi-Annually"), known("6"));
        assert_eq!(meaning(Kind::Period, None, "One Time"), known(ONE_TIME));
        assert_eq!(
            meaning(Kind::Billable, None, "DoNotBill"),
            known("do_not_bill")
        );
        assert_eq!(meaning(Kind::Timing, None, "in advance"), known("advance"));
    }

    #[test]
    fn a_profile_wins_and_has_a_word_for_the_rest() {
        let words = Words::from([
            ("7".to_owned(), "true".to_owned()),
            (ANY.to_owned(), "false".to_owned()),
        ]);
        assert_eq!(meaning(Kind::Flag, Some(&words), "7"), known("true"));
        assert_eq!(meaning(Kind::Flag, Some(&words), "8"), known("false"));
    }

    #[test]
    fn an_unknown_period_is_unknown_and_an_unknown_state_a_fault() {
        assert_eq!(meaning(Kind::Period, None, "2"), Meaning::Unknown);
        let Meaning::Fault(rule) = meaning(Kind::Status, None, "Zombie") else {
            panic!("understood");
        };
        assert!(rule.contains("expected active or inactive"), "{rule}");
    }
}
