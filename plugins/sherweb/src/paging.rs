//! Pages of answers that have none.
//!
//! Sherweb answers with everything at once; a page of the contract holds at most 10,000 rows and
//! 8 MiB. A longer answer is asked for again for each page, and the cursor says where to go on and
//! which answer was read before: an answer that changed meanwhile must not be stitched together.

use seatwise_plugin::types::{Charge, Customer, Product, Request, Subscription};
use seatwise_plugin::{Failure, FailureKind, api, fingerprint, json};

/// The contract's limit.
const ROWS: usize = 10_000;

/// Half a mebibyte below the contract's limit, for the row that reaches it.
const BYTES: usize = 15 << 19;

/// How much of a foreign cursor is quoted, in characters.
const QUOTED_CHARACTERS: usize = 100;

/// Which part of a list becomes rows.
#[derive(Debug)]
pub(crate) struct Window {
    /// The first item.
    pub(crate) start: usize,
    rows: usize,
    bytes: usize,
    fingerprint: Option<u64>,
}

impl Window {
    /// The whole list.
    pub(crate) const WHOLE: Self = Self {
        start: 0,
        rows: usize::MAX,
        bytes: usize::MAX,
        fingerprint: None,
    };

    /// The page that a cursor names.
    ///
    /// # Errors
    /// Fails if the cursor is not from this plugin.
    pub(crate) fn read(cursor: Option<&str>) -> Result<Self, Failure> {
        let page = Self {
            rows: ROWS,
            bytes: BYTES,
            ..Self::WHOLE
        };
        let Some(cursor) = cursor else {
            return Ok(page);
        };
        let parts = cursor.split_once(':').and_then(|(start, fingerprint)| {
            Some((
                start.parse().ok()?,
                u64::from_str_radix(fingerprint, 16).ok()?,
            ))
        });
        let Some((start, fingerprint)) = parts else {
            return Err(Failure::new(
                FailureKind::Other,
                format!(
                    "the cursor {:?} is not from this plugin",
                    json::clip(cursor, QUOTED_CHARACTERS)
                ),
            ));
        };
        Ok(Self {
            start,
            fingerprint: Some(fingerprint),
            ..page
        })
    }

    /// Whether a page with so many rows of so many bytes takes no more.
    pub(crate) fn is_full(&self, rows: usize, bytes: usize) -> bool {
        rows >= self.rows || bytes >= self.bytes
    }

    /// Makes sure that the answer is the one that the pages before came from.
    ///
    /// # Errors
    /// Fails as `transient`: reading again from the first page fixes it.
    pub(crate) fn verify(&self, request: &Request, body: &str) -> Result<(), Failure> {
        match self.fingerprint {
            Some(before) if before != fingerprint(body.as_bytes()) => Err(Failure::new(
                FailureKind::Transient,
                format!(
                    "{} answered differently for two pages of one list; it must be read again from the start",
                    api::title(request)
                ),
            )),
            _ => Ok(()),
        }
    }

    /// The cursor of the page that begins at `end`; none where the list ends there.
    pub(crate) fn next(end: usize, total: usize, body: &str) -> Option<String> {
        (end < total).then(|| format!("{end}:{:016x}", fingerprint(body.as_bytes())))
    }
}

/// What a row takes of a page, in bytes.
pub(crate) trait Weighed {
    fn weight(&self) -> usize;
}

impl Weighed for Customer {
    fn weight(&self) -> usize {
        let path: usize = self
            .path
            .iter()
            .map(|part| size_of::<String>() + part.len())
            .sum();
        size_of::<Self>() + self.id.len() + self.name.len() + path
    }
}

impl Weighed for Subscription {
    fn weight(&self) -> usize {
        size_of::<Self>()
            + self.id.len()
            + self.customer_id.len()
            + self.committed.len() * 32
            + texts([&self.sku, &self.product_name, &self.currency, &self.extra])
    }
}

impl Weighed for Charge {
    fn weight(&self) -> usize {
        size_of::<Self>()
            + texts([
                &self.customer_id,
                &self.customer_name,
                &self.subscription_id,
                &self.charge_id,
            ])
            + texts([
                &self.product_id,
                &self.sku,
                &self.product_name,
                &self.charge_name,
            ])
            + texts([&self.currency, &self.invoice_number, &self.extra])
    }
}

impl Weighed for Product {
    fn weight(&self) -> usize {
        size_of::<Self>()
            + self.id.len()
            + texts([
                &self.customer_id,
                &self.sku,
                &self.name,
                &self.currency,
                &self.extra,
            ])
    }
}

fn texts<const N: usize>(texts: [&Option<String>; N]) -> usize {
    texts.into_iter().flatten().map(String::len).sum()
}
