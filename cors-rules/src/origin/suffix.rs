//! The Public Suffix List: names below which anyone can register a name.
//!
//! The list, <https://publicsuffix.org/>, is licensed under the Mozilla Public
//! License 2.0. `cargo xtask suffixes` updates it.

/// Comments, then one rule per line. The first comment starts with the date of the list.
/// The labels of a rule are in reverse order: `com`, `uk.co`, `ck.*`, `ck.!www`. The rules
/// are sorted by their bytes.
static LIST: &str = include_str!("suffixes.txt");

/// The date of the Public Suffix List in this crate, as `YYYY-MM-DD`.
pub const SUFFIX_LIST_DATE: &str = LIST.split_at("// ".len()).1.split_at("YYYY-MM-DD".len()).0;

/// Whether anyone can register a name below this one: it is a public suffix, or
/// an ancestor of a public suffix.
///
/// A single label that is not in the list may be a top-level domain that is newer than the
/// list. So it is a public suffix, unless it is reserved for local use, such as `internal`
/// and `localhost`. Other names that are not in the list are not public suffixes. The name must be in lower case and in Punycode, as browsers send it. A dot at
/// its end is ignored.
///
/// ```
/// use cors_rules::is_public_suffix;
///
/// assert!(is_public_suffix("co.uk"));
/// assert!(is_public_suffix("github.io"));
/// assert!(is_public_suffix("amazonaws.com"));
/// assert!(!is_public_suffix("example.com"));
/// assert!(is_public_suffix("notlisted"));
/// assert!(!is_public_suffix("internal"));
/// ```
pub fn is_public_suffix(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let Some((label, parents)) = name.split_once('.') else {
        return !name.is_empty() && !LOCAL.contains(&name);
    };
    if !name.bytes().all(is_name_byte) {
        return false;
    }

    let mut key = String::with_capacity(name.len() + 1);
    for parent in parents.rsplit('.') {
        key.push_str(parent);
        key.push('.');
    }
    let parents = key.len();

    key.push_str(label);
    if is_rule(&key) {
        return true;
    }
    key.push('.');
    if starts_a_rule(&key) {
        return true;
    }
    key.truncate(parents);
    key.push('*');
    if label.is_empty() || !is_rule(&key) {
        return false;
    }
    key.truncate(parents);
    key.push('!');
    key.push_str(label);
    !is_rule(&key)
}

/// Names of one label for local use. Registries do not sell names below them.
const LOCAL: [&str; 11] = [
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localhost",
    "private",
    "test",
];

/// Whether a byte can be part of a name. `*` and `!` cannot.
fn is_name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.')
}

fn is_rule(key: &str) -> bool {
    first_not_before(key) == key.as_bytes()
}

fn starts_a_rule(key: &str) -> bool {
    first_not_before(key).starts_with(key.as_bytes())
}

