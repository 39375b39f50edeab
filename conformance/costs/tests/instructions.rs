//! The instructions per request: the same number for a long header as for a short
//! one, and for a long list as for a short one.
//!
//! Callgrind counts them. Without valgrind the test does nothing, unless
//! `COSTS_NEED_VALGRIND` is set.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The allowed difference between two counts. It is not zero because the heap
/// differs.
const MARGIN: f64 = 1.05;

#[test]
fn long_headers_and_long_lists_cost_nothing() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        let needed = env::var_os("COSTS_NEED_VALGRIND").is_some();
        assert!(
            !needed,
            "valgrind is missing (Debian: apt-get install valgrind)"
        );
        eprintln!("valgrind is not installed: no instructions are counted");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("callgrind");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .args([
            "--toggle-collect=costs::counted",
            "--dump-after=costs::finished",
        ])
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        .arg(env!("CARGO_BIN_EXE_costs"))
        .output()
        .expect("valgrind runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let printed = String::from_utf8_lossy(&output.stdout);
    let mut counts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (index, line) in printed.lines().enumerate() {
        let (name, _) = line.split_once('\t').expect("a name and a size");
        counts
            .entry(name)
            .or_default()
            .push(total(&folder, index + 1));
    }
    assert_eq!(counts.len(), 5 * (4 + 2), "{counts:?}");
    for (name, counts) in &counts {
        let [short, long] = counts[..] else {
            panic!("{name}: two sizes, not {counts:?}");
        };
        assert!(short > 1_000.0, "{name}: nothing was counted: {counts:?}");
        assert!(long <= short * MARGIN, "{name}: {short} and {long}");
    }
}

fn total(folder: &Path, index: usize) -> f64 {
    let path = folder.join(format!("out.{index}"));
    let text = fs::read_to_string(&path).unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.and_then(|total| total.trim().parse().ok());
    total.unwrap_or_else(|| panic!("{}: no total", path.display()))
}
