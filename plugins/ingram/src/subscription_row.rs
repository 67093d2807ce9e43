//! One subscription, from the vendor's fields to the common schema: a row for each of its products.

use std::collections::BTreeMap;

use seatwise_plugin::types::{ChargeModel, RejectedRow, Subscription, SubscriptionStatus};
use serde_json::value::RawValue;

use crate::answer::{Rows, rejected};
use crate::fields::{Extra, record};
use crate::parameters;
use crate::periods::period;
use crate::product_item::ProductItem;
use crate::seen::Seen;
use crate::status::status;

record!(
    /// A subscription as the vendor sends it: in the list without products, in its details with them.
    SubscriptionRow {
        id: "id",
        customer: "customerId",
        name: "name",
        status: "status",
        renewal_status: "renewalStatus",
        renewal_date: "renewalDate",
        created: "creationDate",
        modified: "lastModifiedDate",
        expires: "expirationDate",
        billing_model: "billingModel",
        billing_period: "billingPeriod",
        subscription_period: "subscriptionPeriod",
        products: "products",
        order_parameters: "orderParameters",
        fulfillment_parameters: "fulfillmentParameters",
        // The same; the descriptions spell it both ways.
        fulfilment_parameters: "fulfilmentParameters",
    }
);

impl<'a> SubscriptionRow<'a> {
    /// Takes from the list what the details do not repeat.
    pub(crate) fn completed(self, listed: &SubscriptionRow<'a>) -> Self {
        Self {
            customer: self.customer.or(listed.customer),
            name: self.name.or(listed.name),
            status: self.status.or(listed.status),
            renewal_status: self.renewal_status.or(listed.renewal_status),
            renewal_date: self.renewal_date.or(listed.renewal_date),
            created: self.created.or(listed.created),
            modified: self.modified.or(listed.modified),
            expires: self.expires.or(listed.expires),
            billing_model: self.billing_model.or(listed.billing_model),
            billing_period: self.billing_period.or(listed.billing_period),
            subscription_period: self.subscription_period.or(listed.subscription_period),
            ..self
        }
    }
}

/// Whom and what a subscription is about, as far as that can be read. Its name is that of a plan and may belong to
/// no product, so it is not named.
pub(crate) fn about(row: &SubscriptionRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.customer.string(),
        subscription_id: row.id.string(),
        ..RejectedRow::new("", "")
    }
}

/// The id of the row of one product in a subscription. It has the product in it even where there is only one, so
/// that a second one does not change the id of the first.
pub(crate) fn row_id(subscription: &str, product: &str) -> String {
    format!("{subscription}/{product}")
}

/// A subscription without its products: one row that says what the list says.
pub(crate) fn bare(row: &mut SubscriptionRow<'_>) -> Result<Subscription, String> {
    let mut subscription = common(row)?;
    subscription.priced = false;
    let shared = shared(row, &subscription, 0);
    let mut extra = Extra::default();
    extra.push_text("subscriptionId", Some(&subscription.id));
    extra.push_object("subscription", shared.as_deref());
    subscription.extra = extra.take();
    Ok(subscription)
}

