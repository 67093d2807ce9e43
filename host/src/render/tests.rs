//! What results look like.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, ListArray,
    RecordBatch, StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};

use super::*;

fn batch() -> RecordBatch {
    let money = Decimal128Array::from(vec![Some(1250), Some(-5), None])
        .with_precision_and_scale(18, 2)
        .unwrap();
    let moments = TimestampMicrosecondArray::from(vec![Some(1_500_000), Some(0), None])
        .with_timezone("America/Toronto");
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([
        Some(vec![Some(1), None]),
        Some(vec![]),
        None,
    ]);
    let names: ArrayRef = Arc::new(StringArray::from(vec!["Contoso", "a \"b\", c", ""]));
    let inner: ArrayRef = Arc::new(StringArray::from(vec!["x", "y", "z"]));
    let field = Arc::new(Field::new("in", DataType::Utf8, true));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("name", names),
        (
            "seats",
            Arc::new(Int64Array::from(vec![
                Some(9_007_199_254_740_993),
                Some(0),
                None,
            ])),
        ),
        ("cost", Arc::new(money)),
        (
            "day",
            Arc::new(Date32Array::from(vec![Some(-5479), Some(0), None])),
        ),
        ("seen", Arc::new(moments)),
        (
            "active",
            Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])),
        ),
        (
            "share",
            Arc::new(Float64Array::from(vec![Some(0.5), Some(f64::NAN), None])),
        ),
        ("path", Arc::new(lists)),
        ("nested", Arc::new(StructArray::from(vec![(field, inner)]))),
    ];
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap()
}

fn rendered(
    write: fn(&[Column], std::vec::IntoIter<Row>, &mut dyn std::io::Write) -> std::io::Result<()>,
) -> String {
    let batch = batch();
    let mut out = Vec::new();
    write(
        &columns(&batch.schema()),
        rows(&batch).unwrap().into_iter(),
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn grid(names: &[&str], cells: &[&[&str]]) -> Grid {
    let mut grid = Grid::new(names.iter().map(|&name| Column::text(name)).collect());
    cells.iter().for_each(|row| grid.push(row.iter().copied()));
    grid
}

#[test]
fn csv_keeps_every_digit_and_tells_nothing_from_empty() {
    assert_eq!(
        rendered(|columns, rows, out| write_csv(columns, rows, out)),
        "name,seats,cost,day,seen,active,share,path,nested\n\
         Contoso,9007199254740993,12.50,1955-01-01,1970-01-01 00:00:01.500Z,true,0.5,\"[1, null]\",\"{\"\"in\"\": \"\"x\"\"}\"\n\
         \"a \"\"b\"\", c\",0,-0.05,1970-01-01,1970-01-01 00:00:00Z,false,NaN,[],\"{\"\"in\"\": \"\"y\"\"}\"\n\
         \"\",,,,,,,,\"{\"\"in\"\": \"\"z\"\"}\"\n"
    );
}

#[test]
fn csv_for_people_has_no_formula_and_keeps_negative_numbers() {
    let columns = [Column::text("customer"), Column::number("profit")];
    let names = ["=1+1", "＝HYPERLINK(1)", "-Minus", "@x", "\tTab", "Contoso"];
    let rows = names.map(|name| vec![Some(name.to_owned()), Some("-24.00".to_owned())]);
    let mut out = Vec::new();
    write_csv_for_people(&columns, rows.into_iter(), &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "customer,profit\n'=1+1,-24.00\n'＝HYPERLINK(1),-24.00\n'-Minus,-24.00\n'@x,-24.00\n\"'\tTab\",-24.00\nContoso,-24.00\n"
    );
}

#[test]
fn json_has_numbers_as_exact_numbers_and_is_valid() {
    let text = rendered(|columns, rows, out| write_json(columns, rows, out));
    assert_eq!(
        text.lines().nth(1).unwrap(),
        "  {\"name\": \"Contoso\", \"seats\": 9007199254740993, \"cost\": 12.50, \"day\": \"1955-01-01\", \
         \"seen\": \"1970-01-01 00:00:01.500Z\", \"active\": true, \"share\": 0.5, \"path\": [1, null], \"nested\": {\"in\": \"x\"}},"
    );
    let values: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(values[1]["share"], "NaN");
    assert!(values[2]["cost"].is_null());
    assert_eq!(values[2]["name"], "");
}

#[test]
fn an_empty_result_is_an_empty_list() {
    let mut out = Vec::new();
    write_json(&[Column::text("a")], std::iter::empty(), &mut out).unwrap();
    assert_eq!(out, b"[]\n");
}

#[test]
fn columns_of_the_same_name_do_not_overwrite_each_other_in_json() {
    let columns = ["a", "a", "a_2"].map(Column::text);
    let row = ["1", "2", "3"].map(|cell| Some(cell.to_owned())).to_vec();
    let mut out = Vec::new();
    write_json(&columns, std::iter::once(row), &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "[\n  {\"a\": \"1\", \"a_3\": \"2\", \"a_2\": \"3\"}\n]\n"
    );
}

#[test]
fn markdown_keeps_foreign_text_inside_its_cell() {
    let mut out = Vec::new();
    let columns = [Column::text("name"), Column::number("seats")];
    let row = vec![Some("a|b <img> *x*\nc".to_owned()), Some("3".to_owned())];
    write_markdown(&columns, [row, vec![None, None]].into_iter(), &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "| name | seats |\n| --- | --: |\n| a\\|b &lt;img> \\*x\\* c | 3 |\n|  |  |\n"
    );
}

#[test]
fn a_table_aligns_numbers_to_the_right() {
    let mut grid = Grid::new(vec![Column::text("customer"), Column::number("seats")]);
    grid.push(["Contoso", "5"]);
    grid.push(["日本", "1200"]);
    let text = table(&grid, Look::default());
    let expected = [
        "customer  seats",
        "────────────────",
        "Contoso       5",
        "日本       1200",
        "",
    ]
    .join("\n");
    assert_eq!(text, expected, "\n{text}");
}

#[test]
fn a_table_on_a_narrow_terminal_fits_it() {
    let grid = grid(
        &["customer", "note"],
        &[&["Contoso", "a long remark that needs more than one line"]],
    );
    let text = table(
        &grid,
        Look {
            terminal: true,
            width: Some(30),
            ..Look::default()
        },
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 30),
        "{text}"
    );
    assert!(text.lines().count() > 3, "{text}");
}

#[test]
fn a_number_is_not_broken_on_a_narrow_terminal() {
    let mut grid = Grid::new(vec![
        Column::text("customer"),
        Column::number("cost a month"),
        Column::text("note"),
    ]);
    grid.push([
        "Contoso of the North",
        "1234567890.12",
        "a long remark that goes on",
    ]);
    let text = narrow(&grid, 45);
    assert!(text.contains(" 1234567890.12 "), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 45),
        "{text}"
    );
}

