//! See [`seatwise_fuzz::streamone`].

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| seatwise_fuzz::streamone(data));
