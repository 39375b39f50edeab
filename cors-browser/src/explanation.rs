//! What a cause means, whose fault it is, and what fixes it.

mod entries;
mod no_policy;
mod notes;
mod value;

use std::borrow::Cow;

use crate::console::{ConsoleLine, Kind};
use crate::message::help::{self, YOUR_PAGE};
use entries::{ENTRIES, Entry};
use no_policy::NoPolicy;

/// Where the mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The server that the page requested, or a proxy before it.
    Server,
    /// The page, or the server that serves the page.
    Page,
    /// A setting or an extension of the browser.
    Browser,
    /// The network, or a server that is down.
    Network,
    /// Nothing is wrong.
    Nothing,
    /// The message does not say enough.
    Unknown,
}

/// What a line means, whose fault it is, and what fixes it.
///
/// ```
/// use cors_browser::{ConsoleLine, Fault};
///
/// let line = ConsoleLine::read(
///     "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.",
/// )
/// .expect("Chromium says so");
/// let explanation = line.explanation();
/// assert_eq!(explanation.fault(), Fault::Server);
/// assert_eq!(explanation.policy_fix().as_deref(), Some("methods = [\"PUT\"]"));
/// assert_eq!(
///     explanation.header_fix().as_deref(),
///     Some("Access-Control-Allow-Methods: PUT")
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Explanation {
    name: &'static str,
    entry: &'static Entry,
    line: Option<ConsoleLine>,
}

impl ConsoleLine {
    /// What the likeliest cause means, whose fault it is and what fixes it, with
    /// the values of this line.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        Explanation::of_line(self)
    }
}

impl Explanation {
    /// The sentence that belongs into every explanation of a refusal.
    pub const NO_FIX: &'static str = "Disabling CORS in your browser or with an extension fixes nothing: it exposes you while you browse, and every other user still gets the error.";

    /// The explanation of a cause by the [name](crate::Cause::name) of the cause, or
    /// of a lookalike by the [name](crate::Lookalike::name) of the lookalike.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let find = |name: &str| ENTRIES.iter().find(|entry| entry.name == name);
        let entry = find(name).or_else(|| find(name.strip_prefix("preflight-")?))?;
        Some(Self {
            name: entry.name,
            entry,
            line: None,
        })
    }

    fn of_line(line: &ConsoleLine) -> Self {
        let name = match line.kind {
            Kind::Cors => line.causes.first().copied().unwrap_or("blocked"),
            Kind::LooksLikeCors(what) => what.name(),
        };
        let unknown = Self {
            name: BLOCKED.name,
            entry: &BLOCKED,
            line: None,
        };
        Self {
            name,
            line: Some(line.clone()),
            ..Self::of(name).unwrap_or(unknown)
        }
    }

    /// The name of the cause or of the lookalike.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A title of a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.entry.title
    }

    /// At most two sentences that say what happened.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        self.entry.meaning
    }

    /// Where the mistake is.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self.no_policy() {
            Some(NoPolicy::Redirected) => Fault::Server,
            Some(reason) if reason.is_fault_of_page() => Fault::Page,
            _ => self.entry.fault,
        }
    }

    /// What to change, in one sentence or two.
    #[must_use]
    pub fn fix(&self) -> String {
        let of_line = self
            .no_policy()
            .and_then(|reason| reason.fix(self.line.as_ref()));
        if let Some(fix) = of_line {
            return fix;
        }
        if !self.entry.fix.is_empty() {
            return self.entry.fix.into();
        }
        let help = help::sentence(self.name, |placeholder| self.value(placeholder));
        help.unwrap_or_else(|| "Look for the line that names the cause, and pass it here.".into())
    }

    /// The entries of a policy of this project that fix it, such as `origins =
    /// ["https://app.example.com"]`. It is `None` if no policy fixes it.
    #[must_use]
    pub fn policy_fix(&self) -> Option<String> {
        self.fill(self.entry.policy_fix)
    }

    /// The lines of the response's header that fix it. It is `None` if no header
    /// fixes it.
    #[must_use]
    pub fn header_fix(&self) -> Option<String> {
        self.fill(self.entry.header_fix)
    }

    /// Further sentences that apply to this line: what its status or its origin
    /// means.
    #[must_use]
    pub fn notes(&self) -> Vec<Cow<'static, str>> {
        let Some(line) = &self.line else {
            return Vec::new();
        };
        let mut notes = notes::of(self.name, line);
        if self.proposes_origin() {
            notes.extend(notes::of_development(self.name, line));
        }
        notes
    }

    /// Whether the policy that fixes it names the page's origin.
    fn proposes_origin(&self) -> bool {
        self.entry.policy_fix.contains("{origin}") && self.no_policy().is_none()
    }

    /// The address of the page to read.
    #[must_use]
    pub fn page(&self) -> String {
        help::mdn(self.name).unwrap_or_else(|| {
            let page = self.entry.page;
            format!("https://developer.mozilla.org/docs/Web/{page}")
        })
    }

    /// Why no policy is proposed although there is one for the cause.
    fn no_policy(&self) -> Option<NoPolicy> {
        NoPolicy::of(self.name, self.line.as_ref())
    }

    /// The value for a placeholder, as a policy can have it.
    fn value(&self, placeholder: &str) -> Option<String> {
        let value = self.line.as_ref()?.value_of(placeholder)?;
        match placeholder {
            "origin" | "sent" => {
                let origin = value::origin(self.line.as_ref()?.origin.as_deref()?)?;
                Some(origin.to_string())
            }
            "method" => Some(value).filter(|method| value::is_method(method)),
            "name" => Some(value).filter(|header| value::is_header(header)),
            // Old Edge says that it did not find the origin in a value, and prints the origin.
            "value" => Some(value).filter(|value| Some(value) != self.value("origin").as_ref()),
            _ => Some(value),
        }
    }

    fn fill(&self, text: &str) -> Option<String> {
        if self.no_policy().is_some() {
            return None;
        }
        let value = |name: &str, default: &str| {
            let value = self.value(name).filter(|value| value != "null");
            value.unwrap_or_else(|| default.into())
        };
        let text = text
            .replace("{origin}", &value("origin", YOUR_PAGE))
            .replace("{method}", &value("method", "YOUR-METHOD"))
            .replace("{name}", &value("name", "your-header").to_ascii_lowercase());
        (!text.is_empty()).then_some(text)
    }
}

