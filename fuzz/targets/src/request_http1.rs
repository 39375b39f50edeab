//! The decision for a request, with the header map of `http` 1.

use std::sync::LazyLock;

use cors_engine::adapter::{CompiledPolicy, Http, PreflightResult};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::exchange::{self, Exchange, Lines, Sent};
use crate::policies::POLICIES;

static COMPILED: LazyLock<Vec<CompiledPolicy<Http>>> = LazyLock::new(|| {
    POLICIES
        .iter()
        .map(|policy| CompiledPolicy::new(*policy))
        .collect()
});

/// Checks the headers that are written for one request.
pub fn run(data: &[u8]) {
    let Some(exchange) = Exchange::read(data) else {
        return;
    };
    let compiled = &COMPILED[exchange.policy];
    let request = header_map(&exchange.request);
    let response = header_map(&exchange.response);
    let method = exchange.method;

    let origin = compiled.allowed_origin(&request);
    let is_preflight = origin.is_for_preflight::<Http>(method.as_bytes(), &request);
    let check = |sent: &Sent, per_method| {
        let (request, response) = (lines(&request), lines(&response));
        exchange::check(
            exchange.policy(),
            method,
            &request,
            &response,
            sent,
            per_method,
        );
    };
    if !is_preflight {
        let mut headers = response.clone();
        compiled.write_response_headers(origin, &mut headers);
        let headers = lines(&headers);
        check(
            &Sent {
                status: None,
                headers,
            },
            false,
        );
        return;
    }
    for per_method in [false, true] {
        let mut written = HeaderMap::new();
        let (result, answer) = if per_method {
            let result =
                compiled.write_preflight_headers_for_method(origin.clone(), &request, &mut written);
            let answer = compiled.preflight_answer_for_method(origin.clone(), &request);
            (result, answer)
        } else {
            let result = compiled.write_preflight_headers(origin.clone(), &request, &mut written);
            (result, compiled.preflight_answer(origin.clone(), &request))
        };
        let status = Some(answer.status().as_u16());
        assert_eq!(Some(result.status()), status);
        assert_eq!(result == PreflightResult::Allowed, status == Some(204));
        assert_eq!(
            &written,
            answer.headers(),
            "both ways write the same headers"
        );
        let headers = lines(&written);
        check(&Sent { status, headers }, per_method);
    }
}

fn header_map(lines: &[(&[u8], &[u8])]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            map.append(name, value);
        }
    }
    map
}

fn lines(map: &HeaderMap) -> Lines {
    let lines = map.iter();
    lines
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect()
}
