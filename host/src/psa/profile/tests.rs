//! Profiles are read strictly.

use std::path::Path;

use super::*;
use crate::psa::{content::Content, field};

fn read(text: &str) -> Result<Profile, ProfileError> {
    Profile::from_text(Path::new("mine.toml"), text)
}

fn refusal(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn every_builtin_profile_is_valid_and_complete() {
    for builtin in BUILTIN_PROFILES {
        let profile = Profile::load(builtin.name).unwrap();
        assert_eq!(profile.name, builtin.name);
        for content in Content::ALL {
            let section = profile.section(content).unwrap();
            for group in field::needed(content) {
                assert!(
                    group.iter().any(|name| section.columns.contains_key(name)),
                    "{} has no column for {group:?}",
                    builtin.name
                );
            }
        }
    }
}

#[test]
fn a_mapping_file_is_named_after_itself() {
    let profile = read("[contract-lines.columns]\nquantity = \"Anzahl\"\n").unwrap();
    assert_eq!(
        (profile.name.as_str(), profile.psa.as_str()),
        ("mine", "mine")
    );
    let section = profile.section(Content::ContractLines).unwrap();
    assert_eq!(section.columns["quantity"], ["Anzahl"]);
}

#[test]
fn a_mapping_file_extends_a_builtin_one_key_by_key() {
    let text = "extends = \"halopsa\"\n[contract-lines.values.billing_period]\n2 = 1\n";
    let profile = read(text).unwrap();
    assert_eq!(profile.psa, "halopsa");
    let section = profile.section(Content::ContractLines).unwrap();
    assert_eq!(section.values["billing_period"]["2"], "1");
    assert!(section.columns.contains_key("quantity"));
}

#[test]
fn an_unknown_key_is_named_by_its_path_with_a_suggestion() {
    let message = refusal("[contract-lines.columns]\nquantty = \"Qty\"\n");
    assert!(
        message.contains(
            "line 2: contract-lines.columns.quantty: unknown key; did you mean quantity?"
        ),
        "{message}"
    );
}

#[test]
fn all_faults_of_a_profile_are_told_at_once() {
    let text = "[contract-lines]\ncurrency = \"dollars\"\ndate_order = \"american\"\n\
        tax_rate = \"20\"\n[contract-lines.values.billable]\nYes = \"sure\"\n";
    let message = refusal(text);
    for part in [
        "line 2: contract-lines.currency: expected an ISO 4217 code such as USD, found \"dollars\"",
        "line 3: contract-lines.date_order: expected dmy, mdy or ymd, found \"american\"",
        "line 4: contract-lines.tax_rate: expected a string such as \"20%\", found \"20\"",
        "line 6: contract-lines.values.billable.Yes: expected billable or no_charge or",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
}

#[test]
fn a_profile_that_says_nothing_is_refused() {
    assert!(refusal("name = \"x\"\n").contains("neither [contract-lines] nor [customers]"));
    assert!(refusal("name = \n").contains("line 1, column "));
}

#[test]
fn a_name_that_is_no_profile_is_told_with_the_nearest() {
    let message = Profile::load("halospa").unwrap_err().to_string();
    assert_eq!(
        message,
        "find the profile \"halospa\": did you mean halopsa?"
    );
    let message = Profile::load("no-such-file.toml").unwrap_err().to_string();
    assert!(
        message.starts_with("read the profile no-such-file.toml: "),
        "{message}"
    );
}

#[test]
fn answers_to_what_a_file_leaves_open_are_one_of_some_words() {
    let message = refusal(
        "[contract-lines]\ndiscount_unit = \"tenth\"\ndash = \"none\"\nexcel_days = \"1901\"\n\
         day_zone = \"CET\"\nextended_price_of = \"units\"\n",
    );
    for part in [
        "line 2: contract-lines.discount_unit: expected percent or fraction, found \"tenth\"",
        "line 3: contract-lines.dash: expected zero or unknown, found \"none\"",
        "line 4: contract-lines.excel_days: expected 1900 or 1904, found \"1901\"",
        "line 5: contract-lines.day_zone: expected east or west or written, found \"CET\"",
        "line 6: contract-lines.extended_price_of: expected quantity or billed, found \"units\"",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
}
