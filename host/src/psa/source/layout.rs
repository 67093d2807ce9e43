//! Which column of a file fills which field.

use std::collections::BTreeMap;

use crate::psa::{
    content::Content,
    error::ColumnsFault,
    field::{fields, needed},
    names::folded,
    profile::{Profile, Section},
};

/// Where the fields of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Located {
    /// What the file holds.
    pub(in crate::psa) content: Content,
    /// The names of the columns that fill each field, by the field's position. The first that has a
    /// value counts.
    pub(in crate::psa) names: Vec<Vec<String>>,
    /// The places of those columns, counted from 0.
    pub(in crate::psa) places: Vec<Vec<usize>>,
    /// The columns that fill no field, with a name that no other has.
    pub(in crate::psa) rest: Vec<(usize, String)>,
}

impl Located {
    /// Returns the columns of a field for a message; their numbers are given where they are fixed.
    pub(in crate::psa) fn describe(&self, field: usize, numbered: bool) -> String {
        let names = self.names.get(field).into_iter().flatten();
        let places = self.places.get(field).into_iter().flatten();
        let columns: Vec<String> = names
            .zip(places)
            .map(|(name, place)| {
                if numbered {
                    format!("{} “{name}”", place + 1)
                } else {
                    format!("“{name}”")
                }
            })
            .collect();
        columns.join(" or ")
    }

    /// Names the columns that are not read although they may change what a line comes to, in a sentence; none where
    /// there is none.
    pub(in crate::psa) fn unread_money(&self) -> Option<String> {
        const MOST: usize = 8;
        let speaks_of_money = |name: &str| {
            let name = name.to_lowercase();
            MONEY.iter().any(|word| name.contains(word))
        };
        let names: Vec<&str> = self
            .rest
            .iter()
            .map(|(_, name)| name.as_str())
            .filter(|name| speaks_of_money(name))
            .collect();
        let shown: Vec<String> = names
            .iter()
            .take(MOST)
            .map(|name| format!("“{name}”"))
            .collect();
        let more = match names.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!names.is_empty()).then(|| {
            format!(
                "columns that the profile does not read: {}{more}; if they change the price or the quantity of a line, name them in a mapping file",
                shown.join(", ")
            )
        })
    }
}

/// Parts of names of columns that may change what a line comes to.
const MONEY: &[&str] = &[
    "discount",
    "rebate",
    "surcharge",
    "uplift",
    "markup",
    "price",
    "amount",
    "qty",
    "quantity",
];

/// Finds the fields among the columns of a file: of the content that is wanted, else of the one that
/// the columns speak for. A file with a product, a quantity or a price is not a list of customers.
pub(in crate::psa) fn locate(
    profile: &Profile,
    wanted: Option<Content>,
    columns: &[String],
) -> Result<Located, ColumnsFault> {
    let content = wanted.unwrap_or_else(|| likely(profile, columns));
    match profile.section(content) {
        Some(section) => locate_in(section, content, columns),
        None => Err(ColumnsFault::NoSection {
            profile: profile.name.clone(),
            content,
        }),
    }
}

/// Returns what columns speak for.
pub(super) fn likely(profile: &Profile, columns: &[String]) -> Content {
    let Some(lines) = profile.section(Content::ContractLines) else {
        return Content::Customers;
    };
    let names: Vec<String> = columns.iter().map(|name| folded(name)).collect();
    let has = |group: &&[&str]| {
        let mut known = group
            .iter()
            .filter_map(|name| lines.columns.get(name))
            .flatten();
        known.any(|name| names.contains(&folded(name)))
    };
    // The first group is the customer, whom both contents have.
    let of_lines = needed(Content::ContractLines).iter().skip(1).any(has);
    if of_lines || profile.section(Content::Customers).is_none() {
        Content::ContractLines
    } else {
        Content::Customers
    }
}

