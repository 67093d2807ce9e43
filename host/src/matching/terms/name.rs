//! What two names say for and against being the same customer's.

use super::{
    align::{Link, Name, align},
    level::Level,
    numbers::Numbers,
    unmatched::{Leftovers, Unmatched},
};
use crate::matching::{
    corpus::{Corpus, Reading, WordId},
    parse::Role,
    similarity::{Likeness, SAME},
};

/// A name must be this long, in letters, to count as the cut-off beginning of another.
const CUT_OFF_LETTERS: u32 = 14;
/// A domain must be this long, in letters, to count as the beginning of a name.
const DOMAIN_LETTERS: u32 = 6;
/// An unmatched word counts for this little beside a name that was cut off.
const BESIDE_CUT_OFF: f64 = 0.15;
/// Nats that a word of full weight is worth in `telling`.
const NATS: f64 = 8.0;
/// A shorter word with a letter changed is another word.
const SHORT_WORD: u32 = 5;
/// Fewer letters beside an “and” are initials.
const GLUED_LETTERS: u32 = 3;
const MOST_TELLING: f64 = 3.0;

/// What two names say for and against being the same customer's.
#[derive(Debug, Clone)]
pub(in crate::matching) struct NameTerms {
    /// The words that belong together.
    pub(in crate::matching) links: Vec<Link>,
    /// How they relate.
    pub(in crate::matching) level: Level,
    /// The share of the words' weight that agrees, 0 to 1.
    pub(in crate::matching) agreement: f64,
    /// The larger share of a side's weight that is found on the other.
    pub(in crate::matching) cover: f64,
    /// How much the words that agree tell; 1 is about a rare word.
    pub(in crate::matching) telling: f64,
    /// The similarity of the glued names.
    pub(in crate::matching) spelling: f64,
    /// Whether the glued names are equal.
    pub(in crate::matching) equal: bool,
    /// What the left has alone.
    pub(in crate::matching) left: Leftovers,
    /// What the right has alone.
    pub(in crate::matching) right: Leftovers,
    /// Whether the names begin with different words.
    pub(in crate::matching) first_differs: bool,
    /// Whether the legal forms are the same, if both are known.
    pub(in crate::matching) same_legal: Option<bool>,
    /// How many of the two readings are other names.
    pub(in crate::matching) aliases: u8,
    /// How many of them stood in brackets.
    pub(in crate::matching) bracket_aliases: u8,
    /// Letters that misspellings changed.
    pub(in crate::matching) letters_changed: usize,
    /// Whether the names begin with the same two words in another order.
    pub(in crate::matching) exchanged: bool,
    /// Whether words were taken for one that may well be two: Hill and Mill, Park and Parker.
    pub(in crate::matching) doubtful: bool,
    /// How the numbers relate.
    pub(in crate::matching) numbers: Numbers,
    /// The letters of the shorter glued name.
    pub(in crate::matching) letters: u32,
    /// Whether a name is in another alphabet, where one letter is as much as a syllable.
    pub(in crate::matching) not_latin: bool,
}

impl NameTerms {
    /// Compares two names in one reading each.
    pub(in crate::matching) fn of(left: Name<'_>, right: Name<'_>, corpus: &Corpus) -> Self {
        let vocabulary = &corpus.vocabulary;
        let links = align(left, right, corpus);
        let (a, b) = (
            vocabulary.text(left.reading.compact),
            vocabulary.text(right.reading.compact),
        );
        let equal = left.reading.compact == right.reading.compact;
        let shape = Shape::of(left, right, corpus);
        let mut unmatched = Unmatched::of(left, right, &links);
        if equal {
            unmatched.keep_qualifiers(left, right);
        }
        let first_differs = !equal && first_differs(&unmatched);
        let sums = Sums::of(left, right, &links, &unmatched, corpus);
        let mut sides = unmatched.sides(left, right, corpus);
        if shape == Some(Level::CutOff) {
            sides.0.weight *= BESIDE_CUT_OFF;
            sides.1.weight *= BESIDE_CUT_OFF;
        }
        let level = shape.unwrap_or_else(|| relation(&links, equal, &sides.0, &sides.1));
        let roles = [left.reading.role, right.reading.role];
        let count = |role: Role| roles.iter().filter(|other| **other == role).count() as u8;
        Self {
            level,
            agreement: sums.agreement(),
            cover: sums.cover(),
            telling: sums.telling,
            spelling: if equal {
                1.0
            } else {
                strsim::jaro_winkler(&a.text, &b.text)
            },
            equal,
            first_differs,
            same_legal: left
                .reading
                .legal
                .zip(right.reading.legal)
                .map(|(a, b)| a == b),
            aliases: count(Role::Alias) + count(Role::BracketAlias),
            bracket_aliases: count(Role::BracketAlias),
            letters_changed: links.iter().map(|link| link.similarity.letters).sum(),
            exchanged: !equal && exchanged(&links, left.reading, corpus),
            doubtful: if equal {
                is_glued(left.reading, right.reading, corpus)
                    || is_glued(right.reading, left.reading, corpus)
            } else {
                links
                    .iter()
                    .any(|link| is_doubtful(link, level, left.reading, right.reading, corpus))
            },
            numbers: Numbers::of(left, right, &links, (&sides.0, &sides.1), equal),
            letters: a.length.min(b.length),
            not_latin: !a.text.is_ascii() || !b.text.is_ascii(),
            left: sides.0,
            right: sides.1,
            links,
        }
    }

