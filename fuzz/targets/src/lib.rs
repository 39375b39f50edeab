//! What the fuzz targets check.
//!
//! Each module is one target. Its `run` takes the bytes of the fuzzer, and panics if an
//! answer is wrong. An input that the target cannot read is skipped.

#![forbid(unsafe_code)]

mod exchange;
pub mod origin_pattern;
mod policies;
pub mod request_http1;
