//! The administration: the state of the snapshot, the problems of each tenant, and the form
//! that adds an origin. No page of another origin can read it, because it has no policy.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum::{Json, Router};
use cors_axum::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_postgres::Config;

use crate::database::{Added, Connection, Failure};
use crate::policy::{MAX_ORIGINS, check_origin};
use crate::tenants::Tenants;
use crate::token;

/// The number of hosts with problems that the status lists.
const LISTED: usize = 100;

type Answer = (StatusCode, Json<Value>);

pub(crate) fn app(tenants: Arc<Tenants>, config: Config, token: String) -> Router {
    let token: Arc<str> = token.into();
    Router::new()
        .route("/status", get(status))
        .route("/tenants/{host}", get(tenant))
        .with_state(tenants)
        .route(
            "/tenants/{host}/origins",
            post(add_origin).with_state(config),
        )
        .layer(from_fn_with_state(token, token::required))
}

async fn status(State(tenants): State<Arc<Tenants>>) -> Json<Value> {
    let snapshot = tenants.snapshot();
    let age = snapshot.age();
    let wrong = snapshot
        .by_host
        .iter()
        .filter(|(_, tenant)| !tenant.refused.is_empty());
    let mut wrong: Vec<&String> = wrong.map(|(host, _)| host).collect();
    wrong.sort_unstable();
    Json(json!({
        "is_connected": snapshot.is_connected,
        "age": age.as_secs_f64(),
        "stale_after": tenants.stale_after.as_secs(),
        "is_stale": age > tenants.stale_after,
        "tenants": snapshot.by_host.len(),
        "tenants_with_problems": wrong.len(),
        "first_with_problems": wrong.iter().take(LISTED).collect::<Vec<_>>(),
    }))
}

async fn tenant(
    State(tenants): State<Arc<Tenants>>,
    Path(host): Path<String>,
) -> Result<Json<Value>, StatusCode> {
    let snapshot = tenants.snapshot();
    let tenant = snapshot.by_host.get(&host).ok_or(StatusCode::NOT_FOUND)?;
    let policy = tenant.policy.as_ref();
    Ok(Json(json!({
        "origins": policy.map_or_else(Vec::new, |policy| policy.origins().collect()),
        "max_age": policy.and_then(|policy| policy.max_age()),
        "problems": described(&tenant.refused),
    })))
}

/// The argument of [`add_origin`].
#[derive(Deserialize)]
struct NewOrigin {
    origin: String,
}

async fn add_origin(
    State(config): State<Config>,
    Path(host): Path<String>,
    Json(NewOrigin { origin }): Json<NewOrigin>,
) -> Answer {
    if let Err(problems) = check_origin(&origin) {
        let problems = json!({ "problems": described(&problems) });
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(problems));
    }
    let (status, message) = match add(&config, &host, &origin).await {
        Ok(Added::Listed) => {
            // Other processes get the notification at the same time as this one.
            return (StatusCode::ACCEPTED, Json(json!({ "origin": origin })));
        }
        Ok(Added::NoSuchTenant) => (StatusCode::NOT_FOUND, "there is no such tenant".to_owned()),
        Ok(Added::TooMany) => (
            StatusCode::CONFLICT,
            format!("a tenant has at most {MAX_ORIGINS} origins"),
        ),
        Err(failure) => {
            eprintln!("An origin was not added to {host:?}: {failure}.");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database cannot be reached".to_owned(),
            )
        }
    };
    (status, Json(json!({ "error": message })))
}

/// Origins are added rarely, so a connection for each is simpler than a pool.
async fn add(config: &Config, host: &str, origin: &str) -> Result<Added, Failure> {
    Connection::open(config)
        .await?
        .add_origin(host, origin)
        .await
}

fn described(problems: &[Problem]) -> Vec<Value> {
    let one = |problem: &Problem| {
        json!({
            "origin": problem.value,
            "rule": problem.rule.name(),
            "message": problem.message,
            "help": problem.help,
        })
    };
    problems.iter().map(one).collect()
}
