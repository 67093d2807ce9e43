//! A customer as a distributor or the PSA has it.

/// A customer on either side. Fields that are not known are none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Who has it: the distributor's connection, or the PSA. Customers of one source are rivals for
    /// a counterpart; those of two distributors are not.
    pub source: String,
    /// Its id, unique within the source.
    pub id: String,
    /// Its name, as it is spelled there.
    pub name: String,
    /// Its domain, or the URL of its web site.
    pub domain: Option<String>,
    /// A mail address; its domain counts where `domain` is none.
    pub email: Option<String>,
    /// A phone number.
    pub phone: Option<String>,
    /// Street and house number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, as a code or a name.
    pub country: Option<String>,
    /// The id of its Microsoft tenant.
    pub tenant_id: Option<String>,
    /// Its tax or company registration number.
    pub tax_id: Option<String>,
    /// Ids of subscriptions: those that a distributor's customer has, or that contracts of the PSA name.
    pub subscription_ids: Vec<String>,
    /// When it was first seen, in microseconds since 1970 (UTC); a person who decided before could
    /// not know it.
    pub first_seen_at: Option<i64>,
}
