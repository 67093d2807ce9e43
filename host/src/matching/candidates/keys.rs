//! Records that share a field that few customers share.

use std::{collections::HashMap, hash::Hash};

use crate::matching::{
    corpus::{Corpus, Entry},
    vocabulary::TextId,
};

/// A field that more records share than this finds nothing.
const MOST_RECORDS: usize = 60;

/// An index of single fields.
pub(super) struct Keys {
    domains: HashMap<TextId, Vec<u32>>,
    labels: HashMap<TextId, Vec<u32>>,
    names: HashMap<TextId, Vec<u32>>,
    phones: HashMap<TextId, Vec<u32>>,
    houses: HashMap<(TextId, TextId), Vec<u32>>,
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
        }
        if let Some(phone) = entry.phone {
            put(&mut self.phones, phone, record);
        }
        if let Some(house) = house(entry) {
            put(&mut self.houses, house, record);
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
        }
        if let Some(phone) = entry.phone {
            get(&self.phones, phone, found);
        }
        if let Some(house) = house(entry) {
            get(&self.houses, house, found);
        }
    }
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
