//! What the PSA exports is imported by the command, or refused with the line and column of the fault.

use std::path::Path;

use serde_json::Value;

use crate::command::{Ended, done, seatwise};

const LIST: &str = "Customer,Product,Quantity,Unit Price\nContoso,Microsoft 365 E3,5,20.00\nFabrikam,Visio Plan 2,2,15.00\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "database = \"seatwise.duckdb\"\n",
    )
    .unwrap();
    folder
}

fn import(folder: &Path, text: &str, more: &[&str]) -> Ended {
    std::fs::write(folder.join("lines.csv"), text).unwrap();
    let mut arguments = vec![
        "psa",
        "import",
        "lines.csv",
        "--profile",
        "generic",
        "--currency",
        "USD",
    ];
    arguments.extend(more);
    seatwise(folder, &arguments)
}

#[test]
fn an_import_says_what_changed_and_the_rows_can_be_queried() {
    let folder = folder();
    let ended = import(folder.path(), LIST, &["--as-of", "2026-01-05"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.starts_with("Imported lines.csv as contract-lines of generic by the profile generic, as of 2026-01-05 00:00:00 UTC\n"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("rows without a billing period: 2"),
        "{}",
        ended.stdout
    );
    assert_eq!(
        done(
            folder.path(),
            &[
                "query",
                "SELECT customer_id, quantity_billed::INTEGER AS billed FROM psa_contract_lines ORDER BY 1",
                "--format",
                "csv"
            ]
        ),
        "customer_id,billed\nContoso,5\nFabrikam,2\n"
    );
    let again = import(folder.path(), LIST, &["--as-of", "2026-01-05"]);
    assert!(
        again.stdout.starts_with("Nothing to import: lines.csv"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_dry_run_shows_rows_skipped_rows_and_faults_and_writes_nothing() {
    let folder = folder();
    let text = format!("{LIST}Total,,7,\nTailspin,E5,seven,9.99\n");
    let ended = import(folder.path(), &text, &["--dry-run"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    for part in [
        "Would import lines.csv as contract-lines of generic",
        "  line 2 · customer Contoso · product Microsoft 365 E3 · quantity 5 · billed 5 · unit price 20 · currency USD",
        "Rows that are not data: 1\n  line 4: total: Total · 7\n",
        "  line 5, column 3 “Quantity”: “seven” is not a number; ",
    ] {
        assert!(
            ended.stdout.contains(part),
            "{part} is not in {}",
            ended.stdout
        );
    }
    assert!(!folder.path().join("seatwise.duckdb").exists());
}

#[test]
fn a_file_with_a_fault_is_refused_with_its_lines() {
    let folder = folder();
    let mut text = LIST.to_owned();
    for _ in 0..30 {
        text.push_str("Tailspin,E5,seven,9.99\n");
    }
    let ended = import(folder.path(), &text, &[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("failed to import lines.csv: rows that break a rule: 30 of 32; nothing was imported\n  line 4, column 3 “Quantity”: “seven” is not a number; "), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("… and 10 more; --json lists them"),
        "{}",
        ended.stderr
    );
    let ended = import(folder.path(), &text, &["--json"]);
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(json["faults"].as_array().unwrap().len(), 30);
    assert_eq!(json["faults"][0]["line"], 4);
    assert_eq!(json["preview"][0]["customer"], "Contoso");
}

#[test]
fn a_shrink_is_held_back_with_its_own_exit_code() {
    let folder = folder();
    let many: String = (0..20)
        .map(|number| format!("Contoso,Product {number},1,1.00\n"))
        .collect();
    let header = "Customer,Product,Quantity,Unit Price\n";
    assert_eq!(
        import(folder.path(), &format!("{header}{many}"), &[]).code,
        0
    );
    let ended = import(folder.path(), LIST, &[]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("--accept-shrink"), "{}", ended.stderr);
    assert_eq!(import(folder.path(), LIST, &["--accept-shrink"]).code, 0);
}

#[test]
fn profiles_can_be_listed_and_shown_without_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        done(folder.path(), &["psa", "profile"]),
        "autotask\nconnectwise\ngeneric\nhalopsa\n"
    );
    assert!(
        done(folder.path(), &["psa", "profile", "halopsa"]).contains("[contract-lines.columns]")
    );
    let ended = seatwise(folder.path(), &["psa", "profile", "halospa"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(
        ended.stderr.contains("did you mean halopsa?"),
        "{}",
        ended.stderr
    );
}

#[test]
fn an_import_lists_what_it_left_out_and_says_what_to_do_next() {
    let folder = folder();
    let ended = import(
        folder.path(),
        &format!("{LIST}Total,,7,\n\nPage 1 of 1,,,\n"),
        &[],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    for part in [
        "Rows that are not data: 3\n  line 4: total: Total · 7\n  line 6: page footer or remark: Page 1 of 1\n  blank: 1\n",
        "Next: seatwise psa import FILE --profile generic (for the list of customers: ",
        "Then: seatwise init (to connect a distributor: none is configured)\n",
    ] {
        assert!(
            ended.stdout.contains(part),
            "{part} is not in {}",
            ended.stdout
        );
    }
    let customers = "Customer ID,Name,Domain\nC1,Contoso,contoso.example\nC2,Fabrikam,\n";
    std::fs::write(folder.path().join("customers.csv"), customers).unwrap();
    let arguments = [
        "psa",
        "import",
        "customers.csv",
        "--profile",
        "generic",
        "--json",
    ];
    let ended = seatwise(folder.path(), &arguments);
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(json["imported"], true);
    assert_eq!(json["next"][0]["what"], "seatwise init");
    let ended = import(folder.path(), LIST, &["--dry-run"]);
    assert!(
        ended
            .stdout
            .ends_with("Next: the same command without --dry-run (nothing was written)\n"),
        "{}",
        ended.stdout
    );
}
