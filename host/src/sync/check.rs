//! Logs in to a distributor and counts what the credential sees.

use thiserror::Error;

use super::Setup;
use super::connect::{ConnectError, connect};
use super::read::fault;
use crate::config::Connection;
use crate::contract::FailureKind;

/// What a login showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The distributor's name.
    pub vendor_name: String,
    /// How many customers the credential sees.
    pub customers: u64,
    /// What the operator should know, a sentence each.
    pub notes: Vec<String>,
}

/// Why a login failed.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The connection cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The vendor or the plugin failed.
    #[error("connect to {vendor_name}: {message}")]
    Refused {
        /// The distributor's name.
        vendor_name: String,
        /// What was attempted and what came back.
        message: String,
        /// What a person does about it.
        hint: Option<String>,
        /// Whether the credential is at fault.
        authentication: bool,
    },
}

/// Logs in.
///
/// # Errors
/// Fails with what came back, and with the vendor's remedy for it.
pub async fn check_connection(setup: &Setup, connection: &Connection) -> Result<Check, CheckError> {
    let session = connect(setup, connection).await?;
    let manifest = &session.plugin().manifest;
    let now = i64::try_from(setup.clock.now().as_micros()).unwrap_or(i64::MAX);
    let checked = session.check(now).await;
    session.gateway().settle().await;
    match checked {
        Ok(account) => Ok(Check {
            vendor_name: manifest.name.clone(),
            customers: account.customers,
            notes: account.notes,
        }),
        Err(error) => {
            let fault = fault(&error);
            let status = fault.status.or_else(|| implied(fault.kind));
            Err(CheckError::Refused {
                vendor_name: manifest.name.clone(),
                message: fault.message,
                hint: status
                    .and_then(|status| manifest.hint(status))
                    .map(str::to_owned),
                authentication: matches!(
                    fault.kind,
                    Some(FailureKind::Unauthorized | FailureKind::Forbidden)
                ),
            })
        }
    }
}

/// The status whose remedy fits a failure that has none, such as a refused token.
pub(super) fn implied(kind: Option<FailureKind>) -> Option<u16> {
    match kind? {
        FailureKind::Unauthorized => Some(401),
        FailureKind::Forbidden => Some(403),
        FailureKind::NotFound => Some(404),
        FailureKind::Throttled => Some(429),
        _ => None,
    }
}
