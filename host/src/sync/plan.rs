//! What a run reads: datasets become partitions.

use std::collections::HashMap;

use thiserror::Error;

use super::read::Task;
use crate::base::days::days_since_1970;
use crate::base::suggest;
use crate::contract::{self, CustomerRef, Scope, SubscriptionRef};
use crate::store::{
    CustomerReference, Dataset, Partition, PartitionProgress, SubscriptionReference,
};

/// What a run was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only these datasets; all that the plugin reads on its own when empty.
    pub only: Vec<Dataset>,
    /// Only this customer, by id or name.
    pub customer: Option<String>,
    /// A day inside the billing period whose charges are read, in days since 1970-01-01; none for the
    /// last closed period.
    pub period_day: Option<i32>,
}

/// Why a run cannot be planned. Each message follows “failed to ”.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// The plugin does not have a dataset that was named.
    #[error("read {dataset}: the plugin does not offer it; it offers {known}")]
    UnknownDataset {
        /// What was named.
        dataset: Dataset,
        /// What there is.
        known: String,
    },
    /// No customer has that id or name.
    #[error("find customer \"{name}\": no customer of this connection has that id or name{hint}")]
    UnknownCustomer {
        /// What was named.
        name: String,
        /// The customer that was meant, if one is near enough.
        hint: String,
    },
    /// Several customers have that name.
    #[error("find customer \"{name}\": {count} customers match ({examples}); use the id")]
    AmbiguousCustomer {
        /// What was named.
        name: String,
        /// How many fit.
        count: usize,
        /// Some of them.
        examples: String,
    },
}

/// A dataset that takes part in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) dataset: Dataset,
    pub(super) scope: Scope,
    pub(super) skips_suspended: bool,
}

impl Planned {
    pub(super) fn per_account(&self) -> bool {
        matches!(self.scope, Scope::Account | Scope::AccountAndPeriod)
    }

    pub(super) fn per_customer(&self) -> bool {
        matches!(self.scope, Scope::Customer | Scope::CustomerAndPeriod)
    }

    fn has_periods(&self) -> bool {
        matches!(
            self.scope,
            Scope::AccountAndPeriod | Scope::CustomerAndPeriod
        )
    }
}

/// Chooses the datasets of a run. Customers are read whenever something is read for each customer or one was named, and
/// subscriptions whenever something is read for each subscription.
///
/// # Errors
/// Fails when a dataset was named that the plugin does not have, or a customer and the plugin knows none.
pub(super) fn choose(
    offered: &[contract::Dataset],
    wanted: &Wanted,
) -> Result<Vec<Planned>, PlanError> {
    let offered: Vec<(Planned, bool)> = offered
        .iter()
        .map(|offer| {
            let planned = Planned {
                dataset: Dataset::of_contract(offer.name),
                scope: offer.scope,
                skips_suspended: offer.skips_suspended,
            };
            (planned, offer.on_request)
        })
        .collect();
    // Whether a customer is known is asked whatever is read of it.
    let customers = wanted.customer.is_some().then_some(Dataset::Customers);
    for dataset in wanted.only.iter().chain(&customers) {
        if !offered
            .iter()
            .any(|(planned, _)| planned.dataset == *dataset)
        {
            let known: Vec<_> = offered
                .iter()
                .map(|(planned, _)| planned.dataset.name())
                .collect();
            return Err(PlanError::UnknownDataset {
                dataset: *dataset,
                known: known.join(", "),
            });
        }
    }
    let named = |planned: &Planned| wanted.only.contains(&planned.dataset);
    let mut chosen: Vec<Planned> = offered
        .iter()
        .filter(|(planned, on_request)| {
            if wanted.only.is_empty() {
                !on_request
            } else {
                named(planned)
            }
        })
        .map(|(planned, _)| *planned)
        .collect();
    let needs_customers =
        customers.is_some() || chosen.iter().any(|planned| !planned.per_account());
    let needs_subscriptions = chosen
        .iter()
        .any(|planned| planned.scope == Scope::Subscription);
    for (needed, dataset) in [
        (needs_customers, Dataset::Customers),
        (needs_subscriptions, Dataset::Subscriptions),
    ] {
        if needed && !chosen.iter().any(|planned| planned.dataset == dataset) {
            chosen.extend(
                offered
                    .iter()
                    .map(|(planned, _)| *planned)
                    .filter(|planned| planned.dataset == dataset),
            );
        }
    }
    chosen.sort_by_key(|planned| planned.dataset);
    Ok(chosen)
}

/// The tasks that are left to do, given what is staged already.
pub(super) struct Tasks<'a> {
    pub(super) staged: &'a HashMap<Partition, PartitionProgress>,
    pub(super) period_day: i32,
}

