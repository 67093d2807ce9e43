//! See [`seatwise_fuzz::waits`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::waits(data));
