//! One subscription, from the vendor's fields to the common schema.

use seatwise_plugin::json;
use seatwise_plugin::types::{
    ChargeModel, Decimal, RejectedRow, Subscription, SubscriptionStatus, Term, Timestamp,
};

use crate::commitment;
use crate::fields::record;
use crate::settings::{Amounts, PriceMeaning};
use crate::status::state;
use crate::terms::{is_arrears, is_trial, term};

record!(
    /// A subscription as the vendor sends it. No field is promised.
    SubscriptionRow {
        id: "id",
        company: "companyId",
        publisher_id: "vendorSubscriptionId",
        product_name: "productName",
        quantity: "quantity",
        status: "status",
        billing_term: "billingTerm",
        commitment: "commitment",
        // What the published description calls it; the service sends the name above.
        commitment_term: "commitmentTerm",
        starts: "startDate",
        ends: "endDate",
        created: "createdDate",
        updated: "updatedDate",
        price: "price",
        partner_cost: "partnerCost",
        currency: "currencyCode",
    }
);

/// Whom and what a row is about, as far as that can be read.
pub(crate) fn about(row: &SubscriptionRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.company.string(),
        subscription_id: row.id.string(),
        product_name: row.product_name.string(),
        ..RejectedRow::new("", "")
    }
}

/// Turns a row into a subscription; fails with the reason where it cannot be understood.
pub(crate) fn subscription(
    row: &mut SubscriptionRow<'_>,
    meaning: PriceMeaning,
    now: Timestamp,
) -> Result<Subscription, String> {
    let state = state(row.status, row.ends, now)?;
    let quantity = row.quantity.decimal("quantity")?;
    let billing_term = row.billing_term.string().unwrap_or_default();
    let cycle = (!billing_term.is_empty()).then(|| term(&billing_term));
    let model = charge_model(&billing_term, cycle.as_ref(), quantity);
    let by_use = model == ChargeModel::Usage;
    let committed = commitment::read(row.commitment.or(row.commitment_term))?;
    let price = row.price.decimal("price")?;
    let partner_cost = row.partner_cost.decimal("partnerCost")?;
    let amounts = if by_use {
        // What is used is not counted in seats, so nothing is paid for one.
        Amounts::default()
    } else {
        meaning.place(price, partner_cost)
    };
    let trial = state.trial || is_trial(&billing_term);
    keep_sources(row, model, &amounts, &state.status, cycle.as_ref());
    Ok(Subscription {
        id: row.id.required("id")?,
        customer_id: row.company.required("companyId")?,
        publisher_subscription_id: row.publisher_id.string(),
        sku: None,
        publisher_product_id: None,
        publisher_sku_id: None,
        product_name: row.product_name.string(),
        friendly_name: None,
        status: state.status,
        charge_model: model,
        trial,
        seats: quantity.filter(|_| !by_use),
        renewal_seats: None,
        billing_cycle: cycle,
        commitment_term: committed.term,
        purchased_at: row.created.timestamp("createdDate")?,
        starts_on: row.starts.day("startDate")?,
        commitment_ends_on: committed.ends_on,
        // Only the dependencies of each product say what renews, one request each.
        renews_on: None,
        renewal_computed: false,
        auto_renew: None,
        cancellable_until: None,
        committed: Vec::new(),
        unit_cost: amounts.cost,
        unit_price: amounts.price,
        list_price: None,
        currency: json::currency(row.currency.string().as_deref()),
        priced: true,
        updated_at: row.updated.timestamp("updatedDate")?,
        extra: row.extra.take(),
    })
}

/// Nothing in the list says that something is charged by use. Only a fraction of a seat does, which nobody buys.
fn charge_model(
    billing_term: &str,
    cycle: Option<&Term>,
    quantity: Option<Decimal>,
) -> ChargeModel {
    match cycle {
        _ if is_arrears(billing_term) => ChargeModel::Usage,
        Some(Term::OneTime) => ChargeModel::OneTime,
        _ if quantity.is_some_and(|quantity| quantity.scale > 0) => ChargeModel::Usage,
        _ => ChargeModel::Seats,
    }
}

/// Keeps what the columns do not show as it was sent.
fn keep_sources(
    row: &mut SubscriptionRow<'_>,
    model: ChargeModel,
    amounts: &Amounts,
    status: &SubscriptionStatus,
    cycle: Option<&Term>,
) {
    let extra = &mut row.extra;
    extra.push("endDate", row.ends);
    extra.push("commitment", row.commitment);
    extra.push("commitmentTerm", row.commitment_term);
    let word = row.status.string().unwrap_or_default();
    let is_plain = matches!(
        (word.as_str(), status),
        ("Active", SubscriptionStatus::Active) | ("Cancelled", SubscriptionStatus::Cancelled)
    );
    if !is_plain && !matches!(status, SubscriptionStatus::Other(_)) {
        extra.push("status", row.status);
    }
    if matches!(cycle, Some(Term::None | Term::OneTime)) {
        extra.push("billingTerm", row.billing_term);
    }
    if model == ChargeModel::Usage {
        extra.push("quantity", row.quantity);
    }
    if !amounts.shows_price {
        extra.push("price", row.price);
    }
    if !amounts.shows_cost {
        extra.push("partnerCost", row.partner_cost);
    }
}

record!(ProductOf {
    product: "productId"
});

/// The product of a subscription, which only its price list is found by.
pub(crate) fn product_id(row: &mut ProductOf<'_>) -> Option<String> {
    row.product.string()
}
