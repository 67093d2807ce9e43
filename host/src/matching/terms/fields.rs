//! What the fields beside the name say for and against being the same customer's.

use crate::matching::{
    corpus::{Corpus, Entry, Reading},
    counts::Counts,
    vocabulary::TextId,
};

/// The same label under another top-level domain is nearly the same domain.
const OTHER_TOP_LEVEL: f64 = 0.8;
/// A domain that begins the name, or is begun by it.
const BEGINS_NAME: f64 = 0.6;
/// Shorter labels begin too many names.
const LABEL_LETTERS: u32 = 4;
const ALIKE_STREETS: f64 = 0.9;
/// What an equal city says of the place, where an equal postal code says 1.
const CITY_AS_PLACE: f64 = 0.6;

/// How two postal codes relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::matching) enum Postal {
    Equal,
    BeginAlike,
    Differ,
}

/// What the fields beside the name say.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::matching) struct FieldTerms {
    /// How far the domains are the same, 0 to 1; less the more records share them.
    pub(in crate::matching) domain: f64,
    /// Whether the domains are the same to the last letter: another ending may be another firm's.
    pub(in crate::matching) same_domain: bool,
    /// How far a domain is the other's name, 0 to 1, unless the domains themselves differ.
    pub(in crate::matching) label: f64,
    /// Whether both domains are known and differ.
    pub(in crate::matching) domains_differ: bool,
    /// Whether the phones are the same, if both are known.
    pub(in crate::matching) phone: Option<bool>,
    /// How the postal codes relate, if both are known.
    pub(in crate::matching) postal: Option<Postal>,
    /// Whether the postal codes are the same, and not that of a whole town of customers.
    pub(in crate::matching) postal_of_few: bool,
    /// Whether the cities are the same, if both are known.
    pub(in crate::matching) city: Option<bool>,
    /// Whether both countries are known and differ.
    pub(in crate::matching) countries_differ: bool,
    /// Whether the streets are the same, if both are known with a house number.
    pub(in crate::matching) street: Option<bool>,
}

impl FieldTerms {
    /// Compares the fields of two records.
    pub(in crate::matching) fn of(
        left: &Entry,
        right: &Entry,
        counts: &Counts,
        corpus: &Corpus,
    ) -> Self {
        let (domain, domains_differ) = domains(left, right, counts);
        let domains = left.domain.zip(right.domain);
        let same_domain = domains.is_some_and(|(own, other)| own.0 == other.0);
        Self {
            domain,
            same_domain,
            domains_differ,
            label: match domains {
                Some(_) if !same_domain => 0.0,
                _ => label(left, right, corpus).max(label(right, left, corpus)),
            },
            phone: left.phone.zip(right.phone).map(|(a, b)| a == b),
            postal: left
                .postal
                .zip(right.postal)
                .map(|(a, b)| postal(a, b, corpus)),
            postal_of_few: left.postal.is_some()
                && left.postal == right.postal
                && right.postal.is_some_and(|code| !counts.is_of_town(code)),
            city: (!left.city.is_empty() && !right.city.is_empty())
                .then(|| left.city == right.city),
            countries_differ: left.country.zip(right.country).is_some_and(|(a, b)| a != b),
            street: streets(left, right, corpus),
        }
    }

    /// How far a field agrees that few customers share.
    pub(in crate::matching) fn strong(&self) -> f64 {
        let sure = |field: Option<bool>| if field == Some(true) { 1.0 } else { 0.0 };
        self.domain.max(sure(self.phone)).max(sure(self.street))
    }

    /// How far the place agrees.
    pub(in crate::matching) fn place(&self) -> f64 {
        match (self.postal, self.city) {
            (Some(Postal::Equal), _) => 1.0,
            (_, Some(true)) => CITY_AS_PLACE,
            _ => 0.0,
        }
    }

    /// Whether a field of the address speaks against it.
    pub(in crate::matching) fn against(&self) -> bool {
        self.postal == Some(Postal::Differ)
            || self.city == Some(false)
            || self.street == Some(false)
    }

