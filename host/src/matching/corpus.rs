//! Both lists, parsed, with every text as a number.

use std::collections::HashMap;

use super::{
    contact::{Contact, Street},
    parallel,
    parse::{LegalClass, ParsedName, Role, Variant, Word, parse},
    record::Record,
    similarity::Ambiguities,
    vocabulary::{TextId, Vocabulary},
    weigh::Weights,
};

/// Both lists, ready to be compared.
pub(super) struct Corpus {
    /// Every text of both.
    pub(super) vocabulary: Vocabulary,
    /// What short words may stand for.
    pub(super) ambiguities: Ambiguities,
    /// How much each word tells.
    pub(super) weights: Weights,
    /// The distributors' customers.
    pub(super) left: Vec<Entry>,
    /// The PSA's customers.
    pub(super) right: Vec<Entry>,
}

/// A record.
#[derive(Debug)]
pub(super) struct Entry {
    /// Who has it.
    pub(super) source: TextId,
    /// The readings of its name; there is always one.
    pub(super) readings: Vec<Reading>,
    /// Whether the end of the name may be missing.
    pub(super) truncated: bool,
    /// The registered domain and its label.
    pub(super) domain: Option<(TextId, TextId)>,
    /// The last digits of the phone number.
    pub(super) phone: Option<TextId>,
    /// The postal code.
    pub(super) postal: Option<TextId>,
    /// The words of the city.
    pub(super) city: Vec<TextId>,
    /// The country.
    pub(super) country: Option<TextId>,
    /// House number and words of the street.
    pub(super) street: Option<(TextId, Vec<TextId>)>,
    /// All numbers of the name in all its readings.
    pub(super) numbers: Vec<TextId>,
    /// Numbers of accounts that stood beside the name.
    pub(super) accounts: Vec<TextId>,
    /// The glued words of the name with the numbers that the name is the same without.
    numbered: Numbered,
}

/// A name with the numbers that stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbered {
    /// The glued words, and behind them the numbers.
    name: TextId,
    /// Whether there are any.
    any: bool,
}

impl Entry {
    /// Returns the glued words of the name itself: records that share them are namesakes.
    pub(super) fn core(&self) -> TextId {
        self.readings[0].compact
    }

    /// Returns the glued words of the name with the numbers that stand beside it: store 1042 of a
    /// chain is another one than store 1043.
    pub(super) fn numbered(&self) -> TextId {
        self.numbered.name
    }

    /// Returns whether a number stands beside the name.
    pub(super) fn has_number_beside(&self) -> bool {
        self.numbered.any
    }
}

/// A reading of a name.
#[derive(Debug)]
pub(super) struct Reading {
    /// Its words.
    pub(super) words: Vec<WordId>,
    /// Its main words, glued.
    pub(super) compact: TextId,
    /// The same with every “and”.
    pub(super) with_and: TextId,
    /// Where words end in `compact`, in letters.
    pub(super) ends: Vec<u32>,
    /// The numbers in it that are written in digits, in the order of its words.
    pub(super) digits: Vec<TextId>,
    /// The first letters of its main words.
    pub(super) initials: Option<TextId>,
    /// Its legal form.
    pub(super) legal: Option<LegalClass>,
    /// Where it comes from.
    pub(super) role: Role,
    /// Whether it is a label of a domain.
    pub(super) domain_shaped: bool,
}

/// A word of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordId {
    /// As it is written.
    pub(super) surface: TextId,
    /// What it stands for.
    pub(super) canonical: TextId,
    /// Whether the name is the same without it.
    pub(super) optional: bool,
    /// Whether it is a number.
    pub(super) number: bool,
}

impl Corpus {
    /// Parses both lists. `remembered` are further names of the PSA's customers, by their place.
    pub(super) fn of(
        left: &[&Record],
        right: &[&Record],
        remembered: &HashMap<usize, Vec<String>>,
    ) -> Self {
        let mut vocabulary = Vocabulary::default();
        let none = HashMap::new();
        let left = side(left, &none, &mut vocabulary);
        let right = side(right, remembered, &mut vocabulary);
        let weights = Weights::of(&left, &right, &vocabulary);
        Self {
            ambiguities: Ambiguities::of(&vocabulary),
            vocabulary,
            weights,
            left,
            right,
        }
    }
}

