//! The rows of JSON values: objects by the paths of their values, with those of the object around them.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::psa::{
    content::Content, error::ReadFault, field::needed, names::folded, profile::Section,
};

/// The names of the fields around the lines of an object begin with this.
const HEADER: &str = "header.";

type Object<'t> = BTreeMap<String, &'t RawValue>;

/// A row of the file.
pub(super) enum Row<'t> {
    /// Its values by their paths.
    Object(Vec<(String, &'t str)>),
    /// An object that may have lines and has none; what it is called.
    WithoutLines(Vec<(String, &'t str)>),
    /// Something that cannot be read, as it stands there, and what is wrong with it.
    Other(&'t str, &'static str),
}

/// What is wrong with a row that is a number or a text.
const NO_OBJECT: &str = "is not an object; a row must be an object";

/// What is wrong with an object that says two things of one name.
const TWICE: &str = "has a name twice, with two values; an object may have each name only once";

/// What is wrong with an invoice without lines that comes to something.
const NOT_LOADED: &str = "is the total of an object without lines; export it with its lines";

/// What is wrong with lines under two names.
const TWO_LISTS: &str = "is the second list of lines in its object; remove one of the two, or name one in a mapping file";

/// What is wrong with rows under two names.
const TWO_LISTS_OF_ROWS: &str =
    "is the second list of rows in the file; export them separately, or name one in a mapping file";

/// What is wrong with a value that is neither a list nor a page nor a row.
const NO_ROWS: &str = "has neither rows nor the fields of a row; export the rows, or name the list that has them in a mapping file";

/// What is wrong with a file that ends before its list does.
const PAGE_OF_MORE: &str = "says that there is more than this page has; a file must be the whole list, so export all pages";

/// What is wrong with a file that says so itself.
const NOT_READ: &str =
    "says that something could not be read; a file must be the whole list, so export it again";

/// How the answers of APIs call the number of all rows, and the address of the next page.
const COUNTS: &[&str] = &[
    "record_count",
    "total_count",
    "totalRecords",
    "totalItems",
    "@odata.count",
    "totalCount",
    "totalElements",
    "total",
];
const NEXT: &[&str] = &[
    "nextPageUrl",
    "next_page_url",
    "nextLink",
    "@odata.nextLink",
    "next",
    "next_cursor",
    "next_page_token",
    "nextPage",
    "continuation_token",
];

/// How they say that another page follows, and that not all could be read.
const MORE: &[&str] = &[
    "has_more",
    "has_next",
    "has_next_page",
    "more",
    "more_records",
    "truncated",
];

/// How they say that a page is the last one, and how many pages there are.
const LAST: &[&str] = &["last", "is_last", "is_last_page", "last_page"];
const PAGES: &[&str] = &["pages", "total_pages", "page_count"];

/// Values that say nothing.
const NOTHING: &[&str] = &["null", "false", "[]", "{}", "\"\"", "0"];

const ERRORS: &[&str] = &["error", "errors"];

/// Amounts of an object that come from its lines.
const TOTALS: &[&str] = &["total", "revenue", "net_total", "totalAmount", "billAmount"];

/// Calls `each` for every row, with the place where it begins.
pub(super) fn each_row<'t>(
    values: &[&'t RawValue],
    section: &Section,
    each: &mut dyn FnMut(Row<'t>, &'t str) -> Result<(), ReadFault>,
) -> Result<(), ReadFault> {
    let mut pages = Pages::default();
    for value in values {
        if let Some(items) = list_of(value) {
            for item in items {
                each_of_item(item, section, true, each)?;
            }
            continue;
        }
        match pages.read(value, section) {
            Read::Page(items) => {
                for item in items {
                    each_of_item(item, section, false, each)?;
                }
            }
            Read::Row => each_of_item(value, section, false, each)?,
            Read::Neither => each(Row::Other(value.get(), NO_ROWS), value.get())?,
        }
    }
    match pages.missing() {
        Some((place, rule)) => each(Row::Other(place, rule), place),
        None => Ok(()),
    }
}

/// What a value is that is not a list.
enum Read<'t> {
    Page(Vec<&'t RawValue>),
    Row,
    Neither,
}

/// The pages of a file that wrap their rows, as the answers of an API do.
#[derive(Default)]
struct Pages<'t> {
    rows: usize,
    /// The largest number of rows that a page says there are.
    stated: Option<(usize, &'t str)>,
    pages: usize,
    /// The largest number of pages that one says there are.
    stated_pages: Option<(usize, &'t str)>,
    /// Where the last page says that another follows.
    next: Option<&'t str>,
    /// The second list of rows of a page, of which one alone is read.
    second: Option<&'t str>,
    /// Where a page says that something could not be read.
    failed: Option<&'t str>,
}

impl<'t> Pages<'t> {
    /// Reads a value that is not a list.
    fn read(&mut self, value: &'t RawValue, section: &Section) -> Read<'t> {
        let Some(object) = object(value) else {
            return Read::Row;
        };
        let own = needed_columns(&object, section);
        let items = page(&object, section);
        let items = items.or_else(|| (own == 0).then(|| only_list(&object, section))?);
        let Some(items) = items else {
            let has_lines = section.lines.iter().any(|name| object.contains_key(name));
            let is_row = object.is_empty() || own > 0 || has_lines;
            return if is_row { Read::Row } else { Read::Neither };
        };
        self.rows += items.len();
        self.pages += 1;
        let lists = section.list.iter().filter_map(|name| object.get(name));
        let mut filled = lists.filter(|list| list_of(list).is_some_and(|items| !items.is_empty()));
        if let (Some(_), Some(second)) = (filled.next(), filled.next()) {
            self.second = Some(second.get());
        }
        self.next = None;
        for (name, value) in &object {
            self.note(name, value);
            for (name, value) in self::object(value).iter().flatten() {
                self.note(name, value);
            }
        }
        Read::Page(items)
    }

    /// Notes what stands beside the rows of a page.
    fn note(&mut self, name: &str, value: &'t RawValue) {
        let is_one_of = |names: &[&str]| names.iter().any(|other| folded(other) == folded(name));
        let raw = value.get();
        // Some write numbers as texts.
        let number = raw.trim_matches('"').parse();
        if let Ok(stated) = number
            && is_one_of(COUNTS)
            && self.stated.is_none_or(|(before, _)| before < stated)
        {
            self.stated = Some((stated, raw));
        }
        let is_something = !NOTHING.contains(&raw);
        let says_more = is_something && is_one_of(NEXT)
            || raw == "true" && is_one_of(MORE)
            || raw == "false" && is_one_of(LAST);
        let failed = is_something && is_one_of(ERRORS);
        if let Ok(pages) = number
            && is_one_of(PAGES)
            && self.stated_pages.is_none_or(|(before, _)| before < pages)
        {
            self.stated_pages = Some((pages, raw));
        }
        if says_more {
            self.next = Some(raw);
        }
        if failed {
            self.failed = Some(raw);
        }
    }

    /// Where it is said that there are more rows than those that were read, and what is wrong with that.
    fn missing(&self) -> Option<(&'t str, &'static str)> {
        let more = self.stated.filter(|(stated, _)| *stated > self.rows);
        let pages = self.stated_pages.filter(|(pages, _)| *pages > self.pages);
        let more = more.or(pages).map(|(_, place)| place).or(self.next);
        more.map(|place| (place, PAGE_OF_MORE))
            .or(self.second.map(|place| (place, TWO_LISTS_OF_ROWS)))
            .or(self.failed.map(|place| (place, NOT_READ)))
    }
}

fn each_of_item<'t>(
    item: &'t RawValue,
    section: &Section,
    may_be_page: bool,
    each: &mut dyn FnMut(Row<'t>, &'t str) -> Result<(), ReadFault>,
) -> Result<(), ReadFault> {
    let Some(object) = object(item) else {
        return each(Row::Other(item.get(), no_object(item)), item.get());
    };
    if may_be_page && let Some(items) = page(&object, section) {
        for item in items {
            each_of_item(item, section, false, each)?;
        }
        return Ok(());
    }
    let mut lists = section.lines.iter().filter_map(|name| {
        let (name, list) = object.get_key_value(name)?;
        // No lines means none, not one line without anything.
        let lines = if list.get() == "null" {
            Some(Vec::new())
        } else {
            list_of(list)
        };
        Some((name.clone(), lines?))
    });
    let Some((mut name, mut lines)) = lists.next() else {
        return each(Row::Object(flat(&object, "", None)), item.get());
    };
    for (another, more) in lists {
        if lines.is_empty() {
            (name, lines) = (another, more);
        } else if let Some(first) = more.first() {
            return each(Row::Other(first.get(), TWO_LISTS), first.get());
        }
    }
    if lines.is_empty() {
        let amount = TOTALS.iter().find_map(|name| {
            let amount = object.get(*name)?.get();
            let is_something = amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
            is_something.then_some(amount)
        });
        let row = match amount {
            Some(amount) => Row::Other(amount, NOT_LOADED),
            None => Row::WithoutLines(flat(&object, "", Some(&name))),
        };
        return each(row, item.get());
    }
    let header = flat(&object, HEADER, Some(&name));
    for line in lines {
        match self::object(line) {
            Some(object) => {
                let mut row = flat(&object, "", None);
                row.extend(header.iter().cloned());
                each(Row::Object(row), line.get())?;
            }
            None => each(Row::Other(line.get(), no_object(line)), line.get())?,
        }
    }
    Ok(())
}

/// The list that an object wraps, as the answers of an API do; none where it is a row itself.
fn page<'t>(object: &Object<'t>, section: &Section) -> Option<Vec<&'t RawValue>> {
    if section.lines.iter().any(|name| object.contains_key(name)) {
        return None;
    }
    let mut names = section
        .list
        .iter()
        .map(String::as_str)
        .chain(["items", "data", "value", "results"]);
    let items = names.find_map(|name| list_of(object.get(name)?))?;
    let own = needed_columns(object, section);
    let inner = items
        .first()
        .and_then(|item| self::object(item))
        .map_or(0, |item| needed_columns(&item, section));
    (own == 0 || inner > own).then_some(items)
}

/// The only list of rows in an object or in one inside it, whatever it is called.
fn only_list<'t>(object: &Object<'t>, section: &Section) -> Option<Vec<&'t RawValue>> {
    let mut lists = object.values().filter_map(|value| {
        let rows = list_of(value).or_else(|| only_list(&self::object(value)?, section))?;
        let first = self::object(rows.first()?)?;
        let is_row = needed_columns(&first, section) > 0
            || section.lines.iter().any(|name| first.contains_key(name));
        is_row.then_some(rows)
    });
    let rows = lists.next()?;
    lists.next().is_none().then_some(rows)
}

