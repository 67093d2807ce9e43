//! When two spellings are the same name.

/// Returns a name in the form in which names are compared: letters and digits in lower case. Dots
/// count, since they divide the steps of a path in JSON: `product.id` is not `Product ID`.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric() || *character == '.' || *character == '%')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_equal_and_paths_are_not_names() {
        assert_eq!(folded("Unit Price"), folded("unit_price"));
        assert_eq!(folded("unitPrice"), folded(" UNIT-PRICE "));
        assert_ne!(folded("product.id"), folded("Product ID"));
        assert_ne!(folded("Discount"), folded("Discount %"));
    }
}