    /// Returns the heavier side's unmatched weight.
    pub(in crate::matching) fn unmatched_most(&self) -> f64 {
        self.left.weight.max(self.right.weight)
    }

    /// Returns the lighter side's unmatched weight.
    pub(in crate::matching) fn unmatched_least(&self) -> f64 {
        self.left.weight.min(self.right.weight)
    }
}

/// Returns whether two names begin with the same two words in another order, and neither is an everyday word: William
/// James and James William.
fn exchanged(links: &[Link], left: &Reading, corpus: &Corpus) -> bool {
    let at = |from: usize, to: usize| {
        links
            .iter()
            .any(|link| link.left == (from..from + 1) && link.right == (to..to + 1))
    };
    let name = |place: usize| {
        let word = left.words.get(place);
        word.is_some_and(|word| !corpus.weights.is_everyday(word.canonical))
    };
    at(0, 1) && at(1, 0) && name(0) && name(1)
}

/// Returns whether words of one name that an “and” joins are one word of the other: Rose & Wood, Rosewood. Initials are glued
/// by everybody, and so are words that many names have: & Sons.
fn is_glued(joined: &Reading, glued: &Reading, corpus: &Corpus) -> bool {
    let everyday = |word: &WordId| corpus.weights.is_everyday(word.canonical);
    let begins = std::iter::once(0).chain(joined.ends.iter().copied());
    let is_word = |(begin, end): (u32, &u32)| *end >= begin + GLUED_LETTERS;
    joined.with_and != joined.compact
        && glued.with_and == glued.compact
        && !glued.domain_shaped
        && glued.ends.len() < joined.ends.len()
        && begins.zip(&joined.ends).take(2).all(is_word)
        && !joined.words.iter().take(2).any(everyday)
}

/// Returns whether two words that were taken for one may well be two. A letter more, less or other is a
/// slip in a word that everybody knows, and another name in a name: “Distilery”, but Larkin and Lardin.
fn is_doubtful(
    link: &Link,
    level: Level,
    left: &Reading,
    right: &Reading,
    corpus: &Corpus,
) -> bool {
    if link.left.len() + link.right.len() > 2 {
        return false;
    }
    let (own, other) = (left.words[link.left.start], right.words[link.right.start]);
    let text = |word: WordId| corpus.vocabulary.text(word.surface);
    let (a, b) = (text(own), text(other));
    let begin_alike = a.text.chars().next() == b.text.chars().next();
    let short = a.length.min(b.length) < SHORT_WORD;
    let first = link.left.start == 0 || link.right.start == 0;
    let everyday = |word: WordId| corpus.weights.is_everyday(word.canonical);
    let slip = everyday(own) != everyday(other);
    let name = |word: WordId| corpus.weights.is_name(word.canonical);
    let plural = || {
        let (short, long) = (
            a.text.as_ref().min(b.text.as_ref()),
            a.text.as_ref().max(b.text.as_ref()),
        );
        long.strip_suffix('s') == Some(short)
    };
    match link.similarity.likeness {
        // Rivers is not River.
        Likeness::Same => first && plural() && !everyday(own),
        Likeness::Ambiguous => false,
        Likeness::Guess => true,
        Likeness::CutOff => level != Level::CutOff,
        Likeness::Plural => first && !everyday(own),
        // Brian is not Brain.
        Likeness::Swapped => short || !begin_alike || first && (name(own) || name(other)),
        Likeness::Letters => short || !begin_alike || first || !slip,
    }
}

