//! A digest against the database of the golden scenario, whose findings are worked out by hand.

use jiff::civil::{Date, date};

use super::Digest;
use crate::{
    analysis::tests::fixtures::{NOW, Place},
    report::Week,
};

const W47: Date = date(2026, 11, 20);
const W48: Date = date(2026, 11, 27);

/// The scenario after the syncs of its day, of which both connections have one.
fn golden() -> Place {
    let mut place = Place::golden();
    for (connection, vendor) in [("sherweb-main", "sherweb"), ("synnex-main", "synnex")] {
        synced(&place, connection, vendor, "2026-11-20 06:00", "complete");
    }
    place.refresh(NOW);
    place
}

fn synced(place: &Place, connection: &str, vendor: &str, at: &str, status: &str) {
    place.run(&format!(
        "INSERT INTO sync_runs VALUES ('{connection}-{at}', '{vendor}', '{connection}', '{at}', '{at}', '{status}',
            NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'why')"
    ));
}

/// The rows of a part of the digest of a day's week, in their order.
fn part(place: &Place, day: Date, key: &str) -> Vec<String> {
    let digest = Digest {
        week: Week::of(day).unwrap(),
        day,
        connections: vec!["sherweb-main".to_owned(), "synnex-main".to_owned()],
    };
    let section = digest
        .sections()
        .into_iter()
        .find(|section| section.key == key)
        .unwrap();
    crate::analysis::tests::fixtures::rows(place.connection(), &section.sql)
}

#[test]
fn every_part_can_be_asked_of_an_empty_database() {
    let place = Place::empty();
    let digest = Digest {
        week: Week::of(W47).unwrap(),
        day: W47,
        connections: Vec::new(),
    };
    for section in digest.sections() {
        let rows = crate::analysis::tests::fixtures::rows(place.connection(), &section.sql);
        assert_eq!(rows, [""; 0], "{}", section.key);
    }
}

#[test]
fn what_is_computed_once_changes_no_figure() {
    let place = golden();
    place.run(
        "UPDATE license_usage SET seats = seats + 3 WHERE iso_week = '2026-W46' AND id LIKE '%1'",
    );
    let digest = Digest {
        week: Week::of(W47).unwrap(),
        day: W47,
        connections: Vec::new(),
    };
    let ask = || {
        digest.sections().into_iter().map(|section| {
            let rows = crate::analysis::tests::fixtures::rows(place.connection(), &section.sql);
            (section.key, rows)
        })
    };
    let computed_anew: Vec<_> = ask().collect();
    place.run(&digest.kept());
    assert_eq!(ask().collect::<Vec<_>>(), computed_anew);
    // The rows that were kept are those that are read.
    place.run("DELETE FROM kept_seat_drift_as_of");
    let seats = ask().find(|(key, _)| *key == "seats").unwrap();
    assert_eq!(seats.1, [""; 0]);
}

#[test]
fn the_money_of_a_digest_is_that_of_the_open_findings() {
    let place = golden();
    let leakage = part(&place, W47, "leakage");
    assert!(!leakage.is_empty());
    assert_eq!(
        leakage,
        place.rows(
            "SELECT currency, count(*),
                coalesce(sum(amount) FILTER (NOT estimated AND confidence IN ('exact', 'confirmed')), 0)::DECIMAL(38, 2),
                coalesce(sum(amount) FILTER (NOT estimated AND confidence = 'inferred'), 0)::DECIMAL(38, 2),
                coalesce(sum(amount) FILTER (estimated OR confidence = 'estimated'), 0)::DECIMAL(38, 2),
                count(*) FILTER (amount IS NULL)
             FROM findings WHERE state = 'open' AND condition IN ('unbilled', 'under_billed') GROUP BY currency"
        )
    );
    let others = part(&place, W47, "other_findings");
    let counted: u64 = leakage
        .iter()
        .map(|row| (row, 1))
        .chain(others.iter().map(|row| (row, 2)))
        .map(|(row, column)| {
            row.split(" | ")
                .nth(column)
                .unwrap()
                .parse::<u64>()
                .unwrap()
        })
        .sum();
    assert_eq!(
        counted.to_string(),
        place.value("SELECT count(*) FROM findings WHERE state = 'open'")
    );
}

