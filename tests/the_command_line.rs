//! The command does what its help says, and its exit code tells a scheduler how it ended.

use std::path::Path;

use seatwise_distributors::{Endpoint, Fault, Rule};
use serde_json::Value;

use crate::command::{Ended, configuration, done, folder, seatwise, share_compiled_plugins};
use crate::rig::{Rig, sherweb, streamone};

#[tokio::test]
async fn a_sync_prints_a_summary_and_status_and_query_answer_afterwards() {
    let sherweb = sherweb(3, 2).await;
    let rig = folder(&sherweb);
    let summary = done(rig.path(), &["sync"]);
    assert!(
        summary.lines().any(|line| line.starts_with("sherweb")
            && line.contains("customers")
            && line.contains("complete")),
        "{summary}"
    );
    assert!(summary.contains(" requests in "), "{summary}");
    let status = done(rig.path(), &["status"]);
    assert!(status.contains("sherweb (sherweb)  last run "), "{status}");
    let json: Value = serde_json::from_str(&done(rig.path(), &["status", "--json"])).unwrap();
    assert_eq!(
        json["connections"][0]["datasets"][0]["stale_parts"], 0,
        "{json:#}"
    );
    assert_eq!(
        done(
            rig.path(),
            &[
                "query",
                "SELECT count(*) AS n FROM license_subscriptions",
                "--format",
                "csv"
            ]
        ),
        "n\n6\n"
    );
}

/// Before anything of a PSA is there, what needs none is told, and nothing is called clean.
#[tokio::test]
async fn before_the_first_import_nothing_is_called_clean_and_what_ends_is_told() {
    let sherweb = sherweb(3, 2).await;
    let rig = folder(&sherweb);
    let missing = seatwise(rig.path(), &["findings"]);
    assert_eq!(missing.code, 1, "{missing:?}");
    done(rig.path(), &["sync"]);
    done(
        rig.path(),
        &["query", "SELECT product_name, ends_on FROM renewals"],
    );
    done(rig.path(), &["report", "renewals"]);
    let unknown = "Nothing has been imported from a PSA";
    for command in [
        &["findings"][..],
        &["report", "leakage"],
        &["report", "margin"],
        &["report", "digest"],
        &["query", "FROM leakage"],
        &["export", "counts"],
    ] {
        let ended = seatwise(rig.path(), command);
        assert_eq!(ended.code, 3, "{command:?}: {ended:?}");
        let told = format!("{}{}", ended.stdout, ended.stderr);
        assert!(told.contains(unknown), "{command:?}: {told}");
        assert!(!told.contains("Nothing is bought"), "{command:?}: {told}");
        assert!(!told.contains("Nothing to report"), "{command:?}: {told}");
    }
    let status = done(rig.path(), &["status"]);
    assert!(status.starts_with(&format!("! {unknown}")), "{status}");
    assert!(status.contains("PSA: nothing imported"), "{status}");
    for command in [
        &["report", "leakage", "--customer", "Nobody At All"][..],
        &["findings", "list", "--customer", "Nobody At All"],
        &["findings", "list", "--condition", "unbiled"],
        &["report", "renewals", "--vendor", "acme"],
    ] {
        let ended = seatwise(rig.path(), command);
        assert_eq!(ended.code, 2, "{command:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{command:?}");
    }
}

