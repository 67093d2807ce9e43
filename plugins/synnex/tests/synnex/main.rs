//! The plugin against a host with canned answers: each trap of the vendor's interface is one sentence.

#[cfg(test)]
mod activities;
#[cfg(test)]
mod charges;
#[cfg(test)]
mod check;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod products;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vendor_samples;
