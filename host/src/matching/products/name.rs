//! The name of a product without what says nothing of it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use serde::Serialize;

use crate::matching::{
    fold::{fold, repair},
    parse::tokens,
    tables::rows,
};

/// Whom a product is sold to; another segment is another product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Everybody.
    #[default]
    Commercial,
    /// Schools and their staff.
    Education,
    /// Pupils and students.
    Student,
    /// Charities.
    Nonprofit,
    /// Public bodies.
    Government,
}

impl Segment {
    /// Returns the word for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Commercial => "commercial",
            Self::Education => "education",
            Self::Student => "student",
            Self::Nonprofit => "non-profit",
            Self::Government => "government",
        }
    }
}

/// A name without what says nothing of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProductName {
    /// The words that name the product, in one spelling.
    pub(super) words: BTreeSet<String>,
    /// Whom it is sold to.
    pub(super) segment: Segment,
    /// What makes another product of it: a trial, one without Teams, an add-on, a gift to partners.
    pub(super) editions: BTreeSet<&'static str>,
}

/// What a word of a product's name is, other than a word of the name.
static KINDS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../tables/product_words.csv")).collect());

/// Phrases in one spelling; earlier ones first.
const PHRASES: &[(&[&str], &str)] = &[
    (&["microsoft", "365"], "m365"),
    (&["ms", "365"], "m365"),
    (&["office", "365"], "o365"),
    (&["dynamics", "365"], "d365"),
    (&["windows", "365"], "w365"),
    (&["azure", "active", "directory"], "azuread"),
    (&["azure", "ad"], "azuread"),
    (&["non", "profit"], "nonprofit"),
    (&["not", "for", "profit"], "nonprofit"),
    (&["not", "for", "resale"], "nfr"),
    (&["no", "teams"], "noteams"),
    (&["without", "teams"], "noteams"),
    (&["w", "o", "teams"], "noteams"),
    (&["add", "on"], "addon"),
    (&["step", "up"], "stepup"),
    (&["pro", "plus"], "proplus"),
    (&["power", "bi"], "powerbi"),
    (&["power", "apps"], "powerapps"),
    (&["gcc", "high"], "gov"),
    (&["per", "app"], "perapp"),
    (&["premium", "per", "user"], "ppu"),
    (&["premium", "p", "u"], "ppu"),
    (&["share", "point"], "sharepoint"),
    (&["one", "drive"], "onedrive"),
];

/// Words in one spelling.
const SPELLINGS: &[(&str, &str)] = &[
    ("office365", "o365"),
    ("microsoft365", "m365"),
    ("windows365", "w365"),
    ("bus", "business"),
    ("biz", "business"),
    ("prem", "premium"),
    ("std", "standard"),
    ("ent", "enterprise"),
    ("pro", "professional"),
    ("pbi", "powerbi"),
    ("exo", "exchange"),
    ("apps", "app"),
    ("servers", "server"),
    ("devices", "device"),
    ("essential", "essentials"),
];

const SMALL: &[&str] = &[
    "for", "of", "the", "and", "a", "an", "with", "in", "to", "by", "x",
];

const EDITIONS: &[&str] = &["trial", "noteams", "nfr", "stepup", "free", "eea"];

impl ProductName {
    /// Reads a name.
    pub(super) fn read(name: &str) -> Self {
        let tokens = join_plans(phrases(split(name)));
        let mut read = Self {
            words: BTreeSet::new(),
            segment: Segment::default(),
            editions: BTreeSet::new(),
        };
        let duration = |place: usize| {
            let next = tokens.get(place + 1).map(String::as_str);
            next.is_some_and(|next| matches!(KINDS.get(next), Some(&"term")))
        };
        for (place, token) in tokens.iter().enumerate() {
            let number = token.bytes().all(|byte| byte.is_ascii_digit());
            if !(number && duration(place)) {
                read.add(token);
            }
        }
        read
    }

