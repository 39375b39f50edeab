//! An application of actix-web with one route.

use actix_cors::Cors as Peer;
use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, dev::ServiceResponse, rt::System, web};
use cors_actix::Cors;

use super::Kind;
use super::actix_floor::{EmptyAnswer, Floor, PassThrough};
use super::floor::with_constants;
use crate::case::Case;
use crate::policy::{self, Terms};
use crate::subject::{Seen, Subject, now, ran, subject as queue};

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    /// The application with this middleware.
    macro_rules! served {
        ($($layer:expr),*) => {{
            let own = own(case);
            let handler = move || {
                let response = respond(&own);
                async { response }
            };
            let app = App::new().route("/", web::route().to(handler));
            match case.stacked {
                false => served(case, System::new().block_on(init_service(app$(.wrap($layer))*))),
                true => {
                    let app = app.wrap(PassThrough).wrap(PassThrough).wrap(PassThrough);
                    served(case, System::new().block_on(init_service(app$(.wrap($layer))*)))
                }
            }
        }};
    }
    Some(match kind {
        Kind::Bare if case.preflight => served!(EmptyAnswer),
        Kind::Bare => served!(),
        Kind::Floor => with_constants!(case, C => served!(Floor::<C>::new())),
        Kind::Compiled => {
            let policy = case.terms.compiled()?;
            served!(Cors::new(policy))
        }
        Kind::Runtime => served!(Cors::new(case.terms.at_run_time())),
        Kind::Peer => served!(peer(case.terms)),
    })
}

pub(super) fn served<S, B: 'static>(case: &Case, app: S) -> Box<dyn Subject>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error> + 'static,
{
    queue(
        make(case),
        move |request| match now(app.call(request)) {
            Ok(response) => response,
            Err(error) => panic!("an application of the benchmark fails: {error}"),
        },
        look,
    )
}

fn make(case: &Case) -> impl FnMut() -> actix_http::Request + 'static {
    let method = Method::from_bytes(case.method_name().as_bytes()).expect("a method");
    let mut headers = Vec::new();
    for (name, value) in case.request_headers() {
        let value = HeaderValue::from_maybe_shared(value).expect("a value of a header");
        headers.push((HeaderName::from_static(name), value));
    }
    let path = case.path.clone();
    move || {
        let mut request = TestRequest::with_uri(&path).method(method.clone());
        for (name, value) in &headers {
            request = request.append_header((name.clone(), value.clone()));
        }
        request.to_request()
    }
}

fn look<B>(response: ServiceResponse<B>) -> Seen {
    let headers = response.headers().iter();
    Seen::new(response.status().as_u16(), headers)
}

pub(super) fn own(case: &Case) -> Vec<(HeaderName, HeaderValue)> {
    let parsed = |(name, value): &(&'static str, &'static str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    case.own.headers().iter().map(parsed).collect()
}

pub(super) fn respond(own: &[(HeaderName, HeaderValue)]) -> HttpResponse {
    ran();
    let mut response = HttpResponse::Ok().finish();
    for (name, value) in own {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    response
}

fn peer(terms: Terms) -> Peer {
    let cors = Peer::default()
        .allowed_methods(policy::METHODS)
        .allowed_headers(policy::HEADERS)
        .expose_headers([policy::EXPOSED])
        .max_age(policy::MAX_AGE as usize);
    match terms {
        Terms::Any => cors.allow_any_origin().send_wildcard(),
        Terms::Three | Terms::Many(_) => {
            let patterns = terms.patterns();
            let cors = cors.supports_credentials();
            patterns
                .iter()
                .fold(cors, |cors, origin| cors.allowed_origin(origin))
        }
        Terms::Subdomain => cors
            .supports_credentials()
            .allowed_origin_fn(|origin, _| policy::is_subdomain(origin.as_bytes())),
        Terms::AnyPort => cors
            .supports_credentials()
            .allowed_origin_fn(|origin, _| policy::is_local(origin.as_bytes())),
    }
}
