//! Which decision holds for which record.

use std::collections::{HashMap, HashSet};

use super::{
    decision::{Decision, Verdict, name_key},
    lapse::is_renamed,
};
use crate::matching::{contact::Contact, record::Record};

/// What people said that concerns a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::matching) enum Standing {
    /// Nothing.
    #[default]
    Open,
    /// It is these customers of the PSA, the last decision first.
    Linked {
        /// Their places.
        rights: Vec<u32>,
        /// Who said so.
        by: String,
        /// When.
        at: i64,
    },
    /// It is not a customer of the PSA.
    NotACustomer {
        /// When that was said.
        at: i64,
    },
    /// It was this customer, if it is still there, but something has changed.
    Lapsed(Option<u32>),
    /// A record like it, of another distributor, is this customer.
    Suggested(u32),
}

/// All decisions, by what they speak of.
pub(in crate::matching) struct Ledger<'a> {
    rights: HashMap<(&'a str, &'a str), u32>,
    right: &'a [&'a Record],
    by_id: HashMap<(&'a str, &'a str), Vec<&'a Decision>>,
    by_key: HashMap<String, Vec<(&'a Decision, Key)>>,
    remembered: HashMap<usize, Vec<String>>,
}

/// The fields that make a name key exact.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    domain: Option<String>,
    postal: Option<String>,
}

impl Key {
    fn of(domain: Option<&String>, postal_code: Option<&String>) -> Self {
        let contact = Contact::of(&Record {
            domain: domain.cloned(),
            postal_code: postal_code.cloned(),
            ..Record::default()
        });
        Self {
            domain: contact.domain.map(|domain| domain.registrable),
            postal: contact.postal,
        }
    }

    /// A name alone is not exact: two customers may have it.
    fn is_exact(&self, other: &Self) -> bool {
        self == other && (self.domain.is_some() || self.postal.is_some())
    }

    fn contradicts(&self, other: &Self) -> bool {
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        differ(&self.domain, &other.domain) || differ(&self.postal, &other.postal)
    }
}

