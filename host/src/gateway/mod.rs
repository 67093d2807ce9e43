//! All that lies between a plugin and a vendor: origins, addresses, credentials, pacing, retries.
//!
//! A plugin is somebody else's code, and it runs with the ordering credentials of an MSP. This
//! room makes two promises about it. It only reads: GET and HEAD inside the declared origins, POST
//! to declared reads, and nothing else is sent. And it never holds a secret: it names a
//! credential, and the gateway adds the header, to one origin, and removes known secrets from
//! everything that comes back. Every denial happens before a socket is opened.
//!
//! The path of a request: `target` decides where it may go, `headers` what it may carry,
//! `credential` who it is, `pacing` when it may leave, `resolver` which address may be dialled,
//! `client` sends it, `retry` decides whether it is sent again, `redact` cleans the answer.
//! [`Gateway`] ties them together.

mod address;
mod client;
mod clock;
mod credential;
mod door;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod headers;
mod host_name;
mod open;
mod pacing;
mod path;
mod policy;
mod redact;
mod request;
mod resolver;
mod retry;
mod statistics;
mod target;
mod text;
mod unpack;
mod wire;

#[cfg(test)]
mod tests;

pub use clock::{Clock, ManualClock, SystemClock};
pub use credential::{
    Credential, CredentialSpec, ExtraHeader, KeepError, KeptToken, RestoredToken, Scheme,
    TokenField, TokenStatus, busy_tokens, copy_tokens, restore_token, stored_tokens,
    unreadable_tokens,
};
pub use door::Gateway;
pub use error::{OpenError, PolicyError, SendError};
pub use pacing::{Pacing, PacingSpec, StandingPause, standing_pause};
pub use path::PostRead;
pub(crate) use policy::Wishes;
pub use policy::{Limits, Origin, OriginSpec, Policy, Secrets};
pub(crate) use redact::masked;
pub use request::{Method, Request, Response};
pub use resolver::Resolver;
pub use statistics::Statistics;
