//! What a digest says as a whole: its heading, what must be read first, and which of its parts are unknown.

use super::Digest;
use crate::analysis::Caution;
use crate::base::zone::Zone;
use crate::report::{Document, DocumentError, Part};
use crate::store::Snapshot;

/// The parts of which an empty one says that all is well with what is billed. It cannot say so where something
/// was not compared, or is in doubt.
const ABOUT_BILLING: [&str; 4] = ["leakage", "change", "new_findings", "price_rises"];

/// The parts that say so of what is bought.
const ABOUT_PURCHASES: [&str; 1] = ["ending"];

/// The parts that say so of how seats changed.
const ABOUT_DRIFT: [&str; 1] = ["seats"];

impl Digest {
    /// Asks everything and returns the digest. `first` is what the cautions come to in words.
    ///
    /// # Errors
    ///
    /// If the database cannot be asked, or a row cannot be shown.
    pub fn document(
        &self,
        snapshot: &Snapshot,
        zone: &Zone,
        cautions: &[Caution],
        first: Option<String>,
    ) -> Result<Document, DocumentError> {
        let mut parts = Part::all(snapshot, &self.kept(), self.sections())?;
        let any = |leaves_unknown: fn(&Caution) -> bool| cautions.iter().any(leaves_unknown);
        let unknown = [
            (&ABOUT_BILLING[..], any(Caution::leaves_billing_unknown)),
            (&ABOUT_PURCHASES, any(Caution::leaves_purchases_unknown)),
            (&ABOUT_DRIFT, any(Caution::leaves_drift_unknown)),
        ];
        for part in &mut parts {
            let key = part.key;
            if unknown
                .iter()
                .any(|(keys, is_unknown)| *is_unknown && keys.contains(&key))
            {
                part.is_unknown();
            }
        }
        let Self { week, day, .. } = self;
        let mut about = vec![
            ("week", week.name()),
            ("from", week.first.to_string()),
            ("to", week.last.to_string()),
            ("day", day.to_string()),
        ];
        if let Some(first) = &first {
            about.push(("cautions", first.clone()));
        }
        let warnings: Vec<String> = first.into_iter().chain(warning(&parts)).collect();
        Ok(Document {
            title: format!("Seatwise digest, week {}", week.name()),
            subtitle: subtitle(self, zone),
            warning: (!warnings.is_empty()).then(|| warnings.join(" ")),
            about,
            parts,
            footer: "Written by Seatwise on this organisation's own machine. `seatwise findings show ID` explains a finding.",
        })
    }
}

fn subtitle(digest: &Digest, zone: &Zone) -> String {
    let Digest { week, day, .. } = digest;
    let until = if *day < week.last {
        format!("the week is not over: as of {day}")
    } else {
        format!("as of {day}")
    };
    format!(
        "{} to {} ({}), {until}. Money is per month; certain, inferred and estimated money is never added up.",
        week.first,
        week.last,
        zone.name()
    )
}

/// What is said before all else, where some connection was not synced.
fn warning(parts: &[Part]) -> Option<String> {
    let missing = parts.iter().find(|part| part.key == "not_synced")?;
    let names: Vec<_> = missing
        .grid
        .rows
        .iter()
        .filter_map(|row| row.first()?.as_deref())
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Not synced completely this week: {}. Everything based on {} is as old as the last complete sync, and nothing new is shown for {}. Run `seatwise status`.",
            names.join(", "),
            if names.len() == 1 { "it" } else { "them" },
            if names.len() == 1 { "it" } else { "them" },
        )
    })
}
