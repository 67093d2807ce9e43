//! Reports: the list, a definition, and the data as CSV text inside JSON.

use bytes::Bytes;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Report;
use super::columns::{COLUMNS, Column, Kind, SELECTED, column};
use super::csv::{day, relative, text};
use super::errors::invalid;
use crate::server::{Answer, Call, Refusal};
use crate::world::rate;
use crate::{Endpoint, World};

const MODULE: &str = "REPORTS_REPORTS_MODULE";
const CATEGORY: &str = "BILLING_REPORTS";
const MODULES: &[&str] = &[
    "REPORTS_MODULE_UNSPECIFIED",
    MODULE,
    "DASHBOARDS_REPORTS_MODULE",
    "BUDGET_MANAGEMENT_REPORTS_MODULE",
    "INVOICE_REPORTS_MODULE",
    "V1_BILLING_REPORTS_MODULE",
    "CACHING_REPORTS_MODULE",
];

/// The reports of a module.
pub(super) fn list(reports: &[Report], call: &Call) -> Result<Answer, Refusal> {
    let module = call.parameter("module").unwrap_or(MODULE);
    if !MODULES.contains(&module) {
        return Err(invalid(format!("unknown module '{module}'")));
    }
    let found: Vec<Value> = if module == MODULE {
        reports.iter().map(summary).map(Value::Object).collect()
    } else {
        Vec::new()
    };
    // An empty list is left out, as services of this kind do.
    let body = if found.is_empty() {
        json!({})
    } else {
        json!({ "reports": found })
    };
    Ok(Answer::json(200, body.to_string()))
}

fn summary(report: &Report) -> Map<String, Value> {
    let value = json!({
        "reportId": report.id,
        "displayName": report.name,
        "category": CATEGORY,
        "createdBy": "Robin Partner",
        "lastUpdatedBy": "Robin Partner",
        "createTime": "2025-08-29T12:34:29Z",
        "reportTemplateId": report.template,
        "reportModule": MODULE,
    });
    if let Value::Object(members) = value {
        members
    } else {
        Map::new()
    }
}

/// Columns, ranges and currencies of a report.
pub(super) fn definition(world: &World, report: &Report) -> Bytes {
    let all: Vec<Value> = COLUMNS
        .iter()
        .enumerate()
        .map(|(place, column)| {
            json!({
                "id": column_id(place),
                "displayName": column.name,
                "groupable": column.kind == Kind::Text,
                "columnTemplateId": format!("{}.{}", report.template, column.id),
            })
        })
        .collect();
    let selected: Vec<Value> = SELECTED
        .iter()
        .filter_map(|id| column(id))
        .map(|column| selected_column(report, column))
        .collect();
    let currency = json!({ "code": report.currency, "symbol": report.currency, "name": report.currency, "displayOrder": 1 });
    let mut members = summary(report);
    members.insert("providerIds".to_owned(), json!(["30"]));
    members.insert(
        "specs".to_owned(),
        json!({
            "allColumns": all,
            "selectedColumns": selected,
            "columnFilters": [],
            "dateRangeOption": { "selectedRange": {
                "relativeDateRange": "MONTH_TO_DATE",
                "relativeActualDateRange": {
                    "startDate": format!("{}T00:00:00Z", world.today.first_of_month()),
                    "endDate": format!("{}T00:00:00Z", world.today),
                },
            } },
            "currencyOption": { "availableCurrencies": [currency], "selectedCurrency": currency },
            "cloudAccountFieldKeys": [],
            "conversionRates": [{
                "fromCurrency": { "code": "USD" },
                "toCurrency": currency,
                "rate": crate::world::Amount::plain(rate(&report.currency)),
                "isDefault": true,
            }],
        }),
    );
    world.single(Endpoint::ReportDefinition, &report.id, &members)
}

fn column_id(place: usize) -> String {
    (799_001 + place).to_string()
}

fn selected_column(report: &Report, column: &Column) -> Value {
    let place = COLUMNS
        .iter()
        .position(|other| other.id == column.id)
        .unwrap_or(0);
    let mut value = json!({
        "id": column_id(place),
        "displayName": column.name,
        "valueType": match column.kind { Kind::Text => "STRING", Kind::Number => "FLOAT", Kind::Money => "MONEY" },
        "columnHeading": column.heading(&report.currency),
        "columnTemplateId": format!("{}.{}", report.template, column.id),
    });
    if let (Kind::Money, Value::Object(members)) = (column.kind, &mut value) {
        members.insert("aggType".to_owned(), json!("SUM_COLUMN_AGGREGATION_TYPE"));
    }
    value
}

