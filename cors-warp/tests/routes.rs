//! Policies of routes and scopes: the innermost one applies, and no preflight runs a filter
//! or handler of the user's.

mod support;

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::TcpStream;

use cors_warp::{Policy, cors, path, plain, route, scope};
use support::{Calls, Unauthorized, actual, allowed, ask, granted, header, preflight, with};
use warp::http::{Method, StatusCode};
use warp::reply::Response;
use warp::{Filter, Rejection};

#[cors(origins = ["https://app.example"], methods = [GET, PUT, DELETE], headers = ["x-app"], max_age = 10m)]
static APP: Policy;

#[cors(origins = ["https://scope.example"], methods = [GET, PUT])]
static SCOPE: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT])]
static ADMIN: Policy;

#[cors(origins = ["https://read.example", "https://both.example"], methods = [GET], max_age = 1m)]
static READ: Policy;

const APP_ORIGIN: &str = "https://app.example";
const SCOPE_ORIGIN: &str = "https://scope.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const READ_ORIGIN: &str = "https://read.example";
const BOTH_ORIGIN: &str = "https://both.example";
const ORIGINS: [&str; 5] = [
    APP_ORIGIN,
    SCOPE_ORIGIN,
    ADMIN_ORIGIN,
    READ_ORIGIN,
    BOTH_ORIGIN,
];

/// What the tests serve requests with.
trait App: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync {}
impl<F> App for F where F: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync {}

/// An application with routes, scopes, authentication and catch-all handlers.
fn table(calls: &Calls) -> impl App + 'static + use<> {
    macro_rules! handler {
        () => {{
            let calls = calls.clone();
            move || calls.handler()
        }};
        ($($param:ty),+) => {{
            let calls = calls.clone();
            move |$(_: $param),+| calls.handler()
        }};
    }
    let own_options = route(Method::OPTIONS, path!("opt")).to(|place| place.map(handler!()));
    let opt = route(Method::PUT, path!("opt"))
        .cors(&ADMIN)
        .to(|place| place.map(handler!()));
    let special = route(Method::PUT, path!("x" / "special")).to(|place| place.map(handler!()));
    let save = route(Method::PUT, path!("x" / u32))
        .cors(&ADMIN)
        .to(|place| place.map(handler!(u32)));
    let load = route(Method::GET, path!("x" / u32))
        .cors(&READ)
        .to(|place| place.map(handler!(u32)));
    let guarded = route(Method::PUT, path!("x" / u32))
        .cors(&ADMIN)
        .to(|place| place.map(handler!(u32)))
        .or(route(Method::GET, path!("y")).to(|place| place.map(handler!())))
        .guarded(calls.auth());
    let inside = route(Method::PUT, path!("x" / u32))
        .cors(&ADMIN)
        .to(|place| place.map(handler!(u32)))
        .or(route(Method::GET, path!("y")).to(|place| place.map(handler!())));
    let tenants = route(Method::GET, path!("y")).to(|place| place.map(handler!()));
    let off = route(Method::GET, path!("off"))
        .without_cors()
        .to(|place| place.map(handler!()));
    plain(warp::any().map(handler!()))
        .or(own_options)
        .or(opt)
        .or(special)
        .or(save)
        .or(load)
        .or(scope(path("api")).to(guarded))
        .or(scope(path("s")).cors(&SCOPE).to(inside))
        .or(scope(path!("t" / u8 / ..)).cors(&SCOPE).to(tenants))
        .or(off)
        .cors(&APP)
}

