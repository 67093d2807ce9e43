//! The lines of a billing report as charges.

use csv::{ReaderBuilder, StringRecord};
use seatwise_plugin::sheet::Style;
use seatwise_plugin::types::{
    Charge, ChargeDirection, ChargeKind, Date, Decimal, RejectedRow, Rows,
};
use seatwise_plugin::{Failure, FailureKind, Page, json};

use crate::answer::clip_bytes;
use crate::charge_kind::charge_kind;
use crate::columns::{Columns, Heading, Positions};
use crate::fields::Extra;
use crate::reports::Month;
use crate::terms::term;

/// A report of at most so many lines goes into one page, because every page costs a new report.
const SINGLE_PAGE: usize = 10_000;
/// The lines of a page of a longer report.
const PAGE_LINES: usize = 5_000;
/// The text of a page, well below the 8 MiB that a page may have with its fixed parts.
const PAGE_BYTES: usize = 5 * 1024 * 1024;
/// What a charge takes besides its text, roughly, in bytes.
const FIXED_BYTES: usize = 256;

/// What is asked of the report.
#[derive(Debug)]
pub(crate) struct Statement {
    /// Which of the two amounts of a line.
    pub(crate) direction: ChargeDirection,
    /// The billing period.
    pub(crate) month: Month,
    /// The report's currency, for headings that name none.
    pub(crate) currency: Option<String>,
}

/// A page without charges.
pub(crate) fn empty_page() -> Page {
    Page {
        total: Some(0),
        ..Page::complete(Rows::Charges(Vec::new()))
    }
}

