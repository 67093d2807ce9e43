//! How alike two words are.

use super::{
    corpus::WordId,
    parse::canonical,
    tables::AMBIGUOUS,
    vocabulary::{Text, TextId, Vocabulary},
};

/// From here on two words stand for the same.
pub(super) const SAME: f64 = 0.97;

const AMBIGUOUS_ABBREVIATION: f64 = 0.9;
const CUT_OFF_WORD: f64 = 0.9;
const ABBREVIATION: f64 = 0.85;
/// Two words that are alike, though not by few enough changes.
pub(super) const ALIKE: f64 = 0.8;
const THREE_LETTERS: f64 = 0.6;
/// The Jaro-Winkler similarity from which two words are alike.
const ALIKE_FROM: f64 = 0.93;

/// How alike two words are, how many letters a misspelling changed, and what the likeness is founded on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Similarity {
    /// 0 for nothing in common to 1 for the same.
    pub(super) value: f64,
    /// Letters that were changed, if it is a misspelling.
    pub(super) letters: usize,
    /// What the likeness is founded on.
    pub(super) likeness: Likeness,
}

/// What the likeness of two words is founded on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One word or number, however it is spelled, or an abbreviation that a table has.
    Same,
    /// One is the plural of the other.
    Plural,
    /// A short word that a table has for several.
    Ambiguous,
    /// Two letters that stand side by side have changed places.
    Swapped,
    /// Letters that are lost, added or changed.
    Letters,
    /// The beginning of a word where the name may be cut off.
    CutOff,
    /// Sounds and shapes alone: a beginning, consonants, an initial, many letters in common.
    Guess,
}

impl Similarity {
    const NONE: Self = Self::of(0.0, Likeness::Guess);

    pub(super) const fn of(value: f64, likeness: Likeness) -> Self {
        Self {
            value,
            letters: 0,
            likeness,
        }
    }
}

/// The pairs of an ambiguous abbreviation and a word that it may stand for.
#[derive(Debug)]
pub(super) struct Ambiguities(Vec<(TextId, TextId)>);

impl Ambiguities {
    /// Finds those that occur.
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let pairs = AMBIGUOUS.iter().flat_map(|(short, meanings)| {
            let meanings = meanings.iter().map(|meaning| canonical(meaning));
            meanings
                .filter_map(|meaning| Some((vocabulary.find(short)?, vocabulary.find(&meaning)?)))
        });
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    fn hold(&self, short: WordId, long: WordId) -> bool {
        self.0
            .binary_search(&(short.surface, long.canonical))
            .is_ok()
    }
}

/// Compares two words.
pub(super) fn similarity(
    left: WordId,
    right: WordId,
    vocabulary: &Vocabulary,
    ambiguities: &Ambiguities,
) -> Similarity {
    if left.surface == right.surface {
        return Similarity::of(1.0, Likeness::Same);
    }
    if left.number || right.number {
        let same = left.number && right.number && left.canonical == right.canonical;
        return Similarity::of(if same { 1.0 } else { 0.0 }, Likeness::Same);
    }
    let (a, b) = (
        vocabulary.text(left.surface),
        vocabulary.text(right.surface),
    );
    if left.canonical == right.canonical {
        let likeness = match is_plural(a, b) || is_plural(b, a) {
            true => Likeness::Plural,
            false => Likeness::Same,
        };
        return Similarity::of(SAME, likeness);
    }
    // Of two numbers, the one is never the other misspelled: store12 and store13.
    if a.digits || b.digits {
        return Similarity::NONE;
    }
    let initial = a.text.chars().next() == b.text.chars().next();
    if initial && (ambiguities.hold(left, right) || ambiguities.hold(right, left)) {
        return Similarity::of(AMBIGUOUS_ABBREVIATION, Likeness::Ambiguous);
    }
    if let Some(misspelled) = misspelled(a, b) {
        return misspelled;
    }
    if may_be_alike(a, b) && strsim::jaro_winkler(&a.text, &b.text) >= ALIKE_FROM {
        return Similarity::of(ALIKE, Likeness::Guess);
    }
    if initial && (abbreviates(a, b) || abbreviates(b, a)) {
        return Similarity::of(ABBREVIATION, Likeness::Guess);
    }
    if a.length == 3 && b.length == 3 && distance(a, b, 1).is_some() {
        return Similarity {
            letters: 1,
            ..Similarity::of(THREE_LETTERS, Likeness::Guess)
        };
    }
    Similarity::NONE
}

/// Compares the last word of a name that may be cut off with a word that may be the whole of it.
pub(super) fn cut_off(short: &Text, long: &Text) -> Similarity {
    let begins = short.length >= 2 && long.text.starts_with(&*short.text);
    Similarity::of(if begins { CUT_OFF_WORD } else { 0.0 }, Likeness::CutOff)
}

/// Returns whether one word is the other with an s behind it, or with -ies for -y.
fn is_plural(plural: &Text, word: &Text) -> bool {
    let Some(stem) = plural.text.strip_suffix('s') else {
        return false;
    };
    let y = |stem: &str| stem.strip_suffix("ie") == word.text.strip_suffix('y');
    stem == &*word.text || stem.ends_with("ie") && y(stem)
}

