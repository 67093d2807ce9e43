//! The table `analysis`: thresholds.

use super::tree::{Node, Problems};
use crate::analysis::Settings;

const KEYS: [&str; 13] = [
    "grace_days",
    "minimum_margin",
    "renewal_days",
    "price_change_days",
    "trial_days",
    "bill_days",
    "free_pool_seats",
    "high_amount",
    "high_share",
    "high_days",
    "medium_amount",
    "medium_days",
    "least_amount",
];

/// The most days that a setting takes: ten years.
const DAYS: u32 = 3_650;
/// The most seats that a setting takes.
const SEATS: u32 = 1_000_000_000;

/// Resolves the thresholds; what the file does not name keeps its default.
pub(super) fn resolve_analysis(node: Option<&Node<'_>>, problems: &mut Problems<'_>) -> Settings {
    let mut settings = Settings::default();
    let Some(fields) = node.and_then(|node| node.fields(problems, &KEYS)) else {
        return settings;
    };
    for (name, days) in [
        ("grace_days", &mut settings.grace_days),
        ("renewal_days", &mut settings.renewal_days),
        ("price_change_days", &mut settings.price_change_days),
        ("trial_days", &mut settings.trial_days),
        ("bill_days", &mut settings.bill_days),
        ("high_days", &mut settings.high_days),
        ("medium_days", &mut settings.medium_days),
    ] {
        let value = fields
            .get(name)
            .and_then(|node| node.integer(problems, 0..=DAYS))
            .and_then(|value| u16::try_from(value).ok());
        *days = value.unwrap_or(*days);
    }
    if let Some(seats) = fields
        .get("free_pool_seats")
        .and_then(|node| node.integer(problems, 1..=SEATS))
    {
        settings.free_pool_seats = seats;
    }
    for (name, amount) in [
        ("high_amount", &mut settings.high_amount),
        ("medium_amount", &mut settings.medium_amount),
        ("least_amount", &mut settings.least_amount),
    ] {
        if let Some(value) = fields
            .get(name)
            .and_then(|node| node.decimal(problems, 12, 2))
        {
            *amount = value;
        }
    }
    for (name, share) in [
        ("minimum_margin", &mut settings.minimum_margin),
        ("high_share", &mut settings.high_share),
    ] {
        let Some(node) = fields.get(name) else {
            continue;
        };
        match node.decimal(problems, 12, 6) {
            Some(value) if is_share(&value) => *share = value,
            Some(_) => node.fault(
                problems,
                "expected a share of at least 0 and under 1: 15 % is 0.15",
            ),
            None => {}
        }
    }
    settings
}

/// Whether a decimal is under 1.
fn is_share(decimal: &str) -> bool {
    let whole = decimal.split('.').next().unwrap_or_default();
    whole.bytes().all(|digit| digit == b'0')
}
