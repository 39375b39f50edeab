//! Writes policies of 1 to 10 000 random origins for the macro to compile.
//!
//! They are the same each time. `MATCHERS_SEED=7 cargo test -p matchers` makes
//! others.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const SIZES: [usize; 14] = [1, 1, 1, 2, 3, 3, 5, 10, 30, 64, 65, 300, 1_000, 10_000];

/// The number of patterns, and how many of them are not a single origin. Together
/// the policies use every layout.
const MIXED: [(usize, usize); 6] = [(8, 8), (9, 9), (20, 4), (70, 3), (70, 8), (70, 9)];

fn main() {
    println!("cargo::rerun-if-env-changed=MATCHERS_SEED");
    println!("cargo::rerun-if-changed=build.rs");
    let seed = env::var("MATCHERS_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or(20_261_123));
    let mut code = String::new();
    let mut table = String::new();
    let any = SIZES.into_iter().map(|size| (size, None));
    let mixed = MIXED.into_iter().map(|(size, wide)| (size, Some(wide)));
    for (index, (size, wide)) in any.chain(mixed).enumerate() {
        let mut patterns = BTreeSet::new();
        while patterns.len() < size {
            let pattern = random.pattern();
            let wants_wide = wide.map(|wide| patterns.len() < wide);
            if wants_wide.is_none_or(|wants| wants == pattern.contains('*')) {
                patterns.insert(pattern);
            }
        }
        let list: Vec<String> = patterns
            .iter()
            .map(|pattern| format!("{pattern:?}"))
            .collect();
        let list = list.join(", ");
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            code,
            "static POLICY_{index}: Policy = cors! {{ origins = [{list}] }};"
        );
        let _ = writeln!(code, "static PATTERNS_{index}: [&str; {size}] = [{list}];");
        let _ = writeln!(table, "    (&POLICY_{index}, &PATTERNS_{index}),");
    }
    let _ = writeln!(
        code,
        "/// Each policy, and the patterns it was written with.\n\
         pub static POLICIES: [(&Policy, &[&str]); {}] = [\n{table}];",
        SIZES.len() + MIXED.len()
    );
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("policies.rs"), code).expect("OUT_DIR can be written to");
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// The alphabet is small, so that many names have the same length, beginning or
    /// end.
    fn label(&mut self) -> String {
        let mut label = "n".to_owned();
        for _ in 0..=self.below(5) {
            label.push_str(self.one_of(&["a", "b", "-", "_", "7"]));
        }
        label
    }

    fn pattern(&mut self) -> String {
        match self.below(40) {
            0 => return "moz-extension://*".to_owned(),
            1 => return format!("capacitor://{}", self.label()),
            2 => {
                return format!(
                    "http://[::{:x}]{}",
                    self.below(0xffff) + 1,
                    self.one_of(&["", ":*", ":8080"])
                );
            }
            3 => {
                return format!(
                    "http://10.{}.{}.1{}",
                    self.below(256),
                    self.below(256),
                    self.one_of(&["", ":*", ":3000"])
                );
            }
            _ => {}
        }
        let mut name = self.label();
        for _ in 0..self.below(4) {
            name = format!("{}.{name}", self.label());
        }
        let scheme = self.one_of(&["https", "https", "https", "http", "app"]);
        let star = self.one_of(&["", "", "", "*."]);
        let top = self.one_of(&["example", "example", "test.", "co.example"]);
        let port = self.one_of(&["", "", "", ":*", ":8443", ":65535", ":1"]);
        if scheme != "app" && self.below(6) == 0 {
            let start = self.one_of(&["", "a", "a-", "x", "xn-", "aab"]);
            let end = self.one_of(&["b", "-b", "", "abb", "_"]);
            let glob = match (start, end) {
                ("", "") => "a*".to_owned(),
                _ => format!("{start}*{end}"),
            };
            return format!("{scheme}://{glob}.{name}.{top}{port}");
        }
        format!("{scheme}://{star}{name}.{top}{port}")
    }
}
