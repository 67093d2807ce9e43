//! Terms, billing periods, and the part numbers that have them in them.

use serde_json::{Value, json};

use super::ids::{hash, uuid};
use super::{IngramOptions, MpnSpelling};
use crate::{Cycle, Model, Product, Subscription, Term};

const BEFORE_BILLING: &str = "chargeBeforeBillingPeriod";
const BEFORE_TERM: &str = "chargeBeforeSubscriptionPeriod";
const AFTER_BILLING: &str = "chargeAfterBillingPeriod";
const EXTERNAL: &str = "chargeExternalRating";

/// For how long something is bought and how it is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    /// The months of a term; 0 where it is bought once.
    pub(super) term: i32,
    /// The months of a billing period; 0 where it is billed once.
    pub(super) billing: i32,
    /// The billing model.
    pub(super) model: &'static str,
}

const fn terms(term: i32, billing: i32) -> Terms {
    let model = if billing == 36 || billing == 0 {
        BEFORE_TERM
    } else {
        BEFORE_BILLING
    };
    Terms {
        term,
        billing,
        model,
    }
}

/// All that a product is sold with.
pub(super) fn sold(product: &Product) -> Vec<Terms> {
    match (product.model, product.publisher) {
        (Model::Once, _) => vec![terms(0, 0)],
        (Model::Usage, _) => vec![Terms {
            model: AFTER_BILLING,
            ..terms(1, 1)
        }],
        (Model::Seats, "Microsoft" | "Adobe") => [
            (1, 1),
            (12, 1),
            (12, 3),
            (12, 6),
            (12, 12),
            (24, 1),
            (24, 12),
            (36, 1),
            (36, 12),
            (36, 36),
        ]
        .map(|(term, billing)| terms(term, billing))
        .to_vec(),
        (Model::Seats, _) => vec![terms(1, 1)],
    }
}

/// What a subscription was bought with.
pub(super) fn of(subscription: &Subscription, irregular: bool, salt: u64) -> Terms {
    if subscription.trial {
        return terms(1, 1);
    }
    let months = subscription.term.months();
    match (subscription.product.model, subscription.cycle) {
        (Model::Usage, _) => Terms {
            model: match salt.is_multiple_of(2) {
                true => AFTER_BILLING,
                false => EXTERNAL,
            },
            ..terms(1, 1)
        },
        (Model::Once, _) | (_, Cycle::Once) => terms(0, 0),
        // Three years are paid by the month or at once.
        (_, Cycle::Monthly) if subscription.term == Term::Triennial && salt.is_multiple_of(2) => {
            terms(36, 36)
        }
        (_, Cycle::Monthly) if irregular && subscription.term == Term::Annual => match salt % 7 {
            0 => terms(12, 3),
            1 => terms(12, 6),
            _ => terms(12, 1),
        },
        (_, Cycle::Monthly) => terms(months, 1),
        (_, Cycle::Yearly) => terms(months.max(12), 12),
    }
}

/// `{type, duration}`; whole years are spelled in years or in months.
pub(super) fn period(months: i32, in_years: bool) -> Value {
    let (kind, duration) = match months {
        0 => ("unknown", 0),
        _ if months % 12 == 0 && in_years => ("year", months / 12),
        _ => ("month", months),
    };
    json!({ "type": kind, "duration": duration })
}

/// The manufacturer's part number of a product.
pub(super) fn mpn(options: &IngramOptions, product: &Product, terms: Terms) -> String {
    let (id, sku) = product.ids;
    if product.publisher != "Microsoft" {
        return match id {
            "" => product.sku.to_owned(),
            _ => format!("{id}{sku}"),
        };
    }
    let old = match options.mpn {
        MpnSpelling::Mixed => hash(product.sku).is_multiple_of(4),
        MpnSpelling::Pair => false,
        MpnSpelling::OldOffer => true,
    };
    if old && product.model == Model::Seats {
        let term = match terms.term {
            1 => "MONTHLY",
            12 => "ANNUAL",
            24 => "BIENNIAL",
            _ => "TRIENNIAL",
        };
        return format!("{}_{term}", uuid("offer", product.sku));
    }
    if product.model == Model::Usage {
        return format!("{id}:{sku}");
    }
    let term = match terms.term {
        0 => return format!("{id}:{sku}_OneTime"),
        1 => "P1M".to_owned(),
        months => format!("P{}Y", months / 12),
    };
    let billed = match terms.billing {
        1 => "M",
        3 => "Q",
        6 => "S",
        12 => "A",
        _ => "T",
    };
    format!("{id}:{sku}_{term}:{billed}")
}
