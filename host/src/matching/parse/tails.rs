//! What follows a dash or a comma: a note, a branch, or the rest of a name.

use super::{legal::is_form, tokens::tokens};
use crate::matching::tables::NOISE;

/// A name without its tail.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// The name.
    pub(super) head: String,
    /// The tail, if it says anything.
    pub(super) qualifier: Option<String>,
    /// The whole in another reading: with the tail, or with the tail in front.
    pub(super) reading: Option<String>,
}

/// A list that is filed by surname has few words before its comma: “Eldrige, Tobias”.
const FILED_WORDS: usize = 3;

/// Takes off what follows a dash, or else a comma.
pub(super) fn take(name: &str) -> Tail {
    dash(name).or_else(|| comma(name)).unwrap_or_else(|| Tail {
        head: name.to_owned(),
        ..Tail::default()
    })
}

fn dash(name: &str) -> Option<Tail> {
    let (head, tail) = name.split_once(" - ")?;
    if !head.contains(char::is_alphanumeric) || !tail.contains(char::is_alphanumeric) {
        return None;
    }
    Some(Tail {
        head: head.to_owned(),
        qualifier: telling(tail),
        reading: telling(tail).map(|tail| format!("{head} {tail}")),
    })
}

fn comma(name: &str) -> Option<Tail> {
    let (head, tail) = name.rsplit_once(',')?;
    let (words, last) = (tokens(head), tokens(tail));
    let goes_on = last.first().is_none_or(|first| first == "and");
    if words.len() < 2 || goes_on || last.iter().any(|token| is_form(token)) {
        return None;
    }
    let qualifier = telling(tail);
    let rotated = qualifier.as_ref().filter(|_| words.len() <= FILED_WORDS);
    Some(Tail {
        reading: rotated.map(|tail| format!("{tail} {head}")),
        head: head.to_owned(),
        qualifier,
    })
}

/// Returns the tail unless it is but a note.
fn telling(tail: &str) -> Option<String> {
    let note = tokens(tail)
        .iter()
        .all(|token| NOISE.contains(token.as_str()));
    (!note).then(|| tail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(name: &str) -> (String, Option<String>, Option<String>) {
        let Tail {
            head,
            qualifier,
            reading,
        } = take(name);
        let trim = |text: String| text.trim().to_owned();
        (head, qualifier.map(trim), reading.map(trim))
    }

    #[test]
    fn a_note_after_a_dash_goes_and_a_branch_is_a_qualifier() {
        assert_eq!(
            taken("acme foods - managed"),
            ("acme foods".into(), None, None)
        );
        assert_eq!(
            taken("acme foods - ohio"),
            (
                "acme foods".into(),
                Some("ohio".into()),
                Some("acme foods  ohio".replace("  ", " "))
            )
        );
    }

    #[test]
    fn a_comma_sets_off_a_place_but_neither_a_legal_form_nor_a_list() {
        assert_eq!(taken("elm market, ludlow").1.as_deref(), Some("ludlow"));
        assert_eq!(taken("elm market, inc.").1, None);
        assert_eq!(taken("smith jones, and brown").1, None);
        assert_eq!(taken("eldrige, tobias").1, None);
    }
}
