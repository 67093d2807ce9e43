//! See [`seatwise_fuzz::csv_import`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::csv_import(data));
