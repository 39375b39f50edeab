//! The notes, in memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::http::header::{ETAG, VARY};
use actix_web::{HttpResponse, delete, get, put, web};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Notes by number.
#[derive(Default)]
pub(crate) struct Notes(Mutex<HashMap<u32, Note>>);

#[derive(Clone, Hash, Serialize, Deserialize)]
struct Note {
    text: String,
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(read).service(write).service(remove);
}

#[get("/{id}")]
async fn read(notes: web::Data<Notes>, id: web::Path<u32>) -> Result<HttpResponse, Failure> {
    let note = notes.lock().get(&id).cloned().ok_or(Failure::NoSuchNote)?;
    Ok(HttpResponse::Ok()
        // Pages can read this header, because the policy exposes it.
        .insert_header((ETAG, note.etag()))
        // A proxy may compress the response. The CORS layer adds `Origin`.
        .insert_header((VARY, "Accept-Encoding"))
        .json(note))
}

#[put("/{id}")]
async fn write(notes: web::Data<Notes>, id: web::Path<u32>, note: web::Json<Note>) -> HttpResponse {
    let etag = note.etag();
    notes.lock().insert(*id, note.into_inner());
    HttpResponse::NoContent()
        .insert_header((ETAG, etag))
        .finish()
}

#[delete("/{id}")]
async fn remove(notes: web::Data<Notes>, id: web::Path<u32>) -> Result<HttpResponse, Failure> {
    let removed = notes.lock().remove(&id);
    removed.ok_or(Failure::NoSuchNote)?;
    Ok(HttpResponse::NoContent().finish())
}

impl Notes {
    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Note>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Note {
    fn etag(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        format!("\"{:016x}\"", hasher.finish())
    }
}
