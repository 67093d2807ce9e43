//! Customers and their subscriptions, in the form from which both interfaces are written.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Product;
use super::overlay::Overlays;

/// Whose data it is; ids are of that distributor's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Distributor {
    /// Sherweb: ids are UUIDs.
    Sherweb,
    /// TD SYNNEX StreamOne Ion: ids are digits.
    StreamOne,
}

/// How a product is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Model {
    /// Seats at a unit price.
    Seats,
    /// Consumption, charged afterwards.
    Usage,
    /// Paid once.
    Once,
}

/// For how long a subscription is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// Not at all.
    None,
    /// One month.
    Monthly,
    /// One year.
    Annual,
    /// Two years.
    Biennial,
    /// Three years.
    Triennial,
}

impl Term {
    /// The length in months; a subscription without commitment renews monthly.
    #[must_use]
    pub fn months(self) -> i32 {
        match self {
            Self::None | Self::Monthly => 1,
            Self::Annual => 12,
            Self::Biennial => 24,
            Self::Triennial => 36,
        }
    }
}

/// How often a subscription is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
    /// Once.
    Once,
}

/// The state of a subscription. Sherweb lists active ones only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// In force.
    Active,
    /// Not usable for now.
    Suspended,
    /// Gone, but still listed by StreamOne.
    Deleted,
}

/// A platform that a customer has at Sherweb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// The id, the same for all customers.
    pub id: String,
    /// The place in the table of platforms.
    pub(crate) kind: usize,
}

/// Seats of one product, bought for one customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// The distributor's id.
    pub id: String,
    /// The publisher's id.
    pub publisher_id: String,
    /// What was bought.
    pub product: &'static Product,
    /// The name that somebody gave it.
    pub friendly_name: String,
    /// The number of seats.
    pub seats: i64,
    /// For how long it is committed.
    pub term: Term,
    /// How often it is charged.
    pub cycle: Cycle,
    /// The list price of a seat per cycle.
    pub list_price: Decimal,
    /// What the service provider pays for a seat per cycle.
    pub cost: Decimal,
    /// What its customer pays for a seat per cycle.
    pub price: Decimal,
    /// When it was bought.
    pub purchased: Timestamp,
    /// The start of the current term.
    pub term_start: Date,
    /// The first day after the current term.
    pub renewal: Date,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// Whether the list shows the dates of the first term for ever.
    pub stale: bool,
    /// The seats that the next term starts with.
    pub scheduled_seats: Option<i64>,
    /// Whether the number of seats cannot be reduced before the renewal.
    pub committed: bool,
    /// Whether the distributor knows a price.
    pub priced: bool,
    /// The state.
    pub status: Status,
    /// Whether it is a trial.
    pub trial: bool,
    /// Where its optional details are drawn from.
    pub(crate) salt: u64,
}

/// A customer of the service provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The distributor's id.
    pub id: String,
    /// The organisation's name.
    pub name: String,
    /// The hierarchy above it, from the top.
    pub path: Vec<String>,
    /// Since when it is suspended.
    pub suspended_on: Option<Timestamp>,
    /// The contact person.
    pub contact: String,
    /// The internet domain.
    pub domain: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: &'static str,
    /// The city.
    pub city: &'static str,
    /// ISO 4217 code of all its prices.
    pub currency: &'static str,
    /// When the distributor created it.
    pub created: Timestamp,
    /// The platforms that it has.
    pub platforms: Vec<Platform>,
    /// What was bought for it.
    pub subscriptions: Vec<Subscription>,
    /// Where its optional details are drawn from.
    pub(crate) salt: u64,
}

/// How a list is paged by offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paging {
    /// All pages are slices of one order, and the total counts the list.
    #[default]
    Stable,
    /// Each page is a slice of another order: some rows come twice, and others never.
    Moving,
    /// The total counts the page.
    TotalOfPage,
    /// The offset is ignored.
    FirstPageOnly,
}

/// Everything that a distributor knows about a service provider.
#[derive(Debug, Clone)]
pub struct World {
    /// Whose data it is.
    pub distributor: Distributor,
    /// The name of the service provider.
    pub provider: &'static str,
    /// The day on which the data is true.
    pub today: Date,
    /// All customers, in the order in which they are listed.
    pub customers: Vec<Customer>,
    /// How the list of subscriptions is paged by offset.
    pub paging: Paging,
    pub(crate) overlays: Overlays,
    /// Whether it is that of a provider as there are many.
    pub(crate) typical: bool,
    by_customer: HashMap<String, usize>,
    by_subscription: HashMap<String, (usize, usize)>,
    order: Vec<(usize, usize)>,
}

impl World {
    pub(crate) fn new(distributor: Distributor, today: Date, customers: Vec<Customer>) -> Self {
        Self {
            distributor,
            provider: "Northwind Managed Services",
            today,
            customers,
            paging: Paging::default(),
            overlays: Overlays::default(),
            typical: false,
            by_customer: HashMap::new(),
            by_subscription: HashMap::new(),
            order: Vec::new(),
        }
    }

    /// Brings the indexes in line with the customers.
    pub(crate) fn reindex(&mut self) {
        let Self {
            customers,
            by_customer,
            by_subscription,
            order,
            ..
        } = self;
        by_customer.clear();
        by_subscription.clear();
        order.clear();
        for (place, customer) in customers.iter().enumerate() {
            by_customer.insert(customer.id.clone(), place);
            for (inner, subscription) in customer.subscriptions.iter().enumerate() {
                order.push((place, inner));
                by_subscription.insert(subscription.id.clone(), (place, inner));
            }
        }
    }

    /// How many subscriptions all customers have.
    #[must_use]
    pub fn subscription_count(&self) -> usize {
        self.customers
            .iter()
            .map(|customer| customer.subscriptions.len())
            .sum()
    }

    /// A customer by its id.
    #[must_use]
    pub fn customer(&self, id: &str) -> Option<&Customer> {
        self.customers
            .get(*self.by_customer.get(id)?)
            .filter(|customer| customer.id == id)
    }

    /// A subscription by its id, with its customer.
    pub(crate) fn subscription(&self, id: &str) -> Option<(&Customer, &Subscription)> {
        let (place, inner) = self.by_subscription.get(id)?;
        let customer = self.customers.get(*place)?;
        Some((customer, customer.subscriptions.get(*inner)?))
    }

    /// All subscriptions with their customers, in listed order, from a place on.
    pub(crate) fn starting_at(
        &self,
        offset: usize,
    ) -> impl Iterator<Item = (&Customer, &Subscription)> {
        self.order.iter().skip(offset).filter_map(|(place, inner)| {
            let customer = self.customers.get(*place)?;
            Some((customer, customer.subscriptions.get(*inner)?))
        })
    }
}
