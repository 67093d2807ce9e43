//! Findings for a person.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::analysis::classes::is_leakage;
use crate::analysis::{Caution, Finding, FindingDetail, FindingEvent, OpenMoney, Step};
use crate::cli::cautions;
use crate::render::{Column, Grid, Look, count, sanitize, table};

/// Lists findings, and what the open ones are worth, after what must be known before they are believed.
pub(in crate::cli) fn list_text(
    findings: &[Finding],
    money: &[OpenMoney],
    cautions: &[Caution],
    look: Look,
) -> String {
    let first = cautions::text(cautions);
    if findings.is_empty() {
        return match cautions {
            [] => "No findings.\n".to_owned(),
            _ => format!("{first}\nNo findings are known; see above.\n"),
        };
    }
    let first = if first.is_empty() {
        first
    } else {
        format!("{first}\n")
    };
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
    format!(
        "{first}{}\n{}\n{}",
        table(&grid, look),
        money_text(money, look),
        leaking(money, cautions)
    )
}

/// One of the sums of a line.
type Amount = fn(&OpenMoney) -> &str;

/// The kinds of money, which are never added to each other.
const KINDS: [(&str, Amount); 3] = [
    ("certain", |line| &line.certain),
    ("inferred", |line| &line.inferred),
    ("estimated", |line| &line.estimated),
];

/// What is bought and not billed.
fn leaks(money: &[OpenMoney]) -> Vec<&OpenMoney> {
    money
        .iter()
        .filter(|line| is_leakage(&line.condition))
        .collect()
}

/// Adds up a kind of money, by currency.
fn sums(leaks: &[&OpenMoney], amount: Amount) -> Vec<String> {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for line in leaks {
        let amount = amount(line).parse::<Decimal>().unwrap_or_default();
        if let Some(currency) = line.currency.as_deref().filter(|_| !amount.is_zero()) {
            *sums.entry(currency).or_default() += amount;
        }
    }
    sums.iter()
        .map(|(currency, sum)| format!("{sum} {currency}"))
        .collect()
}

/// Adds up what is bought and not billed: kinds of money and currencies apart.
fn leaking(money: &[OpenMoney], cautions: &[Caution]) -> String {
    let leaks = leaks(money);
    if leaks.is_empty() {
        // What was not compared, or is in doubt, is not nothing.
        return if cautions.is_empty() {
            "Nothing is bought and not billed.\n".to_owned()
        } else {
            "Nothing is known to be bought and not billed; see above.\n".to_owned()
        };
    }
    let mut text = "Bought and not billed, a month:\n".to_owned();
    for (kind, amount) in KINDS {
        let sums = sums(&leaks, amount);
        if !sums.is_empty() {
            text.push_str(&format!("  {kind:<9}  {}\n", sums.join(", ")));
        }
    }
    let unknown: u64 = leaks.iter().map(|line| line.unknown).sum();
    if unknown > 0 {
        text.push_str(&format!("  unknown    findings: {}\n", count(unknown)));
    }
    text
}

/// The same in one sentence; none where no amount is known.
pub(in crate::cli) fn leaking_sentence(money: &[OpenMoney]) -> Option<String> {
    let leaks = leaks(money);
    let parts: Vec<String> = KINDS
        .iter()
        .filter_map(|(kind, amount)| {
            let sums = sums(&leaks, *amount);
            (!sums.is_empty()).then(|| format!("{} ({kind})", sums.join(" and ")))
        })
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Every month this MSP pays for licences that it bills to nobody: {}.",
            parts.join(", ")
        )
    })
}

/// What the open findings are worth a month: certain, inferred and estimated money apart.
fn money_text(money: &[OpenMoney], look: Look) -> String {
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

pub(super) fn detail_text(detail: &FindingDetail) -> String {
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
    for doubt in &detail.doubts {
        text.push_str(&format!(
            "In doubt, because a row was rejected: {}\n",
            sanitize(doubt)
        ));
    }
    text.push_str("\nHow the amount is calculated:\n");
    text.push_str(&steps(&detail.steps));
    text.push_str("\nThe rows it is based on:\n");
    for row in &detail.rows {
        text.push_str(&format!("  {} {}\n", row.table, sanitize(&row.key)));
        for (name, value) in &row.values {
            text.push_str(&format!("    {name} = {}\n", sanitize(value)));
        }
    }
    text.push_str(&format!(
        "\nSync runs: {}\nImports: {}\n\nHistory:\n",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn money(
        condition: &str,
        currency: &str,
        certain: &str,
        inferred: &str,
        unknown: u64,
    ) -> OpenMoney {
        OpenMoney {
            condition: condition.to_owned(),
            currency: Some(currency.to_owned()),
            findings: 2,
            certain: certain.to_owned(),
            inferred: inferred.to_owned(),
            estimated: "0.00".to_owned(),
            unknown,
        }
    }

    #[test]
    fn what_leaks_is_added_up_by_kind_and_currency() {
        let text = leaking(
            &[
                money("unbilled", "USD", "62.50", "0.00", 1),
                money("under_billed", "USD", "30.00", "12.05", 0),
                money("under_billed", "EUR", "7.00", "0.00", 0),
                money("over_billed", "USD", "1000.00", "0.00", 5),
            ],
            &[],
        );
        assert_eq!(
            text,
            "Bought and not billed, a month:\n  certain    7.00 EUR, 92.50 USD\n  inferred   12.05 USD\n  unknown    findings: 1\n"
        );
    }

    #[test]
    fn the_leak_is_one_sentence_with_kinds_and_currencies_apart() {
        let sentence = leaking_sentence(&[
            money("unbilled", "USD", "0.00", "1062.50", 0),
            money("under_billed", "USD", "0.00", "12.05", 0),
            money("under_billed", "CAD", "7.00", "30.00", 0),
            money("over_billed", "USD", "1000.00", "0.00", 5),
        ]);
        assert_eq!(
            sentence.as_deref(),
            Some(
                "Every month this MSP pays for licences that it bills to nobody: 7.00 CAD (certain), 30.00 CAD and 1074.55 USD (inferred)."
            )
        );
        assert_eq!(leaking_sentence(&[]), None);
    }

    #[test]
    fn without_a_leak_nothing_is_added_up() {
        let money = [money("over_billed", "USD", "1000.00", "0.00", 5)];
        assert_eq!(leaking(&money, &[]), "Nothing is bought and not billed.\n");
    }

    #[test]
    fn nothing_compared_is_never_nothing_found() {
        let caution = Caution {
            kind: "no_psa".to_owned(),
            about_billing: true,
            blocks: true,
            text: "Nothing has been imported from a PSA.".to_owned(),
        };
        let cautions = [caution];
        let empty = list_text(&[], &[], &cautions, Look::default());
        assert_eq!(
            empty,
            "! Nothing has been imported from a PSA.\n\nNo findings are known; see above.\n"
        );
        let leaks = leaking(&[], &cautions);
        assert!(!leaks.contains("Nothing is bought"), "{leaks}");
        assert_eq!(list_text(&[], &[], &[], Look::default()), "No findings.\n");
    }
}
