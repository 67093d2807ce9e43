//! Pages by opaque token.

use super::errors::invalid;
use crate::random::Random;
use crate::server::{Call, Refusal};

/// How large pages may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageRules {
    pub(super) short_pages: bool,
    pub(super) max: usize,
    pub(super) refuse_over: Option<usize>,
}

impl PageRules {
    /// The rows of a page that was asked for, from the default to the most.
    pub(super) fn size(&self, asked: Option<usize>, default: usize) -> Result<usize, Refusal> {
        match (asked, self.refuse_over) {
            (Some(asked), Some(most)) if asked > most => Err(invalid(format!(
                "a page of {asked} rows is too large: the maximum is {most}"
            ))),
            (None | Some(0), _) => Ok(default.min(self.max)),
            (Some(asked), _) => Ok(asked.min(self.max)),
        }
    }
}

/// A slice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) size: usize,
}

impl Page {
    /// The page that a call by `pageSize` and `pageToken` asks for.
    pub(super) fn of(call: &Call, rules: PageRules) -> Result<Self, Refusal> {
        // The vendor's own client asks for ten at a time.
        let mut size = rules.size(call.count("pageSize"), 10)?;
        let offset = match call.parameter("pageToken") {
            None => 0,
            Some(token) => {
                offset_of(token).ok_or_else(|| invalid(format!("invalid page token '{token}'")))?
            }
        };
        if rules.short_pages && size > 1 {
            let mut random = Random::new(30, &[offset as u64]);
            size = size
                .saturating_sub(usize::try_from(random.below(size as u64)).unwrap_or(0))
                .max(1);
        }
        Ok(Self { offset, size })
    }

    /// The end of a body that lists so many of all rows: the next token, or none.
    pub(super) fn tail(&self, total: usize) -> String {
        let next = self.offset + self.size;
        if next >= total {
            "}".to_owned()
        } else {
            format!(",\"nextPageToken\":\"{}\"}}", token(next))
        }
    }
}

/// A token says nothing to its reader, and cannot be guessed from the one before.
fn token(offset: usize) -> String {
    let mark = Random::new(31, &[offset as u64]).letters(10);
    format!("{mark}{offset:x}")
}

fn offset_of(text: &str) -> Option<usize> {
    let offset = usize::from_str_radix(text.get(10..)?, 16).ok()?;
    (token(offset) == text).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_another_hand_is_no_token() {
        assert_eq!(offset_of(&token(400)), Some(400));
        assert_eq!(offset_of("400"), None);
        assert_eq!(offset_of("aaaaaaaaaa190"), None);
    }

    #[test]
    fn the_last_page_has_no_token() {
        let page = Page {
            offset: 10,
            size: 10,
        };
        assert_eq!(page.tail(20), "}");
        assert!(page.tail(21).contains("nextPageToken"));
    }
}
