//! The catalogue: each product with each term and billing period that it is sold with.

use bytes::Bytes;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::amounts::money;
use super::ids::{hash, product_id};
use super::lists::{Row, paged};
use super::periods::{self, Terms, period};
use super::query::{similar, wanted};
use super::{Ingram, IngramOptions, IngramVersion};
use crate::random::Random;
use crate::server::Call;
use crate::world::{PRODUCTS, prices, rounded};
use crate::{Cycle, Model, Product, Term, World};

/// A product as it can be bought.
struct Offer {
    product: &'static Product,
    terms: Terms,
    id: String,
    mpn: String,
}

impl Offer {
    fn new(product: &'static Product, terms: Terms, options: &IngramOptions) -> Self {
        Self {
            product,
            terms,
            id: product_id(product.sku, terms.term, terms.billing),
            mpn: periods::mpn(options, product, terms),
        }
    }

    fn service(&self) -> &'static str {
        match (self.product.publisher, self.product.model) {
            ("Microsoft", Model::Usage) => "AZURE_NCE",
            ("Microsoft", _) => "M365_NCE",
            (publisher, _) => publisher,
        }
    }

    /// What a unit costs the customer and the reseller in a whole billing period.
    fn amounts(&self, options: &IngramOptions) -> (Decimal, Decimal) {
        let term = match self.terms.term {
            0 => Term::None,
            1 => Term::Monthly,
            12 => Term::Annual,
            24 => Term::Biennial,
            _ => Term::Triennial,
        };
        let mut random = Random::new(options.world.seed, &[63, hash(&self.id)]);
        let (_, cost, price) = prices(
            self.product,
            term,
            Cycle::Monthly,
            &options.currency,
            &mut random,
        );
        let months = Decimal::from(self.terms.billing.max(1));
        (rounded(price * months, 2), rounded(cost * months, 4))
    }

    /// Prices (or costs) by type.
    fn amounts_by_type(&self, options: &IngramOptions, amount: Decimal) -> Value {
        let place = hash(&self.id);
        let typed = |kind: &str, amount: Decimal| {
            let mut row = money(options, amount, &options.currency, place);
            if let Some(members) = row.as_object_mut() {
                members.insert("type".to_owned(), kind.into());
                if options.version >= IngramVersion::V1_15 && place.is_multiple_of(3) {
                    members.insert("model".to_owned(), "FLAT".into());
                }
            }
            row
        };
        match self.product.model {
            Model::Usage => json!([typed("overuse", Decimal::new(11, 2))]),
            Model::Seats if place.is_multiple_of(5) => {
                json!([
                    typed("setup", Decimal::from(25)),
                    typed("recurring", amount)
                ])
            }
            Model::Once => json!([typed("setup", amount)]),
            Model::Seats => json!([typed("recurring", amount)]),
        }
    }

    /// What it is an addition to.
    fn depends_on(&self, options: &IngramOptions) -> Option<Self> {
        let first = PRODUCTS.first()?;
        let addition = self.product.publisher == first.publisher
            && self.product.model == Model::Seats
            && hash(self.product.sku) % 5 == 1
            && self.product.sku != first.sku;
        addition.then(|| Self::new(first, self.terms, options))
    }

    fn row(&self, options: &IngramOptions) -> Value {
        let version = options.version;
        let (price, cost) = self.amounts(options);
        let mut row = Map::new();
        let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
        put("id", self.id.clone().into());
        put("mpn", self.mpn.clone().into());
        put("serviceName", self.service().into());
        put("name", self.product.name.into());
        put("minimumQuantity", "1".into());
        put("maximumQuantity", "1000".into());
        put("prices", self.amounts_by_type(options, price));
        put("billingPeriod", period(self.terms.billing, true));
        let needed: Vec<Value> = self
            .depends_on(options)
            .map(|offer| match version {
                IngramVersion::V1_15 => json!({ "mpn": offer.mpn, "id": offer.id }),
                _ => json!({ "mpn": offer.mpn }),
            })
            .into_iter()
            .collect();
        put("dependsOn", needed.into());
        if version >= IngramVersion::V1_5 {
            put("costs", self.amounts_by_type(options, cost));
        }
        if version >= IngramVersion::V1_15 {
            put("vendor", self.product.publisher.into());
            put("subscriptionPeriod", period(self.terms.term, true));
            put("billingModel", self.terms.model.into());
            let coterming = json!({ "required": "ALLOWED", "type": "END_OF_MONTH" });
            put("coterming", coterming);
        }
        Value::Object(row)
    }
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    let mut offers: Vec<Offer> = PRODUCTS
        .iter()
        .flat_map(|product| {
            let sold = periods::sold(product).into_iter();
            sold.map(|terms| Offer::new(product, terms, options))
        })
        .collect();
    offers.retain(|offer| {
        similar(call, "name", offer.product.name)
            && wanted(call, "serviceName", offer.service())
            && wanted(call, "mpn", &offer.mpn)
            && wanted(call, "vendor", offer.product.publisher)
    });
    paged(world, options, call, Ingram::PRODUCTS, &offers, |offer| {
        Row {
            id: offer.id.clone(),
            value: offer.row(options),
        }
    })
}
