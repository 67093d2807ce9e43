//! The data that a simulator serves.

mod change;
mod dates;
mod generate;
mod model;
mod money;
mod names;
mod overlay;
mod past;
mod price_list;
mod products;
mod rows;
mod subscriptions;
mod typical;

pub(crate) use dates::{date_at, days_between, days_in, millisecond_text, tick_text};
pub use generate::WorldOptions;
pub use model::{
    Customer, Cycle, Distributor, Model, Paging, Platform, Status, Subscription, Term, World,
};
pub(crate) use money::{Amount, convert, rate, rounded};
pub use names::shared_names;
pub(crate) use price_list::PRODUCTS;
pub use products::Product;
pub(crate) use products::{PLATFORMS, platform_id};
pub(crate) use rows::List;
pub(crate) use subscriptions::{prices, uuid_of};
pub(crate) use typical::is_unknown_to_the_psa;
