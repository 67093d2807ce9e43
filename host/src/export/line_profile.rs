//! How a PSA names the columns of its recurring invoice lines.

use super::sheet::Sheet;

/// A PSA whose import takes the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineProfile {
    /// HaloPSA: lines of recurring invoices.
    Halopsa,
    /// ConnectWise PSA: additions of agreements.
    Connectwise,
    /// Autotask PSA: services of contracts.
    Autotask,
}

/// A column of the list, and the name that the PSA has for it.
type Column = (&'static str, &'static str);

/// The columns that the PSA's own import is mapped to; each is one that the import profile of the same name
/// reads as the same thing. What is to be is under the PSA's name.
const HALOPSA: &[Column] = &[
    ("line_id", "Line ID"),
    ("customer_id", "Client ID"),
    ("customer_name", "Client Name"),
    ("contract_id", "Recurring Invoice ID"),
    ("contract_name", "Recurring Invoice"),
    ("product_code", "Item Code"),
    ("product_name", "Item Name"),
    ("quantity_to", "Quantity"),
    ("unit_price_to", "Unit Price"),
    ("unit_cost_to", "Unit Cost"),
    ("currency", "Currency Code"),
];

const CONNECTWISE: &[Column] = &[
    ("line_id", "Addition ID"),
    ("customer_id", "Company RecID"),
    ("customer_name", "Company Name"),
    ("contract_id", "Agreement RecID"),
    ("contract_name", "Agreement Name"),
    ("product_code", "Product ID"),
    ("product_name", "Product Description"),
    ("quantity_to", "Quantity"),
    ("unit_price_to", "Unit Price"),
    ("unit_cost_to", "Unit Cost"),
    ("currency", "Currency Code"),
];

const AUTOTASK: &[Column] = &[
    ("line_id", "Contract Service ID"),
    ("customer_id", "Company ID"),
    ("customer_name", "Company Name"),
    ("contract_id", "Contract ID"),
    ("contract_name", "Contract Name"),
    ("product_code", "Service ID"),
    ("product_name", "Service Name"),
    ("quantity_to", "Quantity"),
    ("unit_price_to", "Unit Price"),
    ("unit_cost_to", "Unit Cost"),
    ("currency", "Currency Code"),
];

/// What a person reviews. No import profile knows these names, so none takes them for the line itself.
const REVIEW: &[Column] = &[
    ("change", "Change"),
    ("quantity_from", "Quantity Before"),
    ("unit_price_from", "Unit Price Before"),
    ("unit_cost_from", "Unit Cost Before"),
    ("billing_period_months", "Months Billed At Once"),
    ("reason", "Reason"),
    ("confidence", "Confidence"),
    ("findings", "Finding ID"),
];

impl LineProfile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Halopsa, Self::Connectwise, Self::Autotask];

    /// Returns the name of the import profile.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halopsa => "halopsa",
            Self::Connectwise => "connectwise",
            Self::Autotask => "autotask",
        }
    }

    /// The columns that the PSA knows.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Self::Halopsa => HALOPSA,
            Self::Connectwise => CONNECTWISE,
            Self::Autotask => AUTOTASK,
        }
    }

    /// Puts the columns into the order of the profile, under its names.
    pub(super) fn arranged(self, changes: &Sheet) -> Sheet {
        let columns: Vec<_> = self.columns().iter().chain(REVIEW).collect();
        let places: Vec<_> = columns
            .iter()
            .map(|(name, _)| changes.columns.iter().position(|column| column == name))
            .collect();
        let rows = changes.rows.iter().map(|row| {
            let cells = places.iter().map(|place| row[(*place)?].clone());
            cells.collect()
        });
        Sheet {
            rows: rows.collect(),
            columns: columns
                .iter()
                .map(|(_, title)| (*title).to_owned())
                .collect(),
        }
    }
}
