//! What the application must answer, on every adapter, over real sockets.
//!
//! No expectation is copied from an answer. The table of answers says what is
//! right.

// A test that fails on an unwrap has a clear enough message.
#![allow(clippy::unwrap_used)]

mod attacks;
mod check;
mod choose;
mod echo;
mod handlers;
mod hostile;
mod layers;
mod live;
mod routes;
mod support;
mod table;
