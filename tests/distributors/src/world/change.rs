//! What happens in the world between two syncs.

use rust_decimal::Decimal;

use super::money::rounded;
use super::{Status, Subscription, World};

impl World {
    /// The first subscription of an id, to be changed.
    pub fn subscription_mut(&mut self, id: &str) -> Option<&mut Subscription> {
        self.customers
            .iter_mut()
            .flat_map(|customer| &mut customer.subscriptions)
            .find(|subscription| subscription.id == id)
    }

    /// Changes the number of seats of a subscription; says whether there is one.
    pub fn set_seats(&mut self, subscription: &str, seats: i64) -> bool {
        let found = self.subscription_mut(subscription);
        found
            .map(|subscription| subscription.seats = seats)
            .is_some()
    }

    /// Changes the status of a subscription; says whether there is one.
    pub fn set_status(&mut self, subscription: &str, status: Status) -> bool {
        let found = self.subscription_mut(subscription);
        found
            .map(|subscription| subscription.status = status)
            .is_some()
    }

    /// Raises (or, under 0, lowers) every list price, cost and price by so many percent.
    pub fn raise_prices(&mut self, percent: i64) {
        let factor = Decimal::new(100 + percent, 2);
        for subscription in self
            .customers
            .iter_mut()
            .flat_map(|customer| &mut customer.subscriptions)
        {
            for amount in [
                &mut subscription.list_price,
                &mut subscription.cost,
                &mut subscription.price,
            ] {
                *amount = rounded(*amount * factor, 7);
            }
        }
    }

    /// Removes a customer with everything it has; says whether there was one.
    pub fn remove_customer(&mut self, id: &str) -> bool {
        let before = self.customers.len();
        self.customers.retain(|customer| customer.id != id);
        self.customers.len() < before
    }

    /// Removes a subscription without a trace; says whether there was one.
    pub fn remove_subscription(&mut self, id: &str) -> bool {
        let before = self.subscription_count();
        for customer in &mut self.customers {
            customer
                .subscriptions
                .retain(|subscription| subscription.id != id);
        }
        self.subscription_count() < before
    }

    /// Keeps the first `count` customers only.
    pub fn keep_customers(&mut self, count: usize) {
        self.customers.truncate(count);
    }

    /// Removes the first `count` subscriptions of the list of all.
    pub fn remove_first_subscriptions(&mut self, count: usize) {
        let mut left = count;
        for customer in &mut self.customers {
            let here = left.min(customer.subscriptions.len());
            customer.subscriptions.drain(..here);
            left -= here;
        }
    }
}
