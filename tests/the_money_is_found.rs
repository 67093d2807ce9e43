//! From two distributors and an export of the PSA to findings that a person can check: what was planted is
//! found, and nothing else of its kind.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use seatwise::report::Week;
use seatwise_distributors::{
    Planted, PsaExport, Sherweb, SherwebOptions, StreamOne, StreamOneOptions, WorldOptions,
};
use serde_json::Value;

use crate::command::{done, seatwise, share_compiled_plugins};
use crate::rig::Rig;

/// A working folder in which both distributors were synced and the PSA was imported.
pub(crate) struct Place {
    rig: Rig,
    planted: Vec<Planted>,
}

impl Place {
    pub(crate) async fn new() -> Self {
        // The commands look at today's bills, so the simulated world is true today.
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let world = WorldOptions {
            seed: 7,
            customers: 24,
            subscriptions: 4,
            irregular: false,
            today,
            ..WorldOptions::default()
        };
        let sherweb = Sherweb::start(SherwebOptions {
            world: world.clone(),
            ..SherwebOptions::default()
        })
        .await
        .unwrap();
        let streamone = StreamOne::start(StreamOneOptions {
            // Another seed has other customers: none is spelled in two ways.
            world: WorldOptions { seed: 408, ..world },
            ..StreamOneOptions::default()
        })
        .await
        .unwrap();
        let export = sherweb.data(|one| streamone.data(|other| PsaExport::of(&[one, other])));
        let mut rig = Rig::new();
        rig.add_sherweb(&sherweb);
        rig.add_synnex(&streamone);
        share_compiled_plugins(rig.path());
        // Writes the configuration.
        drop(rig.setup());
        std::fs::write(rig.path().join("clients.csv"), &export.clients).unwrap();
        std::fs::write(rig.path().join("lines.csv"), &export.lines).unwrap();
        done(rig.path(), &["sync"]);
        for file in ["clients.csv", "lines.csv"] {
            done(rig.path(), &["psa", "import", file, "--profile", "halopsa"]);
        }
        Self {
            rig,
            planted: export.planted,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.rig.path()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        serde_json::from_str(&done(self.path(), &all)).unwrap()
    }

    pub(crate) fn findings(&self, condition: &str) -> Vec<Value> {
        let found = self.json(&["findings", "list", "--condition", condition]);
        found.as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leak_that_was_planted_is_found_and_no_other() {
    let place = Place::new().await;
    for condition in ["unbilled", "under_billed", "over_billed"] {
        let planted = place
            .planted
            .iter()
            .filter(|leak| leak.condition == condition);
        let mut expected: Vec<(String, i64)> = planted
            .map(|leak| (leak.product.unwrap_or_default().to_owned(), leak.seats))
            .collect();
        let mut found: Vec<(String, i64)> = place
            .findings(condition)
            .iter()
            // Usage is compared by money; nothing of it was planted.
            .filter(|finding| finding["seats"].is_string())
            .map(|finding| {
                let seats = finding["seats"].as_str().unwrap_or_default();
                let whole = seats.split('.').next().unwrap_or_default();
                let product = finding["product"].as_str().unwrap_or_default();
                (product.to_owned(), whole.parse().unwrap_or_default())
            })
            .collect();
        expected.sort();
        found.sort();
        assert!(!expected.is_empty(), "{condition}");
        assert_eq!(found, expected, "{condition}");
    }
    let unmatched = place.findings("unmatched_customer");
    for leak in place
        .planted
        .iter()
        .filter(|leak| leak.condition == "unmatched_customer")
    {
        assert!(
            unmatched
                .iter()
                .any(|finding| finding["customer"] == leak.customer.as_str()),
            "{leak:?} in {unmatched:#?}"
        );
    }
    // What a seat costs is known where the distributor or a bill tells it; that is not everywhere.
    let margins = place.findings("negative_margin");
    let planted = place
        .planted
        .iter()
        .filter(|leak| leak.condition == "negative_margin");
    let seen = |leak: &Planted| {
        let product = leak.product.unwrap_or_default();
        margins.iter().any(|finding| finding["product"] == product)
    };
    assert!(
        planted.clone().count() > 0 && planted.clone().any(seen),
        "{margins:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_explained_muted_opened_and_resolved() {
    let place = Place::new().await;
    let finding = &place.findings("under_billed")[0];
    let id = finding["id"].as_str().unwrap();
    let text = done(place.path(), &["findings", "show", id]);
    for part in [
        "seats bought",
        "less seats billed",
        "psa_contract_lines",
        "license_subscriptions",
        "opened by analysis",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    let listed = || done(place.path(), &["findings"]).contains(&id[..8]);
    let state = |id: &str| place.json(&["findings", "show", id])["finding"]["state"].clone();
    assert!(listed());
    done(
        place.path(),
        &[
            "findings",
            "mute",
            &id[..8],
            "--until",
            "2999-01-01",
            "--reason",
            "agreed with the customer",
            "--by",
            "ana",
        ],
    );
    assert_eq!(state(id), "muted");
    done(place.path(), &["findings", "unmute", id, "--by", "ana"]);
    assert_eq!(state(id), "open");
    done(
        place.path(),
        &[
            "findings",
            "resolve",
            id,
            "--by",
            "ana",
            "--note",
            "raised the quantity",
        ],
    );
    assert_eq!(state(id), "resolved");
    assert!(!listed());
    let events = place.json(&["findings", "show", id])["events"].clone();
    let events: Vec<_> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].clone())
        .collect();
    assert_eq!(events, ["opened", "muted", "unmuted", "resolved"]);
    let refused = seatwise(place.path(), &["findings", "show", "zzzz"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("no finding has this id"),
        "{}",
        refused.stderr
    );
    let past = seatwise(
        place.path(),
        &[
            "findings",
            "mute",
            id,
            "--until",
            "2020-01-01",
            "--reason",
            "x",
        ],
    );
    assert_eq!(past.code, 2, "{}", past.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_show_rows_and_totals_in_every_format() {
    let place = Place::new().await;
    for report in ["margin", "leakage", "drift", "renewals", "unmatched"] {
        for format in ["table", "csv", "json", "markdown"] {
            let ended = seatwise(place.path(), &["report", report, "--format", format]);
            assert_eq!(ended.code, 0, "{report} {format}: {}", ended.stderr);
        }
    }
    let leakage = place.json(&["report", "leakage"]);
    let total = |money: &str| -> u64 {
        let totals = leakage["totals"].as_array().unwrap();
        totals
            .iter()
            .filter(|total| total["money"] == money)
            .map(|total| total["rows"].as_u64().unwrap())
            .sum()
    };
    let rows = leakage["rows"].as_array().unwrap();
    let over = rows
        .iter()
        .filter(|row| row["class"] == "over_billed")
        .count() as u64;
    assert_eq!(total("over-billed"), over);
    assert_eq!(total("cost leak"), rows.len() as u64 - over);
    let first = rows[0]["customer"].as_str().unwrap();
    let narrowed = place.json(&["report", "leakage", "--customer", first]);
    let narrowed = narrowed["rows"].as_array().unwrap();
    assert!(!narrowed.is_empty() && narrowed.iter().all(|row| row["customer"] == first));
    let week = seatwise(place.path(), &["report", "drift", "--week", "47"]);
    assert_eq!(week.code, 2, "{}", week.stderr);
    assert!(week.stderr.contains("2026-W47"), "{}", week.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_result_takes_the_place_of_the_database_and_no_review_is_written_of_nothing() {
    let place = Place::new().await;
    let database = place.path().join("seatwise.duckdb");
    let customers = place.json(&[
        "query",
        "SELECT name FROM psa_customers ORDER BY name",
        "--format",
        "json",
    ]);
    let name = customers[0]["name"].as_str().unwrap().to_owned();
    let before = std::fs::read(&database).unwrap();
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let quarter = format!("{}Q{}", today.year(), (today.month() + 2) / 3);
    for (target, command) in [
        (
            "seatwise.duckdb",
            &["query", "FROM customers", "--output"][..],
        ),
        (
            "seatwise.duckdb",
            &["report", "margin", "--format", "csv", "--out"],
        ),
        ("seatwise.duckdb", &["report", "dashboard", "--out"]),
        (
            "seatwise.duckdb",
            &[
                "report",
                "qbr",
                "--customer",
                &name,
                "--quarter",
                &quarter,
                "--out",
            ],
        ),
        ("seatwise.duckdb", &["export", "counts", "--out"]),
        ("seatwise.duckdb", &["match", "export"]),
        (
            "seatwise.duckdb",
            &[
                "match", "score", "--left", "a.csv", "--right", "a.csv", "--out",
            ],
        ),
        ("seatwise.duckdb", &["rules", "export", "margin"]),
        ("seatwise.toml", &["query", "FROM customers", "--output"]),
    ] {
        let ended = seatwise(place.path(), &[command, &[target]].concat());
        assert_eq!(ended.code, 2, "{command:?}: {}", ended.stderr);
        assert!(
            ended.stderr.contains("would overwrite it"),
            "{command:?}: {}",
            ended.stderr
        );
    }
    assert!(std::fs::read(&database).unwrap() == before);
    for target in ["plugins.lock", ".seatwise/tokens/main.json"] {
        for command in [&["match", "export"][..], &["match", "export", "--products"]] {
            let ended = seatwise(place.path(), &[command, &[target]].concat());
            assert_eq!(ended.code, 2, "{command:?}: {}", ended.stderr);
        }
        assert!(!place.path().join(target).exists());
    }
    for reader in [&[][..], &["--for-customer"]] {
        let asked = [
            "report",
            "qbr",
            "--customer",
            &name,
            "--quarter",
            "2020Q1",
            "--out",
            "old.html",
        ];
        let ended = seatwise(place.path(), &[&asked, reader].concat());
        assert_eq!(ended.code, 3, "{}", ended.stderr);
        assert!(
            ended
                .stderr
                .contains("Nothing had been read by the end of the period"),
            "{}",
            ended.stderr
        );
        assert!(!place.path().join("old.html").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_has_the_figures_of_the_database_in_every_format() {
    let place = Place::new().await;
    // On a Monday the digest is of the week before, in which nothing was read here.
    let this_week = Week::of(Timestamp::now().to_zoned(TimeZone::UTC).date()).unwrap();
    let this_week = this_week.name();
    let digest = place.json(&["report", "digest", "--week", &this_week]);
    let leakage = digest["leakage"].as_array().unwrap();
    assert!(!leakage.is_empty(), "{digest}");
    let week = digest["week"].as_str().unwrap();
    let told: BTreeMap<_, _> = leakage
        .iter()
        .map(|row| {
            let known: f64 = ["certain", "inferred", "estimated"]
                .map(|kind| row[kind].as_f64().unwrap())
                .iter()
                .sum();
            let currency = row["currency"].as_str().unwrap().to_owned();
            (currency, (row["findings"].clone(), format!("{known:.2}")))
        })
        .collect();
    let sql = "SELECT coalesce(currency, 'unknown') AS currency, count(*) AS findings, coalesce(sum(amount), 0) AS amount
        FROM findings
        WHERE state = 'open' AND condition IN ('unbilled', 'under_billed')
        GROUP BY ALL";
    let stored = place.json(&["query", sql, "--format", "json"]);
    let stored: BTreeMap<_, _> = stored
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let amount = row["amount"].as_f64().unwrap();
            let currency = row["currency"].as_str().unwrap().to_owned();
            (currency, (row["findings"].clone(), format!("{amount:.2}")))
        })
        .collect();
    assert_eq!(told, stored);

    for format in ["table", "markdown", "html"] {
        let written = done(
            place.path(),
            &["report", "digest", "--week", &this_week, "--format", format],
        );
        assert!(written.contains(week), "{format}: {written}");
        for row in leakage {
            let certain = row["certain"].to_string();
            let estimated = row["estimated"].to_string();
            assert!(written.contains(&certain), "{format}: {certain}");
            assert!(written.contains(&estimated), "{format}: {estimated}");
        }
    }
    let file = place.path().join("digest.html");
    done(
        place.path(),
        &[
            "report",
            "digest",
            "--week",
            &this_week,
            "--format",
            "html",
            "--out",
            "digest.html",
        ],
    );
    let html = std::fs::read_to_string(file).unwrap();
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
    for outside in ["http://", "https://", "<script", "<img", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
    for report in ["digest", "drift"] {
        let future = seatwise(place.path(), &["report", report, "--week", "2199-W01"]);
        assert_eq!(future.code, 2, "{}", future.stderr);
        assert!(
            future.stderr.contains("has not come yet"),
            "{}",
            future.stderr
        );
    }
    // Nothing had been read then, which is not that all is well.
    for report in ["digest", "leakage", "margin", "drift", "renewals"] {
        let past = seatwise(place.path(), &["report", report, "--week", "2020-W10"]);
        assert_eq!(past.code, 3, "{report}: {}", past.stderr);
        assert!(
            past.stdout
                .contains("Nothing had been read by the end of the period"),
            "{report}: {}",
            past.stdout
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_listed_explained_decided_and_carried_over() {
    let place = Place::new().await;
    let links = place.json(&["match", "list", "--state", "linked"]);
    let link = &links.as_array().unwrap()[0];
    let name = link["customer_name"].as_str().unwrap();
    let connection = link["connection"].as_str().unwrap();
    let explained = done(
        place.path(),
        &["match", "explain", name, "--connection", connection],
    );
    assert!(
        explained.contains("linked: ") && explained.contains("base"),
        "{explained}"
    );
    let psa = link["psa_customer_id"].as_str().unwrap();
    done(
        place.path(),
        &[
            "match",
            "reject",
            name,
            psa,
            "--connection",
            connection,
            "--by",
            "ana",
        ],
    );
    let states = || -> Vec<Value> {
        let links = place.json(&[
            "match",
            "list",
            "--customer",
            name,
            "--connection",
            connection,
        ]);
        links
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["psa_customer_id"] == psa)
            .map(|one| one["state"].clone())
            .collect()
    };
    assert_eq!(states(), ["rejected"]);
    done(place.path(), &["match", "export", "decisions.csv"]);
    done(
        place.path(),
        &["match", "forget", name, "--connection", connection],
    );
    assert_eq!(states(), ["linked"]);
    done(place.path(), &["match", "import", "decisions.csv"]);
    assert_eq!(states(), ["rejected"]);
    done(
        place.path(),
        &[
            "match",
            "accept",
            name,
            psa,
            "--connection",
            connection,
            "--by",
            "ana",
        ],
    );
    assert_eq!(states(), ["linked"]);
    let nobody = seatwise(place.path(), &["match", "accept", "nobody at all", psa]);
    assert_eq!(nobody.code, 2, "{}", nobody.stderr);
    assert!(
        nobody.stderr.contains("nothing matches"),
        "{}",
        nobody.stderr
    );
    let review = seatwise(place.path(), &["match", "review"]);
    assert_eq!(review.code, 2, "{}", review.stderr);
    assert!(review.stderr.contains("no terminal"), "{}", review.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_changes_what_is_found_and_a_wrong_one_changes_nothing() {
    let place = Place::new().await;
    let before = place.findings("under_billed");
    assert!(!before.is_empty());
    std::fs::write(
        place.path().join("all.csv"),
        "vendor,reason\nsherweb,internal\nsynnex,internal\n",
    )
    .unwrap();
    done(
        place.path(),
        &["rules", "import", "exclusions", "all.csv", "--by", "ana"],
    );
    assert_eq!(place.findings("under_billed"), Vec::<Value>::new());
    std::fs::write(
        place.path().join("wrong.csv"),
        "vendor,reason\nsherweb,because\n",
    )
    .unwrap();
    let refused = seatwise(
        place.path(),
        &["rules", "import", "exclusions", "wrong.csv"],
    );
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("line 2, column reason"),
        "{}",
        refused.stderr
    );
    let template = done(place.path(), &["rules", "template", "exclusions"]);
    std::fs::write(place.path().join("none.csv"), template).unwrap();
    done(place.path(), &["rules", "import", "exclusions", "none.csv"]);
    assert_eq!(place.findings("under_billed").len(), before.len());
}

#[test]
fn two_files_are_scored_without_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("left.csv"),
        "id,name\n1,Quillon Steel LLC\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("right.csv"),
        "id,name\n9,Quillon Steel\n",
    )
    .unwrap();
    let arguments = [
        "match",
        "score",
        "--left",
        "left.csv",
        "--right",
        "right.csv",
        "--out",
        "out.csv",
    ];
    let printed = done(folder.path(), &arguments);
    assert!(
        printed.starts_with("1 of 1 rows are matched with certainty"),
        "{printed}"
    );
    let scores = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(
        scores.lines().nth(1).unwrap().starts_with("1,9,"),
        "{scores}"
    );
}
