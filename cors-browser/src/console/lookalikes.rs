//! Sentences of failures that look like CORS.

mod policy;
mod response;
mod server;

use super::{Lookalike, Source};

/// The likeliest source, the failure, and the words. A sentence that multiple
/// programs print is listed once.
type Row = (Source, Lookalike, &'static str);

pub(super) fn sentences() -> impl Iterator<Item = &'static Row> {
    let browsers = response::SENTENCES.iter().chain(policy::SENTENCES);
    browsers.chain(server::SENTENCES)
}
