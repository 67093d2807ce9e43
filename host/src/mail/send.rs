//! Hands a letter to the mail server.

use std::{fmt, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{Certificate, SmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
};

use super::{
    error::MailError,
    letter::Letter,
    record::{Delivery, Record},
    relay::Relay,
    step,
};
use crate::base::{Secret, files::read_regular, safe_text::is_harmful};
use crate::config::{MailEncryption, MailSettings};
use crate::gateway::masked;

/// How long the server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server, and what is needed to log in.
pub struct Server<'s> {
    settings: &'s MailSettings,
    login: Option<(Secret, Secret)>,
    tls: Option<TlsParameters>,
}

impl fmt::Debug for Server<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Server")
            .field("settings", self.settings)
            .finish_non_exhaustive()
    }
}

/// Why one try did not succeed.
enum Fault {
    /// The server has not taken the mail, and may later: it was not reached, was busy, or asks to come back.
    Passing(String),
    /// The server has not taken the mail and will not.
    Lasting(String),
    /// The mail was handed over, and there was no answer.
    Lost(String),
}

impl Fault {
    /// The same with another reason.
    fn map(self, change: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Passing(reason) => Self::Passing(change(reason)),
            Self::Lasting(reason) => Self::Lasting(change(reason)),
            Self::Lost(reason) => Self::Lost(change(reason)),
        }
    }
}

impl<'s> Server<'s> {
    /// Fetches what is needed for the server of the configuration.
    ///
    /// # Errors
    ///
    /// [`MailError::Secret`] or [`MailError::Certificates`].
    pub fn of(settings: &'s MailSettings) -> Result<Self, MailError> {
        let tls = match settings.encryption {
            MailEncryption::None => None,
            MailEncryption::StartTls | MailEncryption::Tls => Some(tls(settings)?),
        };
        Ok(Self {
            settings,
            login: settings.login()?,
            tls,
        })
    }

    /// A text of the server, which may echo the login, without the password. The user is often the sender's address.
    fn masked(&self, text: &str) -> String {
        let password = self.login.as_ref().map(|(_, password)| password.reveal());
        masked(text, password)
    }

    fn name(&self) -> String {
        format!("{}:{}", self.settings.host, self.settings.port)
    }

    /// Connects and logs in. Whatever goes wrong here, no mail was handed over.
    fn connect(&self, relay: &Relay) -> Result<SmtpConnection, Fault> {
        let hello = ClientId::default();
        let implicit = self
            .tls
            .as_ref()
            .filter(|_| self.settings.encryption == MailEncryption::Tls);
        let mut connection =
            SmtpConnection::connect(relay.address(), Some(PATIENCE), &hello, implicit, None)
                .map_err(fault)?;
        if self.settings.encryption == MailEncryption::StartTls
            && let Some(tls) = &self.tls
        {
            if !connection.can_starttls() {
                return Err(Fault::Lasting(
                    "the server does not offer STARTTLS, and nothing is sent unencrypted; check `encryption` and `port` under [mail]"
                        .to_owned(),
                ));
            }
            connection.starttls(tls, &hello).map_err(fault)?;
            let is_silent = step::is_silent(&mut connection, PATIENCE)
                .map_err(|error| Fault::Passing(error.to_string()))?;
            if !is_silent {
                return Err(out_of_step());
            }
        }
        if let Some((user, password)) = &self.login {
            let credentials =
                Credentials::new(user.reveal().to_owned(), password.reveal().to_owned());
            let answer = connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(fault)?;
            if !answer.has_code(235) {
                return Err(out_of_step());
            }
        }
        Ok(connection)
    }

    /// Makes one try. The record says that a delivery is under way from before the first byte of the mail
    /// until it is certain that the server has not taken it.
    fn deliver(&self, letter: &Letter, record: &Record) -> Result<(), Fault> {
        let MailSettings { host, port, .. } = self.settings;
        let relay = Relay::to(host, *port, PATIENCE)
            .map_err(|error| Fault::Passing(format!("connect: {error}")))?;
        let outcome = self.converse(&relay, letter, record);
        outcome.map_err(|fault| match (relay.excess(), fault) {
            (None, fault) => fault,
            (Some(excess), Fault::Lost(_)) => Fault::Lost(excess.reason()),
            (Some(excess), _) => Fault::Lasting(excess.reason()),
        })
    }

