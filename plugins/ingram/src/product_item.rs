//! One product of a subscription: its seats, prices and ids.

use std::collections::BTreeMap;

use seatwise_plugin::types::{ChargeModel, RejectedRow, Subscription};

use crate::fields::record;
use crate::money::{Money, amounts, money};
use crate::mpn::PublisherIds;
use crate::seen::Seen;
use crate::subscription_row::row_id;

record!(
    /// A product of a subscription as the vendor sends it.
    ProductItem {
        id: "id",
        mpn: "mpn",
        name: "name",
        quantity: "quantity",
        unit_price: "unitPrice",
        unit_cost: "unitCost",
        publisher_subscription: "vendorSubscriptionId",
    }
);

impl ProductItem<'_> {
    /// Whether it was bought, as far as can be read: a quantity that was not sent is not zero.
    pub(crate) fn is_bought(&self) -> bool {
        let quantity = self.quantity.decimal("").ok().flatten();
        quantity.is_none_or(|quantity| !quantity.is_zero())
    }

    /// The id of its row. An older description has no ids of products, so the part number stands in; a product that
    /// comes again in the same subscription is counted.
    ///
    /// # Errors
    /// Fails where it has neither.
    pub(crate) fn key(
        &self,
        subscription: &str,
        known: &mut BTreeMap<String, u32>,
    ) -> Result<String, (Option<String>, String)> {
        let product = self.id.string().or_else(|| self.mpn.string());
        let product =
            product.ok_or_else(|| (None, "the product has neither id nor mpn".to_owned()))?;
        let id = row_id(subscription, &product);
        let times = known.entry(id.clone()).or_insert(0);
        *times += 1;
        Ok(if *times > 1 {
            format!("{id}/{times}")
        } else {
            id
        })
    }

    /// What it is about, as far as that can be read.
    pub(crate) fn about(&self, subscription: RejectedRow, id: Option<String>) -> RejectedRow {
        let mpn = self.mpn.string();
        let publisher = PublisherIds::parse(mpn.as_deref().unwrap_or_default());
        RejectedRow {
            key: id.clone().or(subscription.key),
            subscription_id: id.or(subscription.subscription_id),
            publisher_product_id: publisher.product,
            publisher_sku_id: publisher.sku,
            sku: mpn,
            product_name: self.name.string(),
            ..subscription
        }
    }

    /// Its row; fails with the reason where it cannot be understood.
    pub(crate) fn subscription(
        &mut self,
        common: &Subscription,
        id: String,
        shared: Option<&str>,
        seen: &mut Seen,
    ) -> Result<Subscription, String> {
        let by_use = common.charge_model == ChargeModel::Usage;
        let mpn = self.mpn.text("mpn")?;
        let publisher = PublisherIds::parse(mpn.as_deref().unwrap_or_default());
        let quantity = self.quantity.decimal("quantity")?;
        let price = money(self.unit_price, "unitPrice")?;
        let cost = money(self.unit_cost, "unitCost")?;
        let amounts = amounts(price.as_ref(), cost.as_ref());
        seen.note_product(cost.is_some(), amounts.currencies_differ);
        let extra = &mut self.extra;
        extra.push_text("subscriptionId", Some(&common.id));
        extra.push("productId", self.id);
        if by_use {
            extra.push("quantity", self.quantity);
        }
        // What is used is not counted in seats, so nothing is paid for one.
        let is_tiered = |money: Option<Money>| money.is_some_and(|money| money.tiered);
        if by_use || is_tiered(price) {
            extra.push("unitPrice", self.unit_price);
        }
        if by_use || amounts.cost.is_none() || is_tiered(cost) {
            extra.push("unitCost", self.unit_cost);
        }
        extra.push_object("subscription", shared);
        // Until here, the name is that of the plan.
        let plan = common.product_name.clone();
        let product_name = self.name.string();
        Ok(Subscription {
            id,
            publisher_subscription_id: self.publisher_subscription.string(),
            sku: mpn.map(std::borrow::Cow::into_owned),
            publisher_product_id: publisher.product,
            publisher_sku_id: publisher.sku,
            friendly_name: plan.clone().filter(|plan| {
                let named = product_name.as_ref();
                named.is_some_and(|name| name != plan)
            }),
            product_name: product_name.or(plan),
            seats: quantity.filter(|_| !by_use),
            unit_cost: amounts.cost.filter(|_| !by_use),
            unit_price: amounts.price.filter(|_| !by_use),
            currency: amounts.currency,
            extra: self.extra.take(),
            ..common.clone()
        })
    }
}
