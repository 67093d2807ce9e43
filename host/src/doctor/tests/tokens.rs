//! The refresh tokens.

use super::fixtures::{DAY, NOW, Place, lines, surroundings};
use crate::doctor::tokens;

/// What is said about a token that was received and expires so many days from now, negative for before.
fn said(received: Option<i64>, expires: Option<i64>, reconnect: bool) -> String {
    let place = Place::new("[connections.main]\nvendor = \"synnex\"\n");
    let at =
        |days: Option<i64>| days.map(|days| NOW.as_secs().saturating_add_signed(days * DAY as i64));
    let reconnect =
        reconnect.then(|| serde_json::json!({ "since": 1, "reason": "the vendor refused it" }));
    let state = serde_json::json!({
        "version": 1, "connection": "main", "credential": "ion", "seed": "s",
        "refresh": { "token": "canary-refresh", "obtained": at(received), "expires": at(expires) },
        "previous": null, "access": null, "pending": null, "reconnect": reconnect,
    });
    place.write(".seatwise/tokens/main-ion.json", state.to_string());
    let checks = tokens::check(&place.config(), &surroundings());
    assert!(!format!("{checks:?}").contains("canary"), "{checks:?}");
    lines(&checks, &place.path("")).join("\n")
}

#[test]
fn each_state_of_a_token_has_its_line() {
    assert_eq!(
        said(Some(-3), Some(29), false),
        "ok main (ion): 3 days old, lasts for 29 days more"
    );
    assert_eq!(said(None, None, false), "ok main (ion): not exchanged yet");
    assert_eq!(
        said(Some(-26), Some(6), false),
        "warning main (ion): it expires in 6 days [`seatwise sync main` renews it]"
    );
    assert!(said(Some(-33), Some(-1), false).starts_with(
        "failed main (ion): it has expired [request new credentials in the distributor's portal, "
    ));
    assert!(said(Some(-3), Some(29), true).starts_with(
        "failed main (ion): reconnect needed: the vendor refused it [request new credentials"
    ));
}

#[test]
fn a_token_that_a_fault_of_the_vendor_left_in_doubt_is_a_warning() {
    let place = Place::new("[connections.main]\nvendor = \"synnex\"\n");
    let state = serde_json::json!({
        "version": 1, "connection": "main", "credential": "ion", "seed": "s",
        "refresh": { "token": "canary-refresh", "obtained": NOW.as_secs() - DAY, "expires": NOW.as_secs() + 31 * DAY },
        "previous": null, "access": null, "pending": null, "reconnect": null,
        "doubt": { "answers": 2, "not_before": NOW.as_secs(), "reason": "it answered 502" },
    });
    place.write(".seatwise/tokens/main-ion.json", state.to_string());
    assert_eq!(
        lines(
            &tokens::check(&place.config(), &surroundings()),
            &place.path("")
        ),
        [
            "warning main (ion): the last exchange of its refresh token failed (it answered 502), so it may be used up [`seatwise sync main` tries it again]"
        ]
    );
}

#[test]
fn a_token_file_that_cannot_be_read_is_a_failure() {
    let place = Place::new("[connections.main]\nvendor = \"synnex\"\n");
    place.write(".seatwise/tokens/main-ion.json", "{ \"token\": canary }");
    let checks = tokens::check(&place.config(), &surroundings());
    assert!(!format!("{checks:?}").contains("canary"), "{checks:?}");
    let lines = lines(&checks, &place.path(""));
    assert!(
        lines[0].starts_with("failed .seatwise/tokens/main-ion.json cannot be used: line 1 is not what was written there [restore it from a backup, "),
        "{lines:?}"
    );
}
