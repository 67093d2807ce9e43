//! The views work on the days of the operator's time zone.

use crate::{analysis, analysis::tests::fixtures::Place, base::zone::Zone};

/// The golden scenario, seen from Auckland: thirteen hours ahead of UTC in November.
fn auckland() -> Place {
    let place = Place::golden();
    place
        .store
        .use_time_zone(
            &Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3"),
            "2026-11-20T00:00:00Z".parse().unwrap(),
        )
        .unwrap();
    place
}

#[test]
fn today_is_the_operators_day() {
    let place = auckland();
    assert_eq!(
        place.value("SELECT analysis_day() = local_day(now()::TIMESTAMP)"),
        "true"
    );
    assert_eq!(
        place.value("SELECT end_of_day(DATE '2026-11-20')"),
        "2026-11-20 11:00:00"
    );
}

#[test]
fn what_was_read_on_the_operators_next_day_is_not_of_today() {
    let count = |place: &Place, day: &str| {
        place.value(&format!(
            "SELECT count(*) FROM subscription_money_as_of(DATE '{day}') WHERE subscription_id = 'late'"
        ))
    };
    for (place, on_20th) in [(Place::golden(), "1"), (auckland(), "0")] {
        // In Auckland it is one in the morning of the 21st.
        place.run(
            "INSERT INTO license_subscriptions BY NAME SELECT * REPLACE ('late' AS id)
             FROM license_subscriptions ORDER BY id LIMIT 1;
             INSERT INTO subscription_history BY NAME
             SELECT * REPLACE ('late' AS subscription_id, TIMESTAMP '2026-11-20 12:00:00' AS valid_from, NULL AS valid_to)
             FROM subscription_history
             WHERE (connection, subscription_id) = (SELECT (connection, id) FROM license_subscriptions WHERE id <> 'late' ORDER BY id LIMIT 1)
             LIMIT 1;",
        );
        assert_eq!(count(&place, "2026-11-20"), on_20th);
        assert_eq!(count(&place, "2026-11-21"), "1");
    }
}

#[test]
fn a_finding_can_be_muted_until_a_day_that_is_ahead_of_the_operator() {
    let mut place = auckland();
    place.refresh("2026-11-20T07:00:00Z");
    let id = place.value("SELECT min(finding_id) FROM findings");
    let mut mute = |day: &str| {
        analysis::mute(
            &mut place.store,
            &id,
            day.parse().unwrap(),
            analysis::Decision {
                who: "Ana",
                note: None,
                now: "2026-11-20T12:00:00Z".parse().unwrap(),
            },
        )
    };
    // In UTC it is still the 20th.
    assert!(mute("2026-11-21").is_err());
    assert!(mute("2026-11-22").is_ok());
}
