//! Puts Sherweb's parts together.

use std::io;

use super::auth::Tokens;
use super::errors::{failure, gateway, no_customer};
use super::routes::{ROUTES, scope};
use super::{Availability, SherwebCredentials, SherwebFeatures, SherwebOptions};
use super::{billing, catalog, charges, subscriptions, usage};
use crate::server::{Answer, Call, Core, Refusal, Route, RouteSpec, Running, Vendor};
use crate::{Distributor, Endpoint, World};

/// A simulated Sherweb.
#[derive(Debug)]
pub struct Sherweb {
    tokens: Tokens,
    credentials: SherwebCredentials,
    features: SherwebFeatures,
    key_on_token: bool,
    billing_day: i8,
}

impl Sherweb {
    /// Generates the data and starts the server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Fails when no port can be bound or no thread started.
    pub async fn start(options: SherwebOptions) -> io::Result<Running<SherwebCredentials>> {
        let SherwebOptions {
            world,
            server,
            features,
            token_life,
            key_on_token,
            billing_day,
        } = options;
        let credentials = SherwebCredentials::generate(world.seed);
        let vendor = Self {
            tokens: Tokens::new(credentials.clone(), token_life, world.seed),
            credentials: credentials.clone(),
            features,
            key_on_token,
            billing_day: billing_day.clamp(1, 28),
        };
        let world = World::generate(Distributor::Sherweb, &world);
        Running::start(vendor, credentials, server, world).await
    }

    fn availability(&self, endpoint: Endpoint) -> Availability {
        let features = &self.features;
        match endpoint {
            Endpoint::SubscriptionDetails => features.details,
            Endpoint::SubscriptionPricing => features.pricing,
            Endpoint::Subscriptions => features.deprecated_subscriptions,
            Endpoint::ReceivableCharges => features.receivables,
            Endpoint::PayableCharges => features.payables,
            Endpoint::PlatformConfigurations
            | Endpoint::MeterUsages
            | Endpoint::SubscriptionMeters
            | Endpoint::PlatformDetails => features.usage,
            Endpoint::Catalog | Endpoint::CatalogPricing => features.catalog,
            _ => Availability::On,
        }
    }
}

impl Vendor for Sherweb {
    const ROUTES: &'static [RouteSpec] = ROUTES;
    const EVERYWHERE: &'static [&'static str] = &["subscription-key"];

    fn failure(&self, status: u16, message: &str) -> Answer {
        failure(status, message)
    }

    fn gate(&self, call: &Call, route: &Route) -> Result<(), Refusal> {
        if route.spec.endpoint == Endpoint::Token && !self.key_on_token {
            return Ok(());
        }
        let given = call
            .header("ocp-apim-subscription-key")
            .or_else(|| call.parameter("subscription-key"));
        match given {
            Some(key) if key == self.credentials.subscription_key => Ok(()),
            Some(_) => Err(Refusal::state(gateway(
                401,
                "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
            ))),
            None => {
                let answer = gateway(
                    401,
                    "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
                );
                Err(Refusal::violation(answer, "no subscription key"))
            }
        }
    }

    fn authorize(&self, _core: &Core, call: &Call, route: &Route) -> Result<(), Refusal> {
        match route.spec.endpoint {
            Endpoint::Token => Ok(()),
            endpoint => self.tokens.check(call, scope(endpoint)),
        }
    }

    fn answer(&self, core: &Core, call: &Call, route: &Route) -> Result<Answer, Refusal> {
        let endpoint = route.spec.endpoint;
        if let Availability::Refused(status) = self.availability(endpoint) {
            let message = "This feature is not available for your account.";
            return Err(Refusal::state(failure(status, message)));
        }
        if endpoint == Endpoint::Token {
            return self.tokens.exchange(call);
        }
        let owner = match call.parameter("customerId") {
            Some(customer) => customer,
            None if endpoint == Endpoint::PlatformsForSkus => "",
            None => route.segment(0),
        };
        if !owner.is_empty() && core.world().customer(owner).is_none() {
            return Err(no_customer(owner));
        }
        if let Some(body) = core.world().overlays.answer(endpoint, owner) {
            return Ok(Answer::json(200, body.to_string()));
        }
        self.rows(core, call, route, owner)
    }

    fn expire_tokens(&self) {
        self.tokens.expire();
    }
}

impl Sherweb {
    /// Answers from the data; bodies of GET requests are kept for the next time.
    fn rows(
        &self,
        core: &Core,
        call: &Call,
        route: &Route,
        owner: &str,
    ) -> Result<Answer, Refusal> {
        let endpoint = route.spec.endpoint;
        match endpoint {
            Endpoint::CatalogPricing => return catalog::pricing(&core.world(), owner, call),
            Endpoint::PlatformsForSkus => return catalog::platforms_for_skus(&core.world(), call),
            _ => {}
        }
        let platform = call
            .parameter("platformId")
            .unwrap_or_else(|| route.segment(1));
        if endpoint == Endpoint::MeterUsages
            || endpoint == Endpoint::SubscriptionMeters
            || endpoint == Endpoint::PlatformDetails
        {
            usage::check_platform(&core.world(), owner, platform)?;
        }
        let today = core.world().today;
        let asked = call.parameter("date").and_then(|date| date.parse().ok());
        let body = core.body(call.target(), |world| match endpoint {
            Endpoint::Customers => subscriptions::customers(world),
            Endpoint::SubscriptionDetails => subscriptions::details(world, owner),
            Endpoint::SubscriptionPricing => subscriptions::pricing(world, owner),
            Endpoint::Subscriptions => subscriptions::combined(world, owner),
            Endpoint::ReceivableCharges => charges::receivable(
                world,
                owner,
                billing::receivable_period(asked, today, self.billing_day),
            ),
            Endpoint::PayableCharges => charges::payable(
                world,
                billing::period(asked.unwrap_or(today), self.billing_day),
            ),
            Endpoint::PlatformConfigurations => usage::configurations(world, owner),
            Endpoint::MeterUsages => usage::meter_usages(world, owner, platform),
            Endpoint::SubscriptionMeters => usage::subscription_meters(world, owner, platform),
            Endpoint::PlatformDetails => usage::platform_details(world, owner, platform),
            Endpoint::Platforms => usage::platforms(),
            _ => catalog::catalog(world, owner),
        });
        Ok(Answer::json(200, body))
    }
}
