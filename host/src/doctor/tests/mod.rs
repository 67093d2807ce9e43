//! Tests of the room, one file for each kind of check.

mod fixtures;
mod on_disk;
mod pauses;
mod plugins;
mod settings;
mod tokens;
