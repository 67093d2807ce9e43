//! The order in which macros and views are made: each after those that it names.

use std::collections::{BTreeMap, BTreeSet};

use super::statements::{OBJECTS, Statements};

/// What a file makes, and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// Its file.
    pub(super) name: &'static str,
    /// What it makes.
    pub(super) sql: String,
    /// The files that make what it names.
    pub(super) needs: BTreeSet<&'static str>,
}

/// How something is named where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Its name, then an opening bracket.
    Macro,
    /// Its name behind FROM or JOIN.
    View,
}

/// All macros and views, each after those that it needs.
pub(super) fn in_order() -> Vec<Object> {
    let objects = objects();
    let places: BTreeMap<&str, usize> = objects
        .iter()
        .enumerate()
        .map(|(place, object)| (object.name, place))
        .collect();
    let mut ordered = Vec::with_capacity(objects.len());
    let mut seen = vec![false; objects.len()];
    for place in 0..objects.len() {
        visit(place, &objects, &places, &mut seen, &mut ordered);
    }
    ordered
}

fn visit(
    place: usize,
    objects: &[Object],
    places: &BTreeMap<&str, usize>,
    seen: &mut [bool],
    ordered: &mut Vec<Object>,
) {
    if std::mem::replace(&mut seen[place], true) {
        return;
    }
    for need in &objects[place].needs {
        visit(places[need], objects, places, seen, ordered);
    }
    ordered.push(objects[place].clone());
}

/// The macros and views, in the order of their list.
fn objects() -> Vec<Object> {
    let texts: Vec<(&Statements, String)> = OBJECTS
        .iter()
        .map(|object| (object, object.sql()))
        .collect();
    let mut makers = BTreeMap::new();
    for (object, sql) in &texts {
        for (name, kind) in made(sql) {
            makers.insert(name, (kind, object.name));
        }
    }
    texts
        .iter()
        .map(|(object, sql)| Object {
            name: object.name,
            needs: needs(sql, &makers, object.name),
            sql: sql.clone(),
        })
        .collect()
}

/// The names of what a file makes.
fn made(sql: &str) -> Vec<(&str, Kind)> {
    let kinds = [
        ("CREATE OR REPLACE MACRO ", Kind::Macro),
        ("CREATE OR REPLACE VIEW ", Kind::View),
    ];
    let mut made = Vec::new();
    for line in sql.lines() {
        for (start, kind) in kinds {
            if let Some(rest) = line.strip_prefix(start) {
                made.push((&rest[..word(rest)], kind));
            }
        }
    }
    made
}

/// The files that make what a file names.
fn needs(
    sql: &str,
    makers: &BTreeMap<&str, (Kind, &'static str)>,
    own: &'static str,
) -> BTreeSet<&'static str> {
    let mut needs = BTreeSet::new();
    let mut before = "";
    let lines = sql.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("--") && !line.starts_with("COMMENT ON ")
    });
    for line in lines {
        let mut rest = line;
        while let Some(start) = rest.find(is_of_a_word) {
            rest = &rest[start..];
            let (name, after) = rest.split_at(word(rest));
            if let Some((kind, maker)) = makers.get(name) {
                let is_named = match kind {
                    Kind::Macro => after.trim_start().starts_with('('),
                    Kind::View => matches!(before, "FROM" | "JOIN"),
                };
                if is_named && *maker != own {
                    needs.insert(*maker);
                }
            }
            before = name;
            rest = after;
        }
    }
    needs
}

/// The length of the word that a text begins with.
fn word(text: &str) -> usize {
    text.find(|character| !is_of_a_word(character))
        .unwrap_or(text.len())
}

fn is_of_a_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{in_order, made};
    use crate::analysis::statements::OBJECTS;

    /// The layers, each of which needs those before it alone.
    const LAYERS: [&str; 4] = ["base", "staging", "compared", "marts"];

    fn layer(name: &str) -> usize {
        let folder = name.split('/').next().unwrap();
        LAYERS.iter().position(|layer| *layer == folder).unwrap()
    }

    #[test]
    fn every_object_comes_after_those_that_it_needs_and_none_needs_a_later_layer() {
        let mut before = BTreeSet::new();
        for object in in_order() {
            for need in &object.needs {
                assert!(
                    before.contains(need),
                    "{} and {need} need each other",
                    object.name
                );
                assert!(
                    layer(need) <= layer(object.name),
                    "{} is of an earlier layer than {need}, which it needs",
                    object.name
                );
            }
            before.insert(object.name);
        }
        assert_eq!(before.len(), OBJECTS.len());
    }

    #[test]
    fn every_file_of_the_layers_is_made_and_makes_what_it_is_named_after() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analysis/sql");
        let mut files = BTreeSet::new();
        for layer in LAYERS {
            for file in std::fs::read_dir(folder.join(layer)).unwrap() {
                let file = file.unwrap().file_name().into_string().unwrap();
                files.insert(format!("{layer}/{}", file.strip_suffix(".sql").unwrap()));
            }
        }
        let listed: BTreeSet<_> = OBJECTS
            .iter()
            .map(|object| object.name.to_owned())
            .collect();
        assert_eq!(files, listed);
        for object in OBJECTS {
            let sql = object.sql();
            let own = object.name.split('/').next_back().unwrap();
            for (name, _) in made(&sql) {
                let stem = name
                    .strip_suffix("_as_of")
                    .or(name.strip_suffix("_since"))
                    .unwrap_or(name);
                assert_eq!(stem, own, "{}", object.name);
            }
        }
    }
}
