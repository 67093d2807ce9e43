//! The Sherweb plugin: customers, subscriptions, usage, charges and products.
//!
//! Two interfaces of Sherweb lie behind one origin. The *distributor* interface says what the MSP owes;
//! the *service-provider* interface says what the MSP's customers have, use and owe. Each wants a token
//! of its own scope, which the host provides. Neither has pages, so a long answer is cut into
//! pages here (see `paging`).
//!
//! Facts that Sherweb publishes (its OpenAPI files) are followed to the letter; what it leaves open
//! is read leniently, and what cannot be read is set apart row by row.

mod answer;
mod charges;
mod commitments;
mod customers;
mod extra;
mod fields;
mod paging;
mod products;
mod requests;
mod scan;
mod settings;
mod signs;
mod subscriptions;
mod tags;
mod usage;

use seatwise_plugin::types::{CustomerRef, DatasetName, Date, Scope};
use seatwise_plugin::{
    Account, Connector, Context, Dataset, Failure, FailureKind, Host, Page, Query,
};

use crate::requests::Requests;
use crate::settings::Settings;

/// The connector to Sherweb.
#[derive(Debug, Clone, Copy)]
pub struct Sherweb;

seatwise_plugin::export_connector!(Sherweb, manifest: "../manifest.toml");

impl Connector for Sherweb {
    fn check(context: &Context, host: &dyn Host) -> Result<Account, Failure> {
        let settings = Settings::read(context)?;
        customers::check(&Requests::new(&settings), context.now, host)
    }

    fn datasets() -> Vec<Dataset> {
        let dataset = |name, scope| Dataset {
            name,
            scope,
            on_request: false,
            skips_suspended: false,
        };
        vec![
            dataset(DatasetName::Customers, Scope::Account),
            dataset(DatasetName::Subscriptions, Scope::Customer),
            Dataset {
                skips_suspended: true,
                ..dataset(DatasetName::Usage, Scope::Customer)
            },
            dataset(DatasetName::PayableCharges, Scope::AccountAndPeriod),
            // A suspended customer may still owe money.
            dataset(DatasetName::ReceivableCharges, Scope::CustomerAndPeriod),
            Dataset {
                on_request: true,
                ..dataset(DatasetName::Products, Scope::Customer)
            },
        ]
    }

    fn read(context: &Context, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
        let settings = Settings::read(context)?;
        let requests = Requests::new(&settings);
        let cursor = query.cursor.as_deref();
        match query.dataset {
            DatasetName::Customers => customers::read(&requests, cursor, host),
            DatasetName::Subscriptions => {
                subscriptions::read(&requests, settings.fee, customer(query)?, cursor, host)
            }
            DatasetName::Usage => usage::read(&requests, customer(query)?, host),
            DatasetName::PayableCharges => {
                charges::read_payable(&requests, period_day(query)?, cursor, host)
            }
            DatasetName::ReceivableCharges => charges::read_receivable(
                &requests,
                customer(query)?,
                period_day(query)?,
                cursor,
                host,
            ),
            DatasetName::Products => {
                products::read(&requests, &settings, customer(query)?, cursor, host)
            }
            // Such as activities: Sherweb keeps no list of past changes of a subscription.
            _ => Err(Failure::new(
                FailureKind::Unavailable,
                "Sherweb has no such list",
            )),
        }
    }
}

fn customer(query: &Query) -> Result<&CustomerRef, Failure> {
    query.customer.as_ref().ok_or_else(|| unasked("customer"))
}

fn period_day(query: &Query) -> Result<Date, Failure> {
    query
        .period_day
        .ok_or_else(|| unasked("day of the billing period"))
}

fn unasked(what: &str) -> Failure {
    Failure::new(
        FailureKind::Other,
        format!("the host asked for a dataset without naming the {what}"),
    )
}
