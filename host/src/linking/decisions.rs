//! What people decided, between the table and the matcher.

use serde::{Deserialize, Serialize};

use super::customer_links::{CustomerLink, LinkState, MATCHER};
use crate::matching::{Decision, Verdict};

/// What both sides were called when a person decided: a decision lapses when that changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Then {
    /// The name of the distributor's customer.
    pub(super) customer_name: String,
    /// Its domain.
    pub(super) domain: Option<String>,
    /// Its postal code.
    pub(super) postal_code: Option<String>,
    /// The name of the PSA's customer.
    pub(super) psa_customer_name: String,
}

impl Then {
    /// Writes it as the evidence of a link.
    pub(super) fn evidence(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads it back; a decision without it is taken as of the names of today.
    fn of(link: &CustomerLink) -> Self {
        let evidence = link.evidence.as_deref().unwrap_or_default();
        serde_json::from_str(evidence).unwrap_or_else(|_| Self {
            customer_name: link.customer_name.clone(),
            psa_customer_name: link.psa_customer_name.clone(),
            ..Self::default()
        })
    }
}

/// Whether a person wrote it.
pub(super) fn by_person(link: &CustomerLink) -> bool {
    link.decided_by != MATCHER
}

/// Returns the decision that a link holds; none for what the matcher wrote.
pub(super) fn decision(link: &CustomerLink) -> Option<Decision> {
    if !by_person(link) {
        return None;
    }
    let then = Then::of(link);
    let verdict = match link.state {
        LinkState::Linked | LinkState::Lapsed => Verdict::Same {
            psa: link.psa.clone(),
            id: link.psa_customer_id.clone(),
            name: then.psa_customer_name.clone(),
        },
        LinkState::Rejected => Verdict::Never {
            psa: link.psa.clone(),
            id: link.psa_customer_id.clone(),
        },
        LinkState::NotACustomer => Verdict::NotACustomer,
        LinkState::Review => return None,
    };
    Some(Decision {
        source: link.connection.clone(),
        customer_id: link.customer_id.clone(),
        customer_name: then.customer_name,
        domain: then.domain,
        postal_code: then.postal_code,
        verdict,
        decided_by: link.decided_by.clone(),
        decided_at: link.decided_at.as_microsecond(),
    })
}
