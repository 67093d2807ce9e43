//! Rows as no distributor should send them, and where they end.

use seatwise_distributors::{Cycle, Model, World};
use serde_json::Value;

use crate::rig::Rig;

/// Names that people and their systems really have, and some that they should not.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "Bäckerei Grüß & Söhne",
        "株式会社サンプル",
        "شركة المثال",
        "חברת דוגמה בע\"מ",
        "ООО «Пример»",
        "उदाहरण प्राइवेट लिमिटेड",
        "👩‍💻 Zażółć gęślą jaźń",
        "Robert'); DROP TABLE customers;--",
        "control \u{1}\u{7}\u{1b}[31mcharacters\u{7f}\u{85}here",
        "a zero \u{0} inside",
        "tab\tnewline\nreturn\rend",
        "right to left \u{202e}override",
        "back\\slash and \"quotes\"",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("ß".repeat(10_000));
    names
}

/// The first subscriptions that are charged by the seat and month, each with its customer.
pub(crate) fn by_seat(world: &World, count: usize) -> Vec<(String, String)> {
    let found: Vec<_> = world
        .customers
        .iter()
        .flat_map(|customer| {
            customer
                .subscriptions
                .iter()
                .map(move |subscription| (customer, subscription))
        })
        .filter(|(_, subscription)| {
            subscription.product.model == Model::Seats
                && subscription.cycle == Cycle::Monthly
                && subscription.purchased < "2026-01-01T00:00:00Z".parse().unwrap()
        })
        .map(|(customer, subscription)| (customer.id.clone(), subscription.id.clone()))
        .take(count)
        .collect();
    assert_eq!(found.len(), count, "the world is too small for this test");
    found
}

/// The names as the database shows them, sorted by id.
pub(crate) fn stored_names(rig: &Rig) -> Vec<String> {
    rig.rows("SELECT id, name FROM customers ORDER BY id")
}

/// One way to spoil a row, and what the reason must say.
pub(crate) type Spoiled = (&'static str, Value, &'static str);

/// Each spoiled row is in `rejected_rows` with its reason, its key and what was sent.
#[track_caller]
pub(crate) fn assert_rejected(rig: &Rig, spoiled: &[Spoiled], ids: &[(String, String)]) {
    let rejected =
        rig.rows("SELECT key, reason, source FROM rejected_rows WHERE dataset = 'subscriptions'");
    for ((field, value, reason), (_, id)) in spoiled.iter().zip(ids) {
        let found = rejected.iter().find(|row| match *field {
            "id" => row.starts_with("null | ") && row.contains(reason),
            _ => row.starts_with(id.as_str()),
        });
        let row =
            found.unwrap_or_else(|| panic!("{field} = {value} was not rejected: {rejected:#?}"));
        assert!(row.contains(reason), "{field} = {value}: {row}");
        let source = row.splitn(3, " | ").nth(2).unwrap_or_default();
        assert!(source.len() > 20, "{field} = {value} has no source: {row}");
    }
    assert_eq!(rejected.len(), spoiled.len(), "{rejected:#?}");
}
