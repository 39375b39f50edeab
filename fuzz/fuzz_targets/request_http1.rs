#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_targets::request_http1::run(data));
