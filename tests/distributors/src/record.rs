//! What a simulated distributor was asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::Endpoint;

/// One request that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The method, in capitals.
    pub method: String,
    /// The path, without query.
    pub path: String,
    /// The query as it came, without the question mark; empty where there was none.
    pub query: String,
    /// The operation; none for a route that does not exist.
    pub endpoint: Option<Endpoint>,
    /// The `Accept-Language` header.
    pub language: Option<String>,
    /// The status that was answered; none where there was no (whole) answer yet.
    pub status: Option<u16>,
    /// When it arrived, by the simulator's clock.
    pub at: Timestamp,
}

/// A request that the real interface would refuse whoever asked and whenever: a fault of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The method, in capitals.
    pub method: String,
    /// The path, without query.
    pub path: String,
    /// The query as it came.
    pub query: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Whether a request only reads: GET, HEAD, or a POST of an operation that only reads in spite of it
/// (the simulators have no other operations).
pub(crate) fn only_reads(method: &str, endpoint: Option<Endpoint>) -> bool {
    match method {
        "GET" | "HEAD" => true,
        "POST" => endpoint.is_some(),
        _ => false,
    }
}

/// Locks in spite of a panic of another holder: the simulator's state stays usable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug, Default)]
struct Entries {
    requests: Vec<Recorded>,
    violations: Vec<Violation>,
    writes: Vec<Violation>,
    counts: BTreeMap<Endpoint, u64>,
    in_flight: usize,
    most_in_flight: usize,
}

/// All requests, the violations among them, and counts by endpoint.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    keep_requests: bool,
}

impl Journal {
    pub(crate) fn new(keep_requests: bool) -> Self {
        Self {
            entries: Mutex::default(),
            keep_requests,
        }
    }

    /// Notes an arrival; the number is its place in [`Journal::requests`], where those are kept.
    pub(crate) fn arrived(
        &self,
        request: impl FnOnce() -> Recorded,
        endpoint: Option<Endpoint>,
    ) -> Option<usize> {
        let mut entries = lock(&self.entries);
        entries.in_flight += 1;
        entries.most_in_flight = entries.most_in_flight.max(entries.in_flight);
        if let Some(endpoint) = endpoint {
            *entries.counts.entry(endpoint).or_default() += 1;
        }
        self.keep_requests.then(|| {
            entries.requests.push(request());
            entries.requests.len() - 1
        })
    }

    pub(crate) fn answered(&self, place: Option<usize>, status: Option<u16>) {
        let mut entries = lock(&self.entries);
        if let Some(request) = place.and_then(|place| entries.requests.get_mut(place)) {
            request.status = status;
        }
    }

    pub(crate) fn departed(&self) {
        let mut entries = lock(&self.entries);
        entries.in_flight = entries.in_flight.saturating_sub(1);
    }

    pub(crate) fn violated(&self, violation: Violation) {
        lock(&self.entries).violations.push(violation);
    }

    /// Notes a request that would have written.
    pub(crate) fn wrote(&self, write: Violation) {
        lock(&self.entries).writes.push(write);
    }

    /// Returns and forgets the requests that would have written.
    pub(crate) fn take_writes(&self) -> Vec<Violation> {
        std::mem::take(&mut lock(&self.entries).writes)
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        lock(&self.entries).requests.clone()
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        lock(&self.entries).violations.clone()
    }

    pub(crate) fn counts(&self) -> BTreeMap<Endpoint, u64> {
        lock(&self.entries).counts.clone()
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        lock(&self.entries).most_in_flight
    }

    /// Forgets everything but the requests that are still in flight, and the writes: those are
    /// nobody's to forget.
    ///
    /// Their statuses are lost: nothing may be in flight when the record is read afterwards.
    pub(crate) fn clear(&self) {
        let mut entries = lock(&self.entries);
        let in_flight = entries.in_flight;
        let writes = std::mem::take(&mut entries.writes);
        *entries = Entries {
            writes,
            in_flight,
            most_in_flight: in_flight,
            ..Entries::default()
        };
    }
}
