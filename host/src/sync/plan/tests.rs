use super::*;
use crate::contract::{self, DatasetName};

fn offer(name: DatasetName, scope: Scope, on_request: bool) -> contract::Dataset {
    contract::Dataset {
        name,
        scope,
        on_request,
        skips_suspended: name == DatasetName::Usage,
    }
}

fn offers() -> Vec<contract::Dataset> {
    vec![
        offer(DatasetName::Customers, Scope::Account, false),
        offer(DatasetName::Subscriptions, Scope::Customer, false),
        offer(DatasetName::Usage, Scope::Customer, false),
        offer(DatasetName::Products, Scope::Customer, true),
    ]
}

fn names(planned: &[Planned]) -> Vec<&'static str> {
    planned
        .iter()
        .map(|planned| planned.dataset.name())
        .collect()
}

fn customer(id: &str, name: &str, suspended: bool) -> CustomerReference {
    CustomerReference {
        id: id.to_owned(),
        name: name.to_owned(),
        suspended,
    }
}

#[test]
fn a_dataset_on_request_is_read_only_when_it_is_named() {
    let all = choose(&offers(), &Wanted::default()).unwrap();
    assert_eq!(names(&all), ["customers", "subscriptions", "usage"]);
    let only = Wanted {
        only: vec![Dataset::Products],
        ..Wanted::default()
    };
    assert_eq!(
        names(&choose(&offers(), &only).unwrap()),
        ["customers", "products"]
    );
}

#[test]
fn a_dataset_that_the_plugin_lacks_is_refused_with_those_it_has() {
    let only = Wanted {
        only: vec![Dataset::Activities],
        ..Wanted::default()
    };
    let error = choose(&offers(), &only).unwrap_err().to_string();
    assert_eq!(
        error,
        "read activities: the plugin does not offer it; it offers customers, subscriptions, usage, products"
    );
}

#[test]
fn a_customer_that_is_named_is_looked_up_whatever_is_read_of_it() {
    let mut offers = offers();
    offers.push(offer(DatasetName::PayableCharges, Scope::Account, false));
    let wanted = |only: &[Dataset]| Wanted {
        only: only.to_vec(),
        customer: Some("Contoso".to_owned()),
        period_day: None,
    };
    let charges = choose(&offers, &wanted(&[Dataset::PayableCharges])).unwrap();
    assert_eq!(names(&charges), ["customers", "payable-charges"]);
    let told = not_limited(&charges).unwrap();
    assert!(told.ends_with("by --customer: payable-charges"), "{told}");
    let usage = choose(&offers, &wanted(&[Dataset::Usage])).unwrap();
    assert_eq!(not_limited(&usage), None);
    let customers = choose(&offers, &wanted(&[Dataset::Customers])).unwrap();
    assert!(not_limited(&customers).unwrap().ends_with(": customers"));
    offers.retain(|offer| offer.name != DatasetName::Customers);
    assert_eq!(
        choose(&offers, &wanted(&[])).unwrap_err().to_string(),
        "read customers: the plugin does not offer it; it offers subscriptions, usage, products, payable-charges"
    );
}

#[test]
fn suspended_customers_are_left_out_where_the_plugin_says_so() {
    let planned = choose(&offers(), &Wanted::default()).unwrap();
    let staged = HashMap::new();
    let tasks = Tasks {
        staged: &staged,
        period_day: 0,
    };
    let tasks = tasks.of_customers(
        &planned,
        &[customer("1", "A", false), customer("2", "B", true)],
    );
    let read: Vec<_> = tasks
        .iter()
        .map(|task| {
            (
                task.partition.customer.as_deref().unwrap_or(""),
                task.partition.dataset.name(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("1", "subscriptions"),
            ("1", "usage"),
            ("2", "subscriptions")
        ]
    );
}

#[test]
fn a_customer_is_found_by_id_then_name_then_a_part_of_it() {
    let customers = vec![
        customer("1", "Contoso Ltd", false),
        customer("2", "Contoso Labs", false),
        customer("Contoso", "X", false),
    ];
    let pick = |name: &str| pick_customer(customers.clone(), Some(name));
    assert_eq!(pick("Contoso").unwrap()[0].name, "X");
    assert_eq!(pick("contoso ltd").unwrap()[0].id, "1");
    assert_eq!(pick("labs").unwrap()[0].id, "2");
    assert_eq!(
        pick("contos").unwrap_err().to_string(),
        "find customer \"contos\": 2 customers match (1 = Contoso Ltd, 2 = Contoso Labs); use the id"
    );
    assert_eq!(
        pick("Cotoso Labs").unwrap_err().to_string(),
        "find customer \"Cotoso Labs\": no customer of this connection has that id or name; did you mean 2 = Contoso Labs?"
    );
    assert_eq!(
        pick("acme").unwrap_err().to_string(),
        "find customer \"acme\": no customer of this connection has that id or name; `seatwise query \"FROM customers\"` lists them"
    );
}

#[test]
fn the_day_one_month_ago_lies_in_a_closed_period_whatever_day_periods_begin() {
    for (year, month, day) in [
        (2026, 3, 31),
        (2026, 3, 1),
        (2026, 1, 15),
        (2024, 2, 29),
        (2026, 12, 31),
    ] {
        let today = jiff::civil::date(year, month, day);
        let asked =
            jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(last_closed_period(today));
        for first in 1..=28 {
            let mut begin = asked.with().day(first).build().unwrap();
            if begin > asked {
                begin = begin.saturating_sub(jiff::Span::new().months(1));
            }
            let end = begin
                .saturating_add(jiff::Span::new().months(1))
                .yesterday()
                .unwrap();
            assert!(
                end < today,
                "{today}: the period {begin} to {end} is not closed"
            );
        }
    }
}
