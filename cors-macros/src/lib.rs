//! The macros of the `cors-…` family: a wrong CORS policy does not compile.
//!
//! This crate is used through `cors-engine`, which has `cors! { … }`, and through
//! the adapters, which have `#[cors(…)]`. Both read the same language, hold it
//! against the rules of [`cors_rules`], report every problem at the token
//! that has it, and write out a constant.
//!
//! Tokens become fields (`parse`, with a file for each part of the grammar),
//! fields become a checked policy (`lower`), and that becomes code (`emit`,
//! `matcher`).
//!
//! # Crate features
//!
//! Each feature builds the attribute of one framework. All are on by default; an adapter
//! turns the default off and asks for one.
//!
//! | feature | brings |
//! |---|---|
//! | `actix` | `#[cors]` of cors-actix |
//! | `axum` | `#[cors]` and `route!` of cors-axum |
//! | `warp` | `#[cors]` of cors-warp |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// What several frameworks share, one alone uses in part. With all of them, which is
// how the lints see it, dead code is found.
#![cfg_attr(
    not(all(feature = "actix", feature = "axum", feature = "warp")),
    allow(dead_code)
)]

#[cfg(feature = "actix")]
mod actix;
mod attribute;
#[cfg(feature = "axum")]
mod axum;
mod cfg;
mod emit;
mod entry;
#[cfg(any(feature = "actix", feature = "axum", feature = "warp"))]
mod function;
mod ide;
mod item;
mod lower;
mod matcher;
mod mistake;
mod parse;
mod path;
mod reader;
#[cfg(any(feature = "actix", feature = "axum"))]
mod replaced;
#[cfg(any(feature = "actix", feature = "axum"))]
mod route_policy;
#[cfg(all(test, feature = "actix", feature = "axum", feature = "warp"))]
mod tests;
mod tokens;
mod value;
#[cfg(feature = "warp")]
mod warp;
mod written;

use proc_macro::TokenStream;
use quote::quote;

/// What `cors_engine::cors!` calls: `[path of cors-engine] policy`.
#[doc(hidden)]
#[proc_macro]
pub fn cors_impl(input: TokenStream) -> TokenStream {
    emit::expression(input.into()).into()
}

#[doc = include_str!("attribute.md")]
#[cfg(feature = "actix")]
#[proc_macro_attribute]
pub fn actix(attribute: TokenStream, item: TokenStream) -> TokenStream {
    self::actix::expand(attribute.into(), item.into(), quote!(::cors_actix)).into()
}

#[doc = include_str!("attribute.md")]
#[cfg(feature = "warp")]
#[proc_macro_attribute]
pub fn warp(attribute: TokenStream, item: TokenStream) -> TokenStream {
    self::warp::expand(attribute.into(), item.into(), quote!(::cors_warp)).into()
}

#[doc = include_str!("attribute.md")]
#[proc_macro_attribute]
pub fn tower(attribute: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(attribute.into(), item.into(), quote!(::cors_tower)).into()
}

#[doc = include_str!("attribute.md")]
#[cfg(feature = "axum")]
#[proc_macro_attribute]
pub fn axum(attribute: TokenStream, item: TokenStream) -> TokenStream {
    self::axum::expand(attribute.into(), item.into(), quote!(::cors_axum)).into()
}

/// What `cors_axum::route!` calls: `[path of cors-axum] get(list), put(save)`.
#[doc(hidden)]
#[cfg(feature = "axum")]
#[proc_macro]
pub fn axum_routes(input: TokenStream) -> TokenStream {
    self::axum::routes(input.into()).into()
}