    fn add(&mut self, token: &str) {
        if let Some(edition) = EDITIONS.iter().find(|edition| **edition == token) {
            self.editions.insert(edition);
            return;
        }
        match KINDS.get(token).copied() {
            Some("term" | "noise") => {}
            Some("student") => self.segment = Segment::Student,
            Some("education") => {
                self.segment = self.segment.max(Segment::Education);
                // A3 says the suite as well as the segment.
                if token.contains(|letter: char| letter.is_ascii_digit()) {
                    self.words.insert(token.to_owned());
                }
            }
            Some("nonprofit") => self.segment = Segment::Nonprofit,
            Some("government") => self.segment = Segment::Government,
            _ if SMALL.contains(&token) => {}
            _ => {
                let spelled = SPELLINGS.iter().find(|(short, _)| *short == token);
                self.words
                    .insert(spelled.map_or(token, |(_, long)| long).to_owned());
            }
        }
    }

    /// Returns what the name is looked up by.
    pub(super) fn key(&self) -> String {
        let words: Vec<_> = self.words.iter().map(String::as_str).collect();
        words.join(" ")
    }

    /// Returns whether the two are sold to others, or one is a trial, without Teams or the like.
    pub(super) fn is_another_edition(&self, other: &Self) -> bool {
        self.segment != other.segment || self.editions != other.editions
    }

    /// Returns whether each has a word that tells grades apart and that the other has not.
    pub(super) fn grades_differ(&self, other: &Self) -> bool {
        let (a, b) = (self.grades(), other.grades());
        a.difference(&b).next().is_some() && b.difference(&a).next().is_some()
    }

    /// Returns the words that tell one grade of a product from another: E3, P1, Premium, 128gb.
    fn grades(&self) -> BTreeSet<&str> {
        const NAMED: &[&str] = &[
            "basic",
            "standard",
            "premium",
            "essentials",
            "professional",
            "enterprise",
            "business",
            "kiosk",
            "proplus",
            "ppu",
            "suite",
            "perapp",
            "addon",
        ];
        let grade = |word: &&str| {
            let digits = word.contains(|letter: char| letter.is_ascii_digit());
            NAMED.contains(word)
                || digits && !matches!(*word, "m365" | "o365" | "d365" | "w365" | "365")
        };
        self.words
            .iter()
            .map(String::as_str)
            .filter(grade)
            .collect()
    }
}

/// Returns the tokens of a name; brackets, dashes and slashes divide.
fn split(name: &str) -> Vec<String> {
    tokens(&fold(&repair(name)))
}

fn phrases(tokens: Vec<String>) -> Vec<String> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some(first) = rest.first() {
        let phrase = PHRASES.iter().find(|(words, _)| {
            rest.len() >= words.len() && rest.iter().zip(*words).all(|(a, b)| a == b)
        });
        let (word, length) =
            phrase.map_or((first.as_str(), 1), |(words, word)| (*word, words.len()));
        joined.push(word.to_owned());
        rest = &rest[length..];
    }
    joined
}

/// Makes one word of “plan 1”, “e 3” and “8 gb”, as of “p1”, “e3” and “8gb”.
fn join_plans(tokens: Vec<String>) -> Vec<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut joined: Vec<String> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match (joined.last_mut(), token.as_str()) {
            (Some(last), "gb" | "tb" | "vcpu") if digits(last) => last.push_str(&token),
            (Some(last), number) if last == "plan" && number.len() == 1 && digits(number) => {
                *last = format!("p{number}");
            }
            (Some(last), number)
                if GRADES.contains(&last.as_str()) && number.len() == 1 && digits(number) =>
            {
                last.push_str(number);
            }
            (_, token) => {
                let plan = token
                    .strip_prefix("plan")
                    .filter(|number| number.len() == 1 && digits(number));
                joined.push(plan.map_or(token.to_owned(), |number| format!("p{number}")));
            }
        }
    }
    joined
}

/// Letters that name a grade together with a digit.
const GRADES: [&str; 5] = ["e", "f", "p", "a", "k"];
