//! The columns of a billing report.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Report;
use super::subscriptions::{cycle_name, mfg_part_number};
use crate::world::{convert, date_at, rounded, uuid_of};
use crate::{Customer, Subscription, Term};

/// What kind of value a column has; money carries its currency in the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Money,
}

/// A column of the template: its id, its name, its kind.
pub(super) struct Column {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) value: fn(&Line<'_>) -> String,
}

impl Column {
    /// The first line of the CSV: the name, with the currency in brackets for money.
    pub(super) fn heading(&self, currency: &str) -> String {
        if self.kind == Kind::Money {
            format!("{} ({currency})", self.name)
        } else {
            self.name.to_owned()
        }
    }
}

/// One line of the report.
pub(super) struct Line<'a> {
    pub(super) report: &'a Report,
    pub(super) customer: &'a Customer,
    pub(super) subscription: &'a Subscription,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) meter: &'static str,
    pub(super) quantity: Decimal,
    pub(super) unit_cost: Decimal,
    pub(super) unit_price: Decimal,
    pub(super) list_price: Decimal,
}

impl Line<'_> {
    fn usage(&self) -> bool {
        !self.meter.is_empty()
    }

    fn money(&self, value: Decimal) -> String {
        let value = convert(value, self.customer.currency, &self.report.currency);
        rounded(value, 10).normalize().to_string()
    }

    fn raw(&self, unit: Decimal) -> Decimal {
        unit * self.quantity
    }
}

macro_rules! column {
    ($id:literal, $name:literal, $kind:ident, $value:expr) => {
        Column {
            id: $id,
            name: $name,
            kind: Kind::$kind,
            value: $value,
        }
    };
}

