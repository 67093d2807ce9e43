//! `seatwise report digest`: the week, as text, Markdown, HTML or JSON.

use std::path::PathBuf;

use clap::Args;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::document::{DocumentFormat, deliver};
use super::letter;
use crate::analysis::{Caution, cautions_of_week};
use crate::cli::cautions;
use crate::cli::exit::{CommandError, CommandResult};
use crate::cli::output::Output;
use crate::cli::query::undelivered;
use crate::config::Config;
use crate::report::{Digest, Week};
use crate::store::Snapshot;

/// Arguments of `report digest`.
#[derive(Debug, Clone, Args)]
pub struct DigestArguments {
    /// The ISO week; by default, the week of yesterday (of today, if nothing was known by its end), and with --mail the last one that is
    /// over
    #[arg(long, value_name = "2026-W47")]
    pub week: Option<String>,
    /// The format of the digest
    #[arg(short, long, value_enum)]
    pub format: Option<DocumentFormat>,
    /// Write to this file, replacing it, instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Send it to the recipients under mail in the configuration, once for each week
    #[arg(long, conflicts_with = "format")]
    pub mail: bool,
    /// With --mail: write the mail to a file instead (digest-2026-W47.eml, or --out), and send nothing
    #[arg(long, requires = "mail")]
    pub dry_run: bool,
    /// With --mail: send it even if it was already sent for this week
    #[arg(long, requires = "mail", conflicts_with = "dry_run")]
    pub again: bool,
}

/// Prints the digest of a week.
///
/// # Errors
///
/// When the week does not exist, or the database cannot be read, or the file cannot be written.
pub(super) fn run(
    arguments: &DigestArguments,
    config: &Config,
    snapshot: &Snapshot,
    output: &Output,
) -> CommandResult {
    let today = config.time_zone.day(Timestamp::now());
    let mut week = week(arguments.week.as_deref(), today, arguments.mail)?;
    let mut cautions = of_week(snapshot, week)?;
    let is_early = cautions.iter().any(Caution::is_of_a_week_too_early);
    if is_early && arguments.week.is_none() && !arguments.mail {
        // On the first Monday, the week so far says more than one of which nothing is known.
        week = Week::asked(None, today, today).map_err(CommandError::usage)?;
        cautions = of_week(snapshot, week)?;
    }
    let digest = Digest {
        week,
        day: week.day(today),
        connections: config.connections.keys().cloned().collect(),
    };
    let document = digest.document(
        snapshot,
        &config.time_zone,
        &cautions,
        cautions::warning(&cautions),
    );
    let document = document.map_err(undelivered)?;
    if arguments.mail {
        letter::run(arguments, config, &digest, document, output)?;
    } else {
        deliver(document, arguments.format, arguments.out.as_deref(), output)?;
    }
    Ok(cautions::exit_of(&cautions))
}

fn of_week(snapshot: &Snapshot, week: Week) -> Result<Vec<Caution>, CommandError> {
    let question = cautions_of_week(week.first, week.last, true);
    cautions::of_snapshot(snapshot, &question, true)
}

