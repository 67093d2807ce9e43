//! What a person reads: reports, drawn from the views of the analysis and from nothing else, so that a
//! figure of a report is the figure of the view.

mod brand;
mod chart;
mod charted;
mod customer;
mod dashboard;
mod digest;
mod document;
mod error;
mod figure;
mod filter;
mod html;
mod pdf;
mod qbr;
mod quarter;
mod rows;
mod section;
mod statements;
mod table;
#[cfg(test)]
mod testing;
mod texts;
mod week;

pub use brand::Brand;
pub use chart::ChartError;
pub use customer::{Customer, Licences};
pub use dashboard::Dashboard;
pub use digest::Digest;
pub use document::{Document, DocumentError, Part, answer, shorten};
pub use error::ReportError;
pub use filter::ReportFilter;
pub use html::PageError;
pub use pdf::{PdfError, print_pdf};
pub use qbr::{Qbr, Reader};
pub use quarter::{Quarter, QuarterError};
pub use section::Section;
pub use statements::{ReportKind, ReportStatements, statements};
pub use week::{Week, WeekError};
