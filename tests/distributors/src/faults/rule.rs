//! When it goes wrong.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::random::Random;
use crate::record::lock;
use crate::{Endpoint, Fault};

#[derive(Debug, Clone)]
enum When {
    Always,
    /// From the first to the last match, both included, counted from 1.
    Matches(u64, u64),
    Random(Random, u64),
}

/// A fault, the requests that it meets, and how often.
#[derive(Debug, Clone)]
pub struct Rule {
    fault: Fault,
    endpoint: Option<Endpoint>,
    containing: Option<String>,
    when: When,
    matches: u64,
}

impl Rule {
    /// A fault at every request; narrow it with the other functions.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            endpoint: None,
            containing: None,
            when: When::Always,
            matches: 0,
        }
    }

    /// Only at an operation.
    #[must_use]
    pub fn on(self, endpoint: Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..self
        }
    }

    /// Only where `path?query` contains a text, for example a customer's id.
    #[must_use]
    pub fn containing(self, text: impl Into<String>) -> Self {
        Self {
            containing: Some(text.into()),
            ..self
        }
    }

    /// Only at the `number`-th matching request, counted from 1 since the rule was added.
    #[must_use]
    pub fn nth(self, number: u64) -> Self {
        Self {
            when: When::Matches(number, number),
            ..self
        }
    }

    /// Only at the first `count` matching requests.
    #[must_use]
    pub fn first(self, count: u64) -> Self {
        Self {
            when: When::Matches(1, count),
            ..self
        }
    }

    /// From the `number`-th matching request on.
    #[must_use]
    pub fn from(self, number: u64) -> Self {
        Self {
            when: When::Matches(number, u64::MAX),
            ..self
        }
    }

    /// At `percent` of the matching requests, chosen by a seed.
    #[must_use]
    pub fn at_random(self, seed: u64, percent: u64) -> Self {
        Self {
            when: When::Random(Random::new(seed, &[]), percent),
            ..self
        }
    }

    fn meets(&mut self, endpoint: Option<Endpoint>, target: &str) -> bool {
        if self.endpoint.is_some_and(|wanted| Some(wanted) != endpoint)
            || self
                .containing
                .as_ref()
                .is_some_and(|text| !target.contains(text.as_str()))
        {
            return false;
        }
        self.matches += 1;
        match &mut self.when {
            When::Always => true,
            When::Matches(from, to) => (*from..=*to).contains(&self.matches),
            When::Random(random, percent) => random.chance(*percent),
        }
    }
}

/// The rules in force; they can be changed while the server runs.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
    fired: AtomicU64,
}

impl Faults {
    /// Adds a rule. Latencies and changes of several rules add up; of the others the first wins.
    pub fn add(&self, rule: Rule) {
        lock(&self.rules).push(rule);
    }

    /// Removes all rules.
    pub fn clear(&self) {
        lock(&self.rules).clear();
    }

    /// How often a rule was applied since the server started.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.fired.load(Ordering::SeqCst)
    }

    pub(crate) fn of(
        &self,
        endpoint: Option<Endpoint>,
        target: impl FnOnce() -> String,
    ) -> Vec<Fault> {
        let mut rules = lock(&self.rules);
        if rules.is_empty() {
            return Vec::new();
        }
        let target = target();
        let faults: Vec<Fault> = rules
            .iter_mut()
            .filter_map(|rule| rule.meets(endpoint, &target).then(|| rule.fault.clone()))
            .collect();
        self.fired.fetch_add(faults.len() as u64, Ordering::SeqCst);
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fires(rule: Rule, requests: usize) -> Vec<bool> {
        let faults = Faults::default();
        faults.add(rule);
        (0..requests)
            .map(|_| {
                !faults
                    .of(Some(Endpoint::Customers), || "/customers?a=1".to_owned())
                    .is_empty()
            })
            .collect()
    }

    #[test]
    fn a_rule_counts_the_requests_that_it_matches() {
        assert_eq!(
            fires(Rule::new(Fault::Reset).nth(2), 3),
            [false, true, false]
        );
        assert_eq!(
            fires(Rule::new(Fault::Reset).first(2), 3),
            [true, true, false]
        );
        assert_eq!(
            fires(Rule::new(Fault::Reset).from(2), 3),
            [false, true, true]
        );
        assert_eq!(
            fires(Rule::new(Fault::Reset).on(Endpoint::Token), 1),
            [false]
        );
        assert_eq!(fires(Rule::new(Fault::Reset).containing("a=2"), 1), [false]);
    }

    #[test]
    fn a_seeded_schedule_is_the_same_every_time() {
        let schedule = fires(Rule::new(Fault::Reset).at_random(7, 30), 200);
        assert_eq!(
            schedule,
            fires(Rule::new(Fault::Reset).at_random(7, 30), 200)
        );
        let share = schedule.iter().filter(|fired| **fired).count();
        assert!((30..90).contains(&share), "{share} of 200");
    }
}
