//! The TD SYNNEX StreamOne Ion plugin.
//!
//! Ion lists all subscriptions of an account with seats, cost and price in one paged answer, so a
//! full sync needs no request per customer. Charges come from a billing report that somebody has
//! to create in the portal.

mod activities;
mod answer;
mod billing_lines;
mod charge_kind;
mod check;
mod columns;
mod commitment;
mod cursor;
mod customers;
mod fields;
mod paging;
mod part_number;
mod products;
mod renewal;
mod reports;
mod requests;
mod subscription_row;
mod subscriptions;
mod tenant;
mod terms;

use seatwise_plugin::types::{ChargeDirection, DatasetName, Scope};
use seatwise_plugin::{
    Account, Connector, Context, Dataset, Failure, FailureKind, Host, Page, Query,
};

use crate::tenant::Tenant;

/// The connector for TD SYNNEX StreamOne Ion, API version 3.
#[derive(Debug, Clone, Copy)]
pub struct Synnex;

impl Connector for Synnex {
    fn check(context: &Context, host: &dyn Host) -> Result<Account, Failure> {
        check::check(&Tenant::from_context(context)?, host)
    }

    fn datasets() -> Vec<Dataset> {
        vec![
            dataset(DatasetName::Customers, Scope::Account, false),
            dataset(DatasetName::Subscriptions, Scope::Account, false),
            dataset(DatasetName::PayableCharges, Scope::AccountAndPeriod, false),
            dataset(
                DatasetName::ReceivableCharges,
                Scope::AccountAndPeriod,
                false,
            ),
            dataset(DatasetName::Products, Scope::Account, true),
            dataset(DatasetName::Activities, Scope::Subscription, true),
        ]
    }

    fn read(context: &Context, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
        let tenant = Tenant::from_context(context)?;
        match query.dataset {
            DatasetName::Customers => customers::read(&tenant, query, host),
            DatasetName::Subscriptions => subscriptions::read(&tenant, context.now, query, host),
            DatasetName::PayableCharges => {
                reports::read(&tenant, ChargeDirection::Payable, query, host)
            }
            DatasetName::ReceivableCharges => {
                reports::read(&tenant, ChargeDirection::Receivable, query, host)
            }
            DatasetName::Products => products::read(&tenant, query, host),
            DatasetName::Activities => activities::read(&tenant, query, host),
            // Such as usage: StreamOne Ion has no figures on how many seats are assigned.
            _ => Err(Failure::new(
                FailureKind::Unavailable,
                "StreamOne Ion has no such list",
            )),
        }
    }
}

fn dataset(name: DatasetName, scope: Scope, on_request: bool) -> Dataset {
    Dataset {
        name,
        scope,
        on_request,
        skips_suspended: false,
    }
}

seatwise_plugin::export_connector!(Synnex, manifest: "../manifest.toml");
