//! Subscriptions: what a customer has, joined with what it costs.
//!
//! Sherweb states the two in two answers, which are requested together. What is listed is in
//! effect: there is no status, and a cancelled subscription is simply gone.

use std::collections::BTreeMap;

use seatwise_plugin::json::Number;
use seatwise_plugin::types::{
    ChargeModel, CustomerRef, Decimal, RejectedRow, Rows, Subscription, SubscriptionStatus, Term,
    UnavailableFeature,
};
use seatwise_plugin::{Failure, FailureKind, Host, Page, api};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Whole, text_of};
use crate::commitments::{self, Commitment};
use crate::extra::Extra;
use crate::fields::{self, Text};
use crate::paging::Window;
use crate::requests::{self, Requests};
use crate::settings::RecurringFee;

/// The list in each of the answers.
const LIST: &str = "items";

/// An item of the details; in the deprecated answer it has its price with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    product_name: Option<Text<'a>>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    sku: Option<Text<'a>>,
    #[serde(borrow, default)]
    quantity: Number<'a>,
    #[serde(borrow)]
    renewal_settings_configurable: Option<&'a RawValue>,
    #[serde(borrow)]
    purchase_date: Option<Text<'a>>,
    #[serde(borrow)]
    commitment_term: Option<Commitment<'a>>,
    #[serde(borrow)]
    billing_cycle: Option<Text<'a>>,
    #[serde(borrow)]
    fees: Option<Fees<'a>>,
}

/// An item of the pricing information.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pricing<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    billing_cycle: Option<Text<'a>>,
    #[serde(borrow)]
    fees: Option<Fees<'a>>,
}

/// Null for a subscription that has no catalog item: its price is unknown, not zero.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fees<'a> {
    #[serde(borrow)]
    recurring_fee: Option<&'a RawValue>,
    #[serde(borrow)]
    setup_fee: Option<&'a RawValue>,
    #[serde(borrow)]
    currency: Option<Text<'a>>,
}

/// What the vendor says about the price of a subscription.
#[derive(Clone, Default)]
struct Price<'a> {
    billing_cycle: Option<Term>,
    fee: Option<Decimal>,
    raw_fee: Option<&'a RawValue>,
    raw_setup_fee: Option<&'a RawValue>,
    currency: Option<String>,
}

/// Prices by subscription id.
type Prices<'a> = BTreeMap<Text<'a>, Price<'a>>;

/// Reads a page of a customer's subscriptions.
///
/// A suspended customer's prices are not asked for: nothing is sold to it, and the host keeps those it has.
pub(crate) fn read(
    requests: &Requests<'_>,
    fee: RecurringFee,
    customer: &CustomerRef,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let reading = Reading {
        fee,
        customer: &customer.id,
        window: Window::read(cursor)?,
    };
    let asked = [
        requests.subscription_details(&customer.id),
        requests.subscription_pricing(&customer.id),
    ];
    let (details, pricing) = if customer.suspended {
        (api::fetch(host, &asked[0]), None)
    } else {
        let [details, pricing] = requests::send_both(&asked, host);
        (details, Some(pricing))
    };
    let details = match details {
        Ok(body) => body,
        Err(failure) if matches!(failure.status, Some(404 | 410)) => {
            return reading.combined(requests, failure, host);
        }
        Err(failure) => return Err(failure),
    };
    let details = Answer::new(&asked[0], &details)?;
    match pricing {
        None => reading.page(&details, None),
        Some(Ok(pricing)) => reading.priced(&details, &Answer::new(&asked[1], &pricing)?),
        Some(Err(failure)) if requests::is_withheld(&failure) => {
            let mut page = reading.page(&details, None)?;
            page.unavailable.push(UnavailableFeature {
                name: "pricing".to_owned(),
                reason: failure.message,
            });
            Ok(page)
        }
        Some(Err(failure)) => Err(failure),
    }
}

/// What one read is about.
struct Reading<'q> {
    fee: RecurringFee,
    customer: &'q str,
    window: Window,
}

