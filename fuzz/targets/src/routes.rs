//! Policies by URL, against a naive matcher.

use cors_engine::adapter::{AllowedOrigin, CompiledPolicy, Http, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Policy, PolicyRequest, Problems};
use cors_rules::{RoutePath, RouteSegment};
use http::{HeaderMap, HeaderValue};

use crate::policies::{self, POLICIES};

/// The most entries and requests of one input.
const MOST: usize = 12;

/// Checks a table: `0` for the policy of the application, then lines such as `PUT /a/{id} 1`
/// and `nest /b 2`, an empty line, and requests such as `GET /a/1`.
pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let mut lines = text.split('\n');
    let application = policy(lines.next().unwrap_or_default());
    let entries = lines.by_ref().take_while(|line| !line.is_empty());
    let entries: Vec<Entry<'_>> = entries.filter_map(Entry::read).take(MOST).collect();

    let mut builder = Policies::builder(application);
    for entry in &entries {
        builder = match entry.method {
            Some(method) => builder.route(method, entry.path, entry.policy),
            None => builder.nest(entry.path, entry.policy),
        };
        if let Ok(path) = entry.path.parse::<RoutePath>() {
            assert_eq!(path.to_string(), entry.path);
        }
    }
    let policies = match builder.build() {
        Ok(policies) => policies,
        Err(problems) => return check_helps(&problems),
    };
    let table = Table {
        application,
        entries,
    };
    let source = PolicySource::<Http>::from(policies).compile();
    let no_headers = HeaderMap::new();
    for (method, path) in lines.filter_map(|line| line.split_once(' ')).take(MOST) {
        let request = PolicyRequest::new::<Http>(method, path, None, &no_headers);
        let applicable = source.applicable(&request);
        let mut found: Vec<*const Policy> = Vec::new();
        found.extend(
            applicable
                .policy
                .policies()
                .map(|policy| &raw const **policy),
        );
        let mut expected: Vec<*const Policy> = Vec::new();
        for spelling in spellings(path) {
            expected.push(table.policy(method, &spelling));
            let differs = |other: &str| {
                !std::ptr::eq(
                    table.policy(other, &spelling),
                    table.policy(method, &spelling),
                )
            };
            let mut methods = table.entries.iter().filter_map(|entry| entry.method);
            if methods.any(differs) || differs("GET") {
                assert!(
                    applicable.per_method,
                    "the methods of {path} have different policies"
                );
            }
        }
        found.sort_unstable();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(found, expected, "{method} {path}");
        check_intersection(&applicable.policy, method);
    }
}

/// The policy with the index that the text names.
fn policy(text: &str) -> &'static Policy {
    let index = policies::index(text.bytes().next().unwrap_or_default());
    POLICIES[index]
}

struct Entry<'i> {
    /// The method, or `None` for a nested prefix.
    method: Option<&'i str>,
    path: &'i str,
    policy: &'static Policy,
}

impl<'i> Entry<'i> {
    fn read(line: &'i str) -> Option<Self> {
        let (method, rest) = line.split_once(' ')?;
        let (path, index) = rest.rsplit_once(' ')?;
        Some(Entry {
            method: (method != "nest").then_some(method),
            path,
            policy: policy(index),
        })
    }

    fn segments(&self) -> Vec<RouteSegment<'i>> {
        let segments = self.path.split('/').skip(1).map(|text| {
            match text
                .strip_prefix('{')
                .map(|text| text.trim_end_matches('}'))
            {
                Some(name) if name.starts_with('*') => RouteSegment::Rest(""),
                Some(_) => RouteSegment::Param(""),
                None => RouteSegment::Literal(text),
            }
        });
        let mut segments: Vec<_> = segments.collect();
        if self.method.is_none() && segments.last() == Some(&RouteSegment::Literal("")) {
            segments.pop();
        }
        segments
    }

    fn matches(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else {
            return path.is_empty() && self.segments().is_empty();
        };
        let mut parts = Vec::from_iter(path.split('/'));
        let segments = self.segments();
        if segments.last() == Some(&RouteSegment::Rest("")) {
            let start = segments.len() - 1;
            let rest = parts.split_off(start.min(parts.len())).join("/");
            if rest.is_empty() {
                return false;
            }
            parts.push("rest");
        }
        let is_long_enough = match self.method {
            Some(_) => parts.len() == segments.len(),
            None => parts.len() >= segments.len(),
        };
        let mut pairs = segments.iter().zip(&parts);
        is_long_enough
            && pairs.all(|(segment, part)| match segment {
                RouteSegment::Literal(text) => text == part,
                _ => !part.is_empty(),
            })
    }

    /// Smaller is more specific: a literal before `{name}` before `{*rest}`.
    fn specificity(&self) -> Vec<u8> {
        let rank = |segment: RouteSegment<'_>| match segment {
            RouteSegment::Literal(_) => 0,
            RouteSegment::Param(_) => 1,
            RouteSegment::Rest(_) => 2,
        };
        self.segments().into_iter().map(rank).collect()
    }
}

struct Table<'i> {
    application: &'static Policy,
    entries: Vec<Entry<'i>>,
}

impl Table<'_> {
    fn policy(&self, method: &str, path: &str) -> &'static Policy {
        let has_head = |entry: &Entry<'_>| {
            let mut others = self
                .entries
                .iter()
                .filter(|other| other.method == Some("HEAD"));
            others.any(|other| other.segments() == entry.segments())
        };
        let takes = |entry: &&Entry<'_>| {
            entry.method == Some(method)
                || entry.method == Some("GET") && method == "HEAD" && !has_head(entry)
        };
        let matching = || self.entries.iter().filter(|entry| entry.matches(path));
        let routes = matching().filter(takes);
        if let Some(route) = routes.min_by_key(|entry| entry.specificity()) {
            return route.policy;
        }
        let nests = matching().filter(|entry| entry.method.is_none());
        let nest = nests.min_by_key(|entry| {
            let specificity = entry.specificity();
            (usize::MAX - specificity.len(), specificity)
        });
        nest.map_or(self.application, |nest| nest.policy)
    }
}

