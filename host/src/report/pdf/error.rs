//! What can go wrong with a print. Each message follows "failed to …".

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

/// Why a page was not printed. What lay in the PDF's place before is still there.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// There is no browser that prints.
    #[error(
        "find a browser that prints {}: there is no Chromium, Chrome or Edge here; install one (on Debian: `apt install chromium`), name one in SEATWISE_CHROMIUM, or open the page in any browser and print it there",
        page.display()
    )]
    NoBrowser {
        /// The page.
        page: PathBuf,
    },
    /// The page cannot be read.
    #[error("read the page {}: {source}", page.display())]
    Page {
        /// The page.
        page: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no room for the browser's files where the PDF is to lie.
    #[error("write beside {}: {source}; choose another folder for the PDF", pdf.display())]
    Folder {
        /// Where the PDF was to lie.
        pdf: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The browser did not start, or could not be watched.
    #[error(
        "start {} to print the page: {source}; SEATWISE_CHROMIUM names another browser",
        browser.display()
    )]
    Start {
        /// The browser.
        browser: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The browser did not come to an end.
    #[error(
        "print the page with {}: it took longer than {} seconds and was stopped; try again, or open the page in any browser and print it there; it said: {said}",
        browser.display(), patience.as_secs()
    )]
    Late {
        /// The browser.
        browser: PathBuf,
        /// How long it was waited for.
        patience: Duration,
        /// The last lines of what it said.
        said: String,
    },
    /// The browser says that it failed.
    #[error("print the page with {}: it ended with {status} and said: {said}", browser.display())]
    Failed {
        /// The browser.
        browser: PathBuf,
        /// How it ended.
        status: ExitStatus,
        /// The last lines of what it said.
        said: String,
    },
    /// The browser ended well and left no PDF, or half of one.
    #[error(
        "print the page with {}: it succeeded but left no complete PDF; a confined browser, such as one from snap, needs the PDF below the home folder; it said: {said}",
        browser.display()
    )]
    NothingPrinted {
        /// The browser.
        browser: PathBuf,
        /// The last lines of what it said.
        said: String,
    },
    /// The PDF is there and could not be moved to its place.
    #[error("write {}: {source}", pdf.display())]
    Place {
        /// Where it was to lie.
        pdf: PathBuf,
        /// Why.
        source: io::Error,
    },
}