/// A member under its snake-case or its camel-case name: the gateway knows both.
fn member<'a>(value: &'a Value, snake: &str, camel: &str) -> Option<&'a Value> {
    value
        .get(snake)
        .or_else(|| value.get(camel))
        .filter(|value| !value.is_null())
}

/// The data of a report, as the CSV text of the member `results`.
pub(super) fn data(world: &World, report: &Report, call: &Call) -> Result<Answer, Refusal> {
    let body: Value = serde_json::from_slice(&call.body)
        .map_err(|error| invalid(format!("the body is no JSON: {error}")))?;
    known_members(
        &body,
        &[
            "report_id",
            "reportId",
            "report_module",
            "reportModule",
            "category",
            "specs",
        ],
    )?;
    let named = member(&body, "report_id", "reportId").map(|id| id.to_string().replace('"', ""));
    if named.as_deref() != Some(&report.id) {
        return Err(invalid(format!("report_id must be {}", report.id)));
    }
    expect(
        member(&body, "report_module", "reportModule"),
        MODULE,
        "report_module",
    )?;
    expect(body.get("category"), CATEGORY, "category")?;
    let specs = body
        .get("specs")
        .ok_or_else(|| invalid("specs is missing"))?;
    known_members(
        specs,
        &[
            "date_range_option",
            "dateRangeOption",
            "selectedColumns",
            "selected_columns",
            "currency_option",
            "currencyOption",
        ],
    )?;
    let (from, to) = range(specs, world.today)?;
    let columns = columns(specs)?;
    let results = text(world, report, &columns, from, to);
    Ok(Answer::json(200, json!({ "results": results }).to_string()))
}

fn known_members(value: &Value, known: &[&str]) -> Result<(), Refusal> {
    let members = value
        .as_object()
        .ok_or_else(|| invalid("an object is expected"))?;
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(invalid(format!("unknown field '{name}'"))),
        None => Ok(()),
    }
}

fn expect(value: Option<&Value>, wanted: &str, name: &str) -> Result<(), Refusal> {
    if value.and_then(Value::as_str) == Some(wanted) {
        return Ok(());
    }
    Err(invalid(format!("{name} must be {wanted}")))
}

fn range(specs: &Value, today: Date) -> Result<(Date, Date), Refusal> {
    let missing = || invalid("date_range_option.selected_range is missing");
    let option = member(specs, "date_range_option", "dateRangeOption").ok_or_else(missing)?;
    let selected = member(option, "selected_range", "selectedRange").ok_or_else(missing)?;
    if let Some(name) =
        member(selected, "relative_date_range", "relativeDateRange").and_then(Value::as_str)
    {
        return relative(name, today)
            .ok_or_else(|| invalid(format!("unknown relative_date_range '{name}'")));
    }
    let fixed = member(selected, "fixed_date_range", "fixedDateRange").ok_or_else(missing)?;
    let end = |snake: &str, camel: &str| {
        member(fixed, snake, camel)
            .and_then(Value::as_str)
            .and_then(day)
            .ok_or_else(|| invalid(format!("{snake} must be an RFC 3339 moment")))
    };
    Ok((end("start_date", "startDate")?, end("end_date", "endDate")?))
}

/// The columns that were asked for; the report's own selection where none were.
fn columns(specs: &Value) -> Result<Vec<&'static Column>, Refusal> {
    let own = || SELECTED.iter().filter_map(|id| column(id)).collect();
    let Some(wanted) = member(specs, "selected_columns", "selectedColumns") else {
        return Ok(own());
    };
    let wanted = wanted
        .as_array()
        .ok_or_else(|| invalid("selectedColumns must be a list"))?;
    if wanted.is_empty() {
        return Ok(own());
    }
    wanted
        .iter()
        .map(|object| {
            let id =
                member(object, "column_template_id", "columnTemplateId").and_then(Value::as_str);
            id.and_then(|id| column(id.rsplit('.').next().unwrap_or(id)))
                .ok_or_else(|| invalid(format!("unknown column {object}")))
        })
        .collect()
}
