//! Which rows of a report are wanted, and as of when.

use jiff::civil::Date;

use super::week::Week;
use crate::store::sql::text;

/// Which rows of a report are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Only customers with this id, or this text in the name.
    pub customer: Option<String>,
    /// Only rows of this distributor, by its vendor id or its name.
    pub vendor: Option<String>,
    /// Only products with this key, or this text in the name.
    pub sku: Option<String>,
}

/// Why a text names no week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the week \"{0}\": write it as 2026-W47")]
pub struct WeekError(pub(super) String);

/// Returns the last day of an ISO week (`2026-W47`), or `today` while the week is not over: a report of a
/// week tells how it ended.
///
/// # Errors
///
/// If the text names no week.
pub fn day_of_week(week: &str, today: Date) -> Result<Date, WeekError> {
    Ok(Week::named(week)?.last.min(today))
}

impl ReportFilter {
    /// Returns the filter as the condition of an SQL statement on a view with the columns `customer_name`,
    /// `customer_key`, `product_key` and `product_name`, and the given column of the vendor.
    pub(super) fn condition(&self, vendor_column: VendorColumn) -> String {
        let mut parts = vec!["true".to_owned()];
        if let Some(customer) = &self.customer {
            let customer = text(customer);
            parts.push(format!(
                "(customer_key = {customer} OR split_part(customer_key, '/', 2) = {customer}
                  OR contains(lower(customer_name), lower({customer})))"
            ));
        }
        if let Some(vendor) = &self.vendor {
            let vendor = text(vendor);
            parts.push(match vendor_column {
                VendorColumn::List => format!(
                    "(list_contains(vendors, lower({vendor}))
                      OR list_contains(list_transform(vendors, lambda v: lower(vendor_name(v))), lower({vendor})))"
                ),
                VendorColumn::Id => {
                    format!("(vendor_id = lower({vendor}) OR lower(vendor) = lower({vendor}))")
                }
            });
        }
        if let Some(sku) = &self.sku {
            let sku = text(sku);
            parts.push(format!(
                "(product_key = {sku} OR contains(lower(product_name), lower({sku})))"
            ));
        }
        parts.join(" AND ")
    }
}

/// How a view names distributors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VendorColumn {
    /// A list of ids: `vendors`.
    List,
    /// One id: `vendor_id`.
    Id,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_told_by_its_last_day() {
        let today = date(2026, 11, 20);
        assert_eq!(day_of_week("2026-W46", today), Ok(date(2026, 11, 15)));
        assert_eq!(day_of_week("2026-W47", today), Ok(today));
        assert_eq!(day_of_week("2020-W53", today), Ok(date(2021, 1, 3)));
    }

    #[test]
    fn what_is_no_week_is_refused() {
        for text in ["2026-47", "W47", "2026-W54", "2026-W0", "", "2026-W"] {
            let error = day_of_week(text, date(2026, 11, 20)).unwrap_err();
            assert!(error.to_string().contains("2026-W47"), "{text}");
        }
    }

    #[test]
    fn a_quote_in_a_filter_stays_inside_the_text() {
        let filter = ReportFilter {
            customer: Some("O'Neil; DROP".to_owned()),
            ..ReportFilter::default()
        };
        let condition = filter.condition(VendorColumn::List);
        assert!(condition.contains("'O''Neil; DROP'"), "{condition}");
    }
}
