//! Applications of actix-web.

use actix_web::http::Method;
use actix_web::rt::System;
use actix_web::test::init_service;
use actix_web::{App, guard, web};
use cors_actix::Cors;

use super::super::actix::{own, respond, served};
use super::super::actix_floor::EmptyAnswer;
use super::{RoutePolicies, inner, outer, paths};
use crate::case::Case;
use crate::subject::Subject;

pub(super) fn subject(
    case: &Case,
    policies: usize,
    route_policies: RoutePolicies,
) -> Box<dyn Subject> {
    /// The application with this middleware.
    macro_rules! with {
        ($app:expr $(, $layer:expr)?) => {
            served(case, System::new().block_on(init_service($app$(.wrap($layer))?)))
        };
    }
    let own = own(case);
    let handler = move || {
        let response = respond(&own);
        async { response }
    };
    let plain = || {
        paths(policies).fold(App::new(), |app, path| {
            // The code that a route attribute generates.
            let resource = web::resource(path).guard(guard::Get());
            app.service(resource.to(handler.clone()))
        })
    };
    let each = || {
        paths(policies).fold(App::new(), |app, path| {
            app.service(cors_actix::route(Method::GET, &path, inner()).to(handler.clone()))
        })
    };
    match route_policies {
        RoutePolicies::Bare if case.preflight => with!(plain(), EmptyAnswer),
        RoutePolicies::Bare => with!(plain()),
        RoutePolicies::One => with!(plain(), Cors::new(inner())),
        RoutePolicies::Each if policies == 0 => with!(plain(), Cors::new(outer(policies))),
        RoutePolicies::Each => with!(each(), Cors::new(outer(policies))),
    }
}
