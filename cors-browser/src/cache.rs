//! The CORS-preflight cache.

use std::time::Duration;

use url::Url;

use crate::browser::Browser;
use crate::method;
use crate::preflight::{self, Permissions};
use crate::request::RequestState;
use crate::safelist::is_non_wildcard;

/// The methods and headers that earlier preflights allowed, until they expire.
///
/// Standard: [CORS-preflight
/// cache](https://fetch.spec.whatwg.org/#concept-cache).
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: CacheKey,
    stored: Duration,
    max_age: Duration,
    credentials: bool,
    allowed: Allowed,
}

/// The key of an entry: the partition, the origin as it is sent, and the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CacheKey {
    partition_key: Option<String>,
    origin: String,
    url: Url,
}

#[derive(Clone, Debug)]
enum Allowed {
    Method(String),
    Header(String),
    /// The preflight itself. The standard does not record it.
    Preflight,
}

impl Cache {
    /// Whether a request needs no preflight because of earlier preflights.
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
        // Browsers first check whether the URL has any entry at all.
        (browser.is_standard() || entries.clone().any(Entry::is_of_a_preflight))
            && (!needs_method
                || entries
                    .clone()
                    .any(|entry| entry.has_method(&request.method, browser)))
            && preflight::requested_headers(request, browser)
                .iter()
                .all(|name| entries.clone().any(|entry| entry.has_header(name, browser)))
    }

    /// Stores what a preflight allows.
    ///
    /// Standard: [CORS-preflight
    /// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), steps 7.12
    /// to 7.15.
    pub(crate) fn store(
        &mut self,
        request: &RequestState,
        permissions: &Permissions,
        now: Duration,
        browser: Browser,
    ) {
        if browser.is_firefox() && permissions.max_age.is_zero() {
            return;
        }
        self.entries.retain(|entry| entry.is_alive(now));
        if has_one_entry_per_url(browser) {
            self.clear(request, browser);
        }
        let key = CacheKey::of(request, browser);
        let methods = permissions.methods.iter().cloned().map(Allowed::Method);
        let headers = permissions.headers.iter().cloned().map(Allowed::Header);
        let preflight = (!browser.is_standard()).then_some(Allowed::Preflight);
        for allowed in methods.chain(headers).chain(preflight) {
            let mut known = false;
            for entry in &mut self.entries {
                if entry.matches(&key, request, browser) && entry.covers(&allowed, browser) {
                    entry.max_age = permissions.max_age;
                    if !browser.is_standard() {
                        entry.stored = now;
                    }
                    known = true;
                }
            }
            if !known {
                self.entries.push(Entry {
                    key: key.clone(),
                    stored: now,
                    max_age: permissions.max_age,
                    credentials: request.includes_credentials(),
                    allowed,
                });
            }
        }
    }

    /// Removes the entries that belong to a request.
    ///
    /// Standard: [clear cache
    /// entries](https://fetch.spec.whatwg.org/#concept-cache-clear).
    pub(crate) fn clear(&mut self, request: &RequestState, browser: Browser) {
        let key = CacheKey::of(request, browser);
        self.entries.retain(|entry| entry.key != key);
    }

    fn matching(
        &self,
        request: &RequestState,
        now: Duration,
        browser: Browser,
    ) -> impl Iterator<Item = &Entry> + Clone {
        let key = CacheKey::of(request, browser);
        let credentials = request.includes_credentials();
        self.entries.iter().filter(move |entry| {
            entry.is_alive(now) && entry.key == key && entry.serves(credentials, browser)
        })
    }
}

impl CacheKey {
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
    fn matches(&self, key: &CacheKey, request: &RequestState, browser: Browser) -> bool {
        self.key == *key && self.serves(request.includes_credentials(), browser)
    }

    fn serves(&self, credentials: bool, browser: Browser) -> bool {
        match browser.is_firefox() {
            true => self.credentials == credentials,
            false => self.credentials || !credentials,
        }
    }

    fn covers(&self, allowed: &Allowed, browser: Browser) -> bool {
        match allowed {
            Allowed::Method(method) => self.has_method(method, browser),
            Allowed::Header(name) => self.has_header(name, browser),
            Allowed::Preflight => self.is_of_a_preflight(),
        }
    }

    fn is_of_a_preflight(&self) -> bool {
        matches!(self.allowed, Allowed::Preflight)
    }

    /// Standard: [method cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-method).
    fn has_method(&self, method: &str, browser: Browser) -> bool {
        match &self.allowed {
            Allowed::Method(known) => {
                known == method || (known == "*" && self.has_wildcards(browser))
            }
            Allowed::Header(_) | Allowed::Preflight => false,
        }
    }

    /// Standard: [header-name cache entry
    /// match](https://fetch.spec.whatwg.org/#concept-cache-match-header).
    fn has_header(&self, name: &str, browser: Browser) -> bool {
        match &self.allowed {
            Allowed::Method(_) | Allowed::Preflight => false,
            Allowed::Header(known) => {
                let covered = browser.is_webkit() || !is_non_wildcard(name);
                known.eq_ignore_ascii_case(name)
                    || (known == "*" && covered && self.has_wildcards(browser))
            }
        }
    }

    /// Whether `*` means any name. The standard ignores the credentials mode here.
    /// Browsers do not.
    fn has_wildcards(&self, browser: Browser) -> bool {
        match browser {
            Browser::Standard => true,
            Browser::Firefox => false,
            Browser::Chromium | Browser::WebKit => !self.credentials,
        }
    }
}

fn has_one_entry_per_url(browser: Browser) -> bool {
    browser.is_chromium() || browser.is_webkit()
}
