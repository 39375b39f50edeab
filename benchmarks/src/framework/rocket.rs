//! A route of Rocket, through the client for its tests, which is the only way to
//! get a response without a socket. The client builds the request. The dispatch is
//! the same as in the server.
//!
//! Rocket has no layers, so there are none in between, and there is no hand-written
//! fairing.

use std::collections::HashSet;

use rocket::config::LogLevel;
use rocket::http::{Header, Method, Status};
use rocket::local::asynchronous::Client;
use rocket::route::{Handler, Outcome};
use rocket::{Config, Data, Request, Response, Route};
use rocket_cors::{AllowedHeaders, AllowedOrigins, Cors, CorsOptions};

use super::Kind;
use crate::case::Case;
use crate::policy::{self, Terms};
use crate::subject::{Seen, Subject, now, ran, subject as queue};

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    if case.stacked {
        return None;
    }
    let app = rocket::custom(Config {
        log_level: LogLevel::Off,
        ..Config::release_default()
    });
    let app = app.mount(
        "/",
        [Route::new(Method::Get, "/", Answer(case.own.headers()))],
    );
    let app = match kind {
        Kind::Bare if case.preflight => {
            app.mount("/", [Route::new(Method::Options, "/", EmptyAnswer)])
        }
        Kind::Bare => app,
        Kind::Floor | Kind::Compiled | Kind::Runtime => return None,
        Kind::Peer => app.attach(peer(case.terms)),
    };
    let client = now(Client::untracked(app)).expect("the application starts");
    // Requests borrow the client, and the subject stores them.
    Some(served(case, Box::leak(Box::new(client))))
}

fn served(case: &Case, client: &'static Client) -> Box<dyn Subject> {
    let method = match case.preflight {
        true => Method::Options,
        false => Method::Get,
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = case.request_headers().into_iter();
    let headers: Vec<(&str, String)> = headers.map(|(name, value)| (name, text(&value))).collect();
    let path = case.path.clone();
    queue(
        move || {
            let mut request = client.req(method, path.clone());
            for (name, value) in &headers {
                request.add_header(Header::new(*name, value.clone()));
            }
            request
        },
        |request| now(request.dispatch()),
        |response| {
            let headers = response.headers().iter();
            let headers: Vec<(String, String)> = headers
                .map(|header| {
                    (
                        header.name.as_str().to_lowercase(),
                        header.value.into_owned(),
                    )
                })
                .collect();
            Seen::new(response.status().code, headers.into_iter())
        },
    )
}

fn peer(terms: Terms) -> Cors {
    let allowed_origins = match terms {
        Terms::Any => AllowedOrigins::all(),
        Terms::Three | Terms::Many(_) => AllowedOrigins::some_exact(&terms.patterns()),
        Terms::Subdomain => AllowedOrigins::some_regex(&[r"^https://[a-z0-9.-]+\.example\.com$"]),
        Terms::AnyPort => AllowedOrigins::some_regex(&[r"^http://localhost(:[0-9]{1,5})?$"]),
    };
    let methods = policy::METHODS.iter().filter_map(|name| name.parse().ok());
    let options = CorsOptions {
        allowed_origins,
        allowed_methods: methods.collect(),
        allowed_headers: AllowedHeaders::some(&policy::HEADERS),
        allow_credentials: terms.credentials(),
        expose_headers: HashSet::from([policy::EXPOSED.to_owned()]),
        max_age: Some(policy::MAX_AGE as usize),
        send_wildcard: terms == Terms::Any,
        ..CorsOptions::default()
    };
    options.to_cors().expect("the policy keeps its rules")
}

#[derive(Clone)]
struct Answer(&'static [(&'static str, &'static str)]);

#[rocket::async_trait]
impl Handler for Answer {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        ran();
        let mut response = Response::new();
        for (name, value) in self.0 {
            response.set_raw_header(*name, *value);
        }
        Outcome::Success(response)
    }
}

/// Answers with an empty 204.
#[derive(Clone)]
struct EmptyAnswer;

#[rocket::async_trait]
impl Handler for EmptyAnswer {
    async fn handle<'r>(&self, _: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let mut response = Response::new();
        response.set_status(Status::NoContent);
        Outcome::Success(response)
    }
}