/// Reads the lines from `skip` on; with the number of the line that the next page starts with.
pub(crate) fn page(
    text: &str,
    skip: usize,
    statement: &Statement,
) -> Result<(Page, Option<usize>), Failure> {
    let lines = count_lines(text);
    let most = if lines <= SINGLE_PAGE {
        SINGLE_PAGE
    } else {
        PAGE_LINES
    };
    let mut reader = reader(text);
    let headings: Vec<Heading> = reader
        .headers()
        .map_err(unreadable)?
        .iter()
        .map(Heading::parse)
        .collect();
    let mut layout = Layout::new(headings, statement)?;
    layout.learn(text);
    let (mut charges, mut rejected, mut bytes, mut at) = (Vec::new(), Vec::new(), 0, 0);
    let mut cells = 0;
    let mut line = StringRecord::new();
    while reader.read_record(&mut line).map_err(unreadable)? {
        at += 1;
        cells = line.len();
        if at <= skip {
            continue;
        }
        match layout.charge(&line, statement) {
            Ok(charge) => charges.push(charge),
            Err(reason) => rejected.push(layout.rejected(&line, reason)),
        }
        // The headings come back in every row's `extra`.
        bytes += line.as_slice().len() * 2 + layout.heading_bytes + FIXED_BYTES;
        if at - skip >= most || bytes >= PAGE_BYTES {
            break;
        }
    }
    let next = (at < lines).then_some(at);
    // A text that ends within a line has lost the lines behind it.
    let cut = next.is_none() && !text.ends_with('\n') && at > 0 && cells < layout.headings.len();
    let page = Page {
        incomplete: cut.then(|| "the report ends within a line".to_owned()),
        total: Some(lines as u64),
        rejected,
        ..Page::complete(Rows::Charges(charges))
    };
    Ok((page, next))
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn count_lines(text: &str) -> usize {
    let mut line = csv::ByteRecord::new();
    let mut reader = reader(text);
    let mut lines = 0;
    while reader.read_byte_record(&mut line).unwrap_or(false) {
        lines += 1;
    }
    lines
}

fn unreadable(error: csv::Error) -> Failure {
    Failure::new(
        FailureKind::Malformed,
        format!("the report cannot be read as CSV: {error}"),
    )
}

/// Which column holds what.
struct Layout {
    headings: Vec<Heading>,
    columns: Columns,
    /// For each column whether a field of the charge shows it.
    shown: Vec<bool>,
    amount: usize,
    currency: Option<String>,
    heading_bytes: usize,
    /// How the whole report spells days and numbers.
    style: Style,
}

impl Layout {
    fn new(headings: Vec<Heading>, statement: &Statement) -> Result<Self, Failure> {
        let columns = Columns::of(&headings);
        let (wanted, name) = match statement.direction {
            ChargeDirection::Payable => (&columns.seller_cost, "Seller Cost"),
            ChargeDirection::Receivable => (&columns.customer_cost, "Customer Cost"),
        };
        let amount = wanted.first().ok_or_else(|| {
            let message = format!("the billing report has no column {name}; add it to the report in the StreamOne Ion portal");
            Failure::new(FailureKind::Unavailable, message)
        })?;
        // What a field shows word for word; the rest is kept in `extra` as it came.
        let verbatim = [
            &columns.customer_id,
            &columns.customer_name,
            &columns.subscription_id,
            &columns.product_id,
            &columns.product_name,
            &columns.charge_name,
            &columns.invoice_number,
            wanted,
        ];
        let mut shown = vec![false; headings.len()];
        for index in verbatim.iter().filter_map(|positions| positions.first()) {
            shown[index] = true;
        }
        let currency = headings[amount]
            .currency
            .clone()
            .or_else(|| statement.currency.clone());
        let heading_bytes = headings.iter().map(|heading| heading.text.len() + 6).sum();
        Ok(Self {
            headings,
            columns,
            shown,
            amount,
            currency,
            heading_bytes,
            style: Style::default(),
        })
    }

    /// Looks at all lines of the report for what shows the order of days and the decimal mark.
    fn learn(&mut self, text: &str) {
        let columns = &self.columns;
        let mut style = Style::default();
        let mut line = StringRecord::new();
        let mut reader = reader(text);
        while reader.read_record(&mut line).unwrap_or(false) {
            for day in [
                &columns.charge_from,
                &columns.charge_to,
                &columns.invoice_date,
            ] {
                day.text(&line)
                    .into_iter()
                    .for_each(|cell| style.learn_day(cell));
            }
            let amount = line.get(self.amount).filter(|cell| !cell.trim().is_empty());
            let quantities = [&columns.seats, &columns.usage];
            let quantities = quantities.iter().filter_map(|column| column.text(&line));
            quantities
                .chain(amount)
                .for_each(|cell| style.learn_number(cell));
        }
        self.style = style;
    }

    fn rejected(&self, line: &StringRecord, reason: String) -> RejectedRow {
        let text = |positions: &Positions| positions.text(line).map(str::to_owned);
        let product_id = text(&self.columns.product_id);
        let source = self.as_json(line, |_| true).unwrap_or_default();
        RejectedRow {
            customer_id: text(&self.columns.customer_id),
            customer_name: text(&self.columns.customer_name),
            subscription_id: text(&self.columns.subscription_id),
            sku: sku(product_id.as_deref(), self.columns.sku_id.text(line)),
            product_name: text(&self.columns.product_name),
            ..RejectedRow::new(reason, clip_bytes(&source))
        }
    }

    fn charge(&self, line: &StringRecord, statement: &Statement) -> Result<Charge, String> {
        let columns = &self.columns;
        let text = |positions: &Positions| positions.text(line).map(str::to_owned);
        if self.is_total(line) {
            return Err("the line looks like the total of others".to_owned());
        }
        let amount = self.number(
            line.get(self.amount).unwrap_or_default(),
            &self.headings[self.amount].text,
        )?;
        let kind = charge_kind(
            columns.charge_type.text(line),
            columns.usage_type.text(line),
            amount,
        );
        let product_id = text(&columns.product_id);
        let day = |date: jiff::civil::Date| Some(json::days_since_epoch(date));
        Ok(Charge {
            direction: statement.direction,
            customer_id: text(&columns.customer_id),
            customer_name: text(&columns.customer_name),
            subscription_id: text(&columns.subscription_id),
            charge_id: None,
            sku: sku(product_id.as_deref(), columns.sku_id.text(line)),
            product_id,
            product_name: text(&columns.product_name),
            charge_name: text(&columns.charge_name),
            billing_cycle: columns.billing_cycle.text(line).map(term),
            billing_period_from: day(statement.month.first),
            billing_period_to: day(statement.month.last),
            charge_from: self.date(&columns.charge_from, line)?,
            charge_to: self.date(&columns.charge_to, line)?,
            quantity: self.quantity(line, &kind)?,
            kind,
            list_price: None,
            unit_price: None,
            prorated_unit_price: None,
            amount,
            currency: self.currency.clone(),
            billed: columns
                .invoice_number
                .first()
                .map(|_| columns.invoice_number.text(line).is_some()),
            invoice_number: text(&columns.invoice_number),
            invoice_date: self.date(&columns.invoice_date, line)?,
            extra: self.as_json(line, |index| !self.shown[index]),
        })
    }

    /// Seats for what is bought, the quantity used for what is consumed.
    fn quantity(&self, line: &StringRecord, kind: &ChargeKind) -> Result<Option<Decimal>, String> {
        let (seats, usage) = (&self.columns.seats, &self.columns.usage);
        let order = if *kind == ChargeKind::Usage {
            [usage, seats]
        } else {
            [seats, usage]
        };
        let mut zero = None;
        for positions in order {
            match self.number(positions.text(line).unwrap_or_default(), "the quantity")? {
                Some(quantity) if quantity.is_zero() => zero = Some(quantity),
                Some(quantity) => return Ok(Some(quantity)),
                None => {}
            }
        }
        Ok(zero)
    }

    fn number(&self, cell: &str, name: &str) -> Result<Option<Decimal>, String> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        let number = self.style.number(cell);
        number.map(Some).map_err(|error| format!("{name} {error}"))
    }

    /// A day. A bill whose days cannot be read cannot be set against a month, so its line is refused.
    fn date(&self, positions: &Positions, line: &StringRecord) -> Result<Option<Date>, String> {
        let Some(cell) = positions.text(line).filter(|cell| !is_no_day(cell)) else {
            return Ok(None);
        };
        let heading = positions
            .first()
            .map_or("the day", |index| self.headings[index].text.as_str());
        let day = self.style.date(cell);
        day.map(Some).map_err(|error| format!("{heading} {error}"))
    }

    /// Whether a line sums up others; counted as a charge it would double the bill.
    fn is_total(&self, line: &StringRecord) -> bool {
        let first = line
            .iter()
            .map(str::trim)
            .find(|cell| !cell.is_empty())
            .unwrap_or_default();
        let columns = &self.columns;
        let names_nothing = [
            &columns.subscription_id,
            &columns.product_id,
            &columns.product_name,
            &columns.customer_id,
        ]
        .iter()
        .all(|positions| positions.text(line).is_none());
        names_nothing
            && matches!(
                first.to_ascii_lowercase().as_str(),
                "total" | "grand total" | "totals" | "sum"
            )
    }

    /// The cells that are not blank as a JSON object, by their headings.
    fn as_json(&self, line: &StringRecord, wanted: impl Fn(usize) -> bool) -> Option<String> {
        let mut object = Extra::default();
        for (index, (heading, cell)) in self.headings.iter().zip(line).enumerate() {
            if wanted(index) && !cell.trim().is_empty() {
                object.push_text(&heading.text, cell);
            }
        }
        object.take()
    }
}

/// What stands where there is no day, in this vendor's platform and in reports.
fn is_no_day(cell: &str) -> bool {
    let word = cell.to_ascii_lowercase();
    matches!(word.as_str(), "-" | "n/a" | "null" | "none") || cell.starts_with("0001-01-01")
}

/// `CFQ7TTC0LH18:0001`: Microsoft's SKU numbers mean nothing without the product.
fn sku(product: Option<&str>, sku: Option<&str>) -> Option<String> {
    match (product, sku) {
        (Some(product), Some(sku)) if !sku.contains(':') && sku != product => {
            Some(format!("{product}:{sku}"))
        }
        (product, sku) => sku.or(product).map(str::to_owned),
    }
}
