//! Names of companies and people, of many kinds.

use super::Distributor;
use crate::random::Random;

/// The share of customers that both distributors serve, in percent.
const SHARED_PERCENT: u64 = 40;

const FIRST: &[&str] = &[
    "Contoso",
    "Fabrikam",
    "Northgate",
    "Blue Heron",
    "Granite",
    "Silverlake",
    "Maple Leaf",
    "Harbour",
    "Old Mill",
    "Red Kite",
    "Evergreen",
    "Summit",
    "Lakeview",
    "Iron Bridge",
    "Golden Gate",
    "Cedar & Stone",
    "O'Brien",
    "Smith, Jones",
    "Bjørn",
    "Müller",
    "Lefèvre",
    "García",
    "Łódź",
    "Ångström",
    "Çelik",
    "Dvořák",
    "McAllister",
    "St. Clair",
    "A1",
    "3D",
    "De Vries",
    "von Braun",
    "Nakamura",
    "Singh",
    "Okafor",
    "Rossi",
    "Papadopoulos",
    "Nguyễn",
    "Horizon",
    "Pinnacle",
    "Riverside",
    "Union Street",
    "Atlas",
    "Orion",
    "Kestrel",
    "Juniper",
    "Copperfield",
    "Whitehall",
    "Quarry",
    "Tern",
    "Sable",
];

const SECOND: &[&str] = &[
    "Dental",
    "Logistics",
    "Legal",
    "Accounting",
    "Architects",
    "Construction",
    "Foods",
    "Medical Group",
    "Engineering",
    "Insurance",
    "Real Estate",
    "Auto Parts",
    "Consulting",
    "Manufacturing",
    "Media",
    "Travel",
    "Farms",
    "Veterinary Clinic",
    "School District",
    "Church of the Valley",
    "Plumbing & Heating",
    "Furniture",
    "Pharma",
    "Wines",
    "Aviation",
    "Textiles",
    "Security",
    "Energy",
    "Charity",
    "Housing Association",
    "Bakery",
    "Robotics",
    "Optics",
    "Freight",
    "Marine",
];

pub(super) const LEGAL: &[&str] = &[
    "Ltd", "Inc", "LLC", "GmbH", "AB", "S.A.", "SARL", "B.V.", "LLP", "", "", "PLC", "Oy",
    "Pty Ltd",
];

/// Names that no scheme would make.
const UNUSUAL: &[&str] = &[
    "株式会社さくら商事",
    "ООО «Ромашка»",
    "شركة النور للتجارة",
    "Αφοί Παπαδοπούλου Α.Ε.",
    "Zażółć Gęślą Jaźń Sp. z o.o.",
    "חברת הגליל בע״מ",
    "บริษัท สยามการค้า จำกัด",
    "한빛 주식회사",
    "\"The Quoted Company\" Inc.",
    "Tab\u{2009}Thin & Söhne KG",
    "1-800-FLOWERS 4 U",
    "C.H.U. de l'Île-d'Orléans",
    "Ünïcödé Cåfé 🍵",
    "X",
    "The The",
    "Null",
    "Robert'); DROP TABLE customers;--",
    "Comma, Semicolon; Tab Ltd",
    "Très Long Nom de Société Internationale de Conseil en Organisation, Gestion, Stratégie et Développement Durable (Succursale du Grand Nord) S.A.S.U.",
];

const PEOPLE: &[&str] = &[
    "Ada Brown",
    "Jörg Schäfer",
    "María López",
    "Chidi Okafor",
    "Yuki Tanaka",
    "Anne-Marie Tremblay",
    "Sam O'Neill",
    "Ingrid Håkansson",
    "Wei Chen",
    "Fatima Zahra",
    "Tomasz Nowak",
    "Priya Patel",
];

