//! A subscription.

use arrow::array::ArrayRef;

use super::cells::{count, date, decimal, flag, maybe_text, moment, owned_text, term, text, whole};
use super::ids::{id, visible};
use super::rules::{Verdict, amounts, currency, days, moments, prices_of_list, products, seats};
use super::{Named, Record, Visit, texts, visit_term};
use crate::base::days::day;
use crate::contract::{ChargeModel, CommittedQuantity, Subscription, SubscriptionStatus};

impl Record for Subscription {
    const NAME: &'static str = "subscriptions";

    fn visit(&mut self, visit: Visit<'_>) {
        let Subscription {
            id,
            customer_id,
            publisher_subscription_id,
            sku,
            publisher_product_id,
            publisher_sku_id,
            product_name,
            friendly_name,
            status,
            charge_model: _,
            trial: _,
            seats: _,
            renewal_seats: _,
            billing_cycle,
            commitment_term,
            purchased_at: _,
            starts_on: _,
            commitment_ends_on: _,
            renews_on: _,
            renewal_computed: _,
            auto_renew: _,
            cancellable_until: _,
            committed: _,
            unit_cost: _,
            unit_price: _,
            list_price: _,
            currency,
            priced: _,
            updated_at: _,
            extra,
        } = self;
        visit(id);
        visit(customer_id);
        texts(
            [
                publisher_subscription_id,
                sku,
                publisher_product_id,
                publisher_sku_id,
                product_name,
                friendly_name,
                currency,
                extra,
            ],
            visit,
        );
        visit_term(billing_cycle.as_mut(), visit);
        visit_term(commitment_term.as_mut(), visit);
        if let SubscriptionStatus::Other(word) = status {
            visit(word);
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            key: Some(&self.id),
            customer_id: Some(&self.customer_id),
            subscription_id: Some(&self.id),
            publisher_product_id: self.publisher_product_id.as_deref(),
            publisher_sku_id: self.publisher_sku_id.as_deref(),
            sku: self.sku.as_deref(),
            product_name: self.product_name.as_deref(),
            ..Named::default()
        }
    }

    fn verdict(&self) -> Verdict {
        id("id", &self.id)?;
        id("customer-id", &self.customer_id)?;
        visible([
            (
                "publisher-subscription-id",
                self.publisher_subscription_id.as_deref(),
            ),
            ("sku", self.sku.as_deref()),
            ("publisher-product-id", self.publisher_product_id.as_deref()),
            ("publisher-sku-id", self.publisher_sku_id.as_deref()),
        ])?;
        seats("seats", self.seats)?;
        seats("renewal-seats", self.renewal_seats)?;
        for committed in &self.committed {
            seats("committed quantity", Some(committed.quantity))?;
            days([("committed until", Some(committed.until))])?;
        }
        days([
            ("starts-on", self.starts_on),
            ("commitment-ends-on", self.commitment_ends_on),
            ("renews-on", self.renews_on),
        ])?;
        moments([
            ("purchased-at", self.purchased_at),
            ("cancellable-until", self.cancellable_until),
            ("updated-at", self.updated_at),
        ])?;
        currency(self.currency.as_deref())?;
        let prices = [
            ("unit-cost", self.unit_cost),
            ("unit-price", self.unit_price),
            ("list-price", self.list_price),
        ];
        amounts(prices)?;
        prices_of_list(prices)?;
        products(("seats", self.seats), prices)
    }

    fn columns(rows: &[Self]) -> Vec<ArrayRef> {
        vec![
            text(rows, |row| &row.id),
            text(rows, |row| &row.customer_id),
            maybe_text(rows, |row| row.publisher_subscription_id.as_deref()),
            maybe_text(rows, |row| row.sku.as_deref()),
            maybe_text(rows, |row| row.publisher_product_id.as_deref()),
            maybe_text(rows, |row| row.publisher_sku_id.as_deref()),
            maybe_text(rows, |row| row.product_name.as_deref()),
            maybe_text(rows, |row| row.friendly_name.as_deref()),
            text(rows, |row| subscription_status(&row.status)),
            text(rows, |row| charge_model(row.charge_model)),
            flag(rows, |row| Some(row.trial)),
            count(rows, |row| row.seats),
            count(rows, |row| row.renewal_seats),
            maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
            maybe_text(rows, |row| term(row.commitment_term.as_ref())),
            moment(rows, |row| row.purchased_at),
            date(rows, |row| row.starts_on),
            date(rows, |row| row.commitment_ends_on),
            date(rows, |row| row.renews_on),
            flag(rows, |row| Some(row.renewal_computed)),
            flag(rows, |row| row.auto_renew),
            moment(rows, |row| row.cancellable_until),
            owned_text(rows, |row| Some(committed(&row.committed))),
            decimal(rows, |row| row.unit_cost.filter(|_| row.currency.is_some())),
            decimal(rows, |row| {
                row.unit_price.filter(|_| row.currency.is_some())
            }),
            decimal(rows, |row| {
                row.list_price.filter(|_| row.currency.is_some())
            }),
            maybe_text(rows, |row| row.currency.as_deref()),
            flag(rows, |row| Some(row.priced)),
            moment(rows, |row| row.updated_at),
            maybe_text(rows, |row| row.extra.as_deref()),
        ]
    }
}

/// A JSON array of `{"until": "2026-01-31", "quantity": 25}`.
fn committed(quantities: &[CommittedQuantity]) -> String {
    let entry = |committed: &CommittedQuantity| {
        let until = day(committed.until)?;
        let quantity = whole(committed.quantity)?;
        Some(serde_json::json!({ "until": until.to_string(), "quantity": quantity }))
    };
    let entries: Vec<_> = quantities.iter().filter_map(entry).collect();
    serde_json::Value::from(entries).to_string()
}

fn subscription_status(status: &SubscriptionStatus) -> &str {
    match status {
        SubscriptionStatus::Active => "active",
        SubscriptionStatus::Pending => "pending",
        SubscriptionStatus::Suspended => "suspended",
        SubscriptionStatus::Cancelled => "cancelled",
        SubscriptionStatus::Expired => "expired",
        SubscriptionStatus::Other(word) => word,
    }
}

fn charge_model(model: ChargeModel) -> &'static str {
    match model {
        ChargeModel::Seats => "seats",
        ChargeModel::Usage => "usage",
        ChargeModel::OneTime => "one-time",
    }
}
