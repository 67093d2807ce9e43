//! Prints a page as PDF, with a browser that is installed: what a page looks like, a browser knows best.

mod browser;
mod error;
mod print;
#[cfg(test)]
mod tests;

pub use error::PdfError;
pub use print::print_pdf;
