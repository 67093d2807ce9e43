//! Reads how one content of a program is read.

use std::str::FromStr;

use super::model::{Dash, ExcelDays, ExtendedBy, PercentUnit, Section};
use crate::config::tree::{Node, Problems};
use crate::psa::{
    content::Content,
    currency,
    dates::DayZone,
    field::{Field, Kind, fields},
    names::folded,
    numbers,
    words::{ANY, ONE_TIME, UNKNOWN, Words, meanings},
};

const KEYS: &[&str] = &[
    "list",
    "lines",
    "columns",
    "columns_are_guesses",
    "values",
    "currency",
    "date_order",
    "decimal",
    "tax_rate",
    "tax_rate_unit",
    "discount_unit",
    "dash",
    "excel_days",
    "day_zone",
    "extended_price_of",
    "prices_include_tax",
    "billing_period_months",
    "timing",
    "one_time_within_period",
];

const UNITS: [(&str, PercentUnit); 2] = [
    ("percent", PercentUnit::Percent),
    ("fraction", PercentUnit::Fraction),
];

const DASHES: [(&str, Dash); 2] = [("zero", Dash::Zero), ("unknown", Dash::Unknown)];

const EXCEL_DAYS: [(&str, ExcelDays); 2] =
    [("1900", ExcelDays::From1900), ("1904", ExcelDays::From1904)];

const DAY_ZONES: [(&str, DayZone); 3] = [
    ("east", DayZone::East),
    ("west", DayZone::West),
    ("written", DayZone::Written),
];

const EXTENDED_BY: [(&str, ExtendedBy); 2] = [
    ("quantity", ExtendedBy::Quantity),
    ("billed", ExtendedBy::Billed),
];

/// No billing period is longer, in months.
const LONGEST_PERIOD: u32 = 120;

/// Reads a section over what is there already: a key replaces that of the profile that is extended,
/// and so does a field under `columns` and a word under `values`.
pub(super) fn read(
    node: &Node<'_>,
    content: Content,
    section: &mut Section,
    problems: &mut Problems<'_>,
) {
    let Some(keys) = node.fields(problems, KEYS) else {
        return;
    };
    for name in KEYS {
        let Some(node) = keys.get(name) else {
            continue;
        };
        match *name {
            "list" => section.list = texts(node, problems),
            "lines" => section.lines = texts(node, problems),
            "columns" => columns(node, content, section, problems),
            "columns_are_guesses" => {
                if flag(node, problems) {
                    section.guessed = section.columns.keys().copied().collect();
                }
            }
            "values" => values(node, content, section, problems),
            "currency" => section.currency = currency_code(node, problems),
            "date_order" => section.date_order = parsed(node, problems),
            "decimal" => section.decimal = parsed(node, problems),
            "tax_rate" => section.tax_rate = tax_rate(node, problems),
            "tax_rate_unit" => section.tax_rate_unit = one_of(node, &UNITS, problems),
            "discount_unit" => section.discount_unit = one_of(node, &UNITS, problems),
            "dash" => section.dash = one_of(node, &DASHES, problems),
            "excel_days" => section.excel_days = one_of(node, &EXCEL_DAYS, problems),
            "day_zone" => section.day_zone = one_of(node, &DAY_ZONES, problems),
            "extended_price_of" => {
                section.extended_price_of = one_of(node, &EXTENDED_BY, problems);
            }
            "prices_include_tax" => section.prices_include_tax = flag(node, problems),
            "billing_period_months" => {
                section.billing_period_months = node.integer(problems, 1..=LONGEST_PERIOD);
            }
            "timing" => section.timing = timing(node, problems),
            _ => section.one_time_within_period = flag(node, problems),
        }
    }
}

fn texts(node: &Node<'_>, problems: &mut Problems<'_>) -> Vec<String> {
    if node.is_text() {
        return node.text(problems).into_iter().collect();
    }
    node.texts(problems).unwrap_or_default()
}

fn flag(node: &Node<'_>, problems: &mut Problems<'_>) -> bool {
    node.boolean(problems).unwrap_or_default()
}

fn parsed<T: FromStr<Err = String>>(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<T> {
    let text = node.text(problems)?;
    text.parse()
        .map_err(|expected| node.fault(problems, format!("{expected}, found {text:?}")))
        .ok()
}

fn currency_code(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = node.text(problems)?;
    let code = currency::code(&text);
    if code.is_none() {
        node.fault(
            problems,
            format!("expected an ISO 4217 code such as USD, found {text:?}"),
        );
    }
    code
}

fn tax_rate(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<i128> {
    let text = node.text(problems)?;
    let number = numbers::parse(&text).ok().filter(|number| number.percent);
    let units = number.and_then(|number| number.with_point.or(number.with_comma));
    if units.is_none() {
        node.fault(
            problems,
            format!("expected a string such as \"20%\", found {text:?}"),
        );
    }
    units.map(|units| units / 100)
}

/// Reads one of some words.
fn one_of<T: Copy>(
    node: &Node<'_>,
    words: &[(&'static str, T)],
    problems: &mut Problems<'_>,
) -> Option<T> {
    let text = node.text(problems)?;
    let found = words.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        node.fault(
            problems,
            format!("expected {}, found {text:?}", words.join(" or ")),
        );
    }
    found.map(|(_, meaning)| *meaning)
}

fn timing(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<String> {
    let text = node.text(problems)?;
    if ["advance", "arrears", "both"].contains(&text.as_str()) {
        return Some(text);
    }
    node.fault(
        problems,
        format!("expected advance, arrears or both, found {text:?}"),
    );
    None
}

fn columns(node: &Node<'_>, content: Content, section: &mut Section, problems: &mut Problems<'_>) {
    let names: Vec<&str> = fields(content).iter().map(|field| field.name).collect();
    let Some(given) = node.fields(problems, &names) else {
        return;
    };
    for field in fields(content) {
        if let Some(node) = given.get(field.name) {
            section.columns.insert(field.name, texts(node, problems));
            section.guessed.remove(field.name);
        }
    }
}

fn values(node: &Node<'_>, content: Content, section: &mut Section, problems: &mut Problems<'_>) {
    let worded: Vec<&Field> = fields(content)
        .iter()
        .filter(|field| meanings(field.kind).is_some())
        .collect();
    let names: Vec<&str> = worded.iter().map(|field| field.name).collect();
    let Some(given) = node.fields(problems, &names) else {
        return;
    };
    for field in worded {
        if let Some(node) = given.get(field.name) {
            let words = section.values.entry(field.name).or_default();
            read_words(node, field.kind, words, problems);
        }
    }
}

fn read_words(node: &Node<'_>, kind: Kind, words: &mut Words, problems: &mut Problems<'_>) {
    for (word, node) in node.entries(problems).unwrap_or_default() {
        let key = if word == ANY { word } else { folded(&word) };
        if let Some(meaning) = word_meaning(&node, kind, problems) {
            words.insert(key, meaning);
        }
    }
}

fn word_meaning(node: &Node<'_>, kind: Kind, problems: &mut Problems<'_>) -> Option<String> {
    let text = node.scalar(problems)?;
    let allowed = meanings(kind).unwrap_or_default();
    let months = || {
        text.parse::<u32>()
            .is_ok_and(|months| (1..=LONGEST_PERIOD).contains(&months))
    };
    let fits = match kind {
        Kind::Period => text == ONE_TIME || text == UNKNOWN || months(),
        _ => allowed.contains(&text.as_str()),
    };
    if !fits {
        node.fault(
            problems,
            format!("expected {}, found {text:?}", allowed.join(" or ")),
        );
    }
    fits.then_some(text)
}
