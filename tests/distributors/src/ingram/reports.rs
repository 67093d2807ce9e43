//! Reports of rated data, as somebody configured them in the control panel.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::dates::{days_later, midnight, month_later, rfc3339};
use super::files;
use super::ids::{hash, uuid};
use super::lists::{Row, paged, single};
use super::query::{between, similar, wanted};
use super::{Ingram, IngramOptions, IngramVersion, ListOrder, ReportFiles};
use crate::World;
use crate::random::Random;
use crate::server::Call;
use crate::world::date_at;

/// A report of a month.
pub(super) struct Report {
    pub(super) id: String,
    name: String,
    kind: &'static str,
    format: &'static str,
    status: &'static str,
    month: Date,
    created: Timestamp,
}

fn report(
    world: &World,
    name: &str,
    kind: &'static str,
    format: &'static str,
    month: Date,
) -> Report {
    let created = days_later(month_later(month, 1), 2);
    let status = match (created <= world.today, kind) {
        (true, "onetime") => "error",
        (true, _) => "completed",
        (false, _) => "processing",
    };
    Report {
        id: uuid("report", &format!("{kind}/{format}/{month}")),
        name: name.to_owned(),
        kind,
        format,
        status,
        month,
        created: midnight(created),
    }
}

/// All reports in the order of the list.
fn all(world: &World, options: &IngramOptions) -> Vec<Report> {
    let name = format!("Every Invoice - {}", world.provider);
    let mut reports = Vec::new();
    if options.report_months > 0 && options.world.irregular {
        // The current month has no complete report yet.
        let month = month_later(world.today, 0);
        reports.push(report(world, "Monthly report", "monthly", "csv", month));
        let month = month_later(world.today, -1);
        reports.push(report(world, "Try", "onetime", "csv", month));
    }
    for back in 1..=options.report_months {
        let month = month_later(world.today, -back);
        let formats = options.report_formats.iter();
        reports.extend(formats.map(|format| report(world, &name, "on_invoice", format, month)));
    }
    if options.order == ListOrder::OldestFirst {
        reports.reverse();
    }
    reports
}

impl Report {
    fn file(&self, world: &World) -> String {
        let provider: String = world.provider.split(' ').collect();
        let created = date_at(self.created);
        format!("{provider}.{}.{created}.{}", self.id, self.format)
    }

    fn signature(&self) -> String {
        format!("{}=", Random::new(hash(&self.id), &[65]).letters(43))
    }

    /// Where the file is, for who asked at a host.
    fn url(&self, world: &World, options: &IngramOptions, host: &str) -> String {
        match options.report_files {
            ReportFiles::OwnOrigin => format!(
                "http://{host}/marketplace/{}/reports/{}/file",
                options.region, self.id
            ),
            ReportFiles::Storage => {
                // The same server by its other name is another origin.
                let other = match host.strip_prefix("localhost") {
                    Some(port) => format!("127.0.0.1{port}"),
                    None => host.replacen("127.0.0.1", "localhost", 1),
                };
                let from = date_at(self.created);
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("sig", &self.signature())
                    .append_pair("api-version", "2016-05-31")
                    .append_pair("st", &format!("{from}T00:00:00Z"))
                    .append_pair("se", &format!("{}T00:00:00Z", days_later(from, 90)))
                    .append_pair("sv", "2016-05-31")
                    .append_pair("sp", "rwd")
                    .append_pair("sr", "b")
                    .finish();
                format!("http://{other}/rdecontainer/{}?{query}", self.file(world))
            }
        }
    }

    fn row(&self, world: &World, options: &IngramOptions, call: &Call) -> Value {
        let mut row = Map::new();
        let mut put = |name: &str, value: String| row.insert(name.to_owned(), value.into());
        put("id", self.id.clone());
        put("name", self.name.clone());
        if options.version >= IngramVersion::V1_15 {
            put("customizationName", "Default".to_owned());
        }
        put("status", self.status.to_owned());
        put("type", self.kind.to_owned());
        put("format", self.format.to_owned());
        put("creationDate", rfc3339(self.created));
        put("startDate", rfc3339(midnight(self.month)));
        put("endDate", rfc3339(midnight(month_later(self.month, 1))));
        if self.status == "completed" {
            let host = call.header("host").unwrap_or("");
            put("downloadUrl", self.url(world, options, host));
        }
        Value::Object(row)
    }

    /// The media type and the text of the file.
    pub(super) fn text(
        &self,
        world: &World,
        options: &IngramOptions,
    ) -> Option<(&'static str, String)> {
        match self.status {
            "completed" => files::text(world, options, self.format, self.month),
            _ => None,
        }
    }
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    let mut reports = all(world, options);
    reports.retain(|report| {
        let created = date_at(report.created).to_string();
        similar(call, "name", &report.name)
            && wanted(call, "status", report.status)
            && wanted(call, "format", report.format)
            && wanted(call, "type", report.kind)
            && between(
                options,
                (call.parameter("from"), call.parameter("to")),
                created.as_str(),
            )
    });
    paged(world, options, call, Ingram::REPORTS, &reports, |report| {
        Row {
            id: report.id.clone(),
            value: report.row(world, options, call),
        }
    })
}

/// One report.
pub(super) fn one(world: &World, options: &IngramOptions, call: &Call, id: &str) -> Option<Bytes> {
    let report = find(world, options, id)?;
    let value = report.row(world, options, call);
    Some(single(world, options, Ingram::REPORT, id, value))
}

/// The report of an id.
pub(super) fn find(world: &World, options: &IngramOptions, id: &str) -> Option<Report> {
    all(world, options)
        .into_iter()
        .find(|report| report.id == id)
}

/// The report of a file, where the signature is its.
pub(super) fn signed(
    world: &World,
    options: &IngramOptions,
    file: &str,
    signature: Option<&str>,
) -> Option<Report> {
    all(world, options)
        .into_iter()
        .find(|report| report.file(world) == file && signature == Some(report.signature().as_str()))
}
