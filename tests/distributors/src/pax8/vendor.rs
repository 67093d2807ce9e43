//! Puts Pax8's parts together.

use std::io;

use bytes::Bytes;
use jiff::civil::Date;

use super::auth::Tokens;
use super::errors::{error, failure, misuse, not_found};
use super::held::Held;
use super::lists::{Row, paged};
use super::routes::ROUTES;
use super::{Pax8Credentials, Pax8Options};
use super::{catalog, companies, ids, invoices, pricing, query, subscriptions, usage};
use crate::server::{Answer, Call, Core, Refusal, Route, RouteSpec, Running, Vendor};
use crate::{Distributor, Endpoint, World};

/// A simulated Pax8.
#[derive(Debug)]
pub struct Pax8 {
    tokens: Tokens,
    options: Pax8Options,
}

/// The names that faults, counts and overlays know Pax8's operations by. Where no other distributor has
/// the like, the name of something near is borrowed.
impl Pax8 {
    /// `POST /v1/token`.
    pub const TOKEN: Endpoint = Endpoint::Token;
    /// `GET /v1/companies`.
    pub const COMPANIES: Endpoint = Endpoint::Customers;
    /// `GET /v1/subscriptions`.
    pub const SUBSCRIPTIONS: Endpoint = Endpoint::Subscriptions;
    /// `GET /v1/subscriptions/{id}`.
    pub const SUBSCRIPTION: Endpoint = Endpoint::SubscriptionDetails;
    /// `GET /v1/subscriptions/{id}/history`.
    pub const HISTORY: Endpoint = Endpoint::Orders;
    /// `GET /v1/subscriptions/{id}/usage-summaries`.
    pub const USAGE_SUMMARIES: Endpoint = Endpoint::MeterUsages;
    /// `GET /v1/usage-summaries/{id}/usage-lines`.
    pub const USAGE_LINES: Endpoint = Endpoint::SubscriptionMeters;
    /// `GET /v1/products`.
    pub const PRODUCTS: Endpoint = Endpoint::Products;
    /// `GET /v1/products/{id}`.
    pub const PRODUCT: Endpoint = Endpoint::Product;
    /// `GET /v1/products/{id}/pricing`.
    pub const PRICING: Endpoint = Endpoint::CatalogPricing;
    /// `GET /v1/products/{id}/dependencies`.
    pub const DEPENDENCIES: Endpoint = Endpoint::Catalog;
    /// `GET /v1/invoices`.
    pub const INVOICES: Endpoint = Endpoint::Reports;
    /// `GET /v1/invoices/{id}/items`.
    pub const INVOICE_ITEMS: Endpoint = Endpoint::PayableCharges;
    /// `GET /v1/invoices/draftItems`.
    pub const DRAFT_ITEMS: Endpoint = Endpoint::ReceivableCharges;
}

impl Pax8 {
    /// Generates the data and starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Fails when no port can be bound or no thread started.
    pub async fn start(options: Pax8Options) -> io::Result<Running<Pax8Credentials>> {
        let credentials = Pax8Credentials::generate(options.world.seed);
        let vendor = Self {
            tokens: Tokens::new(credentials.clone(), &options),
            options: options.clone(),
        };
        // The world with all three states; its ids are turned into others.
        let world = World::generate(Distributor::StreamOne, &options.world);
        Running::start(vendor, credentials, options.server, world).await
    }

    /// The company's id for a customer's id of the world.
    #[must_use]
    pub fn company_id(customer: &str) -> String {
        ids::company_id(customer)
    }

    /// The subscription's id for one of the world.
    #[must_use]
    pub fn subscription_id(subscription: &str) -> String {
        ids::subscription_id(subscription)
    }

    /// The product's id for a SKU of the world.
    #[must_use]
    pub fn product_id(sku: &str) -> String {
        ids::product_id(sku)
    }
}

