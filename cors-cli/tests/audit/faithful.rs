//! A server that follows its policy exactly, and an audit of it: it has no finding.

use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::{Config, PolicyRequest};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::Lines;
use crate::scripted::{Request, Run, Scripted, cors};

/// The policies of a file, as the engine answers with them.
pub(crate) struct Faithful(CompiledSource<Http>);

impl Faithful {
    pub(crate) fn new(policy: &str) -> Self {
        let config: Config = toml::from_str(policy).expect("a policy file");
        let (policies, _) = config.build_policies_with_notes().expect("policies");
        Self(PolicySource::from(policies).compile())
    }

    /// The status and the header lines.
    pub(crate) fn respond(&self, request: &Request) -> (u16, Lines) {
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let name = HeaderName::try_from(name.as_str()).expect("a name");
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        let path = request.path.split('?').next().unwrap_or_default();
        let asked = request.header("access-control-request-method");
        let asked = asked.filter(|_| request.method == "OPTIONS");
        let method = asked.unwrap_or(&request.method);
        let asked_for = PolicyRequest::new::<Http>(method, path, None, &headers);
        let applicable = self.0.applicable(&asked_for);
        let policy = applicable.policy;
        let origin = policy.allowed_origin(&headers);
        if asked.is_none() {
            let mut written = HeaderMap::new();
            policy.write_response_headers(origin, &mut written);
            return (200, lines(&written));
        }
        let answer = match applicable.per_method {
            true => policy.preflight_answer_for_method(origin, &headers),
            false => policy.preflight_answer(origin, &headers),
        };
        (answer.status().as_u16(), lines(answer.headers()))
    }
}

fn lines(headers: &HeaderMap) -> Lines {
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        let name: &'static str = match name.as_str() {
            "access-control-allow-origin" => "Access-Control-Allow-Origin",
            "access-control-allow-credentials" => "Access-Control-Allow-Credentials",
            "access-control-allow-methods" => "Access-Control-Allow-Methods",
            "access-control-allow-headers" => "Access-Control-Allow-Headers",
            "access-control-expose-headers" => "Access-Control-Expose-Headers",
            "access-control-max-age" => "Access-Control-Max-Age",
            "vary" => "Vary",
            other => panic!("{other}"),
        };
        (name, value.to_str().expect("text").to_owned())
    };
    headers.iter().map(line).collect()
}

/// Audits a path of a server with a policy file.
pub(crate) fn audit(server: &Scripted, path: &str, policy: &str) -> Run {
    let name = format!("faithful-{}.toml", server.port);
    let policy = crate::file(&name, policy);
    let expect = policy.to_str().expect("a path");
    let url = server.url(path);
    cors(&["audit", &url, "--expect", expect, "--output-format", "json"])
}

/// Policies that differ in every key, and the path to audit.
fn policies() -> Vec<(String, &'static str)> {
    const ORIGINS: [&str; 8] = [
        "[\"https://app.shop.example\"]",
        "[\"https://app.shop.example\", \"https://admin.shop.example:8443\"]",
        "[\"https://*.shop.example\"]",
        "[\"http://localhost:*\"]",
        "[\"https://*.shop.example:*\"]",
        "[\"https://pr-*.shop.example\"]",
        "[\"https://shop.example\", \"https://*-team.shop.example:*\"]",
        "\"*\"",
    ];
    const REST: [&str; 4] = [
        "",
        "methods = [\"PUT\", \"DELETE\"]\nheaders = [\"content-type\", \"x-token\"]",
        "expose_headers = [\"etag\", \"x-total\"]\nmax_age = 600",
        "methods = \"*\"\nheaders = [\"*\", \"authorization\"]\nmax_age = 0",
    ];
    let mut policies = Vec::new();
    for origins in ORIGINS {
        for credentials in [false, true] {
            if credentials && origins == "\"*\"" {
                continue;
            }
            for rest in REST {
                let policy = format!("origins = {origins}\ncredentials = {credentials}\n{rest}\n");
                policies.push((policy, "/users"));
            }
        }
    }
    let routes = include_str!("routes.toml");
    for path in ["/users", "/partners/1", "/orders/1", "/health"] {
        policies.push((routes.to_owned(), path));
    }
    policies
}

#[test]
fn a_server_that_follows_any_policy_has_no_finding() {
    let audits = policies().into_iter().map(|(policy, path)| {
        std::thread::spawn(move || {
            let server = Faithful::new(&policy);
            let server = Scripted::lines(move |request| server.respond(request));
            let run = audit(&server, path, &policy);
            let findings = run.json()["findings"].clone();
            let is_right = run.code() == Some(0) && findings == serde_json::json!([]);
            (!is_right).then(|| format!("{path}\n{policy}\n{findings:#}"))
        })
    });
    let audits: Vec<_> = audits.collect();
    assert!(audits.len() > 40);
    let wrong = audits
        .into_iter()
        .filter_map(|one| one.join().expect("an audit"));
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
