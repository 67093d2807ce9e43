//! What a sync would read, without asking the distributor anything.

use super::Setup;
use super::connect::ConnectError;
use super::plan::{Planned, choose, pick_customer};
use super::report::SyncError;
use super::run::SyncOptions;
use crate::config::Connection;
use crate::contract::Scope;
use crate::store::{CustomerReference, Dataset, Store};

/// A dataset that would be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDataset {
    /// The dataset.
    pub dataset: Dataset,
    /// How much, in words.
    pub extent: String,
}

/// Plans a sync from what the plugin offers and what the database knows. No secret is fetched and no
/// request is sent.
///
/// # Errors
/// Fails when the plugin cannot be loaded or does not have a dataset that was named.
pub async fn preview(
    setup: &Setup,
    connection: &Connection,
    options: &SyncOptions,
    store: Option<&Store>,
) -> Result<Vec<PlannedDataset>, SyncError> {
    let plugin = setup
        .admit(&connection.vendor)?
        .load(&setup.engine)
        .map_err(ConnectError::from)?;
    let offered = plugin.datasets().await.map_err(SyncError::Plugin)?;
    let planned = choose(&offered, &options.wanted)?;
    let customers = known_customers(store, connection, options)?;
    let describe = |planned: Planned| PlannedDataset {
        dataset: planned.dataset,
        extent: extent(planned, customers.as_deref()),
    };
    Ok(planned.into_iter().map(describe).collect())
}

fn known_customers(
    store: Option<&Store>,
    connection: &Connection,
    options: &SyncOptions,
) -> Result<Option<Vec<CustomerReference>>, SyncError> {
    let known = store.and_then(|store| store.customers(&connection.name).ok());
    let Some(known) = known.filter(|known| !known.is_empty()) else {
        return Ok(None);
    };
    Ok(Some(pick_customer(
        known,
        options.wanted.customer.as_deref(),
    )?))
}

fn extent(planned: Planned, customers: Option<&[CustomerReference]>) -> String {
    let read = |customer: &&CustomerReference| !(planned.skips_suspended && customer.suspended);
    let count = customers.map(|customers| customers.iter().filter(read).count());
    match (planned.scope, count) {
        (Scope::Account, _) => "the whole account".to_owned(),
        (Scope::AccountAndPeriod, _) => "the whole account, one billing period".to_owned(),
        (Scope::Subscription, _) => "one read for each subscription".to_owned(),
        (Scope::Customer | Scope::CustomerAndPeriod, None) => {
            "one read for each customer; how many there are is known after the first sync"
                .to_owned()
        }
        (Scope::Customer, Some(count)) => counted(count),
        (Scope::CustomerAndPeriod, Some(count)) => {
            format!("{}, one billing period", counted(count))
        }
    }
}

fn counted(customers: usize) -> String {
    let noun = if customers == 1 {
        "customer"
    } else {
        "customers"
    };
    format!("{customers} {noun}")
}
