//! The world and the PSA's export of earlier days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use seatwise_distributors::{Customer, Distributor, PsaExport, Status, World, WorldOptions};

const BOTH: [Distributor; 2] = [Distributor::Sherweb, Distributor::StreamOne];

/// As large as the demo, so that everything that happens now and then has happened.
fn options() -> WorldOptions {
    WorldOptions {
        seed: 2026,
        customers: 40,
        subscriptions: 6,
        ..WorldOptions::default()
    }
}

fn days_ago(days: i32) -> Date {
    options().today.saturating_sub(days.days())
}

fn on(distributor: Distributor, days: i32) -> Vec<Customer> {
    World::on(distributor, &options(), days_ago(days)).customers
}

fn ids(customers: &[Customer]) -> BTreeSet<String> {
    customers
        .iter()
        .flat_map(|customer| &customer.subscriptions)
        .map(|subscription| subscription.id.clone())
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_past_and_another_one_another() {
    let other = WorldOptions {
        seed: 7,
        ..options()
    };
    for distributor in BOTH {
        let past = on(distributor, 200);
        assert_eq!(past, on(distributor, 200));
        assert_ne!(
            past,
            World::on(distributor, &other, days_ago(200)).customers
        );
    }
}

#[test]
fn todays_world_is_unchanged_by_having_a_past() {
    for distributor in BOTH {
        let today = World::generate(distributor, &options()).customers;
        assert_eq!(on(distributor, 0), today);
        // The future is not known.
        assert_eq!(on(distributor, -5), today);
    }
}

#[test]
fn the_customers_of_the_past_are_those_of_today() {
    for distributor in BOTH {
        let named = |days| -> Vec<(String, String)> {
            on(distributor, days)
                .into_iter()
                .map(|customer| (customer.id, customer.name))
                .collect()
        };
        assert_eq!(named(400), named(0));
    }
}

#[test]
fn nothing_is_there_before_it_was_bought() {
    for distributor in BOTH {
        for days in [7, 84, 364] {
            let day = days_ago(days);
            let world = World::on(distributor, &options(), day);
            assert_eq!(world.today, day);
            let bought = world
                .customers
                .iter()
                .flat_map(|customer| &customer.subscriptions)
                .map(|subscription| subscription.purchased.to_zoned(jiff::tz::TimeZone::UTC));
            assert!(bought.map(|moment| moment.date()).all(|date| date <= day));
        }
    }
}

#[test]
fn a_year_ago_subscriptions_were_missing_that_there_are_and_there_were_some_that_have_gone() {
    let (today, past) = (
        ids(&on(Distributor::Sherweb, 0)),
        ids(&on(Distributor::Sherweb, 350)),
    );
    assert!(today.difference(&past).count() > 20);
    let gone = past.difference(&today).count();
    assert!((1..10).contains(&gone), "{gone}");
    // StreamOne goes on listing what is deleted.
    let (today, past) = (
        ids(&on(Distributor::StreamOne, 0)),
        ids(&on(Distributor::StreamOne, 350)),
    );
    assert!(past.is_subset(&today));
}

#[test]
fn seats_prices_and_states_were_others_a_year_ago() {
    let subscriptions = |days| -> BTreeMap<_, _> {
        on(Distributor::StreamOne, days)
            .into_iter()
            .flat_map(|customer| customer.subscriptions)
            .map(|subscription| (subscription.id.clone(), subscription))
            .collect()
    };
    let (today, past) = (subscriptions(0), subscriptions(364));
    let pairs: Vec<_> = past
        .iter()
        .filter_map(|(id, then)| Some((then, today.get(id)?)))
        .collect();
    let count = |condition: fn(
        &seatwise_distributors::Subscription,
        &seatwise_distributors::Subscription,
    ) -> bool| {
        pairs
            .iter()
            .filter(|(then, now)| condition(then, now))
            .count()
    };
    assert!(count(|then, now| then.seats < now.seats) > 20);
    assert!(count(|then, now| then.seats > now.seats) > 5);
    assert!(count(|then, now| then.cost < now.cost && then.price < now.price) > 20);
    assert_eq!(count(|then, now| then.cost > now.cost), 0);
    let ended = |now: Status| now != Status::Active;
    assert!(
        pairs
            .iter()
            .any(|(then, now)| then.status == Status::Active && ended(now.status))
    );
    assert_eq!(count(|then, now| (then.seats == 0) != (now.seats == 0)), 0);
}

#[test]
fn no_price_rose_within_three_months() {
    for distributor in BOTH {
        let costs = |days| -> BTreeMap<_, _> {
            on(distributor, days)
                .into_iter()
                .flat_map(|customer| customer.subscriptions)
                .map(|subscription| (subscription.id, (subscription.cost, subscription.price)))
                .collect()
        };
        let today = costs(0);
        for (id, then) in costs(125) {
            let now = today.get(&id);
            assert!(now.is_none_or(|now| *now == then), "{id}");
        }
    }
}

/// The quantities of an export by the ids of its lines.
fn quantities(export: &PsaExport) -> BTreeMap<String, String> {
    let mut file = csv::Reader::from_reader(export.lines.as_bytes());
    file.records()
        .map(|line| {
            let line = line.unwrap();
            (line[4].to_owned(), line[8].to_owned())
        })
        .collect()
}

#[test]
fn the_export_of_today_is_the_one_that_has_no_past() {
    let worlds = BOTH.map(|distributor| World::generate(distributor, &options()));
    let today = PsaExport::of(&worlds.each_ref());
    assert_eq!(PsaExport::on(&options(), options().today), today);
    assert_ne!(PsaExport::on(&options(), days_ago(7)).lines, today.lines);
}

#[test]
fn the_psa_had_the_same_clients_and_lines_of_the_same_ids() {
    let (today, past) = (
        PsaExport::on(&options(), options().today),
        PsaExport::on(&options(), days_ago(364)),
    );
    assert_eq!(past.clients, today.clients);
    let lines = past.lines.lines().count() - 1;
    let (today, past) = (quantities(&today), quantities(&past));
    assert_eq!(past.len(), lines, "an id is there twice");
    let shared: Vec<_> = past.keys().filter(|id| today.contains_key(*id)).collect();
    assert!(shared.len() * 10 > past.len() * 9);
    assert!(shared.iter().any(|id| past[*id] != today[*id]));
}

#[test]
fn the_leaks_of_today_began_at_different_times() {
    let leaks = |days| {
        let planted = PsaExport::on(&options(), days_ago(days)).planted;
        planted.iter().filter(|leak| leak.product.is_some()).count()
    };
    let counts = [leaks(364), leaks(100), leaks(7), leaks(0)];
    assert_eq!(counts[0], 0);
    assert!(
        counts.is_sorted_by(|earlier, later| earlier < later),
        "{counts:?}"
    );
}

#[test]
fn a_leak_that_has_not_begun_is_billed_right() {
    let today = PsaExport::on(&options(), options().today);
    let past = PsaExport::on(&options(), days_ago(300));
    let today_ids = quantities(&today);
    // A product that is left out today has a line in the past, unless it was bought since.
    let unbilled = today
        .planted
        .iter()
        .filter(|leak| leak.condition == "unbilled");
    let lines = unbilled.filter(|leak| {
        let product = leak.product.unwrap();
        past.lines.lines().any(|line| {
            line.contains(product)
                && line.contains(&leak.customer)
                && !today_ids.contains_key(line.split(',').nth(4).unwrap_or(""))
        })
    });
    assert!(lines.count() > 1);
}
