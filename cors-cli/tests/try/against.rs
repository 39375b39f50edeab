//! `--against` answers as a server with the policy does. The expected answers are those of
//! the example `axum-policies`, whose own tests read them from a socket.

use serde_json::Value;

use crate::scripted::{Run, Scripted, cors};

const SHOP: &str = r#"
origins = "*"
expose_headers = ["etag"]
max_age = "1d"

[policies.partners]
origins = ["https://partner.example", "https://*.partner.example"]
methods = ["PUT"]
headers = ["authorization"]
max_age = "10m"

[policies.admin]
origins = ["https://admin.shop.example"]
methods = ["PUT", "DELETE"]
headers = ["content-type"]
credentials = true

[policies.remove]
origins = ["https://admin.shop.example"]
methods = ["DELETE"]
headers = ["content-type"]
credentials = true

[[routes]]
path = "/products/{name}"
methods = ["PUT"]
policy = "partners"

[[routes]]
path = "/products/{name}"
methods = ["DELETE"]
policy = "remove"

[[routes]]
nest = "/orders"
policy = "partners"

[[routes]]
nest = "/admin"
policy = "admin"

[[routes]]
nest = "/health"
policy = "none"
"#;

const PARTNER: &str = "https://partner.example";
const ADMIN: &str = "https://admin.shop.example";
const ANY: &str = "https://any.example";

type Lines = &'static [(&'static str, &'static str)];

/// A request, the status and the CORS headers of the last answer, and whether all browsers
/// let the page read it.
struct Case {
    arguments: &'static [&'static str],
    from: &'static str,
    path: &'static str,
    status: u16,
    lines: Lines,
    cause: Option<&'static str>,
}

const OF_PARTNERS: Lines = &[
    ("access-control-allow-headers", "authorization"),
    ("access-control-allow-methods", "PUT"),
    ("access-control-allow-origin", PARTNER),
    ("access-control-max-age", "0"),
];

const CASES: [Case; 10] = [
    Case {
        arguments: &["-X", "PUT"],
        from: PARTNER,
        path: "/products/tea",
        status: 204,
        lines: OF_PARTNERS,
        cause: None,
    },
    Case {
        arguments: &["-X", "DELETE", "--credentials"],
        from: ADMIN,
        path: "/products/tea",
        status: 204,
        lines: &[
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "content-type"),
            ("access-control-allow-methods", "DELETE"),
            ("access-control-allow-origin", ADMIN),
            ("access-control-max-age", "0"),
        ],
        cause: None,
    },
    Case {
        arguments: &["-X", "DELETE"],
        from: PARTNER,
        path: "/products/tea",
        status: 403,
        lines: &[],
        cause: Some("preflight-allow-origin-missing"),
    },
    Case {
        arguments: &["-X", "PUT"],
        from: ADMIN,
        path: "/products/tea",
        status: 403,
        lines: &[],
        cause: Some("preflight-allow-origin-missing"),
    },
    Case {
        arguments: &["-X", "PUT"],
        from: ANY,
        path: "/products/tea",
        status: 403,
        lines: &[],
        cause: Some("preflight-allow-origin-missing"),
    },
    Case {
        arguments: &[],
        from: ANY,
        path: "/products/tea",
        status: 200,
        lines: &[
            ("access-control-allow-origin", "*"),
            ("access-control-expose-headers", "etag"),
        ],
        cause: None,
    },
    Case {
        arguments: &["--data", "a"],
        from: PARTNER,
        path: "/orders",
        status: 200,
        lines: &[("access-control-allow-origin", PARTNER)],
        cause: None,
    },
    Case {
        arguments: &["--data", "a"],
        from: ANY,
        path: "/orders",
        status: 200,
        lines: &[],
        cause: Some("allow-origin-missing"),
    },
    Case {
        arguments: &["--credentials"],
        from: ADMIN,
        path: "/admin/stock",
        status: 200,
        lines: &[
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-origin", ADMIN),
        ],
        cause: None,
    },
    Case {
        arguments: &[],
        from: ANY,
        path: "/health",
        status: 200,
        lines: &[],
        cause: Some("allow-origin-missing"),
    },
];

/// The CORS headers of an exchange, by name.
fn cors_headers(exchange: &Value) -> Vec<(String, String)> {
    let lines = exchange["response_headers"].as_array().expect("headers");
    let mut lines: Vec<(String, String)> = lines
        .iter()
        .map(|line| serde_json::from_value(line.clone()).expect("a name and a value"))
        .filter(|(name, _): &(String, String)| name.starts_with("access-control-"))
        .collect();
    lines.sort();
    lines
}

