//! What the author of a Seatwise plugin uses.
//!
//! A plugin is a type that implements [`Connector`], exported with [`export_connector!`]. It reaches
//! its distributor through a [`Host`], so the same code runs as WebAssembly inside Seatwise and
//! natively in a test against [`testing::FakeHost`].
//!
//! - [`types`] are the records of the common schema.
//! - [`json`] reads what vendors really send: money as literals, dates in several spellings.
//! - [`sheet`] reads days and numbers as spreadsheets write them, where a whole report shows how.
//! - [`api`] sends a request and turns every answer that is not a success into a [`Failure`].

pub mod api;
#[doc(hidden)]
pub mod bindings;
pub mod json;
pub mod sheet;
pub mod testing;
pub mod types;

mod fingerprint;
mod guest;

#[doc(hidden)]
pub use bindings::export as __export;
#[doc(hidden)]
pub use bindings::exports::seatwise::connector::connector::Guest as __ConnectorGuest;
pub use fingerprint::fingerprint;
#[doc(hidden)]
pub use guest::Guest as __Guest;
pub use types::{Account, Context, Dataset, Failure, FailureKind, Page, Query};

use types::{HttpError, Level, Request, Response};

/// A distributor's connector. Methods take no `self` state: each call may meet a fresh instance.
pub trait Connector {
    /// Logs in and counts the customers that the credential sees.
    ///
    /// # Errors
    /// The failure says what was attempted and what came back.
    fn check(context: &Context, host: &dyn Host) -> Result<Account, Failure>;

    /// Names the datasets that this plugin has.
    fn datasets() -> Vec<Dataset>;

    /// Reads one page. Depends on its arguments and on the vendor's answers alone.
    ///
    /// # Errors
    /// The failure says what was attempted and what came back.
    fn read(context: &Context, query: &Query, host: &dyn Host) -> Result<Page, Failure>;
}

/// What the Seatwise host gives to a plugin.
pub trait Host {
    /// Sends one request and waits for its answer.
    ///
    /// # Errors
    /// Fails when the host denies the request or no complete answer arrives.
    fn send(&self, request: &Request) -> Result<Response, HttpError>;

    /// Sends several requests, as many at once as the account permits.
    fn send_all(&self, requests: &[Request]) -> Vec<Result<Response, HttpError>>;

    /// Tells the host that the vendor asked for a pause.
    fn backoff(&self, milliseconds: u64);

    /// Draws further units of the pacing budget.
    fn acquire(&self, cost: u32);

    /// How many requests could be sent at this moment without waiting.
    fn budget(&self) -> u32;

    /// Writes a message for the operator.
    fn log(&self, level: Level, message: &str, fields: &[(&str, &str)]);
}

/// Exports a [`Connector`] as the plugin's component and embeds its manifest.
///
/// ```ignore
/// seatwise_plugin::export_connector!(MyConnector, manifest: "../manifest.toml");
/// ```
#[macro_export]
macro_rules! export_connector {
    ($connector:ty, manifest: $manifest:literal) => {
        /// The manifest, which the host reads from the file without running any code.
        // SAFETY: the section is data only, and wasm custom sections cannot collide with code.
        #[allow(unsafe_code)]
        #[cfg_attr(target_family = "wasm", unsafe(link_section = "seatwise:manifest"))]
        #[used]
        pub static MANIFEST: [u8; include_bytes!($manifest).len()] = *include_bytes!($manifest);

        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code)]
        mod component {
            struct Component;
            impl $crate::__ConnectorGuest for Component {
                fn check(
                    context: $crate::Context,
                ) -> Result<$crate::Account, $crate::Failure> {
                    <$connector as $crate::Connector>::check(&context, &$crate::__Guest)
                }
                fn datasets() -> Vec<$crate::Dataset> {
                    <$connector as $crate::Connector>::datasets()
                }
                fn read(
                    context: $crate::Context,
                    query: $crate::Query,
                ) -> Result<$crate::Page, $crate::Failure> {
                    <$connector as $crate::Connector>::read(&context, &query, &$crate::__Guest)
                }
            }
            use super::*;
            $crate::__export!(Component with_types_in $crate::bindings);
        }
    };
}
