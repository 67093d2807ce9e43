//! One subscription, from the vendor's fields to the common schema.

use seatwise_plugin::json;
use seatwise_plugin::types::{
    ChargeModel, Decimal, RejectedRow, Subscription, SubscriptionStatus, Term, Timestamp,
};

use crate::commitment::{Dates, auto_renew};
use crate::fields::{Field, day_of, record};
use crate::part_number::PartNumber;
use crate::terms::term;

/// Microsoft's product id of the Azure Plan, which is always charged by use.
const AZURE_PLAN: &str = "DZH318Z0BPS6";
/// Digits behind the point that the vendor's amounts can be trusted for.
const MONEY_SCALE: u8 = 4;

record!(
    /// A subscription as the vendor sends it.
    SubscriptionRow {
        id: "id",
        customer_id: "customerId",
        publisher_id: "subscriptionId",
        friendly_name: "subscriptionName",
        sku_id: "ccpSkuId",
        product_info: "ccpProductInfo",
        publisher_product: "subscriptionProductId",
        publisher_sku: "subscriptionSkuId",
        offer: "subscriptionOfferId",
        part_number: "mfgPartNumber",
        licenses: "subscriptionTotalLicenses",
        status: "subscriptionStatus",
        purchased: "subscriptionPurchasedDate",
        starts: "subscriptionStartDate",
        ends: "subscriptionEndDate",
        renews: "renewalDate",
        cancellable: "cancellationAllowedUntilDate",
        cycle: "subscriptionBillingCycle",
        term: "subscriptionBillingTerm",
        renew_status: "subscriptionRenewStatus",
        auto_renew: "autoRenew",
        trial: "isTrial",
        updated: "lastUpdatedDate",
        price: "price",
        cost: "cost",
        list_price: "msrp",
        currency: "currency",
    }
);

record!(ProductInfo {
    sku: "skuDisplayName",
    product: "productDisplayName",
    plan: "planDisplayName"
});

/// The key of a row, where it can be read.
pub(crate) fn key(row: &SubscriptionRow<'_>) -> Option<String> {
    row.id.string()
}

/// Whom and what a row is about, as far as that can be read.
pub(crate) fn about(row: &SubscriptionRow<'_>) -> RejectedRow {
    let part = part_number(row);
    RejectedRow {
        customer_id: row.customer_id.string(),
        subscription_id: key(row),
        publisher_product_id: part.product,
        publisher_sku_id: part.sku,
        sku: sku(row),
        product_name: product_name(row.product_info),
        ..RejectedRow::new("", "")
    }
}

/// Turns a row into a subscription; fails with the reason where it cannot be understood.
pub(crate) fn subscription(
    row: &mut SubscriptionRow<'_>,
    now: Timestamp,
) -> Result<Subscription, String> {
    let part = part_number(row);
    let cycle = part
        .cycle
        .clone()
        .or_else(|| row.cycle.string().map(|text| term(&text)));
    let commitment = part
        .term
        .clone()
        .or_else(|| row.term.string().map(|text| term(&text)));
    let model = charge_model(
        is_charged_by_use(row, part.product.as_deref())?,
        cycle.as_ref(),
    );
    let by_use = model == ChargeModel::Usage;
    let dates = Dates::read(row, model, commitment.as_ref(), now)?;
    let seats = row.licenses.decimal("subscriptionTotalLicenses")?;
    keep_sources(row, &dates, by_use);
    let known = |amount: Option<Decimal>| amount.filter(|_| !by_use);
    Ok(Subscription {
        id: row.id.string().ok_or("the row has no id")?,
        customer_id: row
            .customer_id
            .string()
            .ok_or("the row has no customerId")?,
        publisher_subscription_id: row.publisher_id.string(),
        sku: sku(row),
        publisher_product_id: part.product,
        publisher_sku_id: part.sku,
        product_name: product_name(row.product_info),
        friendly_name: row.friendly_name.string(),
        status: status(&row.status.string().unwrap_or_default()),
        charge_model: model,
        trial: row.trial.boolean().unwrap_or(false) || is_trial(&row.status),
        seats: known(seats),
        renewal_seats: None,
        billing_cycle: cycle,
        commitment_term: if by_use { Some(Term::None) } else { commitment },
        purchased_at: row.purchased.timestamp("subscriptionPurchasedDate")?,
        starts_on: row
            .starts
            .timestamp("subscriptionStartDate")?
            .and_then(day_of),
        commitment_ends_on: dates.ends_on,
        renews_on: dates.renews_on,
        renewal_computed: dates.computed,
        auto_renew: auto_renew(row),
        cancellable_until: row.cancellable.timestamp("cancellationAllowedUntilDate")?,
        committed: Vec::new(),
        unit_cost: known(money(row.cost, "cost")?),
        unit_price: known(money(row.price, "price")?),
        list_price: known(money(row.list_price, "msrp")?),
        currency: json::currency(row.currency.string().as_deref()),
        priced: true,
        updated_at: row.updated.timestamp("lastUpdatedDate")?,
        extra: row.extra.take(),
    })
}

