//! The time of a check grows with the size of a policy, and not with its square.
//!
//! A program can load policies from files and databases, so a large or hostile policy must
//! not keep it busy. Each test has more entries than any real policy. A check that compares
//! all of them with each other takes minutes.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cors_engine::routes::Policies;
use cors_engine::{Config, Entry, Policy, Rule, cors};

static PUBLIC: Policy = cors! { origins = * };
static PARTNERS: Policy = cors! { origins = ["https://partner.example"], methods = [PUT, PATCH] };

/// A run without optimization on a busy machine takes less.
const LONGEST: Duration = Duration::from_secs(30);

/// The number of entries of a list.
const MANY: usize = 100_000;

/// Runs a check in limited time.
#[track_caller]
fn in_time(name: &str, check: impl FnOnce()) {
    let start = Instant::now();
    check();
    let took = start.elapsed();
    assert!(took < LONGEST, "{name}: {took:?}");
}

/// Checks a policy with this list of origins. `rule` is the rule that most of them break.
#[track_caller]
fn origins(name: &str, rule: Option<Rule>, entry: impl Fn(usize) -> String) {
    in_time(name, || {
        let list = (0..MANY).map(&entry);
        let built = Policy::builder().origins(list).credentials(true).build();
        let problems = built.map_or_else(|problems| problems.to_vec(), |_| Vec::new());
        let broken = problems.iter().filter(|problem| Some(problem.rule) == rule);
        assert_eq!(broken.count() > MANY / 2, rule.is_some(), "{name}");
        assert_eq!(problems.is_empty(), rule.is_none(), "{name}");
    });
}

#[test]
fn many_origins_are_checked_in_time() {
    origins("exact origins", None, |index| {
        format!("https://a{index}.example")
    });
    origins("subdomain patterns", None, |index| {
        format!("https://*.a{index}.example")
    });
    origins("port patterns", None, |index| {
        format!("https://a{index}.example:*")
    });
    origins("IPv6 addresses", None, |index| {
        let (high, low) = (index / 1000 + 1, index % 1000 + 1);
        format!("https://[2001:db8::{high:x}:{low:x}]")
    });
    origins("duplicate origins", Some(Rule::OriginDuplicate), |_| {
        "https://a.example".into()
    });
    origins("covered origins", None, |index| match index {
        0 => "https://*.a.example".into(),
        _ => format!("https://a{index}.a.example"),
    });
    origins("public suffixes", Some(Rule::PublicSuffix), |_| {
        "https://*.com".into()
    });
    origins("single labels", Some(Rule::PublicSuffix), |index| {
        format!("https://*.x{index}")
    });
    origins("label globs", None, |index| {
        format!("https://a{index}-*.example.com")
    });
    origins("label globs of all lengths", None, |index| {
        let (start, end) = (index % 60, index / 60 % 60);
        let (start, end) = ("a".repeat(start), "b".repeat(end.min(60 - start)));
        format!("https://{start}*{end}-.a{index}.example")
    });
    origins(
        "origins that label globs cover",
        None,
        |index| match index {
            0..60 => format!("https://{}*.a.example", "a".repeat(index + 1)),
            _ => format!("https://a{index}.a.example"),
        },
    );
    origins("`*` only", Some(Rule::AnyOriginWithCredentials), |_| {
        "*".into()
    });
    origins(
        "`*` and one more",
        Some(Rule::AnyOriginWithOthers),
        |index| {
            if index + 1 == MANY {
                "https://a.example".into()
            } else {
                "*".into()
            }
        },
    );
    origins("`*` after one", Some(Rule::AnyOriginWithOthers), |index| {
        if index == 0 {
            "https://a.example".into()
        } else {
            "*".into()
        }
    });
    origins("origins with a path", Some(Rule::OriginHasPath), |index| {
        format!("https://a{index}.example/")
    });
    origins("insecure origins", Some(Rule::InsecureOrigin), |index| {
        format!("http://a{index}.example")
    });
    origins(
        "origins without a scheme",
        Some(Rule::OriginSchemeMissing),
        |index| format!("a{index}.example"),
    );
    origins(
        "origins in upper case",
        Some(Rule::OriginNotLowerCase),
        |index| format!("HTTPS://A{index}.example"),
    );
}

type Lists = fn(Vec<String>) -> cors_engine::PolicyBuilder;

#[test]
fn many_names_are_checked_in_time() {
    let all: [(&str, Lists); 3] = [
        ("methods", |list| {
            Policy::builder()
                .origins(["https://a.example"])
                .methods(list)
        }),
        ("headers", |list| {
            Policy::builder()
                .origins(["https://a.example"])
                .headers(list)
        }),
        ("expose_headers", |list| {
            Policy::builder()
                .origins(["https://a.example"])
                .expose_headers(list)
        }),
    ];
    for (list, builder) in all {
        let check = |what: &str, has_problems: bool, entry: &dyn Fn(usize) -> String| {
            in_time(&format!("{list}: {what}"), || {
                let names = (0..MANY).map(entry).collect();
                let problems = builder(names)
                    .build()
                    .map_or_else(|found| found.len(), |_| 0);
                assert_eq!(problems > 0, has_problems, "{list}: {what}");
            });
        };
        check("names", false, &|index| format!("X{index}"));
        check("duplicates", true, &|_| "X-A".into());
        check("`*` only", true, &|_| "*".into());
        check("`*` and one more", true, &|index| {
            if index + 1 == MANY {
                "X-A".into()
            } else {
                "*".into()
            }
        });
        check("`*` and `authorization`", true, &|index| {
            if index + 1 == MANY {
                "authorization".into()
            } else {
                "*".into()
            }
        });
        check("two words", true, &|index| format!("X{index},Y{index}"));
        check("one entry with many words", true, &|index| match index {
            0 => (0..MANY).map(|word| format!("X{word},")).collect(),
            _ => format!("X-A{index}"),
        });
        check("the same two words", true, &|_| "A,B".into());
    }
}

