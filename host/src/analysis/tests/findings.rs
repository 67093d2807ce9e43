//! Findings keep their id and their history.

use super::fixtures::{NOW, Place, at};
use crate::analysis::{self, Decision, FindingError, FindingFilter};

fn decision(now: &str) -> Decision<'static> {
    Decision {
        who: "ann",
        note: Some("talked to them"),
        now: at(now),
    }
}

fn id(place: &Place, condition: &str, customer: &str) -> String {
    place.value(&format!(
        "SELECT finding_id FROM findings WHERE condition = '{condition}' AND customer_name = '{customer}'"
    ))
}

fn events(place: &Place, id: &str) -> Vec<String> {
    analysis::show(&place.store, id)
        .unwrap()
        .events
        .iter()
        .map(|event| {
            let amount = event.amount.as_deref().unwrap_or("-");
            format!("{} {} {amount} {}", event.event, event.state, event.by_whom)
        })
        .collect()
}

/// A second span, as a sync would write it.
fn seats_become(place: &Place, subscription: &str, seats: u32, since: &str) {
    place.run(&format!(
        "INSERT INTO subscription_history
         SELECT * REPLACE (TIMESTAMP '{since}' AS valid_from, {seats} AS seats)
         FROM subscription_history WHERE subscription_id = '{subscription}' AND valid_to IS NULL;
         UPDATE subscription_history SET valid_to = TIMESTAMP '{since}'
         WHERE subscription_id = '{subscription}' AND valid_to IS NULL AND valid_from < TIMESTAMP '{since}';
         UPDATE license_subscriptions SET seats = {seats} WHERE id = '{subscription}';"
    ));
}

#[test]
fn a_refresh_without_a_change_writes_no_event() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let before = place.rows("FROM finding_events");
    let report = place.refresh("2026-11-20T09:00:00Z");
    assert_eq!(
        report,
        analysis::FindingsReport {
            open: 25,
            ..Default::default()
        }
    );
    assert_eq!(place.rows("FROM finding_events"), before);
    let changed = place.value("SELECT count(*) FROM findings WHERE changed_at <> first_seen_at");
    assert_eq!(changed, "0");
}

#[test]
fn an_amount_that_changes_is_recorded_under_the_same_id() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    seats_become(&place, "a1", 27, "2026-11-21 06:00");
    let report = place.refresh("2026-11-21T07:00:00Z");
    // The renewal of the same subscription costs more too.
    assert_eq!(
        (report.amount_changed, report.opened, report.resolved),
        (2, 0, 0)
    );
    assert_eq!(
        events(&place, &alder),
        [
            "opened open 92.50 analysis",
            "amount_changed open 129.50 analysis"
        ]
    );
}

#[test]
fn what_is_no_longer_so_is_resolved_and_opens_again_when_it_is() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    seats_become(&place, "a1", 20, "2026-11-21 06:00");
    place.refresh("2026-11-21T07:00:00Z");
    seats_become(&place, "a1", 25, "2026-11-22 06:00");
    place.refresh("2026-11-22T07:00:00Z");
    assert_eq!(
        events(&place, &alder),
        [
            "opened open 92.50 analysis",
            "resolved resolved 92.50 analysis",
            "reopened reopened 92.50 analysis"
        ]
    );
}

#[test]
fn nothing_new_is_found_where_the_last_read_was_incomplete() {
    let mut place = Place::golden();
    place.refresh(NOW);
    assert_eq!(id(&place, "under_billed", "Pine Freight"), "");
    place.run(
        "UPDATE sync_checkpoints SET state = 'fresh', last_complete_at = TIMESTAMP '2026-11-21 06:00' WHERE customer_id = 'S16'",
    );
    let report = place.refresh("2026-11-21T07:00:00Z");
    assert_eq!(report.opened, 1);
    assert_ne!(id(&place, "under_billed", "Pine Freight"), "");
}

#[test]
fn a_held_back_read_neither_resolves_nor_changes_a_finding_but_marks_it_stale() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    for (seats, since, now) in [
        (40, "2026-11-21 06:00", "2026-11-21T07:00:00Z"),
        (20, "2026-11-22 06:00", "2026-11-22T07:00:00Z"),
    ] {
        place.run("UPDATE sync_checkpoints SET state = 'held_back' WHERE customer_id = 'S1'");
        seats_become(&place, "a1", seats, since);
        place.refresh(now);
        let finding = analysis::show(&place.store, &alder).unwrap().finding;
        assert_eq!(
            (
                finding.amount.as_deref(),
                finding.stale,
                finding.state.as_str()
            ),
            (Some("92.50"), true, "open")
        );
    }
    place.run("UPDATE sync_checkpoints SET state = 'fresh' WHERE customer_id = 'S1'");
    seats_become(&place, "a1", 26, "2026-11-23 06:00");
    place.refresh("2026-11-23T07:00:00Z");
    assert_eq!(
        events(&place, &alder),
        [
            "opened open 92.50 analysis",
            "stale open 92.50 analysis",
            "fresh open 111.00 analysis",
            "amount_changed open 111.00 analysis"
        ]
    );
}

#[test]
fn a_muted_finding_opens_when_its_day_comes() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    let until = "2026-11-25".parse().unwrap();
    analysis::mute(
        &mut place.store,
        &alder[..6],
        until,
        decision("2026-11-20T08:00:00Z"),
    )
    .unwrap();
    place.refresh("2026-11-24T07:00:00Z");
    let muted = analysis::show(&place.store, &alder).unwrap().finding;
    assert_eq!(
        (muted.state.as_str(), muted.muted_reason.as_deref()),
        ("muted", Some("talked to them"))
    );
    place.refresh("2026-11-25T07:00:00Z");
    let open = analysis::show(&place.store, &alder).unwrap().finding;
    assert_eq!(
        (open.state.as_str(), open.muted_until, open.muted_reason),
        ("open", None, None)
    );
    assert_eq!(
        events(&place, &alder),
        [
            "opened open 92.50 analysis",
            "muted muted 92.50 ann",
            "unmuted open 92.50 analysis"
        ]
    );
}

