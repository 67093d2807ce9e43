//! Signs of paging in an answer of an interface that has none.
//!
//! Sherweb documents no pages. Most of its interface is a beta whose answers grow without notice, though,
//! and a list that is cut one day must not look whole. So what stands beside a list is looked at.

use serde_json::value::RawValue;

/// What a member beside a list can say about the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// How many items there are.
    Total,
    /// How many pages there are.
    Pages,
    /// Where the next page is, or whether there is one.
    Next,
}

impl Sign {
    /// What a member says, by its name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name: String = name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        Some(match name.as_str() {
            "total" | "count" | "totalcount" | "totalitems" | "totalresults" | "totalrecords"
            | "totalsize" => Self::Total,
            "totalpages" | "pagecount" => Self::Pages,
            "next" | "nextpage" | "nextlink" | "nextpagelink" | "nextpagetoken" | "nextcursor"
            | "continuationtoken" | "hasmore" | "hasnext" | "hasnextpage" => Self::Next,
            _ => return None,
        })
    }
}

/// What the members beside a list say.
#[derive(Debug, Default)]
pub(crate) struct Paging {
    total: Option<(String, u64)>,
    more: Option<String>,
}

impl Paging {
    /// Takes notice of a member.
    pub(crate) fn note(&mut self, sign: Sign, name: &str, value: &RawValue) {
        let raw = value.get().trim();
        let number: Option<u64> = raw.trim_matches('"').parse().ok();
        let said = !matches!(raw, "null" | "false" | "\"\"" | "0" | "{}" | "[]");
        match sign {
            Sign::Total => {
                if let Some(total) = number {
                    self.total = Some((name.to_owned(), total));
                }
            }
            Sign::Pages if number.is_some_and(|pages| pages > 1) => self.say(name),
            Sign::Next if said => self.say(name),
            Sign::Pages | Sign::Next => {}
        }
    }

    /// Why a list with so many items does not have all; none where nothing says so.
    pub(crate) fn more_than(&self, items: usize) -> Option<String> {
        match &self.total {
            Some((name, total)) if *total > items as u64 => Some(format!(
                "the answer has {items} items, and its member {name} states {total}"
            )),
            _ => self.more.clone(),
        }
    }

    fn say(&mut self, name: &str) {
        self.more.get_or_insert(format!(
            "the answer's member {name} says that there are more items"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn more(members: &[(&str, &str)], items: usize) -> Option<String> {
        let mut paging = Paging::default();
        for (name, value) in members {
            if let Some(sign) = Sign::of(name) {
                let value: &RawValue = serde_json::from_str(value).unwrap();
                paging.note(sign, name, value);
            }
        }
        paging.more_than(items)
    }

    #[test]
    fn a_total_above_the_items_and_a_next_page_say_that_there_are_more() {
        for members in [
            ("totalCount", "26"),
            ("total", "\"26\""),
            ("totalPages", "2"),
            ("nextLink", "\"/customers?page=2\""),
            ("@odata.nextLink", "\"x\""),
            ("hasMore", "true"),
        ] {
            assert!(more(&[members], 25).is_some(), "{members:?}");
        }
    }

    #[test]
    fn a_list_that_has_all_items_is_whole_whatever_stands_beside_it() {
        for members in [
            ("totalCount", "25"),
            ("totalPages", "1"),
            ("nextLink", "null"),
            ("nextPageToken", "\"\""),
            ("hasMore", "false"),
            ("customerId", "\"x\""),
        ] {
            assert_eq!(more(&[members], 25), None, "{members:?}");
        }
    }
}