#[test]
fn a_week_is_told_as_it_ended_whatever_happened_since() {
    let mut place = golden();
    let parts = [
        "leakage",
        "change",
        "other_findings",
        "customers",
        "new_findings",
    ];
    let before = parts.map(|key| part(&place, W47, key));
    place.run(
        "UPDATE license_subscriptions SET seats = seats + 7;
         INSERT INTO finding_events
         SELECT finding_id, TIMESTAMP '2026-11-23 09:00', 'muted', 'muted', amount, currency, 'somebody', NULL
         FROM findings WHERE condition = 'unbilled'",
    );
    place.refresh("2026-11-24T07:00:00Z");
    assert_eq!(parts.map(|key| part(&place, W47, key)), before);
    assert_ne!(parts.map(|key| part(&place, W48, key)), before);
}

#[test]
fn what_changed_adds_up_to_the_difference_between_two_weeks() {
    let place = golden();
    // One finding goes, one is muted, one grows, one changes its currency, one comes.
    place.run(
        "CREATE TEMP TABLE leaks AS SELECT *, row_number() OVER (ORDER BY finding_id) AS number FROM findings
             WHERE condition IN ('unbilled', 'under_billed') AND amount IS NOT NULL AND currency = 'USD';
         INSERT INTO finding_events SELECT finding_id, TIMESTAMP '2026-11-24 09:00', 'resolved', 'resolved', amount, currency, 'analysis', NULL FROM leaks WHERE number = 1;
         INSERT INTO finding_events SELECT finding_id, TIMESTAMP '2026-11-24 09:00', 'muted', 'muted', amount, currency, 'somebody', NULL FROM leaks WHERE number = 2;
         INSERT INTO finding_events SELECT finding_id, TIMESTAMP '2026-11-24 09:00', 'amount_changed', 'open', amount + 10.50, currency, 'analysis', NULL FROM leaks WHERE number = 3;
         DELETE FROM finding_events WHERE finding_id = (SELECT finding_id FROM leaks WHERE number = 4);
         INSERT INTO finding_events SELECT finding_id, TIMESTAMP '2026-11-25 09:00', 'opened', 'open', amount, currency, 'analysis', NULL FROM leaks WHERE number = 4;",
    );
    assert_ne!(place.value("SELECT count(*) >= 4 FROM leaks"), "false");
    let total = |day| {
        part(&place, day, "leakage")
            .iter()
            .find(|row| row.starts_with("USD"))
            .map(|row| {
                row.split(" | ")
                    .skip(2)
                    .take(3)
                    .map(|amount| amount.parse::<f64>().unwrap())
                    .sum::<f64>()
            })
            .unwrap()
    };
    let changes = part(&place, W48, "change");
    let kinds: Vec<_> = changes
        .iter()
        .filter(|row| row.contains("USD"))
        .map(|row| row.split(" | ").next().unwrap())
        .collect();
    assert_eq!(kinds, ["new", "grown", "resolved", "muted", "all together"]);
    let together = changes.iter().rfind(|row| row.contains("USD")).unwrap();
    let difference: f64 = together.split(" | ").nth(3).unwrap().parse().unwrap();
    assert!(
        (total(W48) - total(W47) - difference).abs() < 0.001,
        "{changes:?}"
    );
}

#[test]
fn a_connection_without_a_complete_sync_is_named_and_what_rests_on_it_is_no_news() {
    let place = golden();
    assert_eq!(part(&place, W47, "not_synced"), [""; 0]);
    let all = part(&place, W47, "new_findings");
    assert_eq!(all.len(), 10);

    place.run("DELETE FROM sync_runs WHERE connection = 'synnex-main'");
    synced(
        &place,
        "synnex-main",
        "synnex",
        "2026-11-14 06:00",
        "complete",
    );
    synced(
        &place,
        "synnex-main",
        "synnex",
        "2026-11-19 06:00",
        "incomplete",
    );
    assert_eq!(
        part(&place, W47, "not_synced"),
        ["synnex-main | 2026-11-14 06:00:00 | 1 | incomplete | why"]
    );
    let left = part(&place, W47, "new_findings");
    assert_ne!(left, all);
    let ids: Vec<_> = left
        .iter()
        .map(|row| row.split(" | ").next().unwrap())
        .collect();
    assert!(!ids.is_empty());
    for id in ids {
        let sources = place.value(&format!(
            "SELECT sources::VARCHAR FROM findings WHERE finding_id = '{id}'"
        ));
        assert!(!sources.contains("synnex-main"), "{id}: {sources}");
    }
}

#[test]
fn a_connection_that_never_synced_is_named() {
    let place = golden();
    place.run("DELETE FROM sync_runs WHERE connection = 'synnex-main'");
    assert_eq!(
        part(&place, W47, "not_synced"),
        ["synnex-main |  | 0 |  | no run this week: look at the scheduler"]
    );
}

