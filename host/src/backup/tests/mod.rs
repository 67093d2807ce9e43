//! Tests of the room, one file for each promise.

mod damage;
mod fixtures;
mod going_back;
mod killed;
mod meanwhile;
mod tokens;
