//! The policies of the application.

/// Every key, with credentials.
pub(crate) const FULL: &str = r#"
    origins = ["https://example.com", "https://app.example.com:8443", "http://localhost:3000"]
    methods = ["GET", "PUT", "DELETE"]
    headers = ["Authorization", "content-type"]
    expose_headers = ["ETag", "x-request-id"]
    credentials = true
    max_age = "10m"
"#;

/// Only the required key.
pub(crate) const MINIMAL: &str = r#"origins = ["https://example.com"]"#;

pub(crate) const WILDCARD: &str = r#"origins = ["https://*.example.com"]"#;

/// Everything for every origin.
pub(crate) const ANY_ORIGIN: &str = r#"
    origins = "*"
    methods = "*"
    headers = ["*", "authorization"]
    expose_headers = "*"
    max_age = 0
"#;

/// Names that browsers take literally, and that the response therefore echoes.
pub(crate) const ECHO: &str = r#"
    origins = ["https://example.com"]
    methods = "*"
    headers = "*"
    credentials = true
"#;
