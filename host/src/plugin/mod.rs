//! A `.wasm` file becomes a ready plugin: engine, contract, manifest, limits.
//!
//! A plugin is somebody else's code that runs beside an MSP's ordering credentials. This room gives
//! it a memory, a share of the processor, the imports of `wit/host`, and nothing else. What a request
//! of it may do is decided in [`crate::gateway`].

pub mod apart;
mod call;
mod compile;
mod compiled;
mod engine;
#[doc(hidden)]
pub mod fuzzing;
mod grants;
mod imports;
mod large;
mod limits;
mod load;
mod lock;
mod manifest;
mod page;
mod registry;
mod section;
mod state;
mod stderr;

pub use call::{CallError, Session};
pub use engine::{Engine, EngineError};
pub use grants::{Changes, Difference, GrantedCredential, Grants};
pub use limits::Limits;
pub use load::{LoadError, Plugin};
pub use lock::{Admitted, LockError, PluginLock, Standing, TrustError, TrustedPlugin};
pub use manifest::{CONTRACT_VERSION, Hints, Manifest, ManifestError, Setting};
pub use page::PageError;
pub use registry::{Available, PluginSource, Refused, Registry, RegistryError};
