//! What the application must answer, on every adapter, over real sockets.
//!
//! Nothing here is taken from an answer: the table of answers says what is
//! right.

// A test that fails on an unwrap says enough.
#![allow(clippy::unwrap_used)]

mod attacks;
mod check;
mod echo;
mod handlers;
mod hostile;
mod layers;
mod places;
mod support;
mod table;
