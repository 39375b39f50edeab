//! A route of salvo, through its service.

use std::sync::Arc;

use http::header::{HeaderName, HeaderValue};
use http::uri::Scheme;
use http::{Method, StatusCode};
use salvo_core::conn::SocketAddr;
use salvo_core::http::{ReqBody, ResBody};
use salvo_core::{
    ConnCtrl, Depot, FlowCtrl, Handler, Request, Response, Router, Service, async_trait,
};
use salvo_cors::{AllowOrigin, Cors};

use super::Kind;
use super::floor::{
    Constants, Floor, allowed_origin, assert_allows, is_preflight, with_constants, write_headers,
};
use super::http1::{make, own};
use crate::case::Case;
use crate::policy::{self, Terms};
use crate::subject::{Seen, Subject, now, ran, subject as queue};

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    let router = Router::new().get(Answer(own(case)));
    let app = |router| {
        let service = Service::new(router);
        Some(match kind {
            Kind::Bare if case.preflight => service.hoop(EmptyAnswer),
            Kind::Bare => service,
            Kind::Floor => with_constants!(case, C => {
                assert_allows::<C>(case);
                service.hoop(Floor::<C>::new())
            }),
            Kind::Compiled | Kind::Runtime => return None,
            Kind::Peer => service.hoop(peer(case.terms).into_handler()),
        })
    };
    let app = match case.stacked {
        false => app(router),
        true => app(router.hoop(PassThrough).hoop(PassThrough).hoop(PassThrough)),
    };
    Some(served(case, &app?))
}

fn served(case: &Case, app: &Service) -> Box<dyn Subject> {
    let (near, far) = (SocketAddr::Unknown, SocketAddr::Unknown);
    let app = app.hyper_handler(near, far, Scheme::HTTP, None, ConnCtrl::new(), None);
    let mut request = make(case, ReqBody::default);
    queue(
        move || Request::from_hyper(request(), Scheme::HTTP),
        move |request| now(app.handle(request)),
        |response| {
            let status = response.status_code.map_or(0, |status| status.as_u16());
            Seen::new(status, response.headers().iter())
        },
    )
}

fn peer(terms: Terms) -> Cors {
    let value = |text: String| HeaderValue::from_str(&text).expect("an origin");
    let origin = match terms {
        Terms::Any => AllowOrigin::any(),
        Terms::Three | Terms::Many(_) => AllowOrigin::list(terms.patterns().into_iter().map(value)),
        Terms::Subdomain => AllowOrigin::dynamic(|origin, _, _| {
            let origin = origin.filter(|origin| policy::is_subdomain(origin.as_bytes()));
            origin.cloned()
        }),
        Terms::AnyPort => AllowOrigin::dynamic(|origin, _, _| {
            let origin = origin.filter(|origin| policy::is_local(origin.as_bytes()));
            origin.cloned()
        }),
    };
    let method = |name: &str| Method::from_bytes(name.as_bytes()).expect("a method");
    Cors::new()
        .allow_origin(origin)
        .allow_methods(policy::METHODS.map(method))
        .allow_headers(policy::HEADERS.map(HeaderName::from_static))
        .expose_headers([HeaderName::from_static(policy::EXPOSED)])
        .allow_credentials(terms.credentials())
        .max_age(policy::MAX_AGE)
}

/// The handler.
struct Answer(Arc<[(HeaderName, HeaderValue)]>);

#[async_trait]
impl Handler for Answer {
    async fn handle(&self, _: &mut Request, _: &mut Depot, to: &mut Response, _: &mut FlowCtrl) {
        ran();
        to.status_code = Some(StatusCode::OK);
        // Without a body, salvo logs a warning about the missing type.
        to.body(ResBody::Once(bytes::Bytes::new()));
        for (name, value) in self.0.iter() {
            to.headers_mut().insert(name, value.clone());
        }
    }
}

/// Answers every request with an empty 204.
struct EmptyAnswer;

#[async_trait]
impl Handler for EmptyAnswer {
    async fn handle(
        &self,
        _: &mut Request,
        _: &mut Depot,
        response: &mut Response,
        control: &mut FlowCtrl,
    ) {
        response.status_code = Some(StatusCode::NO_CONTENT);
        control.skip_rest();
    }
}

/// Passes every request on.
struct PassThrough;

#[async_trait]
impl Handler for PassThrough {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        control: &mut FlowCtrl,
    ) {
        control.call_next(request, depot, response).await;
    }
}

#[async_trait]
impl<C: Constants> Handler for Floor<C> {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        control: &mut FlowCtrl,
    ) {
        let origin = allowed_origin::<C>(request.headers());
        if is_preflight(request.method(), request.headers(), origin.as_ref()) {
            let (status, headers) = self.answer(origin);
            response.status_code = Some(status);
            response.set_headers(headers);
            control.skip_rest();
            return;
        }
        control.call_next(request, depot, response).await;
        write_headers::<C>(origin, response.headers_mut());
    }
}
