//! What the Pax8 plugin does, against canned answers.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod activities;
mod charges;
mod check;
mod customers;
mod manifest;
mod products;
mod subscriptions;
mod support;
mod usage;
