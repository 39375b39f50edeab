//! The applications that are built.

/// The smallest application of a framework.
pub(super) struct App {
    pub(super) framework: &'static str,
    /// Its dependencies, as in a manifest.
    dependencies: &'static str,
    ours: &'static str,
    peer: Option<&'static str>,
    /// The source, with `LAYER` in place of the CORS layer.
    source: &'static str,
    with_ours: &'static str,
    with_peer: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    Bare,
    Ours,
    Peer,
}

impl App {
    /// The dependency that is added to the bare application.
    pub(super) fn dependency(&self, variant: Variant) -> Option<&'static str> {
        match variant {
            Variant::Bare => None,
            Variant::Ours => Some(self.ours),
            Variant::Peer => self.peer,
        }
    }

    pub(super) fn manifest(&self, variant: Variant) -> String {
        let folder = match self.ours {
            "cors-engine" => "cors-core",
            adapter => adapter,
        };
        let added = match variant {
            Variant::Ours => format!(
                "{} = {{ path = \"{}/../{folder}\" }}\n",
                self.ours,
                env!("CARGO_MANIFEST_DIR"),
            ),
            _ => self
                .dependency(variant)
                .map_or_else(String::new, |peer| format!("{peer}\n")),
        };
        format!(
            "[package]\nname = \"application\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n{PROFILES}\n[dependencies]\n{}{added}",
            self.dependencies
        )
    }

    pub(super) fn source(&self, variant: Variant) -> String {
        let (layer, policy) = match variant {
            Variant::Bare => ("", ""),
            Variant::Ours => (self.with_ours, POLICY),
            Variant::Peer => (self.with_peer, ""),
        };
        // A program that only uses the core has `cors!`, and its own source.
        let policy = match self.framework {
            "list" => String::new(),
            _ => policy.replace("ADAPTER", &self.ours.replace('-', "_")),
        };
        // Every variant contains the number that is changed.
        format!(
            "{policy}\npub const AGE: u32 = 600;\n\n{}",
            self.source.replace("LAYER", layer)
        )
    }
}

/// Cargo does not compile crates from a registry incrementally, which takes half
/// the time. Without this setting it would do so for ours, which come from a
/// folder.
const PROFILES: &str = "\
[profile.dev.package.\"*\"]
incremental = false

[profile.release]
strip = true
";

const POLICY: &str = r#"
#[ADAPTER::cors(
    origins = ["https://app.example.com", "https://www.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    credentials,
    max_age = 600,
)]
static API: ADAPTER::Policy;
"#;

const TOWER_HTTP: &str = "tower-http = { version = \"=0.7.1\", features = [\"cors\"] }";

const WITH_TOWER_HTTP: &str = r#"
    .layer(
        tower_http::cors::CorsLayer::new()
            .allow_origin(["https://app.example.com".parse().unwrap(), "https://www.example.com".parse().unwrap()])
            .allow_methods(["GET".parse().unwrap(), "PUT".parse().unwrap(), "DELETE".parse().unwrap()])
            .allow_headers(["authorization".parse().unwrap(), "content-type".parse().unwrap()])
            .allow_credentials(true)
            .max_age(std::time::Duration::from_secs(AGE.into())),
    )
"#;

pub(super) const ALL: &[App] = &[
    App {
        framework: "tower",
        dependencies: r#"
http-body-util = "0.1"
hyper = { version = "1", features = ["http1", "server"] }
hyper-util = { version = "0.1", features = ["http1", "server", "service", "tokio"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
tower = { version = "0.5", features = ["util"] }
"#,
        ours: "cors-tower",
        peer: Some(TOWER_HTTP),
        source: r#"
use std::convert::Infallible;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let service = tower::ServiceBuilder::new()LAYER.service_fn(async |_: hyper::Request<hyper::body::Incoming>| {
        Ok::<_, Infallible>(hyper::Response::new(http_body_util::Full::<hyper::body::Bytes>::from("hello")))
    });
    loop {
        let (stream, _) = listener.accept().await?;
        let service = hyper_util::service::TowerToHyperService::new(service.clone());
        let stream = hyper_util::rt::TokioIo::new(stream);
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(stream, service));
    }
}
"#,
        with_ours: ".layer(cors_tower::CorsLayer::new(&API))",
        with_peer: WITH_TOWER_HTTP,
    },
    App {
        framework: "axum",
        dependencies: r#"
axum = "=0.8.9"
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
"#,
        ours: "cors-axum",
        peer: Some(TOWER_HTTP),
        source: r#"
#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = axum::Router::new().route("/", axum::routing::get(async || "hello"))LAYER;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    axum::serve(listener, app).await
}
"#,
        with_ours: ".layer(cors_axum::CorsLayer::new(&API))",
        with_peer: WITH_TOWER_HTTP,
    },
    App {
        framework: "actix-web",
        dependencies: "actix-web = \"=4.18.1\"\n",
        ours: "cors-actix",
        peer: Some("actix-cors = \"=0.7.2\""),
        source: r#"
use actix_web::{App, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().route("/", web::get().to(async || "hello"))LAYER)
        .bind("127.0.0.1:0")?
        .run()
        .await
}
"#,
        with_ours: ".wrap(cors_actix::Cors::new(&API))",
        with_peer: r#"
    .wrap(
        actix_cors::Cors::default()
            .allowed_origin("https://app.example.com")
            .allowed_origin("https://www.example.com")
            .allowed_methods(["GET", "PUT", "DELETE"])
            .allowed_headers(["authorization", "content-type"])
            .supports_credentials()
            .max_age(AGE as usize),
    )
"#,
    },
    App {
        framework: "warp",
        dependencies: r#"
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
warp = { version = "=0.4.3", features = ["server"] }
"#,
        ours: "cors-warp",
        // The peer is part of warp.
        peer: None,
        source: r#"
use warp::Filter;

#[tokio::main]
async fn main() {
    let app = warp::any().map(|| "hello")LAYER;
    warp::serve(app).run(([127, 0, 0, 1], 0)).await;
}
"#,
        with_ours: ";\n    use cors_warp::Cors;\n    let app = app.cors(&API)",
        with_peer: "",
    },
];

/// A program with one policy.
pub(super) const LISTS: App = App {
    framework: "list",
    dependencies: "",
    ours: "cors-engine",
    peer: None,
    source: "fn main() {}\n",
    with_ours: "",
    with_peer: "",
};

/// The source of the program, with a list of this many origins.
pub(super) fn list(count: usize) -> String {
    let origins: Vec<String> = crate::policy::listed(count)
        .map(|origin| format!("        \"{origin}\",\n"))
        .collect();
    format!(
        "static API: cors_engine::Policy = cors_engine::cors! {{\n    origins = [\n{}    ],\n    \
         max_age = 600,\n}};\n\nfn main() {{\n    assert!(!API.allows_any_origin());\n}}\n",
        origins.concat()
    )
}
