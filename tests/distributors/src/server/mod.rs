//! What both simulators share: the connection, the order of checks, the handle.

mod answer;
mod cache;
mod call;
mod connection;
mod core;
mod deliver;
mod pipeline;
mod route;
mod running;

pub(crate) use answer::{Answer, Refusal};
pub(crate) use call::{Call, field};
pub(crate) use core::Core;
pub use core::ServerOptions;
pub(crate) use pipeline::Vendor;
pub(crate) use route::{Kind, Parameter, Route, RouteSpec};
pub use running::Running;
