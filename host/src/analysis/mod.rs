//! Compares what the distributors charge with what the PSA bills: views and macros for people who ask in
//! SQL, and findings, which keep their id, their state and their history from one sync to the next.
//!
//! Every view `x` is the table macro `x_as_of(day)` applied to today; the macro reproduces any past day
//! from the history of subscriptions and contract lines and from what was on the bills by then. Money is an
//! exact decimal with its currency; what is unknown is null and counted, never zero.

mod cautions;
pub mod classes;
mod decide;
mod error;
mod finding;
mod install;
mod kept;
pub(crate) mod known;
mod list;
mod named;
mod open_money;
mod order;
mod refresh;
mod settings;
mod show;
mod statements;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use cautions::{CAUTIONS, cautions_of_week};
pub use cautions::{Caution, cautions};
pub use decide::{Decision, mute, resolve, unmute};
pub use error::{FindingError, InstallError, RefreshError};
pub use finding::{Finding, FindingDetail, FindingEvent, FindingFilter, SourceRow, Step};
pub use install::{install, install_with, is_installed};
pub(crate) use kept::{Kept, keep};
pub use list::list;
pub use named::{NothingFits, Wanted};
pub use open_money::{OpenMoney, open_money};
pub use refresh::{FindingsReport, record_failure, refresh, refresh_with};
pub use settings::Settings;
pub use show::show;
pub(crate) use show::{SourceKey, source_tables};
