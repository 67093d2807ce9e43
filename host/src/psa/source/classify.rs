//! Tells what each row of a report is: data, a total, a heading, a header that comes again.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{
    layout::Located,
    summary::{
        Summary, TOTAL, counts_rows, is_page, is_remark, name_in_words, names_subtotal, summary,
        without_continued,
    },
};
use crate::psa::{
    content::Content,
    field::{fields, position},
    names::folded,
    profile::Section,
};

/// In a table of fewer columns a row with one value may well be data.
const NARROWEST_WITH_REMARKS: usize = 3;

/// The reason of a row with one value, where rows of data have more.
pub(super) const REMARK: &str = "heading or remark";

/// The reason of a row without any value.
pub(super) const BLANK: &str = "blank";

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A row of data.
    Data,
    /// No data, and why.
    Skip(&'static str),
    /// A header that comes again: what follows is another page, or another copy of the report.
    Again,
    /// The name of a customer above its lines, and the id where there is one.
    Heading {
        /// The name.
        name: String,
        /// The id; empty where there is none.
        id: String,
    },
    /// It cannot be told; the value, and the rule as words that follow it.
    Doubt(String, String),
}

/// Tells the rows of one file apart, from its first to its last.
#[derive(Debug)]
pub(super) struct Classifier {
    header: Vec<String>,
    /// The names of columns that the profile knows, and those of the header; folded.
    names: HashSet<String>,
    /// Those of them that are the customer's.
    customer_names: HashSet<String>,
    content: Content,
    customer: Vec<usize>,
    customer_id: Vec<usize>,
    product: Vec<usize>,
    id: Vec<usize>,
    measures: Vec<usize>,
    /// The customers and products that the rows above name; see [`name_in_words`].
    seen: HashSet<String>,
    /// What was found out about texts: most rows have one that came before.
    read: HashMap<String, Read>,
}

/// So many texts are kept in mind.
const MOST_READ: usize = 100_000;

/// What was found out about the text of a customer or product.
#[derive(Debug, Clone, Default)]
struct Read {
    /// What it says of a total; none where nobody asked yet.
    label: Option<Option<Summary>>,
    /// Whether it is among the names that were seen.
    is_seen: bool,
}

impl Classifier {
    pub(super) fn new(header: &[String], located: &Located, section: &Section) -> Self {
        let places = |names: &[&str]| -> Vec<usize> {
            names
                .iter()
                .filter_map(|name| position(located.content, name))
                .filter_map(|field| located.places.get(field))
                .flatten()
                .copied()
                .collect()
        };
        let (customer, customer_id) = match located.content {
            Content::ContractLines => (&["customer_name"][..], &["customer_id"][..]),
            Content::Customers => (&["name"][..], &["id"][..]),
        };
        let known = |fields: &[&str]| -> HashSet<String> {
            let columns = section.columns.iter();
            columns
                .filter(|(field, _)| fields.is_empty() || fields.contains(field))
                .flat_map(|(_, names)| names)
                .map(|name| folded(name))
                .collect()
        };
        let of_header = header.iter().map(|name| folded(name));
        let mut names = known(&[]);
        names.extend(of_header.filter(|name| !name.is_empty()));
        let mut customer_names = known(customer);
        let named = places(customer);
        customer_names.extend(
            named
                .iter()
                .filter_map(|place| header.get(*place))
                .map(|name| folded(name)),
        );
        Self {
            header: header.iter().map(|name| folded(name)).collect(),
            names,
            customer_names,
            content: located.content,
            customer: named,
            customer_id: places(customer_id),
            product: places(&["product_name", "product_code"]),
            id: places(&["id"]),
            measures: places(&[
                "quantity",
                "quantity_billed",
                "unit_price",
                "extended_price",
            ]),
            seen: HashSet::new(),
            read: HashMap::new(),
        }
    }

    /// For rows whose cells are the fields of a content in their order, whatever they are called in the file.
    pub(super) fn of_fields(content: Content, section: &Section) -> Self {
        let fields = fields(content);
        let header: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
        let located = Located {
            content,
            names: header.iter().map(|name| vec![name.clone()]).collect(),
            places: (0..fields.len()).map(|place| vec![place]).collect(),
            rest: Vec::new(),
        };
        Self::new(&header, &located, section)
    }

    /// Says what a row is. The fields are tidied.
    pub(super) fn judge(&mut self, fields: &[Cow<'_, str>]) -> Verdict {
        let filled: Vec<(usize, &str)> = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.is_empty())
            .map(|(place, field)| (place, field.as_ref()))
            .collect();
        let Some((_, first)) = filled.first().copied() else {
            return Verdict::Skip(BLANK);
        };
        let verdict = match (self.around(fields, &filled, first), self.content) {
            (Some(verdict), _) => verdict,
            (None, Content::ContractLines) => self.line(fields, &filled, first),
            (None, Content::Customers) => self.listed(fields, &filled, first),
        };
        if matches!(verdict, Verdict::Data | Verdict::Heading { .. }) {
            self.remember(fields);
        }
        verdict
    }

