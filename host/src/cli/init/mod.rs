//! `seatwise init`: adds a connection to `seatwise.toml`.

mod ask;
mod flags;
mod questions;
mod run;

#[cfg(test)]
pub(super) mod script;
#[cfg(test)]
mod tests;

pub use ask::{Ask, TerminalAsk};
pub use run::{InitArguments, VendorForm, run};
