//! The billing side of the demo: a PSA export is imported, customers and products are matched, and what is
//! found is listed with the money that it is worth.

use jiff::Timestamp;

use crate::analysis::{self, FindingFilter};
use crate::cli::cautions;
use crate::cli::exit::CommandError;
use crate::cli::findings;
use crate::cli::links;
use crate::cli::output::Output;
use crate::config::Config;
use crate::demo::write_export;
use crate::pipeline;
use crate::psa::{ImportOptions, import};

/// How many findings are listed.
const LISTED: usize = 12;

/// Imports, matches, analyses and prints. Returns in one sentence what leaks.
pub(super) fn bill(config: &Config, output: &Output) -> Result<Option<String>, CommandError> {
    let (files, profile) = write_export(config)?;
    output.print("\nWhat the MSP bills: the PSA's export is imported and compared.\n\n")?;
    for file in &files {
        output.print(&format!(
            "  seatwise psa import {} --profile halopsa\n",
            file.file_name().unwrap_or_default().to_string_lossy()
        ))?;
        import(
            file,
            &profile,
            &config.database,
            &ImportOptions::new(Timestamp::now()),
        )
        .map_err(CommandError::failed)?;
    }
    output.print("  seatwise match\n\n")?;
    let mut store = pipeline::open(config)?;
    let (report, _) = pipeline::compare(&mut store, config)?;
    output.print(&links::text(&report))?;
    let mut found =
        analysis::list(&store, &FindingFilter::default()).map_err(CommandError::failed)?;
    let money = analysis::open_money(&store).map_err(CommandError::failed)?;
    let all = found.len();
    found.truncate(LISTED);
    output.print(&format!(
        "\n  seatwise findings\n\nThe first {} of {all} findings, and what all of them are worth:\n\n{}",
        found.len(),
        findings::list_text(
            &found,
            &money,
            &cautions::cautions(&store, true)?,
            output.look()
        )
    ))?;
    Ok(findings::leaking_sentence(&money))
}
