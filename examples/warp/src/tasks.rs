//! The tasks, in memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use warp::http::StatusCode;
use warp::http::header::{ETAG, VARY};
use warp::reply::{self, Reply};
use warp::{Filter, Rejection};

use crate::failure::Failure;

/// Tasks by number.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<Mutex<HashMap<u32, Task>>>);

#[derive(Clone, Hash, Serialize, Deserialize)]
struct Task {
    text: String,
    done: bool,
}

pub(crate) fn routes(
    tasks: Tasks,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let tasks = warp::any().map(move || tasks.clone());
    let task = warp::path!(u32).and(tasks);
    let read = task.clone().and(warp::get()).and_then(read);
    let write = task
        .clone()
        .and(warp::put())
        .and(warp::body::json())
        .map(write);
    let remove = task.and(warp::delete()).and_then(remove);
    read.or(write).or(remove)
}

async fn read(id: u32, tasks: Tasks) -> Result<impl Reply, Rejection> {
    let task = tasks.lock().get(&id).cloned().ok_or(Failure::NoSuchTask)?;
    // Pages can read this header, because the policy exposes it.
    let reply = reply::with_header(reply::json(&task), ETAG, task.etag());
    // A proxy may compress the response. The CORS layer adds `Origin`.
    Ok(reply::with_header(reply, VARY, "Accept-Encoding"))
}

fn write(id: u32, tasks: Tasks, task: Task) -> impl Reply {
    let etag = task.etag();
    tasks.lock().insert(id, task);
    reply::with_header(StatusCode::NO_CONTENT, ETAG, etag)
}

async fn remove(id: u32, tasks: Tasks) -> Result<impl Reply, Rejection> {
    let removed = tasks.lock().remove(&id);
    removed.ok_or(Failure::NoSuchTask)?;
    Ok(StatusCode::NO_CONTENT)
}

impl Tasks {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Task>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Task {
    fn etag(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        format!("\"{:016x}\"", hasher.finish())
    }
}
