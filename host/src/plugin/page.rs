//! Distrust of values: what a plugin returns is measured before anything is done with it.

use thiserror::Error;

use super::Limits;
use super::large;
use crate::contract::{Page, Query};
use crate::records::{asked, belongs, describe, visit_cells};

/// Which rule of the contract a page breaks. The plugin is at fault.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PageError {
    /// The rows belong to another dataset.
    #[error(
        "it contains {found} although {asked} were requested; report this to the plugin's author"
    )]
    WrongDataset {
        /// What was asked for.
        asked: &'static str,
        /// What came.
        found: &'static str,
    },
    /// Too many rows.
    #[error("it has {rows} rows, but the limit is {limit}; the plugin must return smaller pages")]
    TooManyRows {
        /// How many came, rejected ones included.
        rows: usize,
        /// How many may come.
        limit: usize,
    },
    /// Too much text in all.
    #[error("it has {bytes} bytes, but the limit is {limit}; the plugin must return smaller pages")]
    TooManyBytes {
        /// How many came.
        bytes: usize,
        /// How many may come.
        limit: usize,
    },
    /// A text beside the rows is too large.
    #[error("a text beside its rows has {bytes} bytes, but the limit is {limit}")]
    LargeCell {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The cursor is too large.
    #[error("its cursor has {bytes} bytes, but the limit is {limit}")]
    LargeCursor {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Too many features are reported as unavailable.
    #[error(
        "it calls {features} features unavailable, but the limit is {limit}; report this to the plugin's author"
    )]
    TooManyFeatures {
        /// How many there are.
        features: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The cursor was there before: the read would never end.
    #[error(
        "its cursor was already used in this read, which would never end; report this to the plugin's author"
    )]
    RepeatedCursor,
    /// More pages than any real read has.
    #[error(
        "the read has more than {limit} pages, which looks endless; report this to the plugin's author"
    )]
    TooManyPages {
        /// How many there may be.
        limit: u64,
    },
}

/// Masks the secrets in every text of a page. The vendor's answers were masked before the plugin got
/// them, but a plugin takes encodings off and puts pieces together.
pub(super) fn mask_page(page: &mut Page, mask: impl Fn(&str) -> Option<String>) {
    let mut replace = |text: &mut String| {
        if let Some(masked) = mask(text) {
            *text = masked;
        }
    };
    visit_cells(page, &mut replace);
    page.next.iter_mut().for_each(replace);
}

