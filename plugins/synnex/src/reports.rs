//! The billing report: which one, and its lines for one month.

use jiff::civil;
use seatwise_plugin::types::{ChargeDirection, Level, Request};
use seatwise_plugin::{Failure, FailureKind, Host, Page, Query, api, json};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, complaint, malformed};
use crate::billing_lines::{self, Statement};
use crate::columns;
use crate::cursor::{ReportCursor, decode, encode};
use crate::fields::{Field, record};
use crate::requests;
use crate::tenant::Tenant;

/// What a person does when the account has no billing report.
pub(crate) const NO_REPORT: &str = "the account has no billing report; create one in the StreamOne Ion portal under Reports \
     (for Microsoft with the template Azure Plan billing, with the columns Customer ID, Subscription ID, Seller Cost \
     and Customer Cost), or name one in the setting report_id";
/// The template of Microsoft's bill, licences and consumption alike.
const TEMPLATE: &str = "azure_plan_billing";
/// The category of all billing reports.
const CATEGORY: &str = "BILLING_REPORTS";
/// The module of reports that a person creates.
const MODULE: &str = "REPORTS_REPORTS_MODULE";

record!(ReportRow {
    id: "reportId",
    template: "reportTemplateId",
    category: "category"
});
record!(Definition {
    module: "reportModule",
    category: "category",
    specs: "specs",
    success: "success",
    error: "error",
    code: "code",
    message: "message",
});
record!(Specs {
    columns: "allColumns",
    currency: "currencyOption"
});
record!(CurrencyOption {
    selected: "selectedCurrency"
});
record!(Currency { code: "code" });
record!(Column {
    template: "columnTemplateId",
    name: "displayName"
});

/// Reads the lines of the month that contains the day asked for.
pub(crate) fn read(
    tenant: &Tenant,
    direction: ChargeDirection,
    query: &Query,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let month = month(query)?;
    let cursor: Option<ReportCursor> = query.cursor.as_deref().map(decode).transpose()?;
    let (report, line) = match (cursor, &tenant.report_id) {
        (Some(cursor), _) => (cursor.report, cursor.line),
        (None, Some(id)) => (id.clone(), 0),
        (None, None) => (choose(tenant, host)?, 0),
    };
    let definition_request = requests::get(tenant.path(&["reports", &report]));
    let definition_body = api::fetch(host, &definition_request).map_err(explain)?;
    let definition = open_definition(&definition_request, &definition_body)?;
    let specs: Specs<'_> = definition.specs.nested().unwrap_or_default();
    let (request, body) = fetch_lines(tenant, host, &report, &order(&definition, &specs, &month))?;
    let answer = Answer::open(&request, &body)?;
    let Some(text) = csv_text(&request, &answer)? else {
        return Ok(billing_lines::empty_page());
    };
    let statement = Statement {
        direction,
        month,
        currency: selected_currency(&specs),
    };
    let (page, next_line) = billing_lines::page(&text, line, &statement)?;
    let next = next_line
        .map(|line| encode(&ReportCursor { report, line }))
        .transpose()?;
    Ok(Page { next, ..page })
}

/// Reads a definition; fails as `malformed` where it is an error instead of one.
fn open_definition<'a>(request: &Request, body: &'a [u8]) -> Result<Definition<'a>, Failure> {
    let definition: Definition<'_> = api::decode(request, body)?;
    let refused = definition.success.boolean() == Some(false);
    let has_data = definition.specs.raw().is_some();
    let complaint = complaint(
        definition.error,
        definition.code,
        definition.message,
        refused,
        has_data,
    );
    match complaint {
        Some(words) => Err(malformed(
            request,
            &format!("with an error inside: {words}"),
        )),
        None => Ok(definition),
    }
}

/// Chooses the report to read: the first of Microsoft's template, else the first billing report.
pub(crate) fn choose(tenant: &Tenant, host: &dyn Host) -> Result<String, Failure> {
    let request = requests::get(tenant.path(&["reports"]));
    let body = api::fetch(host, &request).map_err(explain)?;
    let answer = Answer::open(&request, &body)?;
    let reports: Vec<ReportRow<'_>> = answer.reports.nested().unwrap_or_default();
    let says = |field: Field<'_>, word: &str| {
        field
            .string()
            .is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let candidates: Vec<&ReportRow<'_>> = reports
        .iter()
        .filter(|report| says(report.template, TEMPLATE) || says(report.category, CATEGORY))
        .filter(|report| report.id.string().is_some())
        .collect();
    let chosen = candidates
        .iter()
        .find(|report| says(report.template, TEMPLATE))
        .or(candidates.first());
    let id = chosen.and_then(|report| report.id.string());
    let id = id.ok_or_else(|| Failure::new(FailureKind::Unavailable, NO_REPORT))?;
    if candidates.len() > 1 {
        host.log(
            Level::Info,
            "the account has several billing reports; charges are read from one of them (setting report_id)",
            &[("report", &id), ("billing reports", &candidates.len().to_string())],
        );
    }
    Ok(id)
}

