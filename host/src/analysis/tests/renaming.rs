//! A renaming ends no finding, and what is not compared any more is not over.

use super::fixtures::{NOW, Place};
use crate::analysis;

const LATER: &str = "2026-11-20T09:00:00Z";

fn ids(place: &Place, customer: &str) -> Vec<String> {
    place.rows(&format!(
        "SELECT finding_id, condition FROM findings WHERE customer_name = '{customer}' AND state = 'open' AND NOT stale"
    ))
}

#[test]
fn a_product_that_gets_another_key_or_name_keeps_its_findings() {
    let renamings = [
        // An alias makes it one with another product, whose key comes first.
        "INSERT INTO product_aliases VALUES ('AAA:0001', 'sherweb:ACR-BKP', 'ann');
         UPDATE product_links SET product_key = 'AAA:0001' WHERE product_key = 'sherweb:ACR-BKP'",
        "UPDATE subscription_history SET product_name = 'Acronis Cyber Protect' WHERE sku = 'ACR-BKP';
         UPDATE license_subscriptions SET product_name = 'Acronis Cyber Protect' WHERE sku = 'ACR-BKP'",
        // The distributor's own number of it changes, and the contracts are linked with the new one.
        "UPDATE subscription_history SET sku = 'ACR-BKP-2' WHERE sku = 'ACR-BKP';
         UPDATE license_subscriptions SET sku = 'ACR-BKP-2' WHERE sku = 'ACR-BKP';
         UPDATE charges SET sku = 'ACR-BKP-2' WHERE sku = 'ACR-BKP';
         UPDATE product_links SET product_key = 'sherweb:ACR-BKP-2' WHERE product_key = 'sherweb:ACR-BKP'",
    ];
    for renaming in renamings {
        let mut place = Place::golden();
        place.refresh(NOW);
        let before = [ids(&place, "Elm Studios"), ids(&place, "Maple Homes")];
        assert!(before.iter().all(|ids| !ids.is_empty()));
        place.run(renaming);
        let report = place.refresh(LATER);
        assert_eq!((report.opened, report.resolved), (0, 0), "{renaming}");
        assert_eq!(
            [ids(&place, "Elm Studios"), ids(&place, "Maple Homes")],
            before,
            "{renaming}"
        );
        // A further comparison finds them under the same ids.
        assert_eq!(place.refresh("2026-11-20T10:00:00Z").opened, 0);
    }
}

#[test]
fn a_customer_whose_id_is_its_name_keeps_its_findings_when_it_is_renamed() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let before = ids(&place, "Alder Dental");
    assert_eq!(before.len(), 2);
    place.run(
        "INSERT INTO psa_customers SELECT * REPLACE ('Alder Dental Care' AS id, 'Alder Dental Care' AS name) FROM psa_customers WHERE id = 'H1';
         UPDATE psa_customers SET active = false WHERE id = 'H1';
         UPDATE psa_contract_line_history SET customer_id = 'Alder Dental Care', line_id = 'row-2' WHERE line_id = 'L1';
         UPDATE psa_contract_lines SET customer_id = 'Alder Dental Care', id = 'row-2' WHERE id = 'L1';
         UPDATE customer_links SET psa_customer_id = 'Alder Dental Care' WHERE psa_customer_id = 'H1'",
    );
    let report = place.refresh(LATER);
    assert_eq!((report.opened, report.resolved), (0, 0));
    assert_eq!(ids(&place, "Alder Dental Care"), before);
    assert_eq!(
        place.value("SELECT DISTINCT psa_customer_id FROM findings WHERE customer_name = 'Alder Dental Care'"),
        "Alder Dental Care"
    );
}

#[test]
fn what_a_person_resolved_is_not_opened_by_a_renaming() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let id = place.value("SELECT finding_id FROM findings WHERE customer_name = 'Elm Studios'");
    analysis::resolve(
        &mut place.store,
        &id,
        analysis::Decision {
            who: "ann",
            note: None,
            now: "2026-11-20T08:00:00Z".parse().unwrap(),
        },
    )
    .unwrap();
    place.run(
        "UPDATE subscription_history SET sku = 'ACR-2' WHERE sku = 'ACR-BKP';
         UPDATE license_subscriptions SET sku = 'ACR-2' WHERE sku = 'ACR-BKP';
         UPDATE product_links SET product_key = 'sherweb:ACR-2' WHERE product_key = 'sherweb:ACR-BKP'",
    );
    place.refresh(LATER);
    assert_eq!(
        place.rows("SELECT state FROM findings WHERE customer_name = 'Elm Studios'"),
        ["resolved"]
    );
}

#[test]
fn a_finding_of_one_customer_does_not_become_that_of_another_who_is_billed_too() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let before = place.value(
        "SELECT finding_id FROM findings WHERE customer_name = 'Alder Dental' AND condition = 'under_billed'",
    );
    // A person finds that the seats are those of Quince, whose contract bills too few of its own.
    place.run("UPDATE customer_links SET psa_customer_id = 'H17' WHERE psa_customer_id = 'H1'");
    place.refresh(LATER);
    assert_eq!(
        place.value(&format!(
            "SELECT customer_name, state FROM findings WHERE finding_id = '{before}'"
        )),
        "Alder Dental | resolved"
    );
}

#[test]
fn what_is_not_compared_any_more_is_stale_and_not_resolved() {
    let ends = [
        // The name of a customer changed, so the match that a person made lapsed.
        "UPDATE customer_links SET state = 'lapsed' WHERE customer_id = 'S1'",
        "DELETE FROM customer_links WHERE customer_id = 'S1'",
        // The name of a product changed, so the link waits for a person.
        "UPDATE product_links SET state = 'review' WHERE line_key = 'code:HP-BP';
         DELETE FROM cover_rules; UPDATE product_links SET state = 'review' WHERE psa = 'halopsa'",
        // A read no longer had the subscription.
        "UPDATE subscription_history SET missing = true, valid_from = TIMESTAMP '2026-11-20 06:00' WHERE subscription_id = 'a1'",
    ];
    for sql in ends {
        let mut place = Place::golden();
        place.refresh(NOW);
        place.run(sql);
        place.refresh(LATER);
        assert_eq!(
            place.rows(
                "SELECT state, stale, amount FROM findings WHERE customer_name = 'Alder Dental' AND condition = 'under_billed'"
            ),
            ["open | true | 92.5"],
            "{sql}"
        );
    }
}

#[test]
fn what_a_person_decided_ends_a_finding() {
    let decisions = [
        "UPDATE customer_links SET state = 'not_a_customer', psa = '', psa_customer_id = '', owner = false WHERE customer_id = 'S1'",
        "UPDATE customer_links SET state = 'rejected', owner = false WHERE customer_id = 'S1'",
        "INSERT INTO exclusions BY NAME SELECT 'sherweb-main' AS connection, 'S1' AS customer_id, 'internal' AS reason,
             'ann' AS decided_by, TIMESTAMP '2026-11-20' AS decided_at",
    ];
    for sql in decisions {
        let mut place = Place::golden();
        place.refresh(NOW);
        place.run(sql);
        place.refresh(LATER);
        assert_eq!(
            place.rows("SELECT state FROM findings WHERE customer_name = 'Alder Dental' AND condition = 'under_billed'"),
            ["resolved"],
            "{sql}"
        );
    }
}
