//! Charges: what the MSP owes Sherweb, and what its customers owe.
//!
//! Both answers are about one billing period, which need not be a calendar month and need not be the one that was
//! asked for: the period that came back goes into every row. The word `costPrice` of a receivable charge is a
//! trap: it is what the customer pays, the MSP's revenue.

use seatwise_plugin::json::Number;
use seatwise_plugin::sheet::Style;
use seatwise_plugin::types::{
    Charge, ChargeDirection, ChargeKind, CustomerRef, Date, RejectedRow, Rows,
};
use seatwise_plugin::{Failure, FailureKind, Host, Page, api};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Listing, text_of};
use crate::extra::Extra;
use crate::fields::{self, Text};
use crate::paging::Window;
use crate::requests::Requests;
use crate::tags::Tagged;

/// The list in both answers.
const LIST: &str = "charges";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payable<'a> {
    #[serde(borrow)]
    product_id: Option<Text<'a>>,
    #[serde(borrow)]
    product_name: Option<Text<'a>>,
    #[serde(borrow)]
    sku: Option<Text<'a>>,
    #[serde(borrow)]
    charge_id: Option<Text<'a>>,
    #[serde(borrow)]
    charge_name: Option<Text<'a>>,
    #[serde(borrow)]
    charge_type: Option<Text<'a>>,
    #[serde(borrow)]
    billing_cycle_type: Option<Text<'a>>,
    #[serde(borrow)]
    period_from: Option<Text<'a>>,
    #[serde(borrow)]
    period_to: Option<Text<'a>>,
    #[serde(borrow, default)]
    quantity: Number<'a>,
    #[serde(borrow, default)]
    list_price: Number<'a>,
    #[serde(borrow, default)]
    net_price: Number<'a>,
    #[serde(borrow, default)]
    net_price_prorated: Number<'a>,
    #[serde(borrow, default)]
    sub_total: Number<'a>,
    #[serde(borrow)]
    currency: Option<Text<'a>>,
    is_billed: Option<bool>,
    #[serde(borrow)]
    is_proratable: Option<&'a RawValue>,
    #[serde(borrow)]
    deductions: Option<&'a RawValue>,
    #[serde(borrow)]
    fees: Option<&'a RawValue>,
    #[serde(borrow)]
    invoice: Option<Invoice<'a>>,
    #[serde(borrow)]
    taxes: Option<&'a RawValue>,
    #[serde(borrow)]
    tags: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invoice<'a> {
    #[serde(borrow)]
    number: Option<Text<'a>>,
    #[serde(borrow)]
    date: Option<Text<'a>>,
    #[serde(borrow)]
    period_from: Option<&'a RawValue>,
    #[serde(borrow)]
    period_to: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receivable<'a> {
    #[serde(borrow)]
    product_name: Option<Text<'a>>,
    #[serde(borrow)]
    sku: Option<Text<'a>>,
    #[serde(borrow)]
    charge_id: Option<Text<'a>>,
    #[serde(borrow)]
    charge_name: Option<Text<'a>>,
    #[serde(borrow)]
    charge_type: Option<Text<'a>>,
    #[serde(borrow)]
    billing_cycle_type: Option<Text<'a>>,
    #[serde(borrow)]
    period_from: Option<Text<'a>>,
    #[serde(borrow)]
    period_to: Option<Text<'a>>,
    #[serde(borrow, default)]
    quantity: Number<'a>,
    #[serde(borrow, default)]
    cost_price: Number<'a>,
    #[serde(borrow, default)]
    cost_price_prorated: Number<'a>,
    #[serde(borrow)]
    currency: Option<Text<'a>>,
    #[serde(borrow)]
    is_proratable: Option<&'a RawValue>,
}

