//! Pages over five years of 100,000 subscriptions and 5,000 findings, by whole commands.

use std::time::{Duration, Instant};

use seatwise::analysis;
use seatwise::store::Store;

use crate::analysis::fill;
use crate::child::spawn;
use crate::table::{Table, median, seconds};

/// How many findings are left of those that the made-up data has.
const FINDINGS: usize = 5_000;

pub(crate) fn measure(table: &mut Table, quick: bool) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("seatwise.duckdb");
    drop(Store::open(&path).expect("a database"));
    let rows = fill(&path, if quick { 26 } else { 261 });
    find(&path);
    let config = folder.path().join("seatwise.toml");
    std::fs::write(&config, "").expect("a configuration");
    let config = config.to_str().expect("a path of text");
    let page = folder.path().join("page.html");
    let page = page.to_str().expect("a path of text");
    for (report, arguments, wanted) in [
        ("dashboard", &["--out", page][..], "3 s"),
        ("digest", &["--week", "2026-W47", "--out", page][..], "1 s"),
    ] {
        let mut times: Vec<_> = (0..if quick { 2 } else { 4 })
            .map(|_| {
                let begun = Instant::now();
                let mut command = vec!["seatwise", "--quiet", "--config", config, "report", report];
                command.extend(arguments);
                spawn(&command);
                begun.elapsed()
            })
            // The first run reads the file from the disk.
            .skip(1)
            .collect();
        let size = std::fs::metadata(page).expect("a page").len();
        table.row(
            &format!("report {report}, {:.2} MB", size as f64 / 1e6),
            seconds(median(&mut times)),
            format!("100,000 subscriptions, {FINDINGS} findings, {rows} snapshots"),
            None,
            wanted,
        );
    }
}

/// Finds what there is to find, and leaves some of it, of all kinds.
fn find(path: &std::path::Path) {
    let mut store = Store::open_for_analysis(path, Duration::from_secs(1)).expect("the database");
    let now = "2026-11-20T12:00:00Z".parse().expect("a moment");
    analysis::refresh(&mut store, now).expect("findings");
    drop(store);
    let connection = duckdb::Connection::open(path).expect("the database");
    connection
        .execute_batch(&format!(
            "CREATE TEMP TABLE kept AS
                 SELECT finding_id FROM findings ORDER BY hash(finding_id) LIMIT {FINDINGS};
             DELETE FROM findings WHERE finding_id NOT IN (FROM kept);
             DELETE FROM finding_events WHERE finding_id NOT IN (FROM kept);"
        ))
        .expect("fewer findings");
}
