//! The model of the browser against the engine.

use std::sync::LazyLock;

use cors_browser::{
    Browser, Credentials, Fetch, Headers, Mode, Outcome, Page, Readable, Redirect, Request,
    Response, ResponseType, UserAgent,
};
use cors_engine::Policy;
use cors_engine::adapter::{CompiledPolicy, Http};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::policies::{self, POLICIES};

const SERVER: &str = "https://api.example.com";
const ELSEWHERE: &str = "https://api.example.org/elsewhere";

static COMPILED: LazyLock<Vec<CompiledPolicy<Http>>> = LazyLock::new(|| {
    POLICIES
        .iter()
        .map(|policy| CompiledPolicy::new(*policy))
        .collect()
});

/// Checks a fetch: `2Scif https://example.com`, then `PUT /1`, the headers of the page, an
/// empty line and the body. The five letters select the policy, the browser, the mode, the
/// credentials and the redirects.
pub fn run(data: &[u8]) {
    let Some(case) = Case::read(data) else {
        return;
    };
    let mut agent = UserAgent::new(case.browser);
    let mut readable = Vec::new();
    // The preflight cache does not change what the page reads.
    for _ in 0..2 {
        let report = agent.fetch(&case.page, &case.fetch, |request| case.answer(request));
        for exchange in &report.exchanges {
            let request = &exchange.request;
            assert!(!(request.is_preflight() && request.credentials));
        }
        if let Outcome::Readable(response) = &report.outcome {
            case.check_readable(response);
        }
        readable.push(report.outcome.readable().is_some());
    }
    assert_eq!(readable[0], readable[1]);
    if case.must_be_readable() {
        assert!(readable[0], "the policy allows this fetch");
    }
}

struct Case {
    policy: usize,
    browser: Browser,
    page: Page,
    fetch: Fetch,
    /// Where the server redirects to.
    target: Option<&'static str>,
}

