//! The kinds of rules, and what their columns take.

/// A kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// Seats of a product that a bundle of the contracts includes.
    Cover,
    /// Subscriptions that are left out of the comparison.
    Exclusions,
    /// The least margin.
    Margin,
    /// Other names, codes, SKUs and keys of a product.
    Aliases,
    /// What one currency is worth in another on a day.
    Rates,
}

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A decimal above 0 with at most so many digits before and after the point.
    Positive { whole: usize, fraction: usize },
    /// A share of at least 0 and under 1, with at most six digits.
    Share,
    /// Three capital letters.
    Currency,
    /// A day.
    Day,
    /// Who decided; the person who imports where it is left empty.
    Person,
    /// When; the moment of the import where it is left empty.
    Moment,
}

/// A column of a kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleColumn {
    /// Its name.
    pub name: &'static str,
    /// Whether every row must have it.
    pub required: bool,
    pub(super) take: Take,
}

const fn must(name: &'static str, take: Take) -> RuleColumn {
    RuleColumn {
        name,
        required: true,
        take,
    }
}

const fn may(name: &'static str, take: Take) -> RuleColumn {
    RuleColumn {
        name,
        required: false,
        take,
    }
}

const REASONS: Take = Take::Word(&[
    "internal",
    "not_for_resale",
    "free_pool",
    "billed_on_behalf",
]);
const SEATS: Take = Take::Positive {
    whole: 12,
    fraction: 6,
};
const RATE: Take = Take::Positive {
    whole: 9,
    fraction: 9,
};

const COVER: &[RuleColumn] = &[
    must("psa", Take::Text),
    must("line_key", Take::Text),
    may("customer_id", Take::Text),
    must("product_key", Take::Text),
    must("seats_per_unit", SEATS),
    may("note", Take::Text),
    may("decided_by", Take::Person),
    may("decided_at", Take::Moment),
];
const EXCLUSIONS: &[RuleColumn] = &[
    may("vendor", Take::Text),
    may("connection", Take::Text),
    may("customer_id", Take::Text),
    may("subscription_id", Take::Text),
    may("product_key", Take::Text),
    must("reason", REASONS),
    may("note", Take::Text),
    may("decided_by", Take::Person),
    may("decided_at", Take::Moment),
];
const MARGIN: &[RuleColumn] = &[
    may("vendor", Take::Text),
    may("product_key", Take::Text),
    may("psa", Take::Text),
    may("psa_customer_id", Take::Text),
    must("minimum_margin", Take::Share),
    may("decided_by", Take::Person),
    may("decided_at", Take::Moment),
];
const ALIASES: &[RuleColumn] = &[
    must("product_key", Take::Text),
    must("alias", Take::Text),
    may("source", Take::Person),
];
const RATES: &[RuleColumn] = &[
    must("base", Take::Currency),
    must("quote", Take::Currency),
    must("rate", RATE),
    must("valid_on", Take::Day),
    must("source", Take::Text),
];

impl RuleKind {
    /// Returns the table of the database.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Cover => "cover_rules",
            Self::Exclusions => "exclusions",
            Self::Margin => "margin_rules",
            Self::Aliases => "product_aliases",
            Self::Rates => "fx_rates",
        }
    }

    /// Returns the columns of the table and of the file, in their order.
    #[must_use]
    pub const fn columns(self) -> &'static [RuleColumn] {
        match self {
            Self::Cover => COVER,
            Self::Exclusions => EXCLUSIONS,
            Self::Margin => MARGIN,
            Self::Aliases => ALIASES,
            Self::Rates => RATES,
        }
    }
}
