//! The operations of the real interface that only read, and what each accepts.

use super::Ingram;
use crate::Endpoint;
use crate::server::{Kind, Parameter, RouteSpec};

const OFFSET: Parameter = Parameter::optional("offset", Kind::Count);
const LIMIT: Parameter = Parameter::optional("limit", Kind::Count);
const NAME: Parameter = text("name");
const EMAIL: Parameter = text("email");
const EXTERNAL: Parameter = text("externalId");
const CUSTOMER: Parameter = text("customerId");
const STATUS: Parameter = text("status");

const fn text(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Text)
}

const fn date(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Date)
}

const fn get(path: &'static str, endpoint: Endpoint, query: &'static [Parameter]) -> RouteSpec {
    RouteSpec {
        method: "GET",
        path,
        endpoint,
        query,
    }
}

/// Every operation that is simulated; the first variable segment is the region. Writes of the real interface,
/// and what reads by POST, are not among them: they are refused. One product alone the interface does not have.
pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec {
        method: "POST",
        path: "/marketplace/*/token",
        endpoint: Ingram::TOKEN,
        query: &[],
    },
    get(
        "/marketplace/*/customers",
        Ingram::CUSTOMERS,
        &[OFFSET, LIMIT, NAME, EMAIL, EXTERNAL, text("resellerId")],
    ),
    get("/marketplace/*/customers/*", Ingram::CUSTOMER, &[]),
    get(
        "/marketplace/*/subscriptions",
        Ingram::SUBSCRIPTIONS,
        &[
            OFFSET,
            LIMIT,
            CUSTOMER,
            STATUS,
            date("creationDateFrom"),
            date("creationDateTo"),
        ],
    ),
    get("/marketplace/*/subscriptions/*", Ingram::SUBSCRIPTION, &[]),
    get(
        "/marketplace/*/products",
        Ingram::PRODUCTS,
        &[
            OFFSET,
            LIMIT,
            NAME,
            text("serviceName"),
            text("mpn"),
            text("vendor"),
        ],
    ),
    get(
        "/marketplace/*/orders",
        Ingram::ORDERS,
        &[
            OFFSET,
            LIMIT,
            CUSTOMER,
            STATUS,
            text("subscriptionId"),
            text("orderNumber"),
            text("statusCode"),
            text("creationTimeFrom"),
            text("creationTimeTo"),
        ],
    ),
    get("/marketplace/*/orders/*", Ingram::ORDER, &[]),
    get(
        "/marketplace/*/reports",
        Ingram::REPORTS,
        &[
            OFFSET,
            LIMIT,
            NAME,
            STATUS,
            text("format"),
            text("type"),
            date("from"),
            date("to"),
        ],
    ),
    get("/marketplace/*/reports/*", Ingram::REPORT, &[]),
    get("/marketplace/*/reports/*/file", Ingram::REPORT_FILE, &[]),
    get(
        "/rdecontainer/*",
        Ingram::REPORT_FILE,
        &[
            text("sig"),
            text("api-version"),
            text("st"),
            text("se"),
            text("sv"),
            text("sp"),
            text("sr"),
        ],
    ),
    get("/marketplace/*/plans", Ingram::PLANS, &[OFFSET, LIMIT]),
    get("/marketplace/*/plans/*", Ingram::PLAN, &[]),
    // These are for accounts of two tiers, which this one is not.
    get(
        "/marketplace/*/resellers",
        Ingram::RESELLERS,
        &[OFFSET, LIMIT, NAME, EMAIL, EXTERNAL],
    ),
    get("/marketplace/*/resellers/*", Ingram::RESELLERS, &[]),
    get(
        "/marketplace/*/resellers/*/customers",
        Ingram::RESELLERS,
        &[OFFSET, LIMIT, NAME, EMAIL, EXTERNAL],
    ),
    get(
        "/marketplace/*/resellers/*/orders",
        Ingram::RESELLERS,
        &[
            OFFSET,
            LIMIT,
            CUSTOMER,
            STATUS,
            text("subscriptionId"),
            text("creationTimeFrom"),
            text("creationTimeTo"),
        ],
    ),
];
