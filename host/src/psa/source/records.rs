//! Cuts a text with delimiters into records, and keeps their lines.

use std::borrow::Cow;

/// Why a text cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CutFault {
    /// The line, counted from 1.
    pub(super) line: u64,
    /// The column in characters, counted from 1.
    pub(super) column: usize,
    /// What is wrong.
    pub(super) what: &'static str,
}

/// The records of a text, one after the other.
///
/// Quotes are those of RFC 4180. Beyond it: any line end, also inside quotes; a quote inside a field
/// that does not begin with one is itself; spaces around a quoted field are left out.
#[derive(Debug, Clone)]
pub(super) struct Records<'t> {
    text: &'t str,
    place: usize,
    line: u64,
    line_start: usize,
    delimiter: u8,
}

impl<'t> Records<'t> {
    /// Begins with the first record. The delimiter is an ASCII character.
    pub(super) fn new(text: &'t str, delimiter: u8) -> Self {
        Self {
            text,
            place: 0,
            line: 1,
            line_start: 0,
            delimiter,
        }
    }

    /// Reads the next record into `fields`, and returns its first line; none at the end.
    pub(super) fn next(&mut self, fields: &mut Vec<Cow<'t, str>>) -> Result<Option<u64>, CutFault> {
        fields.clear();
        if self.place >= self.text.len() {
            return Ok(None);
        }
        let line = self.line;
        loop {
            let field = self.field()?;
            fields.push(field);
            match self.byte() {
                Some(byte) if byte == self.delimiter => self.place += 1,
                _ => break,
            }
        }
        self.line_end();
        Ok(Some(line))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    fn is_end(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// Goes behind a line end, if one is here.
    fn line_end(&mut self) {
        let rest = self.text.as_bytes().get(self.place..).unwrap_or_default();
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return,
        };
        self.place += length;
        self.line += 1;
        self.line_start = self.place;
    }

    fn field(&mut self) -> Result<Cow<'t, str>, CutFault> {
        let start = self.place;
        while self.byte() == Some(b' ') && self.delimiter != b' ' {
            self.place += 1;
        }
        if self.byte() == Some(b'"') {
            return self.quoted();
        }
        let rest = self.text.as_bytes().get(self.place..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| self.is_end(*byte))
            .unwrap_or(rest.len());
        self.place += length;
        Ok(Cow::Borrowed(
            self.text.get(start..self.place).unwrap_or_default(),
        ))
    }

    fn quoted(&mut self) -> Result<Cow<'t, str>, CutFault> {
        let opening = self.here("this quote is never closed");
        self.place += 1;
        let start = self.place;
        let mut doubled = false;
        loop {
            match self.byte() {
                None => return Err(opening),
                Some(b'"') if self.text.as_bytes().get(self.place + 1) == Some(&b'"') => {
                    doubled = true;
                    self.place += 2;
                }
                Some(b'"') => break,
                Some(b'\n' | b'\r') => self.line_end(),
                Some(_) => self.place += 1,
            }
        }
        let value = self.text.get(start..self.place).unwrap_or_default();
        self.place += 1;
        while self.byte() == Some(b' ') && self.delimiter != b' ' {
            self.place += 1;
        }
        if self.byte().is_some_and(|byte| !self.is_end(byte)) {
            return Err(self.here(
                "a quoted field continues after its closing quote; double any quote inside it",
            ));
        }
        Ok(if doubled {
            Cow::Owned(value.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(value)
        })
    }

    fn here(&self, what: &'static str) -> CutFault {
        let before = self
            .text
            .get(self.line_start..self.place)
            .unwrap_or_default();
        CutFault {
            line: self.line,
            column: before.chars().count() + 1,
            what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Result<Vec<(u64, Vec<String>)>, CutFault> {
        let mut records = Records::new(text, b',');
        let mut fields = Vec::new();
        let mut all = Vec::new();
        while let Some(line) = records.next(&mut fields)? {
            all.push((line, fields.iter().map(|field| field.to_string()).collect()));
        }
        Ok(all)
    }

    fn record(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (
            line,
            fields.iter().map(|field| (*field).to_owned()).collect(),
        )
    }

    #[test]
    fn line_breaks_inside_quotes_keep_the_lines_right() {
        assert_eq!(
            cut("a,\"b\nb\r\nb\",c\r\nd,e,f\rg,h,i\n").unwrap(),
            [
                record(1, &["a", "b\nb\r\nb", "c"]),
                record(4, &["d", "e", "f"]),
                record(5, &["g", "h", "i"]),
            ]
        );
    }

    #[test]
    fn quotes_are_doubled_inside_quotes_and_plain_elsewhere() {
        assert_eq!(
            cut("\"say \"\"hi\"\"\",19\" rack, \"x\" ,\n").unwrap(),
            [record(1, &["say \"hi\"", "19\" rack", "x", ""])]
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_where_it_opens() {
        assert_eq!(
            cut("a,b\nc,\"d\ne,f\n"),
            Err(CutFault {
                line: 2,
                column: 3,
                what: "this quote is never closed"
            })
        );
    }

    #[test]
    fn a_quote_that_is_not_doubled_is_told() {
        let fault = cut("a,b\n\"Monitor 19\" black\",2\n").unwrap_err();
        assert_eq!((fault.line, fault.column), (2, 14));
        assert!(
            fault.what.contains("double any quote inside it"),
            "{}",
            fault.what
        );
    }

    #[test]
    fn blank_lines_are_records_of_one_empty_field() {
        assert_eq!(
            cut("a\n\nb").unwrap(),
            [record(1, &["a"]), record(2, &[""]), record(3, &["b"])]
        );
    }
}
