//! What a person reads: reports, drawn from the views of the analysis and from nothing else, so that a
//! figure of a report is the figure of the view.

mod filter;
mod statements;

pub use filter::{ReportFilter, WeekError, day_of_week};
pub use statements::{ReportKind, ReportStatements, statements};
