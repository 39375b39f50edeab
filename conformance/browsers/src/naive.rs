//! The result that a reader of the policy expects of a fetch.

use cors_browser::{Credentials, Mode, Redirect};

use crate::case::{By, Cached, Step};
use crate::server::Servers;
use crate::wire::Sent;

/// The outcome of a fetch for the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Read,
    Failed,
    Opaque,
    OpaqueRedirect,
}

#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub(crate) outcome: Outcome,
    pub(crate) sent: Vec<Sent>,
}

/// Uses the policies of all sites on the way.
pub(crate) fn expect(step: &Step, page: &str, servers: &Servers) -> Expected {
    let mut sent = Vec::new();
    let outcome = follow(step, page, servers, &mut sent);
    if step.cached == Cached::Fresh {
        sent.clear();
    }
    Expected { outcome, sent }
}

fn follow(step: &Step, page: &str, servers: &Servers, sent: &mut Vec<Sent>) -> Outcome {
    if step.mode == Mode::SameOrigin {
        return Outcome::Failed;
    }
    let with_credentials = step.credentials == Credentials::Include;
    let mut method = step.method;
    let mut headers = unsafe_headers(step);
    let mut origin = page.to_owned();
    let mut came_from: Option<(&str, &str)> = None;
    for (number, hop) in step.hops.iter().enumerate() {
        let here = (hop.site, hop.host);
        if came_from.is_some_and(|from| from != here) {
            // The browser hides the page's origin after a redirect to another site.
            "null".clone_into(&mut origin);
            headers.retain(|name| *name != "authorization");
        }
        came_from = Some(here);
        let policy = servers.site(hop.site).policy(method, hop.path);
        let request = |origin: Option<&str>| Sent::new(method, None, Some(number), origin);
        if step.mode == Mode::NoCors {
            let needs_origin = !["GET", "HEAD"].contains(&method);
            sent.push(request(needs_origin.then_some(&*origin)));
            continue;
        }
        let is_simple = ["GET", "HEAD", "POST"].contains(&method);
        if !is_simple || !headers.is_empty() || step.listens {
            if step.cached != Cached::Preflight {
                let asked = Some(method);
                sent.push(Sent::new("OPTIONS", asked, Some(number), Some(&origin)));
            }
            let is_allowed = policy.allows_origin(&origin, with_credentials)
                && policy.allows_method(method)
                && headers.iter().all(|name| policy.allows_header(name));
            if !is_allowed {
                return Outcome::Failed;
            }
        }
        sent.push(request(Some(&origin)));
        if !policy.allows_origin(&origin, with_credentials) {
            return Outcome::Failed;
        }
        if number + 1 < step.hops.len() {
            match step.redirect {
                Redirect::Follow => {}
                Redirect::Error => return Outcome::Failed,
                Redirect::Manual => return Outcome::OpaqueRedirect,
            }
            let status = hop.script.iter().find(|(key, _)| *key == "status");
            let becomes_get = match status {
                Some((_, "301" | "302")) => method == "POST",
                Some((_, "303")) => !["GET", "HEAD"].contains(&method),
                _ => false,
            };
            if becomes_get {
                method = "GET";
                headers.retain(|name| *name != "content-type");
            }
        }
    }
    match step.mode {
        Mode::NoCors => Outcome::Opaque,
        _ => Outcome::Read,
    }
}

/// The headers that need permission, as far as the cases use them.
pub(crate) fn unsafe_headers(step: &Step) -> Vec<&'static str> {
    let is_simple = |(name, value): &(&str, &str)| match *name {
        "accept" => true,
        "content-type" => ["text/plain", "application/x-www-form-urlencoded"].contains(value),
        _ => false,
    };
    let names = step.headers.iter().filter(|header| !is_simple(header));
    names.map(|(name, _)| *name).collect()
}

/// Whether the script sees the status, the headers and the body.
pub(crate) fn shows_head(step: &Step) -> bool {
    matches!(step.by, By::Fetch | By::Xhr)
}
