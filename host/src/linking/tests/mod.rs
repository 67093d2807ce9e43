//! What the room promises.

mod exchanging;
pub(crate) mod fixtures;
mod linking_customers;
mod linking_products;
