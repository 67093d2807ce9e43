//! The Pax8 plugin: customers, subscriptions, bills, products, usage and the history of subscriptions.
//!
//! One key sees all companies of the partner, so everything is read for the whole account and a sync needs no
//! request per customer. An invoice line has both sides of the money: what the MSP pays and what its customer
//! pays.
//!
//! What Pax8 publishes and what clients met on the wire differ in places. Both spellings are read then, words
//! that nobody published are kept, and what cannot be read is set apart row by row.

mod activities;
mod answer;
mod charge_row;
mod charges;
mod check;
mod commitment;
mod customers;
mod decimals;
mod fields;
mod invoices;
mod months;
mod paging;
mod plans;
mod products;
mod requests;
mod settings;
mod status;
mod subscription_row;
mod subscriptions;
mod terms;
mod usage;
mod vendor_sku;

use seatwise_plugin::types::{ChargeDirection, DatasetName, Date, Scope};
use seatwise_plugin::{
    Account, Connector, Context, Dataset, Failure, FailureKind, Host, Page, Query,
};

use crate::settings::PriceMeaning;

/// The connector to Pax8, version 1 of its partner API.
#[derive(Debug, Clone, Copy)]
pub struct Pax8;

seatwise_plugin::export_connector!(Pax8, manifest: "../manifest.toml");

impl Connector for Pax8 {
    fn check(context: &Context, host: &dyn Host) -> Result<Account, Failure> {
        check::check(PriceMeaning::read(context)?, context.now, host)
    }

    fn datasets() -> Vec<Dataset> {
        vec![
            dataset(DatasetName::Customers, Scope::Account, false),
            dataset(DatasetName::Subscriptions, Scope::Account, false),
            dataset(DatasetName::PayableCharges, Scope::AccountAndPeriod, false),
            dataset(
                DatasetName::ReceivableCharges,
                Scope::AccountAndPeriod,
                true,
            ),
            dataset(DatasetName::Products, Scope::Account, true),
            dataset(DatasetName::Usage, Scope::Account, true),
            dataset(DatasetName::Activities, Scope::Subscription, true),
        ]
    }

    fn read(context: &Context, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
        let price = PriceMeaning::read(context)?;
        let cursor = query.cursor.as_deref();
        match query.dataset {
            DatasetName::Customers => customers::read(cursor, host),
            DatasetName::Subscriptions => subscriptions::read(price, context.now, cursor, host),
            DatasetName::PayableCharges => {
                charges::read(ChargeDirection::Payable, period_day(query)?, cursor, host)
            }
            DatasetName::ReceivableCharges => charges::read(
                ChargeDirection::Receivable,
                period_day(query)?,
                cursor,
                host,
            ),
            DatasetName::Products => products::read(cursor, host),
            DatasetName::Usage => usage::read(context.now, cursor, host),
            // Activities: the host asks for nothing that is not offered.
            _ => {
                let subscription = query.subscription.as_ref();
                activities::read(subscription.ok_or_else(|| unasked("subscription"))?, host)
            }
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
