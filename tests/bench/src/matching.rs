//! How good the matcher is on labelled lists, and how fast it is on lists that are made up.
//!
//! Labelled lists are not part of the repository: `--labelled FOLDER` names a folder that has one folder
//! for each set, with `left.csv`, `right.csv` and `truth.csv` (`left_id,right_id`) in it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use seatwise::matching::score_files;

use crate::child::spawn;
use crate::table::{Table, seconds};

pub(crate) fn measure(table: &mut Table, quick: bool) {
    if let Some(folder) = labelled_folder() {
        labelled(table, Path::new(&folder));
    }
    let sizes: &[(usize, &str)] = if quick {
        &[(5_000, "1 s")]
    } else {
        &[(5_000, "1 s"), (100_000, "20 s and 1500 MB")]
    };
    for (size, wanted) in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (left, right, out) = (file("left.csv"), file("right.csv"), file("out.csv"));
        write(Path::new(&left), *size, 1);
        write(Path::new(&right), *size, 2);
        let arguments = [
            "seatwise", "match", "score", "--left", &left, "--right", &right, "--out", &out,
        ];
        let cost = spawn(&arguments);
        table.row(
            &format!("match {size} x {size} customers"),
            seconds(cost.elapsed),
            format!("peak memory {} MB", cost.memory / 1_000_000),
            None,
            wanted,
        );
    }
}

fn labelled_folder() -> Option<String> {
    let mut arguments = std::env::args();
    arguments
        .by_ref()
        .find(|argument| argument == "--labelled")?;
    arguments.next()
}

/// What a set, or all of them, came to.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    left: usize,
    truth: usize,
    auto: usize,
    right: usize,
    review: usize,
    reached: usize,
}

fn labelled(table: &mut Table, folder: &Path) {
    let mut sets: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of labelled sets")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("truth.csv").exists())
        .collect();
    sets.sort();
    let mut pooled = Score::default();
    for set in &sets {
        let score = score(set);
        let name = set.file_name().unwrap_or_default().to_string_lossy();
        row(table, &name, score, "precision 99.4 %");
        pooled.left += score.left;
        pooled.truth += score.truth;
        pooled.auto += score.auto;
        pooled.right += score.right;
        pooled.review += score.review;
        pooled.reached += score.reached;
    }
    row(
        table,
        "all sets",
        pooled,
        "precision 99.85 %, recall 74.5 %, review 24.5 %, reach 95.6 %",
    );
}

fn row(table: &mut Table, name: &str, score: Score, wanted: &str) {
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    table.row(
        &format!("match, labelled: {name}"),
        format!(
            "auto precision {:.2} %, recall {:.1} %, {} wrong; review {:.1} % of the left; reach {:.1} %",
            percent(score.right, score.auto),
            percent(score.right, score.truth),
            score.auto - score.right,
            percent(score.review, score.left),
            percent(score.reached, score.truth),
        ),
        format!("{} pairs", score.truth),
        None,
        wanted,
    );
}

/// Scores a set as its truth says: a right pair in the automatic band, or among those to review.
fn score(set: &Path) -> Score {
    let out = tempfile::NamedTempFile::new().expect("a temporary file");
    let summary = score_files(&set.join("left.csv"), &set.join("right.csv"), out.path())
        .expect("a set that can be read");
    let truth: HashSet<(String, String)> = pairs(&set.join("truth.csv"))
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let mut auto: HashSet<(String, String)> = HashSet::new();
    let mut review: HashMap<String, Vec<String>> = HashMap::new();
    for row in pairs(out.path()) {
        match row[3].as_str() {
            "auto" => {
                auto.insert((row[0].clone(), row[1].clone()));
            }
            "review" => review
                .entry(row[0].clone())
                .or_default()
                .push(row[1].clone()),
            _ => {}
        }
    }
    let linked: HashSet<&String> = auto.iter().map(|(left, _)| left).collect();
    let right = auto.intersection(&truth).count();
    let shown = truth
        .iter()
        .filter(|(left, right)| {
            !linked.contains(left)
                && review
                    .get(left)
                    .is_some_and(|rights| rights.contains(right))
        })
        .count();
    Score {
        left: summary.left,
        truth: truth.len(),
        auto: auto.len(),
        right,
        review: review.keys().filter(|left| !linked.contains(left)).count(),
        reached: right + shown,
    }
}

fn pairs(path: &Path) -> Vec<Vec<String>> {
    let mut file = csv::Reader::from_path(path).expect("a file of pairs");
    file.records()
        .map(|record| {
            let record = record.expect("a row");
            record.iter().map(str::to_owned).collect()
        })
        .collect()
}

/// Writes made-up customers; both sides have the same ones, spelled a little differently.
fn write(path: &Path, size: usize, side: usize) {
    const FIRST: [&str; 40] = [
        "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood",
        "Juniper", "Kauri", "Larch", "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce",
        "Teak", "Umber", "Viburnum", "Willow", "Yew", "Zelkova", "Amber", "Basalt", "Cobalt",
        "Dune", "Ember", "Flint", "Garnet", "Harbor", "Indigo", "Jasper", "Kestrel", "Linden",
        "Marble", "Nickel", "Onyx",
    ];
    const SECOND: [&str; 25] = [
        "Ridge", "Valley", "Field", "Brook", "Hill", "Point", "Crest", "Grove", "Harbor", "Bridge",
        "Stone", "Gate", "Lake", "Shore", "Mill", "Park", "Meadow", "Cliff", "Bay", "Glen",
        "Haven", "Moor", "Pass", "Rise", "Wharf",
    ];
    const TRADE: [&str; 20] = [
        "Dental",
        "Legal",
        "Logistics",
        "Robotics",
        "Foods",
        "Insurance",
        "Optics",
        "Plumbing",
        "Aviation",
        "Textiles",
        "Brewing",
        "Marine",
        "Software",
        "Roofing",
        "Pharmacy",
        "Printing",
        "Travel",
        "Tooling",
        "Bakery",
        "Media",
    ];
    const FORM: [&str; 4] = ["LLC", "Inc", "Ltd", "Corp"];
    let mut file = csv::Writer::from_path(path).expect("a file");
    file.write_record(["id", "name", "postal"])
        .expect("a heading");
    for number in 0..size {
        // A multiplier without common factors spreads the numbers over all combinations.
        let mixed = number.wrapping_mul(2_654_435_761);
        let syllable = |shift: usize| {
            let (letters, vowels) = (b"bcdfghklmnprstvz", b"aeiou");
            let value = (mixed >> shift) % 80;
            format!(
                "{}{}",
                letters[value % 16] as char,
                vowels[value / 16] as char
            )
        };
        let coined = format!("{}{}{}", syllable(3), syllable(9), syllable(15));
        let name = format!(
            "{} {} {coined} {}",
            FIRST[mixed % 40],
            SECOND[(mixed / 40) % 25],
            TRADE[(mixed / 1_000) % 20]
        );
        let name = match (side, number % 5) {
            (1, 0) => format!("{name} {}", FORM[number % 4]),
            (1, 1) => name.to_uppercase(),
            (2, 2) => format!("{name} (HQ)"),
            _ => name,
        };
        let postal = if number % 3 == 0 {
            format!("{:05}", mixed % 100_000)
        } else {
            String::new()
        };
        file.write_record([number.to_string(), name, postal])
            .expect("a row");
    }
    file.flush().expect("a file");
}
