//! `cargo xtask test`: everything that must hold before a change is taken.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::packages;

/// Whether real browsers are part of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browsers {
    None,
    /// Those that are there; others are skipped, by name.
    Installed,
    /// All, or it fails.
    All,
}

/// Runs every step in order and stops at the first that fails.
pub(crate) fn run(root: &Path, browsers: Browsers) -> Result<(), String> {
    for (tool, install) in [
        ("fmt", "rustup component add rustfmt"),
        ("clippy", "rustup component add clippy"),
    ] {
        if !is_installed(root, tool) {
            return Err(format!("`cargo {tool}` is missing; install it: {install}"));
        }
    }

    let has_deny = is_installed(root, "deny");
    let mut times = Vec::new();
    if browsers != Browsers::None {
        println!("\n=== packages ===");
        let started = Instant::now();
        match packages::install(packages::TESTS) {
            Ok(()) => {}
            Err(why) if browsers == Browsers::All => return Err(why),
            Err(why) => println!("{why}"),
        }
        times.push(("packages".to_owned(), started.elapsed()));
    }
    for step in steps(root, has_deny, browsers)? {
        println!("\n=== {} ===\n$ {}", step.name, step.shown());
        let started = Instant::now();
        step.run(root)?;
        times.push((step.name, started.elapsed()));
    }

    println!("\n=== all steps passed ===");
    for (name, time) in &times {
        println!("{:>7.1} s  {name}", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:>7.1} s  in all", total.as_secs_f64());
    if !has_deny {
        println!("skipped: licences and sources (install it: cargo install --locked cargo-deny)");
    }
    Ok(())
}

/// One run of cargo.
struct Step {
    name: String,
    arguments: Vec<String>,
    /// An environment variable and its value.
    variable: Option<(&'static str, &'static str)>,
}

impl Step {
    fn new(name: impl Into<String>, arguments: &[&str]) -> Self {
        Self {
            name: name.into(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            variable: None,
        }
    }

    /// The command as one would type it.
    fn shown(&self) -> String {
        let variable = self
            .variable
            .map(|(name, value)| format!("{name}=\"{value}\" "))
            .unwrap_or_default();
        format!("{variable}cargo {}", self.arguments.join(" "))
    }

    fn run(&self, root: &Path) -> Result<(), String> {
        let mut command = cargo(root);
        command.args(&self.arguments);
        if let Some((name, value)) = self.variable {
            command.env(name, value);
        }
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("the step `{}` failed ({status})", self.name)),
            Err(error) => Err(format!("the step `{}` did not start: {error}", self.name)),
        }
    }
}

fn steps(root: &Path, has_deny: bool, browsers: Browsers) -> Result<Vec<Step>, String> {
    let mut steps = vec![
        Step::new("format", &["fmt", "--all", "--check"]),
        Step::new(
            "format of the benchmarks",
            &["fmt", "--manifest-path", "benchmarks/Cargo.toml", "--check"],
        ),
        Step::new(
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
        ),
    ];
    // In the workspace cargo unites the features that its members ask of a
    // crate, which hides one that a member forgot to ask for.
    for package in published(root)? {
        steps.push(alone(&package, ""));
    }
    for features in ["serde", "http"] {
        steps.push(alone("cors-engine", features));
    }
    for features in ["actix", "axum", "tower", "url", "warp"] {
        steps.push(alone("cors-test", features));
    }
    steps.push(Step {
        // Without valgrind they count no instructions, unless they must.
        variable: (browsers == Browsers::All).then_some(("COSTS_NEED_VALGRIND", "1")),
        ..Step::new(
            "tests",
            &["test", "--workspace", "--all-features", "--no-fail-fast"],
        )
    });
    if browsers != Browsers::None {
        steps.push(Step::new(
            "servers for the browsers",
            &["build", "--all-features", "--bin", "conformance"],
        ));
        let mut run = vec!["run", "--all-features", "--bin", "browsers", "--"];
        if browsers == Browsers::All {
            run.push("--require-all");
        }
        steps.push(Step::new("browsers", &run));
    }
    steps.push(Step {
        variable: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..Step::new(
            "documentation",
            &["doc", "--workspace", "--all-features", "--no-deps"],
        )
    });
    // A link to what only a feature brings is broken without it.
    steps.push(Step {
        variable: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..Step::new(
            "documentation without features",
            &[
                "doc",
                "--package",
                "cors-engine",
                "--no-default-features",
                "--no-deps",
            ],
        )
    });
    if has_deny {
        // Advisories change without us: they are not what a change is held to.
        steps.push(Step::new(
            "licences and sources",
            &["deny", "check", "bans", "licenses", "sources"],
        ));
    }
    Ok(steps)
}

/// One package with no features but these.
fn alone(package: &str, features: &str) -> Step {
    let mut arguments = vec!["clippy", "--package", package, "--no-default-features"];
    let mut name = format!("{package} alone");
    if !features.is_empty() {
        arguments.extend(["--features", features]);
        name = format!("{package} with {features}");
    }
    arguments.extend(["--", "-D", "warnings"]);
    Step::new(name, &arguments)
}

/// The crates that users get.
fn published(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("crates");
    let cannot_read = |error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(cannot_read)? {
        let entry = entry.map_err(cannot_read)?;
        if entry.path().join("Cargo.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn is_installed(root: &Path, tool: &str) -> bool {
    cargo(root)
        .args([tool, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The cargo that runs this program, at the root of the workspace.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
