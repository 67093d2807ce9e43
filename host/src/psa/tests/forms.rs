//! What a row is does not depend on how a file is broken into lines: each profile in each form gives the same
//! rows, and no quantity is lost or added.

use serde_json::{Map, Value, json};

use super::fixtures::{Place, faults, fixture, options};
use crate::psa::{ImportOptions, ImportReport, Profile, import};

/// What is compared: all that a file says, without the moments of an import.
const LINES: &str =
    "SELECT * EXCLUDE (first_seen_at, last_seen_at, import_id) FROM psa_contract_lines ORDER BY id";
const CUSTOMERS: &str =
    "SELECT * EXCLUDE (first_seen_at, last_seen_at, import_id) FROM psa_customers ORDER BY id";

/// A choice by a seed (splitmix64).
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

/// How a file of JSON may be written.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// A list on one line, as APIs answer.
    OneLine,
    /// A list with a line for each value.
    Pretty,
    /// An object a line.
    Lines,
    /// The objects behind each other, without anything between them.
    Stream,
    /// A list inside an object.
    Wrapped,
    /// Pages, each a list inside an object, in a list.
    Pages,
}

const FORMS: [Form; 6] = [
    Form::OneLine,
    Form::Pretty,
    Form::Lines,
    Form::Stream,
    Form::Wrapped,
    Form::Pages,
];

fn written(rows: &[Value], form: Form) -> String {
    let text = |value: &Value| value.to_string();
    match form {
        Form::OneLine => text(&json!(rows)),
        Form::Pretty => serde_json::to_string_pretty(rows).unwrap(),
        Form::Lines => rows.iter().map(|row| text(row) + "\n").collect(),
        Form::Stream => rows.iter().map(text).collect(),
        Form::Wrapped => text(&json!({ "record_count": rows.len(), "items": rows })),
        Form::Pages => {
            let middle = rows.len() / 2;
            let pages = [&rows[..middle], &rows[middle..]];
            let pages = pages.map(|page| json!({ "page": 1, "items": page }));
            text(&json!(pages))
        }
    }
}

/// The same value with the members of its objects in another order. The text is written by hand, since
/// a map of serde_json sorts.
fn turned(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}:{}", json!(name), turned(value)))
                .collect();
            format!("{{{}}}", members.join(" , "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(turned).collect();
            format!("[{}]", items.join("\r\n,"))
        }
        other => other.to_string(),
    }
}

fn imported(text: &str, profile: &str) -> (ImportReport, Vec<String>, Vec<String>) {
    let place = Place::new();
    let file = place.file("export.json", text);
    let profile = Profile::load(profile).unwrap();
    let options = ImportOptions {
        currency: Some("USD".to_owned()),
        ..ImportOptions::new(options().now)
    };
    let report = import(&file, &profile, &place.database(), &options).unwrap();
    (report, place.rows(LINES), place.rows(CUSTOMERS))
}

/// The rows of a fixture, whatever wraps them.
fn rows_of(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixture(name)).unwrap();
    match serde_json::from_str(&text).unwrap() {
        Value::Array(rows) => rows,
        Value::Object(wrapper) => wrapper
            .values()
            .find_map(|value| value.as_array().cloned())
            .unwrap(),
        other => vec![other],
    }
}

#[test]
fn every_profile_reads_the_same_rows_from_every_form_of_json() {
    for (name, profile) in [
        ("connectwise-agreements.json", "connectwise"),
        ("connectwise-companies.json", "connectwise"),
        ("halopsa-recurring-invoices.json", "halopsa"),
        ("halopsa-clients.json", "halopsa"),
        ("autotask-service-units.json", "autotask"),
        ("autotask-companies.json", "autotask"),
    ] {
        let rows = rows_of(name);
        let (_, lines, customers) = imported(&written(&rows, Form::Pretty), profile);
        assert!(!customers.is_empty(), "{name}");
        let mut texts: Vec<String> = FORMS.iter().map(|form| written(&rows, *form)).collect();
        texts.push(turned(&json!(rows)));
        texts.push(written(&rows, Form::Pretty).replace('\n', "\r\n"));
        for text in texts {
            let (report, own_lines, own_customers) = imported(&text, profile);
            assert_eq!(own_lines, lines, "{name}: {text}");
            assert_eq!(own_customers, customers, "{name}: {text}");
            assert_eq!(report.counts.unwrap().added, report.rows, "{name}: {text}");
        }
    }
}

