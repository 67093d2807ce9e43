//! What a person reads: reports, drawn from the views of the analysis and from nothing else, so that a
//! figure of a report is the figure of the view.

mod digest;
mod filter;
mod page;
mod statements;
mod week;

pub use digest::{Digest, DigestSection};
pub use filter::{ReportFilter, WeekError, day_of_week};
pub use page::{Page, PageColumn, PageError, PagePart};
pub use statements::{ReportKind, ReportStatements, statements};
pub use week::Week;
