//! Whether names are of one product: what makes an item code the name of a product.

use super::named::Named;

/// Returns whether all names can be of one product. An item code that stands on names that cannot is that of
/// a kind of product, of a price list's page or of nothing, and says nothing of what is sold.
pub fn names_agree<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let names: Vec<_> = names.into_iter().map(Named::read).collect();
    names.iter().enumerate().all(|(place, one)| {
        names[place + 1..]
            .iter()
            .all(|other| agree(one, other) && agree(other, one))
    })
}

/// Two names agree where they mean the same, or where most words of the shorter one are in the other and
/// nothing tells two products apart: a customer's name or a number of users behind it does not.
fn agree(one: &Named<'_>, other: &Named<'_>) -> bool {
    if one.same_as(other).is_some() {
        return !one.name.is_another_edition(&other.name);
    }
    if one.grades_differ(other) || one.name.is_another_edition(&other.name) {
        return false;
    }
    let (a, b) = (&one.name.words, &other.name.words);
    let shared = a.intersection(b).count();
    2 * shared > a.len().min(b.len()) || a.is_empty() || b.is_empty()
}

#[cfg(test)]
mod tests {
    use super::names_agree;

    #[test]
    fn spellings_terms_and_additions_of_one_product_agree() {
        for names in [
            [
                "Microsoft 365 Business Premium",
                "M365 Business Premium (annual)",
            ],
            [
                "Business Premium - Harbour Dental",
                "Business Premium - Oakline",
            ],
            ["Power Automate Premium", "Flow per user plan"],
            ["Exchange Online", "Exchange Online Plan 1"],
            ["Backup per GB", "backup, per gb"],
            ["License", "Microsoft 365 E3"],
        ] {
            assert!(names_agree(names), "{names:?}");
        }
        assert!(names_agree(["Anything"]));
    }

    #[test]
    fn names_of_different_products_do_not_agree() {
        for names in [
            [
                "Microsoft 365 Business Premium",
                "Bitdefender GravityZone Business Security",
            ],
            ["Business Premium", "Business Basic"],
            ["Microsoft 365 E3", "Office 365 E3"],
            ["Microsoft 365 E3", "Microsoft 365 E5"],
            ["Business Premium", "Business Premium Nonprofit"],
            ["Exchange Online Plan 1", "Exchange Online Plan 2"],
            ["Acronis Backup", "Datto Backup"],
        ] {
            assert!(!names_agree(names), "{names:?}");
        }
    }
}
