//! The operations of the real interface that only read, and what each accepts.

use crate::Endpoint;
use crate::server::{Kind, Parameter, RouteSpec};

const CUSTOMER: Parameter = Parameter::required("customerId", Kind::Uuid);
const PLATFORM: Parameter = Parameter::required("platformId", Kind::Uuid);
const DATE: Parameter = Parameter::optional("date", Kind::Date);

const fn get(path: &'static str, endpoint: Endpoint, query: &'static [Parameter]) -> RouteSpec {
    RouteSpec {
        method: "GET",
        path,
        endpoint,
        query,
    }
}

const fn post(path: &'static str, endpoint: Endpoint) -> RouteSpec {
    RouteSpec {
        method: "POST",
        path,
        endpoint,
        query: &[],
    }
}

/// Every operation that is simulated. Writes of the real interface are not among them: they are refused.
pub(super) static ROUTES: &[RouteSpec] = &[
    get(
        "/service-provider/v1/billing/subscriptions/details",
        Endpoint::SubscriptionDetails,
        &[CUSTOMER],
    ),
    get(
        "/service-provider/v1/billing/subscriptions/pricing-information",
        Endpoint::SubscriptionPricing,
        &[CUSTOMER],
    ),
    get(
        "/service-provider/v1/customers/*/platforms-configurations",
        Endpoint::PlatformConfigurations,
        &[],
    ),
    get(
        "/service-provider/v1/customers/*/platforms/*/meter-usages",
        Endpoint::MeterUsages,
        &[],
    ),
    get(
        "/service-provider/v1/billing/subscriptions/meters",
        Endpoint::SubscriptionMeters,
        &[CUSTOMER, PLATFORM],
    ),
    get(
        "/service-provider/v1/billing/receivable-charges",
        Endpoint::ReceivableCharges,
        &[CUSTOMER, DATE],
    ),
    get("/service-provider/v1/customers", Endpoint::Customers, &[]),
    get(
        "/service-provider/v1/billing/subscriptions",
        Endpoint::Subscriptions,
        &[CUSTOMER],
    ),
    get(
        "/service-provider/v1/customers/*/platforms/*/details",
        Endpoint::PlatformDetails,
        &[],
    ),
    get("/service-provider/v1/platforms", Endpoint::Platforms, &[]),
    get(
        "/service-provider/v1/customer-catalogs/*",
        Endpoint::Catalog,
        &[],
    ),
    post(
        "/service-provider/v1/customer-catalogs/*/catalog-items-pricing",
        Endpoint::CatalogPricing,
    ),
    post(
        "/service-provider/v1/platforms/platforms-for-skus",
        Endpoint::PlatformsForSkus,
    ),
    get(
        "/distributor/v1/billing/payable-charges",
        Endpoint::PayableCharges,
        &[DATE],
    ),
    post("/auth/oidc/connect/token", Endpoint::Token),
];

/// The scope that a token for an operation must have.
pub(super) fn scope(endpoint: Endpoint) -> &'static str {
    if endpoint == Endpoint::PayableCharges {
        "distributor"
    } else {
        "service-provider"
    }
}
