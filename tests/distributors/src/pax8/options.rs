//! How Pax8 is simulated. What the vendor does not document, or documents in two ways, is a choice here.

use std::time::Duration;

use crate::random::Random;
use crate::{ServerOptions, WorldOptions};

/// The name of a subscription's commitment: the document and the wire differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommitmentName {
    /// `commitment`, as clients met it.
    #[default]
    Commitment,
    /// `commitmentTerm`, as the document has it.
    CommitmentTerm,
}

/// What `price` of a subscription is: the document and the vendor's own client differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubscriptionPrice {
    /// What the customer pays, as the document says.
    #[default]
    Customer,
    /// What the partner pays, as the vendor's own client says.
    Partner,
}

/// How moments are spelled; `billingStart` is always a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateSpelling {
    /// All of the others, by field and row.
    #[default]
    Mixed,
    /// `2020-12-03`.
    Day,
    /// `2021-01-01T08:30:00Z`.
    Seconds,
    /// `2026-10-01T07:00:00.000Z`.
    Milliseconds,
    /// `2020-12-01T13:20:13.153-0700`, the offset without a colon.
    BareOffset,
}

/// What the last day of a range means where the document does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LastDay {
    /// It belongs to the range.
    #[default]
    Included,
    /// It is the first day after the range.
    FirstAfter,
}

/// What is answered to a `size` over 200: the document states the maximum, not the consequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Oversize {
    /// 400, and a violation.
    #[default]
    Refused,
    /// A page of the maximum.
    Clamped,
}

/// How `vendorSku` of Microsoft's products is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VendorSku {
    /// All of the others, by product.
    #[default]
    Mixed,
    /// JSON in a text, with `skuId` as a number or as text, and `segment` or `segmentName`.
    Json,
    /// `CFQ7TTC0LH18:0001`.
    Pair,
    /// A GUID, as in the document's example.
    Guid,
}

/// How Pax8 is simulated.
#[derive(Debug, Clone)]
pub struct Pax8Options {
    /// The data. Irregular data brings all states, add-ons, credits, fees and unlinked companies.
    pub world: WorldOptions,
    /// The server.
    pub server: ServerOptions,
    /// How long an access token lives.
    pub token_life: Duration,
    /// Whether a form is accepted as a token request; nothing documents it.
    pub form_tokens: bool,
    /// Whether the token's answer has `expires_at` and `scope`, as newer pages show.
    pub token_extras: bool,
    /// The name of a subscription's commitment.
    pub commitment: CommitmentName,
    /// Whether two years are written `24-Month` instead of `2-Year` in a commitment.
    pub two_years_in_months: bool,
    /// Whether `endDate` of a commitment is its last day or the one after it.
    pub commitment_end: LastDay,
    /// Whether the list of subscriptions has `vendorSubscriptionId`; one subscription always has it.
    pub vendor_subscription_id_in_list: bool,
    /// Whether subscriptions have `partnerCost`; no published example has it.
    pub partner_cost: bool,
    /// What `price` of a subscription is.
    pub price: SubscriptionPrice,
    /// How moments are spelled.
    pub dates: DateSpelling,
    /// Whether each page of subscriptions without `sort` is a slice of another order; none is promised.
    pub unsorted_moves: bool,
    /// What is answered to a `size` over 200.
    pub oversize: Oversize,
    /// The most rows of any page, at most 200; a greater wish is cut down to it.
    pub max_page: usize,
    /// The ISO 4217 code that the account is billed in.
    pub currency: String,
    /// Among how many partners (the account and its children) the companies are spread; each has an invoice a month.
    pub invoices_a_month: usize,
    /// How many months before the current one have invoices.
    pub invoice_months: i32,
    /// The day of the month from which its invoices are shown.
    pub invoice_day: i8,
    /// Whether last month has an invoice that was credited and replaced, and the month before a void one.
    pub corrections: bool,
    /// Whether the credit of that invoice is a line of this month's.
    pub credit_memo: bool,
    /// Whether items of invoices have an `id`; the examples have none, the document has one.
    pub item_ids: bool,
    /// Whether `endPeriod` of an item is its last day or the one after it; the examples have both.
    pub period_end: LastDay,
    /// The sales tax in percent.
    pub tax_percent: i64,
    /// Whether `total` of an invoice has the tax of its items in it.
    pub tax_in_total: bool,
    /// Whether the partner has own prices; where it has none, what the customer pays is what the partner pays.
    pub own_prices: bool,
    /// Whether draft items time out (408).
    pub draft_timeout: bool,
    /// Whether the first meter of each usage subscription is not linked to a company.
    pub unlinked_usage: bool,
    /// Whether the vendors correct the first half of a month downwards on its 20th.
    pub usage_shrinks: bool,
    /// How `vendorSku` of Microsoft's products is spelled.
    pub vendor_sku: VendorSku,
}

impl Default for Pax8Options {
    fn default() -> Self {
        Self {
            world: WorldOptions::default(),
            server: ServerOptions::default(),
            token_life: Duration::from_secs(86_400),
            form_tokens: false,
            token_extras: false,
            commitment: CommitmentName::default(),
            two_years_in_months: false,
            commitment_end: LastDay::default(),
            vendor_subscription_id_in_list: true,
            partner_cost: false,
            price: SubscriptionPrice::default(),
            dates: DateSpelling::default(),
            unsorted_moves: false,
            oversize: Oversize::default(),
            max_page: 200,
            currency: "USD".to_owned(),
            invoices_a_month: 2,
            invoice_months: 3,
            invoice_day: 5,
            corrections: true,
            credit_memo: false,
            item_ids: true,
            period_end: LastDay::default(),
            tax_percent: 8,
            tax_in_total: false,
            own_prices: true,
            draft_timeout: false,
            unlinked_usage: false,
            usage_shrinks: false,
            vendor_sku: VendorSku::default(),
        }
    }
}

/// What the Pax8 app shows when a key is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pax8Credentials {
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The audience of the partner interface; the older `api://p8p.client` is accepted too.
    pub audience: &'static str,
}

impl Pax8Credentials {
    pub(super) fn generate(seed: u64) -> Self {
        let mut random = Random::new(seed, &[50]);
        Self {
            client_id: random.letters(32),
            client_secret: random.letters(64),
            audience: "https://api.pax8.com",
        }
    }
}
