//! What the Ingram Micro plugin does, against canned answers.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod activities;
mod check;
mod customers;
mod details;
mod manifest;
mod products;
mod subscriptions;
mod support;