/// The exchange whose status and headers a case expects: the preflight, if there is one.
fn first(run: &Run) -> Value {
    run.json()["exchanges"][0].clone()
}

fn verdicts(run: &Run) -> Vec<(Value, Value)> {
    let json = run.json();
    let verdicts = json["verdicts"].as_array().expect("verdicts");
    let each = verdicts.iter();
    each.map(|one| (one["allowed"].clone(), one["cause"].clone()))
        .collect()
}

#[test]
fn a_policy_file_answers_as_the_server_with_this_policy() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    std::fs::write(&file, SHOP).expect("a file");
    let file = file.to_str().expect("a path");
    for Case {
        arguments,
        from,
        path,
        status,
        lines,
        cause,
    } in CASES
    {
        let url = format!("https://shop.example{path}");
        let common = ["--from", from, "--output-format", "json"];
        let against = ["try", &url, "--against", file];
        let run = cors(&[&against[..], &common, arguments].concat());
        let name = format!("{arguments:?} {path} of {from}: {}", run.stdout());
        let first = first(&run);
        assert_eq!(first["status"], status, "{name}");
        let expected: Vec<_> = lines
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(cors_headers(&first), expected, "{name}");
        assert_eq!(run.code(), Some(i32::from(cause.is_some())), "{name}");

        // The same headers from a server lead to the same verdicts.
        let server = Scripted::lines(move |request| {
            let is_actual = |name: &str| {
                !["methods", "headers", "max-age"]
                    .iter()
                    .any(|end| name.ends_with(end))
            };
            let is_preflight = request.method == "OPTIONS";
            let sent = lines
                .iter()
                .filter(|(name, _)| is_preflight || is_actual(name) || name.contains("expose"));
            let sent = sent.map(|(name, value)| (*name, (*value).to_owned()));
            let status = if is_preflight { status } else { 200 };
            (status, sent.collect())
        });
        let url = server.url(path);
        let live = cors(&[&["try", &url, "--send"], &common[..], arguments].concat());
        for (allowed, found) in verdicts(&run) {
            assert_eq!(allowed, Value::Bool(cause.is_none()), "{name}");
            // WebKit names the status of a preflight instead of the origin.
            let is_status = found == "preflight-status-not-ok" && status == 403;
            assert!(is_status || found.as_str() == cause, "{name}");
        }
        assert_eq!(verdicts(&run), verdicts(&live), "{name}\n{}", live.stdout());
    }
}

/// The response to an origin that a policy does not allow says nothing about the policy.
#[test]
fn the_lines_keep_what_the_policy_of_the_file_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let path = file.to_str().expect("a path");
    let url = "https://shop.example/";
    let arguments = ["try", url, "--from", PARTNER, "-X", "PUT", "-H", "x-b: 1"];
    let policy = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).expect("a file");
        let against = ["--against", path, "--output-format", "json"];
        let run = cors(&[&arguments[..], &against, more].concat());
        run.json()["advice"][0]["policy"].clone()
    };
    let text = "origins = [\"https://*.app.example.com\"]\nmethods = [\"DELETE\"]\n\
                headers = [\"x-a\"]\n";
    let lists = [
        "methods = [\"DELETE\", \"PUT\"]",
        "headers = [\"x-a\", \"x-b\"]",
    ];
    let both = "origins = [\"https://*.app.example.com\", \"https://partner.example\"]";
    let one = "origins = [\"https://partner.example\"]";
    let credentials = "credentials = true";
    assert_eq!(
        policy(text, &[]),
        serde_json::json!([both, lists[0], lists[1]])
    );
    let with = format!("{text}credentials = true\n");
    let expected = serde_json::json!([both, lists[0], lists[1], credentials]);
    assert_eq!(policy(&with, &[]), expected);
    assert_eq!(policy(&with, &["--credentials"]), expected);
    let any = "origins = [\"https://a.example\"]\nmethods = \"*\"\nheaders = \"*\"\n";
    assert_eq!(
        policy(any, &["-H", "Authorization: x"]),
        serde_json::json!([
            "origins = [\"https://a.example\", \"https://partner.example\"]",
            "methods = [\"*\"]",
            "headers = [\"*\", \"authorization\"]"
        ])
    );
    // The other origin must not gain credentials.
    assert_eq!(
        policy(text, &["--credentials"]),
        serde_json::json!([one, lists[0], lists[1], credentials])
    );
}
