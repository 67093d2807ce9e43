//! What other programs read: counts, tables, and changes of invoice lines, as the commands write them.

use std::collections::BTreeMap;

use crate::command::{done, seatwise};
use crate::the_money_is_found::Place;

/// Reads a file of comma-separated values: rows by the names of their columns.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_those_of_the_rollup() {
    let place = Place::new().await;
    let sum = |column: &str, rows: &[BTreeMap<String, String>]| -> u64 {
        let cells = rows.iter().map(|row| row[column].as_str());
        cells
            .filter(|cell| !cell.is_empty())
            .map(|cell| cell.parse::<u64>().unwrap())
            .sum()
    };
    let long = table(&done(place.path(), &["export", "counts"]));
    let rollup = place.json(&[
        "query",
        "SELECT sum(seats_bought)::BIGINT AS bought, sum(seats_contracted)::BIGINT AS billed
         FROM license_rollup WHERE charge_model = 'seats'",
    ]);
    assert!(long.len() > 50, "{}", long.len());
    assert_eq!(
        sum("seats_bought", &long),
        rollup[0]["bought"].as_u64().unwrap()
    );
    assert_eq!(
        sum("seats_billed", &long),
        rollup[0]["billed"].as_u64().unwrap()
    );
    let ended = seatwise(
        place.path(),
        &["export", "counts", "--wide", "--out", "wide.csv"],
    );
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{ended:?}");
    let wide = std::fs::read_to_string(place.path().join("wide.csv")).unwrap();
    // Excel reads a file as UTF-8 by this mark alone.
    assert!(wide.starts_with('\u{feff}'));
    let wide = table(&wide);
    let all: u64 = wide
        .iter()
        .flat_map(|row| row.iter())
        .filter(|(column, cell)| {
            !column.contains("customer") && *column != "psa" && !cell.is_empty()
        })
        .map(|(_, cell)| cell.parse::<u64>().unwrap())
        .sum();
    assert_eq!(all, rollup[0]["bought"].as_u64().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_for_a_spreadsheet_is_marked_as_utf_8_and_what_is_printed_is_not() {
    let place = Place::new().await;
    let written = |file: &str| std::fs::read_to_string(place.path().join(file)).unwrap();
    for (name, arguments) in [
        (
            "margin.csv",
            &["report", "margin", "--format", "csv", "--out", "margin.csv"][..],
        ),
        ("counts.csv", &["export", "counts", "--out", "counts.csv"]),
        ("decisions.csv", &["match", "export", "decisions.csv"]),
        ("rules.csv", &["rules", "export", "margin", "rules.csv"]),
    ] {
        done(place.path(), arguments);
        let text = written(name);
        assert!(text.starts_with('\u{feff}'), "{name}: {text}");
        assert!(!text.trim_start_matches('\u{feff}').contains('\u{feff}'));
    }
    let printed = done(place.path(), &["report", "margin", "--format", "csv"]);
    assert_eq!(written("margin.csv"), format!("\u{feff}{printed}"));
    // What was written is read again.
    done(place.path(), &["match", "import", "decisions.csv"]);
    done(place.path(), &["rules", "import", "margin", "rules.csv"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_exported_as_a_whole_or_not_at_all() {
    let place = Place::new().await;
    let told = place.json(&["export", "parquet", "--dir", "tables"]);
    let rows = |name: &str| {
        let tables = told["tables"].as_array().unwrap();
        tables.iter().find(|table| table["table"] == name).unwrap()["rows"].as_u64()
    };
    let stored = place.json(&["query", "SELECT count(*) AS rows FROM charges"]);
    assert_eq!(rows("charges"), stored[0]["rows"].as_u64());
    for vendor in ["sherweb", "synnex"] {
        assert!(
            place
                .path()
                .join(format!("tables/license_usage/vendor={vendor}"))
                .is_dir()
        );
    }
    let refused = seatwise(place.path(), &["export", "parquet", "--dir", "tables"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    done(
        place.path(),
        &["export", "parquet", "--dir", "tables", "--force"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_changes_of_invoice_lines_are_those_of_the_open_findings() {
    let place = Place::new().await;
    let list = || {
        let arguments = ["export", "invoice-lines", "--profile", "halopsa"];
        table(&done(place.path(), &arguments))
    };
    let lines = list();
    let of = |id: &str| lines.iter().find(|line| line["Finding ID"].contains(id));
    let mut proposed = 0;
    for condition in ["unbilled", "under_billed"] {
        for finding in place.findings(condition) {
            let Some(line) = of(finding["id"].as_str().unwrap()) else {
                continue;
            };
            let number = |column: &str| line[column].parse::<f64>().unwrap_or_default();
            let seats: f64 = finding["seats"].as_str().unwrap().parse().unwrap();
            let more = number("Quantity") - number("Quantity Before");
            assert!((more - seats).abs() < 1e-9, "{line:?} and {finding}");
            assert_eq!(
                line["Line ID"].is_empty(),
                condition == "unbilled",
                "{line:?}"
            );
            proposed += 1;
        }
    }
    assert!(proposed > 3, "{lines:#?}");
    let muted = lines
        .iter()
        .find(|line| !line["Finding ID"].contains(' '))
        .unwrap();
    let id = muted["Finding ID"].as_str();
    let mute = [
        "findings",
        "mute",
        id,
        "--until",
        "2999-01-01",
        "--reason",
        "agreed",
        "--by",
        "ana",
    ];
    done(place.path(), &mute);
    assert!(list().iter().all(|line| line["Finding ID"] != *id));
    let unknown = seatwise(
        place.path(),
        &["export", "invoice-lines", "--profile", "generic"],
    );
    assert_eq!(unknown.code, 2, "{unknown:?}");
}
