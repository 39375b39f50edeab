//! Random fetches.

use cors_browser::{Credentials, Fetch};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::SERVER;

/// A fetch by a page, and how the server answers it.
#[derive(Clone, Debug)]
pub(crate) struct RandomFetch {
    pub(crate) page: &'static str,
    pub(crate) method: Method,
    pub(crate) headers: Vec<Header>,
    pub(crate) include: bool,
    pub(crate) path: &'static str,
    pub(crate) redirect: Option<&'static str>,
    pub(crate) status: u16,
    pub(crate) later: u64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Method {
    pub(crate) written: &'static str,
    pub(crate) sent: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
    pub(crate) needs_permission: bool,
}

pub(crate) const METHODS: [Method; 11] = [
    Method {
        written: "GET",
        sent: "GET",
    },
    Method {
        written: "head",
        sent: "HEAD",
    },
    Method {
        written: "POST",
        sent: "POST",
    },
    Method {
        written: "PUT",
        sent: "PUT",
    },
    Method {
        written: "put",
        sent: "PUT",
    },
    Method {
        written: "PATCH",
        sent: "PATCH",
    },
    Method {
        written: "patch",
        sent: "patch",
    },
    Method {
        written: "Delete",
        sent: "DELETE",
    },
    Method {
        written: "OPTIONS",
        sent: "OPTIONS",
    },
    Method {
        written: "PROPFIND",
        sent: "PROPFIND",
    },
    Method {
        written: "QUERY",
        sent: "QUERY",
    },
];

pub(crate) const HEADERS: [Header; 11] = [
    Header {
        name: "accept",
        value: "text/html",
        needs_permission: false,
    },
    Header {
        name: "Accept",
        value: "a(b)",
        needs_permission: true,
    },
    Header {
        name: "accept-language",
        value: "en_US",
        needs_permission: true,
    },
    Header {
        name: "content-type",
        value: "text/plain",
        needs_permission: false,
    },
    Header {
        name: "Content-Type",
        value: "application/json",
        needs_permission: true,
    },
    Header {
        name: "range",
        value: "bytes=0-1",
        needs_permission: false,
    },
    Header {
        name: "range",
        value: "bytes=-1",
        needs_permission: true,
    },
    Header {
        name: "X-A",
        value: "1",
        needs_permission: true,
    },
    Header {
        name: "x-b",
        value: "",
        needs_permission: true,
    },
    Header {
        name: "authorization",
        value: "Bearer 1",
        needs_permission: true,
    },
    Header {
        name: "cookie",
        value: "dropped=1",
        needs_permission: false,
    },
];

pub(crate) fn random_fetch() -> impl Strategy<Value = RandomFetch> {
    let pages = vec![
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://app.example.com",
        "https://a.example.net",
        "https://a.b.example.net",
        "https://example.net",
        "https://evilexample.net",
        "http://localhost",
        "http://localhost:3000",
        "https://example.org",
        "https://example.org:8443",
        "https://example.org.",
        "capacitor://localhost",
        "null",
        SERVER,
        SERVER,
        SERVER,
    ];
    (
        select(pages),
        select(METHODS.to_vec()),
        subsequence(HEADERS.to_vec(), 0..=4),
        any::<bool>(),
        select(vec!["/1", "/2"]),
        prop_oneof![
            4 => Just(None),
            1 => Just(Some("/elsewhere")),
            1 => Just(Some("https://api.example.org/elsewhere")),
        ],
        select(vec![200, 201, 304, 404, 500]),
        select(vec![0, 4, 700]),
    )
        .prop_map(
            |(page, method, headers, include, path, redirect, status, later)| RandomFetch {
                page,
                method,
                headers,
                include,
                path,
                redirect,
                status,
                later,
            },
        )
}

impl RandomFetch {
    pub(crate) fn to_fetch(&self) -> Fetch {
        let mut fetch = Fetch::new(self.method.written, format!("{SERVER}{}", self.path));
        for header in &self.headers {
            fetch = fetch.header(header.name, header.value);
        }
        fetch.credentials(match self.include {
            true => Credentials::Include,
            false => Credentials::SameOrigin,
        })
    }
}
