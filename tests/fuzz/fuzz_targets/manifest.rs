//! See [`seatwise_fuzz::manifest`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::manifest(data));
