//! Puts StreamOne Ion's parts together.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use super::auth::{Chain, StreamOneCredentials};
use super::errors::{failure, not_found};
use super::paging::{Page, PageRules};
use super::routes::ROUTES;
use super::{Report, StreamOneFeatures, StreamOneOptions};
use super::{customers, details, orders, products, reports, subscriptions};
use crate::random::Random;
use crate::server::{Answer, Call, Core, Refusal, Route, RouteSpec, Running, Vendor};
use crate::{Distributor, Endpoint, World};

/// The most rows of a page of subscriptions where no limit is asked for.
const DEFAULT_LIMIT: usize = 100;

/// A simulated StreamOne Ion.
pub struct StreamOne {
    chain: Arc<Chain>,
    account: String,
    features: StreamOneFeatures,
    pages: PageRules,
}

impl StreamOne {
    /// Generates the data and starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Fails when no port can be bound or no thread started.
    pub async fn start(options: StreamOneOptions) -> io::Result<Running<StreamOneCredentials>> {
        let seed = options.world.seed;
        let now = options.server.clock.now();
        let chain = Chain::new(
            seed,
            now,
            options.token_life,
            options.refresh_life,
            options.client,
        );
        let chain = Arc::new(chain);
        let account = Random::new(seed, &[21]).between(10_000, 99_999).to_string();
        let credentials = StreamOneCredentials::new(account.clone(), Arc::clone(&chain));
        let pages = PageRules {
            short_pages: options.short_pages,
            max: options.max_page.max(1),
            refuse_over: options.refuse_pages_over,
        };
        let vendor = Self {
            chain,
            account,
            features: options.features,
            pages,
        };
        let world = World::generate(Distributor::StreamOne, &options.world);
        Running::start(vendor, credentials, options.server, world).await
    }

    fn report(&self, id: &str) -> Result<&Report, Refusal> {
        self.features
            .reports
            .iter()
            .find(|report| report.id == id)
            .ok_or_else(|| not_found("report"))
    }

    fn reports_refused(&self, endpoint: Endpoint) -> Result<(), Refusal> {
        let report = matches!(
            endpoint,
            Endpoint::Reports | Endpoint::ReportDefinition | Endpoint::ReportData
        );
        match self.features.reports_refused {
            Some(status) if report => {
                Err(Refusal::state(failure(status, "reports are not available")))
            }
            _ => Ok(()),
        }
    }
}

impl Vendor for StreamOne {
    const ROUTES: &'static [RouteSpec] = ROUTES;
    const EVERYWHERE: &'static [&'static str] = &[];

    fn failure(&self, status: u16, message: &str) -> Answer {
        failure(status, message)
    }

    fn gate(&self, _call: &Call, _route: &Route) -> Result<(), Refusal> {
        Ok(())
    }

    fn authorize(&self, _core: &Core, call: &Call, route: &Route) -> Result<(), Refusal> {
        if matches!(
            route.spec.endpoint,
            Endpoint::Token | Endpoint::ValidateAccess
        ) {
            return Ok(());
        }
        self.chain.check(call)?;
        if route.segment(0) != self.account {
            let message = format!("no access to account {}", route.segment(0));
            return Err(Refusal::state(failure(403, &message)));
        }
        Ok(())
    }

    fn answer(&self, core: &Core, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let endpoint = route.spec.endpoint;
        self.reports_refused(endpoint)?;
        match endpoint {
            Endpoint::Token => return self.chain.exchange(call),
            Endpoint::ValidateAccess => return self.chain.validate(call),
            _ => {}
        }
        if let Some(body) = core.world().overlays.answer(endpoint, route.segment(1)) {
            return Ok(Answer::json(200, body.to_string()));
        }
        match endpoint {
            Endpoint::Reports => reports::list(&self.features.reports, call),
            Endpoint::ReportData => {
                reports::data(&core.world(), self.report(route.segment(1))?, call)
            }
            _ => self
                .rows(core, call, route)
                .map(|body| Answer::json(200, body)),
        }
    }

    fn expire_tokens(&self) {
        self.chain.expire();
    }
}

impl StreamOne {
    /// Answers from the data; lists are kept for the next time.
    fn rows(&self, core: &Core, call: &Call, route: &Route) -> Result<Bytes, Refusal> {
        let (account, id) = (self.account.as_str(), route.segment(1));
        let key = call.target();
        match route.spec.endpoint {
            Endpoint::Customers => {
                let page = Page::of(call, self.pages)?;
                Ok(core.body(key, |world| customers::list(world, account, call, &page)))
            }
            Endpoint::Subscriptions => {
                let limit = self
                    .pages
                    .size(call.count("pagination.limit"), DEFAULT_LIMIT)?;
                let offset = call.count("pagination.offset").unwrap_or(0);
                Ok(core.body(key, |world| subscriptions::list(world, call, offset, limit)))
            }
            Endpoint::Products => {
                let page = Page::of(call, self.pages)?;
                Ok(core.body(key, |world| products::list(world, account, call, &page)))
            }
            Endpoint::Orders | Endpoint::CustomerOrders => {
                let page = Page::of(call, self.pages)?;
                let customer = (!id.is_empty()).then_some(id);
                Ok(core.body(key, |world| {
                    orders::list(world, account, call, &page, customer)
                }))
            }
            Endpoint::Product => {
                products::one(&core.world(), account, id, call).ok_or_else(|| not_found("product"))
            }
            Endpoint::ReportDefinition => Ok(reports::definition(&core.world(), self.report(id)?)),
            Endpoint::SubscriptionDetails => self.details(core, call, route),
            _ => {
                let world = core.world();
                let customer = world.customer(id).ok_or_else(|| not_found("customer"))?;
                Ok(customers::one(&world, account, customer))
            }
        }
    }

    fn details(&self, core: &Core, call: &Call, route: &Route) -> Result<Bytes, Refusal> {
        let world = core.world();
        let found = details::find(
            &world,
            route.segment(1),
            route.segment(2),
            self.features.details_id,
        );
        let (customer, subscription) = found.ok_or_else(|| not_found("subscription"))?;
        let fresh = call.parameter("refresh") == Some("true");
        Ok(details::details(&world, customer, subscription, fresh))
    }
}
