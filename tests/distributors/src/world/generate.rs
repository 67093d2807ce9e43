//! Makes a world from a seed and its sizes.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::model::{Customer, Distributor, Platform, World};
use super::names::{LEGAL, company, domain, person, slot};
use super::products::{PLATFORMS, platform_id};
use super::subscriptions::subscription;
use super::typical;
use crate::random::Random;

/// From what a world is made. The same options make the same bytes, every time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldOptions {
    /// The seed; worlds of both distributors with one seed share customers.
    pub seed: u64,
    /// How many customers.
    pub customers: usize,
    /// How many subscriptions a customer has.
    pub subscriptions: usize,
    /// How many platforms a customer has at Sherweb; at most 8.
    pub platforms: usize,
    /// Whether the numbers above are averages instead of exact.
    pub varied: bool,
    /// Whether what real data has is in it: trials, suspended customers, deleted rows, stale dates, unknown
    /// prices, unusual names.
    pub irregular: bool,
    /// Whether it is a provider as there are many, in one region and with two currencies, instead of one with
    /// everything from everywhere. What real data has stays in it, but for what nobody would believe of one provider.
    pub typical: bool,
    /// The day on which the data is true.
    pub today: Date,
}

impl Default for WorldOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            customers: 12,
            subscriptions: 5,
            platforms: 2,
            varied: true,
            irregular: true,
            typical: false,
            today: date(2026, 3, 17),
        }
    }
}

impl WorldOptions {
    /// Exactly so many customers with so many subscriptions each, all of them regular.
    #[must_use]
    pub fn exactly(customers: usize, subscriptions: usize) -> Self {
        Self {
            customers,
            subscriptions,
            varied: false,
            irregular: false,
            ..Self::default()
        }
    }
}

impl World {
    /// Makes the world of a distributor.
    #[must_use]
    pub fn generate(distributor: Distributor, options: &WorldOptions) -> Self {
        let customers = (0..options.customers as u64)
            .map(|index| customer(distributor, options, index))
            .collect();
        let mut world = Self::new(distributor, options.today, customers);
        world.typical = options.typical;
        world.reindex();
        world
    }
}

fn customer(distributor: Distributor, options: &WorldOptions, index: u64) -> Customer {
    let mut random = Random::new(options.seed, &[3, distributor as u64, index]);
    let legal = if options.typical {
        typical::LEGAL
    } else {
        LEGAL
    };
    let spelled = |distributor| {
        let unusual = options.irregular && !options.typical;
        company(options.seed, index, distributor, unusual, legal)
    };
    let name = spelled(distributor);
    let (mut country, mut city, mut currency) = place(distributor, &mut random);
    let mut own_domain = domain(&name, index);
    if options.typical {
        // A firm is one firm, however the distributors spell it.
        let at = |distributor| slot(options.seed, index, distributor);
        let slot = at(distributor);
        let sherweb_alone =
            distributor == Distributor::Sherweb && slot != at(Distributor::StreamOne);
        (country, city, currency) = typical::place(options.seed, slot, sherweb_alone);
        if slot == index * 2 {
            own_domain = domain(&spelled(Distributor::Sherweb), slot);
        }
    }
    let midnight = start_of(options.today);
    let suspended = options.irregular && random.chance(4);
    let mut customer = Customer {
        id: match distributor {
            Distributor::Sherweb => random.uuid(),
            Distributor::StreamOne => (300_000 + index * 3 + random.below(3)).to_string(),
        },
        path: vec!["Northwind Managed Services".to_owned()],
        suspended_on: suspended.then(|| before(midnight, &mut random, 300)),
        contact: person(&mut random),
        domain: own_domain,
        name,
        country,
        city,
        currency,
        created: before(midnight, &mut random, 2_000),
        platforms: platforms(options, &mut random),
        subscriptions: Vec::new(),
        salt: random.next(),
    };
    if options.irregular && random.chance(10) {
        customer.path.push("Branch offices".to_owned());
    }
    let count = if options.typical {
        typical::subscriptions(options.subscriptions, &mut random)
    } else {
        amount(options.subscriptions, options.varied, &mut random)
    };
    customer.subscriptions = (0..count as u64)
        .map(|place| subscription(distributor, options, &customer, index, place))
        .collect();
    customer
}

/// So many, or from none to twice as many.
fn amount(average: usize, varied: bool, random: &mut Random) -> usize {
    if !varied {
        return average;
    }
    usize::try_from(random.below(average as u64 * 2 + 1)).unwrap_or(average)
}

fn platforms(options: &WorldOptions, random: &mut Random) -> Vec<Platform> {
    let count = amount(options.platforms, options.varied, random).min(PLATFORMS.len());
    (0..count)
        .map(|kind| Platform {
            id: platform_id(kind),
            kind,
        })
        .collect()
}

fn place(
    distributor: Distributor,
    random: &mut Random,
) -> (&'static str, &'static str, &'static str) {
    const SHERWEB: &[(&str, &str, &str)] = &[
        ("CA", "Sherbrooke", "CAD"),
        ("CA", "Montréal", "CAD"),
        ("US", "Boston", "USD"),
        ("US", "Austin", "USD"),
        ("US", "St. Paul", "USD"),
        ("IE", "Cork", "EUR"),
        ("GB", "Leeds", "GBP"),
    ];
    const STREAMONE: &[(&str, &str, &str)] = &[
        ("SE", "Malmö", "SEK"),
        ("SE", "Stockholm", "SEK"),
        ("BE", "Gent", "EUR"),
        ("DE", "Köln", "EUR"),
        ("US", "Tampa", "USD"),
        ("GB", "Bristol", "GBP"),
    ];
    *random.pick(match distributor {
        Distributor::Sherweb => SHERWEB,
        Distributor::StreamOne => STREAMONE,
    })
}

/// Midnight UTC of a day.
pub(super) fn start_of(day: Date) -> Timestamp {
    TimeZone::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A moment at most so many days earlier, to 100 nanoseconds.
pub(super) fn before(moment: Timestamp, random: &mut Random, days: u64) -> Timestamp {
    const TICKS_PER_DAY: u64 = 24 * 3_600 * 10_000_000;
    let ticks = i64::try_from(random.below(days * TICKS_PER_DAY)).unwrap_or(0);
    moment
        .checked_sub(SignedDuration::from_nanos(ticks.saturating_mul(100)))
        .unwrap_or(moment)
}