/// Every path that a server can make of a path when it applies some of the rewrites, in
/// their order.
fn spellings(path: &str) -> Vec<String> {
    let rewrites: [fn(&str) -> String; 5] = [
        decoded,
        |path| {
            let segments = path
                .split('/')
                .map(|segment| segment.split(';').next().unwrap_or(""));
            segments.collect::<Vec<_>>().join("/")
        },
        |path| {
            let mut path = path.to_owned();
            while path.contains("//") {
                path = path.replace("//", "/");
            }
            path
        },
        without_dots,
        |path| match path.trim_end_matches('/') {
            "" if !path.is_empty() => "/".to_owned(),
            trimmed => trimmed.to_owned(),
        },
    ];
    let apply = |subset: u32| {
        let chosen = rewrites
            .iter()
            .enumerate()
            .filter(|(index, _)| subset >> index & 1 == 1);
        chosen.fold(path.to_owned(), |path, (_, rewrite)| rewrite(&path))
    };
    let mut spellings: Vec<String> = (0..1 << rewrites.len()).map(apply).collect();
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}

fn decoded(path: &str) -> String {
    let mut decoded = String::new();
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let digits = rest.get(..3).and_then(|triplet| triplet.strip_prefix('%'));
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/;".contains(byte);
        if let Some(byte) = byte.filter(is_plain) {
            decoded.push(char::from(byte));
            rest = &rest[3..];
        } else {
            decoded.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    decoded
}

fn without_dots(path: &str) -> String {
    let is_dots = |segment: &&str| [".", ".."].contains(segment);
    let segments: Vec<&str> = path.split('/').collect();
    if !segments.iter().any(is_dots) {
        return path.to_owned();
    }
    let mut kept = Vec::new();
    for segment in &segments[1..] {
        match *segment {
            "." => {}
            ".." => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    if segments.last().is_some_and(is_dots) {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

/// The answers grant nothing that one of the policies does not grant.
fn check_intersection(compiled: &CompiledPolicy<Http>, method: &str) {
    let all = || compiled.policies();
    for origin in [
        "https://example.com",
        "https://a.example.com",
        "https://example.org",
        "http://localhost:3000",
        "https://app-7.example.com",
    ] {
        let origin = HeaderValue::from_static(origin);
        let allowed = compiled.allowed_origin_for(Some(&origin));
        let is_allowed = allowed != AllowedOrigin::None;
        assert_eq!(
            is_allowed,
            all().all(|policy| policy.allows_origin(&origin))
        );
        let mut request = HeaderMap::new();
        request.insert("origin", origin);
        request.insert(
            "access-control-request-headers",
            HeaderValue::from_static("x-a"),
        );
        if let Ok(method) = HeaderValue::from_str(method) {
            request.insert("access-control-request-method", method);
        }
        let mut answer = HeaderMap::new();
        compiled.write_preflight_headers(allowed.clone(), &request, &mut answer);
        let mut response = HeaderMap::new();
        compiled.write_response_headers(allowed, &mut response);

        let credentials = "access-control-allow-credentials";
        for headers in [&answer, &response] {
            let grants = headers.contains_key(credentials);
            assert_eq!(
                grants,
                is_allowed && all().all(|policy| policy.credentials())
            );
        }
        let granted = |headers: &HeaderMap, name: &str| {
            let line = headers.get(name).map(|value| value.as_bytes().to_vec());
            let line = String::from_utf8(line.unwrap_or_default()).expect("it is ASCII");
            let names = line.split(',').map(|name| name.trim().to_owned());
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
        };
        for name in granted(&answer, "access-control-allow-methods") {
            let is_simple = ["GET", "HEAD", "POST"].contains(&&*name);
            assert!(
                all().all(
                    |policy| is_simple || policy.methods().any(|own| own == "*" || own == name)
                ),
                "the method {name}"
            );
        }
        for name in granted(&answer, "access-control-allow-headers") {
            let grants = |policy: &Policy| {
                let lists = |name: &str| policy.headers().any(|own| own == name);
                lists(&name) || lists("*") && (name != "authorization" || policy.credentials())
            };
            assert!(all().all(|policy| grants(policy)), "the header {name}");
        }
        for name in granted(&response, "access-control-expose-headers") {
            let grants =
                |policy: &Policy| policy.expose_headers().any(|own| own == "*" || own == name);
            assert!(all().all(|policy| grants(policy)), "the header {name}");
        }
        let age = granted(&answer, "access-control-max-age");
        if let Some(age) = age.first().and_then(|age| age.parse::<u32>().ok()) {
            assert!(all().all(|policy| policy.max_age().is_some_and(|own| age <= own)));
        }
    }
}

/// A path that a help proposes is a path.
fn check_helps(problems: &Problems) {
    for problem in problems {
        let _ = problem.to_string();
        let help = problem.help.as_deref().unwrap_or_default();
        let written = help
            .strip_prefix("write \"")
            .and_then(|help| help.strip_suffix('"'));
        if let (Some(written), "route-path-invalid") = (written, problem.rule.name()) {
            assert!(written.parse::<RoutePath>().is_ok(), "{help}");
        }
    }
}
