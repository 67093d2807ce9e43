//! The same rows are the same, however a program spells them.

use super::fixtures::{Place, options};

const EXPECTED: [&str; 2] = [
    "Bäckerei Süd | Microsoft 365 E3 | 1200.0 | 12.5 | 2026-11-25",
    "Contoso | Exchange Online, Plan 1 | 7.0 | -3.0 | 2026-11-05",
];

fn read(bytes: &[u8]) -> Vec<String> {
    let place = Place::new();
    place.bytes(bytes, &options()).unwrap();
    place.rows("SELECT customer_id, product_name, quantity::DOUBLE, unit_price::DOUBLE, effective_from FROM psa_contract_lines ORDER BY ALL")
}

fn wide(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect()
}

const ENGLISH: &str = "Client,Product,Qty,Price,Start Date\r\n\
    Bäckerei Süd,Microsoft 365 E3,\"1,200\",$12.50,11/25/2026\r\n\
    Contoso,\"Exchange Online, Plan 1\",7,(3.00),11/5/2026\r\n";

const GERMAN: &str = "Client;Product;Qty;Price;Start Date\n\
    Bäckerei Süd;Microsoft 365 E3;1.200;12,50 $;25.11.2026\n\
    Contoso;Exchange Online, Plan 1;7;3,00-;05.11.2026\n";

const FRENCH: &str = "Client\tProduct\tQty\tPrice\tStart Date\n\
    Bäckerei Süd\tMicrosoft 365 E3\t1\u{a0}200\t12,50\t25 nov. 2026\n\
    Contoso\tExchange Online, Plan 1\t7\t-3\t5 novembre 2026\n";

const SWISS: &str = "Client|Product|Qty|Price|Start Date\n\
    Bäckerei Süd|Microsoft 365 E3|1'200|12.50|2026-11-25\n\
    Contoso|Exchange Online, Plan 1|7|-3.00|2026-11-05\n";

#[test]
fn delimiters_marks_and_groups_make_no_difference() {
    for text in [ENGLISH, GERMAN, FRENCH, SWISS] {
        assert_eq!(read(text.as_bytes()), EXPECTED, "{text}");
    }
}

#[test]
fn encodings_make_no_difference() {
    assert_eq!(read(format!("\u{feff}{ENGLISH}").as_bytes()), EXPECTED);
    assert_eq!(read(&wide(GERMAN)), EXPECTED);
    assert_eq!(read(&windows_1252(GERMAN)), EXPECTED);
}

#[test]
fn line_ends_and_excels_own_hints_make_no_difference() {
    assert_eq!(read(GERMAN.replace('\n', "\r").as_bytes()), EXPECTED);
    assert_eq!(read(format!("sep=;\r\n{GERMAN}").as_bytes()), EXPECTED);
}

#[test]
fn what_excel_protects_from_being_a_number_is_its_text() {
    let place = Place::new();
    place
        .csv("Customer ID,Customer,Product,Quantity,Unit Price\n\"=\"\"0017\"\"\",Contoso,E3,1,2\n")
        .unwrap();
    assert_eq!(place.rows("SELECT id FROM psa_customers"), ["0017"]);
}

#[test]
fn totals_headings_and_repeated_headers_are_skipped_and_shown() {
    let place = Place::new();
    let report = place
        .csv(
            "Agreements of November,,,\n\
             Customer,Product,Quantity,Unit Price\n\
             Contoso Ltd,,,\n\
             Contoso Ltd,E3,5,20.00\n\
             ,,,\n\
             Contoso Ltd Total,,5,\n\
             Customer,Product,Quantity,Unit Price\n\
             Total Energies,Total Care,6,30.00\n\
             Grand Total,,11,50.00\n",
        )
        .unwrap();
    let skipped: Vec<String> = report
        .skipped_rows
        .iter()
        .map(|row| format!("{} {}: {}", row.line, row.reason, row.text))
        .collect();
    assert_eq!(
        skipped,
        [
            "1 above the header: Agreements of November",
            "3 heading or remark: Contoso Ltd",
            "5 blank: ",
            "6 total: Contoso Ltd Total · 5",
            "7 repeated header: Customer · Product · Quantity · Unit Price",
            "9 total: Grand Total · 11 · 50.00",
        ]
    );
    assert_eq!(report.skipped, 6);
    assert_eq!(
        place.rows("SELECT rows_read, rows_added, rows_skipped FROM psa_imports"),
        ["8 | 2 | 6"]
    );
    assert_eq!(
        place.rows("SELECT customer_id FROM psa_contract_lines ORDER BY 1"),
        ["Contoso Ltd", "Total Energies"]
    );
}
