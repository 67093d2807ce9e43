//! What is not agreed on about subscriptions is an option.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Client, large, products, text};
use crate::{
    AmountSpelling, CostsShown, Ingram, IngramOptions, LastDay, MpnSpelling, QuantitySpelling,
    WorldOptions,
};

#[tokio::test]
async fn whether_costs_come_and_in_which_currency_is_an_option() {
    for (costs, most, least) in [
        (CostsShown::All, true, true),
        (CostsShown::Some, true, false),
        (CostsShown::None, false, false),
    ] {
        let client = Client::new(IngramOptions {
            world: WorldOptions::exactly(4, 10),
            costs,
            cost_currency: Some("USD".to_owned()),
            ..IngramOptions::default()
        })
        .await;
        let details = client.details().await;
        let items: Vec<&Value> = details.iter().flat_map(products).collect();
        let shown = |item: &&&Value| item.get("unitCost").is_some();
        assert_eq!(items.iter().any(|item| shown(&item)), most);
        assert_eq!(items.iter().all(|item| shown(&item)), least);
        for item in items.iter().filter(shown) {
            assert_eq!(item["unitCost"]["currency"], "USD");
            assert!(item.get("unitProviderCost").is_none());
        }
    }
}

#[tokio::test]
async fn numbers_are_spelled_in_two_ways() {
    let spelled = async |quantities, amounts| {
        let client = Client::new(IngramOptions {
            quantities,
            amounts,
            ..large()
        })
        .await;
        let details = client.details().await;
        let items = details.iter().flat_map(products);
        let spelled = items
            .filter(|item| item.get("unitPrice").is_some())
            .map(|item| {
                let price = item["unitPrice"]["amount"].as_str().unwrap();
                let digits = price.split_once('.').map_or(0, |(_, digits)| digits.len());
                (item["quantity"].to_string().contains('.'), digits)
            });
        spelled.collect::<BTreeSet<(bool, usize)>>()
    };
    let short = spelled(QuantitySpelling::Integer, AmountSpelling::Shortest).await;
    assert_eq!(short, [(false, 0), (false, 1), (false, 2)].into());
    let long = spelled(QuantitySpelling::Decimal, AmountSpelling::TwoDigits).await;
    assert_eq!(long, [(true, 2)].into());
    let mixed = spelled(QuantitySpelling::Mixed, AmountSpelling::Mixed).await;
    assert!(mixed.len() > 3, "{mixed:?}");
}

#[tokio::test]
async fn a_term_ends_on_its_last_day_or_the_day_after() {
    let dates = async |expiration| {
        let client = Client::new(IngramOptions {
            world: WorldOptions::exactly(3, 10),
            expiration,
            ..IngramOptions::default()
        })
        .await;
        client.all("/subscriptions").await
    };
    for row in dates(LastDay::FirstAfter).await {
        assert_eq!(row.get("expirationDate"), row.get("renewalDate"));
    }
    for row in dates(LastDay::Included).await {
        if row.get("renewalDate").is_some() {
            assert!(text(&row, "expirationDate") < text(&row, "renewalDate"));
        }
    }
}

#[tokio::test]
async fn part_numbers_and_parameters_are_those_of_the_publisher() {
    let client = Client::new(IngramOptions {
        mpn: MpnSpelling::Pair,
        ..large()
    })
    .await;
    let (mut domains, mut tenants, mut secrets) = (0, 0, 0);
    for detail in client.details().await {
        for item in products(&detail) {
            let microsoft = text(item, "vendor") == "Microsoft";
            assert_eq!(text(item, "mpn").contains(':'), microsoft, "{item}");
        }
        for parameter in detail["orderParameters"].as_array().unwrap() {
            domains += usize::from(text(parameter, "name") == "microsoft_domain");
            tenants += usize::from(text(parameter, "name") == "microsoft_tenant_id");
            secrets += usize::from(parameter.to_string().contains(Ingram::SECRET));
        }
        if products(&detail)[0]["vendor"] != "Microsoft" {
            assert_eq!(detail["orderParameters"], json!([]));
        }
    }
    assert!(domains > 0 && tenants > 0 && secrets > 0);
}
