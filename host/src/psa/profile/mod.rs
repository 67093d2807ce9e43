//! Which column of which program is what.
//!
//! A profile is a TOML file; those of the programs that are known come with this one, and a mapping
//! file of one's own has the same form. It may begin with `extends = "halopsa"` and say only what is
//! different.

mod builtin;
mod error;
mod file;
mod model;
mod section;
#[cfg(test)]
mod tests;

pub use builtin::{BUILTIN_PROFILES, BuiltinProfile};
pub use error::ProfileError;
pub use model::Profile;
pub(super) use model::{Dash, ExcelDays, ExtendedBy, PercentUnit, Section};