/// A comparison that fails after a sync is a fault of the run, and whoever reads the findings learns of it.
#[tokio::test]
async fn a_comparison_that_fails_after_a_sync_is_seen_by_its_exit_code_and_in_every_report() {
    let sherweb = sherweb(2, 1).await;
    let rig = folder(&sherweb);
    done(rig.path(), &["sync"]);
    let lines = "Client,Product,Quantity,Unit Price,Currency,Line ID\nFabrikam Dental,Something,1,2.00,USD,1\n";
    std::fs::write(rig.path().join("lines.csv"), lines).unwrap();
    done(
        rig.path(),
        &["psa", "import", "lines.csv", "--profile", "generic"],
    );
    done(rig.path(), &["findings"]);
    // The next comparison cannot write its events.
    let damage = |sql: &str| {
        let database = duckdb::Connection::open(rig.database()).unwrap();
        database.execute_batch(sql).unwrap();
    };
    damage("ALTER TABLE finding_events DROP COLUMN note");
    let ended = seatwise(rig.path(), &["sync"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("compare what was read"), "{ended:?}");
    for command in [
        &["findings"][..],
        &["report", "leakage"],
        &["report", "digest"],
    ] {
        let ended = seatwise(rig.path(), command);
        assert_eq!(ended.code, 3, "{command:?}: {ended:?}");
        assert!(
            ended.stdout.contains("The last comparison failed on"),
            "{command:?}: {ended:?}"
        );
    }
    damage("ALTER TABLE finding_events ADD COLUMN note VARCHAR");
    done(rig.path(), &["sync"]);
    done(rig.path(), &["findings"]);
}

#[tokio::test]
async fn a_sync_reads_what_it_is_asked_for() {
    let sherweb = sherweb(3, 2).await;
    let rig = folder(&sherweb);
    let plan = done(rig.path(), &["sync", "--dry-run"]);
    assert!(
        plan.contains("planned") && plan.contains("nothing was read"),
        "{plan}"
    );
    assert_eq!(sherweb.requests(), []);
    done(rig.path(), &["sync", "--only", "customers"]);
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 0);
    let plan = done(rig.path(), &["sync", "--dry-run"]);
    assert!(plan.contains("3 customers"), "{plan}");
    let name = sherweb.data(|world| world.customers[1].name.clone());
    done(
        rig.path(),
        &["sync", "--only", "subscriptions", "--customer", &name],
    );
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 1);
    // Whatever is read of it, also where it is read for the whole account.
    for only in [
        "payable-charges",
        "customers",
        "subscriptions,payable-charges",
    ] {
        let unknown = ["sync", "--customer", "Nobody & Sons", "--only", only];
        let ended = seatwise(rig.path(), &unknown);
        assert_eq!(ended.code, 2, "{only}: {ended:?}");
        let told = "no customer of this connection has that id or name";
        assert!(ended.stderr.contains(told), "{only}: {}", ended.stderr);
    }
    let ended = seatwise(
        rig.path(),
        &["sync", "--customer", &name, "--only", "payable-charges"],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("not limited by --customer: payable-charges"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_customer_that_fails_makes_the_sync_incomplete() {
    let sherweb = sherweb(3, 2).await;
    let rig = folder(&sherweb);
    let victim = sherweb.data(|world| world.customers[1].id.clone());
    sherweb.fault(
        Rule::new(Fault::Status(400))
            .on(Endpoint::SubscriptionDetails)
            .containing(victim),
    );
    let ended = seatwise(rig.path(), &["sync", "--json"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    let rows = json["connections"][0]["rows"].as_array().unwrap();
    let subscriptions = rows
        .iter()
        .find(|row| row["dataset"] == "subscriptions")
        .unwrap();
    assert_eq!(subscriptions["outcome"], "incomplete");
    assert_eq!(subscriptions["stale_parts"], 1);
    let status = done(rig.path(), &["status"]);
    assert!(status.contains("stale: subscriptions of "), "{status}");
    assert_eq!(
        done(
            rig.path(),
            &[
                "query",
                "SELECT count(*) AS n FROM license_subscriptions",
                "--format",
                "csv"
            ]
        ),
        "n\n4\n"
    );
}

#[tokio::test]
async fn several_connections_are_synced_together() {
    let (sherweb, streamone) = (sherweb(2, 2).await, streamone(2, 2).await);
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.add_synnex(&streamone);
    share_compiled_plugins(rig.path());
    drop(rig.setup());
    done(rig.path(), &["sync"]);
    let question =
        "SELECT vendor, count(*) AS n FROM license_subscriptions GROUP BY ALL ORDER BY ALL";
    assert_eq!(
        done(rig.path(), &["query", question, "--format", "csv"]),
        "vendor,n\nsherweb,4\nsynnex,4\n"
    );
}

#[test]
fn an_unknown_key_is_named_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "[connections.main]\nvendor = \"sherweb\"\nlanguge = \"en\"\n",
    )
    .unwrap();
    let ended = seatwise(folder.path(), &["sync"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(
        ended.stderr.contains("line 3: connections.main.languge: "),
        "{}",
        ended.stderr
    );
}

#[test]
fn without_a_configuration_the_next_step_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = seatwise(folder.path(), &["sync"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(
        ended.stderr.contains("`seatwise init` writes one"),
        "{}",
        ended.stderr
    );
}

/// A folder whose database has two customers.
async fn filled() -> Rig {
    let sherweb = sherweb(2, 1).await;
    sherweb.data(|world| {
        world.customers[0].name = "Ärger, \"Söhne\" | Co".to_owned();
        world.customers[1].name = "Zeta\u{1b}[2J".to_owned();
    });
    let rig = folder(&sherweb);
    done(rig.path(), &["sync", "--only", "customers"]);
    rig
}

const NAMES: &str =
    "SELECT name, 0.10::DECIMAL(5, 2) AS price, NULL AS nothing FROM customers ORDER BY name DESC";

#[tokio::test]
async fn query_answers_in_every_format() {
    let rig = filled().await;
    let ask = |format: &str| done(rig.path(), &["query", NAMES, "--format", format]);
    let csv = ask("csv");
    assert!(
        csv.starts_with("name,price,nothing\n\"Ärger, \"\"Söhne\"\" | Co\",0.10,\n"),
        "{csv}"
    );
    let json: Value = serde_json::from_str(&ask("json")).unwrap();
    assert_eq!(json[0]["name"], "Ärger, \"Söhne\" | Co");
    assert_eq!(json[0]["price"].to_string(), "0.10");
    assert!(json[0]["nothing"].is_null());
    let markdown = ask("markdown");
    assert!(
        markdown.contains("| Ärger, \"Söhne\" \\| Co | 0.10 |"),
        "{markdown}"
    );
    let table = ask("table");
    assert!(
        table.contains("Ärger") && !table.contains('\u{1b}'),
        "{table}"
    );
    done(
        rig.path(),
        &[
            "query",
            NAMES,
            "--format",
            "parquet",
            "--output",
            "names.parquet",
        ],
    );
    let parquet = std::fs::read(rig.path().join("names.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    let back = done(
        rig.path(),
        &["query", NAMES, "--format", "csv", "--output", "names.csv"],
    );
    assert_eq!(back, "");
    assert_eq!(
        std::fs::read_to_string(rig.path().join("names.csv")).unwrap(),
        csv
    );
}

#[tokio::test]
async fn query_only_reads() {
    let rig = filled().await;
    let attempts = [
        "DELETE FROM customers",
        "DROP TABLE customers",
        "UPDATE customers SET name = 'x'",
        "CREATE TABLE t AS SELECT 1",
        "COPY customers TO 'out.csv'",
        "ATTACH 'other.duckdb'",
        "SELECT 1; DELETE FROM customers",
        "SELECT * FROM read_csv('/etc/passwd')",
    ];
    for sql in attempts {
        let ended = seatwise(rig.path(), &["query", sql]);
        assert!(matches!(ended.code, 1 | 2), "{sql}: {ended:?}");
        assert!(
            ended.stderr.starts_with("error: failed to "),
            "{sql}: {}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "", "{sql}");
    }
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 2);
    assert!(!rig.path().join("out.csv").exists() && !rig.path().join("other.duckdb").exists());
}

#[test]
fn completions_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let script = done(folder.path(), &["completions", shell]);
        assert!(script.contains("accept-shrink"), "{shell}");
    }
}

#[test]
fn the_demo_loads_both_distributors_and_answers_its_questions() {
    let folder = tempfile::tempdir().unwrap();
    let Ended {
        code,
        stdout,
        stderr,
    } = seatwise(folder.path(), &["demo", "--dir", "demo"]);
    assert_eq!(code, 0, "{stdout}\n{stderr}");
    assert!(
        stdout.contains("The DuckDB file is ") && stdout.contains("seatwise init"),
        "{stdout}"
    );
    let titles = [
        "What do the seats cost",
        "Which commitments end",
        "Where are seats bought",
    ];
    for title in titles {
        let answer = stdout
            .split(title)
            .nth(1)
            .unwrap_or_else(|| panic!("{title} is missing in:\n{stdout}"));
        // The question, its SQL and its answer are set apart by empty lines; a header alone is no answer.
        let table = answer.split("\n\n").nth(2).unwrap();
        assert!(table.lines().count() > 2, "{title}: {table}");
    }
    let demo = folder.path().join("demo");
    let vendors = done(
        &demo,
        &[
            "query",
            "SELECT DISTINCT vendor FROM license_subscriptions ORDER BY ALL",
            "--format",
            "csv",
        ],
    );
    assert_eq!(vendors, "vendor\nsherweb\nsynnex\n");
    assert!(!configuration(&demo).contains("value ="));
    the_demo_has_a_past(&demo, &stderr);
    the_queries_of_the_documents_find_something(&demo);
    // The last thing that it says about money is one sentence, in two currencies at most.
    let sentence = stdout
        .lines()
        .find(|line| {
            line.starts_with("Every month this MSP pays for licences that it bills to nobody: ")
        })
        .unwrap_or_else(|| panic!("no sentence in:\n{stdout}"));
    assert!(
        sentence.contains(" USD") && sentence.ends_with(")."),
        "{sentence}"
    );
    // It ends with two pages, and says where they are.
    for (page, title) in [
        ("dashboard.html", "Licence leakage"),
        ("qbr.html", "Licence review: "),
    ] {
        let page = demo.join(page);
        assert!(stdout.contains(page.to_str().unwrap()), "{stdout}");
        assert!(std::fs::read_to_string(&page).unwrap().contains(title));
    }
}

fn the_queries_of_the_documents_find_something(demo: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let mut asked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let sql = done(demo, &["docs", &name]);
        // A query begins with a comment, and so like an option.
        let answer = done(demo, &["query", "--format", "csv", "--", &sql]);
        // The simulated distributors charge every customer more than the MSP.
        let is_empty = name == "sold_below_cost.sql";
        assert_eq!(answer.lines().count() == 1, is_empty, "{name}: {answer}");
        asked += 1;
    }
    assert!(asked > 5, "{asked}");
}

fn the_demo_has_a_past(demo: &Path, stderr: &str) {
    let said =
        |line: &&str| line.starts_with("The simulated distributors' past year was read first: ");
    assert_eq!(stderr.lines().filter(said).count(), 1, "{stderr}");
    // What is left behind is today's: the distributors that the demo named, and no run that did not end.
    let configuration = configuration(demo);
    let address = |line: &str, before: &str| -> String {
        let from = line.split(before).nth(1).unwrap();
        from.split([',', '\n']).next().unwrap().to_owned()
    };
    for before in ["Sherweb at ", "StreamOne Ion at "] {
        assert!(
            configuration.contains(&address(stderr, before)),
            "{configuration}"
        );
    }
    let facts = [
        (
            "every week of a quarter",
            "SELECT count(DISTINCT iso_week) = 13 FROM license_usage WHERE first_seen_at > now()::TIMESTAMP - INTERVAL 85 DAY",
        ),
        (
            "a year",
            "SELECT min(valid_from) < now()::TIMESTAMP - INTERVAL 360 DAY FROM subscription_history",
        ),
        (
            "changes",
            "SELECT count(*) > 500 FROM subscription_history WHERE valid_to IS NOT NULL",
        ),
        (
            "changes of contracts",
            "SELECT count(*) > 50 FROM psa_contract_line_history WHERE valid_to IS NOT NULL",
        ),
        (
            "findings of before",
            "SELECT count(*) > 50 FROM finding_events WHERE event = 'opened' AND happened_at < now()::TIMESTAMP - INTERVAL 30 DAY",
        ),
        (
            "resolved findings",
            "SELECT count(*) > 0 FROM finding_events WHERE event = 'resolved' AND happened_at < now()::TIMESTAMP - INTERVAL 1 DAY",
        ),
        (
            "other amounts",
            "SELECT count(*) > 0 FROM finding_events WHERE event = 'amount_changed'",
        ),
        (
            "only whole runs",
            "SELECT bool_and(status = 'complete') FROM sync_runs",
        ),
        (
            // One subscription at two distributors needs two that name it by the same id.
            "findings of every class but duplicates",
            "SELECT list_has_all(list(DISTINCT condition), [
                 'below_margin', 'cancelled_but_billed', 'negative_margin', 'over_billed', 'price_rise', 'renewal',
                 'suspended_but_charged', 'trial_ending', 'unbilled', 'under_billed', 'unknown_margin', 'unmatched_customer',
                 'unmatched_product'
             ]) FROM findings WHERE state IN ('open', 'reopened')",
        ),
        (
            "two currencies",
            "SELECT list_sort(list(DISTINCT currency)) = ['CAD', 'USD'] FROM findings WHERE currency IS NOT NULL",
        ),
        (
            "under ten margins that are unknown",
            "SELECT count(*) < 10 FROM findings WHERE condition = 'unknown_margin' AND state IN ('open', 'reopened')",
        ),
    ];
    for (fact, sql) in facts {
        let sql = format!("SELECT ({sql}) AS fact");
        assert_eq!(
            done(demo, &["query", &sql, "--format", "csv"]),
            "fact\ntrue\n",
            "{fact}"
        );
    }
}

#[test]
fn the_demo_leaves_a_real_configuration_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "database = \"mine.duckdb\"\n",
    )
    .unwrap();
    let ended = seatwise(folder.path(), &["demo", "--dir", "."]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stderr.contains("name another folder with --dir"),
        "{}",
        ended.stderr
    );
    assert_eq!(configuration(folder.path()), "database = \"mine.duckdb\"\n");
}
