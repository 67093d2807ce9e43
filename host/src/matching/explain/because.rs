//! What speaks for a pair.

use crate::matching::{
    corpus::{Corpus, Entry, Reading, WordId},
    fold::fold,
    record::Record,
    scorer::Examined,
    terms::{Level, Postal},
};

/// A pair and the records that it is of.
pub(super) struct Shown<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) left: (&'a Record, &'a Entry),
    pub(super) right: (&'a Record, &'a Entry),
    pub(super) examined: &'a Examined,
}

impl Shown<'_> {
    fn left_reading(&self) -> &Reading {
        &self.left.1.readings[self.examined.compared.left]
    }

    fn right_reading(&self) -> &Reading {
        &self.right.1.readings[self.examined.compared.right]
    }

    /// Returns the words that belong together.
    pub(super) fn matched(&self) -> Vec<(String, String)> {
        let links = self.examined.compared.terms.links.iter();
        let pair = |link: &crate::matching::terms::Link| {
            (
                self.spell(&self.left_reading().words[link.left.clone()]),
                self.spell(&self.right_reading().words[link.right.clone()]),
            )
        };
        links.map(pair).collect()
    }

    /// Returns the words that only the left name has.
    pub(super) fn left_only(&self) -> Vec<String> {
        let words = &self.left_reading().words;
        self.examined
            .compared
            .terms
            .left
            .words
            .iter()
            .map(|place| self.spell(&words[*place..=*place]))
            .collect()
    }

    /// Returns the words that only the right name has.
    pub(super) fn right_only(&self) -> Vec<String> {
        let words = &self.right_reading().words;
        self.examined
            .compared
            .terms
            .right
            .words
            .iter()
            .map(|place| self.spell(&words[*place..=*place]))
            .collect()
    }

    fn spell(&self, words: &[WordId]) -> String {
        let words: Vec<_> = words
            .iter()
            .map(|word| self.corpus.vocabulary.str(word.surface))
            .collect();
        words.join(" ")
    }

    /// Returns the pairs of words that are not written alike.
    fn respelled(&self) -> Vec<String> {
        let pairs = self
            .matched()
            .into_iter()
            .filter(|(left, right)| left != right);
        pairs
            .map(|(left, right)| format!("“{left}” for “{right}”"))
            .collect()
    }
}

/// Returns how the names relate.
pub(super) fn names(shown: &Shown<'_>) -> String {
    let (left, right) = (shown.left_only().join(" "), shown.right_only().join(" "));
    let respelled = shown.respelled().join(", ");
    match shown.examined.compared.terms.level {
        Level::Same if shown.left.0.name == shown.right.0.name => "Same name".to_owned(),
        Level::Same if respelled.is_empty() => format!("Same name but for {}", spelling(shown)),
        Level::Same => format!("Same name with {respelled}"),
        Level::Joined => "Same letters, divided into other words".to_owned(),
        Level::Misspelled => format!("Nearly the same name: {respelled}"),
        Level::Qualifier => format!(
            "Same name but for the qualifier “{}”",
            format!("{left} {right}").trim()
        ),
        Level::CutOff => "One name is the beginning of the other and seems cut off".to_owned(),
        Level::DomainShaped => "One name is written as a domain".to_owned(),
        Level::Acronym => "One name is the initials of the other".to_owned(),
        Level::ExtraWords if right.is_empty() => format!("“{left}” is only at the distributor"),
        Level::ExtraWords => format!("“{right}” is only in the PSA"),
        Level::OwnWords => {
            format!("“{left}” is only at the distributor, “{right}” in the PSA only")
        }
    }
}

/// Names what differs between two spellings of one name.
fn spelling(shown: &Shown<'_>) -> &'static str {
    let folded = |record: &Record| {
        let text = fold(&record.name);
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect::<String>()
    };
    let (left, right) = (shown.left_reading(), shown.right_reading());
    match folded(shown.left.0) == folded(shown.right.0) {
        true => "punctuation and capitals",
        false if left.legal != right.legal => "the legal form",
        false => "notes and small words",
    }
}

/// Returns the fields that agree.
pub(super) fn fields_that_agree(shown: &Shown<'_>) -> Vec<String> {
    let (left, fields) = (shown.left.0, &shown.examined.fields);
    let text = |field: &Option<String>| field.clone().unwrap_or_default().trim().to_owned();
    let domain = shown
        .left
        .1
        .domain
        .map(|(domain, _)| shown.corpus.vocabulary.str(domain));
    let agreeing = [
        (fields.domain > 0.0).then(|| {
            let ending = if fields.same_domain {
                ""
            } else {
                " but for its ending"
            };
            format!("domain {} agrees{ending}", domain.unwrap_or_default())
        }),
        (fields.domain == 0.0 && fields.label == 1.0).then(|| "the domain is the name".to_owned()),
        (fields.phone == Some(true)).then(|| "the phone number agrees".to_owned()),
        (fields.street == Some(true)).then(|| format!("street {} agrees", text(&left.street))),
        (fields.postal == Some(Postal::Equal))
            .then(|| format!("postal code {} agrees", text(&left.postal_code))),
        (fields.city == Some(true)).then(|| format!("city {} agrees", text(&left.city))),
    ];
    agreeing.into_iter().flatten().collect()
}

/// Returns the fields that differ.
pub(super) fn fields_that_differ(shown: &Shown<'_>) -> Vec<String> {
    let fields = &shown.examined.fields;
    let differing = [
        (fields.domains_differ, "the domains differ"),
        (fields.phone == Some(false), "the phone numbers differ"),
        (fields.street == Some(false), "the streets differ"),
        (
            matches!(fields.postal, Some(Postal::Differ | Postal::BeginAlike)),
            "the postal codes differ",
        ),
        (fields.city == Some(false), "the cities differ"),
        (fields.countries_differ, "the countries differ"),
    ];
    let held = differing.into_iter().filter(|(holds, _)| *holds);
    held.map(|(_, text)| text.to_owned()).collect()
}
