//! Makes subscriptions.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::dates::date_at;
use super::generate::{before, start_of};
use super::model::{Customer, Cycle, Distributor, Model, Status, Subscription, Term};
use super::money::{rate, rounded};
use super::price_list::PRODUCTS;
use super::typical;
use super::{Product, WorldOptions};
use crate::random::Random;

/// The UUID that always stands for a thing.
pub(crate) fn uuid_of(kind: &str, number: u64) -> String {
    let kind = kind.bytes().fold(0_u64, |sum, byte| {
        sum.wrapping_mul(257).wrapping_add(u64::from(byte))
    });
    Random::new(kind, &[number]).uuid()
}

pub(super) fn subscription(
    distributor: Distributor,
    options: &WorldOptions,
    customer: &Customer,
    customer_index: u64,
    place: u64,
) -> Subscription {
    let mut random = Random::new(
        options.seed,
        &[4, distributor as u64, customer_index, place],
    );
    let typical = options.typical;
    let mut product = random.pick(PRODUCTS);
    if typical {
        product = typical::product(options.seed, distributor, customer_index, place);
    }
    let is_trial = typical && typical::is_trial(distributor, customer_index, place);
    let (term, cycle) = match (is_trial, typical) {
        (true, _) => (Term::Monthly, Cycle::Monthly),
        (false, true) => typical::term_and_cycle(product, &mut random),
        (false, false) => term_and_cycle(product, &mut random),
    };
    let irregular = options.irregular;
    let shares = if typical { typical::shares } else { shares };
    let amounts = prices_by(product, term, cycle, customer.currency, &mut random, shares);
    let (list_price, cost, price) = amounts;
    let purchased = before(start_of(options.today), &mut random, 1_400);
    let auto_renew = product.model != Model::Once && (!irregular || random.chance(85));
    let (term_start, renewal) = current_term(date_at(purchased), term, options.today, auto_renew);
    let seats = if product.model == Model::Usage {
        1
    } else if typical {
        typical::seats(&mut random)
    } else {
        seats(&mut random, irregular)
    };
    Subscription {
        id: match distributor {
            Distributor::Sherweb => random.uuid(),
            Distributor::StreamOne => (2_200_000 + customer_index * 10_000 + place).to_string(),
        },
        publisher_id: random.uuid(),
        product,
        friendly_name: if random.chance(70) {
            product.name.to_owned()
        } else {
            format!("{} ({})", product.name, customer.city)
        },
        seats,
        term,
        cycle,
        list_price,
        cost,
        price,
        purchased,
        term_start,
        renewal,
        auto_renew,
        stale: irregular && auto_renew && random.chance(15),
        scheduled_seats: (irregular && auto_renew && random.chance(6)).then(|| (seats - 1).max(1)),
        committed: term != Term::None && random.chance(30),
        priced: !irregular || random.chance(if typical { typical::PRICED } else { 97 }),
        status: if typical {
            typical::status(distributor, customer_index, place)
        } else {
            status(distributor, irregular, &mut random)
        },
        trial: if typical {
            is_trial
        } else {
            irregular && product.model == Model::Seats && random.chance(3)
        },
        salt: random.next(),
    }
}

fn status(distributor: Distributor, irregular: bool, random: &mut Random) -> Status {
    match (distributor, irregular, random.below(100)) {
        (Distributor::StreamOne, true, 0..3) => Status::Deleted,
        (Distributor::StreamOne, true, 3..5) => Status::Suspended,
        _ => Status::Active,
    }
}

fn term_and_cycle(product: &Product, random: &mut Random) -> (Term, Cycle) {
    match (product.model, product.publisher) {
        (Model::Once, _) => (Term::None, Cycle::Once),
        (Model::Usage, _) => (Term::None, Cycle::Monthly),
        (Model::Seats, "Microsoft" | "Adobe") => match random.below(100) {
            0..25 => (Term::Monthly, Cycle::Monthly),
            25..70 => (Term::Annual, Cycle::Monthly),
            70..94 => (Term::Annual, Cycle::Yearly),
            94..96 => (Term::Biennial, Cycle::Yearly),
            _ => (Term::Triennial, Cycle::Monthly),
        },
        (Model::Seats, _) => (Term::None, Cycle::Monthly),
    }
}

fn seats(random: &mut Random, irregular: bool) -> i64 {
    match random.below(100) {
        0 if irregular => 0,
        0..60 => random.between(1, 15),
        60..90 => random.between(16, 60),
        90..99 => random.between(61, 300),
        _ => random.between(301, 2_500),
    }
}

/// List price, cost and price of a seat per cycle; zero for consumption.
pub(crate) fn prices(
    product: &Product,
    term: Term,
    cycle: Cycle,
    currency: &str,
    random: &mut Random,
) -> (Decimal, Decimal, Decimal) {
    prices_by(product, term, cycle, currency, random, shares)
}

/// Cost and price as parts of the list price, in percent.
fn shares(random: &mut Random) -> (i64, i64) {
    (random.between(78, 100), random.between(92, 125))
}

/// The same, with the parts of the list price that cost and price are.
fn prices_by(
    product: &Product,
    term: Term,
    cycle: Cycle,
    currency: &str,
    random: &mut Random,
    shares: fn(&mut Random) -> (i64, i64),
) -> (Decimal, Decimal, Decimal) {
    let months = if cycle == Cycle::Yearly { 12 } else { 1 };
    // Microsoft's premiums: a fifth for no commitment, a twentieth for paying a year's commitment by the month.
    let premium = match (product.publisher, term, cycle) {
        ("Microsoft", Term::Monthly, _) => 120,
        ("Microsoft", Term::Annual | Term::Triennial, Cycle::Monthly) => 105,
        _ => 100,
    };
    let dollars = Decimal::new(product.cents * months * premium, 4);
    // Sellers of other currencies quote what the conversion gives, with all its digits.
    let digits = if matches!(currency, "USD" | "CAD") {
        2
    } else {
        7
    };
    let list_price = rounded(dollars * rate(currency), digits);
    let (of_cost, of_price) = shares(random);
    let cost = rounded(list_price * Decimal::new(of_cost, 2), digits.max(4));
    let price = rounded(list_price * Decimal::new(of_price, 2), digits);
    (list_price, cost, price)
}

/// The start of the term that today lies in, and the day after it; a subscription that does not renew stays in its first term.
pub(super) fn current_term(purchased: Date, term: Term, today: Date, renews: bool) -> (Date, Date) {
    let mut terms = 0;
    loop {
        let start = purchased.saturating_add((terms * term.months()).months());
        let end = purchased.saturating_add(((terms + 1) * term.months()).months());
        if !renews || end > today || terms > 1_000 {
            return (start, end);
        }
        terms += 1;
    }
}
