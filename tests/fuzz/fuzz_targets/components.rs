//! See [`seatwise_fuzz::components`].

#![no_main]

// A panic of the compiler is caught, and is no find; libFuzzer's own hook would end the process at it.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| ())),
    |data: &[u8]| seatwise_fuzz::components(data)
);
