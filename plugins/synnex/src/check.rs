//! The login test: counts the customers and looks for a billing report.

use std::collections::BTreeSet;

use seatwise_plugin::{Account, Failure, Host, api};
use serde::de::IgnoredAny;

use crate::answer::{Answer, malformed};
use crate::reports::{self, NO_REPORT};
use crate::requests::{fetch_sized, token_page};
use crate::tenant::Tenant;

/// Logs in and counts the customers that the credential sees.
pub(crate) fn check(tenant: &Tenant, host: &dyn Host) -> Result<Account, Failure> {
    let customers = count_customers(tenant, host)?;
    let mut notes = Vec::new();
    if tenant.report_id.is_none() && reports::choose(tenant, host).is_err() {
        notes.push(format!("Charges cannot be read: {NO_REPORT}."));
    }
    Ok(Account { customers, notes })
}

fn count_customers(tenant: &Tenant, host: &dyn Host) -> Result<u64, Failure> {
    let path = tenant.path(&["customers"]);
    let (mut count, mut size, mut token) = (0, tenant.page_size, None::<String>);
    let mut tokens = BTreeSet::new();
    loop {
        let page = fetch_sized(host, size, |size| token_page(&path, size, token.as_deref()))?;
        let answer = Answer::open(&page.request, &page.body)?;
        count += answer
            .customers
            .nested::<Vec<IgnoredAny>>()
            .map_or(0, |rows| rows.len() as u64);
        size = page.size;
        token = answer.next_token();
        match &token {
            None => return Ok(count),
            Some(next) if !tokens.insert(next.clone()) => {
                let title = api::title(&page.request);
                let what = format!("with a page token that {title} had returned before");
                return Err(malformed(&page.request, &what));
            }
            Some(_) => {}
        }
    }
}
