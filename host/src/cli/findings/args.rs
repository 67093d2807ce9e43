//! The arguments of `findings`.

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::cli::about::AboutArguments;

/// The conditions that a finding can be about; see the column `findings.condition`.
const CONDITIONS: [&str; 14] = [
    "unbilled",
    "under_billed",
    "over_billed",
    "cancelled_but_billed",
    "suspended_but_charged",
    "below_margin",
    "negative_margin",
    "unknown_margin",
    "unmatched_customer",
    "unmatched_product",
    "renewal",
    "trial_ending",
    "duplicate_subscription",
    "price_rise",
];

/// Arguments of `findings`.
#[derive(Debug, Clone, Default, Args)]
pub struct FindingsArguments {
    /// What to do; without it, open findings are listed
    #[command(subcommand)]
    pub action: Option<FindingsAction>,
}

/// What to do with findings.
#[derive(Debug, Clone, Subcommand)]
pub enum FindingsAction {
    /// List findings, the most severe first
    List(ListArguments),
    /// Show a finding: its amount as arithmetic, and the rows that it rests on
    Show {
        /// The finding's id, or its first letters
        id: String,
    },
    /// Leave a finding alone until a day
    Mute(MuteArguments),
    /// Open a muted finding again
    Unmute(DecisionArguments),
    /// Say that a finding is settled; it opens again when it is seen again after it was gone
    Resolve(DecisionArguments),
}

/// Arguments of `findings list`.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArguments {
    /// Only findings in this state; all that are not resolved otherwise
    #[arg(long, value_name = "STATE")]
    pub state: Option<StateName>,
    /// Only findings of this condition, such as under_billed
    #[arg(long, value_name = "CONDITION", value_parser = clap::builder::PossibleValuesParser::new(CONDITIONS))]
    pub condition: Option<String>,
    /// Only findings of this severity: high, medium, low
    #[arg(long, value_name = "SEVERITY", value_parser = ["high", "medium", "low"])]
    pub severity: Option<String>,
    /// Whom and what it is about.
    #[command(flatten)]
    pub about: AboutArguments,
    /// Resolved ones too
    #[arg(long)]
    pub resolved: bool,
}

/// The state of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateName {
    /// Open
    Open,
    /// Left alone until a day
    Muted,
    /// Settled, or gone
    Resolved,
    /// Was settled, and is there again
    Reopened,
}

impl StateName {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Muted => "muted",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
        }
    }
}

/// Arguments of `findings mute`.
#[derive(Debug, Clone, Args)]
pub struct MuteArguments {
    /// The finding's id, or its first letters
    pub id: String,
    /// The day on which it opens again
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Date,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who decides; the name of the user otherwise
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `findings unmute` and `findings resolve`.
#[derive(Debug, Clone, Args)]
pub struct DecisionArguments {
    /// The finding's id, or its first letters
    pub id: String,
    /// A note for whoever reads the events
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who decides; the name of the user otherwise
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}