impl Case {
    fn read(data: &[u8]) -> Option<Self> {
        let mut lines = data.split(|byte| *byte == b'\n');
        let [
            policy,
            browser,
            mode,
            credentials,
            redirect,
            b' ',
            page @ ..,
        ] = lines.next()?
        else {
            return None;
        };
        let page = Page::at(str::from_utf8(page).ok()?).ok()?;
        let (method, path) = str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
        let mut fetch = Fetch::new(method, format!("{SERVER}{path}"))
            .mode(match mode {
                b'n' => Mode::NoCors,
                b's' => Mode::SameOrigin,
                _ => Mode::Cors,
            })
            .credentials(match credentials {
                b'i' => Credentials::Include,
                b'o' => Credentials::Omit,
                _ => Credentials::SameOrigin,
            })
            .redirect(match redirect {
                b'e' => Redirect::Error,
                b'm' => Redirect::Manual,
                _ => Redirect::Follow,
            });
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = str::from_utf8(&line[..colon]).ok()?;
            fetch = fetch.header(name, &line[colon + 1..]);
        }
        let body = lines.collect::<Vec<_>>().join(&b'\n');
        if !body.is_empty() {
            fetch = fetch.body(body);
        }
        Some(Case {
            policy: policies::index(*policy),
            browser: Browser::ALL[usize::from(*browser) % Browser::ALL.len()],
            page,
            fetch,
            target: match redirect {
                b'h' => Some("/elsewhere"),
                b'x' => Some(ELSEWHERE),
                _ => None,
            },
        })
    }

    fn policy(&self) -> &'static Policy {
        POLICIES[self.policy]
    }

    /// Answers as an adapter does.
    fn answer(&self, request: &Request) -> Response {
        let compiled = &COMPILED[self.policy];
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers.iter() {
            let name = HeaderName::try_from(name).expect("browsers send tokens");
            // Browsers send control characters, and no server takes them.
            if let Ok(value) = HeaderValue::from_bytes(value) {
                headers.append(name, value);
            }
        }
        let origin = compiled.allowed_origin(&headers);
        let is_preflight = origin.is_for_preflight::<Http>(request.method.as_bytes(), &headers);
        assert_eq!(is_preflight, request.is_preflight());
        if is_preflight {
            let answer = compiled.preflight_answer(origin, &headers);
            return response(answer.status().as_u16(), answer.headers());
        }
        let mut headers = HeaderMap::new();
        for name in ["content-type", "etag", "link", "x-total", "set-cookie"] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
        }
        let target = self.target.filter(|_| request.hop == 0);
        if let Some(target) = target {
            headers.insert("location", HeaderValue::from_static(target));
        }
        compiled.write_response_headers(origin, &mut headers);
        response(target.map_or(200, |_| 307), &headers)
    }

    /// The page reads nothing of another origin that the policy does not grant.
    fn check_readable(&self, response: &Readable) {
        let names = response.headers.names();
        match response.kind {
            ResponseType::Cors => self.check_granted(&response.headers),
            ResponseType::Opaque | ResponseType::OpaqueRedirect => {
                assert!(names.is_empty() && response.body.is_empty() && response.status == 0);
            }
            ResponseType::Basic => {
                let own = self.page.origin().to_string();
                assert_eq!(own, SERVER, "another origin's response is not filtered");
            }
        }
        assert!(!names.contains(&"set-cookie".to_owned()));
    }

    fn check_granted(&self, read: &Headers) {
        let policy = self.policy();
        let origin = self.page.origin().to_string();
        // After a redirect from one origin to another, the browser sends `null`.
        let is_tainted = self.target == Some(ELSEWHERE);
        let is_own = origin == SERVER;
        let allows = |origin: &str| policy.allows_origin(origin);
        assert!(is_own || allows(&origin), "{origin} may not read");
        assert!(!is_tainted || is_own && allows(&origin) || allows("null"));
        let includes = self.fetch.credentials == Credentials::Include;
        assert!(!includes || policy.credentials());

        let method = normalized(&self.fetch.method);
        let is_simple = ["GET", "HEAD", "POST"].contains(&&*method);
        let lists = |name: &str| policy.methods().any(|own| own == "*" || own == name);
        assert!(is_simple || lists(&method), "the method {method}");
        for (name, _) in &self.fetch.headers {
            let name = name.to_ascii_lowercase();
            let lists = |name: &str| policy.headers().any(|own| own == name);
            let overrides = [
                "x-http-method",
                "x-http-method-override",
                "x-method-override",
            ];
            if name.starts_with("x-") && !overrides.contains(&&*name) {
                assert!(lists(&name) || lists("*"), "the header {name}");
            }
            if name == "authorization" && !is_tainted {
                let is_strict = self.browser == Browser::Standard && !policy.credentials();
                assert!(
                    lists(&name) || lists("*") && !is_strict,
                    "the header {name}"
                );
            }
        }
        for name in read.names() {
            let is_safe = name == "content-type";
            let is_exposed = |own: &str| own == name || own == "*" && !includes;
            assert!(
                is_safe || policy.expose_headers().any(is_exposed),
                "{name} is not exposed"
            );
        }
    }

    /// Whether this is a plain fetch of an allowed page.
    fn must_be_readable(&self) -> bool {
        let policy = self.policy();
        let method = normalized(&self.fetch.method);
        let has_body_where_none_is = self.fetch.body.is_some() && method != "POST";
        self.fetch.mode == Mode::Cors
            && self.fetch.redirect == Redirect::Follow
            && self.target.is_none()
            && self.fetch.headers.is_empty()
            && !has_body_where_none_is
            && self.fetch.url.starts_with("https://api.example.com/")
            && ["GET", "HEAD", "POST"].contains(&&*method)
            && (self.fetch.credentials != Credentials::Include || policy.credentials())
            && policy.allows_origin(self.page.origin().to_string())
    }
}

/// Browsers write some methods in upper case.
fn normalized(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    match &*upper {
        "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" => upper,
        _ => method.to_owned(),
    }
}

fn response(status: u16, headers: &HeaderMap) -> Response {
    let lines = headers.iter();
    lines.fold(Response::new(status), |response, (name, value)| {
        response.header(name.as_str(), value.as_bytes())
    })
}
