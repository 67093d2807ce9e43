//! A query reads the database and does nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use super::fixtures::{Place, at, customer};
use crate::{
    base::zone::Zone,
    store::{Dataset, OpenError, QueryError, query, query_in, query_to_parquet},
};

fn place() -> Place {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    place
}

#[test]
fn a_query_returns_columns_also_when_there_are_no_rows() {
    let place = place();
    let result = query(
        &place.database(),
        "SELECT id, name FROM customers WHERE false;",
    )
    .unwrap();
    let names: Vec<&str> = result
        .schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    assert_eq!((names, result.rows()), (vec!["id", "name"], 0));
}

#[test]
fn columns_may_have_the_same_name() {
    let place = place();
    let result = query(&place.database(), "SELECT 1 AS a, 2 AS a").unwrap();
    assert_eq!((result.schema.fields().len(), result.rows()), (2, 1));
}

#[test]
fn a_query_cannot_write() {
    let place = place();
    for sql in [
        "DELETE FROM customers",
        "INSERT INTO connections SELECT * FROM connections",
        "UPDATE customers SET name = 'x'",
        "DROP TABLE customers",
        "CREATE TABLE mine (a INTEGER)",
    ] {
        let error = query(&place.database(), sql).unwrap_err();
        assert!(matches!(error, QueryError::NoSelect), "{sql}: {error}");
    }
    assert_eq!(place.rows("SELECT count(*) FROM customers"), ["2"]);
}

/// The files of a folder with what is in them.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
        .collect()
}

/// Statements of every kind that the grammar of DuckDB has, and functions that write; `FILE` is the database.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE customers ADD COLUMN mine INTEGER",
    "ANALYZE",
    "ATTACH ':memory:' AS other",
    "ATTACH 'FILE' AS other",
    "BEGIN",
    "CALL enable_logging('QueryLog', storage = 'file', storage_path = 'FILE')",
    "CALL enable_profiling(save_location = 'FILE')",
    "CALL pragma_version()",
    "CHECKPOINT",
    "COMMENT ON TABLE customers IS 'mine'",
    "COMMIT",
    "COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO 'FILE' (FORMAT json, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO 'FILE' (FORMAT parquet, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO 'FILE.wal' (FORMAT csv, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO 'FILE.wal.checkpoint' (FORMAT csv, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO 'FILE.wal.recovery' (FORMAT csv, USE_TMP_FILE false)",
    "COPY customers FROM 'FILE'",
    "COPY FROM DATABASE seatwise TO memory",
    "CREATE INDEX mine ON customers (id)",
    "CREATE MACRO mine() AS 1",
    "CREATE SCHEMA mine",
    "CREATE SECRET mine (TYPE s3)",
    "CREATE SEQUENCE mine",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "CREATE TYPE mine AS ENUM ('a')",
    "CREATE VIEW mine AS SELECT 1",
    "DEALLOCATE mine",
    "DELETE FROM customers",
    "DETACH seatwise",
    "DROP TABLE customers",
    "EXECUTE mine",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false)",
    "EXPLAIN ANALYZE DELETE FROM customers",
    "EXPLAIN COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false)",
    "EXPORT DATABASE 'FILE.export'",
    "FORCE CHECKPOINT",
    "FROM checkpoint()",
    "FROM enable_logging('QueryLog', storage = 'file', storage_path = 'FILE')",
    "FROM enable_logging('QueryLog', storage = 'file', storage_path = 'FILE.csv')",
    "FROM enable_profiling(save_location = 'FILE')",
    "FROM force_checkpoint()",
    "FROM query('COPY (SELECT 1) TO ''FILE'' (FORMAT csv, USE_TMP_FILE false)')",
    "IMPORT DATABASE 'FILE.export'",
    "INSERT INTO customers SELECT * FROM customers",
    "INSTALL httpfs",
    "LOAD httpfs",
    "MERGE INTO customers USING customers AS other ON false WHEN NOT MATCHED THEN INSERT BY NAME",
    "PIVOT customers ON id USING count(*)",
    "PRAGMA enable_profiling",
    "PRAGMA version",
    "PREPARE mine AS SELECT 1",
    "RESET threads",
    "ROLLBACK",
    "SELECT 1; COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false)",
    "SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false); COPY (SELECT 1",
    "SELECT E'\\'', 1; COPY (SELECT 1) TO 'FILE' (FORMAT csv, USE_TMP_FILE false); SELECT '1",
    "SET lock_configuration = false",
    "SET SESSION threads = 1",
    "SET VARIABLE mine = 1",
    "TRUNCATE customers",
    "UPDATE customers SET name = 'mine'",
    "UPDATE EXTENSIONS",
    "USE memory",
    "VACUUM",
    "WITH mine AS (DELETE FROM customers RETURNING id) FROM mine",
];

