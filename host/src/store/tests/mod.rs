//! Tests of the room, one file for each promise.

mod backing_up;
mod charges;
#[cfg(unix)]
mod checkpoints;
mod documentation;
mod fixtures;
mod freshness;
mod history;
mod incomplete;
mod locks;
mod merging;
mod migrations;
mod missing;
mod publishing;
mod querying;
mod references;
mod rejections;
mod repeats;
mod snapshots;
mod staging;
mod statements;
mod time_zones;
mod unopened;
mod vendors;
