//! What the Sherweb plugin does, against canned answers.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod charges;
mod customers;
mod manifest;
mod products;
mod subscriptions;
mod support;
mod usage;
