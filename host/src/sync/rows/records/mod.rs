//! What a row of each record must fulfil, and its columns in the order of the definition of its dataset.

mod activity;
mod charge;
mod customer;
mod product;
mod subscription;
mod usage;