/// Flat lines of some customers; some of them are equal, some have an id.
fn flat(choices: &mut Choices) -> Vec<Value> {
    let names = [
        "Tamar Dental",
        "Zwolle Bouw",
        "Ōtaki Press",
        "Kerr \"K\" Ltd",
    ];
    let products = ["Mail", "Suite, yearly", "Backup"];
    let with_ids = choices.below(2) == 0;
    (0..1 + choices.below(30))
        .map(|number| {
            let mut row = Map::new();
            if with_ids {
                row.insert("id".to_owned(), json!(7000 + number));
            }
            row.insert(
                "customer".to_owned(),
                json!(names[choices.below(names.len())]),
            );
            row.insert(
                "product".to_owned(),
                json!(products[choices.below(products.len())]),
            );
            row.insert("quantity".to_owned(), json!(choices.below(400)));
            row.insert("unit_price".to_owned(), json!(choices.below(90)));
            row.insert("note".to_owned(), json!({ "by": choices.below(3) }));
            Value::Object(row)
        })
        .collect()
}

fn as_csv(rows: &[Value], line_end: &str) -> String {
    let names = ["id", "customer", "product", "quantity", "unit_price"];
    let quoted = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        other => other.to_string(),
    };
    let lines = rows.iter().map(|row| {
        let values: Vec<String> = names.iter().map(|name| quoted(&row[*name])).collect();
        values.join(",")
    });
    let lines: Vec<String> = std::iter::once(names.join(",")).chain(lines).collect();
    lines.join(line_end)
}

#[test]
fn quantities_lines_and_customers_of_a_file_are_those_of_the_database() {
    let sums = "SELECT count(*), coalesce(sum(quantity), 0)::BIGINT, count(DISTINCT customer_id) FROM psa_contract_lines";
    for seed in 0..3 {
        println!("seed {seed}");
        let rows = flat(&mut Choices(seed));
        let quantity: u64 = rows
            .iter()
            .map(|row| row["quantity"].as_u64().unwrap())
            .sum();
        let mut names: Vec<&str> = rows
            .iter()
            .map(|row| row["customer"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        names.dedup();
        let expected = format!("{} | {quantity} | {}", rows.len(), names.len());
        let mut texts: Vec<String> = FORMS.iter().map(|form| written(&rows, *form)).collect();
        texts.push(turned(&json!(rows)));
        texts.extend(["\n", "\r\n", "\r"].map(|line_end| as_csv(&rows, line_end)));
        for text in texts {
            let place = Place::new();
            place.csv(&text).unwrap();
            assert_eq!(place.rows(sums), [expected.as_str()], "seed {seed}: {text}");
        }
    }
}

#[test]
fn another_form_of_the_same_rows_changes_nothing() {
    let place = Place::new();
    let rows = flat(&mut Choices(40));
    place.csv(&written(&rows, Form::Pretty)).unwrap();
    for form in FORMS {
        let counts = place.csv(&written(&rows, form)).unwrap().counts.unwrap();
        assert_eq!(
            (counts.added, counts.changed, counts.ended),
            (0, 0, 0),
            "{form:?}"
        );
        assert_eq!(counts.unchanged, rows.len() as u64, "{form:?}");
    }
}

#[test]
fn rows_on_one_line_are_told_by_their_number() {
    let place = Place::new();
    let row = |id: u64, quantity: Value| json!({ "id": id, "customer": "Tamar Dental", "product": "Mail", "quantity": quantity, "unit_price": 2 });
    let rows = json!([
        row(1, json!(5)),
        row(2, json!("many")),
        row(3, json!("many")),
        row(1, json!(7)),
        8
    ]);
    let result = place.csv(&rows.to_string());
    let Err(crate::psa::ImportError::Faults { report }) = result else {
        panic!("{result:?}");
    };
    let told: Vec<(u64, Option<u64>, &str)> = report
        .faults
        .iter()
        .map(|fault| (fault.line, fault.row, fault.rule.as_str()))
        .collect();
    const NO_NUMBER: &str =
        "is not a number; write it in digits, or leave the cell empty if it is unknown";
    assert_eq!(
        told,
        [
            (1, Some(2), NO_NUMBER),
            (1, Some(3), NO_NUMBER),
            (1, Some(4), "is the id of line 1, row 1 too"),
            (1, Some(5), "is not an object; a row must be an object"),
        ]
    );
    assert_eq!((report.rows, report.faulty_rows), (5, 4));
    assert_eq!(report.preview[0][1], ("row".to_owned(), "1".to_owned()));
}

#[test]
fn two_spellings_of_one_name_in_an_object_are_refused() {
    let place = Place::new();
    let text = "[{\"customer\":\"Tamar Dental\",\"product\":\"Mail\",\"quantity\":5,\"Quantity\":6,\"unit_price\":2}]";
    let listed = faults(place.csv(text));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].starts_with("1: “quantity”: “5” is a second value for one column"),
        "{listed:?}"
    );
}

