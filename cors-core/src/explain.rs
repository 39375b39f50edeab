//! Explains what a policy does with a request: which entry allows it, or why it is refused.
//!
//! ```
//! use cors_engine::explain::CorsRequest;
//! use cors_engine::{Policy, cors};
//!
//! static API: Policy = cors! {
//!     origins = ["https://app.example.com:8443"],
//!     methods = [GET, PATCH],
//!     headers = ["authorization"],
//! };
//!
//! let request = CorsRequest::new("GET").origin("https://app.example.com");
//! assert_eq!(
//!     API.explain(&request).to_string(),
//!     "https://app.example.com is not allowed: \
//!      the policy has https://app.example.com:8443 (another port)",
//! );
//!
//! let request = CorsRequest::preflight("patch")
//!     .origin("https://app.example.com:8443")
//!     .requested_headers("authorisation");
//! assert_eq!(
//!     API.explain(&request).to_string(),
//!     "the method patch is not allowed: the policy has PATCH; \
//!      the header authorisation is not allowed: the policy has authorization",
//! );
//! ```
//!
//! Use it in a tool or a test. To log refused requests in an application, use the feature
//! `tracing` of your adapter.

mod distance;
mod excerpt;
mod explanation;
mod names;
mod nearest;
mod origin;
mod refusal;
mod request;

use cors_rules::OriginPattern;
use cors_rules::set::Wide;

use crate::policy::Policy;
use crate::request::Sent;
pub(crate) use excerpt::excerpt;

pub use explanation::{Decision, Explanation, PolicyEntry};
pub use nearest::{NearestOrigin, OriginDifference};
pub use refusal::{OriginReason, Refusal, RefusedName, RefusedOrigin};
pub use request::CorsRequest;

impl Policy {
    /// Explains what the policy does with a request.
    ///
    /// The time is linear in the number of patterns for an allowed origin. For a refused
    /// one, at most 1000 patterns are compared with at most 326 bytes of the origin.
    pub fn explain(&self, request: &CorsRequest<'_>) -> Explanation {
        let origin = request.sent_origin();
        let is_allowed = match origin {
            Sent::Never => return Explanation::new(Decision::NoOrigin, ""),
            Sent::Once(origin) => self.allows_origin(origin),
            Sent::Repeatedly => self.allows_any_origin(),
        };
        let shown = excerpt(origin.bytes());
        if !is_allowed && request.is_same_origin() {
            return Explanation::new(Decision::SameOrigin, &shown);
        }
        if !is_allowed && !request.has_cors_mode() {
            return Explanation::new(Decision::NotCors, &excerpt(request.sent_mode()));
        }
        let mut explanation = Explanation::new(Decision::Allowed, &shown);
        if is_allowed {
            explanation.entries.extend(self.entry_for(origin.bytes()));
        } else {
            let refused = RefusedOrigin::new(self, origin, shown);
            explanation.refusals.push(Refusal::Origin(refused));
        }
        if request.is_preflight() {
            names::explain(self, request, &mut explanation);
        }
        if !explanation.refusals.is_empty() {
            explanation.decision = Decision::Refused;
        }
        explanation
    }

    /// Whether [`explain`](Policy::explain) finds that a request is refused. It does not
    /// allocate. Headers are not checked if their list is longer than 1 KiB.
    #[cfg(feature = "tracing")]
    pub(crate) fn refuses(&self, request: &CorsRequest<'_>) -> bool {
        let is_allowed = match request.sent_origin() {
            Sent::Never => return false,
            Sent::Once(origin) => self.allows_origin(origin),
            Sent::Repeatedly => self.allows_any_origin(),
        };
        if is_allowed {
            request.is_preflight() && !names::lists_all(self, request)
        } else {
            request.needs_permission()
        }
    }

    /// The entry of `origins` that allows an origin.
    fn entry_for(&self, origin: &[u8]) -> Option<PolicyEntry> {
        let matches = |text: &str| match text.parse::<OriginPattern>() {
            Ok(pattern) => Wide::of(&pattern).is_some_and(|wide| wide.contains(origin)),
            Err(_) => text == "*",
        };
        let mut entries = self.origins().enumerate();
        let entry = entries.find(|(_, text)| text.as_bytes() == origin || matches(text));
        entry.map(|(index, text)| PolicyEntry::new("origins", index, text))
    }
}
