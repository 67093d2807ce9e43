//! How the numbers of two names relate.

use super::{
    align::{Link, Name},
    unmatched::Leftovers,
};
use crate::matching::{corpus::Entry, vocabulary::TextId};

/// How the numbers of two names relate, with those that stand beside the names: store and account
/// numbers tell two customers of one name apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::matching) enum Numbers {
    /// Nothing can be said of them: neither name has one, or one has an account number more.
    #[default]
    Silent,
    /// Both have the same.
    Same,
    /// One name has a number that the other has not.
    OneSide,
    /// Each has a number that the other has not, or they stand in another order.
    Differ,
}

impl Numbers {
    /// Compares the numbers of two names. `equal` says whether the glued names are equal.
    pub(super) fn of(
        left: Name<'_>,
        right: Name<'_>,
        links: &[Link],
        unmatched: (&Leftovers, &Leftovers),
        equal: bool,
    ) -> Self {
        let one_side = |side: &Leftovers| side.number || side.digits;
        let cut_otherwise = equal && left.reading.digits != right.reading.digits;
        let differ = match (one_side(unmatched.0), one_side(unmatched.1)) {
            (true, true) => true,
            _ => cut_otherwise || in_other_order(left, right, links),
        };
        if differ || contradict(left.entry, right.entry) {
            Self::Differ
        } else if one_side(unmatched.0) || one_side(unmatched.1) {
            Self::OneSide
        } else if has_any(left.entry) && has_any(right.entry) && are_same(left.entry, right.entry) {
            Self::Same
        } else {
            Self::Silent
        }
    }
}

/// Returns whether numbers that both names have stand in another order: 12 Troop 3 and 3 Troop 12.
fn in_other_order(left: Name<'_>, right: Name<'_>, links: &[Link]) -> bool {
    let numbers = links
        .iter()
        .filter(|link| left.reading.words[link.left.start].number);
    let mut places: Vec<_> = numbers
        .map(|link| (link.left.start, link.right.start))
        .collect();
    places.sort_unstable();
    let value = |place: usize| right.reading.words[place].canonical;
    let moved =
        |pair: &[(usize, usize)]| pair[0].1 > pair[1].1 && value(pair[0].1) != value(pair[1].1);
    places.windows(2).any(moved)
}

/// Returns whether each name has a number somewhere that the other has nowhere, or the numbers of the
/// accounts do.
fn contradict(left: &Entry, right: &Entry) -> bool {
    has_any(left)
        && has_any(right)
        && (each_has_own(&left.accounts, &right.accounts) || each_has_own(&all(left), &all(right)))
}

fn each_has_own(left: &[TextId], right: &[TextId]) -> bool {
    let own = |one: &[TextId], other: &[TextId]| one.iter().any(|number| !other.contains(number));
    own(left, right) && own(right, left)
}

fn has_any(entry: &Entry) -> bool {
    !entry.numbers.is_empty() || !entry.accounts.is_empty()
}

fn are_same(left: &Entry, right: &Entry) -> bool {
    let (left, right) = (all(left), all(right));
    let within = |one: &[TextId], other: &[TextId]| one.iter().all(|number| other.contains(number));
    within(&left, &right) && within(&right, &left)
}

fn all(entry: &Entry) -> Vec<TextId> {
    [entry.numbers.as_slice(), entry.accounts.as_slice()].concat()
}
