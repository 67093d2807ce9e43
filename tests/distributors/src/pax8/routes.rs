//! The operations of the real interface that only read, and what each accepts.

use super::Pax8;
use crate::Endpoint;
use crate::server::{Kind, Parameter, RouteSpec};

const PAGE: Parameter = Parameter::optional("page", Kind::Count);
const SIZE: Parameter = Parameter::optional("size", Kind::Count);
const SORT: Parameter = text("sort");
const STATUS: Parameter = text("status");
/// Which status an unknown company has depends on the operation, so its form is not checked here.
const COMPANY: Parameter = text("companyId");

const fn text(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Text)
}

const fn flag(name: &'static str) -> Parameter {
    Parameter::optional(name, Kind::Boolean)
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

/// Every operation that is simulated. Writes of the real interface are not among them: they are refused.
pub(super) static ROUTES: &[RouteSpec] = &[
    RouteSpec {
        method: "POST",
        path: "/v1/token",
        endpoint: Pax8::TOKEN,
        query: &[],
    },
    get(
        "/v1/companies",
        Pax8::COMPANIES,
        &[
            PAGE,
            SIZE,
            SORT,
            STATUS,
            text("city"),
            text("country"),
            text("stateOrProvince"),
            text("postalCode"),
            flag("selfServiceAllowed"),
            flag("billOnBehalfOfEnabled"),
            flag("orderApprovalRequired"),
        ],
    ),
    get(
        "/v1/subscriptions",
        Pax8::SUBSCRIPTIONS,
        &[
            PAGE,
            SIZE,
            SORT,
            STATUS,
            COMPANY,
            text("billingTerm"),
            text("productId"),
        ],
    ),
    get("/v1/subscriptions/*", Pax8::SUBSCRIPTION, &[]),
    get("/v1/subscriptions/*/history", Pax8::HISTORY, &[]),
    get(
        "/v1/subscriptions/*/usage-summaries",
        Pax8::USAGE_SUMMARIES,
        &[PAGE, SIZE, SORT, COMPANY, text("resourceGroup")],
    ),
    get(
        "/v1/usage-summaries/*/usage-lines",
        Pax8::USAGE_LINES,
        &[
            PAGE,
            SIZE,
            Parameter::required("usageDate", Kind::Date),
            text("productId"),
        ],
    ),
    get(
        "/v1/products",
        Pax8::PRODUCTS,
        &[PAGE, SIZE, SORT, text("search"), text("vendorName")],
    ),
    get("/v1/products/*", Pax8::PRODUCT, &[]),
    get("/v1/products/*/pricing", Pax8::PRICING, &[COMPANY]),
    get("/v1/products/*/dependencies", Pax8::DEPENDENCIES, &[]),
    get(
        "/v1/invoices",
        Pax8::INVOICES,
        &[
            PAGE,
            SIZE,
            SORT,
            STATUS,
            COMPANY,
            date("invoiceDate"),
            date("invoiceDateRangeStart"),
            date("invoiceDateRangeEnd"),
            date("dueDate"),
            text("total"),
            text("balance"),
            text("carriedBalance"),
        ],
    ),
    get(
        "/v1/invoices/draftItems",
        Pax8::DRAFT_ITEMS,
        &[PAGE, SIZE, COMPANY, text("monthOffset")],
    ),
    get("/v1/invoices/*/items", Pax8::INVOICE_ITEMS, &[PAGE, SIZE]),
];