impl<'a> Ledger<'a> {
    /// Files decisions; `right` are the PSA's customers in the order of their places.
    pub(in crate::matching) fn of(decisions: &'a [Decision], right: &'a [&'a Record]) -> Self {
        let places = (0..)
            .zip(right)
            .map(|(place, record)| ((record.source.as_str(), record.id.as_str()), place));
        let mut ledger = Self {
            rights: places.collect(),
            right,
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            remembered: HashMap::new(),
        };
        let mut decisions: Vec<_> = decisions.iter().collect();
        // The last decision first; of one moment's, an order that does not depend on the input's.
        decisions.sort_by_key(|decision| {
            (
                std::cmp::Reverse(decision.decided_at),
                format!("{decision:?}"),
            )
        });
        for decision in decisions {
            ledger.file(decision);
        }
        ledger
    }

    fn file(&mut self, decision: &'a Decision) {
        let id = (decision.source.as_str(), decision.customer_id.as_str());
        self.by_id.entry(id).or_default().push(decision);
        let fields = Key::of(decision.domain.as_ref(), decision.postal_code.as_ref());
        let key = name_key(&decision.customer_name);
        self.by_key.entry(key).or_default().push((decision, fields));
        if let Some(place) = self.holding_place(decision) {
            let names = self.remembered.entry(place as usize).or_default();
            if !names.contains(&decision.customer_name) {
                names.push(decision.customer_name.clone());
            }
        }
    }

    /// Returns further names of the PSA's customers, by their places.
    pub(in crate::matching) fn remembered(&self) -> &HashMap<usize, Vec<String>> {
        &self.remembered
    }

    /// Returns the PSA's customers that a record is said never to be.
    pub(in crate::matching) fn never(&self, left: &Record) -> HashSet<u32> {
        let own = self.own(left).iter().copied();
        let alike = self
            .alike(left)
            .filter(|(decision, exact)| *exact && decision.source == left.source);
        let decisions = own.chain(alike.map(|(decision, _)| decision));
        let rejected = decisions.filter_map(|decision| match &decision.verdict {
            Verdict::Never { psa, id } => self.place(psa, id),
            _ => None,
        });
        let never: HashSet<_> = rejected.collect();
        match self.standing(left) {
            Standing::Linked { rights, .. } => never
                .into_iter()
                .filter(|place| !rights.contains(place))
                .collect(),
            _ => never,
        }
    }

    /// Returns what holds for a record: what was said of itself; else of its like at the same
    /// distributor; else, as a suggestion, of its like elsewhere.
    pub(in crate::matching) fn standing(&self, left: &Record) -> Standing {
        let own = self.own(left).iter().copied();
        if let Some(standing) = self.resolve(own, &left.name) {
            return standing;
        }
        let alike: Vec<_> = self.alike(left).collect();
        let of_source = |same: bool| {
            let of = alike.iter().filter(move |(decision, exact)| {
                (decision.source == left.source) == same && (*exact || !same)
            });
            of.map(|(decision, _)| *decision)
        };
        if let Some(standing) = self.unanimous(of_source(true)) {
            return standing;
        }
        let elsewhere = of_source(false).find_map(|decision| self.holding_place(decision));
        elsewhere.map_or(Standing::Open, Standing::Suggested)
    }

    fn own<'s>(&'s self, left: &'s Record) -> &'s [&'a Decision] {
        self.by_id
            .get(&(left.source.as_str(), left.id.as_str()))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the decisions on other records with the same name key and nothing that contradicts,
    /// and whether the other fields are exactly the same.
    fn alike(&self, left: &Record) -> impl Iterator<Item = (&'a Decision, bool)> {
        let fields = Key::of(left.domain.as_ref(), left.postal_code.as_ref());
        let decisions = match self.by_key.is_empty() {
            true => None,
            false => self.by_key.get(&name_key(&left.name)),
        };
        let itself = (left.source.clone(), left.id.clone());
        decisions
            .into_iter()
            .flatten()
            .filter_map(move |(decision, other)| {
                let other_record =
                    (&decision.source, &decision.customer_id) != (&itself.0, &itself.1);
                (other_record && !fields.contradicts(other))
                    .then(|| (*decision, fields.is_exact(other)))
            })
    }

    /// Returns what the decisions on a record say together, the last one first.
    fn resolve(
        &self,
        decisions: impl Iterator<Item = &'a Decision>,
        name: &str,
    ) -> Option<Standing> {
        let mut linked: Option<(Vec<u32>, &Decision)> = None;
        let mut lapsed = None;
        for decision in decisions {
            match &decision.verdict {
                Verdict::Never { .. } => {}
                Verdict::NotACustomer if linked.is_none() && lapsed.is_none() => {
                    return Some(match is_renamed(&decision.customer_name, name) {
                        true => Standing::Lapsed(None),
                        false => Standing::NotACustomer {
                            at: decision.decided_at,
                        },
                    });
                }
                Verdict::NotACustomer => break,
                Verdict::Same { psa, id, .. } => match self.holding_place(decision) {
                    Some(place) if !is_renamed(&decision.customer_name, name) => {
                        linked
                            .get_or_insert_with(|| (Vec::new(), decision))
                            .0
                            .push(place);
                    }
                    _ => lapsed = lapsed.or(Some(self.place(psa, id))),
                },
            }
        }
        if let Some((mut rights, last)) = linked {
            rights.dedup();
            return Some(Standing::Linked {
                rights,
                by: last.decided_by.clone(),
                at: last.decided_at,
            });
        }
        lapsed.map(Standing::Lapsed)
    }

    /// Returns what the decisions on records like it say, if they all say the same.
    fn unanimous(&self, decisions: impl Iterator<Item = &'a Decision>) -> Option<Standing> {
        let decisions: Vec<_> = decisions
            .filter(|decision| !matches!(decision.verdict, Verdict::Never { .. }))
            .collect();
        let first = decisions.first()?;
        let same = decisions
            .iter()
            .all(|decision| decision.verdict == first.verdict);
        same.then(|| self.resolve(std::iter::once(*first), &first.customer_name))?
    }

    /// Returns the place of the customer that a decision names, unless it is gone or renamed.
    fn holding_place(&self, decision: &Decision) -> Option<u32> {
        let Verdict::Same { psa, id, name } = &decision.verdict else {
            return None;
        };
        let place = self.place(psa, id)?;
        (!is_renamed(name, &self.right[place as usize].name)).then_some(place)
    }

    fn place(&self, psa: &str, id: &str) -> Option<u32> {
        self.rights.get(&(psa, id)).copied()
    }
}