/// Reads a page of what the MSP owes for the period that contains the day.
pub(crate) fn read_payable(
    requests: &Requests<'_>,
    day: Date,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let window = Window::read(cursor)?;
    let request = requests.payable_charges(day);
    let body = api::fetch(host, &request).map_err(|failure| match failure.kind {
        FailureKind::Forbidden => Failure {
            kind: FailureKind::Unavailable,
            message: format!(
                "what you owe Sherweb is not readable for this application: {}",
                failure.message
            ),
            ..failure
        },
        _ => failure,
    })?;
    let answer = Answer::new(&request, &body)?;
    let style = answer.style();
    let about = |row: &str| RejectedRow {
        sku: text_of(row, "sku"),
        product_name: text_of(row, "productName"),
        ..Tagged::of_row(row).about()
    };
    let listing = answer.list(LIST, &window, about, |source| payable(source, style))?;
    page(&answer, listing, style)
}

/// Reads a page of what a customer owes for the period that contains the day.
pub(crate) fn read_receivable(
    requests: &Requests<'_>,
    customer: &CustomerRef,
    day: Date,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let window = Window::read(cursor)?;
    let request = requests.receivable_charges(&customer.id, day);
    let body = api::fetch(host, &request).map_err(no_rebilling)?;
    let answer = Answer::new(&request, &body)?;
    let style = answer.style();
    let about = |row: &str| RejectedRow {
        customer_id: Some(customer.id.clone()),
        sku: text_of(row, "sku"),
        product_name: text_of(row, "productName"),
        ..RejectedRow::new("", "")
    };
    let listing = answer.list(LIST, &window, about, |source| {
        receivable(source, &customer.id, style)
    })?;
    page(&answer, listing, style)
}

/// Sherweb refuses this answer to accounts without rebilling and to those with a PSA connected to it, and
/// does not say with which status.
fn no_rebilling(failure: Failure) -> Failure {
    match failure.status {
        Some(401 | 408 | 429) => failure,
        Some(400..=499) => Failure {
            kind: FailureKind::Unavailable,
            message: format!(
                "what customers owe is not readable: it needs rebilling set up in Sherweb's partner portal, \
                 and no PSA connected there ({})",
                failure.message
            ),
            ..failure
        },
        _ => failure,
    }
}

/// Puts the period of the answer into every row.
fn page(
    answer: &Answer<'_>,
    mut listing: Listing<'_, Charge>,
    style: Style,
) -> Result<Page, Failure> {
    if listing.total > 0 {
        let period = |name, text: &Option<Text<'_>>| {
            fields::day_in(style, name, text.as_ref())
                .and_then(|day| day.ok_or_else(|| format!("{name} is missing")))
                .map_err(|error| answer.unexpected(&error))
        };
        let from = period("periodFrom", &listing.period_from)?;
        let to = period("periodTo", &listing.period_to)?;
        for row in &mut listing.rows {
            row.billing_period_from = Some(from);
            row.billing_period_to = Some(to);
        }
    }
    Ok(Page {
        next: listing.next,
        total: Some(listing.total as u64),
        rejected: listing.rejected,
        incomplete: listing.more,
        ..Page::complete(Rows::Charges(listing.rows))
    })
}

