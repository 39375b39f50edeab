//! The application in its own process, and a client that sends any bytes.

mod client;
mod policies;
mod server;

pub(crate) use client::{Request, Response, preflight, request};
pub(crate) use policies::{ANY_ORIGIN, ECHO, FULL, MINIMAL, WILDCARD};
pub(crate) use server::{Answer, PolicyFile, Server};

/// Makes each function a test on each adapter.
macro_rules! on_every_adapter {
    ($($test:ident,)+) => {
        mod actix {
            $(#[test] fn $test() { super::$test("actix"); })+
        }
        mod actix_routes {
            $(#[test] fn $test() { super::$test("actix-routes"); })+
        }
        mod axum {
            $(#[test] fn $test() { super::$test("axum"); })+
        }
        mod axum_routes {
            $(#[test] fn $test() { super::$test("axum-routes"); })+
        }
        mod tower {
            $(#[test] fn $test() { super::$test("tower"); })+
        }
        mod warp {
            $(#[test] fn $test() { super::$test("warp"); })+
        }
        mod warp_routes {
            $(#[test] fn $test() { super::$test("warp-routes"); })+
        }
    };
}
pub(crate) use on_every_adapter;

/// Makes each function a test on each adapter with the policies in a `Live`.
macro_rules! on_every_adapter_live {
    ($($test:ident,)+) => {
        mod live {
            mod actix {
                $(#[test] fn $test() { super::super::$test("actix+live"); })+
            }
            mod actix_routes {
                $(#[test] fn $test() { super::super::$test("actix-routes+live"); })+
            }
            mod axum {
                $(#[test] fn $test() { super::super::$test("axum+live"); })+
            }
            mod axum_routes {
                $(#[test] fn $test() { super::super::$test("axum-routes+live"); })+
            }
            mod tower {
                $(#[test] fn $test() { super::super::$test("tower+live"); })+
            }
            mod warp {
                $(#[test] fn $test() { super::super::$test("warp+live"); })+
            }
            mod warp_routes {
                $(#[test] fn $test() { super::super::$test("warp-routes+live"); })+
            }
        }
    };
}
pub(crate) use on_every_adapter_live;

/// Makes each function a test on each adapter with route policies, and with `Policies` in
/// front of each adapter.
macro_rules! on_every_adapter_with_route_policies {
    ($($test:ident,)+) => {
        mod actix {
            $(#[test] fn $test() { super::$test("actix"); })+
        }
        mod actix_routes {
            $(#[test] fn $test() { super::$test("actix-routes"); })+
        }
        mod axum {
            $(#[test] fn $test() { super::$test("axum"); })+
        }
        mod axum_routes {
            $(#[test] fn $test() { super::$test("axum-routes"); })+
        }
        mod tower {
            $(#[test] fn $test() { super::$test("tower"); })+
        }
        mod warp {
            $(#[test] fn $test() { super::$test("warp"); })+
        }
        mod warp_routes {
            $(#[test] fn $test() { super::$test("warp-routes"); })+
        }
    };
}
pub(crate) use on_every_adapter_with_route_policies;
