//! A name of a product and what it means.

use super::{
    aliases::{meaning, meanings},
    name::ProductName,
};

/// A name of a product and what it means.
#[derive(Debug, Clone)]
pub(super) struct Named<'a> {
    /// As it is written.
    pub(super) text: &'a str,
    /// As it is read.
    pub(super) name: ProductName,
    /// The product that it means with certainty.
    pub(super) meaning: Option<&'static str>,
    /// The products that it may mean, if it is ambiguous.
    pub(super) meanings: Option<&'static [&'static str]>,
}

impl<'a> Named<'a> {
    /// Reads a name.
    pub(super) fn read(text: &'a str) -> Self {
        let name = ProductName::read(text);
        Self {
            text: text.trim(),
            meaning: meaning(&name),
            meanings: meanings(&name),
            name,
        }
    }

    /// Says why both name the same product, if they do.
    pub(super) fn same_as(&self, other: &Self) -> Option<String> {
        let ambiguous = self.meanings.is_some() || other.meanings.is_some();
        if self.name.words == other.name.words && !self.name.words.is_empty() && !ambiguous {
            return Some(match self.text == other.text {
                true => "Same name.".to_owned(),
                false => format!("Same name as “{}” but for spelling and term.", other.text),
            });
        }
        let product = self
            .meaning
            .filter(|product| other.meaning == Some(*product))?;
        let (one, other) = (self.text, other.text);
        Some(format!("“{one}” and “{other}” are names of {product}."))
    }

    /// Returns what an ambiguous name may mean, if the other name means one of these.
    pub(super) fn may_mean(&self, other: &Self) -> Option<&'static [&'static str]> {
        let product = other.meaning?;
        self.meanings.filter(|products| products.contains(&product))
    }

    /// Returns whether each has a word that tells grades apart and that the other has not.
    pub(super) fn grades_differ(&self, other: &Self) -> bool {
        self.name.grades_differ(&other.name)
    }
}
