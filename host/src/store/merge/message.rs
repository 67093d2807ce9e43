//! Says in a sentence what a person should know about a run.

use super::report::{DatasetReport, RunStatus, StalePartition};

/// So many examples are named; the rest is counted.
const EXAMPLES: usize = 3;

/// Returns what a person should know about the datasets of a run; none when all went well.
pub(super) fn message(datasets: &[DatasetReport]) -> Option<String> {
    let parts: Vec<String> = datasets.iter().flat_map(about).collect();
    if datasets.is_empty() {
        Some("nothing was read".to_owned())
    } else {
        Some(parts.join("; ")).filter(|text| !text.is_empty())
    }
}

fn about(report: &DatasetReport) -> Vec<String> {
    let mut parts: Vec<String> = report.held_back.iter().cloned().collect();
    if !report.stale.is_empty() {
        parts.push(stale(report));
    }
    if report.rejected > 0 {
        parts.push(format!(
            "{}: {} rows were rejected, see rejected_rows",
            report.dataset, report.rejected
        ));
    }
    for unavailable in &report.unavailable {
        let what = unavailable
            .feature
            .as_deref()
            .map_or(String::new(), |feature| format!(" {feature}"));
        parts.push(format!(
            "{}{what} is unavailable: {}",
            report.dataset, unavailable.reason
        ));
    }
    parts
}

fn stale(report: &DatasetReport) -> String {
    let [only] = report.stale.as_slice() else {
        let examples: Vec<String> = report.stale.iter().take(EXAMPLES).map(example).collect();
        let more = report.stale.len().saturating_sub(EXAMPLES);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        return format!(
            "{}: {} of {} reads failed: {}{more}",
            report.dataset,
            report.stale.len(),
            report.stale.len() as u64 + report.partitions,
            examples.join(", ")
        );
    };
    match (&only.partition.customer, report.status) {
        (None, RunStatus::Failed) => {
            format!("{} could not be read: {}", report.dataset, only.reason)
        }
        _ => format!(
            "{}: 1 of {} reads failed: {}",
            report.dataset,
            1 + report.partitions,
            example(only)
        ),
    }
}

fn example(stale: &StalePartition) -> String {
    let customer = stale
        .customer_name
        .as_ref()
        .or(stale.partition.customer.as_ref());
    match customer {
        Some(customer) => format!("{customer} ({})", stale.reason),
        None => stale.reason.clone(),
    }
}
