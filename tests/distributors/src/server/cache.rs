//! Bodies that were serialised once.

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::Bytes;

use crate::record::lock;

#[derive(Debug, Default)]
struct Entries {
    bodies: HashMap<String, Bytes>,
    bytes: usize,
}

/// Keeps bodies by request target until the data changes or the room is full.
#[derive(Debug)]
pub(crate) struct Cache {
    entries: Mutex<Entries>,
    room: usize,
}

impl Cache {
    pub(crate) fn new(room: usize) -> Self {
        Self {
            entries: Mutex::default(),
            room,
        }
    }

    pub(crate) fn get_or(&self, key: String, make: impl FnOnce() -> Bytes) -> Bytes {
        if let Some(body) = lock(&self.entries).bodies.get(&key) {
            return body.clone();
        }
        let body = make();
        let mut entries = lock(&self.entries);
        if entries.bytes + body.len() <= self.room {
            entries.bytes += body.len();
            entries.bodies.insert(key, body.clone());
        }
        body
    }

    pub(crate) fn clear(&self) {
        *lock(&self.entries) = Entries::default();
    }
}
