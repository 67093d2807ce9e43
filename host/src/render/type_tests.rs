//! Every type of DuckDB is shown as DuckDB itself shows it.

use super::*;
use crate::store::{query, query_to_parquet};

/// A value of each type.
const VALUES: &[&str] = &[
    "true",
    "(-128)::TINYINT",
    "255::UTINYINT",
    "(-32768)::SMALLINT",
    "65535::USMALLINT",
    "(-2147483648)::INTEGER",
    "4294967295::UINTEGER",
    "(-9223372036854775808)::BIGINT",
    "18446744073709551615::UBIGINT",
    "170141183460469231731687303715884105727::HUGEINT",
    "(-170141183460469231731687303715884105728)::HUGEINT",
    "1::HUGEINT",
    "(SELECT sum(x) FROM (VALUES (1), (2)) t(x))",
    "340282366920938463463374607431768211455::UHUGEINT",
    "7::UHUGEINT",
    "'123456789012345678901234567890123456789012345'::BIGNUM",
    "(-1.5)::FLOAT",
    "0.1::FLOAT",
    "1e30::DOUBLE",
    "0.1::DOUBLE",
    "'nan'::DOUBLE",
    "'-infinity'::DOUBLE",
    "1.50::DECIMAL(4,2)",
    "(-0.01)::DECIMAL(9,2)",
    "123456789012.345678::DECIMAL(18,6)",
    "12345678901234567890123456789012.345678::DECIMAL(38,6)",
    "12345::DECIMAL(38,0)",
    "'text \"quoted\"'",
    "''",
    "'\\x00\\xFF a\\x5C\"'::BLOB",
    "'10101'::BIT",
    "'5b1f0e2c-0000-4000-8000-00000000abcd'::UUID",
    "'ffffffff-ffff-4fff-bfff-ffffffffffff'::UUID",
    "DATE '2026-11-20'",
    "DATE '0001-01-01'",
    "TIME '13:37:00.123456'",
    "TIME '13:37:00'",
    "'13:37:00+02'::TIMETZ",
    "'13:37:00.5-05:30'::TIMETZ",
    "TIMESTAMP '2026-11-20 13:37:00'",
    "TIMESTAMP '2026-11-20 13:37:00.5'",
    "TIMESTAMP '1969-12-31 23:59:59.999999'",
    "'2026-11-20 13:37:00'::TIMESTAMP_S",
    "'2026-11-20 13:37:00.123'::TIMESTAMP_MS",
    "'2026-11-20 13:37:00.123456789'::TIMESTAMP_NS",
    "INTERVAL '14 months 3 days 04:05:06.789'",
    "INTERVAL '-1 day'",
    "INTERVAL '0 seconds'",
    "'warm'::ENUM('cold', 'warm')",
    "[1, NULL, 3]",
    "['a', 'b,c']",
    "array_value(1, 2)",
    "{'a': 1, 'b': 'x'}",
    "MAP {'k': 1, 'l': 2}",
    "MAP {DATE '2026-11-20': [1]}",
    "union_value(n := 5)",
    "'{\"a\": [1, 2]}'::JSON",
    "NULL",
];

fn ask(sql: &str) -> (Vec<Column>, Vec<Row>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.duckdb");
    drop(duckdb::Connection::open(&path).unwrap());
    let result = query(&path, sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = result.batches.iter().flat_map(|batch| rows(batch).unwrap());
    (columns(&result.schema), rows.collect())
}

/// How a value is put into another one.
const SHAPES: [&str; 6] = [
    "[{}]",
    "{'a': {}}",
    "MAP {1: {}}",
    "array_value({})",
    "[[{}]]",
    "[{'x': 1, 'a': {}}]",
];

/// A text with numbers and fractions of seconds in one form: `1e30` and `1e+30`, `.500` and `.5` are the same.
fn normal(text: &str) -> String {
    let is_exact = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    match text.parse::<f64>() {
        Ok(number) if !is_exact && text.len() < 16 => format!("{number}"),
        _ if text.contains('.') => text.trim_end_matches('0').to_owned(),
        _ => text.to_owned(),
    }
}

fn normal_json(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(normal_json).collect();
            format!("[{}]", values.join(","))
        }
        Value::Object(values) => {
            let values = values.iter();
            let values: Vec<_> = values
                .map(|(name, value)| format!("{name}:{}", normal_json(value)))
                .collect();
            format!("{{{}}}", values.join(","))
        }
        Value::String(text) => format!("'{}'", normal(text)),
        other => normal(&other.to_string()),
    }
}

fn values() -> impl Iterator<Item = &'static str> {
    VALUES.iter().copied()
}

