//! Tests of [`super::classify`].

use std::borrow::Cow;

use super::classify::*;
use super::layout::locate;
use super::summary::TOTAL;
use crate::psa::profile::Profile;

const LINES: &[&str] = &["Client", "Product", "Qty", "Price"];
const LIST: &[&str] = &["Name", "Domain", "Phone", "City"];

fn verdicts(header: &[&str], rows: &[&[&str]]) -> Vec<Verdict> {
    let profile = Profile::load("generic").unwrap();
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let located = locate(&profile, None, &header).unwrap();
    let section = profile.section(located.content).unwrap();
    let mut classifier = Classifier::new(&header, &located, section);
    rows.iter()
        .map(|row| {
            let fields: Vec<Cow<'_, str>> = row.iter().map(|one| Cow::Borrowed(*one)).collect();
            classifier.judge(&fields)
        })
        .collect()
}

fn last(rows: &[&[&str]]) -> Verdict {
    verdicts(LINES, rows).pop().unwrap()
}

fn of_list(row: &[&str]) -> Verdict {
    verdicts(LIST, &[row]).pop().unwrap()
}

const LINE: &[&str] = &["Contoso", "E3", "5", "20"];

#[test]
fn totals_in_every_place_are_known() {
    for row in [
        ["Total", "", "45", "900.00"],
        ["Grand Total:", "", "45", ""],
        ["Contoso Total", "", "45", ""],
        ["Subtotal Contoso", "", "45", ""],
        ["", "Total for Fabrikam", "45", ""],
        ["", "E3 Total", "45", ""],
        ["Contoso", "Subtotal", "45", "900.00"],
        ["Contoso", "Total Contoso", "45", "900.00"],
        ["Summe", "", "45", ""],
        ["", "", "Gesamt: 45", ""],
    ] {
        assert_eq!(last(&[LINE, &row]), Verdict::Skip(TOTAL), "{row:?}");
    }
    let average = last(&[LINE, &["Average", "", "9", "20"]]);
    assert_eq!(average, Verdict::Skip("average or count"));
}

#[test]
fn a_company_or_product_with_total_in_its_name_is_data() {
    for row in [
        ["Total Energies", "E3", "5", "20"],
        ["Summe AG", "E3", "5", "20"],
        ["Contoso", "Total Security", "5", "20"],
        // It lacks its product: a fault, and no total.
        ["Total Energies", "", "5", "20"],
    ] {
        assert_eq!(last(&[LINE, &row]), Verdict::Data, "{row:?}");
    }
}

#[test]
fn a_total_that_names_a_product_is_in_doubt() {
    for row in [
        ["Grand Total", "All products", "5", "20"],
        ["Contoso Total", "E3", "5", "20"],
    ] {
        let verdict = last(&[LINE, &row]);
        assert!(
            matches!(verdict, Verdict::Doubt(..)),
            "{row:?}: {verdict:?}"
        );
    }
}

#[test]
fn a_line_below_its_customers_name_is_no_total_because_of_a_word() {
    let doubt = last(&[
        &["Contoso", "Security", "5", "20"],
        &["", "Total Security", "6", "20"],
    ]);
    assert!(matches!(doubt, Verdict::Doubt(..)), "{doubt:?}");
    assert_eq!(
        last(&[LINE, &["", "Total Security", "6", "20"]]),
        Verdict::Data
    );
    assert_eq!(
        last(&[LINE, &["", "Mail", "6", "20", "Count"]]),
        Verdict::Data
    );
    let nameless = last(&[LINE, &["", "", "6", "20", "Count"]]);
    assert_eq!(nameless, Verdict::Skip("average or count"));
}

#[test]
fn blank_rows_headings_and_repeated_headers_are_known() {
    assert_eq!(last(&[&["", "", "", ""]]), Verdict::Skip(BLANK));
    assert_eq!(
        last(&[&["-----", "---", "--", "--"]]),
        Verdict::Skip("ruled line")
    );
    assert_eq!(
        last(&[&["Contoso Ltd", "", "", ""]]),
        heading("Contoso Ltd", "")
    );
    assert_eq!(
        last(&[&["", "", "see below", ""]]),
        Verdict::Skip("heading or remark")
    );
    assert_eq!(
        last(&[&["CLIENT", "Product", "qty", "Price", ""]]),
        Verdict::Again
    );
}

#[test]
fn customers_above_their_lines_may_have_a_label() {
    assert_eq!(
        last(&[&["Client: Contoso Ltd", "", "", ""]]),
        heading("Contoso Ltd", "")
    );
    assert_eq!(
        last(&[&["Customer:", "Contoso Ltd", "", ""]]),
        heading("Contoso Ltd", "")
    );
    assert_eq!(
        last(&[&["", "Customer: Contoso Ltd", "", ""]]),
        heading("Contoso Ltd", "")
    );
    assert_eq!(
        last(&[&["Total Wine", "", "", ""]]),
        heading("Total Wine", "")
    );
}

#[test]
fn footers_of_pages_are_no_headings() {
    for row in [
        ["Page 1 of 3", "", "", ""],
        ["Page 1 of 3", "", "", "20/11/2026"],
        ["28 records", "", "", ""],
    ] {
        assert_eq!(
            last(&[&row]),
            Verdict::Skip("page footer or remark"),
            "{row:?}"
        );
    }
}

#[test]
fn the_header_of_another_report_is_in_doubt() {
    let verdict = last(&[LINE, &["Customer", "Service", "Units", "Cost"]]);
    assert!(matches!(verdict, Verdict::Doubt(..)), "{verdict:?}");
    let verdict = of_list(&["Company", "Website", "Phone Number", "Town"]);
    assert!(matches!(verdict, Verdict::Doubt(..)), "{verdict:?}");
}

#[test]
fn a_row_that_lacks_something_is_no_total() {
    assert_eq!(last(&[&["Contoso", "", "5", "20"]]), Verdict::Data);
    assert_eq!(last(&[&["", "E3", "5", "20"]]), Verdict::Data);
}

#[test]
fn in_a_list_of_customers_a_name_alone_is_a_customer() {
    assert_eq!(of_list(&["Contoso", "", "", ""]), Verdict::Data);
    assert_eq!(of_list(&["Total", "total.example", "", ""]), Verdict::Data);
    assert_eq!(of_list(&["Total Wine", "", "", ""]), Verdict::Data);
    assert_eq!(of_list(&["Total", "", "", ""]), Verdict::Skip(TOTAL));
    assert_eq!(of_list(&["Total", "45", "", ""]), Verdict::Skip(TOTAL));
    assert_eq!(
        of_list(&["Page 1 of 2", "", "", ""]),
        Verdict::Skip("page footer or remark")
    );
    assert_eq!(
        of_list(&["", "", "", "as of Friday"]),
        Verdict::Skip("heading or remark")
    );
}
