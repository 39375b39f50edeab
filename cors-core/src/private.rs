//! The items that the generated code of the macros uses. They change without notice.

pub use cors_macros::cors_impl;
pub use cors_rules::set;

pub use crate::policy::Policy;
pub use crate::policy::constant::{
    Origins, Parts, allows_rules, exposes_any, has_method, lists_exact_https, parts, policy,
};

/// Seals [`HeaderMap`](crate::adapter::HeaderMap): only adapters of this project
/// implement it.
pub trait Sealed {}

/// The length of [`joined`], in bytes.
pub const fn joined_len(list: &[&str]) -> usize {
    let mut len = list.len().saturating_sub(1);
    let mut index = 0;
    while index < list.len() {
        len += list[index].len();
        index += 1;
    }
    len
}

/// The names of a list, joined with commas, as in the header.
pub const fn joined<const N: usize>(list: &[&str]) -> [u8; N] {
    let mut wire = [b','; N];
    let mut at = 0;
    let mut index = 0;
    while index < list.len() {
        let name = list[index].as_bytes();
        let mut offset = 0;
        while offset < name.len() {
            wire[at + offset] = name[offset];
            offset += 1;
        }
        at += name.len() + 1;
        index += 1;
    }
    wire
}

/// The keys of the language. Editors resolve the keys of a policy to these constants and
/// show their documentation.
#[allow(non_upper_case_globals)]
pub mod keys {
    /// The origins that may read responses: `*`, or a list of origin patterns such as
    /// `"https://example.com"`, `"https://*.example.com"`,
    /// `"https://preview-*.example.com"`, `"http://localhost:*"`.
    pub const origins: () = ();

    /// The methods that pages may send: `*`, or a list such as `[GET, PUT]`. If you leave
    /// the key out, pages may send GET, HEAD and POST, which need no permission.
    pub const methods: () = ();

    /// The request headers that pages may set: `*`, or a list such as `["authorization"]`.
    /// If you leave the key out, pages may set the safelisted headers.
    pub const headers: () = ();

    /// The response headers that pages may read: `*`, or a list such as `["etag"]`. If you
    /// leave the key out, pages may read the safelisted headers.
    pub const expose_headers: () = ();

    /// Whether pages may send cookies, client certificates and HTTP authentication: the
    /// bare word, `= true` or `= false`. The default is `false`.
    pub const credentials: () = ();

    /// How long a browser may cache the answer to a preflight: `600`, `10m`, `2h`, `1d`. If
    /// you leave the key out, browsers cache it for 5 seconds.
    pub const max_age: () = ();
}
