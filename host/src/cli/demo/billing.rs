//! The billing side of the demo: a PSA export is imported, customers and products are matched, and what is
//! found is listed with the money that it is worth.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use seatwise_distributors::{Distributor, PsaExport, World, WorldOptions};

use crate::analysis::{self, FindingFilter};
use crate::cli::cautions;
use crate::cli::exit::CommandError;
use crate::cli::findings;
use crate::cli::links;
use crate::cli::output::Output;
use crate::config::Config;
use crate::pipeline;
use crate::psa::{ImportOptions, Profile, import};

/// How many findings are listed.
const LISTED: usize = 12;

/// Imports, matches, analyses and prints. Returns in one sentence what leaks.
pub(super) fn bill(
    config: &Config,
    world: &WorldOptions,
    output: &Output,
) -> Result<Option<String>, CommandError> {
    let worlds = [Distributor::Sherweb, Distributor::StreamOne]
        .map(|distributor| World::generate(distributor, world));
    let export = PsaExport::of(&worlds.each_ref());
    let clients = write(config, "psa-clients.csv", &export.clients)?;
    let lines = write(config, "psa-lines.csv", &export.lines)?;
    let profile = Profile::load("halopsa").map_err(CommandError::failed)?;
    output.print("\nWhat the MSP bills: the PSA's export is imported and compared.\n\n")?;
    for file in [&clients, &lines] {
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

fn write(config: &Config, name: &str, text: &str) -> Result<PathBuf, CommandError> {
    let folder = config.path.parent().unwrap_or_else(|| Path::new("."));
    let file = folder.join(name);
    std::fs::write(&file, text)
        .map_err(|error| CommandError::failed(format!("write {}: {error}", file.display())))?;
    Ok(file)
}
