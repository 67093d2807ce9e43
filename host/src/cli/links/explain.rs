//! `seatwise match explain`.

use serde_json::Value;

use super::CustomerArguments;
use super::lists::percent;
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::Output;
use crate::config::Config;
use crate::linking::{CustomerLink, LinkFilter, Links};
use crate::pipeline;
use crate::render::sanitize;

/// Shows what speaks for and against each counterpart of a customer.
pub(super) fn run(
    arguments: &CustomerArguments,
    config: &Config,
    output: &Output,
) -> CommandResult {
    let store = pipeline::open_read_only(config)?;
    let links = Links::of(&store);
    let customer = links
        .customer(&arguments.customer, arguments.within.connection.as_deref())
        .map_err(CommandError::usage)?;
    let filter = LinkFilter {
        customer: Some(customer.id.clone()),
        connection: Some(customer.connection.clone()),
        ..LinkFilter::default()
    };
    let mut found = links
        .customer_links(&filter)
        .map_err(CommandError::failed)?;
    found.retain(|link| link.customer_id == customer.id);
    if output.json {
        output.print_json(&found)?;
        return Ok(Exit::Ok);
    }
    let mut text = format!(
        "{} ({} of {})\n",
        sanitize(&customer.name),
        customer.id,
        customer.connection
    );
    if found.is_empty() {
        text.push_str("  no customer of the PSA is similar to it\n");
    }
    for link in &found {
        text.push_str(&describe(link));
    }
    output.print(&text)?;
    Ok(Exit::Ok)
}

/// Describes a link in a few lines.
pub(super) fn describe(link: &CustomerLink) -> String {
    let mut text = if link.psa_customer_id.is_empty() {
        format!("  {}", link.state)
    } else {
        format!(
            "  {}: {} ({} of {})",
            link.state,
            sanitize(&link.psa_customer_name),
            link.psa_customer_id,
            link.psa
        )
    };
    if let Some(score) = link.score {
        text.push_str(&format!(
            ", score {score:.2} = {}",
            percent(link.confidence)
        ));
    }
    text.push('\n');
    if let Some(explanation) = &link.explanation {
        text.push_str(&format!("    {}\n", sanitize(explanation)));
    }
    let evidence: Value = link
        .evidence
        .as_deref()
        .and_then(|evidence| serde_json::from_str(evidence).ok())
        .unwrap_or_default();
    for (name, points) in evidence["points"].as_object().into_iter().flatten() {
        let points = points.as_f64().unwrap_or_default();
        text.push_str(&format!("    {points:+6.2}  {}\n", sanitize(name)));
    }
    for guard in evidence["guards"].as_array().into_iter().flatten() {
        let guard = guard.as_str().unwrap_or_default().replace('_', " ");
        text.push_str(&format!("    held back: {}\n", sanitize(&guard)));
    }
    text
}
