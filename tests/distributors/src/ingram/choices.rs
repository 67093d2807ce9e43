//! What the documents leave open, or say in two ways.

/// Which version's members are on the wire: the public documents do not say which one runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum IngramVersion {
    /// The oldest that is published: no names, periods or costs.
    V1_1,
    /// Names of products, parameters of orders, and costs in the catalogue.
    V1_5,
    /// Periods, billing models, costs and the publisher's ids in subscriptions, and plans.
    #[default]
    V1_15,
}

/// Whether a token takes a body; version 1.1 documents none, 1.15 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenBody {
    /// Without one, or without the marketplace in it, there is no token.
    #[default]
    Required,
    /// It may be left out; what it says must be true.
    Optional,
    /// Nobody looks at it.
    Ignored,
}

/// The status of a refusal for want of a right; the documents have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refused {
    /// 401.
    #[default]
    Unauthorized,
    /// 403, the only one of the two that version 1.1 documents for lists.
    Forbidden,
}

impl Refused {
    pub(super) fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
        }
    }
}

/// The members of an error body; the document and a client differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorBody {
    /// `timeStamp`, `status`, `message`, `path`, `correlationId`, as the document says.
    #[default]
    Documented,
    /// `timestamp`, `status`, `error`, `path`, `correlationId`, as a client reads it.
    Spring,
}

/// The body of a refusal by the gateway in front: no subscription key, or too many requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GatewayBody {
    /// Its own `statusCode` and `message`.
    #[default]
    Own,
    /// The one of all other errors.
    AsAllOthers,
}

/// Which lists state where they are and how long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Totals {
    /// All, as version 1.15 says.
    #[default]
    Everywhere,
    /// Customers and products only, as version 1.1 says.
    CustomersAndProducts,
    /// None.
    Nowhere,
}

/// How a list without rows is written, also within a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyLists {
    /// `[]`, as since version 1.5.
    #[default]
    Written,
    /// It is absent.
    Absent,
}

/// What is answered to a `limit` over the most: no maximum is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverLimit {
    /// A page of the most; `pagination` says so, where there is one.
    #[default]
    Clamped,
    /// 400.
    Refused,
}

/// The order of customers, subscriptions, orders and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListOrder {
    /// The newest first, as since version 1.5.
    #[default]
    NewestFirst,
    /// The oldest first.
    OldestFirst,
}

/// How the moments of orders are spelled. Those of reports are RFC 3339, and subscriptions have days only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MomentSpelling {
    /// All of the others, by order.
    #[default]
    Mixed,
    /// `2019-03-19 07:22:59`, without an offset.
    Bare,
    /// `2021-10-14 17:46:10+00:00`.
    Spaced,
    /// `2019-11-07T17:02:59+00:00`.
    Rfc3339,
}

/// How quantities are spelled; version 1.1 shows a decimal, 1.15 says integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuantitySpelling {
    /// Both, by row.
    #[default]
    Mixed,
    /// `10`.
    Integer,
    /// `10.0`.
    Decimal,
}

/// How the text of an amount is spelled; the examples have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AmountSpelling {
    /// Both, by row.
    #[default]
    Mixed,
    /// `19.8`, `198`.
    Shortest,
    /// `19.80`, `198.00`.
    TwoDigits,
}

/// Whether a reseller sees what it pays for a product of a subscription. Version 1.15 has a place for it;
/// older ones never show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CostsShown {
    /// For all.
    #[default]
    All,
    /// For some subscriptions.
    Some,
    /// For none.
    None,
}

/// How the part number of Microsoft's products is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MpnSpelling {
    /// Both, by product.
    #[default]
    Mixed,
    /// `CFQ7TTC0LH18:0001_P1Y:M`.
    Pair,
    /// `d903a2db-bf6f-4434-83f1-21ba44017813_ANNUAL`, the same whatever the billing period.
    OldOffer,
}

/// Where the files of reports are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportFiles {
    /// On another origin, behind a signature in the query; whoever sends a token there gives it away.
    #[default]
    Storage,
    /// Below the address of the interface, behind token and key.
    OwnOrigin,
}