fn payable(source: Payable<'_>, style: Style) -> Result<Charge, String> {
    let tagged = Tagged::read(source.tags)?;
    let invoice = source.invoice.unwrap_or_default();
    let mut extra = Extra::default();
    extra.raw("isProratable", source.is_proratable);
    extra.raw("deductions", source.deductions);
    extra.raw("fees", source.fees);
    extra.raw("taxes", source.taxes);
    extra.raw("tags", source.tags.filter(|_| tagged.has_more));
    extra.raw(
        "invoicePeriodFrom",
        other_than(invoice.period_from, source.period_from.as_ref()),
    );
    extra.raw(
        "invoicePeriodTo",
        other_than(invoice.period_to, source.period_to.as_ref()),
    );
    Ok(Charge {
        direction: ChargeDirection::Payable,
        customer_name: tagged
            .customer_name
            .filter(|_| tagged.customer_id.is_none()),
        customer_id: tagged.customer_id,
        subscription_id: tagged.subscription_id,
        charge_id: fields::kept(source.charge_id),
        product_id: fields::kept(source.product_id),
        sku: fields::sku(source.sku),
        product_name: fields::kept(source.product_name),
        charge_name: fields::kept(source.charge_name),
        kind: kind(source.charge_type.as_ref()),
        billing_cycle: fields::term(source.billing_cycle_type.as_ref()),
        billing_period_from: None,
        billing_period_to: None,
        charge_from: fields::day_in(style, "periodFrom", source.period_from.as_ref())?,
        charge_to: fields::day_in(style, "periodTo", source.period_to.as_ref())?,
        quantity: fields::decimal_in(style, "quantity", &source.quantity)?,
        list_price: fields::decimal_in(style, "listPrice", &source.list_price)?,
        unit_price: fields::decimal_in(style, "netPrice", &source.net_price)?,
        prorated_unit_price: fields::decimal_in(
            style,
            "netPriceProrated",
            &source.net_price_prorated,
        )?,
        amount: fields::decimal_in(style, "subTotal", &source.sub_total)?,
        currency: fields::currency(source.currency.as_ref()),
        billed: source.is_billed,
        invoice_number: fields::kept(invoice.number),
        invoice_date: fields::day_in(style, "invoice.date", invoice.date.as_ref())?,
        extra: extra.finish(),
    })
}

fn receivable(source: Receivable<'_>, customer: &str, style: Style) -> Result<Charge, String> {
    let quantity = fields::decimal_in(style, "quantity", &source.quantity)?;
    let prorated = fields::decimal_in(style, "costPriceProrated", &source.cost_price_prorated)?;
    let mut extra = Extra::default();
    extra.raw("isProratable", source.is_proratable);
    Ok(Charge {
        direction: ChargeDirection::Receivable,
        customer_id: Some(customer.to_owned()),
        customer_name: None,
        subscription_id: None,
        charge_id: fields::kept(source.charge_id),
        product_id: None,
        sku: fields::sku(source.sku),
        product_name: fields::kept(source.product_name),
        charge_name: fields::kept(source.charge_name),
        kind: kind(source.charge_type.as_ref()),
        billing_cycle: fields::term(source.billing_cycle_type.as_ref()),
        billing_period_from: None,
        billing_period_to: None,
        charge_from: fields::day_in(style, "periodFrom", source.period_from.as_ref())?,
        charge_to: fields::day_in(style, "periodTo", source.period_to.as_ref())?,
        quantity,
        list_price: None,
        unit_price: fields::decimal_in(style, "costPrice", &source.cost_price)?,
        prorated_unit_price: prorated,
        // The line's total is not in the answer. Sherweb defines that of a payable line as this product.
        amount: quantity
            .zip(prorated)
            .and_then(|(quantity, price)| quantity.times(price)),
        currency: fields::currency(source.currency.as_ref()),
        billed: None,
        invoice_number: None,
        invoice_date: None,
        extra: extra.finish(),
    })
}

/// An invoice's date, unless it is the charge's own.
fn other_than<'a>(raw: Option<&'a RawValue>, own: Option<&Text<'_>>) -> Option<&'a RawValue> {
    raw.filter(|raw| own.is_none_or(|own| raw.get().trim_matches('"') != own.as_str()))
}

/// `Unknown` is Sherweb's own word, for older invoices.
fn kind(text: Option<&Text<'_>>) -> ChargeKind {
    let word = text.map_or("", |text| text.as_str().trim());
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    match word {
        _ if is("recurring") => ChargeKind::Recurring,
        _ if is("usage") => ChargeKind::Usage,
        _ if is("setup") => ChargeKind::Setup,
        "" => ChargeKind::Other("Unknown".to_owned()),
        _ => ChargeKind::Other(word.to_owned()),
    }
}
