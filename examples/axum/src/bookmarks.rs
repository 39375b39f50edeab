//! The bookmarks, in memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{ETAG, HeaderName, VARY};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Bookmarks by number.
#[derive(Clone, Default)]
pub(crate) struct Bookmarks(Arc<Mutex<HashMap<u32, Bookmark>>>);

#[derive(Clone, Hash, Serialize, Deserialize)]
struct Bookmark {
    title: String,
    address: String,
}

pub(crate) fn routes(bookmarks: Bookmarks) -> Router {
    Router::new()
        .route("/{id}", get(read).put(write).delete(remove))
        .with_state(bookmarks)
}

type Headers<const N: usize> = [(HeaderName, String); N];

async fn read(
    State(bookmarks): State<Bookmarks>,
    Path(id): Path<u32>,
) -> Result<(Headers<2>, Json<Bookmark>), Failure> {
    let bookmark = bookmarks.lock().get(&id).cloned();
    let bookmark = bookmark.ok_or(Failure::NoSuchBookmark)?;
    let headers = [
        // Pages can read this header, because the policy exposes it.
        (ETAG, bookmark.etag()),
        // A proxy may compress the response. The CORS layer adds `Origin`.
        (VARY, "Accept-Encoding".to_owned()),
    ];
    Ok((headers, Json(bookmark)))
}

async fn write(
    State(bookmarks): State<Bookmarks>,
    Path(id): Path<u32>,
    Json(bookmark): Json<Bookmark>,
) -> (StatusCode, Headers<1>) {
    let etag = bookmark.etag();
    bookmarks.lock().insert(id, bookmark);
    (StatusCode::NO_CONTENT, [(ETAG, etag)])
}

async fn remove(
    State(bookmarks): State<Bookmarks>,
    Path(id): Path<u32>,
) -> Result<StatusCode, Failure> {
    let removed = bookmarks.lock().remove(&id);
    removed.ok_or(Failure::NoSuchBookmark)?;
    Ok(StatusCode::NO_CONTENT)
}

impl Bookmarks {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Bookmark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bookmark {
    fn etag(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        format!("\"{:016x}\"", hasher.finish())
    }
}
