//! The target of a redirect.

use url::Url;

use crate::bytes::text;
use crate::wire::Response;

/// The target of a redirect. It is `None` if there is no `Location`. It is an error if the
/// value is not a URL, or if there are multiple values.
///
/// Standard: [location URL](https://fetch.spec.whatwg.org/#concept-response-location-url).
pub(crate) fn location_url(response: &Response, current: &Url) -> Result<Option<Url>, Vec<u8>> {
    let Some(whole) = response.headers.get("location") else {
        return Ok(None);
    };
    if response.headers.lines("location").count() > 1 {
        return Err(whole);
    }
    let location = String::from_utf8(whole.clone()).unwrap_or_else(|_| text(&whole));
    let mut url = current.join(&location).map_err(|_| whole)?;
    if url.fragment().is_none() {
        url.set_fragment(current.fragment());
    }
    Ok(Some(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(lines: &[&str]) -> Result<Option<String>, Vec<u8>> {
        let current = Url::parse("https://a.example/b/c?d#e").expect("a URL");
        let mut response = Response::new(302);
        for line in lines {
            response = response.header("Location", *line);
        }
        location_url(&response, &current).map(|url| url.map(String::from))
    }

    #[test]
    fn it_is_resolved_and_keeps_the_fragment() {
        let found = |url: &str| Ok(Some(url.to_owned()));
        assert_eq!(location(&["x"]), found("https://a.example/b/x#e"));
        assert_eq!(location(&["//b.example#f"]), found("https://b.example/#f"));
        assert_eq!(location(&[""]), found("https://a.example/b/c?d#e"));
        assert_eq!(location(&[]), Ok(None));
        assert_eq!(location(&["http://["]), Err(b"http://[".to_vec()));
        assert_eq!(location(&["x", "x"]), Err(b"x, x".to_vec()));
    }
}
