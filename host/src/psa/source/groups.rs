//! Reports that are grouped: the customer stands above its lines, and they lack it.

use crate::psa::names::folded;

/// So many headings are named in a note.
const NAMED: usize = 10;

/// The name of a customer above its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) name: String,
    /// Its id; empty where there is none.
    pub(super) id: String,
    line: u64,
}

/// The headings of a report, and the lines below them.
#[derive(Debug, Default)]
pub(super) struct Groups {
    heading: Option<Heading>,
    /// A heading directly above that one.
    above: Option<Heading>,
    /// Whether no line stands below the heading yet.
    is_empty: bool,
    /// Headings whose lines took their customer from them.
    used: Vec<Heading>,
    /// How many lines did.
    lines: u64,
}

impl Groups {
    /// A heading begins a group.
    pub(super) fn begin(&mut self, name: String, id: String, line: u64) {
        let heading = Heading { name, id, line };
        let before = self.heading.take().filter(|before| {
            // A page that ends inside a group says its name again.
            self.is_empty && folded(&before.name) != folded(&heading.name)
        });
        self.above = before;
        self.heading = Some(heading);
        self.is_empty = true;
    }

    /// A total of the customer ends its group.
    pub(super) fn end(&mut self) {
        (self.heading, self.above) = (None, None);
    }

    /// A line that names its customer: the heading is no more than a heading, unless both are the same.
    pub(super) fn named(&mut self, customer: &str) {
        let same =
            |heading: &Heading| folded(&heading.name) == folded(customer) || heading.id == customer;
        if self.heading.as_ref().is_some_and(same) {
            self.is_empty = false;
        } else {
            self.end();
        }
    }

    /// The customer of a line that lacks it; none where nothing stands above it.
    ///
    /// # Errors
    /// Fails where two headings stand above it, with both: one may be a contract or a kind of product.
    pub(super) fn customer(&mut self) -> Result<Option<&Heading>, String> {
        let Some(heading) = &self.heading else {
            return Ok(None);
        };
        if let Some(above) = &self.above {
            return Err(format!(
                "has no customer, and two headings are above it, “{}” in line {} and “{}” in line {}; write the customer into each row",
                above.name, above.line, heading.name, heading.line
            ));
        }
        if self.used.last() != Some(heading) {
            self.used.push(heading.clone());
        }
        self.is_empty = false;
        self.lines += 1;
        Ok(Some(heading))
    }

    /// Says which lines took their customer from a heading.
    pub(super) fn note(&self) -> Option<String> {
        if self.used.is_empty() {
            return None;
        }
        let named: Vec<String> = self
            .used
            .iter()
            .take(NAMED)
            .map(|heading| {
                let name = if heading.name.is_empty() {
                    &heading.id
                } else {
                    &heading.name
                };
                format!("“{name}” in line {}", heading.line)
            })
            .collect();
        let more = match self.used.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "rows without a customer below a heading: {}; they are read as lines of the customer in the heading ({}{more})",
            self.lines,
            named.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(groups: &mut Groups, names: &[&str]) {
        for (line, name) in (2..).zip(names) {
            groups.begin((*name).to_owned(), String::new(), line);
        }
    }

    fn customer(groups: &mut Groups) -> Result<Option<String>, String> {
        Ok(groups.customer()?.map(|heading| heading.name.clone()))
    }

    #[test]
    fn lines_below_a_heading_are_its_customers() {
        let mut groups = Groups::default();
        assert_eq!(customer(&mut groups), Ok(None));
        begun(&mut groups, &["Harrow Glass"]);
        assert_eq!(customer(&mut groups), Ok(Some("Harrow Glass".to_owned())));
        assert_eq!(customer(&mut groups), Ok(Some("Harrow Glass".to_owned())));
        let note = groups.note().unwrap();
        assert!(
            note.contains("heading: 2; ") && note.ends_with("(“Harrow Glass” in line 2)"),
            "{note}"
        );
        groups.end();
        assert_eq!(customer(&mut groups), Ok(None));
    }

    #[test]
    fn two_headings_above_a_line_leave_its_customer_open() {
        let mut groups = Groups::default();
        begun(&mut groups, &["Harrow Glass", "Cloud licences"]);
        let rule = customer(&mut groups).unwrap_err();
        assert!(
            rule.contains("“Harrow Glass” in line 2 and “Cloud licences” in line 3"),
            "{rule}"
        );
        let mut groups = Groups::default();
        begun(&mut groups, &["Harrow Glass", "HARROW GLASS"]);
        assert_eq!(customer(&mut groups), Ok(Some("HARROW GLASS".to_owned())));
    }

    #[test]
    fn a_line_of_somebody_else_ends_the_group() {
        let mut groups = Groups::default();
        begun(&mut groups, &["Licences"]);
        groups.named("Harrow Glass");
        assert_eq!(customer(&mut groups), Ok(None));
    }
}
