//! The prices of a product: one plan for every billing term and commitment that it is sold with.

use std::collections::BTreeMap;

use seatwise_plugin::types::{Decimal, Product, RejectedRow};

use crate::answer::Answer;
use crate::decimals::is_larger;
use crate::fields::{Field, record};
use crate::terms::term;

record!(
    /// A plan as the vendor sends it.
    PlanRow {
        product: "productId",
        product_name: "productName",
        billing_term: "billingTerm",
        commitment: "commitmentTerm",
        kind: "type",
        rates: "rates",
    }
);

record!(RateRow {
    cost: "partnerBuyRate",
    list_price: "suggestedRetailPrice",
    from: "startQuantityRange",
    to: "endQuantityRange",
    charge_type: "chargeType",
});

/// The plans of a product, each as the product with its prices; the product alone where it has none.
pub(crate) fn plans(product: &Product, answer: &Answer<'_>) -> Vec<Product> {
    let mut known = BTreeMap::new();
    let nobody = |_: &PlanRow<'_>| RejectedRow::new("", "");
    let read = answer.read(nobody, |row| {
        let mut plan = plan(product, row);
        // A product may have several plans of the same terms, told apart by their units.
        let times = known.entry(plan.id.clone()).or_insert(0_u32);
        *times += 1;
        if *times > 1 {
            plan.id = format!("{}/{times}", plan.id);
        }
        Ok(plan)
    });
    if read.rows.is_empty() {
        vec![product.clone()]
    } else {
        read.rows
    }
}

fn plan(product: &Product, row: &mut PlanRow<'_>) -> Product {
    let billing = row.billing_term.string();
    let commitment = row.commitment.string();
    // The rates of a mark-up are shares or bases, not prices.
    let is_price = !is_word(row.kind, "markup");
    let rate = first_unit(row.rates).filter(|_| is_price);
    let amount = |field: fn(&RateRow<'_>) -> Option<Decimal>| rate.as_ref().and_then(field);
    Product {
        id: format!(
            "{}/{}/{}",
            product.id,
            billing.as_deref().unwrap_or("-"),
            commitment.as_deref().unwrap_or("-")
        ),
        billing_cycle: billing.as_deref().map(term),
        commitment_term: commitment.as_deref().map(term),
        unit_cost: amount(|rate| rate.cost.decimal("").ok().flatten()),
        list_price: amount(|rate| rate.list_price.decimal("").ok().flatten()),
        extra: with_plan(product.extra.as_deref(), row),
        ..product.clone()
    }
}

/// The rate of the first unit, where it is for each unit.
fn first_unit(rates: Field<'_>) -> Option<RateRow<'_>> {
    let rates: Vec<RateRow<'_>> = rates.nested()?;
    let one = Decimal::whole(1);
    let bound = |field: Field<'_>| field.decimal("").ok().flatten();
    rates.into_iter().find(|rate| {
        let begins = bound(rate.from).is_none_or(|from| !is_larger(from, one));
        let goes_on = bound(rate.to).is_none_or(|to| !is_larger(one, to));
        // A rate that does not say is for each unit, as nearly all are.
        let flat = is_word(rate.charge_type, "flatrate") || is_word(rate.charge_type, "flat");
        begins && goes_on && !flat
    })
}

fn is_word(field: Field<'_>, word: &str) -> bool {
    field.string().is_some_and(|text| {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        letters.collect::<String>().eq_ignore_ascii_case(word)
    })
}

/// The product's own fields and the plan's, with all rates as they came: Pax8 names no currency for them.
fn with_plan(product: Option<&str>, row: &mut PlanRow<'_>) -> Option<String> {
    let extra = &mut row.extra;
    extra.push("productId", row.product);
    extra.push("pricingType", row.kind);
    extra.push("rates", row.rates);
    match (product, extra.take()) {
        (Some(product), Some(plan)) => {
            let product = product.strip_suffix('}').unwrap_or(product);
            Some(format!(
                "{product},{}",
                plan.strip_prefix('{').unwrap_or(&plan)
            ))
        }
        (product, plan) => plan.or_else(|| product.map(str::to_owned)),
    }
}
