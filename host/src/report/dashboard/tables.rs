//! The tables of the dashboard: their columns, in the order of the rows that are asked for, and how to read them.

use crate::report::rows::Row;
use crate::report::table::{Column, Role, Table};

pub(super) fn classes(rows: &[Row]) -> Table {
    let columns = vec![
        Column::text("class"),
        Column::word("currency"),
        Column::number("findings"),
        Column::number("high severity"),
        Column::number("certain"),
        Column::number("inferred"),
        Column::number("estimated"),
        Column::number("amounts unknown"),
    ];
    let about = (
        "classes",
        "Open findings by class",
        "There are no open findings.",
    );
    Table::new(about, columns, rows).note(
        "Open findings by class and currency, with what they are worth in a month. Only what is unbilled or under-billed is leakage; billed and not bought is a risk.",
    )
}

pub(super) fn findings(rows: &[Row]) -> Table {
    let columns = vec![
        Column::hidden("id"),
        Column::word("severity").role(Role::Severity),
        Column::text("class").role(Role::Class),
        Column::text("customer").role(Role::Customer),
        Column::text("product").role(Role::Sku),
        Column::text("distributor").role(Role::Distributor),
        Column::number("seats").or(""),
        Column::number("per month"),
        Column::word("currency"),
        Column::word("money"),
        Column::word("state").role(Role::State),
        Column::word("deadline"),
        Column::word("found"),
        Column::hidden("product key").role(Role::Sku),
        Column::hidden("PSA customer").role(Role::Customer),
    ];
    let about = ("findings", "Findings", "There are no findings.");
    Table::new(about, columns, rows)
        .note("Findings: the open ones first, by severity and amount. Those that were resolved in the last 13 weeks are kept, with the state resolved.")
}

pub(super) fn customers(rows: &[Row]) -> Table {
    let columns = vec![
        Column::text("customer").role(Role::Customer),
        Column::word("currency"),
        Column::number("products"),
        Column::number("revenue"),
        Column::number("cost"),
        Column::number("profit"),
        Column::percent("margin"),
        Column::number("products without a known margin"),
        Column::number("cost of these").or(""),
        Column::word("estimated"),
    ];
    let about = (
        "customers",
        "Margin by customer",
        "No customer has a margin yet.",
    );
    Table::new(about, columns, rows)
        .note("Margin by customer and currency, the lowest profit first. Margin is a share of the revenue. Products whose cost or revenue is unknown are left out of the sums and counted beside them.")
}

pub(super) fn products(rows: &[Row]) -> Table {
    let columns = vec![
        Column::text("product").role(Role::Sku),
        Column::text("product key").role(Role::Sku),
        Column::text("distributor").role(Role::Distributor),
        Column::number("customers"),
        Column::word("currency"),
        Column::number("seats bought"),
        Column::number("seats contracted"),
        Column::number("revenue"),
        Column::number("cost"),
        Column::number("profit"),
        Column::percent("margin"),
        Column::number("customers without a known margin"),
    ];
    let about = ("products", "Margin by SKU", "No product has a margin yet.");
    Table::new(about, columns, rows)
        .note("Margin by product and currency over all customers, the lowest profit first. Revenue, cost and profit cover only the customers for which both are known.")
}

pub(super) fn renewals(rows: &[Row]) -> Table {
    let columns = vec![
        Column::word("ends on").or("unknown"),
        Column::number("days left"),
        Column::word("kind"),
        Column::text("customer").role(Role::Customer),
        Column::text("product").role(Role::Sku),
        Column::text("distributor").role(Role::Distributor),
        Column::word("renews automatically").or("unknown"),
        Column::number("seats"),
        Column::number("reducible now"),
        Column::word("until"),
        Column::word("reducible from").or("unknown"),
        Column::number("per month"),
        Column::word("currency"),
        Column::word("may continue at a higher price"),
        Column::hidden("product key").role(Role::Sku),
    ];
    let about = (
        "renewals",
        "Renewals",
        "No commitment and no trial ends soon.",
    );
    Table::new(about, columns, rows)
        .note("Commitments and trials that end soon, in the order of their days, and committed subscriptions without a known end. Reducible seats can be given back now, until the day beside them.")
}

pub(super) fn unmatched(rows: &[Row]) -> Table {
    let columns = vec![
        Column::word("kind"),
        Column::text("customer").role(Role::Customer),
        Column::text("product").role(Role::Sku),
        Column::text("distributor").role(Role::Distributor),
        Column::word("decision"),
        Column::number("products").or(""),
        Column::number("seats").or(""),
        Column::number("cost per month"),
        Column::word("currency"),
        Column::number("costs unknown"),
        Column::word("estimated"),
        Column::hidden("product key").role(Role::Sku),
    ];
    let about = ("unmatched", "Unmatched", "Everything has its counterpart.");
    Table::new(about, columns, rows)
        .note("Customers, bill lines and products without a counterpart in the PSA, with the cost at stake. Decide on them with `seatwise match review`.")
}

pub(super) fn connections(rows: &[Row]) -> Table {
    let columns = vec![
        Column::text("connection"),
        Column::text("distributor"),
        Column::word("last complete sync (UTC)").or("never"),
        Column::number("days old").or("never"),
        Column::word("last sync (UTC)").or("never"),
        Column::text("outcome"),
        Column::number("parts not up to date"),
        Column::word("since"),
        Column::text("message"),
    ];
    let about = (
        "connections",
        "Data freshness",
        "No distributor is connected.",
    );
    Table::new(about, columns, rows)
        .note("How old the data of each connection is. A part is a dataset of one customer.")
}
