//! The products of a subscription.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::amounts::{money, quantity};
use super::held::Held;
use super::ids::{hash, product_id};
use super::{CostsShown, IngramOptions, IngramVersion, periods};
use crate::world::{PRODUCTS, convert, rounded};
use crate::{Cycle, Model, Product, Status};

/// One product, with what a unit costs in a whole billing period.
pub(super) struct Item {
    pub(super) product: &'static Product,
    pub(super) id: String,
    pub(super) mpn: String,
    pub(super) quantity: i64,
    /// What the customer pays; none where it is not known.
    pub(super) price: Option<Decimal>,
    /// What the reseller pays, in its currency.
    pub(super) cost: Option<Decimal>,
    publisher_id: Option<String>,
    /// Where its optional details are drawn from.
    place: u64,
}

impl Held<'_> {
    /// The currency of what the reseller pays.
    pub(super) fn cost_currency<'a>(&'a self, options: &'a IngramOptions) -> &'a str {
        let other = options.cost_currency.as_deref();
        other.unwrap_or(self.customer.currency)
    }

    fn item(
        &self,
        options: &IngramOptions,
        product: &'static Product,
    ) -> (Item, Option<(Decimal, Decimal)>) {
        let item = Item {
            product,
            id: product_id(product.sku, self.terms.term, self.terms.billing),
            mpn: periods::mpn(options, product, self.terms),
            quantity: 0,
            price: None,
            cost: None,
            publisher_id: None,
            place: self.salt ^ hash(product.sku),
        };
        let bought = self
            .bought
            .iter()
            .find(|bought| bought.product.sku == product.sku);
        let bought = bought.unwrap_or(&self.first);
        // The world's prices are those of a month or of a year.
        let charged = if bought.cycle == Cycle::Yearly { 12 } else { 1 };
        let factor = match bought.trial {
            true => Decimal::ZERO,
            false => Decimal::from((self.terms.billing / charged).max(1)),
        };
        let cost = convert(
            bought.cost,
            self.customer.currency,
            self.cost_currency(options),
        );
        let amounts = (rounded(bought.price * factor, 2), rounded(cost * factor, 4));
        (item, bought.priced.then_some(amounts))
    }

    /// All products of it, the bought ones first.
    pub(super) fn items(&self, options: &IngramOptions) -> Vec<Item> {
        let irregular = options.world.irregular;
        let mut items: Vec<Item> = self
            .bought
            .iter()
            .map(|bought| {
                let (item, amounts) = self.item(options, bought.product);
                // What is gone of a subscription that goes on, and what is only metered, stays with none.
                let metered = bought.product.model == Model::Usage && irregular;
                let none = (bought.status == Status::Deleted && !self.has_ended())
                    || (metered && self.salt.is_multiple_of(2));
                Item {
                    quantity: if none { 0 } else { bought.seats },
                    price: amounts.map(|(price, _)| price),
                    cost: amounts.map(|(_, cost)| cost),
                    publisher_id: (bought.product.model != Model::Once)
                        .then(|| bought.publisher_id.clone()),
                    ..item
                }
            })
            .collect();
        items.extend(self.unbought(options));
        items
    }

    /// A resource of the plan that was not bought.
    fn unbought(&self, options: &IngramOptions) -> Option<Item> {
        let first = self.first.product;
        if !options.unbought || self.salt % 4 != 1 || first.model != Model::Seats {
            return None;
        }
        let product = PRODUCTS.iter().find(|product| {
            let mut bought = self.bought.iter();
            product.publisher == first.publisher
                && product.model == Model::Seats
                && bought.all(|bought| bought.product.sku != product.sku)
        })?;
        let (item, amounts) = self.item(options, product);
        Some(Item {
            price: amounts.map(|(price, _)| price),
            cost: amounts.map(|(_, cost)| cost),
            ..item
        })
    }

    /// Whether the reseller sees what it pays for this one.
    pub(super) fn shows_costs(&self, options: &IngramOptions) -> bool {
        options.version >= IngramVersion::V1_15
            && match options.costs {
                CostsShown::All => true,
                CostsShown::Some => self.salt.is_multiple_of(2),
                CostsShown::None => false,
            }
    }

    /// An item as the detail of a subscription has it.
    pub(super) fn item_row(&self, options: &IngramOptions, item: &Item) -> Value {
        let (version, place) = (options.version, item.place);
        let currency = self.customer.currency;
        let paid = self.cost_currency(options);
        let mut row = Map::new();
        let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
        put("mpn", item.mpn.clone().into());
        if version > IngramVersion::V1_1 || options.item_ids {
            put("id", item.id.clone().into());
        }
        if version >= IngramVersion::V1_5 {
            put("name", item.product.name.into());
        }
        put(
            "quantity",
            quantity(options.quantities, item.quantity, place),
        );
        let units = Decimal::from(item.quantity);
        if let Some(price) = item.price {
            let mut unit = money(options, price, currency, place);
            // Prices by tiers have the one in force beside them.
            if options.world.irregular
                && version >= IngramVersion::V1_15
                && place.is_multiple_of(6)
                && let Some(members) = unit.as_object_mut()
            {
                let dearer = rounded(price * Decimal::new(110, 2), 2);
                let tiers = json!([
                    { "lowerLimit": "1", "amount": dearer.to_string() },
                    { "lowerLimit": "10", "amount": price.to_string() },
                ]);
                members.insert("priceTiers".to_owned(), tiers);
            }
            put("unitPrice", unit);
            let extended = money(options, price * units, currency, place >> 2);
            put("extendedPrice", extended);
        }
        if version < IngramVersion::V1_15 {
            return Value::Object(row);
        }
        put("vendor", item.product.publisher.into());
        if let Some(id) = &item.publisher_id
            && !(options.world.irregular && place.is_multiple_of(5))
        {
            put("vendorSubscriptionId", id.clone().into());
        }
        if let Some(cost) = item.cost {
            if self.shows_costs(options) {
                put("unitCost", money(options, cost, paid, place >> 4));
            }
            if options.provider_costs {
                let provider = rounded(cost * Decimal::new(9, 1), 4);
                put("unitProviderCost", money(options, provider, paid, place));
            }
        }
        Value::Object(row)
    }
}
