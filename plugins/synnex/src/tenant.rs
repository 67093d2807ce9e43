//! The account that a connection works for, from the connection's settings.

use seatwise_plugin::{Context, Failure, FailureKind};

use crate::requests::encode;

/// Rows per page where the operator set nothing: in use by a long-running script of the field.
const PAGE_SIZE: u32 = 200;
/// The largest page in use anywhere. The vendor publishes no limit.
const LARGEST_PAGE: u32 = 1_000;

/// The reseller account and how it is read.
#[derive(Debug)]
pub(crate) struct Tenant {
    account_id: String,
    /// Rows per page, 1 to 1,000.
    pub(crate) page_size: u32,
    /// The billing report that the operator chose.
    pub(crate) report_id: Option<String>,
}

impl Tenant {
    /// Reads the settings; fails as `settings` where one is missing or out of range.
    pub(crate) fn from_context(context: &Context) -> Result<Self, Failure> {
        let account_id = context.setting("account_id").ok_or_else(|| {
            unusable("the setting account_id is missing: it is under Settings > Account Information in the StreamOne Ion portal")
        })?;
        let page_size = match context.setting("page_size") {
            None => PAGE_SIZE,
            Some(text) => text
                .parse()
                .ok()
                .filter(|size| (1..=LARGEST_PAGE).contains(size))
                .ok_or_else(|| unusable("the setting page_size must be a number from 1 to 1000"))?,
        };
        Ok(Self {
            account_id: account_id.to_owned(),
            page_size,
            report_id: context.setting("report_id").map(str::to_owned),
        })
    }

    /// The path of something that belongs to the account; `segments` are encoded.
    pub(crate) fn path(&self, segments: &[&str]) -> String {
        let mut path = format!("/api/v3/accounts/{}", encode(&self.account_id));
        for segment in segments {
            path.push('/');
            path.push_str(&encode(segment));
        }
        path
    }
}

fn unusable(message: &str) -> Failure {
    Failure::new(FailureKind::Settings, message)
}
