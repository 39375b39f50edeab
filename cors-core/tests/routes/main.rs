//! Policies by URL, against a naive reading of what they say.

mod config;
mod policies;
mod problems;
mod random;
mod table;