impl Vendor for Pax8 {
    const ROUTES: &'static [RouteSpec] = ROUTES;
    const EVERYWHERE: &'static [&'static str] = &[];

    fn failure(&self, status: u16, message: &str) -> Answer {
        failure(status, message)
    }

    fn gate(&self, _call: &Call, _route: &Route) -> Result<(), Refusal> {
        Ok(())
    }

    fn authorize(&self, core: &Core, call: &Call, route: &Route) -> Result<(), Refusal> {
        if route.spec.endpoint != Self::TOKEN {
            self.tokens.check(call)?;
        }
        let reduced = query::without_unknown(call, route);
        let asked = reduced.as_ref().unwrap_or(call);
        route
            .check_query(asked, &[])
            .map_err(|reason| misuse(call, 400, reason))?;
        match reduced {
            // Pax8 ignores what the shared check would refuse, so such a call is answered before it.
            Some(reduced) => Err(Refusal::state(self.answer(core, &reduced, route)?)),
            None => Ok(()),
        }
    }

    fn answer(&self, core: &Core, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let endpoint = route.spec.endpoint;
        if endpoint == Self::TOKEN {
            return self.tokens.exchange(call);
        }
        query::check(call, endpoint, &self.options)?;
        if endpoint == Self::DRAFT_ITEMS && self.options.draft_timeout {
            return Err(Refusal::state(error(call, 408, "Request timeout")));
        }
        let world = core.world();
        if let Some(body) = world.overlays.answer(endpoint, route.segment(0)) {
            return Ok(Answer::new(200, "application/json", body.to_string()));
        }
        self.check_company(&world, call, endpoint)?;
        let body = self.body(&world, call, route)?;
        Ok(Answer::new(200, "application/json", body))
    }

    fn expire_tokens(&self) {
        self.tokens.expire();
    }
}

impl Pax8 {
    fn check_company(&self, world: &World, call: &Call, endpoint: Endpoint) -> Result<(), Refusal> {
        match call.parameter("companyId") {
            Some(company) if companies::find(world, company).is_none() => {
                // Refused by the subscriptions, not found by all others.
                let refused = error(call, 403, "Invalid companyId");
                Err(match endpoint {
                    Self::SUBSCRIPTIONS => Refusal::state(refused),
                    _ => not_found(call, "Company"),
                })
            }
            _ => Ok(()),
        }
    }

    fn body(&self, world: &World, call: &Call, route: &Route) -> Result<Bytes, Refusal> {
        let (options, endpoint) = (&self.options, route.spec.endpoint);
        let id = route.segment(0);
        let held = || Held::find(world, options, id).ok_or_else(|| not_found(call, "Subscription"));
        let product = || catalog::find(id).ok_or_else(|| not_found(call, "Product"));
        let rows: Vec<Row> = match endpoint {
            Self::COMPANIES => companies::rows(world, options),
            Self::SUBSCRIPTIONS => subscriptions::rows(world, options),
            Self::SUBSCRIPTION => return Ok(subscriptions::one(world, options, &held()?)),
            Self::HISTORY => return Ok(subscriptions::history(world, options, &held()?)),
            Self::USAGE_SUMMARIES => usage::summaries(world, options, &held()?),
            Self::USAGE_LINES => {
                let (held, meter) = usage::find(world, options, id)
                    .ok_or_else(|| not_found(call, "Usage summary"))?;
                let day = call.parameter("usageDate").and_then(|day| day.parse().ok());
                let day = day.unwrap_or(Date::MAX);
                usage::lines(world, options, &held, &meter, day)
            }
            Self::PRODUCTS => catalog::rows(options),
            Self::PRODUCT => return Ok(catalog::one(world, options, product()?)),
            Self::PRICING => {
                let company = call.parameter("companyId");
                return Ok(pricing::pricing(world, options, product()?, company));
            }
            Self::DEPENDENCIES => return Ok(catalog::dependencies(world, options, product()?)),
            Self::INVOICES => invoices::rows(world, options, call.parameter("companyId")),
            Self::INVOICE_ITEMS => invoices::all(world, options)
                .iter()
                .find(|invoice| invoice.id == id)
                .ok_or_else(|| not_found(call, "Invoice"))?
                .items(world, options),
            _ => {
                let offset = if call.parameter("monthOffset") == Some("0") {
                    0
                } else {
                    1
                };
                invoices::draft(world, options, offset)
            }
        };
        Ok(paged(world, options, call, endpoint, id, rows))
    }
}
