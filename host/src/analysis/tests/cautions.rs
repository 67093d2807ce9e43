//! What was not compared is never told as nothing.

use super::fixtures::{NOW, Place, at};
use crate::{
    analysis::{Wanted, cautions, record_failure},
    store::pending,
};

fn kinds(place: &Place) -> Vec<(String, bool)> {
    let cautions = cautions(place.connection()).unwrap();
    cautions
        .into_iter()
        .map(|caution| (caution.kind, caution.blocks))
        .collect()
}

fn blocking(kinds: &[&str]) -> Vec<(String, bool)> {
    kinds
        .iter()
        .map(|kind| ((*kind).to_owned(), true))
        .collect()
}

/// The scenario has a customer that was not read completely when it was last asked for.
fn in_the_scenario(kinds: &[&str]) -> Vec<(String, bool)> {
    let mut kinds = blocking(kinds);
    kinds.push(("incomplete".to_owned(), false));
    kinds
}

fn without_psa(place: &Place) {
    place.run(
        "DELETE FROM psa_customers; DELETE FROM psa_contract_lines; DELETE FROM psa_contract_line_history;
         DELETE FROM psa_imports; DELETE FROM customer_links; DELETE FROM product_links;",
    );
}

fn without_lines(place: &Place) {
    place.run("DELETE FROM psa_contract_lines; DELETE FROM psa_contract_line_history;");
}

#[test]
fn an_empty_file_says_that_neither_side_is_there() {
    let place = Place::empty();
    assert_eq!(kinds(&place), blocking(&["no_distributor", "no_psa"]));
}

#[test]
fn without_a_psa_what_ends_is_found_and_nothing_that_compares() {
    let mut place = Place::golden();
    without_psa(&place);
    place.refresh(NOW);
    assert_eq!(kinds(&place), in_the_scenario(&["no_psa"]));
    assert_eq!(
        place.rows("SELECT DISTINCT condition FROM findings"),
        // The distributor's bill alone shows what is charged for suspended seats.
        ["renewal", "suspended_but_charged", "trial_ending"]
    );
    assert_eq!(
        place.rows("SELECT DISTINCT mapping FROM license_rollup_as_of(DATE '2026-11-20')"),
        ["not_compared"]
    );
}

#[test]
fn customers_without_any_contract_line_are_not_compared() {
    let mut place = Place::golden();
    without_lines(&place);
    place.refresh(NOW);
    assert_eq!(kinds(&place), in_the_scenario(&["no_lines"; 3]));
    let compared = "SELECT DISTINCT condition FROM findings WHERE condition NOT IN ('renewal', 'suspended_but_charged', 'trial_ending', 'unmatched_customer')";
    assert_eq!(place.rows(compared), [""; 0]);
    assert_eq!(place.rows("FROM leakage_as_of(DATE '2026-11-20')"), [""; 0]);
}

#[test]
fn a_psa_without_lines_takes_nothing_from_the_others() {
    let place = Place::golden();
    place.run(
        "DELETE FROM psa_contract_lines WHERE psa = 'autotask'; DELETE FROM psa_contract_line_history WHERE psa = 'autotask';",
    );
    assert_eq!(
        kinds(&place),
        [
            ("no_lines".to_owned(), false),
            ("incomplete".to_owned(), false)
        ]
    );
    let names =
        "SELECT DISTINCT split_part(customer_key, '/', 1) FROM leakage_as_of(DATE '2026-11-20')";
    assert_eq!(place.rows(names), ["connectwise", "halopsa"]);
}

#[test]
fn data_that_is_newer_than_the_comparison_is_told_and_so_is_one_that_failed() {
    let mut place = Place::golden();
    let run = |moment: &str| {
        format!(
            "INSERT INTO sync_runs VALUES ('r {moment}', 'sherweb', 'sherweb-main', TIMESTAMP '{moment}', TIMESTAMP '{moment}',
             'complete', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)"
        )
    };
    place.run(&run("2026-11-20 06:00"));
    assert_eq!(kinds(&place), in_the_scenario(&["older"]));
    place.refresh(NOW);
    assert_eq!(kinds(&place), in_the_scenario(&[]));
    place.run(&run("2026-11-20 09:00"));
    assert_eq!(kinds(&place), in_the_scenario(&["older"]));
    record_failure(&place.store, at("2026-11-20T09:01:00Z"), "the disk is full").unwrap();
    assert_eq!(kinds(&place), in_the_scenario(&["failed"]));
    let text = cautions(place.connection()).unwrap().remove(0).text;
    for part in ["the disk is full", "2026-11-20 07:00 UTC", "seatwise match"] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
    place.refresh("2026-11-20T10:00:00Z");
    assert_eq!(kinds(&place), in_the_scenario(&[]));
}

