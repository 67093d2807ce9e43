//! A text that is too large costs its row and no other: the row is set apart before the page is measured.

use std::fmt::{self, Debug, Write as _};

use crate::contract::{Page, RejectedRow};
use crate::records::{Named, Record, of_rows};

/// How much of a row that is set apart is kept, in bytes.
const SOURCE_BYTES: usize = 4096;
/// The most bytes of a key or a name that is kept of such a row; a larger one is what is wrong with it.
const NAME_BYTES: usize = 512;

/// Sets the rows apart that hold a text of more than `limit` bytes, and shortens what the plugin has set
/// apart itself.
pub(super) fn set_apart(page: &mut Page, limit: usize) {
    let rejected = &mut page.rejected;
    rejected.iter_mut().for_each(|row| shorten(row, limit));
    of_rows!(&mut page.rows, rows => sift(rows, limit, rejected));
}

fn sift<R: Record>(rows: &mut Vec<R>, limit: usize, rejected: &mut Vec<RejectedRow>) {
    rows.retain_mut(|row| {
        let mut largest = 0;
        row.visit(&mut |cell| largest = largest.max(cell.len()));
        if largest > limit {
            rejected.push(without_text(
                &row.named(),
                limit,
                reason(largest, limit),
                source(row, limit),
            ));
        }
        largest <= limit
    });
}

fn without_text(named: &Named<'_>, limit: usize, reason: String, source: String) -> RejectedRow {
    let kept = |text: Option<&str>| {
        text.filter(|text| text.len() <= NAME_BYTES.min(limit))
            .map(str::to_owned)
    };
    RejectedRow {
        key: kept(named.key),
        reason,
        source,
        customer_id: kept(named.customer_id),
        customer_name: kept(named.customer_name),
        subscription_id: kept(named.subscription_id),
        publisher_product_id: kept(named.publisher_product_id),
        publisher_sku_id: kept(named.publisher_sku_id),
        sku: kept(named.sku),
        product_name: kept(named.product_name),
    }
}

fn reason(bytes: usize, limit: usize) -> String {
    format!("a text of it has {bytes} bytes, but the limit is {limit}")
}

/// What the plugin has set apart stays what it is, without the texts that are too large.
fn shorten(row: &mut RejectedRow, limit: usize) {
    let RejectedRow {
        key,
        reason,
        source,
        customer_id,
        customer_name,
        subscription_id,
        publisher_product_id,
        publisher_sku_id,
        sku,
        product_name,
    } = row;
    for text in [reason, source] {
        if text.len() > limit {
            text.truncate(text.floor_char_boundary(SOURCE_BYTES.min(limit)));
        }
    }
    for text in [
        key,
        customer_id,
        customer_name,
        subscription_id,
        publisher_product_id,
        publisher_sku_id,
        sku,
        product_name,
    ] {
        text.take_if(|text| text.len() > limit);
    }
}

/// The beginning of a row as it is told of rejected rows. The rest is never written out: it may be a hundred
/// times as large.
fn source(row: &impl Debug, limit: usize) -> String {
    let mut beginning = Beginning {
        text: String::new(),
        room: SOURCE_BYTES.min(limit),
    };
    // It ends with an error where it is full.
    let _ = write!(beginning, "{row:?}");
    beginning.text
}

/// The first bytes of a text that is being written.
struct Beginning {
    text: String,
    /// How many bytes may still come.
    room: usize,
}

impl fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let fitting = text.floor_char_boundary(self.room);
        self.text.push_str(text.get(..fitting).unwrap_or_default());
        self.room -= fitting;
        if fitting < text.len() {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}