impl Reading<'_> {
    /// Reads the deprecated answer, which has the prices with it.
    fn combined(
        &self,
        requests: &Requests<'_>,
        details: Failure,
        host: &dyn Host,
    ) -> Result<Page, Failure> {
        let request = requests.subscriptions_combined(self.customer);
        let body = api::fetch(host, &request).map_err(|failure| match failure.kind {
            // The customer is gone, or the account has neither: the first answer says it best.
            FailureKind::NotFound => details,
            _ => failure,
        })?;
        self.rows(&Answer::new(&request, &body)?, |source| {
            price(source.billing_cycle.take(), source.fees.take()).map(Some)
        })
    }

    fn priced<'a>(&self, details: &Answer<'a>, pricing: &Answer<'a>) -> Result<Page, Failure> {
        let about = |row: &str| self.about(row);
        let Whole {
            rows: prices,
            mut rejected,
            ..
        } = pricing.whole(LIST, about, |source: Pricing<'a>| {
            let id = source.id.ok_or("id is missing")?;
            Ok((id, price(source.billing_cycle, source.fees)?))
        })?;
        for row in &mut rejected {
            row.reason.insert_str(0, "in the pricing information, ");
        }
        let mut page = self.page(details, Some(&prices.into_iter().collect()))?;
        page.rejected.append(&mut rejected);
        Ok(page)
    }

    /// A subscription that is not among the prices stays unpriced: it was bought between the two answers.
    fn page<'a>(&self, details: &Answer<'a>, prices: Option<&Prices<'a>>) -> Result<Page, Failure> {
        self.rows(details, |source| {
            let known = prices
                .zip(source.id.as_ref())
                .and_then(|(prices, id)| prices.get(id));
            Ok(known.cloned())
        })
    }

    fn rows<'a>(
        &self,
        details: &Answer<'a>,
        mut price: impl FnMut(&mut Source<'a>) -> Result<Option<Price<'a>>, String>,
    ) -> Result<Page, Failure> {
        let listing = details.list(
            LIST,
            &self.window,
            |row| self.about(row),
            |mut source| {
                let price = price(&mut source)?;
                self.row(source, price)
            },
        )?;
        Ok(Page {
            next: listing.next,
            rejected: listing.rejected,
            incomplete: listing.more,
            ..Page::complete(Rows::Subscriptions(listing.rows))
        })
    }

    /// Whom and what an item is about, as far as that can be read.
    fn about(&self, item: &str) -> RejectedRow {
        let id = text_of(item, "id");
        RejectedRow {
            key: id.clone(),
            customer_id: Some(self.customer.to_owned()),
            subscription_id: id,
            sku: text_of(item, "sku"),
            product_name: text_of(item, "productName"),
            ..RejectedRow::new("", "")
        }
    }

    fn row(&self, source: Source<'_>, price: Option<Price<'_>>) -> Result<Subscription, String> {
        let id = fields::required("id", source.id)?;
        let seats = fields::decimal("quantity", &source.quantity)?;
        let term = commitments::read(source.commitment_term)?;
        let priced = price.is_some();
        let price = price.unwrap_or_default();
        let (unit_cost, unit_price) = self.fee.of_seats(price.fee, seats);
        let mut extra = Extra::default();
        extra.raw("description", source.description);
        extra.raw(
            "renewalSettingsConfigurable",
            source.renewal_settings_configurable,
        );
        extra.raw("setupFee", price.raw_setup_fee);
        extra.raw(
            "recurringFee",
            price.raw_fee.filter(|_| !self.fee.is_kept()),
        );
        Ok(Subscription {
            id,
            customer_id: self.customer.to_owned(),
            publisher_subscription_id: None,
            sku: fields::sku(source.sku),
            publisher_product_id: None,
            publisher_sku_id: None,
            product_name: fields::kept(source.product_name),
            friendly_name: None,
            status: SubscriptionStatus::Active,
            charge_model: match price.billing_cycle {
                Some(Term::OneTime) => ChargeModel::OneTime,
                _ => ChargeModel::Seats,
            },
            trial: false,
            seats,
            renewal_seats: term.renewal_seats,
            billing_cycle: price.billing_cycle,
            commitment_term: term.length,
            purchased_at: fields::moment("purchaseDate", source.purchase_date.as_ref())?,
            starts_on: None,
            commitment_ends_on: term.ends_on,
            renews_on: term.renews_on,
            renewal_computed: false,
            auto_renew: term.auto_renew,
            cancellable_until: None,
            committed: term.committed,
            unit_cost,
            unit_price,
            list_price: None,
            currency: price.currency,
            priced,
            updated_at: None,
            extra: extra.finish(),
        })
    }
}

fn price<'a>(billing_cycle: Option<Text<'_>>, fees: Option<Fees<'a>>) -> Result<Price<'a>, String> {
    let billing_cycle = fields::term(billing_cycle.as_ref());
    let Some(fees) = fees else {
        return Ok(Price {
            billing_cycle,
            ..Price::default()
        });
    };
    Ok(Price {
        billing_cycle,
        fee: fields::raw_decimal("recurringFee", fees.recurring_fee)?,
        raw_fee: fees.recurring_fee,
        raw_setup_fee: fees.setup_fee,
        currency: fields::currency(fees.currency.as_ref()),
    })
}
