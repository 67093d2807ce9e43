//! See [`seatwise_fuzz::dates_and_decimals`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::dates_and_decimals(data));
