//! The classes of findings, once: the command line, the statements, the pages and the exports take them from here.
//!
//! A new class is a row of [`CLASSES`] and the statement that finds it.

use std::sync::LazyLock;

use crate::{base::filled, store::sql::text};

/// A class of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingClass {
    /// Its word: the column `findings.condition`.
    pub word: &'static str,
    /// What its amount is, as the column `findings.amount` documents it.
    amount: &'static str,
    /// What it is about.
    subject: Subject,
    /// How severe it is.
    severity: Severity,
    /// Whether it is found by comparing what is bought with what is billed.
    compares: bool,
    /// Whether it stays the same finding where a subscription is replaced by one with another id.
    outlives_its_subscriptions: bool,
    /// Whether a change of contract lines settles it.
    about_lines: bool,
}

/// What a finding is about. What is found of a subject takes the place of what was found of it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Bought and not billed.
    Leakage,
    /// Billed and not bought.
    OverBilling,
    /// Sold for too little.
    Margin,
    /// Anything else.
    Other,
}

/// How severe a finding is. One whose deadline is near is always high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    /// Always high.
    High,
    /// By its amount.
    Amount,
    /// By the time that is left.
    Deadline,
}

/// Bought and not billed, or not all of it.
const LEAKAGE: FindingClass = FindingClass {
    word: "unbilled",
    amount: "the cost of those seats",
    subject: Subject::Leakage,
    severity: Severity::Amount,
    compares: true,
    outlives_its_subscriptions: true,
    about_lines: true,
};

/// Billed, and not bought.
const OVER_BILLED: FindingClass = FindingClass {
    word: "over_billed",
    amount: "what the customer pays for them",
    subject: Subject::OverBilling,
    ..LEAKAGE
};

/// Sold for less than the rules want.
const BELOW_MARGIN: FindingClass = FindingClass {
    word: "below_margin",
    amount: "what is short of the least margin",
    subject: Subject::Margin,
    ..LEAKAGE
};

/// About one side alone: a commitment that ends soon.
const OF_ONE_SIDE: FindingClass = FindingClass {
    word: "renewal",
    amount: "its cost",
    subject: Subject::Other,
    severity: Severity::Deadline,
    compares: false,
    outlives_its_subscriptions: false,
    about_lines: false,
};

/// All classes, in the order in which pages list them.
pub const CLASSES: [FindingClass; 14] = [
    LEAKAGE,
    FindingClass {
        word: "under_billed",
        ..LEAKAGE
    },
    OVER_BILLED,
    FindingClass {
        word: "cancelled_but_billed",
        outlives_its_subscriptions: false,
        ..OVER_BILLED
    },
    FindingClass {
        word: "suspended_but_charged",
        amount: "what the distributor charges",
        severity: Severity::Amount,
        ..OF_ONE_SIDE
    },
    FindingClass {
        word: "negative_margin",
        amount: "what is lost",
        severity: Severity::High,
        ..BELOW_MARGIN
    },
    BELOW_MARGIN,
    FindingClass {
        word: "unknown_margin",
        amount: "unknown",
        about_lines: false,
        ..BELOW_MARGIN
    },
    FindingClass {
        word: "duplicate_subscription",
        amount: "the cost of the earlier one",
        severity: Severity::Amount,
        ..OF_ONE_SIDE
    },
    FindingClass {
        word: "price_rise",
        amount: "what it costs more",
        severity: Severity::Amount,
        compares: true,
        about_lines: true,
        ..OF_ONE_SIDE
    },
    OF_ONE_SIDE,
    FindingClass {
        word: "trial_ending",
        ..OF_ONE_SIDE
    },
    FindingClass {
        word: "unmatched_customer",
        severity: Severity::Amount,
        ..OF_ONE_SIDE
    },
    FindingClass {
        word: "unmatched_product",
        severity: Severity::Amount,
        ..OF_ONE_SIDE
    },
];

impl FindingClass {
    /// Returns whether it is leakage: bought and not billed.
    pub fn is_leakage(&self) -> bool {
        self.subject == Subject::Leakage
    }
}

/// Returns whether a condition is leakage: bought and not billed.
pub fn is_leakage(condition: &str) -> bool {
    CLASSES
        .iter()
        .any(|class| class.word == condition && class.is_leakage())
}

/// The words of all classes.
pub fn words() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|class| class.word)
}

/// What statements take from the classes. Every command asks which views are installed, and so fills all of them.
static VALUES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    type Which = fn(&FindingClass) -> bool;
    let lists: [(&str, Which); 10] = [
        ("classes", |_| true),
        ("leakage", FindingClass::is_leakage),
        ("over_billing", |class| {
            class.subject == Subject::OverBilling
        }),
        ("margin", |class| class.subject == Subject::Margin),
        ("priced", |class| {
            class.subject == Subject::Margin && class.about_lines
        }),
        ("compared", |class| class.compares),
        ("outliving", |class| class.outlives_its_subscriptions),
        ("about_lines", |class| class.about_lines),
        ("always_high", |class| class.severity == Severity::High),
        ("by_deadline", |class| class.severity == Severity::Deadline),
    ];
    let mut values: Vec<(&str, String)> = lists
        .into_iter()
        .map(|(name, is_one)| (name, list(is_one)))
        .collect();
    values.push(("words", words().collect::<Vec<_>>().join(", ")));
    values.push(("amounts", amounts()));
    values
});

/// Writes into a statement what it takes from the classes: `{leakage}` and the like become lists of words.
pub(super) fn fill(sql: &str) -> String {
    let values: Vec<(&str, &str)> = VALUES
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    filled(sql, &values)
}

/// The words of some classes, as a list of SQL literals.
fn list(is_one: fn(&FindingClass) -> bool) -> String {
    let words: Vec<String> = CLASSES
        .iter()
        .filter(|class| is_one(class))
        .map(|class| text(class.word))
        .collect();
    words.join(", ")
}

/// What the amounts are, for the comment of their column.
fn amounts() -> String {
    let amounts: Vec<String> = CLASSES
        .iter()
        .map(|class| format!("{}: {}", class.word, class.amount))
        .collect();
    amounts.join("; ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CLASSES, fill, is_leakage, words};

    #[test]
    fn every_class_has_a_word_of_its_own() {
        let distinct: BTreeSet<_> = words().collect();
        assert_eq!(distinct.len(), CLASSES.len());
    }

    #[test]
    fn a_statement_takes_lists_of_words_from_the_classes() {
        let filled = fill("x IN ({leakage}), [{by_deadline}], '{words}'");
        assert!(
            filled.starts_with(
                "x IN ('unbilled', 'under_billed'), ['renewal', 'trial_ending'], 'unbilled, under_billed, "
            ),
            "{filled}"
        );
        assert!(is_leakage("under_billed") && !is_leakage("over_billed"));
    }
}
