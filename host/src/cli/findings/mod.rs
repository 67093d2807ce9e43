//! `seatwise findings`: what was found, why, and what becomes of it.

pub mod args;
mod json;
mod text;

use jiff::Timestamp;
use serde_json::Value;

use super::analyse;
use super::exit::{CommandError, CommandResult, Exit};
use super::links::person;
use super::output::Output;
use crate::analysis::{self, Decision, FindingError, FindingFilter, Wanted};
use crate::config::Config;
use args::{FindingsAction, FindingsArguments, ListArguments};
use json::{detail_json, finding_json};
use text::detail_text;
pub(super) use text::{leaking_sentence, list_text};

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
            let store = analyse::open_read_only(config)?;
            let detail = analysis::show(&store, id).map_err(refused)?;
            // The list shows cautions about other rows. That the finding is older than the data matters here too.
            let mut cautions = analyse::cautions(&store, true)?;
            cautions.retain(|caution| caution.blocks);
            analyse::warn(&cautions, output);
            if output.json {
                output.print_json(&detail_json(&detail))?;
            } else {
                output.print(&detail_text(&detail))?;
            }
            Ok(analyse::exit_of(&cautions))
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
    let mut store = analyse::open(config)?;
    let who = person(by);
    let decision = Decision {
        who: &who,
        note,
        now: Timestamp::now(),
    };
    let id = act(&mut store, decision).map_err(refused)?;
    analyse::publish(&store, config)?;
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
    let store = analyse::open_read_only(config)?;
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
    analyse::refuse_misfit(&store, &wanted)?;
    let cautions = analyse::cautions(&store, true)?;
    let findings = analysis::list(&store, &filter).map_err(refused)?;
    if output.json {
        analyse::warn(&cautions, output);
        let values: Vec<Value> = findings.iter().map(finding_json).collect();
        output.print_json(&values)?;
        return Ok(analyse::exit_of(&cautions));
    }
    let money = analysis::open_money(&store).map_err(refused)?;
    output.print(&list_text(&findings, &money, &cautions, output.look()))?;
    Ok(analyse::exit_of(&cautions))
}
