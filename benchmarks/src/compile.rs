//! The cost of a user's build: CPU seconds, crates, and the size of the program.
//!
//! The smallest application of each framework is built first, without CORS. Our
//! crate or a peer is then added in a copy of its folder, so that only the addition
//! is measured.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{document, machine};

mod apps;
mod units;

use apps::{App, Variant};
use units::Units;
pub(crate) use units::{rustc, units};

/// The lengths of the lists whose expansion is measured.
const LISTS: [usize; 5] = [1, 100, 1_000, 10_000, 100_000];

/// The median of this number of measurements is reported.
const REPEATS: usize = 3;

pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let work = std::env::temp_dir().join(format!("benchmarks-{}", std::process::id()));
    let text = measured(&work);
    let _ = fs::remove_dir_all(&work);
    let text = text?;
    println!("{text}");
    document::put(folder, TITLE, &text)
}

fn measured(work: &Path) -> Result<String, String> {
    let mut text = format!(
        "{HEAD}Measured on {}, on {}, with {}, {}.\n\n{ADDED}",
        machine::today(),
        machine::processor(),
        machine::compiler(),
        machine::load()
    );
    for app in apps::ALL {
        let bare = Project::new(work, app, Variant::Bare)?;
        let built = bare.build(Profile::Debug)?;
        bare.build(Profile::Release)?;
        for variant in [Variant::Ours, Variant::Peer] {
            let Some(peer) = app.dependency(variant) else {
                continue;
            };
            eprintln!("{} with {peer}", app.framework);
            let added = Added::of(&bare, &built.units, work, app, variant)?;
            let _ = writeln!(
                text,
                "| {} | {} | {} | {:.2} | {} | {:+.2} | {:+.2} | {:+.0} |",
                app.framework,
                peer.split(' ').next().unwrap_or(peer),
                added.crates,
                added.clean,
                added.rebuilt,
                added.rebuilding + 0.0,
                added.touched,
                added.bytes as f64 / 1024.0,
            );
        }
    }
    text.push_str(EXPANSION);
    let project = Project::new(work, &apps::LISTS, Variant::Ours)?;
    let mut shortest = None;
    for count in LISTS {
        eprintln!("{count} origins");
        project.write("src/main.rs", &apps::list(count))?;
        project.build(Profile::Debug)?;
        let seconds = middle(|| {
            project.touch()?;
            project.build(Profile::Debug).map(|built| built.seconds)
        })?;
        let shortest = *shortest.get_or_insert(seconds);
        let _ = writeln!(
            text,
            "| {count} | {seconds:.2} | {:.2} |",
            seconds - shortest
        );
    }
    Ok(text)
}

/// What one dependency adds to a build.
struct Added {
    /// Crates that the bare application does not have, and their CPU seconds.
    crates: usize,
    clean: f64,
    /// Crates that the bare application has with other features, and the
    /// difference.
    rebuilt: usize,
    rebuilding: f64,
    touched: f64,
    bytes: i64,
}

impl Added {
    fn of(
        bare: &Project,
        units: &Units,
        work: &Path,
        app: &App,
        variant: Variant,
    ) -> Result<Self, String> {
        // The time of the application itself is not included.
        let again = middle(|| {
            bare.touch()?;
            bare.build(Profile::Debug).map(|built| built.seconds)
        })?;
        let project = Project::new(work, app, variant)?;
        let (mut crates, mut rebuilt, mut rebuilding) = (0, 0, Vec::new());
        let clean = middle(|| {
            project.start_from(bare)?;
            let built = project.build(Profile::Debug)?.units;
            let (known, new): (Units, Units) = built
                .into_iter()
                .partition(|(package, _)| units.contains_key(package));
            (crates, rebuilt) = (new.len(), known.len() - 1);
            let more = known
                .iter()
                .filter(|(package, _)| !units::is_application(package));
            let more = more.map(|(package, seconds)| seconds - units[package]);
            rebuilding.push(more.sum());
            Ok(new.values().sum())
        })?;
        let mut rebuilding = rebuilding.into_iter();
        let rebuilding = middle(|| rebuilding.next().ok_or_else(String::new))?;
        let touched = middle(|| {
            project.touch()?;
            project
                .build(Profile::Debug)
                .map(|built| built.seconds - again)
        })?;
        project.build(Profile::Release)?;
        Ok(Added {
            crates,
            clean,
            rebuilt,
            rebuilding,
            touched,
            bytes: project.size()? - bare.size()?,
        })
    }
}

