//! `seatwise findings`: what was found, why, and what becomes of it.

mod json;
mod text;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::about::AboutArguments;
use super::cautions;
use super::exit::{CommandError, CommandResult, Exit};
use super::links::person;
use super::output::Output;
use crate::analysis::{self, Decision, FindingError, FindingFilter, Wanted, classes};
use crate::config::Config;
use crate::pipeline;
use json::{detail_json, finding_json};
use text::detail_text;
pub(super) use text::{leaking_sentence, list_text};

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
    /// Show a finding: its amount as arithmetic, and the rows behind it
    Show {
        /// The finding's id, or its first letters
        id: String,
    },
    /// Leave a finding alone until a day
    Mute(MuteArguments),
    /// Open a muted finding again
    Unmute(DecisionArguments),
    /// Mark a finding as settled; it opens again if it was gone and occurs again
    Resolve(DecisionArguments),
}

/// Arguments of `findings list`.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArguments {
    /// Only findings in this state; by default, all that are not resolved
    #[arg(long, value_name = "STATE")]
    pub state: Option<StateName>,
    /// Only findings of this condition, such as under_billed
    #[arg(long, value_name = "CONDITION", value_parser = clap::builder::PossibleValuesParser::new(classes::words()))]
    pub condition: Option<String>,
    /// Only findings of this severity: high, medium, low
    #[arg(long, value_name = "SEVERITY", value_parser = ["high", "medium", "low"])]
    pub severity: Option<String>,
    /// Whom and what it is about.
    #[command(flatten)]
    pub about: AboutArguments,
    /// Include resolved findings
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
    /// Was settled, and has occurred again
    Reopened,
}

impl StateName {
    const fn as_str(self) -> &'static str {
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
    /// Who decides; by default, the name of the user
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `findings unmute` and `findings resolve`.
#[derive(Debug, Clone, Args)]
pub struct DecisionArguments {
    /// The finding's id, or its first letters
    pub id: String,
    /// A note that is kept in the history of the finding
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who decides; by default, the name of the user
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Runs `findings`.
///
/// # Errors
///
/// When the database cannot be opened, or there is no such finding.
pub fn run(arguments: &FindingsArguments, config: &Config, output: &Output) -> CommandResult {
    match &arguments.action {
        None => list(&ListArguments::default(), config, output),
        Some(FindingsAction::List(arguments)) => list(arguments, config, output),
        Some(FindingsAction::Show { id }) => {
            let store = pipeline::open_read_only(config)?;
            let detail = analysis::show(&store, id).map_err(refused)?;
            // The list shows cautions about other rows. That the finding is older than the data matters here too.
            let mut cautions = cautions::cautions(&store, true)?;
            cautions.retain(|caution| caution.blocks);
            cautions::warn(&cautions, output);
            if output.json {
                output.print_json(&detail_json(&detail))?;
            } else {
                output.print(&detail_text(&detail))?;
            }
            Ok(cautions::exit_of(&cautions))
        }
        Some(FindingsAction::Mute(arguments)) => {
            let decision = (arguments.by.as_deref(), Some(arguments.reason.as_str()));
            decide(config, output, "muted", decision, |store, decision| {
                analysis::mute(store, &arguments.id, arguments.until, decision)
            })
        }
        Some(FindingsAction::Unmute(arguments)) => {
            let decision = (arguments.by.as_deref(), arguments.note.as_deref());
            decide(config, output, "open again", decision, |store, decision| {
                analysis::unmute(store, &arguments.id, decision)
            })
        }
        Some(FindingsAction::Resolve(arguments)) => {
            let decision = (arguments.by.as_deref(), arguments.note.as_deref());
            decide(config, output, "resolved", decision, |store, decision| {
                analysis::resolve(store, &arguments.id, decision)
            })
        }
    }
}

fn decide(
    config: &Config,
    output: &Output,
    becomes: &str,
    (by, note): (Option<&str>, Option<&str>),
    act: impl FnOnce(&mut crate::store::Store, Decision<'_>) -> Result<String, FindingError>,
) -> CommandResult {
    let mut store = pipeline::open(config)?;
    let who = person(by);
    let decision = Decision {
        who: &who,
        note,
        now: Timestamp::now(),
    };
    let id = act(&mut store, decision).map_err(refused)?;
    pipeline::publish(&store, config)?;
    output.note(&format!("{id} is {becomes}"));
    Ok(Exit::Ok)
}

fn refused(error: FindingError) -> CommandError {
    match error {
        FindingError::Database(_) | FindingError::Damaged { .. } => CommandError::failed(error),
        other => CommandError::usage(other),
    }
}

fn list(arguments: &ListArguments, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open_read_only(config)?;
    let filter = FindingFilter {
        resolved: arguments.resolved,
        state: arguments.state.map(|state| state.as_str().to_owned()),
        condition: arguments.condition.clone(),
        severity: arguments.severity.clone(),
        customer: arguments.about.customer.clone(),
        vendor: arguments.about.vendor.clone(),
        product: arguments.about.sku.clone(),
    };
    let wanted = Wanted {
        customer: filter.customer.as_deref(),
        vendor: filter.vendor.as_deref(),
        product: filter.product.as_deref(),
    };
    cautions::refuse_misfit(&store, &wanted)?;
    let cautions = cautions::cautions(&store, true)?;
    let findings = analysis::list(&store, &filter).map_err(refused)?;
    if output.json {
        cautions::warn(&cautions, output);
        let values: Vec<Value> = findings.iter().map(finding_json).collect();
        output.print_json(&values)?;
        return Ok(cautions::exit_of(&cautions));
    }
    let money = analysis::open_money(&store).map_err(refused)?;
    output.print(&list_text(&findings, &money, &cautions, output.look()))?;
    Ok(cautions::exit_of(&cautions))
}