#[test]
fn a_filter_that_fits_nobody_is_an_error() {
    let place = Place::golden();
    let misfit = |wanted: Wanted<'_>| {
        let misfit = wanted.misfit(place.connection()).unwrap();
        misfit.map(|misfit| misfit.to_string())
    };
    let customer = |customer| Wanted {
        customer: Some(customer),
        ..Wanted::default()
    };
    let vendor = |vendor| Wanted {
        vendor: Some(vendor),
        ..Wanted::default()
    };
    let product = |product| Wanted {
        product: Some(product),
        ..Wanted::default()
    };
    for fits in [
        customer("alder"),
        customer("H1"),
        customer("halopsa/H1"),
        customer("S10"),
        vendor("sherweb"),
        vendor("TD Synnex"),
        product("premium"),
        product("CFQ7TTC0LCHC:0002"),
        Wanted::default(),
    ] {
        assert_eq!(misfit(fits), None, "{fits:?}");
    }
    for (misses, named) in [
        (customer("Nobody At All"), "the customer \"Nobody At All\""),
        (vendor("acme"), "the distributor \"acme\""),
        (product("no such thing"), "the product \"no such thing\""),
    ] {
        let told = misfit(misses).unwrap();
        assert!(told.contains(named), "{told}");
    }
}

#[test]
fn where_no_customer_is_linked_nothing_was_compared() {
    let mut place = Place::golden();
    place.run("UPDATE customer_links SET state = 'review' WHERE state = 'linked'");
    place.refresh(NOW);
    assert_eq!(kinds(&place), in_the_scenario(&["unlinked"]));
    let text = cautions(place.connection()).unwrap().remove(0).text;
    assert!(text.contains("wait for your decision"), "{text}");
}

#[test]
fn a_week_before_the_first_comparison_is_told_of_findings_alone() {
    let mut place = Place::golden();
    place.refresh(NOW);
    place.run(
        "INSERT INTO sync_runs VALUES ('r', 'sherweb', 'sherweb-main', '2026-08-03 06:00', '2026-08-03 06:00', 'complete',
            NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL);
         INSERT INTO psa_imports VALUES ('i', 'halopsa', 'halopsa', 'contract-lines', 'f.csv', 'x', '2026-08-03', '2026-08-03',
            0, 0, 0, 0, 0, 0);",
    );
    let told = |first: &str, last: &str, of_findings: bool| {
        place.rows(&format!(
            "SELECT kind, blocks FROM week_cautions(DATE '{first}', DATE '{last}', {of_findings}) WHERE blocks"
        ))
    };
    // The findings begin on 20 November; the data under them begins in August.
    assert_eq!(
        told("2026-11-09", "2026-11-15", true),
        ["uncompared | true"]
    );
    assert_eq!(told("2026-11-09", "2026-11-15", false), [""; 0]);
    assert_eq!(told("2026-11-16", "2026-11-22", true), [""; 0]);
    assert_eq!(
        told("2026-07-20", "2026-07-26", false),
        ["before_data | true"]
    );
}

#[test]
fn a_change_that_no_comparison_followed_is_told_whatever_the_clock_says() {
    let mut place = Place::golden();
    place.refresh(NOW);
    assert!(!kinds(&place).iter().any(|(kind, _)| kind == "older"));
    // The clock was ahead when both sides were compared last, so the moments alone tell nothing.
    place.run("UPDATE comparisons SET compared_at = TIMESTAMP '2096-11-20 07:00:00'");
    pending::changed(place.connection(), "an import of the PSA").unwrap();
    pending::changed(place.connection(), "an import of rules").unwrap();
    pending::changed(place.connection(), "an import of rules").unwrap();
    let told = cautions(place.connection()).unwrap();
    let older = told.iter().find(|caution| caution.kind == "older").unwrap();
    assert!(older.blocks);
    assert!(
        older.text.starts_with("What changed since 20")
            && older.text.ends_with(" (an import of the PSA, an import of rules) has not been compared yet: the findings are of 2096-11-20 07:00 UTC. Run `seatwise match` to compare again."),
        "{}",
        older.text
    );
    place.refresh(NOW);
    assert!(!kinds(&place).iter().any(|(kind, _)| kind == "older"));
    assert_eq!(place.rows("SELECT DISTINCT step FROM pending"), ["publish"]);
}

#[test]
fn where_no_match_is_proposed_nothing_was_compared_and_that_is_told() {
    let mut place = Place::golden();
    place.run("DELETE FROM customer_links; DELETE FROM product_links;");
    place.refresh(NOW);
    assert_eq!(kinds(&place), in_the_scenario(&["unlinked"]));
    let told = cautions(place.connection()).unwrap();
    assert!(
        told[0].text.contains("no match is proposed") && told[0].text.contains("match accept"),
        "{}",
        told[0].text
    );
}

#[test]
fn data_with_a_date_in_the_future_is_told_as_that_since_comparing_again_would_not_help() {
    let mut place = Place::golden();
    place.refresh(NOW);
    place.run(
        "INSERT INTO sync_runs VALUES ('r9', 'sherweb', 'sherweb-main', TIMESTAMP '2096-11-20', TIMESTAMP '2096-11-20',
         'complete', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)",
    );
    let expected = ["ahead", "incomplete"].map(|kind| (kind.to_owned(), false));
    assert_eq!(kinds(&place), expected);
    let told = cautions(place.connection()).unwrap();
    let ahead = told.iter().find(|caution| caution.kind == "ahead").unwrap();
    assert!(!ahead.blocks);
    for part in ["2096-11-20", "in the future", "restore a backup"] {
        assert!(
            ahead.text.contains(part),
            "{part:?} is missing in {}",
            ahead.text
        );
    }
    place.refresh(NOW);
    assert_eq!(kinds(&place), expected);
}