fn sku(row: &SubscriptionRow<'_>) -> Option<String> {
    row.part_number
        .string()
        .or_else(|| row.offer.string())
        .or_else(|| row.sku_id.string())
}

fn part_number(row: &SubscriptionRow<'_>) -> PartNumber {
    PartNumber::parse(&row.part_number.string().unwrap_or_default()).or_fields(
        row.publisher_product.string().as_deref(),
        row.publisher_sku.string().as_deref(),
        row.offer.string().as_deref(),
    )
}

/// Whether consumption is charged afterwards. Billing and resource type say "licence" for these rows
/// as well; what gives them away is a term without length that costs nothing.
fn is_charged_by_use(row: &SubscriptionRow<'_>, product: Option<&str>) -> Result<bool, String> {
    if product == Some(AZURE_PLAN) {
        return Ok(true);
    }
    let starts = row.starts.timestamp("subscriptionStartDate")?;
    let ends = row.ends.timestamp("subscriptionEndDate")?;
    let free = |amount: Option<Decimal>| amount.is_none_or(|amount| amount.is_zero());
    Ok(starts.is_some()
        && starts == ends
        && free(row.price.decimal("price")?)
        && free(row.cost.decimal("cost")?))
}

fn charge_model(by_use: bool, cycle: Option<&Term>) -> ChargeModel {
    match cycle {
        _ if by_use => ChargeModel::Usage,
        Some(Term::OneTime) => ChargeModel::OneTime,
        _ => ChargeModel::Seats,
    }
}

/// Rounds half up: the vendor's amounts carry the noise of binary fractions in their last digits.
fn money(field: Field<'_>, name: &str) -> Result<Option<Decimal>, String> {
    Ok(field.decimal(name)?.map(|amount| amount.round(MONEY_SCALE)))
}

fn is_trial(status: &Field<'_>) -> bool {
    status
        .string()
        .is_some_and(|status| status.eq_ignore_ascii_case("trial"))
}

fn product_name(info: Field<'_>) -> Option<String> {
    // The SKU's name is what was bought; the product's names the family ("Microsoft 365 NCE").
    let info: ProductInfo<'_> = info.nested()?;
    info.sku
        .string()
        .or_else(|| info.product.string())
        .or_else(|| info.plan.string())
}

/// Answers spell the status in lower case, filters in upper case; other clients saw further words.
pub(crate) fn status(text: &str) -> SubscriptionStatus {
    match text.to_ascii_lowercase().replace('-', "_").as_str() {
        "active" | "enabled" | "running" | "available" | "complete" | "completed" | "trial"
        | "past_due" => SubscriptionStatus::Active,
        "pending" | "accepted" | "confirmed" | "initiated" | "in_progress" | "provisioning" => {
            SubscriptionStatus::Pending
        }
        "suspended" | "paused" | "disabled" | "stopped" => SubscriptionStatus::Suspended,
        "deleted" | "cancelled" | "canceled" => SubscriptionStatus::Cancelled,
        "expired" => SubscriptionStatus::Expired,
        "" => SubscriptionStatus::Other("unspecified".to_owned()),
        _ => SubscriptionStatus::Other(text.to_owned()),
    }
}

/// Keeps what the columns do not show as it was sent.
fn keep_sources(row: &mut SubscriptionRow<'_>, dates: &Dates, by_use: bool) {
    let extra = &mut row.extra;
    extra.push("ccpSkuId", &row.sku_id);
    extra.push("ccpProductInfo", &row.product_info);
    extra.push("subscriptionProductId", &row.publisher_product);
    extra.push("subscriptionSkuId", &row.publisher_sku);
    extra.push("subscriptionOfferId", &row.offer);
    extra.push("subscriptionBillingTerm", &row.term);
    extra.push("subscriptionRenewStatus", &row.renew_status);
    if dates.computed || dates.renews_on.is_none() {
        extra.push("subscriptionEndDate", &row.ends);
        extra.push("renewalDate", &row.renews);
    }
    if by_use {
        extra.push("subscriptionTotalLicenses", &row.licenses);
    }
}