#[tokio::test]
async fn the_table_of_preflights() {
    let calls = Calls::default();
    let app = table(&calls);
    let rows = [
        // whether granted to: app, scope, admin, read, both
        (Method::PUT, "/x/1", [false, false, true, false, true]),
        (Method::GET, "/x/1", [false, false, false, true, true]),
        (Method::DELETE, "/x/1", [true, false, false, false, false]),
        (Method::PUT, "/api/x/1", [false, false, true, false, true]),
        (Method::GET, "/api/y", [true, false, false, false, false]),
        (Method::PUT, "/api/nope", [true, false, false, false, false]),
        (Method::PUT, "/s/x/1", [false, false, true, false, true]),
        (Method::GET, "/s/y", [false, true, false, false, false]),
        (Method::PUT, "/s/y", [false, true, false, false, false]),
        (Method::GET, "/s/nope", [false, true, false, false, false]),
        (Method::GET, "/s", [false, true, false, false, false]),
        (Method::GET, "/t/7/y", [false, true, false, false, false]),
        (Method::PUT, "/t/7/nope", [false, true, false, false, false]),
        (Method::PUT, "/t/300/y", [true, false, false, false, false]),
        (Method::PUT, "/opt", [false, false, true, false, true]),
        (Method::GET, "/off", [false, false, false, false, false]),
        (Method::PUT, "/any", [true, false, false, false, false]),
        (
            Method::DELETE,
            "/tail/a/b",
            [true, false, false, false, false],
        ),
        (
            Method::PUT,
            "/x/special",
            [true, false, false, false, false],
        ),
        (Method::PUT, "/x/1/", [false, false, true, false, true]),
        (Method::PUT, "/x/1//", [true, false, false, false, false]),
        (Method::PUT, "/x//", [true, false, false, false, false]),
        // warp does not decode paths.
        (Method::PUT, "/%78/1", [true, false, false, false, false]),
        (Method::PUT, "/x/1?y=/s/", [false, false, true, false, true]),
        (Method::PUT, "/", [true, false, false, false, false]),
    ];
    for (method, path, expected) in rows {
        for (origin, expected) in ORIGINS.into_iter().zip(expected) {
            let response = ask(&app, preflight(&method, path, origin)).await;
            let found = granted(&response, &method);
            assert_eq!(found, expected, "{method} {path} from {origin}");
            let status = match allowed(&response) {
                Some(_) => StatusCode::NO_CONTENT,
                None => StatusCode::FORBIDDEN,
            };
            assert_eq!(response.status(), status);
        }
    }
    assert_eq!(calls.take(), (0, 0), "a preflight ran something");
}

#[tokio::test]
async fn the_table_of_responses() {
    let calls = Calls::default();
    let app = table(&calls);
    let rows = [
        (Method::PUT, "/x/1", Some(ADMIN_ORIGIN), (1, 0)),
        (Method::GET, "/x/1", Some(READ_ORIGIN), (1, 0)),
        (Method::DELETE, "/x/1", Some(APP_ORIGIN), (1, 0)),
        (Method::PUT, "/api/x/1", Some(ADMIN_ORIGIN), (1, 1)),
        (Method::GET, "/api/y", Some(APP_ORIGIN), (1, 1)),
        (Method::PUT, "/s/x/1", Some(ADMIN_ORIGIN), (1, 0)),
        (Method::GET, "/s/y", Some(SCOPE_ORIGIN), (1, 0)),
        (Method::GET, "/s/nope", Some(SCOPE_ORIGIN), (1, 0)),
        (Method::GET, "/t/7/y", Some(SCOPE_ORIGIN), (1, 0)),
        (Method::OPTIONS, "/opt", Some(APP_ORIGIN), (1, 0)),
        (Method::PUT, "/any", Some(APP_ORIGIN), (1, 0)),
        (Method::PUT, "/x/special", Some(APP_ORIGIN), (1, 0)),
        (Method::GET, "/off", None, (1, 0)),
    ];
    for (method, path, readable, expected) in rows {
        for origin in [APP_ORIGIN, SCOPE_ORIGIN, ADMIN_ORIGIN, READ_ORIGIN] {
            let request = with(actual(&method, path, origin), "x-token", "1");
            let response = ask(&app, request).await;
            assert_eq!(response.status(), StatusCode::OK, "{method} {path}");
            assert_eq!(calls.take(), expected, "{method} {path}");
            let expected = readable.filter(|readable| *readable == origin);
            assert_eq!(
                allowed(&response),
                expected,
                "{method} {path} from {origin}"
            );
            assert_eq!(header(&response, "vary"), ["Origin"]);
        }
    }
}

/// Authentication rejects. The catch-all is plain, so it does not get the request.
#[tokio::test]
async fn a_plain_filter_does_not_serve_what_a_route_has_rejected() {
    let calls = Calls::default();
    let app = table(&calls);
    for origin in ORIGINS {
        let response = ask(&app, actual(&Method::PUT, "/api/x/1", origin)).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let expected = Some(origin).filter(|origin| ADMIN.allows_origin(*origin));
        assert_eq!(allowed(&response), expected, "{origin}");
        assert_eq!(header(&response, "vary"), ["Origin"]);
        assert_eq!(calls.take(), (0, 1));
    }
}