/// A user without the permission for reports, or without the report, has no charges; the rest goes on.
fn explain(failure: Failure) -> Failure {
    match failure.kind {
        FailureKind::Forbidden | FailureKind::NotFound => Failure {
            kind: FailureKind::Unavailable,
            message: format!(
                "{}; the report does not exist, or the portal user may not read reports (setting report_id)",
                failure.message
            ),
            ..failure
        },
        _ => failure,
    }
}

/// A calendar month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Month {
    /// Its first day.
    pub(crate) first: civil::Date,
    /// Its last day.
    pub(crate) last: civil::Date,
}

fn month(query: &Query) -> Result<Month, Failure> {
    let day = query.period_day.and_then(json::civil_date).ok_or_else(|| {
        Failure::new(
            FailureKind::Other,
            "charges are read for one month, but no day of it was named",
        )
    })?;
    Ok(Month {
        first: day.first_of_month(),
        last: day.last_of_month(),
    })
}

/// The body of the request for a report's lines. Inside, the vendor spells names in snake case.
#[derive(Debug, Clone, Default, Serialize)]
struct Order<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    report_id: Option<&'a str>,
    #[serde(rename = "reportId", skip_serializing_if = "Option::is_none")]
    report_id_in_camel_case: Option<&'a str>,
    report_module: String,
    category: String,
    specs: OrderSpecs<'a>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct OrderSpecs<'a> {
    date_range_option: DateRange,
    /// Without this key the columns apply that were chosen in the portal.
    #[serde(rename = "selectedColumns", skip_serializing_if = "Vec::is_empty")]
    selected_columns: Vec<&'a RawValue>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct DateRange {
    selected_range: SelectedRange,
}

#[derive(Debug, Clone, Default, Serialize)]
struct SelectedRange {
    fixed_date_range: FixedRange,
}

#[derive(Debug, Clone, Default, Serialize)]
struct FixedRange {
    start_date: String,
    end_date: String,
}

fn order<'a>(definition: &Definition<'a>, specs: &Specs<'a>, month: &Month) -> Order<'a> {
    let fixed_date_range = FixedRange {
        start_date: format!("{}T00:00:00Z", month.first),
        end_date: format!("{}T23:59:59Z", month.last),
    };
    Order {
        report_module: definition
            .module
            .string()
            .unwrap_or_else(|| MODULE.to_owned()),
        category: definition
            .category
            .string()
            .unwrap_or_else(|| CATEGORY.to_owned()),
        specs: OrderSpecs {
            date_range_option: DateRange {
                selected_range: SelectedRange { fixed_date_range },
            },
            selected_columns: wanted_columns(specs.columns),
        },
        ..Order::default()
    }
}

/// The definitions of the columns that a charge is made of, as the vendor wrote them.
fn wanted_columns(columns: Field<'_>) -> Vec<&RawValue> {
    let columns: Vec<&RawValue> = columns.nested().unwrap_or_default();
    let wanted = |column: &&RawValue| {
        serde_json::from_str::<Column<'_>>(column.get()).is_ok_and(|column| {
            let names = [column.template.string(), column.name.string()];
            names.iter().flatten().any(|name| columns::is_known(name))
        })
    };
    columns.into_iter().filter(wanted).collect()
}

/// Posts the order; sources disagree about the spelling of one key, so a 400 is answered with the other.
fn fetch_lines(
    tenant: &Tenant,
    host: &dyn Host,
    report: &str,
    order: &Order<'_>,
) -> Result<(Request, Vec<u8>), Failure> {
    let url = tenant.path(&["reports", report, "reportDataCsv"]);
    let snake = Order {
        report_id: Some(report),
        ..order.clone()
    };
    let request = requests::post(url.clone(), body_of(&snake)?);
    match api::fetch(host, &request) {
        Err(failure) if failure.status == Some(400) => {
            let camel = Order {
                report_id_in_camel_case: Some(report),
                ..order.clone()
            };
            let request = requests::post(url, body_of(&camel)?);
            let body = api::fetch(host, &request).map_err(explain)?;
            Ok((request, body))
        }
        outcome => Ok((request, outcome.map_err(explain)?)),
    }
}

fn body_of(order: &Order<'_>) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(order).map_err(|error| {
        Failure::new(
            FailureKind::Other,
            format!("the request for the report could not be written: {error}"),
        )
    })
}

/// The CSV text of an answer; none where it has no lines at all.
fn csv_text(request: &Request, answer: &Answer<'_>) -> Result<Option<String>, Failure> {
    let Some(raw) = answer.results.raw() else {
        return Ok(None);
    };
    let text: String = serde_json::from_str(raw).map_err(|_| {
        malformed(
            request,
            &format!("with results that are not text: {}", json::clip(raw, 100)),
        )
    })?;
    Ok((!text.trim().is_empty()).then_some(text))
}

fn selected_currency(specs: &Specs<'_>) -> Option<String> {
    let option: CurrencyOption<'_> = specs.currency.nested()?;
    let currency: Currency<'_> = option.selected.nested()?;
    json::currency(currency.code.string().as_deref())
}
