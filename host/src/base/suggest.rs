//! What a typo may have meant.

/// Returns the candidate that a mistyped `name` most likely meant, if one is near enough.
pub(crate) fn suggest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        // 0.8 keeps `vender` -> `vendor` and drops words that merely share letters.
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_typo_is_answered_with_the_key_that_was_meant() {
        assert_eq!(suggest("vender", ["vendor", "settings"]), Some("vendor"));
        assert_eq!(suggest("colour", ["vendor", "settings"]), None);
    }
}
