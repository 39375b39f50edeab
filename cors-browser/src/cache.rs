//! The CORS-preflight cache.

use std::time::Duration;

use url::Url;

use crate::browser::Browser;
use crate::method;
use crate::preflight::{self, Grant};
use crate::request::RequestState;
use crate::safelist::is_non_wildcard;

/// What preflights have allowed, for as long as it holds.
///
/// Standard: [CORS-preflight
/// cache](https://fetch.spec.whatwg.org/#concept-cache).
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    place: Place,
    stored: Duration,
    max_age: Duration,
    credentials: bool,
    what: What,
}

/// Whose entry it is: the partition, the origin as it is sent, and the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    partition_key: Option<String>,
    origin: String,
    url: Url,
}

#[derive(Clone, Debug)]
enum What {
    Method(String),
    Header(String),
    /// That there was a preflight at all, which the standard does not note.
    Preflight,
}

impl Cache {
    /// Whether a request can go without a preflight.
    ///
    /// Standard: [HTTP fetch](https://fetch.spec.whatwg.org/#concept-http-fetch),
    /// step 4.1.
    pub(crate) fn covers(&self, request: &RequestState, now: Duration, browser: Browser) -> bool {
        let entries = self.matching(request, now, browser);
        let needs_method = match browser {
            Browser::Standard => {
                !method::is_safelisted(&request.method) || request.use_cors_preflight
            }
            Browser::Chromium | Browser::WebKit => !method::is_safelisted(&request.method),
            Browser::Firefox => !matches!(request.method.as_str(), "GET" | "POST"),
        };
        // Browsers look for what they know of the URL, whatever is asked of it.
        (browser.is_standard() || entries.clone().any(Entry::is_of_a_preflight))
            && (!needs_method
                || entries
                    .clone()
                    .any(|entry| entry.has_method(&request.method, browser)))
            && preflight::asked_headers(request, browser)
                .iter()
                .all(|name| entries.clone().any(|entry| entry.has_header(name, browser)))
    }

    /// Keeps what a preflight allows.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), steps 7.12
    /// to 7.15.
    pub(crate) fn store(
        &mut self,
        request: &RequestState,
        grant: &Grant,
        now: Duration,
        browser: Browser,
    ) {
        if browser.is_firefox() && grant.max_age.is_zero() {
            return;
        }
        self.entries.retain(|entry| entry.is_alive(now));
        if keeps_one(browser) {
            self.clear(request, browser);
        }
        let place = Place::of(request, browser);
        let methods = grant.methods.iter().cloned().map(What::Method);
        let headers = grant.headers.iter().cloned().map(What::Header);
        let preflight = (!browser.is_standard()).then_some(What::Preflight);
        for what in methods.chain(headers).chain(preflight) {
            let mut known = false;
            for entry in &mut self.entries {
                if entry.matches(&place, request, browser) && entry.covers(&what, browser) {
                    entry.max_age = grant.max_age;
                    if !browser.is_standard() {
                        entry.stored = now;
                    }
                    known = true;
                }
            }
            if !known {
                self.entries.push(Entry {
                    place: place.clone(),
                    stored: now,
                    max_age: grant.max_age,
                    credentials: request.includes_credentials(),
                    what,
                });
            }
        }
    }

    /// Forgets what was allowed for a request.
    ///
    /// Standard: [clear cache
    /// entries](https://fetch.spec.whatwg.org/#concept-cache-clear).
    pub(crate) fn clear(&mut self, request: &RequestState, browser: Browser) {
        let place = Place::of(request, browser);
        self.entries.retain(|entry| entry.place != place);
    }

    fn matching(
        &self,
        request: &RequestState,
        now: Duration,
        browser: Browser,
    ) -> impl Iterator<Item = &Entry> + Clone {
        let place = Place::of(request, browser);
        let credentials = request.includes_credentials();
        self.entries.iter().filter(move |entry| {
            entry.is_alive(now) && entry.place == place && entry.serves(credentials, browser)
        })
    }
}

impl Place {
    fn of(request: &RequestState, browser: Browser) -> Self {
        Self {
            partition_key: request.partition_key.clone(),
            origin: preflight::origin(request, browser),
            url: request.current_url().clone(),
        }
    }
}

impl Entry {
    fn is_alive(&self, now: Duration) -> bool {
        now.saturating_sub(self.stored) < self.max_age
    }

    /// Standard: [cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match).
    fn matches(&self, place: &Place, request: &RequestState, browser: Browser) -> bool {
        self.place == *place && self.serves(request.includes_credentials(), browser)
    }

    fn serves(&self, credentials: bool, browser: Browser) -> bool {
        match browser.is_firefox() {
            true => self.credentials == credentials,
            false => self.credentials || !credentials,
        }
    }

    fn covers(&self, what: &What, browser: Browser) -> bool {
        match what {
            What::Method(method) => self.has_method(method, browser),
            What::Header(name) => self.has_header(name, browser),
            What::Preflight => self.is_of_a_preflight(),
        }
    }

    fn is_of_a_preflight(&self) -> bool {
        matches!(self.what, What::Preflight)
    }

    /// Standard: [method cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-method).
    fn has_method(&self, method: &str, browser: Browser) -> bool {
        match &self.what {
            What::Method(known) => known == method || (known == "*" && self.has_wildcards(browser)),
            What::Header(_) | What::Preflight => false,
        }
    }

    /// Standard: [header-name cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-header).
    fn has_header(&self, name: &str, browser: Browser) -> bool {
        match &self.what {
            What::Method(_) | What::Preflight => false,
            What::Header(known) => {
                let covered = browser.is_webkit() || !is_non_wildcard(name);
                known.eq_ignore_ascii_case(name)
                    || (known == "*" && covered && self.has_wildcards(browser))
            }
        }
    }

    /// Whether `*` means all. The standard does not ask for the credentials
    /// mode here; browsers do.
    fn has_wildcards(&self, browser: Browser) -> bool {
        match browser {
            Browser::Standard => true,
            Browser::Firefox => false,
            Browser::Chromium | Browser::WebKit => !self.credentials,
        }
    }
}

fn keeps_one(browser: Browser) -> bool {
    browser.is_chromium() || browser.is_webkit()
}
