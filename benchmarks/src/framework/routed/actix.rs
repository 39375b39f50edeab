//! Applications of actix-web.

use actix_web::http::Method;
use actix_web::rt::System;
use actix_web::test::init_service;
use actix_web::{App, guard, web};
use cors_actix::Cors;

use super::super::actix::{own, respond, served};
use super::super::actix_floor::Silent;
use super::{Governed, inner, outer, paths};
use crate::case::Case;
use crate::subject::Subject;

pub(super) fn subject(case: &Case, policies: usize, governed: Governed) -> Box<dyn Subject> {
    /// The application, with this round it.
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
            // What a route attribute makes.
            let resource = web::resource(path).guard(guard::Get());
            app.service(resource.to(handler.clone()))
        })
    };
    let each = || {
        paths(policies).fold(App::new(), |app, path| {
            app.service(cors_actix::route(&path, Method::GET, inner()).to(handler.clone()))
        })
    };
    match governed {
        Governed::Bare if case.preflight => with!(plain(), Silent),
        Governed::Bare => with!(plain()),
        Governed::Alike => with!(plain(), Cors::new(inner())),
        Governed::Each if policies == 0 => with!(plain(), Cors::new(outer(policies))),
        Governed::Each => with!(each(), Cors::new(outer(policies))),
    }
}
