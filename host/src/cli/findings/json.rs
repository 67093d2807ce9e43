//! Findings for a program.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::analysis::{Finding, FindingDetail};

pub(super) fn finding_json(finding: &Finding) -> Value {
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

pub(super) fn detail_json(detail: &FindingDetail) -> Value {
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
        "doubts": detail.doubts,
        "events": events,
        "runs": detail.run_ids,
        "imports": detail.import_ids,
    })
}