/// A subscription with its products: one row for each that was bought.
pub(crate) fn rows(
    row: &mut SubscriptionRow<'_>,
    source: &str,
    seen: &mut Seen,
) -> Rows<Subscription> {
    let mut built = Rows {
        rows: Vec::new(),
        rejected: Vec::new(),
    };
    let common = match common(row) {
        Ok(common) => common,
        Err(reason) => {
            built.rejected.push(rejected(about(row), reason, source));
            return built;
        }
    };
    let sources: Vec<&RawValue> = match row.products.raw().map(serde_json::from_str) {
        None => Vec::new(),
        Some(Ok(sources)) => sources,
        Some(Err(_)) => {
            let reason = "products is not a list".to_owned();
            built.rejected.push(rejected(about(row), reason, source));
            return built;
        }
    };
    seen.note(row, &common);
    if sources.is_empty() {
        // One that is not provisioned yet may have none.
        match bare(row) {
            Ok(subscription) => built.rows.push(subscription),
            Err(reason) => built.rejected.push(rejected(about(row), reason, source)),
        }
        return built;
    }
    let shared = shared(row, &common, sources.len());
    let items: Vec<(&RawValue, Option<ProductItem<'_>>)> = sources
        .into_iter()
        .map(|source| (source, serde_json::from_str(source.get()).ok()))
        .collect();
    let any_bought = items
        .iter()
        .any(|(_, item)| item.as_ref().is_some_and(ProductItem::is_bought));
    let mut known = BTreeMap::new();
    for (source, item) in items {
        let Some(mut item) = item else {
            let reason = "a product is not an object".to_owned();
            built
                .rejected
                .push(rejected(about(row), reason, source.get()));
            continue;
        };
        // The plan has products that nobody bought, with a quantity of zero.
        if any_bought && !item.is_bought() {
            continue;
        }
        let outcome = item.key(&common.id, &mut known).and_then(|id| {
            let built = item.subscription(&common, id.clone(), shared.as_deref(), seen);
            built.map_err(|reason| (Some(id), reason))
        });
        match outcome {
            Ok(subscription) => built.rows.push(subscription),
            Err((id, reason)) => {
                let about = item.about(about(row), id);
                built.rejected.push(rejected(about, reason, source.get()));
            }
        }
    }
    built
}

/// The columns that all products of a subscription share.
fn common(row: &SubscriptionRow<'_>) -> Result<Subscription, String> {
    let status = status(row.status);
    let auto_renew = row.renewal_status.flag();
    // One that ended, or does not renew by itself, has no next term.
    let renews = auto_renew == Some(true) && status != SubscriptionStatus::Cancelled;
    let renews_on = if renews {
        row.renewal_date.day("renewalDate")?
    } else {
        None
    };
    Ok(Subscription {
        id: row.id.required("id")?,
        customer_id: row.customer.required("customerId")?,
        publisher_subscription_id: None,
        sku: None,
        publisher_product_id: None,
        publisher_sku_id: None,
        // That of the plan, for products without a name.
        product_name: row.name.string(),
        friendly_name: None,
        status,
        charge_model: charge_model(row),
        // Only the plan says so, one request for each.
        trial: false,
        seats: None,
        renewal_seats: None,
        billing_cycle: period(row.billing_period),
        commitment_term: period(row.subscription_period),
        purchased_at: row.created.timestamp("creationDate")?,
        starts_on: None,
        // Whether this is the last day or the one after it is not published.
        commitment_ends_on: row.expires.day("expirationDate")?,
        renews_on,
        renewal_computed: false,
        auto_renew,
        cancellable_until: None,
        committed: Vec::new(),
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: None,
        priced: true,
        updated_at: row.modified.timestamp("lastModifiedDate")?,
        extra: None,
    })
}

/// In arrears, or rated by the publisher, is by use. A word that nobody published is taken for seats, as nearly all
/// are, and `extra` has it.
fn charge_model(row: &SubscriptionRow<'_>) -> ChargeModel {
    let word = row.billing_model.string().unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "chargeafterbillingperiod" | "chargeexternalrating" => ChargeModel::Usage,
        _ => ChargeModel::Seats,
    }
}

/// What the columns do not show of a subscription, for each of its rows.
fn shared(row: &mut SubscriptionRow<'_>, common: &Subscription, products: usize) -> Option<String> {
    let mut extra = std::mem::take(&mut row.extra);
    extra.push("name", row.name);
    extra.push("billingModel", row.billing_model);
    extra.push("billingPeriod", row.billing_period);
    extra.push("subscriptionPeriod", row.subscription_period);
    // Two words become one status: which it was is still to be seen.
    if matches!(
        common.status,
        SubscriptionStatus::Suspended | SubscriptionStatus::Cancelled
    ) {
        extra.push("status", row.status);
    }
    if common.auto_renew.is_none() {
        extra.push("renewalStatus", row.renewal_status);
    }
    if common.renews_on.is_none() {
        extra.push("renewalDate", row.renewal_date);
    }
    parameters::keep(
        &mut extra,
        &[
            row.order_parameters,
            row.fulfillment_parameters,
            row.fulfilment_parameters,
        ],
    );
    extra.push_count("products", products);
    extra.take()
}
