//! What the plugins make of a distributor's answers, natively.

use std::sync::LazyLock;

use seatwise_plugin::types::{CustomerRef, DatasetName, SubscriptionRef};
use seatwise_plugin::{Connector, Context, FailureKind, Query};
use seatwise_sherweb::Sherweb;
use seatwise_synnex::Synnex;

use crate::input::{Parts, choice};
use crate::page;
use crate::rules::Rules;
use crate::vendor::Vendor;

/// 2025-03-15T12:00:00Z.
const NOW: i64 = 1_742_040_000_000_000;

/// 2025-03-15.
const TODAY: i32 = 20_162;

/// The customer that datasets of one customer are read for.
const CUSTOMER: &str = "8f1f3c7e-0d53-4c8e-9e0b-2f0f7b0c1a11";

/// No list in an input is longer than this; a plugin that goes on does not come to an end.
const MOST_PAGES: usize = 64;

/// No answer makes a plugin ask so often.
const MOST_REQUESTS: usize = 4_096;

/// The longest failure message in characters: requests, and what is quoted of answers.
const LONGEST_MESSAGE: usize = 2_000;

const DATASETS: [DatasetName; 7] = [
    DatasetName::Customers,
    DatasetName::Subscriptions,
    DatasetName::Usage,
    DatasetName::PayableCharges,
    DatasetName::ReceivableCharges,
    DatasetName::Products,
    DatasetName::Activities,
];

static SHERWEB: LazyLock<Rules> = LazyLock::new(|| {
    Rules::of(
        &seatwise_sherweb::MANIFEST,
        &["/service-provider/v1/", "/distributor/v1/"],
    )
});

static SYNNEX: LazyLock<Rules> =
    LazyLock::new(|| Rules::of(&seatwise_synnex::MANIFEST, &["/api/v3/accounts/17/"]));

/// Reads with the plugin for Sherweb. Parts of the input: dataset and settings by a digit each, then the cursor;
/// then the answers, each with its status by a digit before its body.
///
/// # Panics
/// Panics where a page breaks the contract, where the same answers make another page, or where a request leaves
/// what the plugin is for.
pub fn sherweb(data: &[u8]) {
    let fees = [
        "price-per-seat",
        "price-per-subscription",
        "cost-per-seat",
        "cost-per-subscription",
        "ignore",
    ];
    read::<Sherweb>(data, &SHERWEB, |which| {
        vec![(
            "recurring_fee".to_owned(),
            fees[which % fees.len()].to_owned(),
        )]
    });
}

/// Reads with the plugin for StreamOne Ion; the input is as that of [`sherweb`].
///
/// # Panics
/// As [`sherweb`].
pub fn streamone(data: &[u8]) {
    let sizes = ["200", "2", "1000"];
    read::<Synnex>(data, &SYNNEX, |which| {
        let mut settings = vec![
            ("account_id".to_owned(), "17".to_owned()),
            (
                "page_size".to_owned(),
                sizes[which % sizes.len()].to_owned(),
            ),
        ];
        if which % 2 == 1 {
            settings.push(("report_id".to_owned(), "7".to_owned()));
        }
        settings
    });
}

fn read<C: Connector>(
    data: &[u8],
    rules: &Rules,
    settings: impl Fn(usize) -> Vec<(String, String)>,
) {
    let mut parts = Parts::of(data);
    let (dataset, rest) = choice(parts.next().unwrap_or_default(), DATASETS.len() + 1);
    let (which, cursor) = choice(rest, 10);
    let context = Context {
        settings: settings(which),
        now: NOW,
    };
    let vendor = Vendor::new(rules, parts);
    match DATASETS.get(dataset) {
        Some(dataset) => read_all::<C>(&context, *dataset, which >= 5, cursor, &vendor),
        None => match C::check(&context, &vendor) {
            Ok(account) => assert!(account.notes.iter().all(|note| !note.is_empty())),
            Err(failure) => check_failure(&failure),
        },
    }
    let requests = vendor.requests();
    assert!(requests <= MOST_REQUESTS, "{requests} requests");
}

/// Reads pages until there is none, and each of them twice.
fn read_all<C: Connector>(
    context: &Context,
    dataset: DatasetName,
    suspended: bool,
    cursor: &[u8],
    vendor: &Vendor<'_>,
) {
    let cursor = String::from_utf8_lossy(cursor).into_owned();
    let mut query = Query {
        dataset,
        customer: Some(CustomerRef {
            id: CUSTOMER.to_owned(),
            name: "Contoso Ltd".to_owned(),
            suspended,
        }),
        subscription: Some(SubscriptionRef {
            id: "501".to_owned(),
            publisher_subscription_id: suspended.then(|| "p-501".to_owned()),
            customer_id: "9".to_owned(),
        }),
        period_day: Some(TODAY),
        cursor: Some(cursor).filter(|cursor| !cursor.is_empty()),
    };
    for _ in 0..MOST_PAGES {
        let same_answers = vendor.clone();
        let page = C::read(context, &query, vendor);
        assert_eq!(
            format!("{page:?}"),
            format!("{:?}", C::read(context, &query, &same_answers)),
            "the same answers make another page"
        );
        let page = match page {
            Ok(page) => page,
            Err(failure) => return check_failure(&failure),
        };
        page::check(&query, &page);
        // A vendor that repeats itself may make a plugin repeat itself; the host ends that.
        if page.next.is_none() || page.next == query.cursor {
            return;
        }
        query.cursor = page.next;
    }
    panic!("the reading does not end");
}

fn check_failure(failure: &seatwise_plugin::Failure) {
    assert!(!failure.message.is_empty());
    let length = failure.message.chars().count();
    assert!(
        length <= LONGEST_MESSAGE,
        "a message of {length} characters"
    );
    assert_ne!(failure.kind, FailureKind::Settings, "{failure:?}");
}
