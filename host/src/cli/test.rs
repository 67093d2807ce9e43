//! `seatwise test`: logs in and says what the connection sees, or what to do.

use clap::Args;
use serde::Serialize;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::runtime::runtime;
use crate::render::{count, sanitize};
use crate::sync::{CheckError, ConnectError, Setup, check_connection};

/// Arguments of `test`.
#[derive(Debug, Clone, Args)]
pub struct TestArguments {
    /// The connection's name
    pub connection: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    connection: &'a str,
    vendor: &'a str,
    customers: u64,
    notes: &'a [String],
}

/// Logs in to a connection's distributor.
///
/// # Errors
/// Fails with what came back and with the distributor's remedy for it.
pub fn run(arguments: &TestArguments, setup: &Setup, output: &Output) -> CommandResult {
    let connection = setup.config.connection(&arguments.connection)?;
    let check = runtime()?
        .block_on(check_connection(setup, connection))
        .map_err(|error| refusal(&error))?;
    if output.json {
        output.print_json(&Answer {
            connection: &connection.name,
            vendor: &connection.vendor,
            customers: check.customers,
            notes: &check.notes,
        })?;
        return Ok(Exit::Ok);
    }
    let customers = if check.customers == 1 {
        "customer"
    } else {
        "customers"
    };
    output.print(&format!(
        "Connected to {} — {} {customers} visible\n",
        check.vendor_name,
        count(check.customers)
    ))?;
    for note in &check.notes {
        output.note(&sanitize(note));
    }
    Ok(Exit::Ok)
}

fn refusal(error: &CheckError) -> CommandError {
    let message = sanitize(&error.to_string()).into_owned();
    match error {
        CheckError::Refused {
            hint,
            authentication,
            ..
        } => {
            let exit = if *authentication {
                Exit::Authentication
            } else {
                Exit::Failed
            };
            let refusal = CommandError::new(exit, message);
            match hint {
                Some(hint) => refusal.with_hint(hint.clone()),
                None => refusal,
            }
        }
        CheckError::Connect(ConnectError::Settings { .. } | ConnectError::Secret(_)) => {
            CommandError::usage(message)
        }
        CheckError::Connect(_) => CommandError::failed(message),
    }
}