/// What is said if nothing else is known.
static BLOCKED: Entry = Entry {
    name: "blocked",
    title: "CORS blocked a request, and the line does not say why",
    meaning: "The browser kept a response from the page because of CORS.",
    fault: Fault::Unknown,
    fix: "",
    policy_fix: "",
    header_fix: "",
    page: "HTTP/Guides/CORS/Errors",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_short_and_complete() {
        for entry in ENTRIES {
            let sentences = entry.meaning.matches(". ").count() + 1;
            assert!(sentences <= 2, "{}", entry.name);
            assert!(entry.meaning.ends_with('.'), "{}", entry.name);
            let explanation = Explanation::of(entry.name).expect(entry.name);
            assert!(explanation.fix().ends_with(['.', '`']), "{}", entry.name);
            assert!(
                explanation
                    .page()
                    .starts_with("https://developer.mozilla.org/")
            );
            let fixes = [explanation.policy_fix(), explanation.header_fix()];
            assert!(
                fixes.iter().flatten().all(|fix| !fix.contains('{')),
                "{}",
                entry.name
            );
        }
    }

    #[test]
    fn no_explanation_proposes_to_allow_null() {
        let line = "Origin null is not allowed by Access-Control-Allow-Origin. Status code: 200";
        let explanation = ConsoleLine::read(line)
            .expect("WebKit says so")
            .explanation();
        assert_eq!(
            (explanation.policy_fix(), explanation.header_fix()),
            (None, None)
        );
        assert!(!explanation.fix().contains("null"));
    }

    #[test]
    fn a_refused_preflight_of_this_project_is_explained_in_webkit() {
        let line = "Preflight response is not successful. Status code: 403";
        let line = ConsoleLine::read(line).expect("WebKit says so");
        assert!(
            line.explanation()
                .notes()
                .iter()
                .any(|note| note.contains("WebKit prints"))
        );
    }
}
