//! The fields of Sherweb's objects: text that borrows from the body, days, moments, amounts and terms.
//!
//! A field that was not sent is none. A field that cannot be understood is an error that names it.

use std::borrow::Cow;

use seatwise_plugin::json::{self, Number};
use seatwise_plugin::sheet::Style;
use seatwise_plugin::types::{Date, Decimal, Term, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

/// A JSON string, borrowed from the body unless it has escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text as it was sent; none where it is absent or blank.
pub(crate) fn kept(text: Option<Text<'_>>) -> Option<String> {
    text.filter(|text| !text.0.trim().is_empty())
        .map(|text| text.0.into_owned())
}

/// The text, which must be there.
pub(crate) fn required(name: &str, text: Option<Text<'_>>) -> Result<String, String> {
    kept(text).ok_or_else(|| format!("{name} is missing"))
}

/// A SKU without blanks around it: it is what rows of several datasets are joined on.
pub(crate) fn sku(text: Option<Text<'_>>) -> Option<String> {
    json::text(text.map(|text| text.0.into_owned()))
}

/// A calendar day, sent as a date or as a date-time.
pub(crate) fn day(name: &str, text: Option<&Text<'_>>) -> Result<Option<Date>, String> {
    let Some(text) = stated(text) else {
        return Ok(None);
    };
    match json::parse_date(text) {
        Ok(day) => Ok(Some(day)),
        // .NET's last moment stands for "no end"; as a moment it is beyond the calendar's range.
        Err(_) if text.starts_with("9999-12-31T") => json::parse_date("9999-12-31").map(Some),
        Err(error) => Err(format!("{name} {error}")),
    }
}

/// A day of a bill, which may be spelt as the answer's other days show.
pub(crate) fn day_in(
    style: Style,
    name: &str,
    text: Option<&Text<'_>>,
) -> Result<Option<Date>, String> {
    day(name, text).or_else(|_| match stated(text) {
        Some(text) => style
            .date(text)
            .map(Some)
            .map_err(|error| format!("{name} {error}")),
        None => Ok(None),
    })
}

/// An amount or a count of a bill, which may be spelt as the answer's other numbers show.
pub(crate) fn decimal_in(
    style: Style,
    name: &str,
    number: &Number<'_>,
) -> Result<Option<Decimal>, String> {
    // A number of JSON is what it is; only a text may be spelt otherwise.
    number.decimal().or_else(|_| {
        number
            .literal()
            .map(|literal| style.number(literal))
            .transpose()
            .map_err(|error| format!("{name} {error}"))
    })
}

/// A moment, with up to seven fractional digits; UTC where no offset was sent.
pub(crate) fn moment(name: &str, text: Option<&Text<'_>>) -> Result<Option<Timestamp>, String> {
    stated(text)
        .map(json::parse_timestamp)
        .transpose()
        .map_err(|error| format!("{name} {error}"))
}

/// The text of a date; none for blank and for .NET's first moment, which stands for "not set".
fn stated<'t>(text: Option<&'t Text<'_>>) -> Option<&'t str> {
    let text = text?.as_str().trim();
    (!text.is_empty() && !text.starts_with("0001-01-01")).then_some(text)
}

/// An amount or a count.
pub(crate) fn decimal(name: &str, number: &Number<'_>) -> Result<Option<Decimal>, String> {
    number.decimal().map_err(|error| format!("{name} {error}"))
}

/// An amount whose literal is also kept.
pub(crate) fn raw_decimal(name: &str, raw: Option<&RawValue>) -> Result<Option<Decimal>, String> {
    let Some(raw) = raw else { return Ok(None) };
    let number: Number<'_> = serde_json::from_str(raw.get())
        .map_err(|error| format!("{name} cannot be read: {error}"))?;
    decimal(name, &number)
}

/// An ISO 4217 code; `Undefined` is none.
pub(crate) fn currency(text: Option<&Text<'_>>) -> Option<String> {
    json::currency(text.map(Text::as_str))
}

/// A term or cycle in any of Sherweb's spellings (`Annual`, `yearly`, `Yearly`).
///
/// `unknown` is Sherweb's word for not knowing; `open` is its word for no commitment.
pub(crate) fn term(text: Option<&Text<'_>>) -> Option<Term> {
    let word = text?.as_str().trim();
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    Some(match word {
        _ if word.is_empty() || is("unknown") => return None,
        _ if is("monthly") => Term::Monthly,
        _ if is("annual") || is("yearly") || is("annually") => Term::Annual,
        _ if is("biennial") => Term::Biennial,
        _ if is("triennial") => Term::Triennial,
        _ if is("none") || is("open") => Term::None,
        _ if is("onetime") || is("once") => Term::OneTime,
        _ if is("daily") => Term::Daily,
        _ if is("weekly") => Term::Weekly,
        _ if is("quarterly") => Term::Quarterly,
        _ if is("semiannual") => Term::Semiannual,
        _ => Term::Other(word.to_owned()),
    })
}
