//! The records of the contract as the host sees them; `wit/connector/connector.wit` documents every field.

pub use super::bindings::exports::seatwise::connector::connector::{
    Account, Context, Dataset, Failure, Page, Query,
};
pub use super::bindings::seatwise::connector::types::{
    Activity, Address, Charge, ChargeDirection, ChargeKind, ChargeModel, CommittedQuantity,
    Customer, CustomerRef, CustomerStatus, DatasetName, Decimal, FailureKind, Product, RejectedRow,
    Rows, Scope, Subscription, SubscriptionRef, SubscriptionStatus, Term, UnavailableFeature,
    Usage,
};
