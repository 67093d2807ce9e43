//! Invoices: one for each partner and month, and those that were corrected.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Pax8Options;
use super::amounts::number;
use super::charges::{Charge, of_month, own};
use super::dates::{days_later, month_later};
use super::ids::{hash, id_of};
use super::items::{item, tax};
use super::lists::Row;
use crate::World;

/// What became of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// Wrong, and credited in full.
    Credited,
    /// What came instead.
    Replacement,
    Void,
}

/// One invoice.
pub(super) struct Invoice {
    pub(super) id: String,
    /// The first of its month.
    month: Date,
    /// The place of the partner: the account itself, then its children.
    partner: usize,
    kind: Kind,
}

/// All invoices that are shown, the newest first.
pub(super) fn all(world: &World, options: &Pax8Options) -> Vec<Invoice> {
    let current = world.today.first_of_month();
    let newest = i32::from(world.today.day() < options.invoice_day);
    let mut invoices = Vec::new();
    for back in newest..=options.invoice_months {
        let month = month_later(current, -back);
        for partner in 0..options.invoices_a_month.max(1) {
            let kinds: &[Kind] = match (partner, back) {
                (0, 1) if options.corrections => &[Kind::Credited, Kind::Replacement],
                (0, 2) if options.corrections => &[Kind::Void, Kind::Plain],
                _ => &[Kind::Plain],
            };
            invoices.extend(kinds.iter().map(|kind| Invoice {
                id: id_of("invoice", &format!("{month}/{partner}/{kind:?}")),
                month,
                partner,
                kind: *kind,
            }));
        }
    }
    invoices
}

/// The partner that a customer belongs to.
fn partner(customer: &str, options: &Pax8Options) -> usize {
    let partners = options.invoices_a_month.max(1);
    match customer {
        // What belongs to no company is the account's own.
        "" => 0,
        _ => usize::try_from(hash(customer) / 3 % partners as u64).unwrap_or(0),
    }
}

impl Invoice {
    fn charges(&self, world: &World, options: &Pax8Options) -> Vec<Charge> {
        let mut charges = of_month(world, options, self.month, false);
        charges.retain(|charge| partner(&charge.customer, options) == self.partner);
        if self.partner == 0 && options.world.irregular {
            let credit = Decimal::new(-500, 2);
            let kind = "payment-credit";
            charges.push(own(kind, "One-time", self.month, credit, Decimal::ZERO));
        }
        if self.kind == Kind::Credited {
            // What was wrong with it.
            charges.pop();
        }
        if options.credit_memo
            && self.partner == 0
            && self.month == world.today.first_of_month()
            && let Some(credited) = all(world, options)
                .iter()
                .find(|invoice| invoice.kind == Kind::Credited)
        {
            let wrong = credited.charges(world, options);
            let cost = -wrong
                .iter()
                .map(|charge| charge.cost_total)
                .sum::<Decimal>();
            let price = -wrong
                .iter()
                .map(|charge| charge.price_total)
                .sum::<Decimal>();
            charges.push(own("invoice-credit", "One-time", self.month, cost, price));
        }
        charges
    }

    fn status(&self, world: &World, total: Decimal) -> &'static str {
        match (self.kind, self.partner) {
            (Kind::Credited, _) => "Credited",
            (Kind::Void, _) => "Void",
            _ if total.is_zero() => "Nothing Due",
            (Kind::Replacement, _) => "Unpaid",
            _ if self.month == world.today.first_of_month() => "Unpaid",
            (Kind::Plain, 0) => "Paid",
            (Kind::Plain, _) => "Carried",
        }
    }

    fn row(&self, world: &World, options: &Pax8Options, charges: &[Charge]) -> Value {
        let mut total: Decimal = charges.iter().map(|charge| charge.cost_total).sum();
        if options.tax_in_total {
            total += charges
                .iter()
                .map(|charge| tax(charge, options))
                .sum::<Decimal>();
        }
        let status = self.status(world, total);
        let balance = match status {
            "Unpaid" | "Carried" => total,
            _ => Decimal::ZERO,
        };
        let partner = match self.partner {
            0 => world.provider.to_owned(),
            child => format!("{} - Branch {child}", world.provider),
        };
        json!({
            "id": self.id,
            "total": number(total),
            "currencyCode": options.currency,
            "balance": number(balance),
            "carriedBalance": 0,
            "status": status,
            "invoiceDate": self.month.to_string(),
            "dueDate": days_later(self.month, 14).to_string(),
            "partnerName": partner,
        })
    }

    /// The lines of the invoice.
    pub(super) fn items(&self, world: &World, options: &Pax8Options) -> Vec<Row> {
        self.charges(world, options)
            .iter()
            .map(|charge| item(charge, options, Some(&self.id)))
            .collect()
    }
}

/// All invoices, or those with a line for a company.
pub(super) fn rows(world: &World, options: &Pax8Options, company: Option<&str>) -> Vec<Row> {
    all(world, options)
        .iter()
        .filter_map(|invoice| {
            let charges = invoice.charges(world, options);
            let mut row = invoice.row(world, options, &charges);
            if let (Some(company), Some(members)) = (company, row.as_object_mut()) {
                let named =
                    |charge: &Charge| charge.company.as_ref().is_some_and(|(id, _)| id == company);
                if !charges.iter().any(named) {
                    return None;
                }
                members.insert("companyId".to_owned(), company.into());
            }
            Some(Row::new(row))
        })
        .collect()
}

/// What the invoices of this month or the next would charge as things are.
pub(super) fn draft(world: &World, options: &Pax8Options, offset: i32) -> Vec<Row> {
    of_month(world, options, month_later(world.today, offset), true)
        .iter()
        .map(|charge| item(charge, options, None))
        .collect()
}
