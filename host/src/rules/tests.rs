//! Rules come in whole or not at all, and come out as they went in.

use std::path::PathBuf;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{RuleError, RuleKind, export, import, unmatched};
use crate::store::Store;

struct Place {
    folder: TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("seatwise.duckdb")).unwrap();
        Self { folder, store }
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("rules.csv");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, kind: RuleKind, text: &str) -> Result<u64, RuleError> {
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        import(&self.store, kind, &self.file(text), "ana", now)
    }

    fn fault(&self, kind: RuleKind, text: &str) -> String {
        self.import(kind, text).unwrap_err().to_string()
    }

    fn exported(&self, kind: RuleKind) -> String {
        let path = self.folder.path().join("out.csv");
        export(&self.store, kind, &path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        text.strip_prefix('\u{feff}').unwrap().to_owned()
    }
}

const ALL: [RuleKind; 5] = [
    RuleKind::Cover,
    RuleKind::Exclusions,
    RuleKind::Margin,
    RuleKind::Aliases,
    RuleKind::Rates,
];

#[test]
fn rules_come_out_as_they_went_in() {
    let place = Place::new();
    let cover = "psa,line_key,product_key,seats_per_unit,note\nhalopsa,code:BUNDLE,CFQ7TTC0LH18:0001,1.5,\"all, in\"\n";
    assert_eq!(place.import(RuleKind::Cover, cover).unwrap(), 1);
    let out = place.exported(RuleKind::Cover);
    assert_eq!(
        out.lines().nth(1).unwrap(),
        "halopsa,code:BUNDLE,,CFQ7TTC0LH18:0001,1.500000,\"all, in\",ana,2026-11-20T09:00:00.000000Z"
    );
    assert_eq!(place.import(RuleKind::Cover, &out).unwrap(), 1);
    assert_eq!(place.exported(RuleKind::Cover), out);
}

#[test]
fn an_import_replaces_the_rules_of_its_kind() {
    let place = Place::new();
    place
        .import(RuleKind::Aliases, "product_key,alias\na,b\nc,d\n")
        .unwrap();
    place
        .import(RuleKind::Aliases, "product_key,alias\ne,f\n")
        .unwrap();
    assert_eq!(
        place.exported(RuleKind::Aliases),
        "product_key,alias,source\ne,f,ana\n"
    );
}

#[test]
fn a_value_that_breaks_a_rule_is_named_by_line_and_column_and_nothing_is_imported() {
    let place = Place::new();
    let good = "base,quote,rate,valid_on,source\nUSD,EUR,0.92,2026-11-01,ECB\n";
    place.import(RuleKind::Rates, good).unwrap();
    for (row, problem) in [
        (
            "usd,EUR,0.92,2026-11-01,ECB",
            "column base: \"usd\" is not an ISO 4217 code",
        ),
        (
            "USD,EUR,0,2026-11-01,ECB",
            "column rate: \"0\" must be above 0",
        ),
        (
            "USD,EUR,-1,2026-11-01,ECB",
            "column rate: \"-1\" is not a decimal",
        ),
        (
            "USD,EUR,\"0,92\",2026-11-01,ECB",
            "column rate: \"0,92\" is not a decimal",
        ),
        (
            "USD,EUR,0.92,01.11.2026,ECB",
            "column valid_on: \"01.11.2026\" is not a day",
        ),
        ("USD,EUR,0.92,2026-11-01,", "column source: \"\" is empty"),
    ] {
        let text = format!("{good}{row}\n");
        let fault = place.fault(RuleKind::Rates, &text);
        assert!(fault.contains("line 3"), "{fault}");
        assert!(fault.contains(problem), "{fault}");
        assert!(fault.contains("nothing was imported"), "{fault}");
        assert_eq!(place.exported(RuleKind::Rates).lines().count(), 2);
    }
}

#[test]
fn a_margin_is_a_share_and_no_percentage() {
    let place = Place::new();
    let file = |margin: &str| format!("minimum_margin\n{margin}\n");
    assert_eq!(place.import(RuleKind::Margin, &file("0.15")).unwrap(), 1);
    let fault = place.fault(RuleKind::Margin, &file("15"));
    assert!(fault.contains("15 % is 0.15"), "{fault}");
}

#[test]
fn a_reason_is_one_of_those_that_are_known() {
    let place = Place::new();
    let file = |reason: &str| format!("vendor,reason\nsherweb,{reason}\n");
    assert_eq!(
        place
            .import(RuleKind::Exclusions, &file("Internal"))
            .unwrap(),
        1
    );
    let fault = place.fault(RuleKind::Exclusions, &file("because"));
    assert!(
        fault.contains("not one of internal, not_for_resale"),
        "{fault}"
    );
}

#[test]
fn columns_that_are_missing_twice_or_unknown_are_named() {
    let place = Place::new();
    for (text, problem) in [
        ("product_key\na\n", "it has no column alias"),
        ("product_key,alias,alias\na,b,c\n", "the column alias twice"),
        ("product_key,alias,colour\na,b,c\n", "a column \"colour\""),
    ] {
        let fault = place.fault(RuleKind::Aliases, text);
        assert!(fault.contains(problem), "{fault}");
        assert!(fault.contains("product_key, alias, source"), "{fault}");
    }
}

