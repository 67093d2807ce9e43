//! Puts Ingram's parts together.

use std::io;

use super::auth::Tokens;
use super::held::Held;
use super::ids;
use super::replies::Replies;
use super::routes::ROUTES;
use super::{IngramCredentials, IngramOptions, IngramVersion, ReportFiles};
use super::{catalog, customers, orders, plans, query, reports, subscriptions};
use crate::server::{Answer, Call, Core, Refusal, Route, RouteSpec, Running, Vendor};
use crate::{Distributor, Endpoint, World};

/// A simulated Ingram Micro Cloud Marketplace.
#[derive(Debug)]
pub struct Ingram {
    tokens: Tokens,
    replies: Replies,
    options: IngramOptions,
}

/// The names that faults, counts and overlays know Ingram's operations by; all paths are below the base path of
/// the credentials. Where no other distributor has the like, the name of something near is borrowed.
impl Ingram {
    /// `POST /token`.
    pub const TOKEN: Endpoint = Endpoint::Token;
    /// `GET /customers`.
    pub const CUSTOMERS: Endpoint = Endpoint::Customers;
    /// `GET /customers/{id}`.
    pub const CUSTOMER: Endpoint = Endpoint::Customer;
    /// `GET /subscriptions`.
    pub const SUBSCRIPTIONS: Endpoint = Endpoint::Subscriptions;
    /// `GET /subscriptions/{id}`.
    pub const SUBSCRIPTION: Endpoint = Endpoint::SubscriptionDetails;
    /// `GET /products`.
    pub const PRODUCTS: Endpoint = Endpoint::Products;
    /// `GET /orders`.
    pub const ORDERS: Endpoint = Endpoint::Orders;
    /// `GET /orders/{id}`.
    pub const ORDER: Endpoint = Endpoint::CustomerOrders;
    /// `GET /reports`.
    pub const REPORTS: Endpoint = Endpoint::Reports;
    /// `GET /reports/{id}`.
    pub const REPORT: Endpoint = Endpoint::ReportDefinition;
    /// The file that a report's `downloadUrl` names.
    pub const REPORT_FILE: Endpoint = Endpoint::ReportData;
    /// `GET /plans`.
    pub const PLANS: Endpoint = Endpoint::Catalog;
    /// `GET /plans/{id}`.
    pub const PLAN: Endpoint = Endpoint::CatalogPricing;
    /// `GET /resellers` and what is below it.
    pub const RESELLERS: Endpoint = Endpoint::PlatformConfigurations;

    /// The value of every free member that may hold anything, secrets too: nobody should keep it.
    pub const SECRET: &'static str = "keep-out-8c1f";
}

impl Ingram {
    /// Generates the data and starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Fails when no port can be bound or no thread started.
    pub async fn start(options: IngramOptions) -> io::Result<Running<IngramCredentials>> {
        let credentials = IngramCredentials::generate(&options);
        let vendor = Self {
            tokens: Tokens::new(credentials.clone(), &options),
            replies: Replies::new(&options),
            options: options.clone(),
        };
        // The world with all three states; its ids are turned into others.
        let world = World::generate(Distributor::StreamOne, &options.world);
        Running::start(vendor, credentials, options.server, world).await
    }

    /// The customer's id for one of the world.
    #[must_use]
    pub fn customer_id(customer: &str) -> String {
        ids::customer_id(customer)
    }

    /// The tenant that a customer of the world has at Microsoft.
    #[must_use]
    pub fn tenant_id(customer: &str) -> String {
        ids::uuid("tenant", customer)
    }

    /// The ids of the subscription and of the product in it that a subscription of the world is.
    #[must_use]
    pub fn ids(
        world: &World,
        options: &IngramOptions,
        subscription: &str,
    ) -> Option<(String, String)> {
        let held = Held::with(world, options, subscription)?;
        let mut bought = held.bought.iter();
        let bought = bought.find(|bought| bought.id == subscription)?;
        let sku = bought.product.sku;
        let product = ids::product_id(sku, held.terms.term, held.terms.billing);
        Some((held.id, product))
    }
}

/// Whether a call goes to the storage of files, which knows neither keys nor tokens.
fn is_storage(call: &Call) -> bool {
    !call.path.starts_with("/marketplace/")
}

