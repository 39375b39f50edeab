//! Generates the policies with many origins.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

include!("src/origins.rs");

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/origins.rs");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    for count in COMPILED {
        let mut text = String::from("cors_engine::cors! { origins = [");
        for origin in origins(count) {
            write!(text, "\"{origin}\",").expect("a text takes all");
        }
        text.push_str(
            "], methods = [GET, PUT, DELETE], headers = [\"authorization\", \"content-type\"], \
             expose_headers = [\"etag\"], credentials, max_age = 10m }",
        );
        let path = Path::new(&folder).join(format!("origins_{count}.rs"));
        fs::write(path, text).expect("the folder is there");
    }
}