#[test]
fn the_columns_of_the_files_are_those_of_the_tables() {
    let place = Place::new();
    for kind in ALL {
        let mut statement = place
            .store
            .connection()
            .prepare("SELECT column_name FROM duckdb_columns() WHERE table_name = ?1 ORDER BY column_index")
            .unwrap();
        let rows = statement
            .query_map([kind.table()], |row| row.get::<_, String>(0))
            .unwrap();
        let columns: Vec<_> = rows.map(Result::unwrap).collect();
        let known: Vec<_> = kind.columns().iter().map(|column| column.name).collect();
        assert_eq!(columns, known, "{}", kind.table());
    }
}

#[test]
fn a_note_that_is_a_formula_is_harmless_in_the_file_and_comes_back_as_it_was() {
    let place = Place::new();
    let cover = "psa,line_key,product_key,seats_per_unit,note\nhalopsa,code:BUNDLE,CFQ7TTC0LH18:0001,1.5,=1+1\n";
    place.import(RuleKind::Cover, cover).unwrap();
    let out = place.exported(RuleKind::Cover);
    assert!(out.contains(",'=1+1,"), "{out}");
    place.import(RuleKind::Cover, &out).unwrap();
    assert_eq!(place.exported(RuleKind::Cover), out);
}

const PRODUCTS: &str = "
    INSERT INTO connections BY NAME SELECT 'main' AS connection, 'sherweb' AS vendor,
        TIMESTAMP '2026-11-01' AS first_run_at, TIMESTAMP '2026-11-20' AS last_run_at, 'r1' AS run_id;
    INSERT INTO customers BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 'c1' AS id,
        'Harbour Dental' AS name, 'active' AS status,
        TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
    INSERT INTO license_subscriptions BY NAME SELECT 'sherweb' AS vendor, 'main' AS connection, 's1' AS id,
        'c1' AS customer_id, 'MS-BP' AS sku, 'CFQ7TTC0LCHC' AS publisher_product_id,
        '0002' AS publisher_sku_id, 'Business Premium' AS product_name, 'active' AS status,
        'seats' AS charge_model, false AS trial, false AS renewal_computed,
        TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'r1' AS run_id;
    INSERT INTO psa_contract_lines BY NAME SELECT 'halopsa' AS psa, 'l1' AS id, 'p1' AS customer_id,
        true AS contract_active, 'BUNDLE' AS product_code, 'Workplace' AS product_name,
        0 AS included_quantity, true AS billable, true AS recurring,
        TIMESTAMP '2026-11-01' AS first_seen_at, TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id;";

fn unmatched_in(kind: RuleKind, text: &str) -> Vec<String> {
    let place = Place::new();
    crate::analysis::install(place.store.connection()).unwrap();
    place.store.connection().execute_batch(PRODUCTS).unwrap();
    place.import(kind, text).unwrap();
    unmatched(&place.store, kind).unwrap()
}

#[test]
fn a_rule_that_names_what_is_not_there_is_reported_with_what_may_be_meant() {
    assert_eq!(
        unmatched_in(
            RuleKind::Margin,
            "vendor,product_key,minimum_margin\nsherweb,CFQ7TTC0LCHC:0002,0.1\nsherweb,MS-BP,0.2\nacme,,0.3\n"
        ),
        [
            "rule 2 has no effect: no distributed product has the key \"MS-BP\"; \"CFQ7TTC0LCHC:0002\" is Business Premium",
            "rule 3 has no effect: no connection is to the vendor \"acme\"",
        ]
    );
    let cover = unmatched_in(
        RuleKind::Cover,
        "psa,line_key,product_key,seats_per_unit\nhalopsa,BUNDLE,CFQ7TTC0LCHC:0002,1\n",
    );
    assert!(
        cover.iter().any(|rule| rule
            == "rule 1 has no effect: no line of a contract has the key \"BUNDLE\"; \"code:BUNDLE\" is Workplace"),
        "{cover:?}"
    );
    let exclusion = unmatched_in(
        RuleKind::Exclusions,
        "connection,customer_id,subscription_id,reason\nmain,c1,s1,internal\nmain,c1,s2,internal\nother,,,internal\n",
    );
    assert_eq!(exclusion.len(), 2, "{exclusion:?}");
    assert!(exclusion[0].starts_with("rule 2") && exclusion[1].starts_with("rule 3"));
    let alias = unmatched_in(
        RuleKind::Aliases,
        "product_key,alias\nCFQ7TTC0LCHC:0002,work-place\nCFQ7TTC0LCHC:0002,Wrkplace\n",
    );
    assert_eq!(
        alias,
        [
            "rule 2 has no effect: no contract line and no distributed product has the name, code or key \"Wrkplace\""
        ]
    );
}

#[test]
fn rules_that_no_comparison_followed_are_known() {
    let place = Place::new();
    assert_eq!(place.store.uncompared_since().unwrap(), None);
    place
        .import(RuleKind::Exclusions, "vendor,reason\nsherweb,internal\n")
        .unwrap();
    assert!(place.store.uncompared_since().unwrap().is_some());
    assert!(place.store.unpublished_since().unwrap().is_some());
}
