//! `cargo xtask test`: everything that must hold before a change is taken.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::debian;
use crate::published;
use crate::step::{Done, Output, Step, cargo_program, run_all, run_together};
use crate::tally::Tally;

/// Whether real browsers are part of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browsers {
    None,
    /// Those that are installed. Missing ones are skipped and named.
    Installed,
    /// All of them. A missing one is a failure.
    All,
}

/// Runs the steps and stops at the first stage that fails.
pub(crate) fn run(root: &Path, browsers: Browsers) -> Result<(), String> {
    for (tool, install) in [
        ("fmt", "rustup component add rustfmt"),
        ("clippy", "rustup component add clippy"),
    ] {
        if !is_installed(root, tool) {
            return Err(format!("`cargo {tool}` is missing; install it: {install}"));
        }
    }

    let mut report = Report::new();
    if browsers != Browsers::None {
        println!("\n=== packages of the system ===");
        let started = Instant::now();
        match debian::install(debian::TESTS) {
            Ok(()) => {}
            Err(why) if browsers == Browsers::All => return Err(why),
            Err(why) => println!("{why}"),
        }
        report.add_time("packages of the system", started.elapsed());
    }
    let has_deny = is_installed(root, "deny");
    report.add(run_all(root, &first_steps(has_deny), Output::Live))?;
    // Cargo runs one test program at a time. Two runs use both cores.
    report.add(run_together(root, &[test_step(browsers)], &compile_steps()))?;
    // Browsers wait most of the time.
    report.add(run_together(
        root,
        &browser_steps(browsers)?,
        &last_steps(root)?,
    ))?;
    report.print();
    if !has_deny {
        println!("skipped: licences and sources (install it: cargo install --locked cargo-deny)");
    }
    Ok(())
}

/// Format, licences, lints, and the build of all programs and tests.
fn first_steps(has_deny: bool) -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("format", &["fmt", "--all", "--check"]),
        Step::cargo(
            "format of the benchmarks",
            &["fmt", "--manifest-path", "benchmarks/Cargo.toml", "--check"],
        ),
        Step::cargo(
            "format of the fuzz targets",
            &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"],
        ),
    ];
    if has_deny {
        // Advisories appear independently of a change, so a job of their own checks them.
        steps.push(Step::cargo(
            "licences and sources",
            &["deny", "check", "bans", "licenses", "sources"],
        ));
    }
    steps.push(Step::cargo(
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
    ));
    // With `--all-targets` cargo unites features as `cargo test` does, so nothing is
    // built again for the tests or the browsers.
    steps.push(Step::cargo(
        "build",
        &["build", "--workspace", "--all-targets", "--all-features"],
    ));
    steps
}

/// The test programs but those named `ui`, in which trybuild compiles.
fn test_step(browsers: Browsers) -> Step {
    let arguments = cargo_test(&["--lib", "--bins"]);
    // Cargo has patterns for the names of test programs, and none that means "not".
    let others = ["--test", "[!u]*", "--test", "u[!i]*"];
    let step = Step::cargo("tests", &[&arguments[..], &others].concat());
    // Without valgrind the tests of costs count no instructions, and without PostgreSQL the
    // tests of its example do nothing, unless they must.
    if browsers == Browsers::All {
        step.with("COSTS_NEED_VALGRIND", "1")
            .with("TENANTS_NEED_POSTGRESQL", "1")
    } else {
        step
    }
}

/// The tests that compile: what the compiler says, and the documentation's examples.
fn compile_steps() -> [Step; 2] {
    [
        Step::cargo("messages of the compiler", &cargo_test(&["--test", "ui*"])),
        Step::cargo("examples of the documentation", &cargo_test(&["--doc"])),
    ]
}

fn cargo_test<'a>(targets: &[&'a str]) -> Vec<&'a str> {
    let all = ["test", "--workspace", "--all-features", "--no-fail-fast"];
    [&all[..], targets].concat()
}

