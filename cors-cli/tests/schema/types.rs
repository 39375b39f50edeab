//! The form of a policy file as types. The comments are the descriptions in the schema.
//!
//! The engine reads any value and reports every problem, so it has no such types. A key that
//! can be left out is not an `Option`, which would allow `null`: `required` lists the others.

// Only the schema of the types is used.
#![allow(dead_code)]

use std::collections::BTreeMap;

use cors_rules::{Key, Rule};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

pub(crate) fn schema() -> Schema {
    SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(one_line))
        .into_generator()
        .into_root_schema_for::<File>()
}

/// Joins the lines of a description.
fn one_line(schema: &mut Schema) {
    let lines = schema.get("description").and_then(|text| text.as_str());
    if let Some(text) = lines.map(|lines| lines.replace('\n', " ")) {
        schema.insert("description".to_owned(), text.into());
    }
}

/// A policy file of the cors crates. `cors check` knows the rules that a schema cannot
/// express.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "CORS policy", extend("required" = ["origins"]))]
struct File {
    /// The origins that may read: `*`, or a list of patterns such as
    /// "https://*.example.com" and "https://preview-*.example.com".
    origins: Origins,
    /// The methods that pages may send. Left out: GET, HEAD and POST.
    methods: List<Name>,
    /// The request headers that scripts may set. Left out: only the safelisted ones.
    headers: List<Header>,
    /// The response headers that scripts may read. Left out: only the safelisted ones.
    expose_headers: List<Header>,
    /// Whether pages may send cookies and HTTP authentication. Left out: false.
    credentials: bool,
    /// How long browsers cache the answer to a preflight: seconds, or a duration such as
    /// "10m", up to a day.
    max_age: MaxAge,
    /// More policies, each with a name for `routes`.
    #[schemars(extend("propertyNames" = { "not": { "const": "none" } }))]
    policies: BTreeMap<String, PolicyTable>,
    /// Which policy applies to which paths.
    routes: Vec<Route>,
}

/// A policy with a name.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["origins"]))]
struct PolicyTable {
    /// The origins that may read: `*`, or a list of patterns such as
    /// "https://*.example.com" and "https://preview-*.example.com".
    origins: Origins,
    /// The methods that pages may send. Left out: GET, HEAD and POST.
    methods: List<Name>,
    /// The request headers that scripts may set. Left out: only the safelisted ones.
    headers: List<Header>,
    /// The response headers that scripts may read. Left out: only the safelisted ones.
    expose_headers: List<Header>,
    /// Whether pages may send cookies and HTTP authentication. Left out: false.
    credentials: bool,
    /// How long browsers cache the answer to a preflight: seconds, or a duration such as
    /// "10m", up to a day.
    max_age: MaxAge,
}

#[derive(JsonSchema)]
#[serde(untagged)]
enum Origins {
    Any(Any),
    Listed(#[schemars(length(min = 1))] Vec<Origin>),
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "ListOf{T}")]
enum List<T> {
    Any(Any),
    Listed(Vec<T>),
}

#[derive(JsonSchema)]
enum Any {
    #[serde(rename = "*")]
    Any,
}

/// The name of a method.
#[derive(JsonSchema)]
struct Name(#[schemars(length(min = 1))] String);

/// The pattern of an origin, or a table that allows a rule for it.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Origin {
    Pattern(#[schemars(length(min = 1))] String),
    Table(OriginTable),
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, extend("required" = ["origin"]))]
struct OriginTable {
    /// The pattern of the origin.
    #[schemars(length(min = 1))]
    origin: String,
    /// The rules that this entry may break.
    #[schemars(schema_with = "rules_for_origins")]
    allow: Vec<String>,
}

/// The name of a header, or a table that allows a rule for it.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Header {
    Name(#[schemars(length(min = 1))] String),
    Table(HeaderTable),
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, extend("required" = ["header"]))]
struct HeaderTable {
    /// The name of the header.
    #[schemars(length(min = 1))]
    header: String,
    /// The rules that this entry may break.
    #[schemars(schema_with = "rules_for_headers")]
    allow: Vec<String>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
enum MaxAge {
    Seconds(#[schemars(range(min = 0, max = 86_400))] u32),
    Duration(#[schemars(regex(pattern = "^[0-9]+[smhd]?$"))] String),
}

/// A path and methods, or a prefix of paths, with the policy that applies.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Route {
    Path(PathRoute),
    Nest(NestedRoute),
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct PathRoute {
    /// A path pattern: `/orders/{id}`, `/files/{*rest}`.
    #[schemars(regex(pattern = "^/"))]
    path: String,
    /// The methods of `path`.
    #[schemars(length(min = 1))]
    methods: Vec<Name>,
    /// The name of one of the `policies`, or `none`, which switches CORS off.
    #[schemars(length(min = 1))]
    policy: String,
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct NestedRoute {
    /// A prefix of paths.
    #[schemars(regex(pattern = "^/"))]
    nest: String,
    /// The name of one of the `policies`, or `none`, which switches CORS off.
    #[schemars(length(min = 1))]
    policy: String,
}

fn rules_for_origins(_: &mut SchemaGenerator) -> Schema {
    rules(Key::Origins)
}

fn rules_for_headers(_: &mut SchemaGenerator) -> Schema {
    rules(Key::Headers)
}

/// The names of the rules that an entry of this list can allow, in kebab-case or snake_case.
fn rules(key: Key) -> Schema {
    let is_of_key = |rule: &Rule| (*rule == Rule::HeaderMisspelled) == (key == Key::Headers);
    let rules = Rule::allowable().filter(is_of_key);
    let names: Vec<String> = rules.map(|rule| rule.name().replace('-', "[-_]")).collect();
    let pattern = format!("^({})$", names.join("|"));
    json_schema!({ "type": "array", "items": { "type": "string", "pattern": pattern } })
}
