//! Records that share an id that only one customer has: the Microsoft tenant, the tax number.

use std::collections::HashMap;

use super::{guards::Guard, record::Record};

/// Shorter numbers are typed in for want of one.
const SHORTEST_TAX_ID: usize = 6;
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

/// An id that is the same on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    /// The Microsoft tenant.
    Tenant,
    /// The tax or company registration number.
    Tax,
}

/// The PSA's customers by their ids.
pub(super) struct Ids {
    tenants: HashMap<String, Vec<u32>>,
    taxes: HashMap<String, Vec<u32>>,
    of: Vec<(Option<String>, Option<String>)>,
}

impl Ids {
    /// Files the PSA's customers in the order of their places.
    pub(super) fn of(right: &[&Record]) -> Self {
        let mut ids = Self {
            tenants: HashMap::new(),
            taxes: HashMap::new(),
            of: Vec::with_capacity(right.len()),
        };
        for (place, record) in (0..).zip(right) {
            let (tenant, tax) = own(record);
            for (id, index) in [(&tenant, &mut ids.tenants), (&tax, &mut ids.taxes)] {
                if let Some(id) = id {
                    index.entry(id.clone()).or_default().push(place);
                }
            }
            ids.of.push((tenant, tax));
        }
        ids
    }

    /// Returns what a record's ids say; pairs that `never` names are left out.
    pub(super) fn find(&self, left: &Record, never: impl Fn(u32) -> bool) -> Exact {
        let (tenant, tax) = own(left);
        let all = |index: &HashMap<String, Vec<u32>>, id: &Option<String>| {
            let places = id.as_ref().and_then(|id| index.get(id));
            let places = places.into_iter().flatten().copied();
            places.filter(|place| !never(*place)).collect::<Vec<_>>()
        };
        let (by_tenant, by_tax) = (all(&self.tenants, &tenant), all(&self.taxes, &tax));
        let both: Vec<_> = by_tenant
            .iter()
            .filter(|place| by_tax.contains(place))
            .copied()
            .collect();
        let differ = |one: &Option<String>, other: &Option<String>| {
            one.is_some() && other.is_some() && one != other
        };
        match (by_tenant.as_slice(), by_tax.as_slice(), both.as_slice()) {
            ([], [], _) => Exact::None,
            (_, _, [one]) => Exact::One(*one, Id::Tenant),
            ([one], [], _) if !differ(&tax, &self.of[*one as usize].1) => {
                Exact::One(*one, Id::Tenant)
            }
            ([], [one], _) if !differ(&tenant, &self.of[*one as usize].0) => {
                Exact::One(*one, Id::Tax)
            }
            ([_], [], _) | ([], [_], _) | ([_, ..], [_, ..], []) => Exact::Unclear(
                by_tenant.into_iter().chain(by_tax).collect(),
                Guard::IdsContradict,
            ),
            _ if both.is_empty() => Exact::Unclear(
                by_tenant.into_iter().chain(by_tax).collect(),
                Guard::IdShared,
            ),
            _ => Exact::Unclear(both, Guard::IdShared),
        }
    }
}

fn own(record: &Record) -> (Option<String>, Option<String>) {
    (
        record.tenant_id.as_deref().and_then(tenant),
        record.tax_id.as_deref().and_then(tax),
    )
}

/// Returns the 32 hexadecimal digits of a tenant id; the id of all zeros is none.
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
