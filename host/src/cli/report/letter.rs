//! `seatwise report digest --mail`: the digest as a mail with a plain-text alternative.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use super::digest::DigestArguments;
use super::put;
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::Output;
use crate::cli::query::undelivered;
use crate::config::Config;
use crate::mail::{Letter, MailError, Record, Server, send};
use crate::render::{Ink, Look};
use crate::report::{Digest, Document};

/// How long to wait before each further try: a server that greylists wants some minutes.
const WAITS: [Duration; 3] = [
    Duration::from_secs(15),
    Duration::from_secs(60),
    Duration::from_secs(300),
];

/// How the plain text looks: as wide as mail programs show without breaking lines.
const LOOK: Look = Look {
    terminal: true,
    ink: Ink::Plain,
    width: Some(78),
};

/// Sends the digest, or writes the mail to a file.
///
/// # Errors
///
/// When there is no `[mail]`, the mail was sent before, or the server does not take it.
pub(super) fn run(
    arguments: &DigestArguments,
    config: &Config,
    digest: &Digest,
    document: Document,
    output: &Output,
) -> CommandResult {
    let Some(settings) = &config.mail else {
        return Err(
            CommandError::usage("send the digest: the configuration has no [mail]")
                .with_hint("give it host, from and to; see `seatwise docs configuration`"),
        );
    };
    let name = format!("digest-{}", digest.week.name());
    let text = document.clone().text(LOOK);
    let letter = Letter::write(
        settings,
        &name,
        &document.title.clone(),
        text,
        document.html().map_err(undelivered)?,
        SystemTime::now(),
    )
    .map_err(CommandError::failed)?;
    if arguments.dry_run {
        let file = arguments
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{name}.eml")));
        put(&file, &letter.bytes())?;
        output.print(&format!(
            "The mail is in {}; nothing was sent.\n",
            file.display()
        ))?;
        return Ok(Exit::Ok);
    }
    let record = match Record::open(&config.state, &name, arguments.again) {
        // A scheduler that catches up asks twice; that is not a fault.
        Err(error @ MailError::Sent { .. }) => {
            output.print(&format!("Did not {error}.\n"))?;
            return Ok(Exit::Ok);
        }
        record => record.map_err(failed)?,
    };
    let server = Server::of(settings).map_err(failed)?;
    send(&server, &letter, &record, &WAITS, |pause, reason| {
        tracing::warn!(
            "the mail server does not accept the digest yet: {reason}; trying again in {} s",
            pause.as_secs()
        );
        thread::sleep(pause);
    })
    .map_err(failed)?;
    output.print(&format!(
        "The digest of {} was sent to {}.\n",
        digest.week.name(),
        settings.to.join(", ")
    ))?;
    Ok(Exit::Ok)
}

fn failed(error: MailError) -> CommandError {
    match error {
        MailError::Busy(_) => CommandError::new(Exit::Busy, error),
        other => CommandError::failed(other),
    }
}
