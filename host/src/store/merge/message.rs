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
    let (incomplete, failed): (Vec<_>, Vec<_>) =
        report.stale.iter().partition(|stale| stale.merged);
    if !failed.is_empty() {
        parts.push(stale(report, &failed));
    }
    if !incomplete.is_empty() {
        parts.push(format!(
            "{}: the list was incomplete, so missing rows do not count as gone: {}",
            report.dataset,
            examples(&incomplete)
        ));
    }
    if report.rejected > 0 {
        let rows = match report.rejected {
            1 => "1 row was".to_owned(),
            rows => format!("{rows} rows were"),
        };
        parts.push(format!(
            "{}: {rows} rejected, see rejected_rows",
            report.dataset
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

fn stale(report: &DatasetReport, failed: &[&StalePartition]) -> String {
    let [only] = failed else {
        return format!(
            "{}: {} of {} reads failed: {}",
            report.dataset,
            failed.len(),
            failed.len() as u64 + report.partitions,
            examples(failed)
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

fn examples(stale: &[&StalePartition]) -> String {
    let examples: Vec<String> = stale
        .iter()
        .take(EXAMPLES)
        .map(|stale| example(stale))
        .collect();
    let more = stale.len().saturating_sub(EXAMPLES);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", examples.join(", "))
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
