//! Tokens: fetched once, renewed in time, and single-use ones never used twice.

mod accidents;
mod client_credentials;
mod issuer;
mod outcomes;
mod rotation;
mod spec;
