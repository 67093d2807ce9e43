//! A decision of a person.

use crate::matching::parse::{Word, parse};

/// What a person said of a distributor's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The distributor's connection; [`Record::source`](crate::matching::Record::source).
    pub source: String,
    /// The customer's id there.
    pub customer_id: String,
    /// Its name at the time.
    pub customer_name: String,
    /// Its domain at the time.
    pub domain: Option<String>,
    /// Its postal code at the time.
    pub postal_code: Option<String>,
    /// What was said.
    pub verdict: Verdict,
    /// Who said it.
    pub decided_by: String,
    /// When, in microseconds since 1970 (UTC).
    pub decided_at: i64,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is this customer of the PSA.
    Same {
        /// The PSA.
        psa: String,
        /// The id there.
        id: String,
        /// The name there at the time.
        name: String,
    },
    /// It is never this customer of the PSA.
    Never {
        /// The PSA.
        psa: String,
        /// The id there.
        id: String,
    },
    /// It is not a customer of the PSA at all.
    NotACustomer,
}

/// Returns what is remembered of a name: the canonical words in order of the alphabet, the legal form,
/// and the numbers that stand beside the name, which tell one store of a chain from the next. Names with
/// the same key are the same to the reader.
pub fn name_key(name: &str) -> String {
    let parsed = parse(name, None);
    let Some(main) = parsed.variants.first() else {
        return String::new();
    };
    let own = main.words.iter().filter(|word| !word.optional);
    let mut words: Vec<_> = own.clone().map(|word| word.canonical.clone()).collect();
    words.sort_unstable();
    words.extend(main.legal.map(|class| class.name().to_owned()));
    let numbers: Vec<_> = own.flat_map(Word::numbers).collect();
    if numbers.len() > 1 {
        // The order of the words is lost above, and that of numbers tells.
        words.push(numbers.join(","));
    }
    words.extend(parsed.set_apart().iter().map(|number| format!("#{number}")));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn names_with_other_numbers_have_other_keys() {
        for (one, other) in [
            ("Tall Pines #1042", "Tall Pines #1043"),
            ("Tall Pines [20417]", "Tall Pines [20418]"),
            ("Tall Pines (Store 12)", "Tall Pines (Store 13)"),
            ("Tall Pines 12 Troop 3", "Tall Pines 3 Troop 12"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one}");
        }
    }

    #[test]
    fn names_that_read_the_same_have_one_key() {
        for name in [
            "Brewton Dental Svcs, LLC",
            "BREWTON DENTAL SERVICES L.L.C. (HQ)",
            "services, brewton dental llc",
        ] {
            assert_eq!(name_key(name), "brewton dental service llc", "{name}");
        }
        assert_ne!(
            name_key("Brewton Dental Inc"),
            name_key("Brewton Dental LLC")
        );
    }
}
