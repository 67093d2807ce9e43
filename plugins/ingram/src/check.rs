//! The login test: counts the customers, and looks at a few subscriptions for what the documents leave open.

use seatwise_plugin::types::RejectedRow;
use seatwise_plugin::{Account, Failure, Host};

use crate::answer::{Answer, fetch, fetch_all};
use crate::fields::{Field, record};
use crate::money::money;
use crate::requests::SAMPLE;
use crate::settings::Region;

/// What a person should know whatever the account is like.
const NO_BILLS: &str = "Ingram Micro hands out bills only as report files on another host, which Seatwise does not download: no charges are read.";

record!(
    /// What of a subscription is looked at.
    SampleRow {
        id: "id",
        status: "status",
        billing_period: "billingPeriod",
        products: "products",
    }
);

record!(
    /// What of a product is looked at.
    SampleItem {
        price: "unitPrice",
        cost: "unitCost",
    }
);

/// Logs in, counts the customers, and says what comes with subscriptions.
pub(crate) fn check(region: Region, host: &dyn Host) -> Result<Account, Failure> {
    let request = region.first_customer();
    let body = fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let customers = answer
        .total
        .ok_or_else(|| answer.unusable("without pagination.total"))?;
    let mut notes = match sample(region, host) {
        Ok(sample) => sample.notes(),
        Err(failure) => vec![format!(
            "No subscription can be looked at ({}).",
            failure.message
        )],
    };
    notes.push(NO_BILLS.to_owned());
    Ok(Account { customers, notes })
}

/// What came with a few subscriptions that are in force.
#[derive(Debug, Default)]
struct Sample {
    subscriptions: usize,
    with_period: usize,
    products: usize,
    priced: usize,
    with_cost: usize,
    /// Why details could not be read, where that was so.
    failure: Option<String>,
}

fn sample(region: Region, host: &dyn Host) -> Result<Sample, Failure> {
    let request = region.some_subscriptions();
    let body = fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let nobody = |_: &SampleRow<'_>| RejectedRow::new("", "");
    let listed = answer.read(nobody, |row, _| {
        // A vendor that ignores the wish for a status gives others, too.
        let word = row.status.string().unwrap_or_default();
        let id = row
            .id
            .string()
            .filter(|_| word.eq_ignore_ascii_case("active"));
        id.ok_or_else(String::new)
    });
    let limit = usize::try_from(SAMPLE).unwrap_or(usize::MAX);
    let requests: Vec<_> = listed
        .rows
        .iter()
        .take(limit)
        .map(|id| region.subscription(id))
        .collect();
    let mut sample = Sample::default();
    for body in fetch_all(host, &requests) {
        match body {
            Ok(body) => sample.add(&body),
            Err(failure) => sample.failure = Some(failure.message),
        }
    }
    Ok(sample)
}

impl Sample {
    fn add(&mut self, body: &[u8]) {
        let Ok(row) = serde_json::from_slice::<SampleRow<'_>>(body) else {
            return;
        };
        self.subscriptions += 1;
        self.with_period += usize::from(row.billing_period.raw().is_some());
        let has = |field: Field<'_>| {
            let amount = money(field, "").ok().flatten();
            usize::from(amount.is_some_and(|money| !money.amount.is_zero()))
        };
        let items: Vec<SampleItem<'_>> = row.products.nested().unwrap_or_default();
        for item in items {
            self.products += 1;
            self.priced += has(item.price);
            self.with_cost += has(item.cost);
        }
    }

    fn notes(&self) -> Vec<String> {
        if let Some(failure) = &self.failure {
            return vec![format!(
                "The details of an active subscription cannot be read ({failure}); without them, no seats and prices are known."
            )];
        }
        if self.products == 0 {
            return vec![
                "The account shows no active subscription with products, so this test cannot say whether Ingram Micro sends costs."
                    .to_owned(),
            ];
        }
        let products = self.products;
        let mut notes = vec![match (self.with_cost, self.priced) {
            (0, 0) => "Ingram Micro sends neither prices nor costs with the active subscriptions that were looked at.".to_owned(),
            (0, _) => "Ingram Micro sends your customers' prices and no costs (unitCost) with the active subscriptions that were looked at, so margins are unknown. Ask Ingram Micro to show your costs to the API user.".to_owned(),
            (costs, _) => format!(
                "Ingram Micro sends your cost (unitCost) with {costs} of {products} products of the active subscriptions that were looked at. Compare one with your bill: it is not published whose cost it is."
            ),
        }];
        if self.with_period == 0 {
            notes.push(
                "These subscriptions have no billing period, so it is unknown for how long a price is: your region runs an older version of the interface."
                    .to_owned(),
            );
        }
        notes
    }
}