#[test]
fn no_kind_of_statement_changes_a_byte_of_the_folder() {
    let place = place();
    let database = place.database();
    let file = database.to_str().unwrap();
    let out = place.folder.path().join("out.parquet");
    let before = bytes(place.folder.path());
    assert!(before.contains_key(&database));
    for sql in STATEMENTS {
        let sql = sql.replace("FILE", file);
        // Some answer, and that is all they may do.
        query(&database, &sql).ok();
        assert_eq!(bytes(place.folder.path()), before, "{sql}");
        query_to_parquet(&database, &sql, &out, &Zone::utc()).ok();
        std::fs::remove_file(&out).ok();
        assert_eq!(bytes(place.folder.path()), before, "{sql} as Parquet");
    }
    assert_eq!(place.rows("SELECT count(*) FROM customers"), ["2"]);
}

#[test]
fn every_way_to_ask_is_answered() {
    let place = place();
    for sql in [
        "SELECT id FROM customers",
        "FROM customers",
        "FROM customers SELECT id",
        "(SELECT id FROM customers)",
        "WITH chosen AS MATERIALIZED (FROM customers) FROM chosen",
        "VALUES (1), (2)",
        "TABLE customers",
        "DESCRIBE customers",
        "SHOW customers",
        "SHOW TABLES",
        "SUMMARIZE customers",
        "PIVOT customers ON status IN ('active') USING count(*)",
        "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b",
        "SELECT $$a;b$$, 'c;d', E'\\';' -- e; f\n;",
    ] {
        let rows = query(&place.database(), sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(rows.rows() > 0, "{sql}");
    }
}

#[test]
fn a_parquet_file_has_the_types_of_the_result() {
    let place = place();
    let to = place.folder.path().join("out.parquet");
    let sql = "SELECT 1 AS a, 2 AS a, 1.25::DECIMAL(18, 2) AS money, sum(1) AS many, DATE '2026-11-20' AS day,
            TIMESTAMP '2026-11-20 10:00:00' AS moment, 'x'::ENUM('x', 'y') AS word, [1, 2] AS list, {'k': 'v'} AS part,
            MAP {'k': 1} AS map, NULL AS nothing, true AS flag, 'b'::BLOB AS bytes, 0.5::DOUBLE AS float";
    assert_eq!(
        query_to_parquet(&place.database(), sql, &to, &Zone::utc()).unwrap(),
        1
    );
    let engine = duckdb::Connection::open_in_memory().unwrap();
    let read = |sql: &str| -> String {
        let sql = sql.replace("FILE", to.to_str().unwrap());
        engine.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(
        read(
            "SELECT columns(*)::VARCHAR FROM (SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM 'FILE'))"
        ),
        "INTEGER INTEGER DECIMAL(18,2) DOUBLE DATE TIMESTAMP VARCHAR INTEGER[] STRUCT(k VARCHAR) MAP(VARCHAR, INTEGER) INTEGER BOOLEAN BLOB DOUBLE"
    );
    assert_eq!(
        read(
            "SELECT row(money, many, day, moment, word, list, part, map, nothing, flag, bytes, float)::VARCHAR FROM 'FILE'"
        ),
        "(1.25, 1.0, 2026-11-20, '2026-11-20 10:00:00', x, [1, 2], {'k': v}, {k=1}, NULL, true, b, 0.5)"
    );
}

#[test]
fn a_query_cannot_reach_files_the_network_or_settings() {
    let place = place();
    let file = place.folder.path().join("secret.csv");
    std::fs::write(&file, "a\n1\n").unwrap();
    let file = file.display();
    for sql in [
        format!("SELECT * FROM read_csv('{file}')"),
        format!("SELECT * FROM read_text('{file}')"),
        format!("SELECT * FROM glob('{file}')"),
        format!("COPY customers TO '{file}'"),
        format!("ATTACH '{file}.duckdb' AS other"),
        "SET enable_external_access = true".to_owned(),
        "SET lock_configuration = false".to_owned(),
        "INSTALL httpfs".to_owned(),
        "LOAD httpfs".to_owned(),
    ] {
        let error = query(&place.database(), &sql).unwrap_err();
        assert!(
            matches!(error, QueryError::Files | QueryError::NoSelect),
            "{sql}: {error}"
        );
    }
    let direct = query(&place.database(), &format!("SELECT * FROM '{file}'"));
    assert!(direct.is_err());
}

#[test]
fn two_statements_are_refused() {
    let place = place();
    assert!(matches!(
        query(&place.database(), "SELECT 1; SELECT 2"),
        Err(QueryError::Several)
    ));
}

#[test]
fn a_mistake_in_the_statement_is_shown_as_the_database_says_it() {
    let place = place();
    let error = query(&place.database(), "SELECT nam FROM customers").unwrap_err();
    assert!(matches!(error, QueryError::Database(_)));
    assert!(error.to_string().contains("name"), "{error}");
}

#[test]
fn an_error_while_rows_are_computed_is_an_error_and_no_panic() {
    let place = place();
    assert!(
        query(
            &place.database(),
            "SELECT CAST(name AS INTEGER) FROM customers"
        )
        .is_err()
    );
}

#[test]
fn a_query_before_the_first_sync_says_what_to_do() {
    let place = Place::new();
    let error = query(&place.database(), "SELECT 1").unwrap_err();
    assert!(matches!(error, QueryError::Open(OpenError::Missing(_))));
    assert!(
        error.to_string().contains("`seatwise sync` creates it"),
        "{error}"
    );
}

#[test]
fn a_result_becomes_a_parquet_file() {
    let place = place();
    let to = place.folder.path().join("out.parquet");
    let rows = query_to_parquet(
        &place.database(),
        "SELECT id FROM customers -- all;\n;",
        &to,
        &Zone::utc(),
    )
    .unwrap();
    assert_eq!(rows, 2);
    assert!(std::fs::read(&to).unwrap().starts_with(b"PAR1"));
    assert!(query_to_parquet(&place.database(), "SELECT nothing", &to, &Zone::utc()).is_err());
    assert_eq!(
        std::fs::read_dir(place.folder.path())
            .unwrap()
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .contains("unfinished")
            })
            .count(),
        0
    );
}

