//! A finding, and all that is shown with it.

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

/// One condition, one customer, one product. Money is per month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Sixteen hexadecimal digits, made from what it is about.
    pub id: String,
    /// What is wrong: `unbilled`, `over_billed` …; see the column `findings.condition`.
    pub condition: String,
    /// The PSA instance of the customer; none where it is not matched.
    pub psa: Option<String>,
    /// The PSA's customer; none where it is not matched.
    pub psa_customer_id: Option<String>,
    /// The name of the customer.
    pub customer_name: String,
    /// The product; none where the finding is about the customer.
    pub product_key: Option<String>,
    /// Its name.
    pub product_name: Option<String>,
    /// The ids of the distributors that it concerns.
    pub vendors: Vec<String>,
    /// `open`, `muted`, `resolved` or `reopened`.
    pub state: String,
    /// Whether what it is based on could not be read recently.
    pub stale: bool,
    /// The day on which it opens again, where it is muted.
    pub muted_until: Option<Date>,
    /// Why it was muted.
    pub muted_reason: Option<String>,
    /// The seats that it is about, as a decimal; none where it is not about seats.
    pub seats: Option<String>,
    /// What it costs or exposes per month, as a decimal with two digits; none is unknown.
    pub amount: Option<String>,
    /// What could be billed per month, as a decimal with two digits.
    pub revenue_gap: Option<String>,
    /// ISO 4217 code of the amounts.
    pub currency: Option<String>,
    /// Whether the amount is based on an estimate.
    pub estimated: bool,
    /// `exact`, `confirmed`, `inferred` or `estimated`.
    pub confidence: String,
    /// `high`, `medium` or `low`.
    pub severity: String,
    /// What to do about it.
    pub action: String,
    /// Until when that is possible.
    pub deadline: Option<Date>,
    /// When it was first found.
    pub first_seen_at: Timestamp,
    /// When it was last found.
    pub last_seen_at: Timestamp,
    /// When anything of it last changed.
    pub changed_at: Timestamp,
}

/// Which findings are listed: those that agree with every field that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Include resolved findings; else only open, reopened and muted ones.
    pub resolved: bool,
    /// Only those of this state.
    pub state: Option<String>,
    /// Only those of this condition.
    pub condition: Option<String>,
    /// Only those of this severity.
    pub severity: Option<String>,
    /// Only customers whose name or PSA id contains this, in any case.
    pub customer: Option<String>,
    /// Only those that concern this distributor.
    pub vendor: Option<String>,
    /// Only products whose key or name contains this, in any case.
    pub product: Option<String>,
}

/// A line of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// What the value is.
    pub label: String,
    /// The value with its unit, or the sum that leads to it; none is unknown.
    pub value: Option<String>,
}

/// A row that a finding is based on, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The table.
    pub table: String,
    /// The connection or PSA instance, and the id within it.
    pub key: String,
    /// Columns and values, without those that are null; empty where the row is gone.
    pub values: Vec<(String, String)>,
}

/// Something that happened to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingEvent {
    /// When.
    pub happened_at: Timestamp,
    /// `opened`, `amount_changed`, `muted`, `unmuted`, `resolved`, `reopened`, `stale` or `fresh`.
    pub event: String,
    /// The state afterwards.
    pub state: String,
    /// The amount per month afterwards.
    pub amount: Option<String>,
    /// ISO 4217 code of the amount.
    pub currency: Option<String>,
    /// `analysis`, or the name of the person.
    pub by_whom: String,
    /// Why.
    pub note: Option<String>,
}

/// A finding with everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingDetail {
    /// The finding.
    pub finding: Finding,
    /// How its amount comes about.
    pub steps: Vec<Step>,
    /// The rows that it is based on.
    pub rows: Vec<SourceRow>,
    /// Why rows were refused that may belong to it, so that it is in doubt.
    pub doubts: Vec<String>,
    /// What happened to it, the earliest first.
    pub events: Vec<FindingEvent>,
    /// The sync runs that brought the rows; see `sync_runs`.
    pub run_ids: Vec<String>,
    /// The imports that brought the rows; see `psa_imports`.
    pub import_ids: Vec<String>,
}
