//! See [`seatwise_fuzz::sherweb`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::sherweb(data));
