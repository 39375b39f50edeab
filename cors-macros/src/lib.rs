//! The macros of the `cors-…` crates. A wrong CORS policy does not compile.
//!
//! Do not depend on this crate directly. `cors-engine` exports `cors! { … }`, and each
//! adapter exports its own `#[cors(…)]`. All of these macros read the same language and
//! check it against the rules of [`cors_rules`]. They report every problem at the tokens
//! that cause it, and emit a constant.
//!
//! `expand` drives the pipeline: `parse` reads tokens (with one file per part of the
//! grammar), `check` applies the rules, and `emit` and `matcher` write the code. `actix`
//! and `axum` do the same for handlers.
//!
//! # Crate features
//!
//! Each feature adds the attribute of one framework. All features are on by default. Each
//! adapter turns the defaults off and enables one feature.
//!
//! | feature | brings |
//! |---|---|
//! | `actix` | `#[cors]` of cors-actix |
//! | `axum` | `#[cors]` and `route!` of cors-axum |
//! | `warp` | `#[cors]` of cors-warp |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "actix")]
mod actix;
mod attribute;
#[cfg(feature = "axum")]
mod axum;
mod cfg;
mod check;
mod diagnostic;
mod editor;
mod emit;
mod entry;
mod expand;
#[cfg(any(feature = "actix", feature = "axum"))]
mod function;
mod guess;
mod item;
mod matcher;
mod parse;
mod parsed;
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

use proc_macro::TokenStream;
use quote::quote;

/// Expands `cors_engine::cors!`: `[path of cors-engine] policy`.
#[doc(hidden)]
#[proc_macro]
pub fn cors_impl(input: TokenStream) -> TokenStream {
    expand::expression(input.into()).into()
}

#[doc = include_str!("docs/keys.md")]
#[doc = include_str!("docs/actix.md")]
#[cfg(feature = "actix")]
#[proc_macro_attribute]
pub fn actix(attribute: TokenStream, item: TokenStream) -> TokenStream {
    self::actix::expand(attribute.into(), item.into(), quote!(::cors_actix)).into()
}

#[doc = include_str!("docs/keys.md")]
#[doc = include_str!("docs/axum.md")]
#[cfg(feature = "axum")]
#[proc_macro_attribute]
pub fn axum(attribute: TokenStream, item: TokenStream) -> TokenStream {
    self::axum::expand(attribute.into(), item.into(), quote!(::cors_axum)).into()
}

#[doc = include_str!("docs/keys.md")]
#[doc = include_str!("docs/warp.md")]
#[cfg(feature = "warp")]
#[proc_macro_attribute]
pub fn warp(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let krate = quote!(::cors_warp);
    expand::static_item(attribute.into(), item.into(), krate, item::WARP).into()
}

#[doc = include_str!("docs/keys.md")]
#[doc = include_str!("docs/tower.md")]
#[proc_macro_attribute]
pub fn tower(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let krate = quote!(::cors_tower);
    expand::static_item(attribute.into(), item.into(), krate, item::STATIC_ONLY).into()
}

/// Expands `cors_axum::route!`: `[path of cors-axum] get(list), put(save)`.
#[doc(hidden)]
#[cfg(feature = "axum")]
#[proc_macro]
pub fn axum_routes(input: TokenStream) -> TokenStream {
    self::axum::routes(input.into()).into()
}
