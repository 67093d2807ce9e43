//! Records that share an id that only one customer has: the Microsoft tenant, the tax number, a subscription.

use std::collections::{BTreeSet, HashMap};

use super::{guards::Guard, record::Record};

/// Shorter numbers are typed in for want of one.
const SHORTEST_TAX_ID: usize = 6;
const SHORTEST_SUBSCRIPTION_ID: usize = 8;
const TENANT_DIGITS: usize = 32;

/// What the ids of a record say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exact {
    /// Nothing.
    None,
    /// It is this customer of the PSA.
    One(u32, Id),
    /// It may be one of these, but the ids do not agree on one.
    Unclear(Vec<u32>, Guard),
}

/// An id that is the same on both sides; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Id {
    /// The Microsoft tenant.
    Tenant,
    /// The tax or company registration number.
    Tax,
    /// A subscription that a contract names.
    Subscription,
}

const KINDS: [Id; 3] = [Id::Tenant, Id::Tax, Id::Subscription];

/// The PSA's customers by their ids.
pub(super) struct Ids {
    places: HashMap<(Id, String), Vec<u32>>,
    of: Vec<Own>,
}

impl Ids {
    /// Files the PSA's customers in the order of their places.
    pub(super) fn of(right: &[&Record]) -> Self {
        let mut ids = Self {
            places: HashMap::new(),
            of: Vec::with_capacity(right.len()),
        };
        for (place, record) in (0..).zip(right) {
            let own = Own::of(record);
            for kind in KINDS {
                for id in own.ids(kind) {
                    let places = ids.places.entry((kind, id.to_owned())).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
            ids.of.push(own);
        }
        ids
    }

    /// Returns what a record's ids say; pairs that `never` names are left out.
    pub(super) fn find(&self, left: &Record, never: impl Fn(u32) -> bool) -> Exact {
        let own = Own::of(left);
        let found: Vec<(Id, BTreeSet<u32>)> = KINDS
            .into_iter()
            .map(|kind| (kind, self.places(&own, kind, &never)))
            .filter(|(_, places)| !places.is_empty())
            .collect();
        let Some(((strongest, first), others)) = found.split_first() else {
            return Exact::None;
        };
        let agreed: Vec<u32> = first
            .iter()
            .filter(|place| others.iter().all(|(_, places)| places.contains(place)))
            .copied()
            .collect();
        match agreed.as_slice() {
            [one] if !others.is_empty() || !own.contradicts(&self.of[*one as usize]) => {
                Exact::One(*one, *strongest)
            }
            [] | [_] => {
                let any: BTreeSet<u32> = found.into_iter().flat_map(|(_, places)| places).collect();
                Exact::Unclear(any.into_iter().collect(), Guard::IdsContradict)
            }
            _ => Exact::Unclear(agreed, Guard::IdShared),
        }
    }

    fn places(&self, own: &Own, kind: Id, never: impl Fn(u32) -> bool) -> BTreeSet<u32> {
        let places = own
            .ids(kind)
            .filter_map(|id| self.places.get(&(kind, id.to_owned())));
        places
            .flatten()
            .copied()
            .filter(|place| !never(*place))
            .collect()
    }
}

/// The ids of a record in the form in which they are compared.
struct Own {
    tenant: Option<String>,
    tax: Option<String>,
    subscriptions: Vec<String>,
}

impl Own {
    fn of(record: &Record) -> Self {
        let subscriptions = record.subscription_ids.iter();
        Self {
            tenant: record.tenant_id.as_deref().and_then(tenant),
            tax: record.tax_id.as_deref().and_then(tax),
            subscriptions: subscriptions.filter_map(|id| subscription(id)).collect(),
        }
    }

    fn ids(&self, kind: Id) -> impl Iterator<Item = &str> {
        let ids = match kind {
            Id::Tenant => self.tenant.as_slice(),
            Id::Tax => self.tax.as_slice(),
            Id::Subscription => self.subscriptions.as_slice(),
        };
        ids.iter().map(String::as_str)
    }

    /// Whether both have an id of which a customer has but one, and it differs.
    fn contradicts(&self, other: &Self) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| {
            one.is_some() && other.is_some() && one != other
        };
        differ(&self.tenant, &other.tenant) || differ(&self.tax, &other.tax)
    }
}

/// Returns the 32 hexadecimal digits of a tenant id; the id of all zeros does not count.
fn tenant(text: &str) -> Option<String> {
    let digits = letters(text.trim().trim_start_matches('{').trim_end_matches('}'));
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (digits.len() == TENANT_DIGITS && hexadecimal && !is_invented(&digits)).then_some(digits)
}

fn tax(text: &str) -> Option<String> {
    let id = letters(text);
    let digits = id.bytes().any(|byte| byte.is_ascii_digit());
    (id.len() >= SHORTEST_TAX_ID && digits && !is_invented(&id)).then_some(id)
}

fn subscription(text: &str) -> Option<String> {
    let id = letters(text);
    let digits = id.bytes().any(|byte| byte.is_ascii_digit());
    (id.len() >= SHORTEST_SUBSCRIPTION_ID && digits && !is_invented(&id)).then_some(id)
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns whether an id is one digit again and again.
fn is_invented(id: &str) -> bool {
    id.bytes()
        .zip(id.bytes().skip(1))
        .all(|(one, next)| one == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "6f1c2d3e-0001-4000-8000-0123456789ab";
    const OTHER: &str = "7f1c2d3e-0001-4000-8000-0123456789ab";

    fn record(tenant: &str, tax: &str) -> Record {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Record {
            tenant_id: some(tenant),
            tax_id: some(tax),
            ..Record::default()
        }
    }

    fn found(left: (&str, &str), right: &[(&str, &str)]) -> Exact {
        let right: Vec<_> = right
            .iter()
            .map(|(tenant, tax)| record(tenant, tax))
            .collect();
        let right: Vec<_> = right.iter().collect();
        Ids::of(&right).find(&record(left.0, left.1), |_| false)
    }

    #[test]
    fn one_customer_with_the_same_id_is_the_one() {
        let braces = format!("{{{}}}", TENANT.to_uppercase());
        assert_eq!(
            found((TENANT, ""), &[("", ""), (&braces, "")]),
            Exact::One(1, Id::Tenant)
        );
        assert_eq!(
            found(("", "GB 123 4567 89"), &[("", "gb123456789")]),
            Exact::One(0, Id::Tax)
        );
        assert_eq!(
            found(
                (TENANT, "GB123456789"),
                &[(TENANT, ""), (TENANT, "GB123456789")]
            ),
            Exact::One(1, Id::Tenant)
        );
    }

    #[test]
    fn ids_that_contradict_decide_nothing() {
        assert_eq!(
            found((TENANT, ""), &[(TENANT, ""), (TENANT, "")]),
            Exact::Unclear(vec![0, 1], Guard::IdShared)
        );
        assert_eq!(
            found((TENANT, "GB123456789"), &[(TENANT, "GB999999991")]),
            Exact::Unclear(vec![0], Guard::IdsContradict)
        );
        assert_eq!(
            found(
                (TENANT, "GB123456789"),
                &[(TENANT, ""), (OTHER, "GB123456789")]
            ),
            Exact::Unclear(vec![0, 1], Guard::IdsContradict)
        );
    }

    fn with_subscriptions(tax: &str, ids: &[&str]) -> Record {
        Record {
            subscription_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..record("", tax)
        }
    }

    #[test]
    fn a_subscription_that_one_contract_names_is_an_id() {
        let left = with_subscriptions("", &["SUB-000123", "SUB-000124"]);
        let find = |right: &[Record]| {
            let right: Vec<_> = right.iter().collect();
            Ids::of(&right).find(&left, |_| false)
        };
        let other = with_subscriptions("", &["SUB-000999"]);
        let one = with_subscriptions("", &["sub-000124", "SUB-000123", "SUB-000123"]);
        assert_eq!(find(std::slice::from_ref(&other)), Exact::None);
        assert_eq!(
            find(&[other.clone(), one.clone()]),
            Exact::One(1, Id::Subscription)
        );
        let another = with_subscriptions("", &["SUB-000123"]);
        assert_eq!(
            find(&[another, one]),
            Exact::Unclear(vec![0, 1], Guard::IdShared)
        );
        let short = with_subscriptions("", &["SUB-12"]);
        assert_eq!(
            Ids::of(&[&short]).find(&short, |_| false),
            Exact::None,
            "a short number may be anything"
        );
    }

    #[test]
    fn a_subscription_does_not_outweigh_a_tax_id_that_differs() {
        let left = with_subscriptions("GB123456789", &["SUB-000123"]);
        let right = with_subscriptions("GB999999991", &["SUB-000123"]);
        assert_eq!(
            Ids::of(&[&right]).find(&left, |_| false),
            Exact::Unclear(vec![0], Guard::IdsContradict)
        );
    }

    #[test]
    fn placeholders_are_no_ids() {
        let zeros = "00000000-0000-0000-0000-000000000000";
        assert_eq!(
            found((zeros, "000000000"), &[(zeros, "000000000")]),
            Exact::None
        );
        assert_eq!(
            found(("contoso", "n/a"), &[("contoso", "n/a")]),
            Exact::None
        );
    }
}
