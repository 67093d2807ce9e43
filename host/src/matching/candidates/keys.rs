//! Records that share a field that few customers share.

use std::{collections::HashMap, hash::Hash};

use crate::matching::{
    corpus::{Corpus, Entry, Reading},
    vocabulary::TextId,
};

/// A field that more records share than this finds nothing.
const MOST_RECORDS: usize = 60;
/// Initials that more names have than this find nothing on their own.
const FEW_RECORDS: usize = 2;

/// An index of single fields.
pub(super) struct Keys {
    domains: HashMap<TextId, Vec<u32>>,
    labels: HashMap<TextId, Vec<u32>>,
    names: HashMap<TextId, Vec<u32>>,
    phones: HashMap<TextId, Vec<u32>>,
    houses: HashMap<(TextId, TextId), Vec<u32>>,
    streets: HashMap<(TextId, TextId), Vec<u32>>,
    /// Names by their initials, where they are.
    initials: HashMap<(TextId, TextId), Vec<u32>>,
    initials_anywhere: HashMap<TextId, Vec<u32>>,
}

impl Keys {
    /// Indexes the PSA's customers.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let mut keys = Self {
            domains: HashMap::new(),
            labels: HashMap::new(),
            names: HashMap::new(),
            phones: HashMap::new(),
            houses: HashMap::new(),
            streets: HashMap::new(),
            initials: HashMap::new(),
            initials_anywhere: HashMap::new(),
        };
        for (record, entry) in (0..).zip(&corpus.right) {
            keys.add(record, entry);
        }
        keys
    }

    fn add(&mut self, record: u32, entry: &Entry) {
        if let Some((domain, label)) = entry.domain {
            put(&mut self.domains, domain, record);
            put(&mut self.labels, label, record);
        }
        for reading in &entry.readings {
            put(&mut self.names, reading.compact, record);
            if reading.with_and != reading.compact {
                put(&mut self.names, reading.with_and, record);
            }
            if let Some(initials) = reading.initials {
                put(&mut self.initials_anywhere, initials, record);
                for place in places(entry) {
                    put(&mut self.initials, (initials, place), record);
                }
            }
        }
        if let Some(phone) = entry.phone {
            put(&mut self.phones, phone, record);
        }
        if let Some(house) = house(entry) {
            put(&mut self.houses, house, record);
        }
        for street in streets(entry) {
            put(&mut self.streets, street, record);
        }
    }

    /// Adds the records that share a field with an entry.
    pub(super) fn find(&self, entry: &Entry, found: &mut Vec<u32>) {
        if let Some((domain, label)) = entry.domain {
            get(&self.domains, domain, found);
            get(&self.names, label, found);
            get(&self.labels, label, found);
        }
        for reading in &entry.readings {
            get(&self.labels, reading.compact, found);
            if reading.with_and != reading.compact {
                get(&self.labels, reading.with_and, found);
            }
            self.find_initials(entry, reading, found);
        }
        if let Some(phone) = entry.phone {
            get(&self.phones, phone, found);
        }
        if let Some(house) = house(entry) {
            get(&self.houses, house, found);
        }
        for street in streets(entry) {
            get(&self.streets, street, found);
        }
    }

    /// Adds the records of whose names a reading is the initials: those in the same place, and those
    /// anywhere if there are but few.
    fn find_initials(&self, entry: &Entry, reading: &Reading, found: &mut Vec<u32>) {
        for place in places(entry) {
            get(&self.initials, (reading.compact, place), found);
        }
        if let Some(records) = self.initials_anywhere.get(&reading.compact)
            && records.len() <= FEW_RECORDS
        {
            found.extend(records);
        }
    }
}

/// Returns what tells where a record is: its postal code, and the first word of its city.
fn places(entry: &Entry) -> impl Iterator<Item = TextId> {
    entry.postal.into_iter().chain(entry.city.first().copied())
}

/// Returns the house number with each word of the street.
fn streets(entry: &Entry) -> impl Iterator<Item = (TextId, TextId)> {
    let streets = entry.street.iter();
    streets.flat_map(|(number, words)| words.iter().map(|word| (*number, *word)))
}

/// Returns postal code and house number.
fn house(entry: &Entry) -> Option<(TextId, TextId)> {
    Some((entry.postal?, entry.street.as_ref()?.0))
}

fn put<K: Hash + Eq>(index: &mut HashMap<K, Vec<u32>>, key: K, record: u32) {
    let records = index.entry(key).or_default();
    if records.last() != Some(&record) && records.len() <= MOST_RECORDS {
        records.push(record);
    }
}

fn get<K: Hash + Eq>(index: &HashMap<K, Vec<u32>>, key: K, found: &mut Vec<u32>) {
    if let Some(records) = index.get(&key)
        && records.len() <= MOST_RECORDS
    {
        found.extend(records);
    }
}
