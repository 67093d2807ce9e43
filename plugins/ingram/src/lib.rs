//! The Ingram Micro plugin: customers, subscriptions, products and orders of the Cloud Marketplace.
//!
//! One API user sees all customers of the reseller. The list of subscriptions has neither seats nor prices, so each
//! one that is in force takes a request of its own; nearly all requests of a sync are these. A subscription may hold
//! several products, and each is a row.
//!
//! The documents describe two versions, and nobody published which one a region runs. Both spellings are read then,
//! words that nobody published are kept, and what cannot be read is set apart row by row.

mod activities;
mod answer;
mod check;
mod customers;
mod details;
mod fields;
mod money;
mod mpn;
mod paging;
mod parameters;
mod periods;
mod product_item;
mod products;
mod requests;
mod seen;
mod settings;
mod status;
mod subscription_row;
mod subscriptions;

use seatwise_plugin::types::{DatasetName, Scope};
use seatwise_plugin::{
    Account, Connector, Context, Dataset, Failure, FailureKind, Host, Page, Query,
};

use crate::settings::Region;

/// The connector to Ingram Micro's Cloud Marketplace.
#[derive(Debug, Clone, Copy)]
pub struct Ingram;

seatwise_plugin::export_connector!(Ingram, manifest: "../manifest.toml");

impl Connector for Ingram {
    fn check(context: &Context, host: &dyn Host) -> Result<Account, Failure> {
        check::check(Region::read(context)?, host)
    }

    fn datasets() -> Vec<Dataset> {
        vec![
            dataset(DatasetName::Customers, false),
            dataset(DatasetName::Subscriptions, false),
            dataset(DatasetName::Products, true),
            dataset(DatasetName::Activities, true),
        ]
    }

    fn read(context: &Context, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
        let region = Region::read(context)?;
        let cursor = query.cursor.as_deref();
        match query.dataset {
            DatasetName::Customers => customers::read(region, cursor, host),
            DatasetName::Subscriptions => subscriptions::read(region, context.now, cursor, host),
            DatasetName::Products => products::read(region, cursor, host),
            DatasetName::Activities => activities::read(region, cursor, host),
            DatasetName::Usage | DatasetName::PayableCharges | DatasetName::ReceivableCharges => {
                Err(Failure::new(
                    FailureKind::Unavailable,
                    "Ingram Micro's interface has neither meters nor bills; bills are report files on another host",
                ))
            }
        }
    }
}

fn dataset(name: DatasetName, on_request: bool) -> Dataset {
    Dataset {
        name,
        scope: Scope::Account,
        on_request,
        skips_suspended: false,
    }
}