fn browser_steps(browsers: Browsers) -> Result<Vec<Step>, String> {
    if browsers == Browsers::None {
        return Ok(Vec::new());
    }
    // The step "build" put the programs beside this one. `cargo run` would wait for the
    // builds that go on at the same time.
    let program = built_program("browsers")?;
    let required: &[&str] = match browsers {
        Browsers::All => &["--require-all"],
        _ => &[],
    };
    let mut steps = vec![Step::program("browsers", program, required)];
    if browsers == Browsers::All {
        let pages = ["--test", "proxy_browsers", "--", "--ignored"];
        steps.push(Step::cargo("the proxy in browsers", &cargo_test(&pages)));
    }
    Ok(steps)
}

/// The path of a program of the workspace, beside this one. The step "build" may have
/// replaced this program, and then Linux adds a mark to the name of the running file.
fn built_program(name: &str) -> Result<PathBuf, String> {
    let this = env::current_exe().map_err(|error| format!("the path of xtask: {error}"))?;
    Ok(this.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Each published package with few features, the documentation, and the packages.
fn last_steps(root: &Path) -> Result<Vec<Step>, String> {
    // In the workspace cargo unites the features that its members ask of a crate. That
    // hides a feature that a member forgot to ask for.
    let mut steps: Vec<Step> = published::packages(root)?
        .iter()
        .map(|package| alone(package, ""))
        .collect();
    for features in ["http", "routes", "serde"] {
        steps.push(alone("cors-engine", features));
    }
    steps.push(alone("cors-tower", "routes"));
    for features in ["actix", "axum", "routes", "tower", "url", "warp"] {
        steps.push(alone("cors-test", features));
    }
    steps.push(
        Step::cargo(
            "documentation",
            &["doc", "--workspace", "--all-features", "--no-deps"],
        )
        .with("RUSTDOCFLAGS", "-D warnings"),
    );
    // A link to an item that needs a feature is broken without the feature.
    steps.push(
        Step::cargo(
            "documentation without features",
            &[
                "doc",
                "--package",
                "cors-engine",
                "--no-default-features",
                "--no-deps",
            ],
        )
        .with("RUSTDOCFLAGS", "-D warnings"),
    );
    steps.push(Step::program(
        "packages",
        built_program("xtask")?,
        &["package"],
    ));
    Ok(steps)
}

/// One package with no other features.
fn alone(package: &str, features: &str) -> Step {
    let mut arguments = vec!["clippy", "--package", package, "--no-default-features"];
    let mut name = format!("{package} alone");
    if !features.is_empty() {
        arguments.extend(["--features", features]);
        name = format!("{package} with {features}");
    }
    arguments.extend(["--", "-D", "warnings"]);
    Step::cargo(name, &arguments)
}

/// Times and counts, to print at the end.
struct Report {
    started: Instant,
    times: Vec<(String, Duration)>,
    tally: Tally,
}

impl Report {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            times: Vec::new(),
            tally: Tally::default(),
        }
    }

    fn add_time(&mut self, name: &str, time: Duration) {
        self.times.push((name.to_owned(), time));
    }

    /// Adds the steps of one stage.
    ///
    /// # Errors
    ///
    /// The first step that failed. The counts are printed before.
    fn add(&mut self, done: Vec<Done>) -> Result<(), String> {
        let mut failures = Vec::new();
        for step in done {
            self.add_time(&step.name, step.time);
            self.tally.add(step.tally);
            failures.extend(step.failure);
        }
        if failures.is_empty() {
            return Ok(());
        }
        println!("\n{}", self.tally);
        Err(failures.join("\n"))
    }

    fn print(mut self) {
        println!("\n=== all steps passed ===");
        for (name, time) in &self.times {
            println!("{:>7.1} s  {name}", time.as_secs_f64());
        }
        let total = self.started.elapsed().as_secs_f64();
        println!("{total:>7.1} s  in all; some steps ran at the same time");
        println!("\nThe longest test programs:");
        for (program, seconds) in self.tally.slowest(10) {
            println!("{seconds:>7.1} s  {program}");
        }
        println!("\n{}", self.tally);
    }
}

fn is_installed(root: &Path, tool: &str) -> bool {
    Command::new(cargo_program())
        .current_dir(root)
        .args([tool, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
