//! The doctor: looks at everything that Seatwise needs, and says what to do.
//!
//! It asks no distributor, changes nothing, and prints no secret: a secret's source is asked whether it
//! gives one, and the secret is dropped.

mod configuration;
mod connections;
mod database;
mod disk;
mod examine;
mod folders;
mod leftovers;
mod locks;
mod modes;
mod pauses;
mod plugins;
mod report;
mod surroundings;
#[cfg(test)]
mod tests;
mod tokens;

pub use examine::examine;
pub use report::{Area, Check, Diagnosis, Outcome};
pub use surroundings::Surroundings;
