//! The rules of methods.

use crate::rule::Rule;
use crate::spelling;
use crate::violation::Violation;

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

/// Whether a method is registered, in any case: `put`, `PROPFIND`, `TRACE`.
pub fn is_registered_method(method: &str) -> bool {
    let upper = method.to_ascii_uppercase();
    STANDARD.contains(&&*upper) || FORBIDDEN.contains(&&*upper)
}

/// The registered method that a misspelled method means.
///
/// ```
/// assert_eq!(cors_rules::registered_method_meant("DELTE"), Some("DELETE"));
/// assert_eq!(cors_rules::registered_method_meant("FROBNICATE"), None);
/// ```
pub fn registered_method_meant(method: &str) -> Option<&'static str> {
    spelling::nearest(&method.to_ascii_uppercase(), STANDARD)
}

/// Checks that scripts can send the method as it is written.
pub(crate) fn check(method: &str) -> Result<(), Violation> {
    let whole = 0..method.len();
    if method.is_empty() {
        return Err(Violation::new(
            Rule::MethodInvalid,
            whole,
            "a method is not empty",
        ));
    }
    if let Some(span) = not_a_token(method) {
        let violation = Violation::new(
            Rule::MethodInvalid,
            span,
            "a method is one word of letters, digits and `!#$%&'*+-.^_`|~`",
        );
        return Err(violation.fixes(words(method)));
    }
    let upper = method.to_ascii_uppercase();
    if FORBIDDEN.contains(&&*upper) {
        return Err(Violation::new(
            Rule::MethodForbidden,
            whole,
            "no browser lets a script send this method",
        )
        .suggestion("remove it"));
    }
    if upper != method && STANDARD.contains(&&*upper) {
        return Err(Violation::new(
            Rule::MethodNotUpperCase,
            whole,
            format!("methods are case-sensitive, and the standard method is {upper}"),
        )
        .fix(upper));
    }
    Ok(())
}

/// The first bytes that a token cannot contain (RFC 9110, section 5.6.2). The range is
/// empty for an empty text.
pub(crate) fn not_a_token(text: &str) -> Option<std::ops::Range<usize>> {
    let odd = |b: &u8| !(b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b));
    let bytes = text.as_bytes();
    match bytes.iter().position(odd) {
        Some(at) => {
            let run = bytes[at..].iter().take_while(|b| odd(b)).count();
            Some(at..at + run)
        }
        None => text.is_empty().then_some(0..0),
    }
}

/// The words of a list that was written as one entry.
pub(crate) fn words(text: &str) -> Vec<String> {
    let separator: fn(char) -> bool = |c| matches!(c, ',' | ';');
    let words = text.split(separator).map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
