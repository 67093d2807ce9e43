//! Pages that never end, pages of something else, and rows that come twice.

use std::fmt::Write as _;

use seatwise::plugin::Limits;
use seatwise::sync::ConnectionStatus;

use super::code::{ADD, TEXT, load, result, store_value};
use super::session::{infected_rig, read, sync};
use crate::rig::sherweb;
use crate::wasm::{self, READ, SHERWEB, constant};

/// An address in memory that was asked for, so it holds zeros.
const FRESH: usize = 2 << 20;

/// Where the cursor of a query lies behind the address that `read` gets: whether there is one, and its length.
const CURSOR_GIVEN: usize = 84;
const CURSOR_LENGTH: usize = 92;

/// The size of a customer in the guest's memory.
const CUSTOMER: usize = 232;

/// The code that loads a field of the query: `read` gets its address as its parameter.
fn of_query(offset: usize) -> Vec<u8> {
    let address = [&[0x20, 0][..], &constant(offset), &ADD].concat();
    load(address)
}

/// The built-in plugin with other code in `read`. What that returns was never allocated, so nothing is
/// given back afterwards.
fn reading(code: &[u8]) -> Vec<u8> {
    let after = format!("cabi_post_{READ}");
    wasm::infected_in(SHERWEB, &[(READ, code), (&after, &[])])
}

#[tokio::test]
async fn a_cursor_of_a_mebibyte_is_refused() {
    let sherweb = sherweb(1, 1).await;
    let page = result(0, &[(12, 1), (16, FRESH), (20, 1 << 20)]);
    let code = [wasm::grow(100), page].concat();
    let error = read(&sherweb, &wasm::hostile(READ, &code), Limits::default()).await;
    assert_eq!(
        error.to_string(),
        "accept the plugin's page: its cursor has 1048576 bytes, but the limit is 65536"
    );
}

#[tokio::test]
async fn a_cursor_that_never_repeats_ends_with_the_pages_of_a_read() {
    let sherweb = sherweb(1, 1).await;
    // Each cursor is one byte longer than the one before.
    let given = [of_query(CURSOR_GIVEN), vec![0x41, 1, 0x71]].concat();
    let longer = [
        given,
        of_query(CURSOR_LENGTH),
        vec![0x6c],
        constant(1),
        ADD.to_vec(),
    ]
    .concat();
    let page = result(0, &[(12, 1), (16, TEXT)]);
    let mut code = store_value(1_024 + 8 + 20, &longer);
    code.extend(page);
    let rig = infected_rig(&sherweb, &reading(&code));
    let limits = Limits {
        pages: 20,
        ..Limits::default()
    };
    let report = sync(&rig, limits).await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let text = format!("{report:?}");
    assert!(
        text.contains("the read has more than 20 pages, which looks endless"),
        "{text}"
    );
}

#[tokio::test]
async fn a_cursor_that_brings_new_rows_for_ever_ends_with_the_bytes_of_a_read() {
    let sherweb = sherweb(1, 1).await;
    // Each cursor is one byte longer than the one before, and so is the id of the only customer.
    let given = [of_query(CURSOR_GIVEN), vec![0x41, 1, 0x71]].concat();
    let longer = [
        given,
        of_query(CURSOR_LENGTH),
        vec![0x6c],
        constant(1),
        ADD.to_vec(),
    ]
    .concat();
    let page = result(0, &[(4, FRESH), (8, 1), (12, 1), (16, TEXT)]);
    let mut code = wasm::grow(100);
    code.extend(wasm::store(TEXT, &"x".repeat(512)));
    for field in [0, 8] {
        code.extend(wasm::store_number(FRESH + field, TEXT));
        code.extend(store_value(FRESH + field + 4, &longer));
    }
    code.extend(store_value(1_024 + 8 + 20, &longer));
    code.extend(page);
    let rig = infected_rig(&sherweb, &reading(&code));
    let limits = Limits {
        partition_bytes: 10_000,
        ..Limits::default()
    };
    let report = sync(&rig, limits).await;
    assert_ne!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let text = format!("{report:?}");
    assert!(
        text.contains("the read returned more than 10000 bytes"),
        "{text}"
    );
}

#[tokio::test]
async fn rows_of_another_dataset_are_refused_and_a_key_that_comes_twice_is_one_row() {
    let sherweb = sherweb(2, 1).await;
    let mut code = wasm::grow(100);
    let mut texts = String::new();
    for (place, (id, name)) in [("same", "First"), ("other", "Other"), ("same", "Second")]
        .iter()
        .enumerate()
    {
        let row = FRESH + place * CUSTOMER;
        for (field, text) in [(0, id), (8, name)] {
            code.extend(wasm::store_number(row + field, TEXT + texts.len()));
            code.extend(wasm::store_number(row + field + 4, text.len()));
            write!(texts, "{text}").unwrap();
        }
    }
    code.extend(wasm::store(TEXT, &texts));
    code.extend(result(0, &[(4, FRESH), (8, 3)]));
    // The same page is the answer to every query.
    let rig = infected_rig(&sherweb, &reading(&code));
    let report = sync(&rig, Limits::default()).await;
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    let text = format!("{report:?}");
    for asked in ["subscriptions", "usage", "payable charges"] {
        let refusal = format!(
            "accept the plugin's page: it contains customers although {asked} were requested"
        );
        assert!(text.contains(&refusal), "{asked}: {text}");
    }
    assert_eq!(
        rig.rows("SELECT id, name FROM customers ORDER BY id"),
        ["other | Other", "same | Second"]
    );
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 0);
}
