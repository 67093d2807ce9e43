//! Settles by a whole column which decimal mark it has.

use super::number::{DecimalMark, Number};

/// What the numbers of a column say about their decimal mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::psa) struct Evidence {
    /// A text that is a number with a decimal point alone.
    pub(in crate::psa) point: Option<String>,
    /// A text that is a number with a decimal comma alone.
    pub(in crate::psa) comma: Option<String>,
    /// A text that is one number with a point and another with a comma.
    pub(in crate::psa) open: Option<String>,
}

/// Why a column's decimal mark is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) enum Unsettled {
    /// Nothing speaks for either; the text can be read in two ways.
    Open(String),
    /// One text has a point, another a comma.
    Contradiction(String, String),
}

impl Evidence {
    /// Adds a text of the column.
    pub(in crate::psa) fn add(&mut self, text: &str, number: &Number) {
        let place = match (number.with_point, number.with_comma) {
            (Some(point), Some(comma)) if point == comma => return,
            (Some(_), Some(_)) => &mut self.open,
            (Some(_), None) => &mut self.point,
            (None, _) => &mut self.comma,
        };
        place.get_or_insert_with(|| text.to_owned());
    }

    fn says(&self) -> Option<DecimalMark> {
        match (&self.point, &self.comma) {
            (Some(_), None) => Some(DecimalMark::Point),
            (None, Some(_)) => Some(DecimalMark::Comma),
            _ => None,
        }
    }
}

/// Returns the decimal mark of a column: what a person said (`given`), else what the column says
/// itself, else what all other columns of the file say together, else what the format of the file has
/// (`usual`). Where nothing of the column depends on it, any mark will do.
pub(in crate::psa) fn settle(
    column: &Evidence,
    others: &[&Evidence],
    given: Option<DecimalMark>,
    usual: Option<DecimalMark>,
) -> Result<DecimalMark, Unsettled> {
    if let Some(mark) = given {
        return Ok(mark);
    }
    if let (Some(point), Some(comma)) = (&column.point, &column.comma) {
        return Err(Unsettled::Contradiction(point.clone(), comma.clone()));
    }
    let Some(open) = &column.open else {
        return Ok(column.says().unwrap_or(DecimalMark::Point));
    };
    let said = |mark| others.iter().any(|other| other.says() == Some(mark));
    let together = match (said(DecimalMark::Point), said(DecimalMark::Comma)) {
        (true, false) => Some(DecimalMark::Point),
        (false, true) => Some(DecimalMark::Comma),
        _ => None,
    };
    column
        .says()
        .or(together)
        .or(usual)
        .ok_or_else(|| Unsettled::Open(open.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn column(texts: &[&str]) -> Evidence {
        let mut evidence = Evidence::default();
        for text in texts {
            evidence.add(text, &parse(text).unwrap());
        }
        evidence
    }

    #[test]
    fn the_rest_of_the_column_settles_it() {
        assert_eq!(
            settle(&column(&["1.234", "12,50"]), &[], None, None),
            Ok(DecimalMark::Comma)
        );
        assert_eq!(
            settle(&column(&["1.234", "12.50"]), &[], None, None),
            Ok(DecimalMark::Point)
        );
        assert_eq!(
            settle(&column(&["7", "12"]), &[], None, None),
            Ok(DecimalMark::Point)
        );
    }

    #[test]
    fn other_columns_settle_what_the_column_leaves_open() {
        let others = column(&["9,99"]);
        assert_eq!(
            settle(&column(&["1.234"]), &[&others], None, None),
            Ok(DecimalMark::Comma)
        );
    }

    #[test]
    fn what_nothing_settles_is_asked() {
        let open = Unsettled::Open("1.234".to_owned());
        assert_eq!(
            settle(&column(&["1.234", "5"]), &[], None, None),
            Err(open.clone())
        );
        let divided = [&column(&["9,99"]), &column(&["9.99"])];
        assert_eq!(settle(&column(&["1.234"]), &divided, None, None), Err(open));
        assert_eq!(
            settle(&column(&["1.234"]), &[], Some(DecimalMark::Comma), None),
            Ok(DecimalMark::Comma)
        );
        assert_eq!(
            settle(&column(&["1.234"]), &[], None, Some(DecimalMark::Point)),
            Ok(DecimalMark::Point)
        );
    }

    #[test]
    fn a_column_that_contradicts_itself_is_refused() {
        assert_eq!(
            settle(
                &column(&["12.50", "12,50"]),
                &[],
                None,
                Some(DecimalMark::Point)
            ),
            Err(Unsettled::Contradiction(
                "12.50".to_owned(),
                "12,50".to_owned()
            ))
        );
    }
}