/// Words of four letters and more may have one to three letters wrong, by their length.
fn misspelled(a: &Text, b: &Text) -> Option<Similarity> {
    if a.length.min(b.length) < 4 {
        return None;
    }
    let length = a.length.max(b.length);
    let most = match length {
        ..=7 => 1,
        8..=12 => 2,
        _ => 3,
    };
    let letters = distance(a, b, most)?;
    let changed = a.text.chars().zip(b.text.chars());
    let changed = changed.filter(|(own, other)| own != other).count();
    let likeness = match letters == 1 && a.length == b.length && changed == 2 {
        true => Likeness::Swapped,
        false => Likeness::Letters,
    };
    Some(Similarity {
        letters,
        ..Similarity::of(1.0 - letters as f64 / f64::from(length), likeness)
    })
}

/// Returns the edit distance (neighbours may swap) unless it is more than `most`.
fn distance(a: &Text, b: &Text, most: u32) -> Option<usize> {
    // A change of one letter adds at most one letter to either set.
    let (only_a, only_b) = only(a, b);
    if a.length.abs_diff(b.length) > most || only_a > most || only_b > most {
        return None;
    }
    Some(strsim::osa_distance(&a.text, &b.text)).filter(|letters| *letters <= most as usize)
}

/// Returns how many letters only one of the two has.
fn only(a: &Text, b: &Text) -> (u32, u32) {
    (
        (a.letters & !b.letters).count_ones(),
        (b.letters & !a.letters).count_ones(),
    )
}

/// Returns whether the Jaro-Winkler similarity can reach the bound at all: letters that only one
/// has cannot match.
fn may_be_alike(a: &Text, b: &Text) -> bool {
    let (only_a, only_b) = only(a, b);
    let matches = f64::from((a.length - only_a.min(a.length)).min(b.length - only_b.min(b.length)));
    let jaro = (matches / f64::from(a.length) + matches / f64::from(b.length) + 1.0) / 3.0;
    let prefix = a
        .text
        .chars()
        .zip(b.text.chars())
        .take(4)
        .take_while(|(a, b)| a == b)
        .count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro) >= ALIKE_FROM
}

/// Returns whether the first is short for the second: its beginning, or its consonants in order.
fn abbreviates(short: &Text, long: &Text) -> bool {
    if short.length < 3 || f64::from(short.length) > 0.75 * f64::from(long.length) {
        return false;
    }
    if long.text.starts_with(&*short.text) {
        return true;
    }
    let vowel = |letter: char| "aeiou".contains(letter);
    if short.text.chars().skip(1).any(vowel) {
        return false;
    }
    let mut letters = long.text.chars();
    short
        .text
        .chars()
        .all(|letter| letters.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::parse::canonical;

    fn alike(left: &str, right: &str) -> f64 {
        let mut vocabulary = Vocabulary::default();
        let mut word = |text: &str| WordId {
            surface: vocabulary.id(text),
            canonical: vocabulary.id(&canonical(text)),
            optional: false,
            number: text.starts_with(|letter: char| letter.is_ascii_digit()),
        };
        let (left, right) = (word(left), word(right));
        let ambiguities = Ambiguities::of(&vocabulary);
        similarity(left, right, &vocabulary, &ambiguities).value
    }

    #[test]
    fn spellings_of_one_word_are_the_same() {
        assert_eq!(alike("acme", "acme"), 1.0);
        assert_eq!(alike("svcs", "services"), SAME);
        assert_eq!(alike("st", "street"), AMBIGUOUS_ABBREVIATION);
    }

    #[test]
    fn a_misspelling_costs_by_length() {
        assert_eq!(alike("brewton", "brewtno"), 1.0 - 1.0 / 7.0);
        assert_eq!(alike("brewton", "drewten"), 0.0);
        assert_eq!(alike("provisions", "porvisoins"), 1.0 - 2.0 / 10.0);
    }

    #[test]
    fn abbreviations_without_a_table_are_seen() {
        assert_eq!(alike("refrig", "refrigeration"), ABBREVIATION);
        assert_eq!(alike("blvrd", "boulevard"), ABBREVIATION);
        assert_eq!(alike("cat", "boulevard"), 0.0);
        assert_eq!(alike("rrt", "rrd"), THREE_LETTERS);
    }

    #[test]
    fn numbers_are_the_same_or_nothing_alike() {
        assert_eq!(alike("store12", "store13"), 0.0);
        assert_eq!(alike("lot7b", "lot8b"), 0.0);
        assert_eq!(alike("lot7b", "lot7b"), 1.0);
        assert_eq!(alike("1871", "1872"), 0.0);
        assert_eq!(alike("12345", "12345"), 1.0);
    }

    #[test]
    fn the_quick_test_never_hides_what_is_alike() {
        let words = [
            "maltraver",
            "maltravers",
            "maltravr",
            "maltr",
            "warehouse",
            "wharehouse",
            "martha",
            "marhta",
            "dixon",
            "dicksonx",
        ];
        for a in words {
            for b in words {
                let (left, right) = (Vocabulary::text_of(a), Vocabulary::text_of(b));
                let alike = strsim::jaro_winkler(a, b) >= ALIKE_FROM;
                assert!(!alike || may_be_alike(&left, &right), "{a} {b}");
            }
        }
    }
}
