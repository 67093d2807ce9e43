//! A provider as there are many: its customers are small firms of one region, and it earns something with most of
//! what it sells. The other worlds have everything that real data has, from everywhere; this one is to be believed.

use rust_decimal::Decimal;

use super::Product;
use super::model::{Cycle, Distributor, Status, Term};
use super::price_list::PRODUCTS;
use crate::random::Random;

/// Where customers are that pay in US dollars.
const PLACES: &[(&str, &str, &str)] = &[
    ("US", "Boston", "USD"),
    ("US", "Portland", "USD"),
    ("US", "Burlington", "USD"),
    ("US", "Concord", "USD"),
    ("US", "Albany", "USD"),
    ("US", "Worcester", "USD"),
    ("US", "Hartford", "USD"),
    ("US", "Manchester", "USD"),
];

/// Where those are that pay in Canadian dollars. The account at StreamOne is billed in US dollars, so all that is bought for
/// them comes from Sherweb.
const PLACES_IN_CANADA: &[(&str, &str, &str)] =
    &[("CA", "Sherbrooke", "CAD"), ("CA", "Montréal", "CAD")];
/// How many of the customers of Sherweb alone are there, in percent.
const IN_CANADA: u64 = 40;

/// The legal forms of the region.
pub(super) const LEGAL: &[&str] = &["Inc", "LLC", "Ltd", "LLP", "", "", "Inc", "LLC"];

/// What every customer has one of: a suite.
const SUITES: &[&str] = &[
    "M365-BUS-BASIC",
    "M365-BUS-STD",
    "M365-BUS-STD",
    "M365-BUS-PREM",
    "M365-BUS-PREM",
    "M365-E3",
];

/// What is sold beside it.
const ADDED: &[&str] = &[
    "EXO-P1",
    "M365-APPS-BUS",
    "ENTRA-P1",
    "DEFENDER-O365-P1",
    "TEAMS-PHONE",
    "M365-COPILOT",
    "VISIO-P2",
    "PROJECT-P3",
    "PBI-PRO",
    "PFP-ESS-BUS",
    "BD-GZ-BS",
    "BD-GZ-MDR",
    "ADB-ACRO-PRO",
    "DRS-MAIL-BACKUP",
];

/// What the PSA does not know: nobody made a product of it there.
const UNKNOWN_TO_THE_PSA: &str = "D365-SALES-PRO";

/// What is sold to those alone whose subscription is suspended, or deleted.
const SUSPENDED: &str = "INTUNE-P1";
const DELETED: &str = "EXO-P2";

/// What became dearer lately, so many days ago and by so many percent; nobody raised the price of the contracts.
const ROSE: &str = "M365-BUS-STD";
const ROSE_DAYS_AGO: i64 = 40;
const ROSE_PERCENT: i64 = 6;

/// Every so many customers of a distributor have a subscription of the kind.
const ROUND: u64 = 16;

/// Where a firm is: its number, and whether Sherweb alone serves it.
pub(super) fn place(
    seed: u64,
    slot: u64,
    sherweb_alone: bool,
) -> (&'static str, &'static str, &'static str) {
    let mut random = Random::new(seed, &[5, slot]);
    if sherweb_alone && random.chance(IN_CANADA) {
        *random.pick(PLACES_IN_CANADA)
    } else {
        *random.pick(PLACES)
    }
}

/// The product of a customer's subscription: different ones, the first of them a suite.
pub(super) fn product(
    seed: u64,
    distributor: Distributor,
    customer: u64,
    place: u64,
) -> &'static Product {
    let mut random = Random::new(seed, &[6, distributor as u64, customer]);
    let suite = *random.pick(SUITES);
    let first = random.below(ADDED.len() as u64);
    let sku = match (status(distributor, customer, place), place) {
        (Status::Suspended, _) => SUSPENDED,
        (Status::Deleted, _) => DELETED,
        (Status::Active, 0) => suite,
        (Status::Active, 1) if distributor == Distributor::Sherweb && customer == 11 => {
            UNKNOWN_TO_THE_PSA
        }
        (Status::Active, _) => {
            let next = usize::try_from((first + place * 3) % ADDED.len() as u64).unwrap_or(0);
            ADDED.get(next).copied().unwrap_or(suite)
        }
    };
    let known = PRODUCTS.iter().find(|product| product.sku == sku);
    known.unwrap_or(&PRODUCTS[0])
}

/// Whether the PSA has no product for it.
pub(crate) fn is_unknown_to_the_psa(product: &Product) -> bool {
    product.sku == UNKNOWN_TO_THE_PSA
}

/// How many subscriptions a customer has: a suite, and one thing beside it at least.
pub(super) fn subscriptions(average: usize, random: &mut Random) -> usize {
    let spread = average.saturating_sub(2) as u64 * 2 + 1;
    2 + usize::try_from(random.below(spread)).unwrap_or(average)
}

/// How many subscriptions in a hundred have a price that the distributor knows.
pub(super) const PRICED: u64 = 99;

pub(super) fn seats(random: &mut Random) -> i64 {
    match random.below(100) {
        0..55 => random.between(3, 15),
        55..92 => random.between(16, 40),
        _ => random.between(41, 90),
    }
}

pub(super) fn term_and_cycle(product: &Product, random: &mut Random) -> (Term, Cycle) {
    match (product.publisher, random.below(100)) {
        ("Microsoft" | "Adobe", 0..30) => (Term::Monthly, Cycle::Monthly),
        ("Microsoft" | "Adobe", 30..97) => (Term::Annual, Cycle::Monthly),
        ("Microsoft" | "Adobe", _) => (Term::Annual, Cycle::Yearly),
        _ => (Term::None, Cycle::Monthly),
    }
}

/// Cost and price as parts of the list price, in percent: what is earned is an eighth at least.
pub(super) fn shares(random: &mut Random) -> (i64, i64) {
    (random.between(80, 87), random.between(100, 108))
}

/// The state of a subscription that StreamOne lists. Sherweb lists what is active.
pub(super) fn status(distributor: Distributor, customer: u64, place: u64) -> Status {
    match (distributor, customer % ROUND, place) {
        (Distributor::StreamOne, 3, 1) => Status::Deleted,
        (Distributor::StreamOne, 9, 1) => Status::Suspended,
        _ => Status::Active,
    }
}

/// Whether a subscription is a trial; it ends within a month.
pub(super) fn is_trial(distributor: Distributor, customer: u64, place: u64) -> bool {
    distributor == Distributor::StreamOne && customer % ROUND == 5 && place == 1
}

/// What a seat cost before the price rose, so many days ago; none where it cost the same.
pub(super) fn earlier_cost(product: &Product, cost: Decimal, days_ago: i64) -> Option<Decimal> {
    (product.sku == ROSE && days_ago > ROSE_DAYS_AGO)
        .then(|| super::rounded(cost / Decimal::new(100 + ROSE_PERCENT, 2), cost.scale()))
}

/// How many days ago a subscription that is not active ceased to be: longer than the grace after a cancellation, and
/// within what was read week by week.
pub(super) fn ended(random: &mut Random) -> i64 {
    random.between(50, 75)
}
