//! What the simulated service provider bills: an export of its PSA, with known leaks planted in it.
//!
//! The export has the layout of HaloPSA's lists of clients and of lines of recurring invoices. All that
//! the worlds of the distributors have is billed as it should be, save for what is planted.

mod past;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::world::{Customer, Cycle, Model, Status, Subscription, World, is_unknown_to_the_psa};

/// An export of the PSA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PsaExport {
    /// The clients, as CSV.
    pub clients: String,
    /// The lines of the recurring invoices, as CSV.
    pub lines: String,
    /// What is wrong on purpose.
    pub planted: Vec<Planted>,
}

/// A leak that was planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// What it is: the condition of the finding that must come of it.
    pub condition: &'static str,
    /// The customer, as the distributors call it.
    pub customer: String,
    /// The product; none where it is about the whole customer.
    pub product: Option<&'static str>,
    /// Seats that it is about; 0 where it is not about seats.
    pub seats: i64,
}

/// One line of a recurring invoice.
#[derive(Debug, Clone)]
struct Line {
    product: &'static str,
    sku: String,
    period: &'static str,
    currency: &'static str,
    quantity: i64,
    price: Decimal,
    cost: Decimal,
    usage: bool,
}

impl Line {
    /// Whether it bills the same: product, period and currency.
    fn is_like(&self, other: &Self) -> bool {
        (self.product, self.period, self.currency) == (other.product, other.period, other.currency)
    }
}

/// Every so many customers have the same thing wrong with them.
const ROUND: usize = 8;

/// A customer as the PSA has it, with the lines that it is billed.
#[derive(Debug, Clone)]
struct Client {
    /// Its place among all customers; what is wrong with it depends on that.
    index: usize,
    name: String,
    domain: String,
    city: &'static str,
    country: &'static str,
    /// The lines, with their ids.
    lines: Vec<(usize, Line)>,
}

impl PsaExport {
    /// Makes the export of a provider that buys from these distributors.
    #[must_use]
    pub fn of(worlds: &[&World]) -> Self {
        let typical = worlds.iter().any(|world| world.typical);
        let (clients, planted) = clients(&by_identity(worlds), typical);
        Self::write(&clients, planted)
    }

    fn write(all: &[Client], planted: Vec<Planted>) -> Self {
        let mut clients = csv::Writer::from_writer(Vec::new());
        let mut lines = csv::Writer::from_writer(Vec::new());
        // Writing into memory does not fail.
        let _ = clients.write_record([
            "Client ID",
            "Client",
            "Inactive",
            "Domain",
            "City",
            "Country",
        ]);
        let _ = lines.write_record([
            "Client ID",
            "Client",
            "Recurring Invoice ID",
            "Recurring Invoice",
            "Line ID",
            "Item Code",
            "Item",
            "Vendor SKU",
            "Quantity",
            "Unit Price",
            "Unit Cost",
            "Currency Code",
            "Billing Period",
            "Billed In",
            "Start Date",
            "Inactive",
        ]);
        for client in all {
            let id = (1001 + client.index).to_string();
            let _ = clients.write_record([
                id.as_str(),
                &client.name,
                "No",
                &client.domain,
                client.city,
                client.country,
            ]);
            for (line_id, line) in &client.lines {
                let _ = lines.write_record([
                    id.as_str(),
                    &client.name,
                    &(4001 + client.index).to_string(),
                    "Cloud licences",
                    &line_id.to_string(),
                    "",
                    line.product,
                    &line.sku,
                    &line.quantity.to_string(),
                    &line.price.to_string(),
                    &line.cost.to_string(),
                    line.currency,
                    line.period,
                    if line.usage { "arrears" } else { "advance" },
                    "2025-01-01",
                    "No",
                ]);
            }
        }
        Self {
            clients: text(clients),
            lines: text(lines),
            planted,
        }
    }
}

/// What the distributors have of each customer, in the order of the PSA.
fn by_identity<'w>(worlds: &[&'w World]) -> BTreeMap<String, Vec<&'w Customer>> {
    let mut customers: BTreeMap<String, Vec<&Customer>> = BTreeMap::new();
    for customer in worlds.iter().flat_map(|world| &world.customers) {
        customers
            .entry(identity(&customer.name))
            .or_default()
            .push(customer);
    }
    customers
}