/// The week that is meant. What is sent is sent once, so by default it is a week to which nothing is
/// added.
fn week(named: Option<&str>, today: Date, is_sent: bool) -> Result<Week, CommandError> {
    let day = today.saturating_sub(if is_sent { 7.days() } else { 1.day() });
    Week::asked(named, day, today).map_err(CommandError::usage)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::analysis::tests::fixtures::{NOW, Place};
    use crate::base::zone::Zone;
    use crate::render::Look;

    #[test]
    fn mondays_digest_is_of_the_week_that_is_over_and_later_ones_of_the_week_so_far() {
        let of = |today| week(None, today, false).unwrap().name();
        assert_eq!(of(date(2026, 11, 23)), "2026-W47");
        assert_eq!(of(date(2026, 11, 24)), "2026-W48");
        assert_eq!(of(date(2027, 1, 4)), "2026-W53");
    }

    #[test]
    fn what_is_sent_is_of_a_week_that_is_over() {
        for day in 23..30 {
            let sent = week(None, date(2026, 11, day), true).unwrap();
            assert_eq!(sent.name(), "2026-W47", "on the {day}th");
        }
    }

    /// What a digest says where nothing is wrong.
    const CLEAN: &str = "Nothing that is bought is left unbilled.";

    /// Bills more than anybody buys.
    const NONE_SHORT: &str = "UPDATE psa_contract_line_history SET quantity = 900, quantity_billed = 900;
        INSERT INTO exclusions BY NAME SELECT 'Y4' AS customer_id, 'internal' AS reason, 'ann' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at;";

    /// Everybody was read completely.
    const ALL_READ: &str = "UPDATE sync_checkpoints SET state = 'fresh';";

    /// The digest of the golden scenario's week, after a change, as a person reads it.
    fn written(change: &str) -> String {
        let mut place = Place::golden();
        place.run(change);
        place.refresh(NOW);
        let Place { store, folder } = place;
        let path = store.path().to_owned();
        drop(store);
        let snapshot = Snapshot::open(&path).unwrap();
        let day = date(2026, 11, 20);
        let digest = Digest {
            week: Week::of(day).unwrap(),
            day,
            connections: Vec::new(),
        };
        let question = cautions_of_week(digest.week.first, digest.week.last, true);
        let cautions = cautions::of_snapshot(&snapshot, &question, true).unwrap();
        let warning = cautions::warning(&cautions);
        let document = digest.document(&snapshot, &Zone::utc(), &cautions, warning);
        drop(folder);
        document.unwrap().text(Look::default())
    }

    #[test]
    fn a_digest_that_compared_nothing_says_so_first_and_never_that_all_is_well() {
        let text = written(
            "DELETE FROM psa_customers; DELETE FROM psa_contract_lines; DELETE FROM psa_contract_line_history;
             DELETE FROM customer_links; DELETE FROM product_links;",
        );
        assert!(!text.contains(CLEAN), "{text}");
        let first = text.find("Nothing has been imported from a PSA").unwrap();
        assert!(
            first < text.find("Bought and not billed").unwrap(),
            "{text}"
        );
        // What ends needs no PSA.
        assert!(text.contains("trial"), "{text}");
        // One customer was not read completely, so nobody knows.
        let text = written(NONE_SHORT);
        assert!(!text.contains(CLEAN), "{text}");
        let text = written(&format!("{NONE_SHORT} {ALL_READ}"));
        assert!(text.contains(CLEAN), "{text}");
    }

    #[test]
    fn mondays_mail_is_of_the_week_that_is_over_where_the_operator_is() {
        // Seven in the morning of Monday in Auckland; in UTC it is Sunday evening.
        let now = "2026-11-29T18:07:00Z".parse().unwrap();
        let auckland = Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3");
        let sent = |zone: &Zone| week(None, zone.day(now), true).unwrap().name();
        assert_eq!(sent(&auckland), "2026-W48");
        assert_eq!(sent(&Zone::utc()), "2026-W47");
    }

    #[test]
    fn a_week_before_all_data_is_unknown_and_not_well() {
        let first = |read: &str, imported: &str| {
            written(&format!(
                "{NONE_SHORT} {ALL_READ}
                 INSERT INTO sync_runs VALUES ('r', 'sherweb', 'sherweb-main', '{read}', '{read}', 'complete',
                    NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL);
                 INSERT INTO psa_imports VALUES ('i', 'halopsa', 'halopsa', 'contract-lines', 'f.csv', 'x', '{imported}', '{imported}',
                    0, 0, 0, 0, 0, 0);"
            ))
        };
        let unknown = "Nothing is known; see above.";
        // Both sides were there in the week before.
        let text = first("2026-11-12 06:00", "2026-11-12 07:00");
        assert!(text.contains(CLEAN), "{text}");
        assert!(!text.contains("unknown which seats"), "{text}");
        // The distributor was read, and the file came on the Monday after.
        let text = first("2026-11-12 06:00", "2026-11-23 07:00");
        assert!(!text.contains(CLEAN), "{text}");
        assert!(
            text.contains("Nothing had been compared by the end of the period"),
            "{text}"
        );
        assert!(text.contains("There is data since 2026-W48."), "{text}");
        // Nothing was read at all in the week.
        let text = first("2026-11-23 06:00", "2026-11-23 07:00");
        assert!(!text.contains(CLEAN), "{text}");
        assert!(
            text.contains("Nothing had been read by the end of the period"),
            "{text}"
        );
        assert!(text.contains(unknown), "{text}");
        // There is no week before to compare seats with.
        let text = written(&format!(
            "{NONE_SHORT} {ALL_READ}
             DELETE FROM license_usage WHERE iso_week < '2026-W47';
             INSERT INTO sync_runs VALUES ('r', 'sherweb', 'sherweb-main', '2026-11-17 06:00', '2026-11-17 06:00', 'complete',
                NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL);"
        ));
        assert!(text.contains(CLEAN), "{text}");
        assert!(
            text.contains("unknown which seats were added or removed at Sherweb (sherweb-main)"),
            "{text}"
        );
    }
}