#[test]
fn many_allowed_rules_are_checked_in_time() {
    in_time("allow", || {
        let entry = (0..MANY).fold(Entry::new("http://a.example"), |entry, index| {
            entry.allow(if index < MANY / 2 {
                Rule::InsecureOrigin
            } else {
                Rule::PublicSuffix
            })
        });
        let built = Policy::builder().origins([entry]).credentials(true).build();
        assert_eq!(built.unwrap_err().len(), MANY - 1);
    });
}

#[test]
fn many_keys_are_checked_in_time() {
    in_time("keys", || {
        let mut builder = Policy::builder().origins(["https://a.example"]);
        for index in 0..MANY {
            builder = if index < MANY / 2 {
                builder.credentials(true)
            } else {
                builder.max_age(1)
            };
        }
        assert_eq!(builder.build().unwrap_err().len(), MANY - 2);
    });
    in_time("unknown keys", || {
        let keys: String = (0..MANY)
            .map(|index| format!("\"orgins{index}\": true,"))
            .collect();
        let config: Config =
            serde_json::from_str(&format!("{{{keys}\"origins\": \"*\"}}")).expect("JSON");
        assert_eq!(config.build().unwrap_err().len(), MANY);
    });
}

/// The number of routes. Comparing all of them with each other takes minutes.
const ROUTES: usize = 40_000;

#[test]
fn many_routes_are_checked_in_time() {
    let routes = |name: &str, has_problems: bool, path: &dyn Fn(usize) -> String| {
        in_time(&format!("routes: {name}"), || {
            let builder = (0..ROUTES).fold(Policies::builder(&PUBLIC), |builder, index| {
                builder.route("GET", &path(index), &PARTNERS)
            });
            assert_eq!(builder.build().is_err(), has_problems, "{name}");
        });
    };
    routes("exact paths", false, &|index| format!("/a/{index}"));
    routes("parameters", false, &|index| format!("/{{a}}/{index}"));
    routes("the same path", true, &|_| "/a".to_owned());
    routes("invalid paths", true, &|index| format!("a{index}"));
    in_time("routes: nested prefixes", || {
        let builder = (0..ROUTES).fold(Policies::builder(&PUBLIC), |builder, index| {
            builder.nest(&format!("/a/{index}"), &PARTNERS)
        });
        builder.build().expect("no problems");
    });
    in_time("routes: each with its own policy", || {
        let builder = (0..ROUTES).fold(Policies::builder(&PUBLIC), |builder, index| {
            builder.route("PUT", &format!("/a/{index}"), PARTNERS.clone())
        });
        let policies = builder.build().expect("no problems");
        let source: cors_engine::adapter::PolicySource<cors_engine::adapter::Http> =
            policies.into();
        drop(source);
    });
}

fn built(text: &str) -> usize {
    let config: Config = serde_json::from_str(text).expect("JSON");
    config
        .build_policies()
        .map_or_else(|found| found.len(), |_| 0)
}

#[test]
fn a_large_file_with_routes_is_checked_in_time() {
    in_time("file: routes", || {
        let mut text = String::from(
            r#"{"origins": "*", "policies": {"p": {"origins": ["https://a.example"], "methods": ["PUT"]}}, "routes": ["#,
        );
        for index in 0..ROUTES {
            write!(
                text,
                r#"{{"path": "/a/{index}", "methods": ["PUT"], "policy": "p"}},"#
            )
            .unwrap();
        }
        text.pop();
        text.push_str("]}");
        assert_eq!(built(&text), 0);
    });
    // An unknown name is compared with 100 policies, which takes longer.
    for (name, policy, routes) in [("known", "p", ROUTES), ("unknown", "q", ROUTES)] {
        in_time(&format!("file: routes with {name} policies"), || {
            let mut text = String::from(r#"{"origins": "*", "policies": {"#);
            for index in 0..MANY {
                write!(text, r#""p{index}": {{"origins": "*"}},"#).unwrap();
            }
            text.pop();
            text.push_str(r#"}, "routes": ["#);
            for index in 0..routes {
                write!(
                    text,
                    r#"{{"nest": "/a/{index}", "policy": "{policy}{index}"}},"#
                )
                .unwrap();
            }
            text.pop();
            text.push_str("]}");
            assert_eq!(built(&text), if policy == "p" { 0 } else { routes });
        });
    }
    in_time("file: a route with many methods", || {
        let methods: String = (0..ROUTES).map(|index| format!("\"X{index}\",")).collect();
        let methods = methods.trim_end_matches(',');
        let text = format!(
            r#"{{"origins": "*", "methods": [{methods}], "policies": {{"p": {{"origins": ["https://a.example"], "methods": [{methods}]}}}},
            "routes": [{{"path": "/a", "methods": [{methods}], "policy": "p"}}, {{"path": "/a", "methods": ["Y", {methods}], "policy": "p"}}]}}"#
        );
        assert_eq!(built(&text), 2);
    });
    in_time("file: a path with many parameters", || {
        let path: String = (0..MANY).map(|index| format!("/{{a{index}}}")).collect();
        let text =
            format!(r#"{{"origins": "*", "routes": [{{"nest": "{path}", "policy": "none"}}]}}"#);
        assert_eq!(built(&text), 0);
    });
}