/// Checks size and kind of a page, and sets the rows apart that hold a text which is too large: one row of a
/// customer must not cost all of them. Whether its cursor repeats is known only to who keeps the cursors.
pub(super) fn check_page(
    query: &Query,
    mut page: Page,
    limits: &Limits,
) -> Result<Page, PageError> {
    let (found, count) = describe(&page.rows);
    if !belongs(query.dataset, &page.rows) {
        return Err(PageError::WrongDataset {
            asked: asked(query.dataset),
            found,
        });
    }
    let rows = count.saturating_add(page.rejected.len());
    if rows > limits.page_rows {
        return Err(PageError::TooManyRows {
            rows,
            limit: limits.page_rows,
        });
    }
    if page.unavailable.len() > limits.features {
        return Err(PageError::TooManyFeatures {
            features: page.unavailable.len(),
            limit: limits.features,
        });
    }
    let cursor = page.next.as_deref().map_or(0, str::len);
    if cursor > limits.cursor_bytes {
        return Err(PageError::LargeCursor {
            bytes: cursor,
            limit: limits.cursor_bytes,
        });
    }
    large::set_apart(&mut page, limits.cell_bytes);
    let mut total = 0_usize;
    let mut largest = 0_usize;
    visit_cells(&mut page, &mut |cell| {
        total = total.saturating_add(cell.len());
        largest = largest.max(cell.len());
    });
    if largest > limits.cell_bytes {
        return Err(PageError::LargeCell {
            bytes: largest,
            limit: limits.cell_bytes,
        });
    }
    if total > limits.page_bytes {
        return Err(PageError::TooManyBytes {
            bytes: total,
            limit: limits.page_bytes,
        });
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{
        Charge, ChargeDirection, ChargeKind, DatasetName, RejectedRow, Rows, UnavailableFeature,
        Usage,
    };

    fn page(rows: Rows) -> Page {
        Page {
            rows,
            next: None,
            total: None,
            rejected: Vec::new(),
            unavailable: Vec::new(),
            incomplete: None,
        }
    }

    fn usage(extra: &str) -> Usage {
        Usage {
            id: "p:m".to_owned(),
            customer_id: "c".to_owned(),
            subscription_id: None,
            platform_id: None,
            meter_id: "m".to_owned(),
            meter_name: None,
            unit: None,
            total: None,
            used: None,
            available: None,
            extra: Some(extra.to_owned()),
        }
    }

    fn charge(direction: ChargeDirection) -> Charge {
        Charge {
            direction,
            customer_id: None,
            customer_name: None,
            subscription_id: None,
            charge_id: None,
            product_id: None,
            sku: None,
            product_name: None,
            charge_name: None,
            kind: ChargeKind::Recurring,
            billing_cycle: None,
            billing_period_from: None,
            billing_period_to: None,
            charge_from: None,
            charge_to: None,
            quantity: None,
            list_price: None,
            unit_price: None,
            prorated_unit_price: None,
            amount: None,
            currency: None,
            billed: None,
            invoice_number: None,
            invoice_date: None,
            extra: None,
        }
    }

    fn rejected(source: &str) -> RejectedRow {
        RejectedRow {
            key: None,
            reason: String::new(),
            source: source.to_owned(),
            customer_id: None,
            customer_name: None,
            subscription_id: None,
            publisher_product_id: None,
            publisher_sku_id: None,
            sku: None,
            product_name: None,
        }
    }

    fn check(dataset: DatasetName, page: &Page) -> Result<(), PageError> {
        checked(dataset, page).map(drop)
    }

    fn checked(dataset: DatasetName, page: &Page) -> Result<Page, PageError> {
        let limits = Limits {
            page_rows: 2,
            page_bytes: 30,
            cell_bytes: 20,
            cursor_bytes: 3,
            ..Limits::default()
        };
        let query = Query {
            dataset,
            customer: None,
            subscription: None,
            period_day: None,
            cursor: None,
        };
        check_page(&query, page.clone(), &limits)
    }

    #[test]
    fn a_page_up_to_its_limits_is_accepted() {
        // 5 bytes of ids in each row, and the rest of the 30.
        let mut page = page(Rows::Usage(vec![usage(&"x".repeat(20)), usage("")]));
        page.next = Some("abc".to_owned());
        assert_eq!(check(DatasetName::Usage, &page), Ok(()));
    }

    #[test]
    fn rows_and_rejected_rows_are_counted_together() {
        let mut page = page(Rows::Usage(vec![usage(""), usage("")]));
        page.rejected.push(rejected(""));
        assert_eq!(
            check(DatasetName::Usage, &page),
            Err(PageError::TooManyRows { rows: 3, limit: 2 })
        );
    }

    #[test]
    fn every_text_counts_wherever_it_stands() {
        let large = "x".repeat(21);
        let mut pages = vec![page(Rows::Usage(Vec::new())); 2];
        pages[0].incomplete = Some(large.clone());
        pages[1].unavailable.push(UnavailableFeature {
            name: "x".to_owned(),
            reason: large,
        });
        for page in pages {
            assert_eq!(
                check(DatasetName::Usage, &page),
                Err(PageError::LargeCell {
                    bytes: 21,
                    limit: 20
                })
            );
        }
        let page = page(Rows::Usage(vec![
            usage(&"x".repeat(11)),
            usage(&"x".repeat(10)),
        ]));
        assert_eq!(
            check(DatasetName::Usage, &page),
            Err(PageError::TooManyBytes {
                bytes: 31,
                limit: 30
            })
        );
    }

    /// The page of a row that was read with limits of everyday.
    fn everyday(dataset: DatasetName, rows: Rows) -> Page {
        let query = Query {
            dataset,
            customer: None,
            subscription: None,
            period_day: None,
            cursor: None,
        };
        check_page(&query, page(rows), &Limits::default()).unwrap()
    }

    #[test]
    fn a_text_of_ten_megabytes_costs_its_row_and_no_other() {
        let ten = "\u{1}".repeat(10_000_000);
        let rows = vec![usage("a"), usage(&ten), usage("b")];
        let page = everyday(DatasetName::Usage, Rows::Usage(rows));
        let Rows::Usage(rows) = &page.rows else {
            panic!("other rows")
        };
        assert_eq!(rows.len(), 2);
        let [row] = page.rejected.as_slice() else {
            panic!("{} rejected", page.rejected.len())
        };
        assert_eq!(row.key.as_deref(), Some("p:m"));
        assert_eq!(row.customer_id.as_deref(), Some("c"));
        assert_eq!(
            row.reason,
            "a text of it has 10000000 bytes, but the limit is 1048576"
        );
        assert!(row.source.contains("p:m") && row.source.len() <= 4096);
    }

    #[test]
    fn a_key_that_is_itself_too_large_is_not_kept() {
        let mut row = usage("");
        row.id = "x".repeat(2_000_000);
        let page = everyday(DatasetName::Usage, Rows::Usage(vec![row]));
        assert_eq!(page.rejected[0].key, None);
        assert_eq!(page.rejected[0].customer_id.as_deref(), Some("c"));
        let mut bill = charge(ChargeDirection::Payable);
        bill.product_name = Some("x".repeat(2_000_000));
        bill.sku = Some("AB-1".to_owned());
        let page = everyday(DatasetName::PayableCharges, Rows::Charges(vec![bill]));
        assert_eq!(page.rejected[0].product_name, None);
        assert_eq!(page.rejected[0].sku.as_deref(), Some("AB-1"));
    }

    #[test]
    fn what_a_plugin_has_set_apart_is_shortened_and_stays() {
        let mut given = page(Rows::Usage(Vec::new()));
        given.rejected.push(RejectedRow {
            product_name: Some("x".repeat(21)),
            sku: Some("x".to_owned()),
            ..rejected(&"y".repeat(29))
        });
        let page = checked(DatasetName::Usage, &given).unwrap();
        assert_eq!(page.rejected[0].source, "y".repeat(20));
        assert_eq!(page.rejected[0].product_name, None);
        assert_eq!(page.rejected[0].sku.as_deref(), Some("x"));
    }

    #[test]
    fn a_cursor_has_a_limit_of_its_own() {
        let mut page = page(Rows::Usage(Vec::new()));
        page.next = Some("abcd".to_owned());
        assert_eq!(
            check(DatasetName::Usage, &page),
            Err(PageError::LargeCursor { bytes: 4, limit: 3 })
        );
    }

    #[test]
    fn a_flood_of_unavailable_features_is_refused() {
        let mut page = page(Rows::Usage(Vec::new()));
        let feature = UnavailableFeature {
            name: String::new(),
            reason: String::new(),
        };
        page.unavailable = vec![feature; 100];
        assert_eq!(check(DatasetName::Usage, &page), Ok(()));
        page.unavailable.push(page.unavailable[0].clone());
        assert_eq!(
            check(DatasetName::Usage, &page),
            Err(PageError::TooManyFeatures {
                features: 101,
                limit: 100
            })
        );
    }

    #[test]
    fn rows_of_another_dataset_or_direction_are_refused() {
        let error = check(DatasetName::Customers, &page(Rows::Usage(Vec::new()))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it contains usage although customers were requested; report this to the plugin's author"
        );
        let charges = page(Rows::Charges(vec![
            charge(ChargeDirection::Payable),
            charge(ChargeDirection::Receivable),
        ]));
        assert!(check(DatasetName::PayableCharges, &charges).is_err());
        assert!(check(DatasetName::ReceivableCharges, &charges).is_err());
        let payable = page(Rows::Charges(vec![charge(ChargeDirection::Payable)]));
        assert_eq!(check(DatasetName::PayableCharges, &payable), Ok(()));
        assert!(check(DatasetName::ReceivableCharges, &payable).is_err());
    }
}

#[cfg(test)]
#[path = "tests/masked_pages.rs"]
mod masked_pages;