impl Vendor for Ingram {
    const ROUTES: &'static [RouteSpec] = ROUTES;
    const EVERYWHERE: &'static [&'static str] = &[];

    fn failure(&self, status: u16, message: &str) -> Answer {
        self.replies.failure(status, message)
    }

    fn gate(&self, call: &Call, route: &Route) -> Result<(), Refusal> {
        if is_storage(call) {
            return Ok(());
        }
        if route.segment(0) != self.options.region {
            return Err(self.replies.not_found(call, "Resource"));
        }
        self.tokens.check_key(&self.replies, call)
    }

    fn authorize(&self, _core: &Core, call: &Call, route: &Route) -> Result<(), Refusal> {
        if is_storage(call) {
            // Whoever sends them there gives them away.
            for name in ["authorization", "x-subscription-key"] {
                if call.header(name).is_some() {
                    let reason = format!("'{name}' was sent to the storage of reports");
                    return Err(Refusal::violation(denied_by_storage(), reason));
                }
            }
        } else if route.spec.endpoint != Self::TOKEN {
            self.tokens.check(&self.replies, call)?;
        }
        route
            .check_query(call, &[])
            .map_err(|reason| self.replies.misuse(call, reason))
    }

    fn answer(&self, core: &Core, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let (endpoint, replies) = (route.spec.endpoint, &self.replies);
        if endpoint == Self::TOKEN {
            return self.tokens.exchange(replies, call);
        }
        query::check(replies, &self.options, call, endpoint)?;
        let world = core.world();
        if let Some(body) = world.overlays.answer(endpoint, route.segment(1)) {
            return Ok(replies.done(Answer::json(200, body.to_string())));
        }
        if endpoint == Self::REPORT_FILE {
            return self.file(&world, call, route);
        }
        self.body(&world, call, route)
    }

    fn expire_tokens(&self) {
        self.tokens.expire();
    }
}

impl Ingram {
    fn body(&self, world: &World, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let (options, endpoint) = (&self.options, route.spec.endpoint);
        let id = route.segment(1);
        let plans = options.version >= IngramVersion::V1_15;
        let (what, body) = match endpoint {
            Self::CUSTOMERS => ("", Some(customers::page(world, options, call))),
            Self::CUSTOMER => ("Customer", customers::one(world, options, id)),
            Self::SUBSCRIPTIONS => ("", Some(subscriptions::page(world, options, call))),
            Self::SUBSCRIPTION => {
                let held = Held::find(world, options, id);
                let body = held.map(|held| subscriptions::one(world, options, &held));
                ("Subscription", body)
            }
            Self::PRODUCTS => ("", Some(catalog::page(world, options, call))),
            Self::ORDERS => ("", Some(orders::page(world, options, call))),
            Self::ORDER => ("Order", orders::one(world, options, id)),
            Self::REPORTS => ("", Some(reports::page(world, options, call))),
            Self::REPORT => ("Report", reports::one(world, options, call, id)),
            Self::PLANS if plans => ("", Some(plans::page(world, options, call))),
            Self::PLAN if plans => ("Plan", plans::one(world, options, id)),
            Self::RESELLERS => {
                let message = "Access to the operation is forbidden.";
                return Err(Refusal::state(self.replies.error(call, 403, message)));
            }
            _ => ("Resource", None),
        };
        let body = body.ok_or_else(|| self.replies.not_found(call, what))?;
        Ok(self.replies.done(Answer::json(200, body)))
    }

    /// The file of a report, where its address leads to one.
    fn file(&self, world: &World, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let (options, replies) = (&self.options, &self.replies);
        let (storage, id) = (is_storage(call), route.segment(1));
        let report = match (storage, options.report_files) {
            (true, ReportFiles::Storage) => {
                reports::signed(world, options, route.segment(0), call.parameter("sig"))
                    .ok_or_else(|| Refusal::state(denied_by_storage()))?
            }
            (false, ReportFiles::OwnOrigin) => reports::find(world, options, id)
                .ok_or_else(|| replies.not_found(call, "Report"))?,
            _ => return Err(replies.not_found(call, "Resource")),
        };
        let (media_type, text) = report
            .text(world, options)
            .ok_or_else(|| replies.not_found(call, "File"))?;
        let answer = Answer::new(200, media_type, text);
        Ok(if storage {
            answer
        } else {
            replies.done(answer)
        })
    }
}

/// What the storage says to a wrong signature, and to a header of authorization beside a right one.
fn denied_by_storage() -> Answer {
    let body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code>\
        <Message>Server failed to authenticate the request.</Message></Error>";
    Answer::new(403, "application/xml", body)
}
