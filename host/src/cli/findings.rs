//! `seatwise findings`: what was found, why, and what becomes of it.

use clap::{Args, Subcommand, ValueEnum};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::analyse;
use super::exit::{CommandError, CommandResult, Exit};
use super::links::person;
use super::output::Output;
use super::render::{Column, Grid, Look, count, sanitize, table};
use crate::analysis::{
    self, Decision, Finding, FindingDetail, FindingError, FindingEvent, FindingFilter, Step,
};
use crate::config::Config;

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
    #[arg(long, value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Only findings of this severity: high, medium, low
    #[arg(long, value_name = "SEVERITY")]
    pub severity: Option<String>,
    /// Only this customer, by id or a part of the name
    #[arg(long, value_name = "ID|NAME")]
    pub customer: Option<String>,
    /// Only this distributor, by its vendor id
    #[arg(long, value_name = "VENDOR")]
    pub vendor: Option<String>,
    /// Only this product, by its key or a part of the name
    #[arg(long, value_name = "KEY|NAME")]
    pub sku: Option<String>,
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
            if output.json {
                output.print_json(&detail_json(&detail))?;
            } else {
                output.print(&detail_text(&detail))?;
            }
            Ok(Exit::Ok)
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
        customer: arguments.customer.clone(),
        vendor: arguments.vendor.clone(),
        product: arguments.sku.clone(),
    };
    let findings = analysis::list(&store, &filter).map_err(refused)?;
    if output.json {
        let values: Vec<Value> = findings.iter().map(finding_json).collect();
        output.print_json(&values)?;
        return Ok(Exit::Ok);
    }
    let money = analysis::open_money(&store).map_err(refused)?;
    output.print(&list_text(&findings, &money, output.look()))?;
    Ok(Exit::Ok)
}

/// Lists findings, and what the open ones are worth.
pub(super) fn list_text(findings: &[Finding], money: &[analysis::OpenMoney], look: Look) -> String {
    if findings.is_empty() {
        return "No findings.\n".to_owned();
    }
    let mut grid = Grid::new(vec![
        Column::text("id"),
        Column::text("severity"),
        Column::text("condition"),
        Column::text("customer"),
        Column::text("product"),
        Column::number("seats"),
        Column::number("a month"),
        Column::text(""),
        Column::text("confidence"),
        Column::text("state"),
        Column::text("until"),
    ]);
    for finding in findings {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let stale = if finding.stale { ", stale" } else { "" };
        let estimated = if finding.estimated { ", estimated" } else { "" };
        grid.push([
            finding.id.chars().take(8).collect(),
            finding.severity.clone(),
            finding.condition.clone(),
            sanitize(&finding.customer_name).into_owned(),
            sanitize(&optional(&finding.product_name)).into_owned(),
            optional(&finding.seats)
                .trim_end_matches(".000000")
                .to_owned(),
            optional(&finding.amount),
            optional(&finding.currency),
            format!("{}{estimated}", finding.confidence),
            format!("{}{stale}", finding.state),
            finding
                .deadline
                .map(|day| day.to_string())
                .unwrap_or_default(),
        ]);
    }
    format!("{}\n{}", table(&grid, look), money_text(money, look))
}

/// What the open findings are worth a month: certain, inferred and estimated money apart.
pub(super) fn money_text(money: &[analysis::OpenMoney], look: Look) -> String {
    let mut grid = Grid::new(vec![
        Column::text("open findings"),
        Column::number("number"),
        Column::number("certain a month"),
        Column::number("inferred"),
        Column::number("estimated"),
        Column::text("currency"),
        Column::number("amount unknown"),
    ]);
    for line in money {
        grid.push([
            line.condition.clone(),
            count(line.findings),
            line.certain.clone(),
            line.inferred.clone(),
            line.estimated.clone(),
            line.currency.clone().unwrap_or_default(),
            count(line.unknown),
        ]);
    }
    table(&grid, look)
}