#[test]
fn a_value_of_every_type_is_shown_as_duckdb_casts_it_to_text() {
    // What has parts is JSON here, so that every reader knows it; see the next test.
    let has_parts = |value: &&str| {
        !value.starts_with(['[', '{']) && !value.starts_with("MAP") && !value.starts_with("array")
    };
    for value in values().filter(has_parts) {
        let (_, rows) = ask(&format!(
            "SELECT {value} AS v, CAST({value} AS VARCHAR) AS t"
        ));
        let [shown, cast] = &rows[0][..] else {
            panic!()
        };
        assert_eq!(
            shown.as_deref().map(normal),
            cast.as_deref().map(normal),
            "{value}"
        );
    }
}

#[test]
fn a_value_of_every_type_inside_of_others_is_shown_as_duckdb_writes_it_in_json() {
    // JSON has no such numbers, and these digits of a FLOAT are those of the DOUBLE that DuckDB makes of it.
    let is_in_json = |value: &&str| {
        !matches!(
            *value,
            "'nan'::DOUBLE" | "'-infinity'::DOUBLE" | "0.1::FLOAT"
        )
    };
    for value in values().filter(is_in_json) {
        for shape in SHAPES {
            let nested = shape.replace("{}", value);
            let (columns, rows) = ask(&format!(
                "SELECT {nested} AS v, to_json({nested})::VARCHAR AS t"
            ));
            let [shown, json] = [&rows[0][0], &rows[0][1]]
                .map(|cell| normal_json(&serde_json::from_str(cell.as_deref().unwrap()).unwrap()));
            assert_eq!(shown, json, "{nested}");
            assert_eq!(columns[0].kind, Kind::Json, "{nested}");
            // The document of JSON holds it as such, and not as a text.
            let mut document = Vec::new();
            write_json(&columns, rows.into_iter(), &mut document).unwrap();
            let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
            assert_eq!(normal_json(&document[0]["v"]), json, "{nested}");
        }
    }
}

#[test]
fn large_numbers_are_numbers_and_columns_keep_their_names_and_order() {
    let (columns, rows) = ask(
        "SELECT 340282366920938463463374607431768211455::UHUGEINT AS a, '7'::BIGNUM AS a, x, INTERVAL (x) DAY AS \"i \"\"n\"
         FROM range(3) t(x) ORDER BY x DESC;",
    );
    let names: Vec<_> = columns
        .iter()
        .map(|column| (column.name.as_str(), column.kind))
        .collect();
    let number = Kind::Number;
    assert_eq!(
        names,
        [
            ("a", number),
            ("a", number),
            ("x", number),
            ("i \"n", Kind::Text)
        ]
    );
    let days: Vec<_> = rows.iter().map(|row| row[3].as_deref().unwrap()).collect();
    assert_eq!(days, ["2 days", "1 day", "00:00:00"]);
    let mut document = Vec::new();
    write_json(&columns, rows.into_iter(), &mut document).unwrap();
    let text = String::from_utf8(document).unwrap();
    assert!(
        text.contains("\"a\": 340282366920938463463374607431768211455, \"a_2\": 7,"),
        "{text}"
    );
}

#[test]
fn a_value_of_every_type_in_a_parquet_file_is_the_same_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.duckdb");
    drop(duckdb::Connection::open(&path).unwrap());
    let reader = duckdb::Connection::open_in_memory().unwrap();
    // DuckDB writes the first as a DOUBLE, and these have more digits; the second it refuses with that reason.
    let is_in_files = |value: &&str| {
        !value.contains("170141183460469231731687303715884105") && !value.contains("-1 day")
    };
    let zone = crate::base::zone::Zone::utc();
    let file = folder.path().join("x.parquet");
    for value in values().filter(is_in_files) {
        for shape in ["{}"].iter().chain(&SHAPES) {
            let value = shape.replace("{}", value);
            query_to_parquet(&path, &format!("SELECT {value} AS v"), &file, &zone)
                .unwrap_or_else(|error| panic!("{value}: {error}"));
            let read = |from: &str| {
                let sql = format!("SELECT v::VARCHAR, to_json(v)::VARCHAR FROM {from}");
                reader
                    .query_row(&sql, [], |row| {
                        Ok([row.get::<_, Option<String>>(0)?, row.get(1)?]
                            .map(Option::unwrap_or_default))
                    })
                    .unwrap()
            };
            let [text, json] = read(&format!("'{}'", file.display()));
            let [cast, asked] = read(&format!("(SELECT {value} AS v)"));
            let same = |one: &str, other: &str| {
                let [one, other] = [one, other].map(|text| {
                    serde_json::from_str(text)
                        .map_or_else(|_| normal(text), |json| normal_json(&json))
                });
                one == other
            };
            assert!(
                same(&text, &cast) || same(&json, &asked) || same(&text, &asked),
                "{value}: {text} or {json} in place of {cast} or {asked}"
            );
        }
    }
}
