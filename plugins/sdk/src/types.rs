//! The records of the contract, under one roof. `wit/connector/connector.wit` documents every field.

pub use crate::bindings::seatwise::connector::types::{
    Account, Activity, Address, Charge, ChargeDirection, ChargeKind, ChargeModel,
    CommittedQuantity, Context, Customer, CustomerRef, CustomerStatus, Dataset, DatasetName, Date,
    Decimal, Failure, FailureKind, Page, Product, Query, RejectedRow, Rows, Scope, Subscription,
    SubscriptionRef, SubscriptionStatus, Term, Timestamp, UnavailableFeature, Usage,
};
pub use crate::bindings::seatwise::host::http::{
    Error as HttpError, Header, Method, Request, Response,
};
pub use crate::bindings::seatwise::host::log::Level;

impl Page {
    /// A page that is the whole answer.
    #[must_use]
    pub fn complete(rows: Rows) -> Self {
        Self {
            rows,
            next: None,
            total: None,
            rejected: Vec::new(),
            unavailable: Vec::new(),
            incomplete: None,
        }
    }
}

impl RejectedRow {
    /// A row without a key that names nobody.
    #[must_use]
    pub fn new(reason: impl Into<String>, source: impl Into<String>) -> Self {
        Self {
            key: None,
            reason: reason.into(),
            source: source.into(),
            customer_id: None,
            customer_name: None,
            subscription_id: None,
            publisher_product_id: None,
            publisher_sku_id: None,
            sku: None,
            product_name: None,
        }
    }
}

impl Failure {
    /// A failure without an HTTP status.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            status: None,
        }
    }
}

impl Context {
    /// The value of a setting, if the operator set it to something other than blanks.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}
