//! Simulated distributors: Sherweb, TD SYNNEX StreamOne Ion, Pax8 and Ingram Micro over real HTTP on loopback.
//!
//! The tests, `seatwise demo` and the measurements talk to these servers as they would to the real
//! ones. Data is generated from a seed, the same bytes every time. A server *refuses* what the real
//! interface would refuse (an unknown route or query parameter, a missing key, a wrong scope, any write) and
//! notes it as a [`Violation`], so a connector that invents something fails against it. A request that
//! would have written fails whoever runs the simulator, when it ends.
//!
//! ```no_run
//! # async fn demo() -> std::io::Result<()> {
//! use seatwise_distributors::{Sherweb, SherwebOptions};
//!
//! let sherweb = Sherweb::start(SherwebOptions::default()).await?;
//! println!("{} {:?}", sherweb.base_url(), sherweb.credentials());
//! assert!(sherweb.violations().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! - [`World`] is the data; [`Running::data`] changes it between (or during) syncs.
//! - [`Faults`] makes the server misbehave on purpose.
//! - [`RateLimit`] and [`Clock`] let the vendor's limit run in real or in virtual time.

mod clock;
mod endpoint;
mod faults;
mod ingram;
mod limit;
mod pax8;
mod psa;
mod random;
mod record;
mod server;
mod sherweb;
mod streamone;
mod world;

pub use clock::{Clock, ManualClock, SystemClock};
pub use endpoint::Endpoint;
pub use faults::{Fault, Faults, Rule};
pub use ingram::{
    AmountSpelling, CostsShown, EmptyLists, ErrorBody, GatewayBody, Ingram, IngramCredentials,
    IngramOptions, IngramVersion, ListOrder, MomentSpelling, MpnSpelling, OverLimit,
    QuantitySpelling, Refused, ReportFiles, TokenBody, Totals,
};
pub use limit::{RateLimit, RetryAfter};
pub use pax8::{
    CommitmentName, DateSpelling, LastDay, Oversize, Pax8, Pax8Credentials, Pax8Options,
    SubscriptionPrice, VendorSku,
};
pub use psa::{Planted, PsaExport};
pub use record::{Recorded, Violation};
pub use server::{Running, ServerOptions};
pub use sherweb::{Availability, Sherweb, SherwebCredentials, SherwebFeatures, SherwebOptions};
pub use streamone::{
    DetailsId, Report, StreamOne, StreamOneCredentials, StreamOneFeatures, StreamOneOptions,
};
pub use world::{
    Customer, Cycle, Distributor, Model, Paging, Platform, Product, Status, Subscription, Term,
    World, WorldOptions, shared_names,
};
