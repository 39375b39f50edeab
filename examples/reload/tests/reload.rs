//! Every way in which a policy file changes, with the program itself.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use smoke::{Example, send};

/// A folder for one test, and the policy file in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("reload-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("there is a folder for tests");
        Folder(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the folder is ours");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("the folder is ours");
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_example-reload"));
        command
            .env("LISTEN", "127.0.0.1:0")
            .env("POLICY", self.path("policy.toml"));
        command
    }
}

fn policy(site: &str) -> String {
    format!("origins = [\"https://{site}.example\"]\n")
}

/// Waits for a generation, and checks which site can read.
fn expect(example: &mut Example, generation: u32, site: &str) {
    example.wait_for(&format!("policies {generation} are in use"));
    allows(example, site);
}

#[track_caller]
fn allows(example: &Example, site: &str) {
    let port = example.port("listening on");
    for other in ["one", "two", "three", "four"] {
        let origin = format!("https://{other}.example");
        let response = send(port, "GET /", &[&format!("Origin: {origin}")], "");
        let expected = (other == site).then_some(origin);
        let allowed = response.header("access-control-allow-origin");
        assert_eq!(allowed, expected, "{}", example.printed());
    }
}

#[test]
fn a_changed_file_replaces_the_policies() {
    let folder = Folder::new("file");
    folder.write("policy.toml", &policy("one"));
    let mut example = Example::start(&mut folder.command(), "listening on");
    allows(&example, "one");

    // An editor that truncates the file and writes it.
    folder.write("policy.toml", &policy("two"));
    expect(&mut example, 2, "two");

    // An editor that writes another file and renames it.
    folder.write("policy.toml~", &policy("three"));
    folder.rename("policy.toml~", "policy.toml");
    expect(&mut example, 3, "three");

    // An editor that moves the old file away first.
    folder.rename("policy.toml", "policy.toml.bak");
    folder.write("policy.toml", &policy("four"));
    expect(&mut example, 4, "four");

    // A wrong file is ignored, and every problem is printed.
    folder.write("policy.toml", "origins = [\"one.example\", \"null\"]\n");
    example.wait_for("policies 4 stay in use: ");
    example.wait_for("origins[1]");
    assert!(
        example.printed().contains("origins[0] of "),
        "{}",
        example.printed()
    );
    allows(&example, "four");

    folder.write("policy.toml", &policy("one"));
    expect(&mut example, 5, "one");
}

/// The files of a `ConfigMap` are symbolic links to a folder, which is a symbolic link too.
/// Kubernetes replaces only the second link.
#[test]
fn the_link_of_a_config_map_replaces_the_policies() {
    let folder = Folder::new("config-map");
    let link = |from: &str, to: &str| symlink(from, folder.path(to)).expect("the folder is ours");
    for (name, site) in [("..1", "one"), ("..2", "two")] {
        fs::create_dir(folder.path(name)).expect("the folder is ours");
        folder.write(&format!("{name}/policy.toml"), &policy(site));
    }
    link("..1", "..data");
    link("..data/policy.toml", "policy.toml");
    let mut example = Example::start(&mut folder.command(), "listening on");
    allows(&example, "one");

    link("..2", "..data_tmp");
    folder.rename("..data_tmp", "..data");
    fs::remove_dir_all(folder.path("..1")).expect("the folder is ours");
    expect(&mut example, 2, "two");
}

#[test]
fn a_wrong_file_at_the_start_is_an_error() {
    let folder = Folder::new("start");
    folder.write("policy.toml", "origins = [\"one.example\", \"null\"]\n");
    let output = folder.command().output().expect("the example starts");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    for problem in ["origins[0] of ", "origins[1] of "] {
        assert!(said.contains(problem), "{said}");
    }
    assert!(output.stdout.is_empty());
}
