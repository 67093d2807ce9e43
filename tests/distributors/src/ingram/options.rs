//! How Ingram is simulated.

use std::time::Duration;

use super::choices::{
    AmountSpelling, CostsShown, EmptyLists, ErrorBody, GatewayBody, IngramVersion, ListOrder,
    MomentSpelling, MpnSpelling, OverLimit, QuantitySpelling, Refused, ReportFiles, TokenBody,
    Totals,
};
use crate::random::Random;
use crate::{LastDay, ServerOptions, WorldOptions};

/// How Ingram is simulated. What the vendor does not document, or documents in two ways, is a choice here.
#[derive(Debug, Clone)]
pub struct IngramOptions {
    /// The data. Irregular data brings all states, trials, empty members and odd periods.
    pub world: WorldOptions,
    /// The server. No limit is published; [`crate::RateLimit`] says how many requests a key admits and how the
    /// refusal states the wait.
    pub server: ServerOptions,
    /// Which version's members are on the wire.
    pub version: IngramVersion,
    /// The region in the path.
    pub region: String,
    /// The code of the reseller's marketplace, which the token request names.
    pub marketplace: String,
    /// How long an access token lives.
    pub token_life: Duration,
    /// Whether a token takes a body.
    pub token_body: TokenBody,
    /// The status of a refused token request.
    pub token_refusal: Refused,
    /// The status of a call whose token is missing or has expired.
    pub call_refusal: Refused,
    /// Whether a new token ends the life of those before it.
    pub one_token: bool,
    /// The members of an error body.
    pub errors: ErrorBody,
    /// The body of a refusal by the gateway.
    pub gateway: GatewayBody,
    /// Which lists state where they are and how long they are.
    pub totals: Totals,
    /// How a list without rows is written.
    pub empty_lists: EmptyLists,
    /// The most rows of a page; none is documented.
    pub most_rows: Option<usize>,
    /// What is answered to a `limit` over that.
    pub over_limit: OverLimit,
    /// The order of lists.
    pub order: ListOrder,
    /// Whether the days and moments that a filter names are themselves left out ("after specified date").
    pub exclusive_filters: bool,
    /// How the moments of orders are spelled.
    pub moments: MomentSpelling,
    /// How quantities are spelled.
    pub quantities: QuantitySpelling,
    /// How amounts are spelled.
    pub amounts: AmountSpelling,
    /// Whether `expirationDate` is the last day of a term or the one after it.
    pub expiration: LastDay,
    /// Whether subscriptions of one offer, customer, term and cycle are products of one subscription.
    pub bundles: bool,
    /// Whether some subscriptions list a product that was not bought, with a quantity of 0.
    pub unbought: bool,
    /// Whether products of a subscription have an `id` in version 1.1, which requires it and does not describe it.
    pub item_ids: bool,
    /// Whether the reseller sees what it pays for a product of a subscription.
    pub costs: CostsShown,
    /// Whether it sees what the distributor pays.
    pub provider_costs: bool,
    /// The ISO 4217 code of all costs, where it is not that of the prices beside them.
    pub cost_currency: Option<String>,
    /// The ISO 4217 code of the catalogue.
    pub currency: String,
    /// How the part number of Microsoft's products is spelled.
    pub mpn: MpnSpelling,
    /// Whether the first customer is the reseller itself: it has subscriptions and is not listed.
    pub own_account: bool,
    /// How many months before the current one have reports; reports exist only where somebody configured them.
    pub report_months: i32,
    /// In which formats each month's report exists. The files of `csv` and `json` are simulated.
    pub report_formats: Vec<&'static str>,
    /// Where the files of reports are.
    pub report_files: ReportFiles,
    /// Whether some amounts of a report read `$1,234.50` or `(12.00)`.
    pub dressed_amounts: bool,
}

impl Default for IngramOptions {
    fn default() -> Self {
        Self {
            world: WorldOptions::default(),
            server: ServerOptions::default(),
            version: IngramVersion::default(),
            region: "eu".to_owned(),
            marketplace: "se".to_owned(),
            token_life: Duration::from_secs(1_500),
            token_body: TokenBody::default(),
            token_refusal: Refused::default(),
            call_refusal: Refused::default(),
            one_token: false,
            errors: ErrorBody::default(),
            gateway: GatewayBody::default(),
            totals: Totals::default(),
            empty_lists: EmptyLists::default(),
            most_rows: None,
            over_limit: OverLimit::default(),
            order: ListOrder::default(),
            exclusive_filters: false,
            moments: MomentSpelling::default(),
            quantities: QuantitySpelling::default(),
            amounts: AmountSpelling::default(),
            expiration: LastDay::default(),
            bundles: true,
            unbought: true,
            item_ids: true,
            costs: CostsShown::default(),
            provider_costs: false,
            cost_currency: None,
            currency: "EUR".to_owned(),
            mpn: MpnSpelling::default(),
            own_account: false,
            report_months: 3,
            report_formats: vec!["csv", "json", "xlsx"],
            report_files: ReportFiles::default(),
            dressed_amounts: true,
        }
    }
}

/// What the menu "Marketplace API" of the control panel shows, with what the operator knows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngramCredentials {
    /// What the base URL has after the host: `/marketplace/eu`.
    pub base_path: String,
    /// The user name.
    pub username: String,
    /// The password; it has a colon in it.
    pub password: String,
    /// The subscription key of the gateway.
    pub subscription_key: String,
    /// The code of the marketplace.
    pub marketplace: String,
}

impl IngramCredentials {
    pub(super) fn generate(options: &IngramOptions) -> Self {
        let mut random = Random::new(options.world.seed, &[60]);
        Self {
            base_path: format!("/marketplace/{}", options.region),
            username: format!("cmpapi_{}@northwind.example", random.below(10_000)),
            // Only the first colon of user and password parts them.
            password: format!("{}:{}", random.letters(12), random.letters(6)),
            subscription_key: random.uuid().replace('-', ""),
            marketplace: options.marketplace.clone(),
        }
    }
}