impl Tasks<'_> {
    /// The tasks for the whole account.
    pub(super) fn of_account(&self, planned: &[Planned]) -> Vec<Task> {
        let tasks = planned
            .iter()
            .filter(|planned| planned.per_account())
            .map(|planned| (self.partition(*planned, None), None));
        tasks
            .filter_map(|(partition, customer)| self.left(partition, customer, None))
            .collect()
    }

    /// The tasks for each customer, customer by customer, so that an interrupted run leaves whole
    /// customers behind rather than one dataset of all.
    pub(super) fn of_customers(
        &self,
        planned: &[Planned],
        customers: &[CustomerReference],
    ) -> Vec<Task> {
        let mut tasks = Vec::new();
        for customer in customers {
            for planned in planned.iter().filter(|planned| planned.per_customer()) {
                if planned.skips_suspended && customer.suspended {
                    continue;
                }
                let partition = self.partition(*planned, Some(customer.id.clone()));
                tasks.extend(self.left(partition, Some(customer), None));
            }
        }
        tasks
    }

    /// The tasks for each subscription.
    pub(super) fn of_subscriptions(
        &self,
        planned: &[Planned],
        subscriptions: &[SubscriptionReference],
    ) -> Vec<Task> {
        let mut tasks = Vec::new();
        for planned in planned
            .iter()
            .filter(|planned| planned.scope == Scope::Subscription)
        {
            for subscription in subscriptions {
                let mut partition =
                    self.partition(*planned, Some(subscription.customer_id.clone()));
                partition.subscription = Some(subscription.id.clone());
                tasks.extend(self.left(partition, None, Some(subscription)));
            }
        }
        tasks
    }

    /// The partition of a dataset for one customer.
    pub(super) fn partition_of(&self, planned: Planned, customer: &str) -> Partition {
        self.partition(planned, Some(customer.to_owned()))
    }

    fn partition(&self, planned: Planned, customer: Option<String>) -> Partition {
        let period_day = planned.has_periods().then_some(self.period_day);
        Partition {
            dataset: planned.dataset,
            customer,
            subscription: None,
            period_day,
        }
    }

    /// None where the partition is complete already.
    fn left(
        &self,
        partition: Partition,
        customer: Option<&CustomerReference>,
        subscription: Option<&SubscriptionReference>,
    ) -> Option<Task> {
        let staged = self.staged.get(&partition);
        if staged.is_some_and(|staged| staged.complete) {
            return None;
        }
        Some(Task {
            cursor: staged.and_then(|staged| staged.cursor.clone()),
            partition,
            customer: customer.map(|customer| CustomerRef {
                id: customer.id.clone(),
                name: customer.name.clone(),
                suspended: customer.suspended,
            }),
            subscription: subscription.map(|subscription| SubscriptionRef {
                id: subscription.id.clone(),
                publisher_subscription_id: subscription.publisher_subscription_id.clone(),
                customer_id: subscription.customer_id.clone(),
            }),
        })
    }
}

/// Keeps the customer that was asked for.
///
/// # Errors
/// Fails when none or several fit.
pub(super) fn pick_customer(
    customers: Vec<CustomerReference>,
    wanted: Option<&str>,
) -> Result<Vec<CustomerReference>, PlanError> {
    let Some(name) = wanted else {
        return Ok(customers);
    };
    if let Some(customer) = customers.iter().find(|customer| customer.id == name) {
        return Ok(vec![customer.clone()]);
    }
    let folded = name.to_lowercase();
    let whole = |customer: &&CustomerReference| customer.name.to_lowercase() == folded;
    let part = |customer: &&CustomerReference| customer.name.to_lowercase().contains(&folded);
    let mut found: Vec<_> = customers.iter().filter(whole).cloned().collect();
    if found.is_empty() {
        found = customers.iter().filter(part).cloned().collect();
    }
    match found.len() {
        0 => Err(PlanError::UnknownCustomer {
            name: name.to_owned(),
            hint: nearest(&customers, name),
        }),
        1 => Ok(found),
        count => {
            let examples: Vec<_> = found
                .iter()
                .take(3)
                .map(|customer| format!("{} = {}", customer.id, customer.name))
                .collect();
            Err(PlanError::AmbiguousCustomer {
                name: name.to_owned(),
                count,
                examples: examples.join(", "),
            })
        }
    }
}

/// The customer that was meant, as an end of a message.
fn nearest(customers: &[CustomerReference], name: &str) -> String {
    let folded: Vec<String> = customers
        .iter()
        .map(|customer| customer.name.to_lowercase())
        .collect();
    let near = suggest(&name.to_lowercase(), folded.iter().map(String::as_str));
    let found = near.and_then(|near| folded.iter().position(|one| one == near));
    let customer = found.and_then(|at| customers.get(at));
    customer.map_or_else(
        || "; `seatwise query \"FROM customers\"` lists them".to_owned(),
        |customer| format!("; did you mean {} = {}?", customer.id, customer.name),
    )
}

/// Says which datasets `--customer` does not limit, since they are read for the whole account; none where it limits all.
///
/// The customers themselves are read as a whole to find the one that was named.
pub(super) fn not_limited(planned: &[Planned]) -> Option<String> {
    let whole: Vec<&str> = planned
        .iter()
        .filter(|one| {
            one.per_account() && (one.dataset != Dataset::Customers || planned.len() == 1)
        })
        .map(|one| one.dataset.name())
        .collect();
    (!whole.is_empty()).then(|| {
        format!(
            "read for the whole account, not limited by --customer: {}",
            whole.join(", ")
        )
    })
}

/// A day inside the last closed billing period: the same day one month ago.
///
/// A monthly period that contains this day began at most a month before it, so it ended before today,
/// whatever the day of the month on which periods begin.
pub(super) fn last_closed_period(today: jiff::civil::Date) -> i32 {
    days_since_1970(today.saturating_sub(jiff::Span::new().months(1)))
}

#[cfg(test)]
mod tests;