/// All customers of the PSA with their lines, and what is wrong with those.
fn clients(
    customers: &BTreeMap<String, Vec<&Customer>>,
    typical: bool,
) -> (Vec<Client>, Vec<Planted>) {
    let mut planted = Vec::new();
    let mut billed: BTreeMap<&str, usize> = BTreeMap::new();
    for accounts in customers.values() {
        let lines = bill(accounts, typical);
        let products: BTreeSet<_> = lines.iter().map(|line| line.product).collect();
        for product in products {
            *billed.entry(product).or_default() += 1;
        }
    }
    let mut clients = Vec::new();
    for (index, accounts) in customers.values().enumerate() {
        let Some(first) = accounts.first() else {
            continue;
        };
        let name = first.name.as_str();
        let mut of_customer = bill(accounts, typical);
        let wrong = if typical {
            wrong_in_a_typical_one(index)
        } else {
            wrong(index)
        };
        if !plant(wrong, name, &mut of_customer, &billed, &mut planted) {
            continue;
        }
        if typical {
            planted.extend(wrong_by_itself(name, accounts));
        }
        clients.push(Client {
            index,
            name: name_in_psa(index, name),
            domain: first.domain.clone(),
            city: first.city,
            country: first.country,
            lines: (70_000 + index * 100..).zip(of_customer).collect(),
        });
    }
    (clients, planted)
}

/// The distributors spell one customer in two ways; the PSA has it once.
fn identity(name: &str) -> String {
    const LEFT_OUT: [&str; 16] = [
        "the", "and", "ltd", "limited", "inc", "llc", "llp", "gmbh", "ab", "oy", "bv", "sa",
        "sarl", "plc", "pty", "as",
    ];
    let plain = name
        .to_lowercase()
        .replace(['.', '\'', ','], "")
        .replace(['ü', 'ö', 'å', 'ø'], "o")
        .replace(['é', 'è'], "e");
    plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !LEFT_OUT.contains(word))
        .fold(String::new(), |identity, word| identity + " " + word)
}

fn text(file: csv::Writer<Vec<u8>>) -> String {
    let bytes = file.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Bills a customer for everything that it has, one line for each product, cycle and currency.
fn bill(accounts: &[&Customer], typical: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for customer in accounts {
        let billed = |one: &&Subscription| {
            if typical {
                is_billed(one) && !is_unknown_to_the_psa(one.product) || is_billed_on(one)
            } else {
                is_billed(one)
            }
        };
        for subscription in customer.subscriptions.iter().filter(billed) {
            let line = line(customer, subscription);
            let same = lines.iter_mut().find(|other| other.is_like(&line));
            match same {
                Some(other) => {
                    other.quantity += line.quantity;
                    other.price = other.price.max(line.price);
                    other.cost = other.cost.max(line.cost);
                }
                None => lines.push(line),
            }
        }
    }
    lines
}

fn is_billed(subscription: &Subscription) -> bool {
    subscription.status != Status::Deleted
        && !subscription.trial
        && subscription.product.model != Model::Once
        && subscription.cycle != Cycle::Once
}

/// Whether it was cancelled and is billed on, since nobody told the PSA.
fn is_billed_on(subscription: &Subscription) -> bool {
    subscription.status == Status::Deleted && !subscription.trial
}

/// What is wrong in a typical world without being put into the lines: what is cancelled and billed on, and what the
/// PSA has no product for.
fn wrong_by_itself(name: &str, accounts: &[&Customer]) -> Vec<Planted> {
    let all = accounts.iter().flat_map(|account| &account.subscriptions);
    all.filter_map(|subscription| {
        let condition = if is_billed_on(subscription) {
            "cancelled_but_billed"
        } else if is_unknown_to_the_psa(subscription.product) {
            "unmatched_product"
        } else {
            return None;
        };
        Some(Planted {
            condition,
            customer: name.to_owned(),
            product: Some(subscription.product.name),
            seats: subscription.seats,
        })
    })
    .collect()
}

fn line(customer: &Customer, subscription: &Subscription) -> Line {
    let (product, publisher_sku) = subscription.product.ids;
    let usage = subscription.product.model == Model::Usage;
    Line {
        product: subscription.product.name,
        sku: if product.is_empty() {
            String::new()
        } else {
            format!("{product}:{publisher_sku}")
        },
        period: match subscription.cycle {
            Cycle::Yearly => "Yearly",
            Cycle::Monthly | Cycle::Once => "Monthly",
        },
        currency: customer.currency,
        // What is used is invoiced at its own amount; the plan is there once for each subscription.
        quantity: if usage { 1 } else { subscription.seats },
        price: if usage {
            Decimal::ZERO
        } else {
            subscription.price
        },
        cost: if usage {
            Decimal::ZERO
        } else {
            subscription.cost
        },
        usage,
    }
}

/// What can be wrong with the lines of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    Unbilled,
    UnderBilled,
    OverBilled,
    NegativeMargin,
    LowMargin,
    NoCustomer,
}

/// What is wrong with the customer of a place.
fn wrong(index: usize) -> Wrong {
    match index % ROUND {
        0 => Wrong::Unbilled,
        2 => Wrong::UnderBilled,
        4 => Wrong::OverBilled,
        5 => Wrong::NegativeMargin,
        7 => Wrong::NoCustomer,
        _ => Wrong::Nothing,
    }
}

