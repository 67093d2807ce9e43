//! What the world was like on earlier days.
//!
//! The past is reckoned backwards from today, so that having one changes nothing of today. It is drawn from
//! what each subscription is drawn from; the same options make the same past.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::dates::{date_at, days_between};
use super::model::{Customer, Distributor, Model, Status, Subscription, Term, World};
use super::money::rounded;
use super::price_list::PRODUCTS;
use super::subscriptions::{current_term, subscription};
use super::typical;
use super::{Product, WorldOptions};
use crate::random::Random;

/// How many days back something has changed; before that nothing did.
const CHANGES_WITHIN: i64 = 430;
/// The place of the subscription that a customer once had and no longer has: no other one has it.
const GONE: u64 = 9_999;
/// Days ago: when what is gone went, what is deleted or suspended became so, and prices rose. A price rise within
/// three months, or something that went within the grace of a month, would be a matter of today.
const WENT: (i64, i64) = (60, 330);
const ENDED: (i64, i64) = (40, 330);
const ROSE: (i64, i64) = (130, 400);

// What is drawn, so that no two things are drawn from the same place.
const SEATS: u64 = 41;
const ENDING: u64 = 42;
const RISE: u64 = 43;
const LOSS: u64 = 44;

impl World {
    /// Makes the world of a distributor as it was on a day; on the day of the options, and later, that of
    /// [`World::generate`].
    ///
    /// Customers and ids are those of today. What was bought later is not there yet; seats, prices and
    /// states are those of the day, and some subscriptions are there that have gone since.
    #[must_use]
    pub fn on(distributor: Distributor, options: &WorldOptions, day: Date) -> Self {
        let mut world = Self::generate(distributor, options);
        let days_ago = days_between(day, options.today);
        if days_ago <= 0 {
            return world;
        }
        let days_ago = i64::from(days_ago);
        world.today = day;
        for (index, customer) in (0_u64..).zip(&mut world.customers) {
            let gone = gone(distributor, options, customer, index, days_ago);
            customer.subscriptions.extend(gone);
            customer
                .subscriptions
                .retain(|subscription| date_at(subscription.purchased) <= day);
            for subscription in &mut customer.subscriptions {
                go_back(subscription, options, day, days_ago);
            }
        }
        world.reindex();
        world
    }
}

/// What a customer had that has gone since. Only Sherweb leaves out what is cancelled.
fn gone(
    distributor: Distributor,
    options: &WorldOptions,
    customer: &Customer,
    index: u64,
    days_ago: i64,
) -> Option<Subscription> {
    let mut random = Random::new(options.seed, &[LOSS, distributor as u64, index]);
    let lost = distributor == Distributor::Sherweb
        && random.chance(25)
        && days_ago > random.between(WENT.0, WENT.1);
    let gone = lost.then(|| subscription(distributor, options, customer, index, GONE))?;
    // A product that is still there would go on under another id.
    let replaced = customer
        .subscriptions
        .iter()
        .any(|other| other.product == gone.product);
    (!replaced).then_some(gone)
}

fn go_back(subscription: &mut Subscription, options: &WorldOptions, day: Date, days_ago: i64) {
    let seats = seats(subscription, days_ago);
    if seats != subscription.seats || days_ago > 30 {
        subscription.scheduled_seats = None;
    }
    subscription.seats = seats;
    if subscription.status != Status::Active && days_ago > ended(subscription, options.typical) {
        subscription.status = Status::Active;
    }
    let purchased = date_at(subscription.purchased);
    (subscription.term_start, subscription.renewal) =
        current_term(purchased, subscription.term, day, subscription.auto_renew);
    if options.typical
        && let Some(cost) = typical::earlier_cost(subscription.product, subscription.cost, days_ago)
    {
        subscription.cost = cost;
    }
    if let Some((rose, percent)) = price_rise(subscription.product, options.seed)
        && days_ago > rose
    {
        let factor = Decimal::new(100 + percent, 2);
        for amount in [
            &mut subscription.list_price,
            &mut subscription.cost,
            &mut subscription.price,
        ] {
            *amount = rounded(*amount / factor, amount.scale());
        }
    }
}

/// The seats of a subscription so many days ago.
fn seats(subscription: &Subscription, days_ago: i64) -> i64 {
    let mut seats = subscription.seats;
    if subscription.product.model != Model::Seats || subscription.trial || seats == 0 {
        return seats;
    }
    let mut random = Random::new(subscription.salt, &[SEATS]);
    let changes = match random.below(100) {
        0..35 => 0,
        35..65 => 1,
        65..85 => 2,
        _ => 3,
    };
    let mut days: Vec<i64> = (0..changes)
        .map(|_| random.between(1, CHANGES_WITHIN))
        .collect();
    days.sort_unstable();
    // Seats that are committed for a year or longer are added only.
    let only_grows = !matches!(subscription.term, Term::None | Term::Monthly);
    for _ in days.iter().filter(|changed| days_ago > **changed) {
        let step = random.between(1, (seats / 6).max(1));
        if random.chance(65) || only_grows {
            seats = (seats - step).max(1);
        } else {
            seats += step;
        }
    }
    seats
}

/// How many days ago a subscription that is not active ceased to be.
fn ended(subscription: &Subscription, typical: bool) -> i64 {
    let mut random = Random::new(subscription.salt, &[ENDING]);
    if typical {
        typical::ended(&mut random)
    } else {
        random.between(ENDED.0, ENDED.1)
    }
}

/// How many days ago the price of a product rose, and by how many percent. Some did not.
fn price_rise(product: &Product, seed: u64) -> Option<(i64, i64)> {
    let place = PRODUCTS.iter().position(|other| other == product)?;
    let mut random = Random::new(seed, &[RISE, place as u64]);
    random.chance(55).then(|| {
        let rose = random.between(ROSE.0, ROSE.1);
        (rose, random.between(3, 9))
    })
}
