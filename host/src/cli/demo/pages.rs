//! The pages that the demo ends with: the dashboard, and the review of one customer.

use std::path::Path;

use jiff::{Timestamp, tz::TimeZone};

use crate::cli::exit::CommandError;
use crate::cli::output::Output;
use crate::cli::query::refused;
use crate::cli::report::{write_dashboard, write_qbr};
use crate::config::Config;
use crate::render::sanitize;
use crate::report::{Customer, Quarter, Reader};
use crate::store::Snapshot;

/// Writes the pages into the working folder and says where they are.
pub(super) fn write(config: &Config, output: &Output) -> Result<(), CommandError> {
    let now = Timestamp::now();
    let folder = config.path.parent().unwrap_or_else(|| Path::new("."));
    let dashboard = folder.join("dashboard.html");
    let open = || Snapshot::open(&config.database).map_err(refused);
    write_dashboard(config, &open()?, now, &dashboard)?;
    output.print(&format!(
        "\nWhat an owner looks at, as pages that any browser opens:\n\n  seatwise report dashboard --out dashboard.html\n\n{}\n",
        dashboard.display()
    ))?;
    let snapshot = open()?;
    let Some(customer) = Customer::best_known(&snapshot).map_err(CommandError::failed)? else {
        return Ok(());
    };
    let quarter = Quarter::of(now.to_zoned(TimeZone::UTC).date());
    let review = folder.join("qbr.html");
    let command = format!(
        "  seatwise report qbr --customer \"{}\" --quarter {} --out qbr.html",
        sanitize(&customer.name),
        quarter.name()
    );
    write_qbr(
        config,
        &snapshot,
        now,
        (customer, quarter, Reader::Msp),
        &review,
    )?;
    output.print(&format!("\n{command}\n\n{}\n", review.display()))
}
