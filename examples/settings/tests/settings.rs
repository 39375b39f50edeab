//! What an operator sees, over the real program.

use std::path::PathBuf;
use std::process::Command;

use smoke::{Example, send};

/// A file with these settings, which each test names.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the file is written");
    path
}

fn command(path: &PathBuf, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-settings"));
    let variables = variables.iter().copied();
    command.env_clear().envs(variables).arg(path);
    command
}

/// What the program prints before it ends with code 2.
#[track_caller]
fn refused(path: &PathBuf, variables: &[(&str, &str)]) -> String {
    let output = command(path, variables).output().expect("the program runs");
    let text = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(2), "{text}");
    text
}

const RIGHT: &str = include_str!("../settings.toml");

#[test]
fn a_file_and_variables_make_policies() {
    let path = file("right.toml", RIGHT);
    let variables = [
        ("APP__LISTEN", "127.0.0.1:0"),
        ("APP__CORS__ORIGINS", "https://a.example,https://b.example"),
    ];
    let example = Example::start(&mut command(&path, &variables), "listening on");
    let printed = example.printed();
    assert!(
        printed.contains(r#"origins = ["https://a.example", "https://b.example"]"#),
        "{printed}"
    );
    let port = example.port("listening on");
    for (path, origin, is_allowed) in [
        ("/", "https://b.example", true),
        ("/", "https://app.example.com", false),
        ("/partners", "https://partner.example", true),
        ("/partners", "https://b.example", false),
    ] {
        let line = format!("Origin: {origin}");
        let answer = send(port, &format!("GET {path}"), &[&line], "");
        let allowed = answer.header("access-control-allow-origin");
        assert_eq!(
            allowed.as_deref(),
            is_allowed.then_some(origin),
            "{path} {origin}"
        );
    }
}

#[test]
fn every_problem_has_its_path_and_its_file() {
    let path = file(
        "wrong.toml",
        "listen = \"127.0.0.1:0\"\n\
         [cors]\n\
         origins = [\"https://a.example\", \"https://b.example/\"]\n\
         methods = [\"put\"]\n\
         [cors.policies.partners]\n\
         origins = [\"example.com\"]\n\
         [[cors.routes]]\n\
         nest = \"/partners\"\n\
         policy = \"partner\"\n",
    );
    let shown = refused(&path, &[]);
    let name = path.display();
    for start in [
        format!("cors.origins[1] of {name}: an origin has no path"),
        format!("cors.methods[0] of {name}: methods are case-sensitive"),
        format!("cors.policies.partners.origins[0] of {name}: an origin starts with its scheme"),
        format!("cors.routes[0].policy of {name}: there is no policy `partner`"),
    ] {
        assert!(shown.contains(&start), "{start}\n{shown}");
    }
}

#[test]
fn a_problem_of_a_variable_names_the_variable() {
    let path = file("variables.toml", RIGHT);
    for (variable, value, parts) in [
        (
            "APP__CORS__ORIGINS",
            "https://a.example,https://b.example/",
            &["cors.origins[1] of APP__CORS__ORIGINS: an origin has no path"][..],
        ),
        (
            "APP__CORS__ORIGINS",
            r#"["https://a.example","https://b.example"]"#,
            &[
                "cors.origins[0] of APP__CORS__ORIGINS: ",
                "help: write \"https://a.example\"",
                "help: write \"https://b.example\"",
            ],
        ),
        (
            "APP__CORS__ORIGINS",
            "'https://a.example'",
            &[
                "the quotes are part of the text",
                "help: write \"https://a.example\"",
            ],
        ),
        (
            "APP__CORS__ORIGINS",
            "https://a.example;https://b.example",
            &["help: write \"https://a.example\", \"https://b.example\""],
        ),
        (
            "APP__CORS__CREDENTIALS",
            "yes",
            &[
                "cors.credentials of APP__CORS__CREDENTIALS: ",
                "help: write credentials = true",
            ],
        ),
        (
            "APP__CORS__MAX_AGE",
            "3 weeks",
            &["cors.max_age of APP__CORS__MAX_AGE: "],
        ),
        (
            "APP__CORS__ORIGIN",
            "https://a.example",
            &["cors.origin of APP__CORS__ORIGIN: "],
        ),
    ] {
        let shown = refused(&path, &[(variable, value)]);
        for part in parts {
            assert!(shown.contains(part), "{value}: {part}\n{shown}");
        }
    }
}

/// The crate `config` keeps empty variables.
#[test]
fn an_empty_variable_is_a_problem() {
    let path = file("empty.toml", RIGHT);
    let shown = refused(&path, &[("APP__CORS__ORIGINS", "")]);
    let start = "cors.origins[0] of APP__CORS__ORIGINS: this entry is empty";
    assert!(shown.starts_with(start), "{shown}");
}

/// A file that is not TOML, and a missing key, are errors of the crate `config`. They name
/// the file or the key.
#[test]
fn errors_of_the_format_name_the_file() {
    let path = file("broken.toml", "listen = \n[cors]\norigins = \"*\"\n");
    assert!(refused(&path, &[]).contains("broken.toml"));
    let path = file("missing.toml", "listen = \"127.0.0.1:0\"\n");
    assert!(refused(&path, &[]).contains("cors"));
}
