//! Subscriptions of the world as Ingram's: those of one offer are products of one.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::ids::{customer_id, hash, subscription_id, turn, world_id};
use super::periods::{self, Terms};
use super::{IngramOptions, IngramVersion, ListOrder};
use crate::world::date_at;
use crate::{Customer, Model, Status, Subscription, World};

/// A subscription of Ingram's.
pub(super) struct Held<'a> {
    pub(super) customer: &'a Customer,
    /// The first of its products, and what all of them share with it.
    pub(super) first: &'a Subscription,
    /// All subscriptions of the world that are its products.
    pub(super) bought: Vec<&'a Subscription>,
    pub(super) id: String,
    pub(super) customer_id: String,
    pub(super) status: &'static str,
    pub(super) terms: Terms,
    pub(super) starts: Date,
    /// Where its optional details are drawn from.
    pub(super) salt: u64,
}

/// Whether a subscription is a product of another one of the same customer.
fn belongs(first: &Subscription, other: &Subscription) -> bool {
    let seats = |held: &Subscription| held.product.model == Model::Seats && !held.trial;
    seats(first)
        && seats(other)
        && first.product.publisher == other.product.publisher
        && (first.term, first.cycle) == (other.term, other.cycle)
        && !hash(&other.id).is_multiple_of(3)
}

fn grouped<'a>(customer: &'a Customer, options: &IngramOptions) -> Vec<Vec<&'a Subscription>> {
    let mut groups: Vec<Vec<&Subscription>> = Vec::new();
    for subscription in &customer.subscriptions {
        let group = groups.iter_mut().find(|group| {
            options.bundles
                && belongs(group[0], subscription)
                && group
                    .iter()
                    .all(|other| other.product.sku != subscription.product.sku)
        });
        match group {
            Some(group) => group.push(subscription),
            None => groups.push(vec![subscription]),
        }
    }
    groups
}

impl<'a> Held<'a> {
    fn of(
        options: &IngramOptions,
        customer: &'a Customer,
        first: &'a Subscription,
        bought: Vec<&'a Subscription>,
    ) -> Self {
        let irregular = options.world.irregular;
        let salt = hash(&first.id);
        Self {
            customer,
            first,
            bought,
            id: subscription_id(&first.id),
            customer_id: customer_id(&customer.id),
            status: status(first, options, salt),
            terms: periods::of(first, irregular, salt),
            starts: date_at(first.purchased),
            salt,
        }
    }

    fn of_customer(
        options: &'a IngramOptions,
        customer: &'a Customer,
    ) -> impl Iterator<Item = Self> {
        grouped(customer, options)
            .into_iter()
            .filter_map(move |bought| {
                let first = *bought.first()?;
                Some(Self::of(options, customer, first, bought))
            })
    }

    /// All subscriptions in the order of the list.
    pub(super) fn all(world: &'a World, options: &'a IngramOptions) -> Vec<Self> {
        let mut all: Vec<Self> = world
            .customers
            .iter()
            .flat_map(|customer| Self::of_customer(options, customer))
            .collect();
        all.sort_by_cached_key(|held| Reverse((held.starts, held.id.clone())));
        if options.order == ListOrder::OldestFirst {
            all.reverse();
        }
        all
    }

    /// The subscription of an id of Ingram's.
    pub(super) fn find(world: &'a World, options: &'a IngramOptions, id: &str) -> Option<Self> {
        let of_customer =
            |customer| Self::of_customer(options, customer).find(|held: &Self| held.id == id);
        let known = world_id(id).and_then(|id| world.subscription(&id));
        match known {
            Some((customer, _)) => of_customer(customer),
            // The ids that a test made up do not lead back.
            None => world.customers.iter().find_map(of_customer),
        }
    }

    /// The subscription that a subscription of the world is a product of.
    pub(super) fn with(
        world: &'a World,
        options: &'a IngramOptions,
        subscription: &str,
    ) -> Option<Self> {
        let (customer, _) = world.subscription(subscription)?;
        Self::of_customer(options, customer).find(|held| {
            let mut bought = held.bought.iter();
            bought.any(|bought| bought.id == subscription)
        })
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.status, "terminated" | "removed")
    }
}

fn status(subscription: &Subscription, options: &IngramOptions, salt: u64) -> &'static str {
    match subscription.status {
        Status::Deleted if salt.is_multiple_of(2) => return "removed",
        Status::Deleted => return "terminated",
        Status::Suspended => return "hold",
        Status::Active => {}
    }
    let newer = options.version == IngramVersion::V1_15;
    match turn(&subscription.id) % 40 {
        3 | 23 if options.world.irregular && newer => "pending",
        8 if options.world.irregular && newer => "unknown",
        _ => "active",
    }
}