#[test]
fn columns_that_do_not_fit_side_by_side_become_lines() {
    let mut grid = Grid::new(vec![
        Column::text("customer"),
        Column::number("cost"),
        Column::number("revenue"),
        Column::text("note"),
    ]);
    grid.push(["Contoso", "1234567890.12", "2234567890.12", ""]);
    grid.push(["Fabrikam", "1.00", "", "estimated"]);
    assert_eq!(
        narrow(&grid, 30),
        "customer  Contoso\ncost      1234567890.12\nrevenue   2234567890.12\n\n\
         customer  Fabrikam\ncost      1.00\nnote      estimated\n"
    );
}

fn narrow(grid: &Grid, width: u16) -> String {
    let look = Look {
        terminal: true,
        width: Some(width),
        ..Look::default()
    };
    table(grid, look)
}

#[test]
fn a_piped_table_breaks_no_line_and_cuts_nothing() {
    let long = "x".repeat(10_000);
    let grid = grid(&["customer"], &[&[&long]]);
    assert!(
        table(&grid, Look::default())
            .lines()
            .any(|line| line == long)
    );
    let shown = table(
        &grid,
        Look {
            terminal: true,
            width: Some(80),
            ..Look::default()
        },
    );
    assert!(shown.lines().count() < 10, "{shown}");
}

#[test]
fn a_cell_or_a_name_of_any_length_makes_a_table() {
    for text in ["x", "語"] {
        let long = text.repeat(70_000);
        for grid in [
            grid(&["customer", "n"], &[&[&long, &long]]),
            grid(&[&long], &[&["a"]]),
        ] {
            let piped = table(&grid, Look::default());
            assert!(piped.contains('…') && piped.contains(&text.repeat(29_000)));
            assert!(narrow(&grid, 80).len() < 10_000);
        }
    }
}

#[test]
fn a_customer_name_cannot_reach_the_terminal() {
    let grid = grid(&["customer"], &[&["a\u{1b}[31mred\u{202e}\r\nb"]]);
    let text = table(&grid, Look::default());
    assert!(text.contains("a\\u{1b}[31mred\\u{202e}  b"), "{text:?}");
}

#[test]
fn the_columns_of_an_empty_result_are_known() {
    let schema = Schema::new(vec![
        Field::new("n", DataType::Decimal128(38, 0), true),
        Field::new(
            "e",
            DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::Utf8)),
            true,
        ),
    ]);
    assert_eq!(columns(&schema), [Column::number("n"), Column::text("e")]);
}

#[test]
fn the_largest_whole_number_keeps_its_last_digit() {
    let values = [i128::MAX, i128::MIN + 1, -5];
    let numbers = Decimal128Array::from_iter_values(values)
        .with_precision_and_scale(38, 0)
        .unwrap();
    let batch = RecordBatch::try_from_iter([("number", Arc::new(numbers) as ArrayRef)]).unwrap();
    let shown = rows(&batch).unwrap();
    for (row, value) in shown.iter().zip(values) {
        assert_eq!(row[0].as_deref(), Some(value.to_string().as_str()));
    }
}
