//! `seatwise.toml` and the environment, resolved once into typed values.
//!
//! The file is parsed into a tree that knows the place of every key (`tree.rs`), and resolved into
//! [`Config`] in one pass that reports every fault it finds, not only the first. Secrets are named
//! in the file and fetched when their connection is used ([`Connection::secrets`]).

mod brand;
mod command;
mod connection;
mod error;
mod keyring;
mod load;
mod locate;
mod mail;
mod names;
mod origin;
mod owner;
mod permissions;
mod resolve;
mod resolve_analysis;
mod resolve_connection;
mod resolve_mail;
mod source;
mod source_text;
pub(crate) mod tree;
mod writer;

#[cfg(test)]
mod load_tests;
#[cfg(test)]
mod secret_tests;
#[cfg(test)]
mod writer_tests;

pub use brand::BrandSettings;
pub use connection::{Connection, PacingOverride};
pub use error::{ConfigError, Problem};
pub use load::Config;
pub use locate::{CONFIG_VARIABLE, DEFAULT_FILE, locate};
pub use mail::{MailEncryption, MailSecretError, MailSettings};
pub use names::{connection_name_fault, default_variable, secret_name_fault};
pub use owner::Stranger;
pub(crate) use owner::stranger;
pub use source::{SecretError, SecretSource, SourceError};
pub use source_text::SourceTextError;
pub use writer::{NewConnection, WriteError, Written, add_connection};
