//! A subscription of the world as Pax8 sees it.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Pax8Options;
use super::amounts::cents;
use super::dates::days_later;
use super::ids::{company_id, hash, product_id, subscription_id};
use crate::world::date_at;
use crate::{Customer, Cycle, Model, Product, Status, Subscription, Term, World};

/// The states in turn, so that a world of some dozens of subscriptions has all of them.
const TURN: [&str; 20] = [
    "Active",
    "PendingManual",
    "Active",
    "Cancelled",
    "Active",
    "Active",
    "PendingCancel",
    "Active",
    "Converted",
    "Active",
    "Active",
    "Activated",
    "Active",
    "WaitingForDetails",
    "Trial",
    "Active",
    "PendingAutomated",
    "PendingActivation",
    "Converted",
    "Active",
];

/// A subscription with what follows from its data.
pub(super) struct Held<'a> {
    pub(super) customer: &'a Customer,
    pub(super) subscription: &'a Subscription,
    pub(super) id: String,
    pub(super) company: String,
    pub(super) parent: Option<String>,
    pub(super) status: &'static str,
    /// Billed afterwards, by what was used.
    pub(super) usage: bool,
    pub(super) starts: Date,
    pub(super) ends: Option<Date>,
    pub(super) billing_term: &'static str,
    /// How many months a billing term has; 0 where it is billed once.
    pub(super) months: i32,
    /// What the partner pays for a seat and whole billing term.
    pub(super) cost: Decimal,
    /// What the customer pays for a seat and whole billing term.
    pub(super) price: Decimal,
    /// Where its optional details are drawn from.
    pub(super) salt: u64,
    /// Today, where vendors correct what was used before; else none.
    pub(super) today_if_corrected: Option<Date>,
}

/// Whether a product is billed by use at Pax8.
pub(super) fn is_usage(product: &Product) -> bool {
    product.model == Model::Usage || product.publisher == "Acronis"
}

/// The place of a subscription in turns: its customer's place and its own.
fn turn(id: &str) -> u64 {
    let number: u64 = id.parse().unwrap_or_else(|_| hash(id));
    number / 10_000 * 5 + number % 10_000
}

impl<'a> Held<'a> {
    pub(super) fn of(
        world: &World,
        options: &Pax8Options,
        customer: &'a Customer,
        subscription: &'a Subscription,
    ) -> Self {
        let irregular = options.world.irregular;
        let (salt, turn) = (hash(&subscription.id), turn(&subscription.id));
        let usage = is_usage(subscription.product);
        let status = status(subscription, usage, irregular, turn);
        let starts = date_at(subscription.purchased);
        let (billing_term, months) = billing_term(subscription, status, salt);
        // The world's prices are those of a month or of a year.
        let charged = if subscription.cycle == Cycle::Yearly {
            12
        } else {
            1
        };
        let factor = Decimal::from((months / charged).max(1));
        let first = customer.subscriptions.first();
        let parent =
            first.filter(|first| irregular && turn % 7 == 4 && first.id != subscription.id);
        // Some add-ons are included in what they are added to.
        let free = usage || status == "Trial" || (parent.is_some() && salt.is_multiple_of(3));
        let amount = |value| match free {
            true => Decimal::ZERO,
            false => cents(value, customer.currency, &options.currency) * factor,
        };
        Self {
            customer,
            subscription,
            id: subscription_id(&subscription.id),
            company: company_id(&customer.id),
            parent: parent.map(|first| subscription_id(&first.id)),
            status,
            usage,
            starts,
            ends: ends(status, starts, world.today, salt),
            billing_term,
            months,
            cost: amount(subscription.cost),
            price: amount(if options.own_prices {
                subscription.price
            } else {
                subscription.cost
            }),
            salt,
            today_if_corrected: options.usage_shrinks.then_some(world.today),
        }
    }

    /// All subscriptions, in the order of the world.
    pub(super) fn all(world: &'a World, options: &Pax8Options) -> Vec<Self> {
        world
            .starting_at(0)
            .map(|(customer, subscription)| Self::of(world, options, customer, subscription))
            .collect()
    }

    /// The subscription of an id of Pax8's.
    pub(super) fn find(world: &'a World, options: &Pax8Options, id: &str) -> Option<Self> {
        world
            .starting_at(0)
            .find(|(_, subscription)| subscription_id(&subscription.id) == id)
            .map(|(customer, subscription)| Self::of(world, options, customer, subscription))
    }

    pub(super) fn product_id(&self) -> String {
        product_id(self.subscription.product.sku)
    }

    /// Whether it is billed on a day: by its dates, whatever its state, but not before it is activated.
    pub(super) fn runs_on(&self, day: Date) -> bool {
        self.status != "PendingActivation"
            && self.starts <= day
            && self.ends.is_none_or(|ends| ends >= day)
    }
}

fn status(subscription: &Subscription, usage: bool, irregular: bool, turn: u64) -> &'static str {
    match subscription.status {
        Status::Deleted => return "Cancelled",
        Status::Suspended => return "PendingManual",
        Status::Active => {}
    }
    if subscription.trial {
        return "Trial";
    }
    if !irregular || usage || subscription.product.model == Model::Once {
        return "Active";
    }
    TURN[usize::try_from(turn % 20).unwrap_or(0)]
}

/// The billing term, and how many months it has.
fn billing_term(subscription: &Subscription, status: &str, salt: u64) -> (&'static str, i32) {
    match (status, subscription.term, subscription.cycle) {
        ("Trial", _, _) => ("Trial", 0),
        ("PendingActivation" | "Activated", _, Cycle::Monthly) => ("Activation", 0),
        (_, _, Cycle::Once) => ("One-Time", 0),
        (_, Term::Biennial, Cycle::Yearly) => ("2-Year", 24),
        (_, Term::Triennial, Cycle::Yearly) => ("3-Year", 36),
        // Three years are paid by the month or at once.
        (_, Term::Triennial, Cycle::Monthly) if salt.is_multiple_of(2) => ("3-Year", 36),
        (_, _, Cycle::Yearly) => ("Annual", 12),
        (_, _, Cycle::Monthly) => ("Monthly", 1),
    }
}

fn ends(status: &str, starts: Date, today: Date, salt: u64) -> Option<Date> {
    let days = i64::try_from(salt % 200).unwrap_or(0);
    let past = salt.is_multiple_of(2);
    let ends = match status {
        "Cancelled" => days_later(today, -1 - days),
        // A cancellation whose day has come is not carried out at once.
        "PendingCancel" if past => days_later(today, -1 - days % 5),
        "PendingCancel" => days_later(today, days % 60),
        "Trial" if past => days_later(today, -1 - days % 20),
        "Trial" => days_later(today, days % 25),
        // Nobody says whether this is the trial that ended or what runs on.
        "Converted" if past => days_later(today, -1 - days),
        _ => return None,
    };
    Some(ends.max(starts))
}