/// The name of the `index`-th customer at a distributor. Some are served by both, under names that differ a little.
pub(crate) fn company(
    seed: u64,
    index: u64,
    distributor: Distributor,
    unusual: bool,
    legal: &[&'static str],
) -> String {
    let mut random = Random::new(seed, &[1, index]);
    let shared = random.chance(SHARED_PERCENT);
    let name = slot_name(seed, slot(seed, index, distributor), unusual, legal);
    if shared && distributor == Distributor::StreamOne {
        vary(&name, &mut random)
    } else {
        name
    }
}

/// The number of the firm that the `index`-th customer at a distributor is: a shared one is the same at both.
pub(super) fn slot(seed: u64, index: u64, distributor: Distributor) -> u64 {
    let shared = Random::new(seed, &[1, index]).chance(SHARED_PERCENT);
    match (shared, distributor) {
        (true, _) | (_, Distributor::Sherweb) => index * 2,
        (false, Distributor::StreamOne) => index * 2 + 1,
    }
}

/// The names of the customers that both distributors serve, as Sherweb and as StreamOne spell them,
/// for worlds of one seed and so many customers.
#[must_use]
pub fn shared_names(seed: u64, customers: usize) -> Vec<(String, String)> {
    (0..customers as u64)
        .filter(|index| Random::new(seed, &[1, *index]).chance(SHARED_PERCENT))
        .map(|index| {
            let name = |distributor| company(seed, index, distributor, true, LEGAL);
            (name(Distributor::Sherweb), name(Distributor::StreamOne))
        })
        .collect()
}

/// A name for each slot, different ones as long as the combinations last and numbered afterwards.
fn slot_name(seed: u64, slot: u64, unusual: bool, legal: &[&'static str]) -> String {
    let combinations = (FIRST.len() * SECOND.len()) as u64;
    // A step without a common factor visits every combination once.
    let place = (slot.wrapping_mul(1_009).wrapping_add(seed % 1_000)) % combinations;
    let round = slot / combinations;
    let mut random = Random::new(seed, &[2, slot]);
    if unusual && round == 0 && random.chance(3) {
        let name = random.pick(UNUSUAL);
        return if slot < 200 {
            (*name).to_owned()
        } else {
            format!("{name} {slot}")
        };
    }
    let at = |table: &[&'static str], index: u64| {
        usize::try_from(index)
            .ok()
            .and_then(|index| table.get(index).copied())
            .unwrap_or_default()
    };
    let first = at(FIRST, place % FIRST.len() as u64);
    let second = at(SECOND, place / FIRST.len() as u64);
    let mut name = format!("{first} {second}");
    if round > 0 {
        name.push_str(&format!(" {}", round + 1));
    }
    let legal = random.pick(legal);
    if legal.is_empty() {
        name
    } else {
        format!("{name} {legal}")
    }
}

/// Spells a name as another person would have typed it.
fn vary(name: &str, random: &mut Random) -> String {
    match random.below(8) {
        0 => name.to_uppercase(),
        1 => name
            .replace(" Ltd", " Limited")
            .replace(" Inc", ", Inc.")
            .replace(" GmbH", " G.m.b.H."),
        2 => name.replace('&', "and").replace('\'', ""),
        3 => format!("The {name}"),
        4 => name
            .replace(['ü', 'ö', 'å', 'ø'], "o")
            .replace(['é', 'è'], "e"),
        5 => format!("{name}  "),
        6 => name
            .rsplit_once(' ')
            .map_or_else(|| name.to_owned(), |(stem, _)| stem.to_owned()),
        _ => name.to_owned(),
    }
}

pub(crate) fn person(random: &mut Random) -> String {
    (*random.pick(PEOPLE)).to_owned()
}

/// A domain under `.example`, unique by its number.
pub(crate) fn domain(name: &str, index: u64) -> String {
    let stem: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(16)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    format!(
        "{}{index}.example",
        if stem.is_empty() { "kunde" } else { &stem }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn customers_of_one_distributor_have_different_names() {
        let names: HashSet<String> = (0..5_000)
            .map(|index| company(1, index, Distributor::Sherweb, false, LEGAL))
            .collect();
        assert!(names.len() > 4_950, "{}", names.len());
    }

    #[test]
    fn shared_customers_are_spelled_alike_but_not_always_the_same() {
        let names = shared_names(7, 100);
        assert!((25..60).contains(&names.len()), "{}", names.len());
        assert!(
            names
                .iter()
                .any(|(sherweb, streamone)| sherweb != streamone)
        );
        assert!(
            names
                .iter()
                .any(|(sherweb, streamone)| sherweb == streamone)
        );
    }
}