#[test]
fn what_a_person_resolved_stays_resolved_until_it_was_gone_or_its_amount_differs() {
    for (seats, comes_back) in [(25, false), (26, true)] {
        let mut place = Place::golden();
        place.refresh(NOW);
        let alder = id(&place, "under_billed", "Alder Dental");
        analysis::resolve(&mut place.store, &alder, decision("2026-11-20T08:00:00Z")).unwrap();
        if seats != 25 {
            seats_become(&place, "a1", seats, "2026-11-21 06:00");
        }
        let report = place.refresh("2026-11-21T07:00:00Z");
        assert_eq!(report.reopened == 1, comes_back, "{seats} seats");
    }
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    analysis::resolve(&mut place.store, &alder, decision("2026-11-20T08:00:00Z")).unwrap();
    seats_become(&place, "a1", 20, "2026-11-21 06:00");
    assert_eq!(place.refresh("2026-11-21T07:00:00Z").resolved, 2 - 1);
    seats_become(&place, "a1", 25, "2026-11-22 06:00");
    assert_eq!(place.refresh("2026-11-22T07:00:00Z").reopened, 1);
    assert_eq!(
        events(&place, &alder),
        [
            "opened open 92.50 analysis",
            "resolved resolved 92.50 ann",
            "resolved resolved 92.50 analysis",
            "reopened reopened 92.50 analysis"
        ]
    );
}

#[test]
fn a_decision_that_cannot_be_is_refused_with_what_to_do() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let alder = id(&place, "under_billed", "Alder Dental");
    let store = &mut place.store;
    let today = "2026-11-20".parse().unwrap();
    let messages = [
        analysis::mute(store, &alder, today, decision(NOW)).unwrap_err(),
        analysis::unmute(store, &alder, decision(NOW)).unwrap_err(),
        analysis::resolve(
            store,
            &alder,
            Decision {
                who: " ",
                ..decision(NOW)
            },
        )
        .unwrap_err(),
        analysis::resolve(store, "zz", decision(NOW)).unwrap_err(),
        analysis::resolve(store, "", decision(NOW)).unwrap_err(),
    ]
    .map(|error| error.to_string().replace(&alder, "ID"));
    assert_eq!(
        messages[..4],
        [
            "mute the finding ID: 2026-11-20 is not after today; name a later day",
            "unmute the finding ID: it is open",
            "resolve the finding ID: \" \" cannot be the name of a person; name who decides",
            "find the finding zz: no finding has this id; `seatwise findings` lists them",
        ]
    );
    assert!(
        messages[4].contains("give more characters of the id"),
        "{}",
        messages[4]
    );
}

#[test]
fn a_finding_is_shown_as_arithmetic_with_the_rows_that_it_rests_on() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let detail = analysis::show(&place.store, &id(&place, "under_billed", "Alder Dental")).unwrap();
    let steps: Vec<String> = detail
        .steps
        .iter()
        .map(|step| {
            format!(
                "{}: {}",
                step.label,
                step.value.as_deref().unwrap_or("unknown")
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "seats bought: 25",
            "less seats billed: 20",
            "less seats given on purpose: 0",
            "less seats covered by bundles: 0",
            "seats bought and not billed: 5",
            "cost of 5 seats of subscription a1: 5 × 18.50 = 92.50",
            "cost in a month: 92.50 USD",
            "could be billed in a month, at the lowest price of the contract: 120.00 USD",
        ]
    );
    let rows: Vec<String> = detail
        .rows
        .iter()
        .map(|row| format!("{} {}", row.table, row.key))
        .collect();
    assert_eq!(
        rows,
        [
            "customers sherweb-main/S1",
            "license_subscriptions sherweb-main/a1",
            "charges sherweb-main/bill-1",
            "psa_contract_lines halopsa/L1",
            "psa_customers halopsa/H1",
        ]
    );
    assert!(detail.rows.iter().all(|row| !row.values.is_empty()));
    assert_eq!(
        (detail.run_ids.concat(), detail.import_ids.concat()),
        ("sherweb-run".to_owned(), "halopsa-import".to_owned())
    );
}

#[test]
fn the_list_is_filtered_and_sorted_by_severity_and_amount() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let names = |filter: FindingFilter| -> Vec<String> {
        analysis::list(&place.store, &filter)
            .unwrap()
            .into_iter()
            .map(|finding| format!("{} {}", finding.severity, finding.customer_name))
            .collect()
    };
    let unbilled = FindingFilter {
        condition: Some("under_billed".to_owned()),
        vendor: Some("synnex".to_owned()),
        ..FindingFilter::default()
    };
    assert_eq!(
        names(unbilled),
        [
            "high Quince Optics",
            "high Gum Tree Energy",
            "high Larch Media"
        ]
    );
    let nettle = FindingFilter {
        customer: Some("NETTLE".to_owned()),
        product: Some("business premium".to_owned()),
        severity: Some("low".to_owned()),
        ..FindingFilter::default()
    };
    assert_eq!(names(nettle).len(), 2);
    assert_eq!(names(FindingFilter::default()).len(), 25);
    assert!(matches!(
        analysis::show(&place.store, "x"),
        Err(FindingError::Missing(_))
    ));
}
