//! The columns of a billing report, found by their headings.
//!
//! A heading is the column's display name, with the currency in brackets behind an amount
//! (`Seller Cost (SEK)`). Which columns there are is up to the person who made the report.

use csv::StringRecord;
use seatwise_plugin::json;

/// What a charge is made of, by the name of the heading without blanks, brackets and capitals.
/// Where one thing has several headings, the first that has a value counts.
macro_rules! columns {
    ($($(#[$attribute:meta])* $field:ident: [$($name:literal),+]),+ $(,)?) => {
        /// The positions of the known columns.
        #[derive(Debug, Default)]
        pub(crate) struct Columns {
            $($(#[$attribute])* pub(crate) $field: Positions,)+
        }

        /// The names of the known columns.
        const KNOWN: &[&str] = &[$($($name),+),+];

        impl Columns {
            /// Finds the known columns.
            pub(crate) fn of(headings: &[Heading]) -> Self {
                Self { $($field: Positions::find(headings, &[$($name),+]),)+ }
            }
        }
    };
}

columns! {
    /// The customer's id.
    customer_id: ["customerid"],
    /// The customer's organisation, else its unique name.
    customer_name: ["customercompany", "customercompanyname", "customername", "uniquename"],
    /// The publisher's id of the subscription.
    subscription_id: ["subscriptionid", "cloudaccountnumber"],
    /// The publisher's product.
    product_id: ["productid"],
    /// The publisher's SKU within the product.
    sku_id: ["skuid"],
    /// The name of what was bought.
    product_name: ["skuname", "productname"],
    /// The name of the charge.
    charge_name: ["metername", "entitlementdescription", "cloudaccountname"],
    /// Which kind of charge.
    charge_type: ["chargetype"],
    /// Which kind of use, where the kind of charge says nothing.
    usage_type: ["usagetype", "type"],
    /// How often it is due.
    billing_cycle: ["billingfrequency"],
    /// First day that the charge covers.
    charge_from: ["chargestartdate", "usagestarttime"],
    /// Last day that the charge covers.
    charge_to: ["chargeenddate", "usageendtime"],
    /// The number of seats.
    seats: ["seatcount"],
    /// The quantity used.
    usage: ["usagequantity", "usage", "periodquantity"],
    /// What the MSP owes.
    seller_cost: ["sellercost"],
    /// What the MSP's customer owes.
    customer_cost: ["customercost"],
    /// The number of the invoice.
    invoice_number: ["invoicenumber"],
    /// The date of the invoice.
    invoice_date: ["invoicedate"],
}

/// Columns that are asked for besides, because they say what a line is; they end up in `extra`.
const BESIDES: &[&str] = &[
    "azurecustomerid",
    "domainname",
    "entitlementid",
    "metercategory",
    "metersubcategory",
    "region",
    "unit",
    "unitprice",
    "effectiveunitprice",
    "msrp",
    "msrpcost",
    "margin",
    "billingcycle",
    "termandbillingcycle",
    "subscriptionstartdate",
    "subscriptionenddate",
    "ordernumber",
    "promotionid",
    "reservationorderid",
    "segment",
];

/// Whether a charge has use for a column, by its display name or template id.
pub(crate) fn is_known(name: &str) -> bool {
    let name = Heading::parse(name).name;
    KNOWN.contains(&name.as_str()) || BESIDES.contains(&name.as_str())
}

/// A heading, taken apart.
#[derive(Debug, PartialEq)]
pub(crate) struct Heading {
    /// The heading as it stands.
    pub(crate) text: String,
    /// Its letters and digits in lower case, without the currency.
    pub(crate) name: String,
    /// The currency in brackets.
    pub(crate) currency: Option<String>,
}

impl Heading {
    /// Takes a heading apart. `Seller Cost (Invoiced Currency)` carries no currency: the bracket is part
    /// of its name.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim().trim_start_matches('\u{feff}');
        let (name, currency) = match text
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
        {
            Some((name, code)) if is_currency(code.trim()) => (name, json::currency(Some(code))),
            _ => (text, None),
        };
        // A template id names the report's template before the column.
        let name = name.rsplit('.').next().unwrap_or(name);
        let name = name
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        Self {
            text: text.to_owned(),
            name,
            currency,
        }
    }
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Where to look for one thing, in the order of preference.
#[derive(Debug, Default)]
pub(crate) struct Positions(Vec<usize>);

impl Positions {
    fn find(headings: &[Heading], names: &[&str]) -> Self {
        let position = |name: &&str| headings.iter().position(|heading| heading.name == *name);
        Self(names.iter().filter_map(position).collect())
    }

    /// The first column, if there is any.
    pub(crate) fn first(&self) -> Option<usize> {
        self.0.first().copied()
    }

    /// The first cell that is not blank.
    pub(crate) fn text<'a>(&self, line: &'a StringRecord) -> Option<&'a str> {
        self.0
            .iter()
            .filter_map(|index| line.get(*index))
            .map(str::trim)
            .find(|cell| !cell.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_currency_is_taken_from_the_brackets() {
        let heading = Heading::parse("\u{feff}Seller Cost (SEK)");
        assert_eq!(
            (heading.name.as_str(), heading.currency.as_deref()),
            ("sellercost", Some("SEK"))
        );
    }

    #[test]
    fn the_cost_in_another_currency_is_another_column() {
        let heading = Heading::parse("Seller Cost (Invoiced Currency)");
        assert_eq!(
            (heading.name.as_str(), heading.currency),
            ("sellercostinvoicedcurrency", None)
        );
    }

    #[test]
    fn a_template_id_names_the_same_column_as_its_heading() {
        assert!(is_known("azure_plan_billing.seller_cost"));
        assert!(!is_known("azure_plan_billing.seller_cost_raw"));
        assert!(!is_known("Resource URI"));
    }
}
