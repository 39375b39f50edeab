//! A policy that is written and read again is the same policy.

mod random_policy;

use cors_engine::routes::Policies;
use cors_engine::{Config, Policy, cors};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use random_policy::policy;

const PATHS: &[&str] = &["/", "/a", "/a/", "/a/{id}", "/b/{*rest}", "/a/b/c"];

/// Policies by URL. The last policy of the list, or `Policy::NONE`, belongs to an entry.
fn policies() -> impl Strategy<Value = Policies> {
    let entry = (select(PATHS), 0..6_usize, 0..4_usize);
    (policy(), vec(policy(), 1..4), vec(entry, 0..6)).prop_filter_map(
        "two entries have the same path",
        |(application, named, entries)| {
            let mut builder = Policies::builder(application);
            for (path, kind, index) in entries {
                let none = Policy::NONE.clone();
                let policy = named.get(index).unwrap_or(&none).clone();
                builder = match kind {
                    0..2 => builder.nest(path, policy),
                    2 => builder.without_cors(path),
                    3 => builder.route("GET", path, policy),
                    4 => builder.route("HEAD", path, policy),
                    _ => {
                        let method = policy.methods().find(|method| *method != "*");
                        let method = method.unwrap_or("POST").to_owned();
                        builder.route(method, path, policy)
                    }
                };
            }
            builder.build().ok()
        },
    )
}

proptest! {
    #[test]
    fn a_policy(policy in policy()) {
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Policy>(&json).unwrap(), &policy, "{}", json);
        let toml = toml::to_string(&policy).unwrap();
        let config: Config = toml::from_str(&toml).unwrap();
        let (read, notes) = config.build_with_notes().unwrap();
        prop_assert_eq!(&read, &policy, "{}", toml);
        // What was silenced stays silenced.
        prop_assert!(!notes.iter().any(cors_engine::Problem::is_warning), "{}", toml);
    }

    #[test]
    fn policies_by_url(policies in policies()) {
        let json = serde_json::to_string(&policies).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Policies>(&json).unwrap(), &policies, "{}", json);
        let toml = toml::to_string(&policies).unwrap();
        prop_assert_eq!(&toml::from_str::<Policies>(&toml).unwrap(), &policies, "{}", toml);
        let again = toml::to_string(&toml::from_str::<Policies>(&toml).unwrap()).unwrap();
        prop_assert_eq!(again, toml);
    }
}

static PUBLIC: Policy = cors! { origins = * };
static PARTNERS: Policy = cors! {
    origins = ["https://partner.example"],
    methods = [GET, PUT],
    headers = [#[allow(header_misspelled)] "authorisation"],
};

#[test]
fn policies_are_written_in_the_form_of_a_file() {
    let policies = Policies::builder(&PUBLIC)
        .route("PUT", "/orders/{id}", &PARTNERS)
        .nest("/partners", PARTNERS.clone())
        .nest(
            "/other",
            PARTNERS
                .with_origins(["https://other.example"])
                .build()
                .unwrap(),
        )
        .without_cors("/health")
        .build()
        .unwrap();
    let expected = serde_json::json!({
        "origins": "*",
        "policies": {
            "policy1": {
                "origins": ["https://partner.example"],
                "methods": ["GET", "PUT"],
                "headers": [{"header": "authorisation", "allow": ["header-misspelled"]}],
            },
            "policy2": {
                "origins": ["https://other.example"],
                "methods": ["GET", "PUT"],
                "headers": [{"header": "authorisation", "allow": ["header-misspelled"]}],
            },
        },
        "routes": [
            {"path": "/orders/{id}", "methods": ["PUT"], "policy": "policy1"},
            {"nest": "/health", "policy": "none"},
            {"nest": "/other", "policy": "policy2"},
            {"nest": "/partners", "policy": "policy1"},
        ],
    });
    assert_eq!(serde_json::to_value(&policies).unwrap(), expected);
}

#[test]
fn policies_of_a_file_keep_their_names() {
    let file = serde_json::json!({
        "origins": ["https://a.example"],
        "policies": {"policy2": {"origins": "*"}, "admin": {"origins": ["https://b.example"]}},
        "routes": [
            {"path": "/a", "methods": ["GET", "HEAD"], "policy": "admin"},
            {"nest": "/b", "policy": "policy2"},
        ],
    });
    let policies: Policies = serde_json::from_value(file.clone()).unwrap();
    let written = serde_json::to_value(&policies).unwrap();
    assert_eq!(written["routes"], file["routes"]);
    assert_eq!(written["policies"]["admin"], file["policies"]["admin"]);
    assert_eq!(written["policies"]["policy2"], file["policies"]["policy2"]);
}

#[test]
fn problems_of_policies_that_are_read_directly_are_in_one_text() {
    let file = r#"{"origins": ["https://a.example/"], "routes": [{"nest": "b", "policy": "c"}]}"#;
    let error = serde_json::from_str::<Policies>(file)
        .unwrap_err()
        .to_string();
    for rule in ["origin-has-path", "route-path-invalid", "policy-unknown"] {
        assert!(error.contains(&format!("note: cors::{rule}")), "{error}");
    }
}

#[test]
fn policies_print_their_entries() {
    let policies = Policies::builder(&PUBLIC)
        .route("GET", "/orders", &PARTNERS)
        .without_cors("/health")
        .build()
        .unwrap();
    let lines: Vec<String> = policies.to_string().lines().map(str::to_owned).collect();
    let partners = PARTNERS.to_string();
    let expected = [
        "origins = *",
        &format!("GET, HEAD /orders: {partners}"),
        "nest /health: none",
    ];
    assert_eq!(lines, expected);
    let shown = format!("{policies:?}");
    assert!(
        shown.starts_with("Policies { application: cors! { origins = * }"),
        "{shown}"
    );
}

/// Each part of the policies counts.
#[test]
fn policies_are_equal_if_all_parts_are() {
    let of = |path: &str, method: &str, policy: &'static Policy| {
        Policies::builder(&PUBLIC)
            .route(method, path, policy)
            .build()
            .unwrap()
    };
    let policies = of("/a", "PUT", &PARTNERS);
    assert_eq!(policies, of("/a", "PUT", &PARTNERS));
    assert_ne!(policies, of("/b", "PUT", &PARTNERS));
    assert_ne!(of("/a", "GET", &PARTNERS), of("/a", "POST", &PARTNERS));
    assert_ne!(of("/a", "GET", &PARTNERS), of("/a", "GET", &PUBLIC));
    assert_ne!(policies, Policies::builder(&PARTNERS).build().unwrap());
}