/// The body is not JSON, and a route with another policy serves the request.
#[tokio::test]
async fn a_response_after_a_rejection_is_allowed_what_both_policies_allow() {
    let save = route(Method::PUT, path!("x" / u32))
        .cors(&ADMIN)
        .to(|x| x.and(warp::body::json()).map(|_, _: u32| "saved"));
    let next = route(Method::PUT, path!("x" / ..))
        .cors(&READ)
        .to(|x| x.map(|| "next"));
    let app = save.or(next).cors(&APP);
    for origin in ORIGINS {
        let response = ask(&app, actual(&Method::PUT, "/x/1", origin)).await;
        assert_eq!(response.status(), StatusCode::OK);
        let expected = Some(origin).filter(|origin| *origin == BOTH_ORIGIN);
        assert_eq!(allowed(&response), expected, "{origin}");
    }
}

/// A route for every path is tried in its order, unlike a plain filter.
#[tokio::test]
async fn a_route_for_every_path_serves_what_others_reject() {
    let save = route(Method::PUT, path!("x")).to(|x| x.and(warp::body::json()).map(|_: u32| "x"));
    let rest = route(Method::PUT, path!(..)).to(|rest| rest.map(|| "rest"));
    let app = save.or(rest).cors(&APP);
    for path in ["/", "/x", "/y/z"] {
        let response = ask(&app, actual(&Method::PUT, path, APP_ORIGIN)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(allowed(&response), Some(APP_ORIGIN));
    }
}

/// The policy of the route applies to the 401, so the page can read it.
#[tokio::test]
async fn the_policy_of_the_route_applies_to_rejections() {
    async fn unauthorized(rejection: Rejection) -> Result<StatusCode, Rejection> {
        match rejection.find::<Unauthorized>() {
            Some(Unauthorized) => Ok(StatusCode::UNAUTHORIZED),
            None => Err(rejection),
        }
    }
    let calls = Calls::default();
    let routes = || {
        let x = route(Method::PUT, path!("x")).cors(&ADMIN).to(|place| {
            let body = warp::body::json().map(|_: u32| "saved");
            place.and(body)
        });
        let api = scope(path("api")).cors(&SCOPE).to(x.guarded(calls.auth()));
        api.or(route(Method::GET, path!("y")).to(|place| place.map(|| "y")))
    };
    let recovered = routes().recover(unauthorized).cors(&APP);
    let rendered = routes().cors(&APP);
    let rows = [
        // method, path, token, status with `recover`, status without, readable by
        (Method::PUT, "/api/x", false, 401, 500, ADMIN_ORIGIN),
        (Method::PUT, "/api/x", true, 400, 400, ADMIN_ORIGIN),
        (Method::DELETE, "/api/x", true, 405, 405, SCOPE_ORIGIN),
        (Method::GET, "/api/nope", true, 404, 404, SCOPE_ORIGIN),
        (Method::PUT, "/y", false, 405, 405, APP_ORIGIN),
        (Method::GET, "/nope", false, 404, 404, APP_ORIGIN),
    ];
    for (method, path, token, with_recover, without, readable) in rows {
        for origin in ORIGINS.into_iter().take(4) {
            let mut request = actual(&method, path, origin);
            if token {
                request = with(request, "x-token", "1");
            }
            let expected = Some(origin).filter(|origin| *origin == readable);
            for (response, status) in [
                (ask(&recovered, request.clone()).await, with_recover),
                (ask(&rendered, request).await, without),
            ] {
                assert_eq!(response.status().as_u16(), status, "{method} {path}");
                assert_eq!(allowed(&response), expected, "{method} {path} {origin}");
                assert_eq!(header(&response, "vary"), ["Origin"]);
            }
        }
    }
}

/// Browsers keep the answer for the URL, so it must not name other methods.
#[tokio::test]
async fn a_url_with_multiple_policies_names_one_method() {
    let app = table(&Calls::default());
    let one = ["Origin, Access-Control-Request-Method"];
    let response = ask(&app, preflight(&Method::PUT, "/x/1", ADMIN_ORIGIN)).await;
    assert_eq!(header(&response, "access-control-allow-methods"), ["PUT"]);
    assert_eq!(header(&response, "vary"), one);
    let response = ask(&app, preflight(&Method::DELETE, "/x/1", APP_ORIGIN)).await;
    assert_eq!(
        header(&response, "access-control-allow-methods"),
        ["DELETE"]
    );
    // Browsers keep headers for every method of the URL, so they must not keep these.
    assert_eq!(header(&response, "access-control-allow-headers"), ["x-app"]);
    assert_eq!(header(&response, "access-control-max-age"), ["0"]);
    assert_eq!(header(&response, "vary"), one);
    // This names no header, so browsers may keep it.
    let response = ask(&app, preflight(&Method::GET, "/x/1", READ_ORIGIN)).await;
    assert_eq!(header(&response, "access-control-max-age"), ["60"]);
    // Every method of these has the same policy, and two of them have a route.
    for path in ["/any", "/x/special", "/api/y"] {
        let response = ask(&app, preflight(&Method::PUT, path, APP_ORIGIN)).await;
        assert_eq!(
            header(&response, "access-control-allow-methods"),
            ["GET,PUT,DELETE"]
        );
        assert_eq!(header(&response, "access-control-max-age"), ["600"]);
        assert_eq!(header(&response, "vary"), ["Origin"]);
    }
}

#[tokio::test]
async fn a_put_and_a_delete_on_one_path() {
    #[cors(origins = ["https://read.example"], methods = [DELETE])]
    static REMOVE: Policy;

    let item = || path!("item");
    let app = route(Method::PUT, item())
        .cors(&ADMIN)
        .to(|place| place.map(|| "put"))
        .or(route(Method::DELETE, item())
            .cors(&REMOVE)
            .to(|place| place.map(|| "deleted")))
        .cors(&APP);
    for (method, own, other) in [
        (Method::PUT, ADMIN_ORIGIN, READ_ORIGIN),
        (Method::DELETE, READ_ORIGIN, ADMIN_ORIGIN),
    ] {
        let response = ask(&app, preflight(&method, "/item", own)).await;
        let methods = header(&response, "access-control-allow-methods");
        assert_eq!(methods, [method.as_str()]);
        let response = ask(&app, preflight(&method, "/item", other)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        for (origin, expected) in [(own, Some(own)), (other, None)] {
            let response = ask(&app, actual(&method, "/item", origin)).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(allowed(&response), expected);
        }
    }
}

/// It cannot be determined which of the two serves a request.
#[tokio::test]
async fn two_scopes_of_one_path_allow_what_both_policies_allow() {
    let inside = || plain(warp::any().map(|| "served"));
    let app = scope(path("a"))
        .cors(&ADMIN)
        .to(inside())
        .or(scope(path("a")).cors(&READ).to(inside()))
        .cors(&APP);
    for origin in ORIGINS {
        let expected = Some(origin).filter(|origin| *origin == BOTH_ORIGIN);
        let response = ask(&app, preflight(&Method::GET, "/a/b", origin)).await;
        assert_eq!(allowed(&response), expected, "{origin}");
        let response = ask(&app, actual(&Method::GET, "/a/b", origin)).await;
        assert_eq!(allowed(&response), expected, "{origin}");
    }
}

#[tokio::test]
async fn policies_can_be_built_at_run_time() {
    let policy = |origin: &str, method: &str| {
        let policy = Policy::builder().origins([origin]).methods([method]);
        policy.build().expect("it keeps every rule")
    };
    let app = route(Method::PUT, path!("a"))
        .cors(std::sync::Arc::new(policy(ADMIN_ORIGIN, "PUT")))
        .to(|place| place.map(|| "a"))
        .or(scope(path(String::from("b")))
            .cors(policy(SCOPE_ORIGIN, "PUT"))
            .to(plain(warp::any().map(|| "b"))))
        .cors(policy(APP_ORIGIN, "PUT"));
    for (path, origin) in [
        ("/a", ADMIN_ORIGIN),
        ("/b/c", SCOPE_ORIGIN),
        ("/c", APP_ORIGIN),
    ] {
        let response = ask(&app, preflight(&Method::PUT, path, origin)).await;
        assert!(granted(&response, &Method::PUT), "{path}");
        let response = ask(&app, actual(&Method::PUT, path, origin)).await;
        assert_eq!(allowed(&response), Some(origin));
    }
}

/// The paths of routes are relative to what enclosing filters have consumed.
#[tokio::test]
async fn routes_can_be_nested_below_a_path() {
    let calls = Calls::default();
    let app = warp::path("v1").and(table(&calls));
    let app = app.or(warp::any().map(warp::reply));
    let response = ask(&app, preflight(&Method::PUT, "/v1/x/1", ADMIN_ORIGIN)).await;
    assert!(granted(&response, &Method::PUT));
    let response = ask(&app, actual(&Method::PUT, "/v1/x/1", ADMIN_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    let response = ask(&app, preflight(&Method::PUT, "/x/1", ADMIN_ORIGIN)).await;
    assert_eq!(allowed(&response), None);
}

/// `CONNECT host:443` has no path, and that of `OPTIONS *` has no slash.
#[tokio::test]
async fn requests_without_a_path_are_served() {
    let app = table(&Calls::default());
    for (method, target) in [(Method::CONNECT, "host:443"), (Method::OPTIONS, "*")] {
        let response = ask(&app, actual(&method, target, APP_ORIGIN)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), Some(APP_ORIGIN));
    }
    let response = ask(&app, preflight(&Method::PUT, "*", APP_ORIGIN)).await;
    assert!(granted(&response, &Method::PUT));
}

#[tokio::test]
async fn the_policy_of_the_application_applies_to_preflights_for_no_method() {
    let app = table(&Calls::default());
    for asked in ["", "P UT", "PUT,GET"] {
        let response = ask(
            &app,
            with(
                preflight(&Method::PUT, "/x/1", APP_ORIGIN),
                "access-control-request-method",
                asked,
            ),
        )
        .await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert!(header(&response, "access-control-allow-methods").is_empty());
    }
}

/// The paths in front of two filters with CORS keep them apart.
#[tokio::test]
async fn two_filters_with_cors_below_two_paths_are_independent() {
    let part = |name: &'static str, policy: &'static Policy| {
        let put = route(Method::PUT, path!("x")).to(|place| place.map(|| "put"));
        warp::path(name).and(put.cors(policy))
    };
    let app = part("a", &ADMIN).or(part("b", &SCOPE));
    let app = app.or(warp::any().map(warp::reply));
    for (path, origin) in [("/a/x", ADMIN_ORIGIN), ("/b/x", SCOPE_ORIGIN)] {
        for other in ORIGINS.into_iter().take(4) {
            let response = ask(&app, preflight(&Method::PUT, path, other)).await;
            assert_eq!(granted(&response, &Method::PUT), other == origin);
        }
    }
}

#[test]
fn a_policy_that_lacks_the_method_of_its_route_is_reported() {
    let routes = route(Method::DELETE, path!("x" / u32 / ..))
        .cors(&ADMIN)
        .to(|place| place.map(|_| "deleted"))
        .or(route(Method::GET, path!("y"))
            .cors(&ADMIN)
            .to(|y| y.map(|| "")))
        .or(route(Method::PUT, path!("off"))
            .without_cors()
            .to(|y| y.map(|| "")))
        .or(route(Method::PATCH, path!()).to(|y| y.map(|| "")));
    let routes = scope(path("api")).cors(&SCOPE).to(routes);
    let found = routes.methods_not_allowed();
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "the policy of the route DELETE /api/x/{u32} does not allow DELETE, so no page can \
             send it; add DELETE to its methods (cors::route-method-not-allowed)"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_of_warp_serves_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0");
    let listener = listener.await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let calls = Calls::default();
    let routes = table(&calls);
    tokio::spawn(warp::serve(routes).incoming(listener).run());
    let exchange = move |head: &str| {
        let mut stream = TcpStream::connect(address).expect("a connection");
        write!(stream, "{head}\r\nHost: a\r\nConnection: close\r\n\r\n").expect("to be read");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let preflight = "OPTIONS /x/1 HTTP/1.1\r\nOrigin: https://admin.example\r\n\
                     Access-Control-Request-Method: PUT";
    let answer = tokio::task::spawn_blocking(move || exchange(preflight));
    let answer = answer.await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    assert!(answer.contains("\r\naccess-control-allow-methods: PUT\r\n"));
    assert_eq!(calls.take(), (0, 0));
    let put = "PUT /x/1 HTTP/1.1\r\nOrigin: https://admin.example";
    let answer = tokio::task::spawn_blocking(move || exchange(put));
    let answer = answer.await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("\r\naccess-control-allow-origin: https://admin.example\r\n"));
    assert_eq!(calls.take(), (1, 0));
}