#[test]
fn today_is_the_day_of_the_operators_time_zone() {
    let place = place();
    // For some hours of each day it is another day there than in UTC.
    for (rules, hours) in [("<+14>-14", 14), ("<-12>12", -12), ("UTC0", 0)] {
        place
            .store()
            .use_time_zone(&Zone::of_rules(rules), at("2026-11-20T10:00:00Z"))
            .unwrap();
        assert_eq!(
            place.rows(&format!(
                "SELECT current_date = (now()::TIMESTAMP + INTERVAL ({hours}) HOUR)::DATE,
                    today() = current_date, typeof(current_date)"
            )),
            ["true | true | DATE"],
            "{rules}"
        );
    }
}

#[test]
fn what_needs_the_time_zone_extension_is_refused_with_what_to_write() {
    let place = place();
    for sql in [
        "SELECT now()::DATE",
        "SELECT now() AT TIME ZONE 'Europe/Berlin'",
        "SELECT date_trunc('week', now())",
        "SELECT now() - INTERVAL 7 DAY",
    ] {
        let error = query(&place.database(), sql).unwrap_err();
        assert!(matches!(error, QueryError::TimeZones(_)), "{sql}: {error}");
        for part in ["now()::TIMESTAMP::DATE", "current_date", "local_day("] {
            assert!(error.to_string().contains(part), "{sql}: {error}");
        }
    }
}

#[test]
fn a_query_goes_by_the_days_of_whoever_asks() {
    let place = place();
    let day = |zone: &Zone| {
        let sql = "SELECT local_day(TIMESTAMP '2026-11-29 18:07:00')::VARCHAR || time_zone()";
        let result = query_in(&place.database(), sql, zone).unwrap();
        array_value_to_string(result.batches[0].column(0), 0).unwrap()
    };
    let auckland = Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3");
    assert_eq!(day(&auckland), format!("2026-11-30{}", auckland.name()));
    assert_eq!(day(&Zone::utc()), "2026-11-29UTC");
}