fn middle(mut measure: impl FnMut() -> Result<f64, String>) -> Result<f64, String> {
    let seconds: Result<Vec<f64>, String> = (0..REPEATS).map(|_| measure()).collect();
    let mut seconds = seconds?;
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}

#[derive(Clone, Copy)]
enum Profile {
    Debug,
    Release,
}

/// The cost of a build.
struct Built {
    /// CPU seconds of all its processes.
    seconds: f64,
    /// CPU seconds of rustc, per package.
    units: Units,
}

/// An application in its own folder.
struct Project {
    folder: PathBuf,
}

impl Project {
    fn new(work: &Path, app: &App, variant: Variant) -> Result<Self, String> {
        let folder = work.join(format!("{}-{variant:?}", app.framework));
        let project = Project { folder };
        project.write("Cargo.toml", &app.manifest(variant))?;
        project.write("src/main.rs", &app.source(variant))?;
        project.cargo(&["fetch"])?;
        Ok(project)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(name);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Changes a number in the source: the maximum age in a policy.
    fn touch(&self) -> Result<(), String> {
        let path = self.folder.join("src/main.rs");
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        // Numbers in the names of origins do not change.
        let (from, to) = match text.contains("= 600") {
            true => ("= 600", "= 601"),
            false => ("= 601", "= 600"),
        };
        self.write("src/main.rs", &text.replace(from, to))
    }

    /// Copies the build folder of another project.
    fn start_from(&self, bare: &Project) -> Result<(), String> {
        let target = self.folder.join("target");
        let _ = fs::remove_dir_all(&target);
        // It keeps the modification times, by which cargo decides what to rebuild.
        let status = Command::new("cp")
            .args(["--archive", "--reflink=auto"])
            .arg(bare.folder.join("target"))
            .arg(&target)
            .status()
            .map_err(|error| format!("cp: {error}"))?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| "cp failed".to_owned())
    }

    fn build(&self, profile: Profile) -> Result<Built, String> {
        let before = seconds_of_children();
        let units = self.folder.join("units");
        let _ = fs::remove_file(&units);
        match profile {
            Profile::Debug => self.cargo(&["build"])?,
            Profile::Release => self.cargo(&["build", "--release"])?,
        }
        Ok(Built {
            seconds: seconds_of_children() - before,
            units: units::read(&units)?,
        })
    }

    fn size(&self) -> Result<i64, String> {
        let path = self.folder.join("target/release/application");
        let metadata =
            fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(i64::try_from(metadata.len()).unwrap_or(i64::MAX))
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), String> {
        let itself = std::env::current_exe().map_err(|error| error.to_string())?;
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_TERM_COLOR", "never")
            .env("RUSTC_WRAPPER", itself)
            .env(units::UNITS, self.folder.join("units"))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{}: {said}", self.folder.display())),
        }
    }
}

/// The CPU seconds of the child processes that have ended.
fn seconds_of_children() -> f64 {
    /// The unit of the kernel, which is the same on all Linux systems.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name, which may contain spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(13).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

/// The introduction of the section.
pub(crate) const TITLE: &str = "What a build pays";

const HEAD: &str = "\
Written by `cargo xtask bench --compile` in a separate run.

";

const ADDED: &str = "\
The smallest application of each framework, and the additional cost: the crates that the
application does not have already, and the CPU seconds of rustc for them (user and system,
with the linking of procedural macros and build scripts), in a clean debug build without
incremental compilation, as for all crates from a registry; the crates that are built with
more features than the application needs, and the additional CPU seconds; CPU seconds of
all processes when the policy is changed and the application is built again; the size of
a release build without debugging information. The numbers are the median of three
measurements, except for the bare build and the size, which are measured once. CPU seconds
also depend on other load, so a difference of ten percent is not significant.

| framework | with | crates added | CPU s | built with more features | CPU s | changed policy, CPU s | program, KiB |
|---|---|--:|--:|--:|--:|--:|--:|
";

const EXPANSION: &str = "
Ours only adds its own crates: `cors-rules`, which has the language and its rules for the
macro and for policies at run time, `cors-macros`, `cors-engine` and the adapter, which is
two crates for axum. The macro uses syn and quote, which these applications already have
in the same versions for other macros. The cost cannot be as low as that of a peer, which
is one crate without a macro.

The cost of a long list: a program with one policy, in a debug build, in which the macro
is not optimised either. CPU seconds of the build after a change, with linking, and the
difference to one origin.

| origins | CPU s | more |
|--:|--:|--:|
";
