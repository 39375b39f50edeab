//! The rules of methods.

use crate::fault::Fault;
use crate::rule::Rule;
use crate::spelling;

/// The registered methods that scripts can send (IANA, "HTTP Method
/// Registry").
const STANDARD: &[&str] = &[
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "COPY",
    "DELETE",
    "GET",
    "HEAD",
    "LABEL",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "OPTIONS",
    "ORDERPATCH",
    "PATCH",
    "POST",
    "PROPFIND",
    "PROPPATCH",
    "PUT",
    "QUERY",
    "REBIND",
    "REPORT",
    "SEARCH",
    "UNBIND",
    "UNCHECKOUT",
    "UNLINK",
    "UNLOCK",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
];

/// Fetch, "forbidden method".
const FORBIDDEN: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

/// Whether a method is registered, in whatever case: `put`, `PROPFIND`, `TRACE`.
pub fn is_registered_method(method: &str) -> bool {
    let upper = method.to_ascii_uppercase();
    STANDARD.contains(&&*upper) || FORBIDDEN.contains(&&*upper)
}

/// The registered method that a misspelled one was meant to be.
///
/// ```
/// assert_eq!(cors_policy::registered_method_meant("DELTE"), Some("DELETE"));
/// assert_eq!(cors_policy::registered_method_meant("FROBNICATE"), None);
/// ```
pub fn registered_method_meant(method: &str) -> Option<&'static str> {
    spelling::nearest(&method.to_ascii_uppercase(), STANDARD.iter().copied())
}

/// Whether scripts can send it as it is written.
pub(crate) fn check(method: &str) -> Result<(), Fault> {
    let whole = 0..method.len();
    if method.is_empty() {
        return Err(Fault::new(
            Rule::MethodInvalid,
            whole,
            "a method is not empty",
        ));
    }
    if let Some(mark) = not_a_token(method) {
        let fault = Fault::new(
            Rule::MethodInvalid,
            mark,
            "a method is one word of letters, digits and `!#$%&'*+-.^_`|~`",
        );
        return Err(fault.fixes(words(method)));
    }
    let upper = method.to_ascii_uppercase();
    if FORBIDDEN.contains(&&*upper) {
        return Err(Fault::new(
            Rule::MethodForbidden,
            whole,
            "no browser lets a script send this method",
        )
        .advice("remove it"));
    }
    if upper != method && STANDARD.contains(&&*upper) {
        return Err(Fault::new(
            Rule::MethodNotUpperCase,
            whole,
            format!("methods are compared with their case, and the standard one is {upper}"),
        )
        .fix(upper));
    }
    Ok(())
}

/// The first part that no token has (RFC 9110, section 5.6.2); of an empty
/// text, nothing.
pub(crate) fn not_a_token(text: &str) -> Option<std::ops::Range<usize>> {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c));
    match text.find(odd) {
        Some(at) => {
            let run = text[at..].find(|c| !odd(c)).unwrap_or(text.len() - at);
            Some(at..at + run)
        }
        None => text.is_empty().then_some(0..0),
    }
}

/// The words of a list that was written as one entry.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split([',', ';'])
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
}