fn side(
    records: &[&Record],
    remembered: &HashMap<usize, Vec<String>>,
    vocabulary: &mut Vocabulary,
) -> Vec<Entry> {
    let parsed = parallel::map(
        records.len(),
        || (),
        |(), place| {
            let record = records[place];
            let mut name = parse(&record.name, record.city.as_deref());
            for other in remembered.get(&place).into_iter().flatten() {
                remember(&mut name, other);
            }
            (name, Contact::of(record))
        },
    );
    let entries = parsed.into_iter().zip(records);
    entries
        .map(|((name, contact), record)| entry(&record.source, &name, &contact, vocabulary))
        .collect()
}

/// Adds the readings and account numbers of a name that a person said to be this record's too.
fn remember(name: &mut ParsedName, other: &str) {
    let ParsedName {
        variants, accounts, ..
    } = parse(other, None);
    for number in accounts {
        if !name.accounts.contains(&number) {
            name.accounts.push(number);
        }
    }
    for variant in variants {
        let role = match variant.role {
            Role::Main => Role::Remembered,
            role => role,
        };
        let variant = Variant { role, ..variant };
        let known = |own: &Variant| own.compact == variant.compact && own.words == variant.words;
        if !name.variants.iter().any(known) {
            name.variants.push(variant);
        }
    }
}

fn entry(source: &str, name: &ParsedName, contact: &Contact, vocabulary: &mut Vocabulary) -> Entry {
    let readings: Vec<Reading> = name
        .variants
        .iter()
        .map(|variant| reading(variant, vocabulary))
        .collect();
    let words = name.variants.iter().flat_map(|variant| &variant.words);
    let mut numbers: Vec<_> = words
        .flat_map(Word::numbers)
        .map(|number| vocabulary.id(&number))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbered = numbered(name, &readings[0], vocabulary);
    let accounts = name.accounts.iter();
    let accounts = accounts.map(|text| vocabulary.id(text)).collect();
    let mut id = |text: &String| vocabulary.id(text);
    let street = |Street { number, words }: &Street, id: &mut dyn FnMut(&String) -> TextId| {
        (id(number), words.iter().map(id).collect())
    };
    Entry {
        readings,
        numbers,
        accounts,
        numbered,
        truncated: name.truncated,
        domain: contact
            .domain
            .as_ref()
            .map(|domain| (id(&domain.registrable), id(&domain.label))),
        phone: contact.phone.as_ref().map(&mut id),
        postal: contact.postal.as_ref().map(&mut id),
        city: contact.city.iter().map(&mut id).collect(),
        country: contact.country.as_ref().map(&mut id),
        street: contact.street.as_ref().map(|own| street(own, &mut id)),
        source: vocabulary.id(source),
    }
}

fn numbered(name: &ParsedName, main: &Reading, vocabulary: &mut Vocabulary) -> Numbered {
    let beside = name.set_apart();
    if beside.is_empty() {
        return Numbered {
            name: main.compact,
            any: false,
        };
    }
    let words = vocabulary.str(main.compact);
    let text = format!("{words} #{}", beside.join(" #"));
    Numbered {
        name: vocabulary.id(&text),
        any: true,
    }
}

fn reading(variant: &Variant, vocabulary: &mut Vocabulary) -> Reading {
    let Variant {
        words,
        compact,
        with_and,
        ends,
        legal,
        role,
        domain_shaped,
    } = variant;
    let main = words.iter().filter(|word| !word.optional);
    let initials: String = main
        .filter_map(|word| word.surface.chars().next())
        .collect();
    let word_id = |word: &Word| WordId {
        surface: vocabulary.id(&word.surface),
        canonical: vocabulary.id(&word.canonical),
        optional: word.optional,
        number: word.number,
    };
    Reading {
        words: words.iter().map(word_id).collect(),
        compact: vocabulary.id(compact),
        with_and: vocabulary.id(with_and),
        ends: ends.clone(),
        digits: words
            .iter()
            .flat_map(Word::digits)
            .map(|number| vocabulary.id(&number))
            .collect(),
        // Two letters are the initials of too many names.
        initials: (initials.chars().count() >= 3).then(|| vocabulary.id(&initials)),
        legal: *legal,
        role: *role,
        domain_shaped: *domain_shaped,
    }
}