#[test]
fn the_customers_are_five_of_each_currency_at_most_and_the_largest() {
    let place = golden();
    let customers = part(&place, W47, "customers");
    assert_eq!(
        customers.len().to_string(),
        place.value(
            "SELECT sum(least(n, 5)) FROM (SELECT count(DISTINCT customer_name) AS n FROM findings
             WHERE condition IN ('unbilled', 'under_billed') AND amount IS NOT NULL GROUP BY currency)"
        )
    );
    let largest = place.value(
        "SELECT customer_name FROM findings WHERE condition IN ('unbilled', 'under_billed') AND currency = 'USD'
         GROUP BY customer_name ORDER BY sum(amount) DESC LIMIT 1",
    );
    let first = customers
        .iter()
        .find(|row| row.contains("| USD |"))
        .unwrap();
    assert!(first.starts_with(&largest), "{customers:?}");
}

#[test]
fn seats_that_came_and_went_are_those_of_the_view() {
    let place = golden();
    place.run(
        "UPDATE license_usage SET seats = seats + 4 WHERE iso_week = '2026-W46' AND id = 'a1'",
    );
    assert_eq!(
        part(&place, W47, "seats"),
        place.rows(
            "SELECT count(*), sum(seats_added), sum(seats_removed), sum(seats_added) - sum(seats_removed), sum(seats_term_changed)
             FROM seat_drift_as_of(DATE '2026-11-20') WHERE iso_week = '2026-W47'"
        )
    );
    let drift = part(&place, W47, "drift");
    assert!(
        drift[1].starts_with("Alder Dental") && drift[1].contains("| 29 | 25 | 0 | 4 |"),
        "{drift:?}"
    );
}

#[test]
fn a_rise_that_the_customer_pays_for_does_not_wait() {
    let place = golden();
    // Yew Dental's waits all the while.
    assert_eq!(part(&place, W47, "price_rises").len(), 2);
    place.run(
        "CREATE TEMP TABLE line AS SELECT lines.* FROM psa_contract_line_history AS lines
             JOIN psa_customers AS customers ON customers.psa = lines.psa AND customers.id = lines.customer_id
             WHERE customers.name = 'Nettle Farm' AND lines.valid_to IS NULL;
         UPDATE psa_contract_line_history SET valid_to = '2026-11-10'
             WHERE line_id IN (SELECT line_id FROM line) AND valid_to IS NULL;
         INSERT INTO psa_contract_line_history
             SELECT * REPLACE (TIMESTAMP '2026-11-10' AS valid_from, unit_price + 5 AS unit_price) FROM line;",
    );
    assert_eq!(
        place.rows("SELECT passed_on FROM price_changes_as_of(DATE '2026-11-20') WHERE monthly_cost_change > 0 AND customer_name = 'Nettle Farm'"),
        ["yes"]
    );
    assert_eq!(part(&place, W47, "price_rises").len(), 1);
}

#[test]
fn of_many_that_end_the_first_are_listed_and_all_are_counted() {
    let place = golden();
    place.run(
        "INSERT INTO subscription_history
         SELECT history.* REPLACE (subscription_id || '-' || n AS subscription_id)
         FROM subscription_history AS history, range(150) AS numbers(n)
         WHERE subscription_id = 'n1' AND valid_to IS NULL",
    );
    assert_eq!(part(&place, W47, "renewals").len(), 100);
    let ending = part(&place, W47, "ending");
    let expected = place.rows(
        "SELECT kind, coalesce(currency, 'unknown'), count(*), sum(seats), sum(reducible_now), round(sum(monthly_cost), 2),
             count(*) - count(monthly_cost)
         FROM renewals_as_of(DATE '2026-11-20') WHERE days_left BETWEEN 0 AND 30 GROUP BY kind, currency",
    );
    assert_eq!(ending, expected);
    assert!(ending.iter().any(|row| row.contains("| 15")), "{ending:?}");
}

#[test]
fn price_rises_and_renewals_are_those_of_the_views() {
    let place = golden();
    assert_eq!(
        part(&place, W47, "renewals").len().to_string(),
        place.value("SELECT count(*) FROM renewals_as_of(DATE '2026-11-20') WHERE days_left BETWEEN 0 AND 30")
    );
    assert_eq!(
        part(&place, W47, "price_rises").len().to_string(),
        place.value(
            "SELECT least(count(*), 10) FROM price_changes_as_of(DATE '2026-11-20')
             WHERE monthly_cost_change > 0 AND passed_on IN ('no', 'partly')"
        )
    );
}
