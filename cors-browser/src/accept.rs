//! The `Accept` header that the browser adds to a request without one.

use crate::fetch::Initiator;

/// Standard: [fetch](https://fetch.spec.whatwg.org/#concept-fetch), the step on
/// `Accept`. HTML's `EventSource` sets the header itself.
pub(crate) fn default_for(initiator: Initiator) -> &'static str {
    match initiator {
        Initiator::Image => "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
        Initiator::Style => "text/css,*/*;q=0.1",
        Initiator::EventSource => "text/event-stream",
        Initiator::Fetch
        | Initiator::Xhr
        | Initiator::Script
        | Initiator::Font
        | Initiator::Media => "*/*",
    }
}
