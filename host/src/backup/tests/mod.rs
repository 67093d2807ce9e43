//! Tests of the room, one file for each promise.

mod damage;
mod fixtures;
mod going_back;
mod meanwhile;
mod tokens;
