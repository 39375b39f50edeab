//! `cargo xtask package`: the packages as users get them, built outside of the workspace.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::published;
use crate::step::cargo_program;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where the packages are unpacked and used, below the target folder.
const FOLDER: &str = "packages";

/// A program for each package that applications depend on.
const PROGRAMS: [(&str, &str); 7] = [
    ("cors-actix", POLICY),
    ("cors-axum", POLICY),
    ("cors-tower", POLICY),
    ("cors-warp", POLICY),
    (
        "cors-engine",
        "static API: crate_name::Policy = crate_name::cors! { origins = * };\n\
         fn main() { assert!(API.allows_origin(\"https://example.com\")); }\n",
    ),
    (
        "cors-browser",
        "fn main() { assert!(crate_name::Page::at(\"https://example.com\").is_ok()); }\n",
    ),
    (
        "cors-test",
        "fn main() { let _ = crate_name::Page::at(\"https://example.com\"); }\n",
    ),
];

const POLICY: &str = "use crate_name::{Policy, cors};\n\
    #[cors(origins = [\"https://example.com\"], methods = [PUT], credentials)]\n\
    static API: Policy;\n\
    fn main() { assert!(API.allows_origin(\"https://example.com\")); }\n";

/// Packages every published crate, checks the files in the packages, and builds new
/// crates outside of the workspace from these files alone.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let names = published::packages(root)?;
    let target = target(root)?;
    let folder = target.join(FOLDER);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;

    let mut package = cargo(root);
    package.args(["package", "--no-verify", "--allow-dirty", "--quiet"]);
    package.arg("--exclude-lockfile");
    for name in &names {
        package.args(["--package", name]);
    }
    succeed(&mut package, "cargo package")?;

    let mut problems = Vec::new();
    for name in &names {
        let file = target.join(format!("package/{name}-{VERSION}.crate"));
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(&file).arg("-C").arg(&folder);
        succeed(&mut tar, "tar")?;
        let unpacked = folder.join(format!("{name}-{VERSION}"));
        problems.extend(problems_of_files(root, &unpacked, name));
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    for (name, program) in PROGRAMS {
        println!("a crate that depends on {name}");
        build(root, &folder, &target, &names, name, program)?;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    if manifest.contains("\nrepository = \"\"\n") {
        println!("Before a release: `repository` is empty in Cargo.toml; see RELEASING.md");
    }
    Ok(())
}

/// The licences as they are at the root, and a README whose links work anywhere.
fn problems_of_files(root: &Path, unpacked: &Path, name: &str) -> Vec<String> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let mut problems = Vec::new();
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        if read(&unpacked.join(licence)) != read(&root.join(licence)) {
            problems.push(format!(
                "{name}: {licence} is missing or not the one at the root"
            ));
        }
    }
    if ["cors-browser", "cors-rules"].contains(&name) && !unpacked.join("LICENSE-MPL").is_file() {
        problems.push(format!("{name}: LICENSE-MPL is missing"));
    }
    let readme = read(&unpacked.join("README.md"));
    if !readme.starts_with(&format!("# {name}\n")) {
        problems.push(format!("{name}: README.md is missing or another crate's"));
    }
    for link in readme.split("](").skip(1) {
        let link = link.split(')').next().unwrap_or(link);
        if !link.starts_with("https://") {
            problems.push(format!(
                "{name}: README.md links to {link}, which works here only"
            ));
        }
    }
    problems
}

/// Checks a new crate that depends on one package, and takes our others from the
/// packages too.
fn build(
    root: &Path,
    folder: &Path,
    target: &Path,
    names: &[String],
    name: &str,
    program: &str,
) -> Result<(), String> {
    let user = folder.join(format!("user-of-{name}"));
    let source = user.join("src");
    fs::create_dir_all(&source).map_err(|error| format!("{}: {error}", source.display()))?;
    let mut manifest = format!(
        "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{name} = \"{VERSION}\"\n\n\
         [workspace]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n\n[patch.crates-io]\n"
    );
    for package in names {
        manifest.push_str(&format!(
            "{package} = {{ path = \"../{package}-{VERSION}\" }}\n"
        ));
    }
    let program = program.replace("crate_name", &name.replace('-', "_"));
    for (path, text) in [
        (user.join("Cargo.toml"), manifest),
        (source.join("main.rs"), program),
    ] {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    // With the workspace's versions, what is built for its tests is not built again.
    let _ = fs::copy(root.join("Cargo.lock"), user.join("Cargo.lock"));
    let mut check = cargo(&user);
    check.args(["check", "--quiet"]);
    check.env("CARGO_TARGET_DIR", target);
    succeed(&mut check, &format!("a crate that depends on {name}"))
}

/// The folder that cargo builds in.
fn target(root: &Path) -> Result<std::path::PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("the target folder: {error}"))?;
    // target/debug/xtask
    let target = this.parent().and_then(Path::parent);
    Ok(target.map_or_else(|| root.join("target"), Path::to_path_buf))
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(cargo_program());
    command.current_dir(folder);
    command
}

fn succeed(command: &mut Command, what: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what} failed ({status})")),
        Err(error) => Err(format!("{what}: {error}")),
    }
}