    fn converse(&self, relay: &Relay, letter: &Letter, record: &Record) -> Result<(), Fault> {
        let mut connection = self.connect(relay)?;
        let envelope = letter.message.envelope();
        connection
            .command(Mail::new(envelope.from().cloned(), Vec::new()))
            .map_err(fault)?;
        for recipient in envelope.to() {
            connection
                .command(Rcpt::new(recipient.clone(), Vec::new()))
                .map_err(|error| about(recipient, fault(error)))?;
        }
        let answer = connection.command(Data).map_err(fault)?;
        if !answer.has_code(354) {
            return Err(out_of_step());
        }
        record
            .set(Delivery::UnderWay)
            .map_err(|error| Fault::Lasting(error.to_string()))?;
        match connection.message(&letter.bytes()) {
            // Another code that lettre takes for a good one, such as 354, does not say that the mail was taken.
            Ok(answer) if !answer.has_code(250) => Err(Fault::Lost(step::OUT_OF_STEP.to_owned())),
            Ok(_) => {
                // The mail is taken; what becomes of the farewell does not matter.
                connection.quit().ok();
                Ok(())
            }
            Err(error) if error.is_transient() || error.is_permanent() => Err(fault(error)),
            Err(error) => Err(Fault::Lost(text(&error))),
        }
    }
}

/// Sends a letter. What the server refuses for the moment is tried again after each of `waits`, for which
/// `wait` is called; what it may have taken is never sent a second time.
///
/// Blocks.
///
/// # Errors
///
/// [`MailError::Refused`] when nothing was sent, [`MailError::Lost`] when nobody knows.
pub fn send(
    server: &Server<'_>,
    letter: &Letter,
    record: &Record,
    waits: &[Duration],
    mut wait: impl FnMut(Duration, &str),
) -> Result<(), MailError> {
    let mut waits = waits.iter();
    let mut tries = 0;
    loop {
        tries += 1;
        let outcome = server.deliver(letter, record);
        let (reason, again) =
            match outcome.map_err(|fault| fault.map(|reason| server.masked(&reason))) {
                Ok(()) => return record.set(Delivery::Sent),
                Err(Fault::Lost(reason)) => {
                    return Err(MailError::Lost {
                        name: letter.name.clone(),
                        server: server.name(),
                        reason,
                    });
                }
                Err(Fault::Passing(reason)) => (reason, waits.next()),
                Err(Fault::Lasting(reason)) => (reason, None),
            };
        record.clear()?;
        match again {
            Some(pause) => wait(*pause, &reason),
            None => {
                return Err(MailError::Refused {
                    name: record.name().to_owned(),
                    server: server.name(),
                    tries,
                    reason,
                });
            }
        }
    }
}

fn tls(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    let failed = |path: &std::path::Path, reason: String| MailError::Certificates {
        path: path.to_owned(),
        reason,
    };
    if let Some(path) = &settings.certificates {
        let pem = read_regular(path).map_err(|error| failed(path, error.to_string()))?;
        let certificate =
            Certificate::from_pem(&pem).map_err(|error| failed(path, error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|error| {
        failed(
            settings
                .certificates
                .as_deref()
                .unwrap_or("of the system".as_ref()),
            error.to_string(),
        )
    })
}

fn out_of_step() -> Fault {
    Fault::Lasting(step::OUT_OF_STEP.to_owned())
}

/// A refusal with 5xx lasts; one with 4xx passes (RFC 5321, section 4.2.1), and so does a network that fails.
/// A certificate that is not trusted is not trusted in a minute either.
fn fault(error: lettre::transport::smtp::Error) -> Fault {
    let reason = text(&error);
    if error.is_permanent() || error.is_client() || error.is_tls() || reason.contains("certificate")
    {
        Fault::Lasting(reason)
    } else {
        Fault::Passing(reason)
    }
}

fn about(recipient: &lettre::Address, fault: Fault) -> Fault {
    fault.map(|reason| format!("{recipient}: {reason}"))
}

/// The error with its causes, on one line and without what could steer a terminal.
fn text(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text.chars()
        .map(|c| if is_harmful(c) { ' ' } else { c })
        .collect()
}