/// The levels that depend on the glued names rather than on the words.
struct Shape;

impl Shape {
    fn of(left: Name<'_>, right: Name<'_>, corpus: &Corpus) -> Option<Level> {
        let vocabulary = &corpus.vocabulary;
        let compact = |name: Name<'_>| vocabulary.text(name.reading.compact);
        let (a, b) = (compact(left), compact(right));
        let begins = |short: Name<'_>, long: Name<'_>| {
            let (short, long) = (compact(short), compact(long));
            short.length < long.length && long.text.starts_with(&*short.text)
        };
        let cut = |short: Name<'_>, long| {
            short.entry.truncated && compact(short).length >= CUT_OFF_LETTERS && begins(short, long)
        };
        if cut(left, right) || cut(right, left) {
            return Some(Level::CutOff);
        }
        let domain = |short: Name<'_>, long: Name<'_>| {
            short.reading.domain_shaped
                && (a.text == b.text
                    || compact(short).length >= DOMAIN_LETTERS
                        && long.reading.ends.contains(&compact(short).length)
                        && begins(short, long))
        };
        if domain(left, right) || domain(right, left) {
            return Some(Level::DomainShaped);
        }
        let acronym =
            |short: Name<'_>, long: Name<'_>| Some(short.reading.compact) == long.reading.initials;
        (acronym(left, right) || acronym(right, left)).then_some(Level::Acronym)
    }
}

fn relation(links: &[Link], equal: bool, left: &Leftovers, right: &Leftovers) -> Level {
    if left.weight + right.weight == 0.0 {
        let misspelled = links.iter().any(|link| link.similarity.value < SAME);
        return match (misspelled, left.any || right.any) {
            _ if links.is_empty() && !equal => Level::OwnWords,
            _ if links.is_empty() || misspelled && equal => Level::Joined,
            (true, _) => Level::Misspelled,
            (false, true) => Level::Qualifier,
            (false, false) => Level::Same,
        };
    }
    match (left.weight > 0.0, right.weight > 0.0) {
        _ if equal => Level::Joined,
        (true, true) => Level::OwnWords,
        _ => Level::ExtraWords,
    }
}

/// Returns whether a name begins with a word that the other has not at all.
fn first_differs(unmatched: &Unmatched) -> bool {
    unmatched.left.first() == Some(&0) || unmatched.right.first() == Some(&0)
}

/// Weights of what agrees and what does not.
struct Sums {
    agreeing: f64,
    unlike: f64,
    unmatched: f64,
    shares: (f64, f64),
    telling: f64,
}

impl Sums {
    fn of(
        left: Name<'_>,
        right: Name<'_>,
        links: &[Link],
        unmatched: &Unmatched,
        corpus: &Corpus,
    ) -> Self {
        let weights = &corpus.weights;
        let (a, b) = (&left.reading.words, &right.reading.words);
        let (mut agreeing, mut unlike, mut matched, mut nats) = (0.0, 0.0, (0.0, 0.0), (0.0, 0.0));
        for link in links {
            let value = link.similarity.value;
            let (own, other) = (&a[link.left.clone()], &b[link.right.clone()]);
            let weight =
                |words: &[WordId]| words.iter().map(|word| weights.of_word(*word)).sum::<f64>();
            let telling =
                |words: &[WordId]| words.iter().map(|word| weights.nats(*word)).sum::<f64>();
            let (left, right) = (weight(own), weight(other));
            agreeing += value * (left + right);
            unlike += (1.0 - value) * (left + right);
            matched.0 += left;
            matched.1 += right;
            nats.0 += value * telling(own);
            nats.1 += value * telling(other);
        }
        let free = unmatched.weights(left, right, corpus);
        let share = |matched: f64, free: f64| {
            if matched > 0.0 {
                matched / (matched + free)
            } else {
                0.0
            }
        };
        Self {
            agreeing,
            unlike,
            unmatched: free.0 + free.1,
            shares: (share(matched.0, free.0), share(matched.1, free.1)),
            telling: (nats.0.min(nats.1) / NATS).min(MOST_TELLING),
        }
    }

    fn agreement(&self) -> f64 {
        let all = self.agreeing + self.unmatched + self.unlike;
        if all > 0.0 { self.agreeing / all } else { 0.0 }
    }

    fn cover(&self) -> f64 {
        self.shares.0.max(self.shares.1)
    }
}
