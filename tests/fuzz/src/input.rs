//! Takes the bytes of an input apart.

/// What divides the parts of an input.
const DIVIDER: u8 = 0xff;

/// The parts of an input, one after the other; an input may end early.
#[derive(Debug, Clone)]
pub(crate) struct Parts<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(data: &'a [u8]) -> Self {
        Self { rest: Some(data) }
    }

    /// The next part; none at the end.
    pub(crate) fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        match rest.iter().position(|byte| *byte == DIVIDER) {
            Some(end) => {
                self.rest = rest.get(end + 1..);
                rest.get(..end)
            }
            None => self.rest.take(),
        }
    }

    /// The next part as text; none at the end and where it is empty.
    pub(crate) fn text(&mut self) -> Option<String> {
        let part = self.next().filter(|part| !part.is_empty())?;
        Some(String::from_utf8_lossy(part).into_owned())
    }
}

/// The first byte as a choice of one of `count`, and the rest. The digit 0 stands for the first choice.
pub(crate) fn choice(part: &[u8], count: usize) -> (usize, &[u8]) {
    match part.split_first() {
        Some((byte, rest)) => (usize::from(byte.wrapping_sub(b'0')) % count, rest),
        None => (0, part),
    }
}