/// The first line that does not come before the key. Empty if all lines come before it.
fn first_not_before(key: &str) -> &'static [u8] {
    let list = LIST.as_bytes();
    // Both are always at the start of a line or at the end of the list.
    let (mut low, mut high) = (0, list.len());
    let mut found: &[u8] = b"";
    while low < high {
        let middle = low + (high - low) / 2;
        let start = list[low..middle]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(low, |end| low + end + 1);
        let end = list[middle..high]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(high, |end| middle + end);
        let line = &list[start..end];
        if line < key.as_bytes() {
            low = end + 1;
        } else {
            found = line;
            high = start;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn suffixes_and_their_ancestors() {
        for name in [
            // Rules of ICANN and private rules.
            "com",
            "uk",
            "co.uk",
            "gov.uk",
            "gouv.fr",
            "service.gov.uk",
            "onion",
            "in-addr.arpa",
            "kawasaki.miyagi.jp",
            "github.io",
            "vercel.app",
            "netlify.app",
            "herokuapp.com",
            "pages.dev",
            "s3.amazonaws.com",
            "a.run.app",
            "run.app",
            "azurewebsites.net",
            "lovable.app",
            // In Punycode: 公司.cn, 香港, 個人.香港, bodø.no.
            "xn--55qx5d.cn",
            "xn--j6w193g",
            "xn--j6w193g.",
            "xn--gmqw5a.xn--j6w193g",
            "xn--bod-2na.no",
            // Ancestors of rules that are not rules themselves.
            "amazonaws.com",
            "eu-west-2.amazonaws.com",
            "linode.com",
            "code.com",
            "compute.amazonaws.com",
            // Wildcards: their parents, and names that they match.
            "ck",
            "co.ck",
            "anything.ck",
            "any_thing.ck",
            "xn--55qx5d.ck",
            "kawasaki.jp",
            "foo.kawasaki.jp",
            "sch.uk",
            "foo.sch.uk",
            "eu-west-1.compute.amazonaws.com",
            "foo.ex.futurecms.at",
            // Single labels that are not in the list.
            "notlisted",
            "a_b",
            "co-uk",
            "github-io",
            "x",
            "a!b",
            // A trailing dot.
            "com.",
            "co.uk.",
            "foo.ck.",
            "amazonaws.com.",
            "notlisted.",
        ] {
            assert!(is_public_suffix(name), "{name}");
        }
    }

    #[test]
    fn registered_names_and_names_that_are_not_in_the_list() {
        for name in [
            "example.com",
            "www.example.com",
            "example.co.uk",
            "octocat.github.io",
            "example.vercel.app",
            // Exceptions, and names below one that a wildcard matches.
            "www.ck",
            "www.ck.",
            "www.www.ck",
            "www.foo.ck",
            "city.kawasaki.jp",
            "foo.city.kawasaki.jp",
            "bar.foo.kawasaki.jp",
            "school.foo.sch.uk",
            // Names that are similar to a rule.
            "co.uk-example.com",
            "xamazonaws.com",
            "amazonaws.co",
            "azonaws.com",
            // Names for local use.
            "corp",
            "example",
            "home",
            "internal",
            "internal.",
            "intranet",
            "invalid",
            "lan",
            "local",
            "localhost",
            "private",
            "test",
            // Names of two labels or more that are not in the list.
            "app.localhost",
            "corp.internal",
            "127.0.0.1",
            "com.internal",
            "example.notlisted",
            // Not in the form that browsers send, or not a name.
            "",
            ".",
            "..",
            "com..",
            ".com",
            ".ck",
            "*.ck",
            "!www.ck",
            "CO.UK",
            "個人.香港",
            "//.a",
        ] {
            assert!(!is_public_suffix(name), "{name}");
        }
    }

    #[test]
    fn the_list_is_in_the_form_that_the_search_needs() {
        let rules: Vec<&str> = rules().collect();
        assert!(rules.len() > 9_000);
        assert!(rules.is_sorted_by(|a, b| a < b));
        assert!(LIST.lines().take(3).all(|line| line.starts_with("// ")));
        for rule in rules {
            let (last, parents) = match rule.rsplit_once('.') {
                Some((parents, last)) => (last, parents),
                None => (rule, "com"),
            };
            let last = match last.strip_prefix('!') {
                Some(last) => last,
                None if last == "*" => "com",
                None => last,
            };
            for label in parents.split('.').chain([last]) {
                assert!(!label.is_empty(), "{rule}");
                assert!(
                    label.bytes().all(|byte| byte != b'.' && is_name_byte(byte)),
                    "{rule}"
                );
            }
        }
    }

    #[test]
    fn the_date_is_a_date() {
        let parts: Vec<&str> = SUFFIX_LIST_DATE.split('-').collect();
        let [year, month, day] = parts[..] else {
            panic!("{SUFFIX_LIST_DATE}");
        };
        assert!((2026..2100).contains(&year.parse::<u16>().unwrap_or(0)));
        assert!((1..=12).contains(&month.parse::<u8>().unwrap_or(0)));
        assert!((1..=31).contains(&day.parse::<u8>().unwrap_or(0)));
    }

    /// The binary search agrees with a plain reading of the list, for every rule
    /// and names that are similar to it.
    #[test]
    fn every_rule_is_found() {
        let mut named = HashSet::new();
        let mut wildcards = HashSet::new();
        let mut exceptions = HashSet::new();
        for rule in rules() {
            let mut labels: Vec<&str> = rule.split('.').collect();
            if let Some(label) = labels.last().and_then(|last| last.strip_prefix('!')) {
                labels.pop();
                labels.push(label);
                exceptions.insert(reversed(&labels));
                continue;
            }
            if labels.last() == Some(&"*") {
                labels.pop();
                wildcards.insert(reversed(&labels));
            }
            for depth in 1..=labels.len() {
                named.insert(reversed(&labels[..depth]));
            }
        }

        let expected = |name: &str| {
            named.contains(name)
                || !name.contains('.')
                || name
                    .split_once('.')
                    .is_some_and(|(_, parent)| wildcards.contains(parent))
                    && !exceptions.contains(name)
        };
        let mut suffixes = 0;
        for name in named.iter().chain(&wildcards).chain(&exceptions) {
            let mut around = vec![
                name.clone(),
                format!("foo.{name}"),
                format!("bar.foo.{name}"),
                format!("x{name}"),
                format!("{name}x"),
                format!("{name}-x"),
                format!("{name}.com"),
            ];
            if let Some((label, parent)) = name.split_once('.') {
                around.push(parent.to_owned());
                around.push(format!("x{label}.{parent}"));
                around.push(format!("{label}x.{parent}"));
                around.push(format!("{label}-x.{parent}"));
            }
            for name in around {
                assert_eq!(is_public_suffix(&name), expected(&name), "{name}");
                suffixes += usize::from(expected(&name));
            }
        }
        assert!(suffixes > rules().count());
    }

    fn rules() -> impl Iterator<Item = &'static str> {
        LIST.lines().skip_while(|line| line.starts_with("//"))
    }

    fn reversed(labels: &[&str]) -> String {
        let labels: Vec<&str> = labels.iter().rev().copied().collect();
        labels.join(".")
    }
}
