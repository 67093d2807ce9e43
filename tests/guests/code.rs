//! What hostile code is put together from, beside the instructions of [`crate::wasm`].
//!
//! Addresses below a mebibyte lie in the part of the built-in plugin's stack that nothing has touched: they hold zeros.

use crate::wasm::{self, call, constant, leb, store_number};

/// The interface for requests.
pub(crate) const HTTP: &str = "seatwise:host/http@0.1.0";
/// The interface for messages.
pub(crate) const LOG: &str = "seatwise:host/log@0.1.0";
/// The interface for the pace.
pub(crate) const PACING: &str = "seatwise:host/pacing@0.1.0";

/// Where code leaves what it returns.
const RETURNED: usize = 1_024;
/// Where code has the outcome of a request put.
const OUTCOME: usize = 4_096;
/// Where code writes texts that it hands over.
pub(crate) const TEXT: usize = 8_192;

/// The code that returns a failure, or with `case` 0 a page or an account, whose first fields are these.
pub(crate) fn result(case: usize, fields: &[(usize, usize)]) -> Vec<u8> {
    let mut code = store_number(RETURNED, case);
    for (offset, value) in fields {
        code.extend(store_number(RETURNED + 8 + offset, *value));
    }
    [code, constant(RETURNED)].concat()
}

/// The code that returns a list.
pub(crate) fn list(address: usize, length: usize) -> Vec<u8> {
    [
        store_number(RETURNED, address),
        store_number(RETURNED + 4, length),
        constant(RETURNED),
    ]
    .concat()
}

/// A request that hostile code sends. Places are those of lists in the memory: address and length.
#[derive(Default, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// 0 GET, 1 HEAD, 2 POST; the interface has no others.
    pub(crate) method: usize,
    pub(crate) url: &'a str,
    pub(crate) headers: (usize, usize),
    pub(crate) body: (usize, usize),
    pub(crate) credential: Option<&'a str>,
}

impl Request<'_> {
    /// The code that sends it.
    pub(crate) fn send(&self) -> Vec<u8> {
        let credential = self.credential.unwrap_or_default();
        let place = TEXT + self.url.len();
        let list = |(address, length)| [constant(address), constant(length)].concat();
        [
            wasm::store(TEXT, self.url),
            wasm::store(place, credential),
            constant(self.method),
            list((TEXT, self.url.len())),
            list(self.headers),
            list(self.body),
            constant(usize::from(self.credential.is_some())),
            list((place, credential.len())),
            constant(OUTCOME),
            call(wasm::imported(HTTP, "send")),
        ]
        .concat()
    }
}

/// The code that returns the text of the error that a request was answered with, as its own failure.
pub(crate) fn fail_with_the_error() -> Vec<u8> {
    // Result, error and text lie at the offsets 0, 8 and 16.
    fail_with_the_text_at(constant(OUTCOME + 16))
}

/// As [`fail_with_the_error`], for the first of several requests.
pub(crate) fn fail_with_the_first_error() -> Vec<u8> {
    let first = load(constant(OUTCOME));
    fail_with_the_text_at([first, constant(16), ADD.to_vec()].concat())
}

/// The code that sends so many requests at once, taken from memory that holds zeros.
pub(crate) fn send_all(count: usize) -> Vec<u8> {
    [
        constant(TEXT),
        constant(count),
        constant(OUTCOME),
        call(wasm::imported(HTTP, "send-all")),
    ]
    .concat()
}

fn fail_with_the_text_at(place: Vec<u8>) -> Vec<u8> {
    let length = [place.clone(), constant(4), ADD.to_vec()].concat();
    [
        store_value(RETURNED + 12, &load(place)),
        store_value(RETURNED + 16, &load(length)),
        result(1, &[(0, 9)]),
    ]
    .concat()
}

/// The code that writes a message of the level `info`.
pub(crate) fn emit((address, length): (usize, usize), fields: (usize, usize)) -> Vec<u8> {
    [
        constant(1),
        constant(address),
        constant(length),
        constant(fields.0),
        constant(fields.1),
        call(wasm::imported(LOG, "emit")),
    ]
    .concat()
}

/// The code that writes bytes to the standard error.
pub(crate) fn write_stderr((address, length): (usize, usize)) -> Vec<u8> {
    [
        call(wasm::imported("wasi:cli/stderr@0.2.0", "get-stderr")),
        constant(address),
        constant(length),
        constant(OUTCOME),
        call(wasm::imported(
            "wasi:io/streams@0.2.0",
            "[method]output-stream.write",
        )),
    ]
    .concat()
}

/// The code that looks through the whole memory and traps where it finds the first 16 bytes of one of
/// these texts. It uses the function's first parameter, which must be a number of 32 bits.
pub(crate) fn trap_on(texts: &[&str]) -> Vec<u8> {
    let found = |text: &&str| {
        let half = |offset: usize| {
            let bytes = text.as_bytes()[offset..offset + 8].try_into().unwrap();
            let load = [&[0x20, 0, 0x29, 0][..], &leb(offset)].concat();
            [load, long_constant(i64::from_le_bytes(bytes)), vec![0x51]].concat()
        };
        // Both halves are equal: if, unreachable, end.
        [half(0), half(8), vec![0x71, 0x04, 0x40, 0x00, 0x0b]].concat()
    };
    let next = [&[0x20, 0][..], &constant(1), &ADD, &[0x22, 0]].concat();
    // The size of the memory, in pages of 2^16 bytes, without the last 16 bytes.
    let end = [
        &[0x3f, 0][..],
        &constant(16),
        &[0x74],
        &constant(16),
        &[0x6b],
    ]
    .concat();
    [
        constant(0),
        vec![0x21, 0, 0x03, 0x40],
        texts.iter().flat_map(found).collect(),
        next,
        end,
        // Below the end: again.
        vec![0x49, 0x0d, 0, 0x0b],
    ]
    .concat()
}

/// The instruction that adds two numbers.
pub(crate) const ADD: [u8; 1] = [0x6a];

/// The instructions that load a number.
pub(crate) fn load(address: Vec<u8>) -> Vec<u8> {
    [address, vec![0x28, 2, 0]].concat()
}

/// The instructions that store what other instructions compute.
pub(crate) fn store_value(address: usize, value: &[u8]) -> Vec<u8> {
    [&constant(address), value, &[0x36, 2, 0]].concat()
}

fn long_constant(mut value: i64) -> Vec<u8> {
    let mut bytes = vec![0x42];
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
