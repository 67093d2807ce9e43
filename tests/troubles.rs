//! What a distributor can do wrong, and what is said about it.

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionReport, SyncOptions, Wanted};
use seatwise_distributors::Fault;

/// A fault, and what a message about it must say came back.
#[derive(Clone)]
pub(crate) struct Trouble {
    pub(crate) fault: Fault,
    /// At an endpoint for data.
    pub(crate) says: &'static str,
    /// At the token endpoint.
    pub(crate) token_says: &'static str,
}

impl Trouble {
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.fault, Fault::Status(401 | 403 | 404))
    }
}

pub(crate) fn troubles() -> Vec<Trouble> {
    let trouble = |fault, says, token_says| Trouble {
        fault,
        says,
        token_says,
    };
    vec![
        trouble(Fault::Status(401), "answered 401", "answered 401"),
        trouble(Fault::Status(403), "answered 403", "answered 403"),
        trouble(Fault::Status(404), "answered 404", "answered 404"),
        trouble(Fault::Status(429), "answered 429", "answered 429"),
        trouble(Fault::Status(500), "answered 500", "answered 500"),
        trouble(
            Fault::Reset,
            "the connection to 127.0.0.1 failed",
            "the connection to 127.0.0.1 failed",
        ),
        trouble(
            Fault::Truncate(20),
            "broke off after 20 bytes",
            "broke off after 20 bytes",
        ),
        trouble(
            Fault::Malformed,
            "not the expected JSON",
            "without a usable token",
        ),
        trouble(
            Fault::Html,
            "not the expected JSON",
            "without a usable token",
        ),
        trouble(Fault::ErrorInside, "error inside", "without a usable token"),
    ]
}

/// All that a report tells a person.
pub(crate) fn said(report: &ConnectionReport) -> String {
    let lines = report.datasets.iter().filter_map(|line| line.note.clone());
    report
        .notes
        .iter()
        .cloned()
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A sync of what an endpoint is asked for, and nothing else.
pub(crate) fn only(datasets: &[Dataset]) -> SyncOptions {
    let wanted = Wanted {
        only: datasets.to_vec(),
        ..Wanted::default()
    };
    SyncOptions {
        wanted,
        ..SyncOptions::default()
    }
}
