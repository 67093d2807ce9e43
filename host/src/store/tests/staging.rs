//! What is staged survives, with the cursor that goes with it.

use super::fixtures::{Place, at, customer, page, subscription};
use crate::store::{Dataset, Partition, StagedPage, StagingError};

const NOW: &str = "2026-11-20T10:00:00Z";

fn with_next(mut page: StagedPage, next: &str) -> StagedPage {
    page.next = Some(next.to_owned());
    page
}

#[test]
fn a_read_that_was_cut_off_goes_on_at_its_cursor() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let account = Partition::account(Dataset::Customers);
    let of_a = Partition::customer(Dataset::Subscriptions, "a").in_period(20_000);
    staging
        .append(vec![with_next(
            page(&account, &[customer("a"), customer("b")], at(NOW)),
            "2",
        )])
        .unwrap();
    staging
        .append(vec![
            with_next(page(&account, &[customer("c")], at(NOW)), "3"),
            page(&of_a, &[subscription("s", "a", 5)], at(NOW)),
        ])
        .unwrap();
    drop(staging);

    let mut staging = place.staging();
    let progress = staging.progress().unwrap();
    assert_eq!(progress.len(), 2);
    assert_eq!(progress[0].partition, account);
    assert_eq!(progress[0].cursor.as_deref(), Some("3"));
    assert_eq!(
        (progress[0].complete, progress[0].pages, progress[0].rows),
        (false, 2, 3)
    );
    assert_eq!(progress[1].partition, of_a);
    assert_eq!(
        (
            progress[1].cursor.clone(),
            progress[1].complete,
            progress[1].rows
        ),
        (None, true, 1)
    );

    staging
        .append(vec![page(&account, &[customer("d")], at(NOW))])
        .unwrap();
    let progress = staging.progress().unwrap();
    assert_eq!(
        (
            progress[0].complete,
            progress[0].pages,
            progress[0].cursor.clone()
        ),
        (true, 3, None)
    );
}

#[test]
fn pages_that_are_appended_together_go_in_together_or_not_at_all() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let good = page(
        &Partition::account(Dataset::Customers),
        &[customer("a")],
        at(NOW),
    );
    let mut wrong = page(
        &Partition::account(Dataset::Subscriptions),
        &[subscription("s", "a", 1)],
        at(NOW),
    );
    wrong.partition.dataset = Dataset::Usage;
    let refused = staging.append(vec![good, wrong]).unwrap_err();
    assert!(
        matches!(
            refused,
            StagingError::Shape {
                dataset: Dataset::Usage,
                ..
            }
        ),
        "{refused}"
    );
    assert!(staging.progress().unwrap().is_empty());
    assert!(staging.customers().unwrap().is_empty());
}

#[test]
fn the_plan_and_its_run_are_remembered() {
    let mut place = Place::new();
    drop(place.begin(NOW));
    let staging = place.staging();
    let run = staging.unfinished().unwrap();
    assert_eq!(
        (run.run_id.as_str(), run.vendor.as_str(), run.plan.as_str()),
        ("run-1", "sherweb", "all")
    );
    assert_eq!(run.started_at, at(NOW));
}

#[test]
fn a_second_run_does_not_begin_over_a_staged_one() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let run = staging.unfinished().unwrap().clone();
    assert!(matches!(
        staging.begin(&run),
        Err(StagingError::Unfinished { .. })
    ));
    staging.discard().unwrap();
    assert!(staging.unfinished().is_none());
    staging.begin(&run).unwrap();
}

#[test]
fn nothing_can_be_staged_without_a_run() {
    let place = Place::new();
    let mut staging = place.staging();
    let refused = staging.append(vec![page(
        &Partition::account(Dataset::Customers),
        &[],
        at(NOW),
    )]);
    assert!(matches!(refused, Err(StagingError::NoRun(_))));
}

#[test]
fn staged_customers_and_subscriptions_can_be_planned_with() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let account = Partition::account(Dataset::Customers);
    let rows = [customer("b").with("status", "suspended"), customer("a")];
    staging
        .append(vec![with_next(page(&account, &rows, at(NOW)), "2")])
        .unwrap();
    staging
        .append(vec![page(
            &account,
            &[customer("a").with("name", "renamed")],
            at(NOW),
        )])
        .unwrap();
    let row = subscription("s", "a", 5).with("publisher_subscription_id", "p");
    staging
        .append(vec![page(
            &Partition::customer(Dataset::Subscriptions, "a"),
            &[row],
            at(NOW),
        )])
        .unwrap();
    let customers = staging.customers().unwrap();
    let seen: Vec<_> = customers
        .iter()
        .map(|found| (found.id.as_str(), found.name.as_str(), found.suspended))
        .collect();
    assert_eq!(seen, [("b", "Name of b", true), ("a", "renamed", false)]);
    let subscriptions = staging.subscriptions().unwrap();
    assert_eq!(
        subscriptions[0].publisher_subscription_id.as_deref(),
        Some("p")
    );
}

#[test]
fn a_partition_that_is_begun_anew_forgets_its_rows() {
    let mut place = Place::new();
    let report = place.sync(NOW, |staging, now| {
        let account = Partition::account(Dataset::Customers);
        staging
            .append(vec![with_next(
                page(&account, &[customer("old")], now),
                "gone",
            )])
            .unwrap();
        staging.restart(&account).unwrap();
        assert!(staging.progress().unwrap().is_empty());
        staging
            .append(vec![page(&account, &[customer("new")], now)])
            .unwrap();
    });
    assert_eq!(report.datasets[0].read, 1);
    assert_eq!(place.rows("SELECT id FROM customers"), ["new"]);
}

#[test]
fn an_outcome_is_part_of_the_progress() {
    let mut place = Place::new();
    let mut staging = place.begin(NOW);
    let of_a = Partition::customer(Dataset::Usage, "a");
    staging.fail(&of_a, "first").unwrap();
    staging.fail(&of_a, "then").unwrap();
    let progress = staging.progress().unwrap();
    assert_eq!(progress.len(), 1);
    assert_eq!(
        progress[0].outcome,
        Some(("failed".to_owned(), "then".to_owned()))
    );
    assert!(!progress[0].complete);
}

#[test]
fn a_staging_file_that_is_no_database_is_set_aside() {
    let mut place = Place::new();
    let path = place.begin(NOW).path().to_owned();
    std::fs::write(&path, "no database at all").unwrap();
    assert!(place.staging().unfinished().is_none());
    assert!(path.with_extension("duckdb.unreadable").exists());
    place.begin(NOW);
}

#[test]
fn a_process_that_was_killed_before_its_run_began_leaves_nothing_to_set_aside() {
    let mut place = Place::new();
    let path = place.begin(NOW).path().to_owned();
    crate::store::copy::remove(&path).unwrap();
    crate::store::copy::create_database(&path).unwrap();
    assert!(place.staging().unfinished().is_none());
    assert!(!path.with_extension("duckdb.unreadable").exists());
    place.begin(NOW);
}

#[test]
fn a_connection_name_cannot_lead_out_of_the_folder() {
    let place = Place::new();
    for name in ["../evil", "a/b", "", ".hidden"] {
        let refused = crate::store::Staging::open(place.folder.path(), name);
        assert!(matches!(refused, Err(StagingError::Name(_))), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn staged_rows_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let mut place = Place::new();
    let staging = place.begin(NOW);
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(staging.path()), 0o600);
    assert_eq!(mode(staging.path().parent().unwrap()), 0o700);
}
