//! Usage: what a customer has bought and what is assigned or consumed, platform by platform.

use std::collections::BTreeMap;

use seatwise_plugin::json::Number;
use seatwise_plugin::types::{CustomerRef, RejectedRow, Request, Rows, UnavailableFeature, Usage};
use seatwise_plugin::{Failure, FailureKind, Host, Page, api};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Whole, text_of};
use crate::extra::Extra;
use crate::fields::{self, Text};
use crate::requests::{self, Requests};

#[derive(Deserialize)]
struct Platform<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    #[serde(borrow)]
    meter_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    total_quantities: Number<'a>,
    #[serde(borrow, default)]
    consumed_quantities: Number<'a>,
    #[serde(borrow, default)]
    available_quantities: Number<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionMeters<'a> {
    #[serde(borrow)]
    subscription_id: Option<Text<'a>>,
    #[serde(borrow)]
    meters: Option<Vec<Meter<'a>>>,
}

#[derive(Deserialize)]
struct Meter<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
}

/// What is known of a meter beside its counts.
#[derive(Default)]
struct Link<'a> {
    name: Option<String>,
    description: Option<&'a RawValue>,
    subscriptions: Vec<String>,
}

/// Links by meter id.
type Links<'a> = BTreeMap<Text<'a>, Link<'a>>;

/// Reads a customer's usage: the platforms, then both answers of every platform together.
pub(crate) fn read(
    requests: &Requests<'_>,
    customer: &CustomerRef,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let mut page = Page::complete(Rows::Usage(Vec::new()));
    let mut rows = Vec::new();
    let platforms = platforms(requests, customer, &mut page, host)?;
    let asked: Vec<Request> = platforms
        .iter()
        .flat_map(|platform| {
            [
                requests.meter_usages(&customer.id, platform),
                requests.subscription_meters(&customer.id, platform),
            ]
        })
        .collect();
    let mut outcomes = requests::send_together(&asked, host).into_iter();
    for (platform, asked) in platforms.iter().zip(asked.chunks_exact(2)) {
        let (Some(usages), Some(meters)) = (outcomes.next(), outcomes.next()) else {
            break;
        };
        let usages = usages.map_err(forbidden_is_unavailable)?;
        let meters = links_body(meters, &mut page.unavailable)?;
        let links = match &meters {
            Some(body) => links(&Answer::new(&asked[1], body)?, &customer.id, &mut page)?,
            None => Links::new(),
        };
        let about = |row: &str| RejectedRow {
            key: text_of(row, "meterId").map(|meter| key(platform, &meter)),
            ..about(&customer.id)
        };
        let mut whole = Answer::new(&asked[0], &usages)?.whole("meterUsages", about, |source| {
            row(source, &customer.id, platform, &links)
        })?;
        rows.append(&mut whole.rows);
        take_notice(whole, &mut page);
    }
    page.rows = Rows::Usage(rows);
    Ok(page)
}

fn platforms(
    requests: &Requests<'_>,
    customer: &CustomerRef,
    page: &mut Page,
    host: &dyn Host,
) -> Result<Vec<String>, Failure> {
    let request = requests.platforms(&customer.id);
    let body = api::fetch(host, &request).map_err(forbidden_is_unavailable)?;
    let mut platforms = Answer::new(&request, &body)?.whole(
        "configuredPlatforms",
        |_| about(&customer.id),
        |source: Platform<'_>| fields::required("the platform's id", source.id),
    )?;
    let ids = std::mem::take(&mut platforms.rows);
    take_notice(platforms, page);
    Ok(ids)
}

/// Keeps what of a list could not be read, and whether it is whole.
fn take_notice<R>(mut list: Whole<R>, page: &mut Page) {
    page.rejected.append(&mut list.rejected);
    page.incomplete = page.incomplete.take().or(list.more);
}

fn about(customer: &str) -> RejectedRow {
    RejectedRow {
        customer_id: Some(customer.to_owned()),
        ..RejectedRow::new("", "")
    }
}

/// An account without this part of the service has no usage; it has not failed.
fn forbidden_is_unavailable(failure: Failure) -> Failure {
    match failure.kind {
        FailureKind::Forbidden => Failure {
            kind: FailureKind::Unavailable,
            ..failure
        },
        _ => failure,
    }
}

/// The answer that ties meters to subscriptions. The counts are worth having without it.
fn links_body(
    outcome: Result<Vec<u8>, Failure>,
    unavailable: &mut Vec<UnavailableFeature>,
) -> Result<Option<Vec<u8>>, Failure> {
    match outcome {
        Ok(body) => Ok(Some(body)),
        Err(failure) if requests::is_withheld(&failure) => {
            if unavailable.is_empty() {
                unavailable.push(UnavailableFeature {
                    name: "subscription-meters".to_owned(),
                    reason: failure.message,
                });
            }
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

fn links<'a>(answer: &Answer<'a>, customer: &str, page: &mut Page) -> Result<Links<'a>, Failure> {
    let mut subscriptions = answer.whole(
        "subscriptionMeters",
        |row| RejectedRow {
            subscription_id: text_of(row, "subscriptionId"),
            ..about(customer)
        },
        |source: SubscriptionMeters<'a>| {
            let id = fields::required("subscriptionId", source.subscription_id)?;
            Ok((id, source.meters.unwrap_or_default()))
        },
    )?;
    let tied = std::mem::take(&mut subscriptions.rows);
    take_notice(subscriptions, page);
    let mut links = Links::new();
    for (subscription, meters) in tied {
        for meter in meters {
            let Some(id) = meter.id else { continue };
            let link = links.entry(id).or_default();
            link.name = link.name.take().or(fields::kept(meter.name));
            link.description = link.description.or(meter.description);
            if !link.subscriptions.contains(&subscription) {
                link.subscriptions.push(subscription.clone());
            }
        }
    }
    Ok(links)
}

fn key(platform: &str, meter: &str) -> String {
    format!("{platform}:{meter}")
}

fn row(
    source: Source<'_>,
    customer: &str,
    platform: &str,
    links: &Links<'_>,
) -> Result<Usage, String> {
    let link = source.meter_id.as_ref().and_then(|id| links.get(id));
    let subscriptions = link.map_or(&[][..], |link| &link.subscriptions);
    let mut extra = Extra::default();
    extra.raw("description", link.and_then(|link| link.description));
    if subscriptions.len() > 1 {
        extra.texts("subscriptionIds", subscriptions);
    }
    let meter_id = fields::required("meterId", source.meter_id)?;
    Ok(Usage {
        id: key(platform, &meter_id),
        customer_id: customer.to_owned(),
        // A count that several subscriptions share cannot be given to one of them.
        subscription_id: match subscriptions {
            [only] => Some(only.clone()),
            _ => None,
        },
        platform_id: Some(platform.to_owned()),
        meter_id,
        meter_name: link.and_then(|link| link.name.clone()),
        unit: None,
        total: fields::decimal("totalQuantities", &source.total_quantities)?,
        used: fields::decimal("consumedQuantities", &source.consumed_quantities)?,
        available: fields::decimal("availableQuantities", &source.available_quantities)?,
        extra: extra.finish(),
    })
}
