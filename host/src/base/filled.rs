//! Statements with places for values.

/// Puts values in the places of a statement that have their names, `{name}`, in one pass: what a value has in it is
/// never taken for a place.
pub(crate) fn filled(sql: &str, values: &[(&str, &str)]) -> String {
    let mut written = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('{') {
        written.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, tail))
        });
        match value {
            Some((value, tail)) => {
                written.push_str(value);
                rest = tail;
            }
            None => {
                written.push('{');
                rest = after;
            }
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_place_stays_a_value() {
        let values = [
            ("customer", "'{day} {customer}'"),
            ("day", "DATE '2026-11-20'"),
        ];
        assert_eq!(
            filled("{customer} ON {day}, '{}' {\"day\": 1} {", &values),
            "'{day} {customer}' ON DATE '2026-11-20', '{}' {\"day\": 1} {"
        );
    }
}
