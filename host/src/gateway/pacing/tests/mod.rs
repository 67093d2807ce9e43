//! The pace, in time that is injected.

mod oracle;
mod pauses;
mod sharing;
mod support;
