//! The operations of the real interface that only read, and what each accepts.

use crate::Endpoint;
use crate::server::{Kind, Parameter, RouteSpec};

const fn text(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Text)
}

/// A parameter that clients send empty, and whose effect nobody documents well enough to simulate it.
const fn ignored(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Ignored)
}

const fn flag(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Boolean)
}

const PAGE_SIZE: Parameter = Parameter::optional("pageSize", Kind::Count);
const PAGE_TOKEN: Parameter = text("pageToken");

const CUSTOMERS: &[Parameter] = &[
    PAGE_SIZE,
    PAGE_TOKEN,
    text("filter.customerEmail"),
    text("filter.customerStatus"),
    text("filter.customerName"),
    text("filter.customerDomain"),
    ignored("filter.languageCode"),
];

const SUBSCRIPTIONS: &[Parameter] = &[
    Parameter::optional("pagination.limit", Kind::Count),
    Parameter::optional("pagination.offset", Kind::Count),
    text("customerId"),
    text("customer_id"),
    text("subscriptionId"),
    text("subscription_id"),
    text("subscriptionStatus"),
    text("subscription_status"),
    ignored("pagination.filter"),
    ignored("pagination.sortBy"),
    ignored("pagination.sortOrder"),
    ignored("pagination.userId"),
    ignored("resellerId"),
    ignored("reseller_id"),
    ignored("providerId"),
    ignored("startDateRange.relativeDateRange"),
    ignored("startDateRange.fixedDateRange.startDate"),
    ignored("startDateRange.fixedDateRange.endDate"),
    ignored("start_date_range.relative_date_range"),
    ignored("endDate"),
    ignored("endDateRange.relativeDateRange"),
    ignored("endDateRange.fixedDateRange.startDate"),
    ignored("endDateRange.fixedDateRange.endDate"),
    ignored("billingTerm"),
    ignored("billingCycle"),
    ignored("totalLicense"),
    ignored("ccpProductId"),
    ignored("providerProductId"),
    ignored("customerPo"),
    ignored("resellerPo"),
    ignored("customField.field"),
    ignored("customField.value"),
    ignored("cloudProviderName"),
    ignored("accountName"),
    ignored("customerName"),
    ignored("subscriptionName"),
    ignored("resourceType"),
];

const PRODUCTS: &[Parameter] = &[
    PAGE_SIZE,
    PAGE_TOKEN,
    text("language"),
    text("filter.name"),
    text("filter.skuDisplayName"),
    ignored("filter.skuExternalId"),
    ignored("filter.addonExternalId"),
    ignored("filter.skuId"),
    ignored("filter.addonId"),
    ignored("filter.addonDisplayName"),
    text("priceBookCustomerId"),
    ignored("productVersion"),
    ignored("excludeCategories"),
    ignored("excludeVerticals"),
    ignored("excludeCharges"),
];

const PRODUCT: &[Parameter] = &[
    text("language"),
    text("priceBookCustomerId"),
    ignored("productVersion"),
    flag("excludeFilter.excludePricing"),
    flag("excludeFilter.excludeMarketing"),
    flag("excludeFilter.excludeDefinition"),
    flag("excludeFilter.excludeVersionHistory"),
    flag("excludeFilter.excludeDeployment"),
    text("clientRole"),
];

const ORDERS: &[Parameter] = &[PAGE_SIZE, PAGE_TOKEN, text("status")];

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

/// Every operation that is simulated; the first variable segment is the account id, except outside of `/api`.
pub(super) static ROUTES: &[RouteSpec] = &[
    get(
        "/api/v3/accounts/*/subscriptions",
        Endpoint::Subscriptions,
        SUBSCRIPTIONS,
    ),
    get(
        "/api/v3/accounts/*/customers",
        Endpoint::Customers,
        CUSTOMERS,
    ),
    get("/api/v3/accounts/*/customers/*", Endpoint::Customer, &[]),
    get(
        "/api/v3/accounts/*/customers/*/subscriptions/*",
        Endpoint::SubscriptionDetails,
        &[flag("refresh")],
    ),
    get("/api/v3/accounts/*/products", Endpoint::Products, PRODUCTS),
    get("/api/v3/accounts/*/products/*", Endpoint::Product, PRODUCT),
    get("/api/v3/accounts/*/orders", Endpoint::Orders, ORDERS),
    get(
        "/api/v3/accounts/*/customers/*/orders",
        Endpoint::CustomerOrders,
        ORDERS,
    ),
    get(
        "/api/v3/accounts/*/reports",
        Endpoint::Reports,
        &[text("module")],
    ),
    get(
        "/api/v3/accounts/*/reports/*",
        Endpoint::ReportDefinition,
        &[],
    ),
    post(
        "/api/v3/accounts/*/reports/*/reportDataCsv",
        Endpoint::ReportData,
    ),
    post("/oauth/token", Endpoint::Token),
    post("/oauth/validateAccess", Endpoint::ValidateAccess),
    get("/oauth/validateAccess", Endpoint::ValidateAccess, &[]),
];