    /// Whether postal code, city or street agrees.
    pub(in crate::matching) fn address_agrees(&self) -> bool {
        self.postal == Some(Postal::Equal) || self.city == Some(true) || self.street == Some(true)
    }

    /// Whether the domain agrees, or the phone and one field more: enough to explain a difference
    /// between the names.
    pub(in crate::matching) fn explain_names(&self) -> bool {
        let more = self.label > 0.0 || self.address_agrees();
        self.same_domain || self.phone == Some(true) && more
    }

    /// Whether domain, phone or address agrees, be the name what it may.
    pub(in crate::matching) fn known(&self) -> bool {
        self.same_domain || self.phone == Some(true) || self.address_agrees()
    }

    /// Whether any field agrees that belongs to few customers.
    pub(in crate::matching) fn any_agrees(&self) -> bool {
        self.label > 0.0 || self.known()
    }

    /// Whether a field agrees that tells two customers of one town apart.
    pub(in crate::matching) fn tell_apart(&self) -> bool {
        let contradicts =
            self.domains_differ || self.phone == Some(false) || self.street == Some(false);
        self.of_few() || self.postal_of_few && !contradicts
    }

    /// Whether a field agrees that hardly two customers share: the domain, the phone or the street.
    pub(in crate::matching) fn of_few(&self) -> bool {
        let domain = self.same_domain || self.label == 1.0;
        domain || self.phone == Some(true) || self.street == Some(true)
    }

    /// Whether phone and place are both of somebody else, and the domain does not contradict that.
    pub(in crate::matching) fn phone_and_place_differ(&self) -> bool {
        self.phone == Some(false) && self.against() && !self.same_domain
    }
}

/// Returns how far the domains are the same, and whether they differ.
fn domains(left: &Entry, right: &Entry, counts: &Counts) -> (f64, bool) {
    let (Some(a), Some(b)) = (left.domain, right.domain) else {
        return (0.0, false);
    };
    if a.0 == b.0 {
        let others = counts.sharing_domain(left.source, a.0) - 1.0;
        (1.0 / others.max(1.0), false)
    } else if a.1 == b.1 {
        (OTHER_TOP_LEVEL, false)
    } else {
        (0.0, true)
    }
}

/// Returns how far the domain of the one is the name of the other.
fn label(domain: &Entry, name: &Entry, corpus: &Corpus) -> f64 {
    let Some((_, label)) = domain.domain else {
        return 0.0;
    };
    let label_text = corpus.vocabulary.text(label);
    let fit = |reading: &Reading| {
        if reading.compact == label || reading.with_and == label {
            return 1.0;
        }
        let text = corpus.vocabulary.text(reading.compact);
        // “hart” is not a beginning of “Hartford”; and what follows two words is a word of its own.
        let begins =
            reading.ends.contains(&label_text.length) && text.text.starts_with(&*label_text.text);
        let goes_on = reading.ends.len() > 1 && label_text.text.starts_with(&*text.text);
        let long = label_text.length.min(text.length) >= LABEL_LETTERS;
        match (begins || goes_on) && long {
            true => BEGINS_NAME,
            false => 0.0,
        }
    };
    name.readings.iter().map(fit).fold(0.0, f64::max)
}

fn postal(a: TextId, b: TextId, corpus: &Corpus) -> Postal {
    let start = |id| corpus.vocabulary.str(id).get(..3);
    match a == b {
        true => Postal::Equal,
        false if start(a) == start(b) => Postal::BeginAlike,
        false => Postal::Differ,
    }
}

fn streets(left: &Entry, right: &Entry, corpus: &Corpus) -> Option<bool> {
    let ((number, words), (other_number, other_words)) =
        left.street.as_ref().zip(right.street.as_ref())?;
    let str = |id: &TextId| corpus.vocabulary.str(*id);
    let alike =
        |a: &TextId, b: &TextId| a == b || strsim::jaro_winkler(str(a), str(b)) >= ALIKE_STREETS;
    let any = words
        .iter()
        .any(|a| other_words.iter().any(|b| alike(a, b)));
    let none = words.is_empty() && other_words.is_empty();
    Some(number == other_number && (any || none))
}
