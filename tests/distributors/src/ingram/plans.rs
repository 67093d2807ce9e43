//! Service plans: the only place that tells a trial.

use bytes::Bytes;
use serde_json::{Value, json};

use super::ids::plan_id;
use super::lists::{Row, paged, single};
use super::periods::{self, Terms, period};
use super::{Ingram, IngramOptions};
use crate::server::Call;
use crate::world::PRODUCTS;
use crate::{Model, World};

/// A plan of a publisher, whatever the product.
struct Plan {
    publisher: &'static str,
    terms: Terms,
    trial: bool,
}

impl Plan {
    fn id(&self) -> String {
        plan_id(
            self.publisher,
            self.terms.term,
            self.terms.billing,
            self.trial,
        )
        .to_string()
    }

    fn row(&self, alone: bool) -> Value {
        let months = self.terms.term;
        let name = format!("{}, {months} months", self.publisher);
        let term = |months: i32, trial: bool| {
            let mut term = period(months, true);
            if let Some(members) = term.as_object_mut() {
                members.insert("trial".to_owned(), trial.into());
                members.insert("active".to_owned(), true.into());
            }
            term
        };
        let mut periods = vec![term(months, self.trial)];
        if self.trial {
            // What a trial goes on as is another period of the same plan.
            periods.push(term(12, false));
        }
        let mut row = json!({
            "id": self.id(),
            "name": if self.trial { format!("{name} (trial)") } else { name },
            "shortDescription": "A plan",
            "longDescription": "",
            "published": true,
            "subscriptionPeriods": periods,
            "billingPeriod": period(self.terms.billing, true),
            "billingModel": self.terms.model,
        });
        if alone && let Some(members) = row.as_object_mut() {
            members.insert("planSwitches".to_owned(), json!([]));
        }
        row
    }
}

fn all() -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for product in PRODUCTS {
        let trials: &[bool] = match product.model {
            Model::Seats => &[false, true],
            Model::Usage | Model::Once => &[false],
        };
        for terms in periods::sold(product) {
            for trial in trials {
                let plan = Plan {
                    publisher: product.publisher,
                    terms,
                    trial: *trial,
                };
                let known = plans.iter().any(|other| other.id() == plan.id());
                // A trial is for a month.
                if !known && (!trial || terms.term == 1) {
                    plans.push(plan);
                }
            }
        }
    }
    plans
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    paged(world, options, call, Ingram::PLANS, &all(), |plan| Row {
        id: plan.id(),
        value: plan.row(false),
    })
}

/// One plan.
pub(super) fn one(world: &World, options: &IngramOptions, id: &str) -> Option<Bytes> {
    let plan = all().into_iter().find(|plan| plan.id() == id)?;
    Some(single(world, options, Ingram::PLAN, id, plan.row(true)))
}
