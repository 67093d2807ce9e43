//! See [`seatwise_fuzz::url_policy`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::url_policy(data));
