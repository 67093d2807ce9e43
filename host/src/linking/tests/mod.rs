//! What the room promises.

mod exchanging;
mod fixtures;
mod linking_customers;
mod linking_products;
