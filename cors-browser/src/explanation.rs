//! What a cause means, whose fault it is, and what fixes it.

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
    None,
    /// The message does not say enough.
    Unknown,
}

/// What a cause means, whose fault it is, and what fixes it.
///
/// ```no_run
/// use cors_browser::{ConsoleLine, Fault};
///
/// let line = ConsoleLine::read(
///     "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.",
/// )
/// .expect("Chromium says so");
/// let explanation = line.explanation();
/// assert_eq!(explanation.fault(), Fault::Server);
/// assert_eq!(explanation.policy_fix().as_deref(), Some("methods = [PUT]"));
/// assert_eq!(
///     explanation.header_fix().as_deref(),
///     Some("Access-Control-Allow-Methods: PUT")
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub(crate) name: &'static str,
}

impl Explanation {
    /// The sentence that belongs into every explanation of a refusal.
    pub const NO_FIX: &'static str = "Disabling CORS in your browser or with an extension fixes nothing: it exposes you while you browse, and every other user still gets the error.";

    /// The explanation of a cause by the [name](crate::Cause::name) of the cause or
    /// the [name](crate::Lookalike::name) of the lookalike.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let _ = name;
        None
    }

    /// The name of the cause or of the lookalike.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A title of a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        ""
    }

    /// Two sentences that say what happened.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        ""
    }

    /// Where the mistake is.
    #[must_use]
    pub fn fault(&self) -> Fault {
        Fault::Unknown
    }

    /// What to change, in one sentence for people.
    #[must_use]
    pub fn fix(&self) -> String {
        String::new()
    }

    /// The entries of a policy of this project that fix it, such as `origins =
    /// ["https://app.example.com"]`. It is `None` if no policy fixes it.
    #[must_use]
    pub fn policy_fix(&self) -> Option<String> {
        None
    }

    /// The lines of the response's header that fix it. It is `None` if no header
    /// fixes it.
    #[must_use]
    pub fn header_fix(&self) -> Option<String> {
        None
    }

    /// Further sentences that apply to this line: what its status or its origin
    /// means.
    #[must_use]
    pub fn notes(&self) -> &[&'static str] {
        &[]
    }

    /// The address of the page to read.
    #[must_use]
    pub fn page(&self) -> &'static str {
        ""
    }
}
