//! A profile, resolved.

use std::collections::{BTreeMap, BTreeSet};

use crate::psa::{
    content::Content,
    dates::{DateOrder, DayZone},
    numbers::DecimalMark,
    words::Words,
};

/// Which column of a program is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// What the PSA instance is called where nobody gives it another name.
    pub psa: String,
    pub(in crate::psa) sections: BTreeMap<Content, Section>,
}

impl Profile {
    pub(in crate::psa) fn section(&self, content: Content) -> Option<&Section> {
        self.sections.get(&content)
    }
}

/// In what unit a column of tax rates or discounts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum PercentUnit {
    /// 20 is a fifth.
    Percent,
    /// 0.2 is a fifth.
    Fraction,
}

/// What a dash in the place of a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum Dash {
    /// Zero, as in Excel's accounting format.
    Zero,
    /// Unknown, as an empty cell is.
    Unknown,
}

/// From which year a spreadsheet counts its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum ExcelDays {
    /// 1900, as Excel does.
    From1900,
    /// 1904, as Excel on a Mac did.
    From1904,
}

/// What an extended price is the price of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum ExtendedBy {
    /// The quantity, with what is included in it.
    Quantity,
    /// The billed quantity.
    Billed,
}

/// How one content of a program is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::psa) struct Section {
    /// JSON: the names under which the list of objects may lie.
    pub(in crate::psa) list: Vec<String>,
    /// JSON: the names under which each object may have its lines.
    pub(in crate::psa) lines: Vec<String>,
    /// The names of the columns of each field, the first that has a value counts.
    pub(in crate::psa) columns: BTreeMap<&'static str, Vec<String>>,
    /// The fields whose columns are guesses: where two of them contradict each other, nobody knows which counts.
    pub(in crate::psa) guessed: BTreeSet<&'static str>,
    /// What the words of a field mean.
    pub(in crate::psa) values: BTreeMap<&'static str, Words>,
    /// The currency where the file says none.
    pub(in crate::psa) currency: Option<String>,
    /// The order of day, month and year.
    pub(in crate::psa) date_order: Option<DateOrder>,
    /// The decimal mark.
    pub(in crate::psa) decimal: Option<DecimalMark>,
    /// The tax rate where the file says none, in millionths.
    pub(in crate::psa) tax_rate: Option<i128>,
    /// In what unit tax rates are; none where the column must tell.
    pub(in crate::psa) tax_rate_unit: Option<PercentUnit>,
    /// In what unit discounts are; none where the column must tell.
    pub(in crate::psa) discount_unit: Option<PercentUnit>,
    /// What a dash is in a column of numbers; none where it is asked about.
    pub(in crate::psa) dash: Option<Dash>,
    /// From which year counted days are counted; none where they are refused.
    pub(in crate::psa) excel_days: Option<ExcelDays>,
    /// Where the zone lies whose midnight the times of days are; none where the columns must tell.
    pub(in crate::psa) day_zone: Option<DayZone>,
    /// What an extended price is the price of; none where that must not matter.
    pub(in crate::psa) extended_price_of: Option<ExtendedBy>,
    /// Whether prices have tax in them where the file does not say.
    pub(in crate::psa) prices_include_tax: bool,
    /// The billing period where the file says none.
    pub(in crate::psa) billing_period_months: Option<u32>,
    /// The timing where the file says none.
    pub(in crate::psa) timing: Option<String>,
    /// Whether a line that begins and ends inside one billing period is a one-time fee.
    pub(in crate::psa) one_time_within_period: bool,
}
