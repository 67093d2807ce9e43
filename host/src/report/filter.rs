//! Which rows of a report are wanted.

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
    use super::*;

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