#[test]
fn an_object_without_lines_is_listed_and_refused_where_it_comes_to_something() {
    let place = Place::new();
    let invoice = |id: u64, total: f64, lines: Value| {
        json!({ "id": id, "name": "Cloud", "client_id": 4, "client_name": "Tamar Dental", "currency": "GBP",
            "total": total, "lines": lines })
    };
    let line = json!([{ "id": 11, "item_name": "Mail", "qty_order": 5, "unit_price": 2 }]);
    let file = place.file(
        "invoices.json",
        json!([invoice(1, 10.0, line.clone()), invoice(2, 0.0, json!([]))]).to_string(),
    );
    let halopsa = Profile::load("halopsa").unwrap();
    let read = |file| import(file, &halopsa, &place.database(), &options());
    let report = read(&file).unwrap();
    assert_eq!((report.rows, report.skipped), (1, 1));
    assert_eq!(report.skipped_rows[0].reason, "no lines");
    assert!(
        report.skipped_rows[0].text.contains("Tamar Dental"),
        "{report:?}"
    );
    let file = place.file(
        "unread.json",
        json!([invoice(1, 10.0, line), invoice(2, 190.0, Value::Null)]).to_string(),
    );
    let listed = faults(read(&file));
    assert_eq!(
        listed,
        ["1: -: “190.0” is the total of an object without lines; export it with its lines"]
    );
}

#[test]
fn a_list_inside_a_row_is_no_page() {
    let place = Place::new();
    let text = "[{\"customer\":\"Tamar Dental\",\"product\":\"Mail\",\"quantity\":5,\"unit_price\":2,\"items\":[{\"a\":1}]}]";
    assert_eq!(place.csv(text).unwrap().rows, 1);
    assert_eq!(
        place.rows("SELECT quantity::INTEGER FROM psa_contract_lines"),
        ["5"]
    );
}

#[test]
fn a_page_of_more_pages_is_no_whole_list() {
    let row =
        |name: &str| json!({ "customer": name, "product": "Mail", "quantity": 5, "unit_price": 2 });
    let rows = json!([row("Tamar Dental"), row("Exe Legal")]);
    let fault = "says that there is more than this page has; a file must be the whole list, so export all pages";
    for (page, told) in [
        (json!({ "record_count": 3, "items": rows }), "3"),
        (
            json!({ "pageDetails": { "nextPageUrl": "https://api.example/page/2" }, "items": rows }),
            "\"https://api.example/page/2\"",
        ),
    ] {
        let place = Place::new();
        let listed = faults(place.csv(&page.to_string()));
        assert_eq!(listed, [format!("1: -: “{told}” {fault}")]);
        assert!(!place.database().exists() || place.rows("FROM psa_contract_lines").is_empty());
    }
    // All pages in one file are the list, and so is one page that is the last.
    for text in [
        json!({ "record_count": 2, "items": rows }).to_string(),
        json!({ "pageDetails": { "nextPageUrl": null }, "items": rows }).to_string(),
        format!(
            "{}{}",
            json!({ "record_count": 2, "next": "https://api.example/2", "items": [row("Tamar Dental")] }),
            json!({ "record_count": 2, "items": [row("Exe Legal")] })
        ),
    ] {
        assert_eq!(Place::new().csv(&text).unwrap().rows, 2, "{text}");
    }
}

