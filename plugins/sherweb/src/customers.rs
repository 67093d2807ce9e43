//! Customers, and the login that counts them.

use seatwise_plugin::types::{Customer, CustomerStatus, RejectedRow, Rows, Timestamp};
use seatwise_plugin::{Account, Failure, Host, Page, api};
use serde::Deserialize;

use crate::answer::{Answer, text_of};
use crate::fields::{self, Text};
use crate::paging::Window;
use crate::requests::{self, Requests};

/// The list in the answer.
const LIST: &str = "items";

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    display_name: Option<Text<'a>>,
    #[serde(borrow)]
    path: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    suspended_on: Option<Text<'a>>,
}

/// Logs in with both credentials and counts the customers.
///
/// The service-provider credential must work. Without the distributor one only costs are missing,
/// which is a note.
pub(crate) fn check(
    requests: &Requests<'_>,
    now: Timestamp,
    host: &dyn Host,
) -> Result<Account, Failure> {
    let today = i32::try_from(now.div_euclid(DAY)).unwrap_or_default();
    let asked = [requests.customers(), requests.payable_charges(today)];
    let [customers, charges] = requests::send_both(&asked, host);
    let customers = Answer::new(&asked[0], &customers?)?.count(LIST)?;
    let notes = match charges {
        Err(failure) => {
            vec![format!(
                "What you owe Sherweb cannot be read ({}); costs will be missing.",
                failure.message
            )]
        }
        Ok(_) => Vec::new(),
    };
    Ok(Account {
        customers: customers as u64,
        notes,
    })
}

/// Reads a page of the customers.
pub(crate) fn read(
    requests: &Requests<'_>,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let window = Window::read(cursor)?;
    let request = requests.customers();
    let body = api::fetch(host, &request)?;
    let listing = Answer::new(&request, &body)?.list(LIST, &window, about, row)?;
    Ok(Page {
        next: listing.next,
        rejected: listing.rejected,
        incomplete: listing.more,
        ..Page::complete(Rows::Customers(listing.rows))
    })
}

fn about(row: &str) -> RejectedRow {
    let id = text_of(row, "id");
    RejectedRow {
        key: id.clone(),
        customer_id: id,
        ..RejectedRow::new("", "")
    }
}

fn row(source: Source<'_>) -> Result<Customer, String> {
    let suspended_at = fields::moment("suspendedOn", source.suspended_on.as_ref())?;
    Ok(Customer {
        id: fields::required("id", source.id)?,
        name: fields::required("displayName", source.display_name)?,
        path: source
            .path
            .unwrap_or_default()
            .into_iter()
            .filter_map(|part| fields::kept(Some(part)))
            .collect(),
        status: suspended_at.map_or(CustomerStatus::Active, |_| CustomerStatus::Suspended),
        suspended_at,
        contact_name: None,
        email: None,
        phone: None,
        domain: None,
        tenant_id: None,
        address: None,
        created_at: None,
        updated_at: None,
        extra: None,
    })
}