/// All columns, in the order in which the definition names them.
pub(super) static COLUMNS: &[Column] = &[
    column!(
        "azure_customer_country",
        "Azure Customer Country",
        Text,
        |line| line.customer.country.to_owned()
    ),
    column!("azure_customer_id", "Azure Customer ID", Text, |line| {
        uuid_of("tenant", line.customer.salt)
    }),
    column!("billing_frequency", "Billing Frequency", Text, |line| {
        cycle_name(line.subscription.cycle).to_owned()
    }),
    column!("usage_endtime", "Charge EndDate", Text, |line| line
        .to
        .to_string()),
    column!("usage_starttime", "Charge StartDate", Text, |line| line
        .from
        .to_string()),
    column!("charge_type", "Charge Type", Text, charge_type),
    column!("cloud_account_name", "Cloud Account Name", Text, |line| {
        line.subscription.friendly_name.clone()
    }),
    column!("customer_company_name", "Customer Company", Text, |line| {
        line.customer.name.clone()
    }),
    column!("customer_cost", "Customer Cost", Money, |line| line
        .money(line.raw(line.unit_price))),
    column!(
        "customer_cost_raw",
        "Customer Cost (Provider Currency)",
        Text,
        |line| plain(line.raw(line.unit_price))
    ),
    column!("customer_country", "Customer Country", Text, |line| line
        .customer
        .country
        .to_owned()),
    column!("customer_id", "Customer ID", Text, |line| line
        .customer
        .id
        .clone()),
    column!("unique_name", "Customer Name", Text, |line| line
        .customer
        .name
        .clone()),
    column!("domain_name", "Domain Name", Text, |line| line
        .customer
        .domain
        .clone()),
    column!("entitlement_id", "EntitlementID", Text, |line| uuid_of(
        "entitlement",
        line.subscription.salt
    )),
    column!("invoice_currency", "Invoice Currency", Text, |line| line
        .customer
        .currency
        .to_owned()),
    column!("invoice_number", "Invoice Number", Text, |line| format!(
        "TD{}{:02}",
        line.from.year(),
        line.from.month()
    )),
    column!("mpn_id", "MPN ID", Text, |line| mfg_part_number(
        line.subscription
    )
    .unwrap_or_default()),
    column!("msrp_cost", "MSRP", Money, |line| line
        .money(line.raw(line.list_price))),
    column!("margin", "Margin", Money, |line| line
        .money(line.raw(line.unit_price - line.unit_cost))),
    column!(
        "meter_category",
        "Meter Category",
        Text,
        |line| if line.usage() {
            "Compute".to_owned()
        } else {
            String::new()
        }
    ),
    column!("meter_name", "Meter Name", Text, |line| line
        .meter
        .to_owned()),
    column!("order_date", "Order Date", Text, |line| date_at(
        line.subscription.purchased
    )
    .to_string()),
    column!("price_book", "Price book", Text, |_| "Standard".to_owned()),
    column!("product_id", "Product ID", Text, |line| line
        .subscription
        .product
        .ids
        .0
        .to_owned()),
    column!("product_name", "Product Name", Text, |line| line
        .subscription
        .product
        .name
        .to_owned()),
    column!("provider_currency", "Provider Currency", Text, |line| line
        .customer
        .currency
        .to_owned()),
    column!("publisher_name", "Publisher Name", Text, |line| line
        .subscription
        .product
        .publisher
        .to_owned()),
    column!("region", "Region", Text, |line| if line.usage() {
        "westeurope".to_owned()
    } else {
        String::new()
    }),
    column!("sku_id", "SKU ID", Text, |line| line
        .subscription
        .product
        .ids
        .1
        .to_owned()),
    column!("sku_name", "SKU Name", Text, |line| line
        .subscription
        .product
        .name
        .to_owned()),
    column!("seat_count", "Seat Count", Number, |line| if line.usage() {
        String::new()
    } else {
        plain(line.quantity)
    }),
    column!("seller_cost", "Seller Cost", Money, |line| line
        .money(line.raw(line.unit_cost))),
    column!(
        "seller_cost_raw",
        "Seller Cost (Provider Currency)",
        Text,
        |line| plain(line.raw(line.unit_cost))
    ),
    column!(
        "subscription_enddate",
        "Subscription EndDate",
        Text,
        |line| line.subscription.renewal.to_string()
    ),
    column!("cloud_account_number", "Subscription ID", Text, |line| line
        .subscription
        .publisher_id
        .clone()),
    column!(
        "subscription_startdate",
        "Subscription StartDate",
        Text,
        |line| line.subscription.term_start.to_string()
    ),
    column!(
        "term_and_billing_cycle",
        "Term And Billing Cycle",
        Text,
        term_and_cycle
    ),
    column!("unit", "Unit", Text, |line| if line.usage() {
        "1 Hour"
    } else {
        "License"
    }
    .to_owned()),
    column!("unit_price", "Unit Price", Text, |line| plain(
        line.unit_price
    )),
    column!("usage", "Usage Quantity", Number, |line| plain(
        line.quantity
    )),
];

/// The columns of the report's own selection.
pub(super) const SELECTED: &[&str] = &[
    "customer_id",
    "unique_name",
    "cloud_account_number",
    "cloud_account_name",
    "product_id",
    "product_name",
    "sku_id",
    "sku_name",
    "term_and_billing_cycle",
    "billing_frequency",
    "charge_type",
    "usage_starttime",
    "usage_endtime",
    "meter_name",
    "usage",
    "unit",
    "seat_count",
    "unit_price",
    "seller_cost",
    "customer_cost",
    "margin",
    "msrp_cost",
    "invoice_number",
];

pub(super) fn column(id: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.id == id)
}

fn charge_type(line: &Line<'_>) -> String {
    if line.usage() { "usage" } else { "cycleCharge" }.to_owned()
}

fn term_and_cycle(line: &Line<'_>) -> String {
    let term = match line.subscription.term {
        Term::None | Term::Monthly => "One-Month",
        Term::Annual => "One-Year",
        Term::Biennial => "Two-Year",
        Term::Triennial => "Three-Year",
    };
    format!(
        "{term} commitment, {} billing",
        cycle_name(line.subscription.cycle)
    )
}

fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}