#[test]
fn rows_are_found_whatever_wraps_them_and_an_answer_without_rows_is_no_empty_list() {
    let rows =
        json!([{ "customer": "Tamar Dental", "product": "Mail", "quantity": 5, "unit_price": 2 }]);
    for text in [
        json!({ "records": rows }),
        json!({ "Result": rows, "status": "ok" }),
        json!({ "data": { "records": rows, "total": 1 } }),
    ] {
        assert_eq!(
            Place::new().csv(&text.to_string()).unwrap().rows,
            1,
            "{text}"
        );
    }
    let listed = faults(Place::new().csv("{\"error\":\"unauthorized\"}"));
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].contains("has neither rows nor the fields of a row"),
        "{listed:?}"
    );
}

#[test]
fn an_object_that_says_two_things_of_one_name_is_refused() {
    let place = Place::new();
    let twice = r#"[{"Customer": "Alder Legal", "Product": "Basic", "Quantity": 5, "Unit Price": 2, "Quantity": 7}]"#;
    let told = faults(place.csv(twice));
    assert!(
        told[0].contains("has a name twice, with two values"),
        "{told:?}"
    );
    let same = twice.replace('7', "5");
    place.csv(&same).unwrap();
    assert_eq!(
        place.rows("SELECT quantity FROM psa_contract_lines"),
        ["5.000000"]
    );
}

#[test]
fn a_page_that_says_that_there_is_more_or_that_something_failed_is_no_whole_list() {
    let row = r#"{"Customer": "Alder Legal", "Product": "Basic", "Quantity": 5, "Unit Price": 2}"#;
    for beside in [
        r#""has_more": true"#,
        r#""pagination": {"hasNextPage": true}"#,
        r#""errors": [{"code": "timeout"}]"#,
        r#""isLastPage": false"#,
        r#""next_cursor": "abc""#,
        r#""totalPages": 3"#,
        r#""total": 500"#,
        r#""record_count": "5""#,
        r#""paging": {"next": 2}"#,
    ] {
        let place = Place::new();
        let told = faults(place.csv(&format!(r#"{{"data": [{row}], {beside}}}"#)));
        assert!(
            told.concat().contains("a file must be the whole list"),
            "{beside}: {told:?}"
        );
    }
    for beside in [
        r#""has_more": false"#,
        r#""errors": [], "error": null"#,
        r#""isLastPage": true, "total": 1, "pages": 1, "next": null"#,
    ] {
        let place = Place::new();
        place
            .csv(&format!(r#"{{"data": [{row}], {beside}}}"#))
            .unwrap();
    }
}

#[test]
fn the_heading_of_a_group_of_halopsa_bills_nothing() {
    let place = Place::new();
    let lines = r#"{"record_count": 1, "invoices": [{"id": 41, "client_id": 12, "client_name": "Larkfield Dental", "periodname": "Monthly",
        "currency_code_name": "GBP", "lines": [
        {"id": 900, "item_shortdescription": "Microsoft licences", "qty_order": 1, "unit_price": 190, "isgroupdesc": true},
        {"id": 903, "item_shortdescription": "Business Basic", "qty_order": 10, "unit_price": 19, "isgroupdesc": false}]}]}"#;
    let file = place.file("lines.json", lines);
    let halo = Profile::load("halopsa").unwrap();
    import(&file, &halo, &place.database(), &options()).unwrap();
    assert_eq!(
        place.rows("SELECT id, billable, not_billed_reason FROM psa_contract_lines ORDER BY id"),
        ["900 | false | do_not_bill", "903 | true | "]
    );
}

#[test]
fn a_second_list_of_rows_is_told() {
    let place = Place::new();
    let invoice = |id: u32| {
        format!(
            r#"[{{"id": {id}, "client_name": "Larkfield Dental", "periodname": "Monthly", "currency_code_name": "GBP",
                "lines": [{{"id": {id}, "item_shortdescription": "Basic", "qty_order": 1, "unit_price": 19}}]}}]"#
        )
    };
    let text = format!(
        r#"{{"invoices": {}, "recurringinvoices": {}}}"#,
        invoice(1),
        invoice(2)
    );
    let file = place.file("lines.json", text);
    let halo = Profile::load("halopsa").unwrap();
    let told = faults(import(&file, &halo, &place.database(), &options()));
    assert!(
        told.concat().contains("the second list of rows"),
        "{told:?}"
    );
}
