//! Customers and their subscriptions.

use bytes::Bytes;
use serde::Serialize;

use crate::world::{Amount, List, tick_text};
use crate::{Cycle, Endpoint, Model, Subscription, Term, World};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerRow<'a> {
    id: &'a str,
    display_name: &'a str,
    path: &'a [String],
    suspended_on: Option<String>,
}

/// All customers.
pub(super) fn customers(world: &World) -> Bytes {
    let mut list = List::open(world, Endpoint::Customers, "{\"items\":");
    for customer in &world.customers {
        let row = CustomerRow {
            id: &customer.id,
            display_name: &customer.name,
            path: &customer.path,
            suspended_on: customer.suspended_on.map(tick_text),
        };
        list.push(&customer.id, &row);
    }
    list.added("").close_or_null("}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Commitment {
    #[serde(rename = "type")]
    kind: &'static str,
    term_end_date: String,
    renewal_configuration: Option<Renewal>,
    committed_minimal_quantities: Option<Vec<Committed>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Renewal {
    renewal_date: String,
    scheduled_quantity: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Committed {
    committed_until: String,
    quantity: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DetailsRow<'a> {
    id: &'a str,
    product_name: &'a str,
    description: String,
    sku: String,
    quantity: i64,
    renewal_settings_configurable: bool,
    purchase_date: String,
    commitment_term: Option<Commitment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fees {
    recurring_fee: Amount,
    setup_fee: Amount,
    currency: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PricingRow<'a> {
    id: &'a str,
    billing_cycle: &'static str,
    fees: Option<Fees>,
    commitment_term: Option<Commitment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CombinedRow<'a> {
    id: &'a str,
    product_name: &'a str,
    description: String,
    sku: String,
    quantity: i64,
    renewal_settings_configurable: bool,
    purchase_date: String,
    billing_cycle: &'static str,
    fees: Option<Fees>,
    commitment_term: Option<Commitment>,
}

/// Seats, SKU, term and renewal of a customer's subscriptions.
pub(super) fn details(world: &World, customer: &str) -> Bytes {
    items(
        world,
        Endpoint::SubscriptionDetails,
        customer,
        |subscription, _| DetailsRow {
            id: &subscription.id,
            product_name: subscription.product.name,
            description: description(subscription),
            sku: sku(subscription),
            quantity: subscription.seats,
            renewal_settings_configurable: subscription.auto_renew,
            purchase_date: tick_text(subscription.purchased),
            commitment_term: commitment(subscription),
        },
    )
}

/// Fees and billing cycles of a customer's subscriptions.
pub(super) fn pricing(world: &World, customer: &str) -> Bytes {
    items(
        world,
        Endpoint::SubscriptionPricing,
        customer,
        |subscription, currency| PricingRow {
            id: &subscription.id,
            billing_cycle: cycle_name(subscription),
            fees: fees(subscription, currency),
            commitment_term: commitment(subscription),
        },
    )
}

/// Both in one answer: the deprecated list.
pub(super) fn combined(world: &World, customer: &str) -> Bytes {
    items(
        world,
        Endpoint::Subscriptions,
        customer,
        |subscription, currency| CombinedRow {
            id: &subscription.id,
            product_name: subscription.product.name,
            description: description(subscription),
            sku: sku(subscription),
            quantity: subscription.seats,
            renewal_settings_configurable: subscription.auto_renew,
            purchase_date: tick_text(subscription.purchased),
            billing_cycle: cycle_name(subscription),
            fees: fees(subscription, currency),
            commitment_term: commitment(subscription),
        },
    )
}

fn items<'a, T: Serialize>(
    world: &'a World,
    endpoint: Endpoint,
    customer: &str,
    row: impl Fn(&'a Subscription, &'static str) -> T,
) -> Bytes {
    let mut list = List::open(world, endpoint, "{\"items\":");
    let Some(found) = world.customer(customer) else {
        return list.close("}");
    };
    for subscription in &found.subscriptions {
        list.push(&subscription.id, &row(subscription, found.currency));
    }
    let list = list.added(customer);
    // The real interface says null for some empty lists.
    if found.salt % 2 == 0 {
        list.close_or_null("}")
    } else {
        list.close("}")
    }
}

/// The SKU with its term and cycle: `M365-BUS-PREM-Y-M`.
pub(super) fn sku(subscription: &Subscription) -> String {
    sku_of(
        subscription.product.sku,
        subscription.term,
        subscription.cycle,
    )
}

pub(super) fn sku_of(stem: &str, term: Term, cycle: Cycle) -> String {
    let term = match term {
        Term::None => return stem.to_owned(),
        Term::Monthly => "M",
        Term::Annual => "Y",
        Term::Biennial => "2Y",
        Term::Triennial => "3Y",
    };
    let cycle = match cycle {
        Cycle::Monthly => "M",
        Cycle::Yearly => "A",
        Cycle::Once => "O",
    };
    format!("{stem}-{term}-{cycle}")
}

fn description(subscription: &Subscription) -> String {
    let term = match subscription.term {
        Term::None => return subscription.product.name.to_owned(),
        Term::Monthly => "monthly commitment",
        Term::Annual => "annual commitment",
        Term::Biennial => "two-year commitment",
        Term::Triennial => "three-year commitment",
    };
    let billing = if subscription.cycle == Cycle::Yearly {
        "annual"
    } else {
        "monthly"
    };
    format!("{} ({term}, {billing} billing)", subscription.product.name)
}

fn cycle_name(subscription: &Subscription) -> &'static str {
    match (subscription.product.model, subscription.cycle) {
        (Model::Usage, _) if subscription.salt.is_multiple_of(4) => "unknown",
        (_, Cycle::Monthly) => "monthly",
        (_, Cycle::Yearly) => "yearly",
        (_, Cycle::Once) => "none",
    }
}

fn fees(subscription: &Subscription, currency: &str) -> Option<Fees> {
    if !subscription.priced || subscription.product.model == Model::Usage {
        return None;
    }
    Some(Fees {
        recurring_fee: Amount::double(subscription.price),
        setup_fee: Amount::double(0.into()),
        currency: currency_name(currency),
    })
}

/// The enum spelling of this interface: `Usd`.
pub(super) fn currency_name(code: &str) -> &'static str {
    match code {
        "CAD" => "Cad",
        "USD" => "Usd",
        "EUR" => "Eur",
        "GBP" => "Gbp",
        _ => "Undefined",
    }
}

fn commitment(subscription: &Subscription) -> Option<Commitment> {
    let kind = match subscription.term {
        Term::None => return None,
        Term::Monthly => "Monthly",
        Term::Annual => "Annual",
        Term::Biennial => "Biennial",
        Term::Triennial => "Triennial",
    };
    let last_day = subscription
        .renewal
        .yesterday()
        .unwrap_or(subscription.renewal);
    let committed = subscription.committed.then(|| {
        // Declared as a date, described as a date-time: both are sent.
        let until = if subscription.salt.is_multiple_of(3) {
            last_day.to_string()
        } else {
            format!("{last_day}T00:00:00.0000000")
        };
        vec![Committed {
            committed_until: until,
            quantity: subscription.seats,
        }]
    });
    Some(Commitment {
        kind,
        term_end_date: last_day.to_string(),
        renewal_configuration: subscription.auto_renew.then(|| Renewal {
            renewal_date: subscription.renewal.to_string(),
            scheduled_quantity: subscription.scheduled_seats,
        }),
        committed_minimal_quantities: committed,
    })
}