fn locate_in(
    section: &Section,
    content: Content,
    columns: &[String],
) -> Result<Located, ColumnsFault> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, name) in columns.iter().enumerate() {
        by_name.entry(folded(name)).or_default().push(place);
    }
    let mut places = Vec::new();
    for field in fields(content) {
        let candidates = section.columns.get(field.name).into_iter().flatten();
        let mut of_field: Vec<usize> = Vec::new();
        for candidate in candidates {
            match by_name.get(&folded(candidate)).map(Vec::as_slice) {
                None | Some([]) => {}
                Some([place]) if of_field.contains(place) => {}
                Some([place]) => of_field.push(*place),
                Some(several) => {
                    return Err(ColumnsFault::Duplicate {
                        name: name_at(columns, several.first()),
                        columns: several.iter().map(|place| place + 1).collect(),
                    });
                }
            }
        }
        places.push(of_field);
    }
    missing(section, content, columns, &places)?;
    let names = places
        .iter()
        .map(|places| {
            places
                .iter()
                .map(|place| name_at(columns, Some(place)))
                .collect()
        })
        .collect();
    let rest = rest(columns, &places);
    Ok(Located {
        content,
        names,
        places,
        rest,
    })
}

fn name_at(columns: &[String], place: Option<&usize>) -> String {
    place
        .and_then(|place| columns.get(*place))
        .cloned()
        .unwrap_or_default()
}

/// A file without customer, product, quantity or price is of no use.
fn missing(
    section: &Section,
    content: Content,
    columns: &[String],
    places: &[Vec<usize>],
) -> Result<(), ColumnsFault> {
    let has = |name: &str| {
        fields(content)
            .iter()
            .zip(places)
            .any(|(field, places)| field.name == name && !places.is_empty())
    };
    let missing: Vec<String> = needed(content)
        .iter()
        .filter(|group| !group.iter().any(|name| has(name)))
        .map(|group| {
            let names = group
                .iter()
                .filter_map(|name| section.columns.get(name))
                .flatten();
            let names: Vec<String> = names.map(|name| format!("“{name}”")).collect();
            format!("{} ({})", group.join(" or "), names.join(", "))
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(ColumnsFault::Missing {
        content,
        missing,
        found: columns
            .iter()
            .filter(|name| !name.is_empty())
            .cloned()
            .collect(),
    })
}

/// The columns that fill no field; equal names are told apart by a number.
fn rest(columns: &[String], places: &[Vec<usize>]) -> Vec<(usize, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut rest = Vec::new();
    for (place, name) in columns.iter().enumerate() {
        if places.iter().any(|places| places.contains(&place)) {
            continue;
        }
        let name = if name.is_empty() {
            format!("column {}", place + 1)
        } else {
            name.clone()
        };
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        rest.push((
            place,
            if *count > 1 {
                format!("{name} ({count})")
            } else {
                name
            },
        ));
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn generic(names: &[&str]) -> Result<Located, ColumnsFault> {
        locate(&Profile::load("generic").unwrap(), None, &columns(names))
    }

    #[test]
    fn columns_are_found_whatever_their_spelling() {
        let located = generic(&[
            "CLIENT NAME",
            "product_name",
            "qty",
            "Unit-Price",
            "Rep",
            "Rep",
        ])
        .unwrap();
        assert_eq!(located.content, Content::ContractLines);
        assert_eq!(
            located.rest,
            [(4, "Rep".to_owned()), (5, "Rep (2)".to_owned())]
        );
        let price = crate::psa::field::position(Content::ContractLines, "unit_price").unwrap();
        assert_eq!(located.describe(price, true), "4 “Unit-Price”");
    }

    #[test]
    fn a_list_of_customers_is_known_by_its_columns() {
        assert_eq!(
            generic(&["Customer", "Domain", "Phone"]).unwrap().content,
            Content::Customers
        );
    }

    #[test]
    fn all_missing_columns_are_told_with_the_names_that_are_known() {
        let wanted = Some(Content::ContractLines);
        let error = locate(
            &Profile::load("generic").unwrap(),
            wanted,
            &columns(&["Client", "Preis"]),
        )
        .unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("product_name or product_code (“Product”, "),
            "{message}"
        );
        assert!(
            message.contains("quantity or quantity_billed (“Quantity”, “Qty”"),
            "{message}"
        );
        assert!(
            message.contains("the file has “Client”, “Preis”"),
            "{message}"
        );
    }

    #[test]
    fn a_column_that_stands_twice_is_refused_where_it_counts() {
        let error =
            generic(&["Client", "Product", "Quantity", "Unit Price", "quantity"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "column “Quantity” appears twice, as columns 3 and 5; remove one of them"
        );
    }
}
