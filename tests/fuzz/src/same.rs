//! The records of the contract as plugins have them, made into the host's: two sets of types are
//! generated from one contract, and WebAssembly lies between them elsewhere.

use seatwise::contract as host;
use seatwise_plugin::types as guest;

/// Makes a record of the host, field by field: those that are the same, and those that are converted.
macro_rules! record {
    ($function:ident: $record:ident { $($same:ident),* $(,)? } $($field:ident by $convert:expr),* $(,)?) => {
        fn $function(row: &guest::$record) -> host::$record {
            host::$record {
                $($same: row.$same.clone(),)*
                $($field: $convert(&row.$field),)*
            }
        }
    };
}

record!(customer: Customer {
    id, name, path, suspended_at, contact_name, email, phone, domain, tenant_id, created_at, updated_at, extra
} status by customer_status, address by |one: &Option<guest::Address>| one.as_ref().map(address));

record!(address: Address { street, city, region, postal_code, country });

record!(subscription: Subscription {
    id, customer_id, publisher_subscription_id, sku, publisher_product_id, publisher_sku_id,
    product_name, friendly_name, trial, purchased_at, starts_on, commitment_ends_on, renews_on,
    renewal_computed, auto_renew, cancellable_until, currency, priced, updated_at, extra
} status by subscription_status, charge_model by charge_model, seats by maybe, renewal_seats by maybe,
  billing_cycle by maybe_term, commitment_term by maybe_term,
  committed by |all: &Vec<_>| all.iter().map(committed).collect(),
  unit_cost by maybe, unit_price by maybe, list_price by maybe);

record!(committed: CommittedQuantity { until } quantity by decimal);

record!(usage: Usage {
    id, customer_id, subscription_id, platform_id, meter_id, meter_name, unit, extra
} total by maybe, used by maybe, available by maybe);

record!(charge: Charge {
    customer_id, customer_name, subscription_id, charge_id, product_id, sku, product_name, charge_name,
    billing_period_from, billing_period_to, charge_from, charge_to, currency, billed,
    invoice_number, invoice_date, extra
} direction by charge_direction, kind by charge_kind, billing_cycle by maybe_term,
  quantity by maybe, list_price by maybe, unit_price by maybe, prorated_unit_price by maybe, amount by maybe);

record!(product: Product { id, customer_id, sku, name, publisher, currency, extra }
  billing_cycle by maybe_term, commitment_term by maybe_term,
  unit_cost by maybe, unit_price by maybe, list_price by maybe);

record!(activity: Activity {
    id, subscription_id, customer_id, happened_at, action, outcome, details, extra
} seats by maybe);

record!(rejected: RejectedRow {
    key, reason, source, customer_id, customer_name, subscription_id, publisher_product_id,
    publisher_sku_id, sku, product_name
});

record!(unavailable: UnavailableFeature { name, reason });

record!(decimal: Decimal { units, scale });

record!(customer_ref: CustomerRef { id, name, suspended });

record!(subscription_ref: SubscriptionRef { id, publisher_subscription_id, customer_id });

fn maybe(value: &Option<guest::Decimal>) -> Option<host::Decimal> {
    value.as_ref().map(decimal)
}

fn maybe_term(value: &Option<guest::Term>) -> Option<host::Term> {
    value.as_ref().map(term)
}

/// Makes a choice of the host; the last one may carry the vendor's own word.
macro_rules! choice {
    ($function:ident: $choice:ident { $($case:ident),* } $(or $other:ident)?) => {
        fn $function(value: &guest::$choice) -> host::$choice {
            match value {
                $(guest::$choice::$case => host::$choice::$case,)*
                $(guest::$choice::$other(word) => host::$choice::$other(word.clone()),)?
            }
        }
    };
}

choice!(term: Term {
    None, OneTime, Daily, Weekly, Monthly, Quarterly, Semiannual, Annual, Biennial, Triennial
} or Other);
choice!(customer_status: CustomerStatus { Active, Suspended, Inactive } or Other);
choice!(subscription_status: SubscriptionStatus { Active, Pending, Suspended, Cancelled, Expired } or Other);
choice!(charge_model: ChargeModel { Seats, Usage, OneTime });
choice!(charge_direction: ChargeDirection { Payable, Receivable });
choice!(charge_kind: ChargeKind { Setup, Recurring, Usage, Credit } or Other);
choice!(dataset_name: DatasetName {
    Customers, Subscriptions, Usage, PayableCharges, ReceivableCharges, Products, Activities
});

/// The page as the host gets it.
pub(crate) fn page(page: &guest::Page) -> host::Page {
    let rows = match &page.rows {
        guest::Rows::Customers(rows) => host::Rows::Customers(rows.iter().map(customer).collect()),
        guest::Rows::Subscriptions(rows) => {
            host::Rows::Subscriptions(rows.iter().map(subscription).collect())
        }
        guest::Rows::Usage(rows) => host::Rows::Usage(rows.iter().map(usage).collect()),
        guest::Rows::Charges(rows) => host::Rows::Charges(rows.iter().map(charge).collect()),
        guest::Rows::Products(rows) => host::Rows::Products(rows.iter().map(product).collect()),
        guest::Rows::Activities(rows) => {
            host::Rows::Activities(rows.iter().map(activity).collect())
        }
    };
    host::Page {
        rows,
        next: page.next.clone(),
        total: page.total,
        rejected: page.rejected.iter().map(rejected).collect(),
        unavailable: page.unavailable.iter().map(unavailable).collect(),
        incomplete: page.incomplete.clone(),
    }
}

/// The question as the host asks it.
pub(crate) fn query(query: &guest::Query) -> host::Query {
    host::Query {
        dataset: dataset_name(&query.dataset),
        customer: query.customer.as_ref().map(customer_ref),
        subscription: query.subscription.as_ref().map(subscription_ref),
        period_day: query.period_day,
        cursor: query.cursor.clone(),
    }
}

/// The name of a dataset in the store.
pub(crate) fn dataset(name: guest::DatasetName) -> &'static str {
    use guest::DatasetName;
    match name {
        DatasetName::Customers => "customers",
        DatasetName::Subscriptions => "subscriptions",
        DatasetName::Usage => "usage",
        DatasetName::PayableCharges => "payable-charges",
        DatasetName::ReceivableCharges => "receivable-charges",
        DatasetName::Products => "products",
        DatasetName::Activities => "activities",
    }
}
