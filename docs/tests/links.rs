//! Every link and every path in the documentation leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders whose files the documentation may name.
const FOLDERS: [&str; 8] = [
    ".ci/",
    ".github/",
    "benchmarks/",
    "conformance/",
    "cors-",
    "docs/",
    "examples/",
    "xtask/",
];

#[test]
fn links_lead_to_files_and_headings() {
    let mut dead = Vec::new();
    for page in pages() {
        let text = prose(&page);
        for link in links(&text) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                page.parent().expect("a folder").join(path)
            };
            let has_heading = || headings(&target).iter().any(|known| known == heading);
            if !target.exists() || !heading.is_empty() && !has_heading() {
                dead.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

#[test]
fn paths_of_files_exist() {
    let mut missing = Vec::new();
    for page in pages() {
        let text = prose(&page);
        for path in text.split('`').skip(1).step_by(2) {
            let is_path = FOLDERS.iter().any(|folder| path.starts_with(folder))
                && path.contains('/')
                && !path.contains(['*', ' ']);
            if is_path && !path.contains("NAME") && !root().join(path).exists() {
                missing.push(format!("{}: {path}", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "no such file:\n{}", missing.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the folder of the repository")
}

/// The pages of the repository, its crates, its examples and its guides.
fn pages() -> Vec<PathBuf> {
    let mut folders = vec![
        root().to_owned(),
        root().join("docs"),
        root().join("examples"),
    ];
    for entry in fs::read_dir(root()).expect("the root") {
        let entry = entry.expect("an entry");
        if entry.file_name().to_string_lossy().starts_with("cors-") {
            folders.push(entry.path());
        }
    }
    let mut pages = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// A page without its blocks of code.
fn prose(page: &Path) -> String {
    let text = fs::read_to_string(page).expect("a page");
    let mut is_code = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

/// The targets of links inside of the repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let link = rest.split(')').next()?;
        (!link.contains("://")).then_some(link)
    })
}

/// The anchors of a page's headings, as web sites make them.
fn headings(page: &Path) -> Vec<String> {
    prose(page)
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            title
                .replace(' ', "-")
                .chars()
                .filter(|c| c.is_alphanumeric() || "-_".contains(*c))
                .collect()
        })
        .collect()
}
