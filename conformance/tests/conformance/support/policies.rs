//! The policies that the application is served under.

/// Every key, with credentials.
pub(crate) const FULL: &str = r#"
    origins = ["https://example.com", "https://app.example.com:8443", "http://localhost:3000"]
    methods = ["GET", "PUT", "DELETE"]
    headers = ["Authorization", "content-type"]
    expose_headers = ["ETag", "x-request-id"]
    credentials = true
    max_age = "10m"
"#;

/// No key that can be left out.
pub(crate) const MINIMAL: &str = r#"origins = ["https://example.com"]"#;

pub(crate) const WILDCARD: &str = r#"origins = ["https://*.example.com"]"#;

/// Everything to everybody.
pub(crate) const ANYONE: &str = r#"
    origins = "*"
    methods = "*"
    headers = ["*", "authorization"]
    expose_headers = "*"
    max_age = 0
"#;

/// What browsers take for names, and what is echoed for that reason.
pub(crate) const ECHO: &str = r#"
    origins = ["https://example.com"]
    methods = "*"
    headers = "*"
    credentials = true
"#;
