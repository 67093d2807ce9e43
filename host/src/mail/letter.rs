//! A letter: a page with a plain-text alternative, to everybody who gets it.

use std::time::SystemTime;

use lettre::{
    Message,
    message::{Mailbox, MultiPart},
};
use sha2::{Digest as _, Sha256};

use super::error::LetterError;
use crate::base::hex;
use crate::config::MailSettings;

/// A letter that is ready to go out.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is called in messages and in the record: `digest-2026-W47`.
    pub name: String,
    pub(super) message: Message,
}

impl Letter {
    /// Writes a letter.
    ///
    /// Its message id is made from its name and its recipients: a server that gets the same letter twice can
    /// tell.
    ///
    /// # Errors
    ///
    /// [`LetterError::Address`] names an address in the configuration that is not valid.
    pub fn write(
        settings: &MailSettings,
        name: &str,
        subject: &str,
        text: String,
        html: String,
        date: SystemTime,
    ) -> Result<Self, LetterError> {
        let from = mailbox(&settings.from)?;
        let domain = from.email.domain().to_owned();
        let digest = Sha256::digest(format!(
            "{name}\n{}\n{}",
            settings.from,
            settings.to.join("\n")
        ));
        let mut builder = Message::builder()
            .from(from)
            // A line break in it would begin another heading.
            .subject(subject.replace(char::is_control, " "))
            .date(date)
            .message_id(Some(format!("<{name}.{}@{domain}>", hex(&digest[..8]))));
        for recipient in &settings.to {
            builder = builder.to(mailbox(recipient)?);
        }
        Ok(Self {
            name: name.to_owned(),
            message: builder.multipart(MultiPart::alternative_plain_html(text, html))?,
        })
    }

    /// Returns the letter as the bytes that go over the wire (RFC 5322), which mail programs open as a file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.message.formatted()
    }
}

fn mailbox(address: &str) -> Result<Mailbox, LetterError> {
    address.parse().map_err(
        |reason: lettre::address::AddressError| LetterError::Address {
            address: address.to_owned(),
            reason: reason.to_string(),
        },
    )
}
