//! Compares the method and the headers of a preflight with the lists of a policy, as a
//! browser does with the answer.

use crate::echo;
use crate::explain::distance::distance;
use crate::explain::excerpt::excerpt;
use crate::explain::request::CorsRequest;
use crate::explain::{Explanation, PolicyEntry, Refusal, RefusedName};
use crate::policy::Policy;
use crate::request::Sent;

/// The most refused headers that are listed.
const MAX_REFUSED: usize = 8;

/// The longest name that is compared letter by letter, plus 1.
const MAX_NAME: usize = 65;

/// The lists of a policy that a browser compares with a preflight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Methods,
    Headers,
}

/// What `*` in a list allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Star {
    /// Every name. Among the headers, `authorization` is not included.
    Any,
    /// Every name, because the answer repeats the names of the request.
    Echo,
    /// No name, because the answer does not repeat these names.
    Nothing,
}

/// Adds the entries and the refusals for the method and the headers of a preflight.
pub(super) fn explain(policy: &Policy, request: &CorsRequest<'_>, to: &mut Explanation) {
    let method = request.sent_requested_method();
    let methods = Names::methods(policy, request);
    match methods.entry_for(method.bytes()) {
        Some(entry) => to.entries.push(entry),
        None if Policy::needs_no_permission(method.bytes()) => {}
        None => to.refusals.push(Refusal::Method(RefusedName {
            name: match method {
                Sent::Repeatedly => "in more than one line".to_owned(),
                _ => excerpt(method.bytes()),
            },
            nearest: methods.nearest(method.bytes()),
        })),
    }
    let headers = Names::headers(policy, request);
    let mut refused = 0;
    for name in request.header_names() {
        match headers.entry_for(name) {
            Some(entry) if to.entries.contains(&entry) => {}
            Some(entry) => to.entries.push(entry),
            None => {
                to.refusals.push(Refusal::Header(RefusedName {
                    name: excerpt(name),
                    nearest: headers.nearest(name),
                }));
                refused += 1;
                if refused == MAX_REFUSED {
                    return;
                }
            }
        }
    }
}

/// Whether the policy lists the method and the headers of a preflight. It does not
/// allocate. A list of headers that is too long to be repeated is not read.
#[cfg(feature = "tracing")]
pub(super) fn lists_all(policy: &Policy, request: &CorsRequest<'_>) -> bool {
    let method = request.sent_requested_method().bytes();
    let allows_method = Policy::needs_no_permission(method)
        || Names::methods(policy, request)
            .position_for(method)
            .is_some();
    let length: usize = request.header_lines().map(<[u8]>::len).sum();
    let headers = Names::headers(policy, request);
    let allows = |name| headers.position_for(name).is_some();
    allows_method && (length > echo::MAX_NAMES || request.header_names().all(allows))
}

/// The methods or the headers that a policy lists.
struct Names<'p> {
    policy: &'p Policy,
    list: List,
    star: Star,
}

impl<'p> Names<'p> {
    fn methods(policy: &'p Policy, request: &CorsRequest<'_>) -> Self {
        let method = request.sent_requested_method().bytes();
        let echoes = || echo::is_method([method].into_iter());
        Names {
            policy,
            list: List::Methods,
            star: Star::new(policy, echoes),
        }
    }

    fn headers(policy: &'p Policy, request: &CorsRequest<'_>) -> Self {
        let echoes = || echo::is_names(request.header_lines());
        Names {
            policy,
            list: List::Headers,
            star: Star::new(policy, echoes),
        }
    }

    /// The entry that allows a name.
    fn entry_for(&self, name: &[u8]) -> Option<PolicyEntry> {
        self.entry(self.position_for(name)?)
    }

    fn position_for(&self, name: &[u8]) -> Option<usize> {
        let star = self.position(|entry| entry == "*");
        let listed = || match self.list {
            List::Methods => self.position(|entry| entry.as_bytes() == name),
            List::Headers => self.position(|entry| entry.as_bytes().eq_ignore_ascii_case(name)),
        };
        let needs_name = self.list == List::Headers && name.eq_ignore_ascii_case(b"authorization");
        match (star, self.star) {
            (None, _) => listed(),
            (Some(_), Star::Nothing) => None,
            (Some(star), Star::Echo) => Some(star),
            (Some(_), Star::Any) if needs_name => listed(),
            (Some(star), Star::Any) => listed().or(Some(star)),
        }
    }

    /// The entry that is similar to a refused name.
    fn nearest(&self, name: &[u8]) -> Option<PolicyEntry> {
        let name = name
            .get(..MAX_NAME)
            .map_or(name, |_| b"")
            .to_ascii_lowercase();
        let distance = |entry: &str| match entry.to_ascii_lowercase().as_bytes() {
            entry if entry == name => Some(0),
            entry => distance(&name, entry),
        };
        let entries = (0..).zip(self.entries());
        let near = entries.filter_map(|(index, entry)| Some((distance(entry)?, index)));
        let index = near.min().map(|(_, index)| index);
        self.entry(index.or_else(|| self.position(|entry| entry == "*"))?)
    }

    fn entry(&self, index: usize) -> Option<PolicyEntry> {
        let key = match self.list {
            List::Methods => "methods",
            List::Headers => "headers",
        };
        let text = self.entries().nth(index)?;
        Some(PolicyEntry::new(key, index, text))
    }

    fn position(&self, matches: impl Fn(&str) -> bool) -> Option<usize> {
        self.entries().position(matches)
    }

    fn entries(&self) -> impl Iterator<Item = &'p str> {
        // One of the two is empty, so that both lists have the same type.
        let (methods, headers) = match self.list {
            List::Methods => (usize::MAX, 0),
            List::Headers => (0, usize::MAX),
        };
        let methods = self.policy.methods().take(methods);
        methods.chain(self.policy.headers().take(headers))
    }
}

impl Star {
    fn new(policy: &Policy, echoes: impl FnOnce() -> bool) -> Self {
        if !policy.credentials() {
            Star::Any
        } else if echoes() {
            Star::Echo
        } else {
            Star::Nothing
        }
    }
}
