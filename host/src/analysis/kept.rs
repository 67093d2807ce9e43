//! What several questions of one session are built on, computed once.

/// A table macro of the analysis that others call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// What each subscription costs.
    SubscriptionMoney,
    /// What is bought beside what is billed.
    Reconciliation,
    /// Seats that were added and removed.
    SeatDrift,
}

impl Kept {
    fn macro_name(self) -> &'static str {
        match self {
            Self::SubscriptionMoney => "subscription_money_as_of",
            Self::Reconciliation => "reconciliation_as_of",
            Self::SeatDrift => "seat_drift_as_of",
        }
    }
}

/// Returns statements that compute these macros for a day (an SQL expression), in this order, and put a temporary
/// macro of the same name in front of each: whatever calls it in this session reads the rows that are there, so the
/// views stay the only place where a figure is defined. Until [`release`] the session can be asked about that day alone.
pub(crate) fn keep(kept: &[Kept], day: &str) -> String {
    kept.iter()
        .map(|kept| {
            let name = kept.macro_name();
            format!(
                "CREATE TEMP TABLE kept_{name} AS FROM {name}({day});
                 CREATE TEMP MACRO {name}(on_day) AS TABLE FROM kept_{name};\n"
            )
        })
        .collect()
}

/// Returns statements that take away what [`keep`] made.
pub(crate) fn release(kept: &[Kept]) -> String {
    kept.iter()
        .map(|kept| {
            let name = kept.macro_name();
            format!("DROP MACRO TABLE temp.main.{name}; DROP TABLE temp.main.kept_{name};\n")
        })
        .collect()
}