    /// What stands around the data of any report.
    fn around(
        &self,
        fields: &[Cow<'_, str>],
        filled: &[(usize, &str)],
        first: &str,
    ) -> Option<Verdict> {
        if ["# ", "// "].iter().any(|sign| first.starts_with(sign)) && filled.len() > 1 {
            return Some(Verdict::Doubt(
                first.to_owned(),
                "begins like a comment, but the row has values; remove the row, or the comment sign"
                    .to_owned(),
            ));
        }
        if filled.len() == 1 && self.is_divided_otherwise(first) {
            return Some(Verdict::Doubt(
                first.to_owned(),
                "is a row with as many columns as the header, but another delimiter; use the same delimiter in all rows"
                    .to_owned(),
            ));
        }
        let seen = |field: &str| field.contains(char::is_alphanumeric);
        if !filled.iter().any(|(_, field)| seen(field)) {
            return Some(Verdict::Skip("ruled line"));
        }
        if self.is_header(fields) {
            return Some(Verdict::Again);
        }
        // Where a row has numbers, it is not a header; most rows do.
        let has_numbers = |place: &usize| {
            let field = fields.get(*place);
            field.is_some_and(|field| field.contains(|one: char| one.is_ascii_digit()))
        };
        let known = if self.measures.iter().any(has_numbers) {
            0
        } else {
            let names = filled.iter().map(|(_, field)| folded(field));
            names.filter(|name| self.names.contains(name)).count()
        };
        if known >= 2 && known * 3 >= filled.len() * 2 {
            return Some(Verdict::Doubt(
                first.to_owned(),
                "begins the header of another report; split the file there, and import each part separately"
                    .to_owned(),
            ));
        }
        let is_footer = filled.len() <= 2 && is_page(first)
            || filled.len() == 1 && (counts_rows(first) || is_remark(first));
        is_footer.then_some(Verdict::Skip("page footer or remark"))
    }

    /// Whether a text that stands alone in its row is a row by another delimiter.
    fn is_divided_otherwise(&self, text: &str) -> bool {
        let marks = [',', ';', '\t', '|'];
        let columns = self.header.len();
        columns > NARROWEST_WITH_REMARKS
            && marks
                .iter()
                .any(|mark| text.matches(*mark).count() == columns - 1)
    }

    fn is_header(&self, fields: &[Cow<'_, str>]) -> bool {
        let mut names = fields.iter().map(|field| folded(field));
        let same = self
            .header
            .iter()
            .all(|name| names.next().unwrap_or_default() == *name);
        same && names.all(|name| name.is_empty())
    }

    /// A row of a list of contract lines.
    fn line(&mut self, fields: &[Cow<'_, str>], filled: &[(usize, &str)], first: &str) -> Verdict {
        let customer = value(fields, &self.customer).or(value(fields, &self.customer_id));
        let product = value(fields, &self.product);
        let (Some(customer), Some(product)) = (customer, product) else {
            return self.incomplete(fields, filled, first);
        };
        let measured = value(fields, &self.measures).is_some();
        if !measured && customer.ends_with(':') {
            if filled.len() == 2 && self.customer_names.contains(&folded(customer)) {
                return heading(product, "");
            }
            return Verdict::Skip(REMARK);
        }
        // A row with an id of its own is a row of the PSA, whatever it is called; some write their totals so too.
        if value(fields, &self.id).is_some() {
            if names_subtotal(product) {
                return Verdict::Doubt(
                    product.to_owned(),
                    "reads like a subtotal, but the row has its own id; remove the row, or rename the product"
                        .to_owned(),
                );
            }
            return Verdict::Data;
        }
        if let Some(total) = self.label(product).filter(|total| total.reason == TOTAL)
            && (total.of.is_empty() || total.of == name_in_words(customer))
        {
            return Verdict::Skip(TOTAL);
        }
        match self.label(customer).filter(|total| total.reason == TOTAL) {
            Some(total) if total.of.is_empty() && !self.has_id(fields) => Verdict::Doubt(
                customer.to_owned(),
                "reads like a total, but the row names a product; remove the row, or map a column to customer_id if a customer has this name"
                    .to_owned(),
            ),
            Some(total) if self.seen.contains(&total.of) && !self.has_id(fields) => Verdict::Doubt(
                customer.to_owned(),
                "reads like the total of a name above it, but the row names a product; remove the row, or map a column to customer_id if it is a separate customer"
                    .to_owned(),
            ),
            _ => Verdict::Data,
        }
    }

    fn has_id(&self, fields: &[Cow<'_, str>]) -> bool {
        let id = value(fields, &self.customer_id);
        id.is_some_and(|id| summary(id).is_none())
    }

    /// A row without a customer or without a product.
    fn incomplete(
        &self,
        fields: &[Cow<'_, str>],
        filled: &[(usize, &str)],
        first: &str,
    ) -> Verdict {
        let customer = value(fields, &self.customer).or(value(fields, &self.customer_id));
        let product = value(fields, &self.product);
        let named = [customer, product].into_iter().flatten();
        // Beside a name, a word such as "count" may be the value of some other column.
        let labels: Vec<&str> = match (customer, product) {
            (None, None) => filled.iter().map(|(_, field)| *field).collect(),
            _ => named.clone().collect(),
        };
        let bare = |label: &&str| summary(label).filter(|label| label.of.is_empty());
        if let Some(label) = labels.iter().find_map(bare) {
            return Verdict::Skip(label.reason);
        }
        if bare(&first).is_some_and(|label| label.reason == TOTAL) {
            return Verdict::Skip(TOTAL);
        }
        let of_somebody = |label: &str| {
            summary(label).is_some_and(|total| total.says_of || self.seen.contains(&total.of))
        };
        match product.filter(|product| of_somebody(product)) {
            // Below the heading of its customer, "Total Security" may be a product beside "Security".
            Some(product) if self.is_priced(fields) => {
                return Verdict::Doubt(
                    product.to_owned(),
                    "reads like the total of a name above it; remove the row, or write its customer into it"
                        .to_owned(),
                );
            }
            Some(_) => return Verdict::Skip(TOTAL),
            None => {}
        }
        if of_somebody(first) || customer.is_some_and(of_somebody) {
            return Verdict::Skip(TOTAL);
        }
        let is_customers =
            |place: &usize| self.customer.contains(place) || self.customer_id.contains(place);
        if filled.iter().all(|(place, _)| is_customers(place)) {
            let name = value(fields, &self.customer).unwrap_or_default();
            let id = value(fields, &self.customer_id).unwrap_or_default();
            return heading(self.without_label(name), id);
        }
        match filled {
            [(_, only)] => match self.labelled(only) {
                Some(name) => heading(name, ""),
                None => Verdict::Skip(REMARK),
            },
            _ => Verdict::Data,
        }
    }

    /// Whether a row has a number of units and a price.
    fn is_priced(&self, fields: &[Cow<'_, str>]) -> bool {
        let filled = |place: &&usize| fields.get(**place).is_some_and(|field| !field.is_empty());
        self.measures.iter().filter(filled).count() >= 2
    }

    /// The name behind `Customer:`; none where the text does not begin so.
    fn labelled<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (label, name) = text.split_once(':')?;
        let name = name.trim();
        (!name.is_empty() && self.customer_names.contains(&folded(label))).then_some(name)
    }

    fn without_label<'t>(&self, text: &'t str) -> &'t str {
        self.labelled(text).unwrap_or(text)
    }

    /// A row of a list of customers, where a name alone is a customer.
    fn listed(&self, fields: &[Cow<'_, str>], filled: &[(usize, &str)], first: &str) -> Verdict {
        let name = value(fields, &self.customer);
        let label = name.unwrap_or(first);
        let mut others = filled.iter().filter(|(_, field)| *field != label);
        let is_bare = summary(label).is_some_and(|total| total.of.is_empty());
        if is_bare && others.all(|(_, field)| !field.contains(char::is_alphabetic)) {
            if name.is_some() && value(fields, &self.customer_id).is_some() {
                return Verdict::Doubt(
                    label.to_owned(),
                    "reads like a total; remove the row, or write the full name if it is a customer"
                        .to_owned(),
                );
            }
            return Verdict::Skip(TOTAL);
        }
        if name.is_none() && filled.len() == 1 && self.header.len() >= NARROWEST_WITH_REMARKS {
            return Verdict::Skip(REMARK);
        }
        Verdict::Data
    }

    /// What the text of a customer or product says of a total; see [`summary`].
    fn label(&mut self, text: &str) -> Option<Summary> {
        if let Some(label) = self.read.get(text).and_then(|read| read.label.clone()) {
            return label;
        }
        let label = summary(text);
        if let Some(read) = self.reading(text) {
            read.label = Some(label.clone());
        }
        label
    }

    /// What is kept in mind of a text; none where there is no room for more.
    fn reading(&mut self, text: &str) -> Option<&mut Read> {
        if !self.read.contains_key(text) {
            if self.read.len() >= MOST_READ {
                return None;
            }
            self.read.insert(text.to_owned(), Read::default());
        }
        self.read.get_mut(text)
    }

    /// Keeps the customer and the product in mind.
    fn remember(&mut self, fields: &[Cow<'_, str>]) {
        let places = [&self.customer, &self.customer_id, &self.product];
        let places: Vec<usize> = places.into_iter().flatten().copied().collect();
        for place in places {
            let Some(field) = fields.get(place).filter(|field| !field.is_empty()) else {
                continue;
            };
            if let Some(read) = self.reading(field)
                && std::mem::replace(&mut read.is_seen, true)
            {
                continue;
            }
            let name = name_in_words(field);
            if !name.is_empty() {
                self.seen.insert(name);
            }
        }
    }
}

pub(super) fn heading(name: &str, id: &str) -> Verdict {
    Verdict::Heading {
        name: without_continued(name).to_owned(),
        id: id.to_owned(),
    }
}

fn value<'f>(fields: &'f [Cow<'_, str>], places: &[usize]) -> Option<&'f str> {
    places
        .iter()
        .filter_map(|place| fields.get(*place))
        .map(AsRef::as_ref)
        .find(|field| !field.is_empty())
}