/// The same in a typical world, where most of what is billed is right.
fn wrong_in_a_typical_one(index: usize) -> Wrong {
    match index % (2 * ROUND) {
        0 | 9 => Wrong::Unbilled,
        2 | 11 => Wrong::UnderBilled,
        4 if index < 4 * ROUND => Wrong::OverBilled,
        6 if index < 4 * ROUND => Wrong::LowMargin,
        12 if index < 2 * ROUND => Wrong::NegativeMargin,
        15 if index < 2 * ROUND => Wrong::NoCustomer,
        _ => Wrong::Nothing,
    }
}

/// Puts something wrong into the lines of a customer, and notes it. False where the PSA does not have the
/// customer at all.
fn plant(
    wrong: Wrong,
    name: &str,
    lines: &mut Vec<Line>,
    billed: &BTreeMap<&str, usize>,
    planted: &mut Vec<Planted>,
) -> bool {
    let mut note = |condition, product, seats| {
        planted.push(Planted {
            condition,
            customer: name.to_owned(),
            product,
            seats,
        });
    };
    // Only a product of which the customer has a single line says for sure what must be found.
    let alone = |line: &&Line| {
        !line.usage
            && line.quantity > 3
            && line.price > line.cost
            // What nobody else is billed for would be a product that the PSA does not know.
            && billed.get(line.product).is_some_and(|customers| *customers > 4)
            && lines
                .iter()
                .filter(|other| other.product == line.product)
                .count()
                == 1
    };
    let Some(product) = lines.iter().find(alone).map(|line| line.product) else {
        return true;
    };
    let Some(place) = lines.iter().position(|line| line.product == product) else {
        return true;
    };
    let Some(line) = lines.get_mut(place) else {
        return true;
    };
    let seats = line.quantity;
    match wrong {
        Wrong::Unbilled => {
            note("unbilled", Some(product), seats);
            lines.remove(place);
        }
        Wrong::UnderBilled => {
            let missing = (seats / 5).max(1);
            note("under_billed", Some(product), missing);
            line.quantity -= missing;
        }
        Wrong::OverBilled => {
            note("over_billed", Some(product), 3);
            line.quantity += 3;
        }
        Wrong::NegativeMargin => {
            note("negative_margin", Some(product), 0);
            line.price = underpriced(line);
        }
        Wrong::LowMargin => {
            note("below_margin", Some(product), 0);
            line.price = barely_priced(line);
        }
        Wrong::NoCustomer => {
            note("unmatched_customer", None, 0);
            return false;
        }
        Wrong::Nothing => {}
    }
    true
}

/// A price under the cost.
fn underpriced(line: &Line) -> Decimal {
    (line.cost * Decimal::new(8, 1)).round_dp(4)
}

/// A price just above the cost.
fn barely_priced(line: &Line) -> Decimal {
    (line.cost * Decimal::new(104, 2)).round_dp(4)
}

/// The PSA spells some customers in its own way.
fn name_in_psa(index: usize, name: &str) -> String {
    const FORMS: [&str; 6] = [" Pty Ltd", " Ltd", " LLC", " GmbH", " Inc", " Inc."];
    let form = FORMS.iter().find(|form| name.ends_with(**form));
    match (index % 3, form) {
        (1, Some(form)) => name.strip_suffix(form).unwrap_or(name).to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Distributor, WorldOptions};

    fn export() -> PsaExport {
        let options = WorldOptions {
            customers: 40,
            ..WorldOptions::default()
        };
        let worlds = [Distributor::Sherweb, Distributor::StreamOne]
            .map(|distributor| World::generate(distributor, &options));
        PsaExport::of(&worlds.each_ref())
    }

    #[test]
    fn the_export_is_the_same_every_time() {
        assert_eq!(export(), export());
    }

    #[test]
    fn every_kind_of_leak_is_planted() {
        let planted = export().planted;
        for condition in [
            "unbilled",
            "under_billed",
            "over_billed",
            "negative_margin",
            "unmatched_customer",
        ] {
            assert!(
                planted.iter().any(|leak| leak.condition == condition),
                "{condition}"
            );
        }
    }

    #[test]
    fn a_customer_that_is_not_in_the_psa_has_no_lines() {
        let export = export();
        let missing = |leak: &&Planted| leak.condition == "unmatched_customer";
        for leak in export.planted.iter().filter(missing) {
            let quoted = csv_text(&leak.customer);
            assert!(!export.clients.contains(&format!(",{quoted},")), "{quoted}");
        }
    }

    fn csv_text(text: &str) -> String {
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record([text, "x"]).unwrap();
        let line = String::from_utf8(file.into_inner().unwrap()).unwrap();
        line.trim_end().trim_end_matches(",x").to_owned()
    }
}
