//! Days are those of the operator's time zone, in everything that is printed.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use crate::command::{configuration, seatwise, seatwise_with};

/// Rules of zones that are 26 hours apart, so it is never the same day in both.
const EAST: &str = "<+14>-14";
const WEST: &str = "<-12>12";

fn imported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
    std::fs::write(
        folder.path().join("lines.csv"),
        "Customer,Product,Quantity,Unit Price\nHarbour Dental,Visio Plan 2,2,15.00\n",
    )
    .unwrap();
    let ended = seatwise(
        folder.path(),
        &[
            "psa",
            "import",
            "lines.csv",
            "--profile",
            "generic",
            "--currency",
            "USD",
        ],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    folder
}

/// What a command prints in a time zone, and the day there before and after it.
fn printed_in(folder: &Path, zone: &str, code: i32, arguments: &[&str]) -> (String, [Date; 2]) {
    let rules = TimeZone::posix(zone).unwrap();
    let today = || rules.to_datetime(Timestamp::now()).date();
    let before = today();
    let ended = seatwise_with(folder, arguments, &[("TZ", zone)]);
    assert_eq!(ended.code, code, "{ended:?}");
    (ended.stdout, [before, today()])
}

#[test]
fn a_report_is_of_the_operators_today() {
    let folder = imported();
    for zone in [EAST, WEST, EAST] {
        let (report, days) = printed_in(
            folder.path(),
            zone,
            // Nothing is known of a distributor, so the report is incomplete.
            3,
            &["report", "margin", "--format", "json"],
        );
        let report: Value = serde_json::from_str(&report).unwrap();
        let day: Date = report["day"].as_str().unwrap().parse().unwrap();
        assert!(days.contains(&day), "{zone}: {day}, not {days:?}");
        // The views are those of the report: opening it made the database's days the operator's.
        let (view, days) = printed_in(
            folder.path(),
            zone,
            0,
            &[
                "query",
                "SELECT analysis_day(), current_date",
                "--format",
                "csv",
            ],
        );
        let row = view.lines().nth(1).unwrap();
        let (today, current) = row.split_once(',').unwrap();
        assert_eq!(today, current);
        assert!(
            days.contains(&today.parse().unwrap()),
            "{zone}: {today}, not {days:?}"
        );
    }
}

#[test]
fn a_change_of_the_time_zone_says_what_becomes_of_past_weeks() {
    let folder = imported();
    let report = ["report", "margin"];
    let ended = seatwise_with(folder.path(), &report, &[("TZ", EAST)]);
    for part in ["time zone", "changes from UTC", "keep the weeks of UTC"] {
        assert!(ended.stderr.contains(part), "{part} is missing: {ended:?}");
    }
    let again = seatwise_with(folder.path(), &report, &[("TZ", EAST)]);
    assert_eq!(again.stderr, "");
}

#[test]
fn a_time_zone_that_is_not_known_is_refused_before_anything_is_done() {
    let folder = imported();
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "time_zone = \"Mars/Olympus_Mons\"\n",
    )
    .unwrap();
    let ended = seatwise(folder.path(), &["report", "margin"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("line 1: time_zone: "), "{ended:?}");
}

#[test]
fn init_writes_the_time_zone_of_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let ended = seatwise(
        folder.path(),
        &["init", "--connection", "main", "--vendor", "sherweb"],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    let written = configuration(folder.path());
    assert!(written.contains("\ntime_zone = \"UTC\"\n"), "{written}");
}
