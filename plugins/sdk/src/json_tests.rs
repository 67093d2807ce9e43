use super::*;

fn decimal(text: &str) -> (i64, u8) {
    let decimal = parse_decimal(text).unwrap_or_else(|error| panic!("{error}"));
    (decimal.units, decimal.scale)
}

#[test]
fn money_literals_keep_every_digit_that_fits() {
    assert_eq!(decimal("811.94534500000009"), (811_945_345, 6));
    assert_eq!(decimal("181.7493373722"), (1_817_493_373_722, 10));
    assert_eq!(decimal("-0.5"), (-5, 1));
    assert_eq!(decimal("22.0"), (22, 0));
    assert_eq!(decimal("1.5e2"), (150, 0));
    assert_eq!(decimal("0"), (0, 0));
}

#[test]
fn zeros_before_a_number_change_nothing_however_many_there_are() {
    assert_eq!(decimal(&format!("{}5", "0".repeat(60))), (5, 0));
    assert_eq!(decimal(&format!("0.{}1e40", "0".repeat(62))), (0, 0));
    assert_eq!(decimal(&format!("0.{}123e40", "0".repeat(39))), (123, 2));
}

#[test]
fn digits_behind_those_that_are_kept_do_not_make_a_number_unreadable() {
    assert_eq!(decimal(&format!("1.{}", "0".repeat(80))), (1, 0));
    assert_eq!(
        decimal(&format!("0.{}", "3".repeat(50))),
        (333_333_333_333, 12)
    );
}

#[test]
fn what_is_no_number_is_refused_with_its_text() {
    for text in [
        "",
        "abc",
        "1,5",
        "1.2.3",
        "0x10",
        "NaN",
        "1e999",
        "99999999999999999999",
    ] {
        assert!(parse_decimal(text).is_err(), "{text} was accepted");
    }
}

#[test]
fn dates_are_read_in_all_spellings_of_the_vendors() {
    let day = parse_date("2021-01-13").unwrap_or_default();
    for text in [
        "2021-01-13T20:30:05.7613888",
        "2021-01-13T20:30:05.7613888Z",
        "2021-01-13T00:00:00",
        "2021-01-14T01:00:00+02:00",
    ] {
        assert_eq!(parse_date(text), Ok(day), "{text}");
    }
    assert!(parse_date("13/01/2021").is_err());
    assert!(parse_timestamp("soon").is_err());
}

#[test]
fn the_last_moment_of_a_day_before_1970_is_of_that_day() {
    let day = parse_date("1969-12-31");
    assert_eq!(parse_date("1969-12-31T23:59:59.9999999"), day);
    assert_eq!(parse_date("1969-12-31T23:59:59.9999999Z"), day);
}

#[test]
fn half_a_surrogate_pair_is_quoted() {
    assert_eq!(readable(r#"["\ud800"]"#), r#""[\"\\ud800\"]""#);
    for text in [r#"["\ud83d\ude00"]"#, r#""\u00e9""#, "1.50"] {
        assert_eq!(readable(text), text);
    }
}

#[test]
fn a_number_may_be_a_string_and_null_is_not_zero() {
    #[derive(Deserialize)]
    struct Row<'a> {
        #[serde(borrow, default)]
        a: Number<'a>,
        #[serde(borrow, default)]
        b: Number<'a>,
        #[serde(borrow, default)]
        c: Number<'a>,
        #[serde(borrow, default)]
        d: Number<'a>,
    }
    let row: Row<'_> =
        serde_json::from_str(r#"{"a":"12","b":null,"c":0}"#).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(row.a.decimal(), Ok(Some(Decimal::whole(12))));
    assert_eq!(row.b.decimal(), Ok(None));
    assert_eq!(row.c.decimal(), Ok(Some(Decimal::whole(0))));
    assert!(row.d.absent());
}

#[test]
fn rounding_is_half_up_away_from_zero() {
    let rounded = |text: &str, scale| {
        let d = parse_decimal(text)
            .unwrap_or_else(|e| panic!("{e}"))
            .round(scale);
        (d.units, d.scale)
    };
    assert_eq!(rounded("63.84527590001", 4), (638_453, 4));
    assert_eq!(rounded("-1.25", 1), (-13, 1));
    assert_eq!(rounded("1.24", 1), (12, 1));
}

#[test]
fn error_bodies_of_three_kinds_give_their_words() {
    let words = |body: &str| vendor_message(body.as_bytes());
    assert_eq!(
        words(r#"{"title":"Too Many","detail":"Try again"}"#).as_deref(),
        Some("Too Many: Try again")
    );
    assert_eq!(
        words(r#"{"statusCode":401,"message":"no key"}"#).as_deref(),
        Some("no key")
    );
    assert_eq!(
        words(r#"{"error":"invalid_client"}"#).as_deref(),
        Some("invalid_client")
    );
    assert_eq!(words("<html>"), None);
}
