//! The operations that the simulators answer.

/// One operation of a simulated interface; faults, counts and overlays name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Endpoint {
    /// The token exchange of either distributor.
    Token,
    /// The customer list of either distributor.
    Customers,
    /// Sherweb: a customer's subscriptions; StreamOne: one subscription with its activity.
    SubscriptionDetails,
    /// Sherweb: fees and billing cycles of a customer's subscriptions.
    SubscriptionPricing,
    /// Sherweb: the deprecated combination of details and pricing; StreamOne: the list for all customers.
    Subscriptions,
    /// Sherweb: what a customer owes the service provider.
    ReceivableCharges,
    /// Sherweb: what the service provider owes.
    PayableCharges,
    /// Sherweb: which platforms a customer has.
    PlatformConfigurations,
    /// Sherweb: what is used on a platform.
    MeterUsages,
    /// Sherweb: which meters belong to which subscription.
    SubscriptionMeters,
    /// Sherweb: free details of a customer's platform.
    PlatformDetails,
    /// Sherweb: names of all platforms.
    Platforms,
    /// Sherweb: what a customer may buy.
    Catalog,
    /// Sherweb: prices of catalog items; reads in spite of POST.
    CatalogPricing,
    /// Sherweb: platforms of SKUs; reads in spite of POST.
    PlatformsForSkus,
    /// StreamOne: how long an access token still lives.
    ValidateAccess,
    /// StreamOne: one customer.
    Customer,
    /// StreamOne: the products of the account.
    Products,
    /// StreamOne: one product.
    Product,
    /// StreamOne: orders of the account.
    Orders,
    /// StreamOne: orders of one customer.
    CustomerOrders,
    /// StreamOne: the reports that somebody made in the portal.
    Reports,
    /// StreamOne: columns and ranges of a report.
    ReportDefinition,
    /// StreamOne: the rows of a report as CSV; reads in spite of POST.
    ReportData,
}