/// How many of the columns that a row needs an object has.
fn needed_columns(object: &Object<'_>, section: &Section) -> usize {
    let names: Vec<String> = object.keys().map(|name| folded(name)).collect();
    let has = |field: &str| {
        let mut columns = section.columns.get(field).into_iter().flatten();
        columns.any(|column| names.contains(&folded(column)))
    };
    Content::ALL
        .into_iter()
        .flat_map(needed)
        .filter(|group| group.iter().any(|field| has(field)))
        .count()
}

fn list_of(value: &RawValue) -> Option<Vec<&RawValue>> {
    value
        .get()
        .starts_with('[')
        .then(|| serde_json::from_str(value.get()).ok())?
}

fn object(value: &RawValue) -> Option<Object<'_>> {
    value
        .get()
        .starts_with('{')
        .then(|| serde_json::from_str::<Members<'_>>(value.get()).ok())?
        .map(|members| members.0)
}

/// Why a value is not an object of which each name says one thing.
fn no_object(value: &RawValue) -> &'static str {
    if value.get().starts_with('{') {
        TWICE
    } else {
        NO_OBJECT
    }
}

/// The values of an object by their names, of which none has two.
struct Members<'t>(Object<'t>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::new();
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            let before = object.insert(name, value);
            if before.is_some_and(|before| before.get() != value.get()) {
                return Err(serde::de::Error::custom(TWICE));
            }
        }
        Ok(Members(object))
    }
}

/// The values of an object by their paths: `company.name`, `tenants.0.id`. Nulls are left out.
fn flat<'t>(object: &Object<'t>, prefix: &str, without: Option<&str>) -> Vec<(String, &'t str)> {
    let mut values = Vec::new();
    for (name, value) in object {
        if without != Some(name) {
            flatten(format!("{prefix}{name}"), value, &mut values);
        }
    }
    values
}

fn flatten<'t>(path: String, value: &'t RawValue, values: &mut Vec<(String, &'t str)>) {
    if let Some(object) = object(value) {
        for (name, value) in object {
            flatten(format!("{path}.{name}"), value, values);
        }
    } else if let Some(items) = list_of(value) {
        for (number, value) in items.into_iter().enumerate() {
            flatten(format!("{path}.{number}"), value, values);
        }
    } else if value.get() != "null" {
        values.push((path, value.get()));
    }
}
