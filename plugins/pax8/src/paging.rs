//! Page by page through a list that is paged by numbers, and the cursors between the pages.

use seatwise_plugin::{Failure, FailureKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::requests::SIZE;

/// Why rows may be absent where no answer says how many there are.
pub(crate) const OPEN_END: &str = "the answer does not say how many rows the list has";

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The page with this number.
    Next(u32),
    /// Nothing.
    Done {
        /// Whether nothing shows that the list ends here.
        open_end: bool,
    },
}

/// Decides after the page with the number `page`.
///
/// The number of pages counts first: if the vendor gives fewer rows a page than were asked for, it still counts
/// in its own pages. An empty page ends every list; whether rows are missing, the host sees by the total.
pub(crate) fn step(page: u32, answer: &Answer<'_>) -> Step {
    let rows = answer.len() as u64;
    let size = answer.size.filter(|size| *size > 0).unwrap_or(SIZE);
    let following = u64::from(page) + 1;
    let more = match (answer.pages, answer.total) {
        _ if rows == 0 => false,
        (Some(pages), _) => following < pages,
        (None, Some(total)) => following.saturating_mul(size) < total,
        (None, None) => rows >= size,
    };
    match page.checked_add(1) {
        Some(next) if more => Step::Next(next),
        _ => Step::Done {
            open_end: answer.total.is_none() && answer.pages.is_none(),
        },
    }
}

/// The number of the page that a cursor names; the first without one.
pub(crate) fn page_number(cursor: Option<&str>) -> Result<u32, Failure> {
    cursor.map_or(Ok(0), |cursor| {
        cursor
            .parse()
            .map_err(|_| foreign(&"it is not a page number"))
    })
}

/// Reads a cursor that this plugin wrote.
pub(crate) fn decode<T: DeserializeOwned>(cursor: &str) -> Result<T, Failure> {
    serde_json::from_str(cursor).map_err(|error| foreign(&error))
}

/// Writes a cursor.
pub(crate) fn encode<T: Serialize>(cursor: &T) -> Result<String, Failure> {
    serde_json::to_string(cursor).map_err(|error| {
        Failure::new(
            FailureKind::Other,
            format!("the cursor could not be written: {error}"),
        )
    })
}

fn foreign(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        FailureKind::Other,
        format!("the cursor is not from this plugin: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests;

    fn after(page: u32, rows: usize, info: &str) -> Step {
        let request = requests::companies(page);
        let rows = vec!["{}"; rows].join(",");
        let body = format!(r#"{{"content":[{rows}]{info}}}"#);
        step(page, &Answer::open(&request, body.as_bytes()).unwrap())
    }

    const END: Step = Step::Done { open_end: false };

    #[test]
    fn the_number_of_pages_inside_the_page_object_decides() {
        let info = r#","page":{"size":200,"totalElements":401,"totalPages":3,"number":0}"#;
        assert_eq!(after(0, 200, info), Step::Next(1));
        assert_eq!(after(1, 200, info), Step::Next(2));
        assert_eq!(after(2, 1, info), END);
    }

    #[test]
    fn a_vendor_that_gives_smaller_pages_is_followed() {
        let info = r#","page":{"size":10,"totalElements":25,"totalPages":3}"#;
        assert_eq!(after(0, 10, info), Step::Next(1));
        let info = r#","page":{"size":10,"totalElements":25}"#;
        assert_eq!(after(1, 10, info), Step::Next(2));
        assert_eq!(after(2, 5, info), END);
    }

    #[test]
    fn without_any_number_a_short_page_ends_the_list_and_leaves_its_end_open() {
        assert_eq!(after(0, 200, ""), Step::Next(1));
        assert_eq!(after(1, 10, ""), Step::Done { open_end: true });
    }

    #[test]
    fn an_empty_page_ends_the_list_whatever_the_numbers_say() {
        let info = r#","page":{"totalElements":900,"totalPages":5}"#;
        assert_eq!(after(1, 0, info), END);
    }
}
