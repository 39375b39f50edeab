//! For the code that the macros generate. It changes without notice.

pub use cors_macros::cors_impl;
pub use cors_rules::set;

pub use crate::policy::Policy;
pub use crate::policy::constant::{
    Origins, Parts, exposes_any, has_method, lifts_rules, lists_exact_https, parts, policy,
};

/// Seals [`HeaderMap`](crate::adapter::HeaderMap): only adapters of this project
/// implement it.
pub trait Sealed {}

/// The length of a list on the wire, in bytes.
pub const fn joined_len(list: &[&str]) -> usize {
    let mut len = list.len().saturating_sub(1);
    let mut index = 0;
    while index < list.len() {
        len += list[index].len();
        index += 1;
    }
    len
}

/// A list as it is sent: joined with commas.
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

/// The keys of the language, for editors: the keys of a policy resolve to these.
#[allow(non_upper_case_globals)]
pub mod keys {
    /// Who may read: `*`, or a list of origin patterns such as
    /// `"https://example.com"`, `"https://*.example.com"`,
    /// `"http://localhost:*"`.
    pub const origins: () = ();

    /// Which methods pages may send: `*`, or a list such as `[GET, PUT]`. Left
    /// out: GET, HEAD and POST, which need no permission.
    pub const methods: () = ();

    /// Which request headers pages may set: `*`, or a list such as
    /// `["authorization"]`. Left out: none beyond the safelisted.
    pub const headers: () = ();

    /// Which response headers pages may read: `*`, or a list such as
    /// `["etag"]`. Left out: none beyond the safelisted.
    pub const expose_headers: () = ();

    /// Whether cookies, client certificates and HTTP authentication count: the
    /// bare word, `= true` or `= false`.
    pub const credentials: () = ();

    /// How long a browser may keep the answer to a preflight: `600`, `10m`,
    /// `2h`, `1d`. Left out: the browser's own 5 seconds.
    pub const max_age: () = ();
}
