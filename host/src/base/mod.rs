//! The ground floor: what every room needs and none of them owns. It imports no other room of this crate.
//!
//! - [`Secret`] masks itself, `safe_text` makes foreign text harmless, and `spreadsheet` writes CSV for people.
//! - `files` replaces files as a whole, by way of `drafts`, `turn` says whose turn it is to change one, and `private` who
//!   else may read them.
//! - [`zone`] is the operator's time zone, `days` counts days, `currency` are the currencies, and `bounds` is how large numbers may be.
//! - `filled` puts values into statements, `hex` writes digests, `suggest` knows what a typo meant, and `remedy` what to
//!   do about a full disk or a damaged file.

pub(crate) mod bounds;
pub(crate) mod currency;
pub(crate) mod days;
pub(crate) mod drafts;
pub(crate) mod files;
mod filled;
mod hex;
pub(crate) mod private;
mod remedy;
pub(crate) mod safe_text;
mod secret;
pub(crate) mod spreadsheet;
mod suggest;
pub(crate) mod turn;
pub mod zone;

pub(crate) use filled::filled;
pub(crate) use hex::hex;
pub(crate) use remedy::{remedy, room};
pub use secret::Secret;
pub(crate) use suggest::suggest;
