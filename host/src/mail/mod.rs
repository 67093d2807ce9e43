//! Sends a report by mail: one message a week, over an encrypted connection, and never the same one twice.

mod error;
mod letter;
mod record;
mod relay;
mod send;
#[cfg(test)]
mod starttls_tests;
mod step;
#[cfg(test)]
mod tests;

pub use error::{LetterError, MailError};
pub use letter::Letter;
pub use record::{Delivery, Record};
pub use send::{Server, send};