fn detail_text(detail: &FindingDetail) -> String {
    let finding = &detail.finding;
    let product = finding.product_name.as_deref().unwrap_or("all products");
    let mut text = format!(
        "{}  {} ({}, {}{})\n{}: {}\n",
        finding.id,
        finding.condition,
        finding.severity,
        finding.state,
        if finding.stale { ", stale" } else { "" },
        sanitize(&finding.customer_name).into_owned(),
        sanitize(product)
    );
    let amount = finding.amount.as_deref().unwrap_or("unknown");
    let currency = finding.currency.as_deref().unwrap_or_default();
    text.push_str(&format!(
        "{amount} {currency} a month, {}{}\n",
        finding.confidence,
        if finding.estimated { ", estimated" } else { "" }
    ));
    if let Some(gap) = &finding.revenue_gap {
        text.push_str(&format!("{gap} {currency} a month could be billed\n"));
    }
    text.push_str(&format!("What to do: {}\n", sanitize(&finding.action)));
    if let Some(deadline) = finding.deadline {
        text.push_str(&format!("Until: {deadline}\n"));
    }
    text.push_str("\nHow the amount comes about:\n");
    text.push_str(&steps(&detail.steps));
    text.push_str("\nThe rows that it rests on:\n");
    for row in &detail.rows {
        text.push_str(&format!("  {} {}\n", row.table, sanitize(&row.key)));
        for (name, value) in &row.values {
            text.push_str(&format!("    {name} = {}\n", sanitize(value)));
        }
    }
    text.push_str(&format!(
        "\nSync runs: {}\nImports: {}\n\nWhat became of it:\n",
        detail.run_ids.join(", "),
        detail.import_ids.join(", ")
    ));
    for event in &detail.events {
        text.push_str(&event_text(event));
    }
    text
}

fn steps(steps: &[Step]) -> String {
    let width = steps
        .iter()
        .map(|step| step.label.chars().count())
        .max()
        .unwrap_or_default();
    steps
        .iter()
        .map(|step| {
            let value = step.value.as_deref().unwrap_or("unknown");
            format!("  {:<width$}  {}\n", sanitize(&step.label), sanitize(value))
        })
        .collect()
}

fn event_text(event: &FindingEvent) -> String {
    let amount = match (&event.amount, &event.currency) {
        (Some(amount), Some(currency)) => format!(", {amount} {currency} a month"),
        _ => String::new(),
    };
    let note = event
        .note
        .as_deref()
        .map(|note| format!(": {}", sanitize(note)))
        .unwrap_or_default();
    format!(
        "  {:.0}  {} by {}{amount}{note}\n",
        event.happened_at,
        event.event,
        sanitize(&event.by_whom)
    )
}

fn finding_json(finding: &Finding) -> Value {
    let day = |day: &Option<Date>| day.map(|day| day.to_string());
    json!({
        "id": finding.id,
        "condition": finding.condition,
        "psa": finding.psa,
        "psa_customer_id": finding.psa_customer_id,
        "customer": finding.customer_name,
        "product_key": finding.product_key,
        "product": finding.product_name,
        "vendors": finding.vendors,
        "state": finding.state,
        "stale": finding.stale,
        "muted_until": day(&finding.muted_until),
        "muted_reason": finding.muted_reason,
        "seats": finding.seats,
        "amount": finding.amount,
        "revenue_gap": finding.revenue_gap,
        "currency": finding.currency,
        "estimated": finding.estimated,
        "confidence": finding.confidence,
        "severity": finding.severity,
        "action": finding.action,
        "deadline": day(&finding.deadline),
        "first_seen_at": finding.first_seen_at.to_string(),
        "last_seen_at": finding.last_seen_at.to_string(),
        "changed_at": finding.changed_at.to_string(),
    })
}

fn detail_json(detail: &FindingDetail) -> Value {
    let steps: Vec<Value> = detail
        .steps
        .iter()
        .map(|step| json!({"label": step.label, "value": step.value}))
        .collect();
    let rows: Vec<Value> = detail
        .rows
        .iter()
        .map(|row| {
            let values: serde_json::Map<String, Value> = row
                .values
                .iter()
                .map(|(name, value)| (name.clone(), json!(value)))
                .collect();
            json!({"table": row.table, "key": row.key, "values": values})
        })
        .collect();
    let events: Vec<Value> = detail
        .events
        .iter()
        .map(|event| {
            json!({
                "happened_at": event.happened_at.to_string(), "event": event.event, "state": event.state,
                "amount": event.amount, "currency": event.currency, "by": event.by_whom, "note": event.note,
            })
        })
        .collect();
    json!({
        "finding": finding_json(&detail.finding),
        "arithmetic": steps,
        "rows": rows,
        "events": events,
        "runs": detail.run_ids,
        "imports": detail.import_ids,
    })
}
