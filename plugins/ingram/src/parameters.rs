//! What a subscription was ordered and provisioned with.
//!
//! The lists are free: they may hold names of people and passwords. So only values that are known and look as they
//! should are taken, and nothing else is kept.

use crate::fields::{Extra, Field, record};
use crate::mpn::is_guid;

record!(
    /// A parameter as the vendor sends it.
    ParameterRow {
        name: "name",
        value: "value"
    }
);

/// A parameter, and whether a text may be its value.
type Known = (&'static str, fn(&str) -> bool);

/// The parameters that are kept, and how their values look.
const KNOWN: [Known; 3] = [
    ("microsoft_domain", is_domain),
    ("microsoft_tenant_id", is_guid),
    ("ms_customer_id", is_guid),
];

/// The longest name in the domain name system.
const LONGEST_DOMAIN: usize = 253;

/// Keeps the known parameters of several lists.
pub(crate) fn keep(extra: &mut Extra, lists: &[Field<'_>]) {
    let rows: Vec<ParameterRow<'_>> = lists
        .iter()
        .filter_map(|list| list.nested::<Vec<ParameterRow<'_>>>())
        .flatten()
        .collect();
    for (known, looks_right) in KNOWN {
        let value = rows
            .iter()
            .filter(|row| {
                let name = row.name.string();
                name.is_some_and(|name| name.eq_ignore_ascii_case(known))
            })
            .filter_map(|row| row.value.string())
            .find(|value| looks_right(value));
        extra.push_text(known, value.as_deref());
    }
}

fn is_domain(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    text.len() <= LONGEST_DOMAIN && text.contains('.') && text.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(lists: &[&str]) -> Option<String> {
        let lists: Vec<Field<'_>> = lists
            .iter()
            .map(|list| serde_json::from_str(list).unwrap())
            .collect();
        let mut extra = Extra::default();
        keep(&mut extra, &lists);
        extra.take()
    }

    #[test]
    fn known_values_are_kept_and_all_others_are_not() {
        let ordered = r#"[{"name":"admin_password","value":"x.y"},{"name":"microsoft_domain","value":"birch.example"},
            {"name":"microsoft_tenant_id","value":{"secret":1}}]"#;
        let provisioned =
            r#"[{"name":"MS_customer_ID","value":"7a7a7a7a-0000-4000-8000-00000000000b"}]"#;
        assert_eq!(
            kept(&[ordered, provisioned, "null"]).unwrap(),
            r#"{"microsoft_domain":"birch.example","ms_customer_id":"7a7a7a7a-0000-4000-8000-00000000000b"}"#
        );
    }

    #[test]
    fn a_value_that_does_not_look_right_is_not_kept() {
        let list = r#"[{"name":"microsoft_domain","value":"jane@birch.example"},
            {"name":"microsoft_tenant_id","value":"secret"}]"#;
        assert_eq!(kept(&[list]), None);
        assert_eq!(kept(&["{}", "\"text\""]), None);
    }
}
