//! The spellings of a path that servers and middleware may treat as the same path.
//!
//! A router may get the path as it was sent. Or a middleware may have decoded it, removed
//! parameters, merged slashes, resolved dot segments, or removed a trailing slash. The
//! engine cannot determine this. So every spelling of the path is looked up, and only what
//! all of their policies allow is allowed.

use std::borrow::Cow;

/// The spellings of a path. The first one is the path itself. An ordinary path has only
/// one.
pub(super) fn spellings(path: &str) -> Vec<Cow<'_, str>> {
    let mut spellings = vec![Cow::Borrowed(path)];
    // In the order in which a server would apply them. A server may apply any of them.
    let rewrites = [
        decoded,
        without_parameters,
        with_merged_slashes,
        without_dot_segments,
        without_trailing_slash,
    ];
    for rewrite in rewrites {
        for index in 0..spellings.len() {
            if let Some(rewritten) = rewrite(&spellings[index])
                && !spellings.iter().any(|known| *known == rewritten)
            {
                spellings.push(Cow::Owned(rewritten));
            }
        }
    }
    spellings
}

/// Decodes unreserved characters, slashes and semicolons.
fn decoded(path: &str) -> Option<String> {
    path.contains('%').then(|| {
        let mut decoded = String::with_capacity(path.len());
        let mut rest = path;
        while let Some(at) = rest.find('%') {
            decoded.push_str(&rest[..at]);
            rest = &rest[at..];
            let byte = rest
                .get(1..3)
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let is_decoded = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/;".contains(byte);
            // `from_str_radix` accepts a sign, which is not a hexadecimal digit.
            match byte
                .filter(is_decoded)
                .filter(|_| !rest[1..].starts_with('+'))
            {
                Some(byte) => {
                    decoded.push(char::from(byte));
                    rest = &rest[3..];
                }
                None => {
                    decoded.push('%');
                    rest = &rest[1..];
                }
            }
        }
        decoded + rest
    })
}

/// Removes the `;` and the text after it from each segment.
fn without_parameters(path: &str) -> Option<String> {
    path.contains(';').then(|| {
        let segments = path.split('/');
        let plain = segments.map(|segment| segment.split(';').next().unwrap_or_default());
        plain.collect::<Vec<_>>().join("/")
    })
}

fn with_merged_slashes(path: &str) -> Option<String> {
    path.contains("//").then(|| {
        let mut merged = String::with_capacity(path.len());
        for char in path.chars() {
            if char != '/' || !merged.ends_with('/') {
                merged.push(char);
            }
        }
        merged
    })
}

/// Resolves `.` and `..` (RFC 3986, section 5.2.4).
fn without_dot_segments(path: &str) -> Option<String> {
    let is_dots = |segment: &str| segment == "." || segment == "..";
    path.split('/').any(is_dots).then(|| {
        let mut kept: Vec<&str> = Vec::new();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        for segment in &segments {
            match *segment {
                "." => {}
                ".." => {
                    kept.pop();
                }
                segment => kept.push(segment),
            }
        }
        if segments.last().is_some_and(|last| is_dots(last)) {
            kept.push("");
        }
        format!("/{}", kept.join("/"))
    })
}

fn without_trailing_slash(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    (trimmed.len() < path.len() && path.len() > 1).then(|| match trimmed {
        "" => "/".to_owned(),
        trimmed => trimmed.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_spellings(path: &str, expected: &[&str]) {
        let mut found = spellings(path);
        assert_eq!(found.first().map(|first| &**first), Some(path));
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn an_ordinary_path_has_one() {
        for path in [
            "/",
            "",
            "*",
            "/a",
            "/a/b.c",
            "/.well-known/x",
            "/a%20b",
            "/%C3%BC",
            "/a..b",
        ] {
            assert_spellings(path, &[path]);
        }
    }

    #[test]
    fn each_rewrite_is_a_spelling() {
        assert_spellings("/%6Frders", &["/%6Frders", "/orders"]);
        assert_spellings("/a%2fb", &["/a%2fb", "/a/b"]);
        assert_spellings("/a;x=1/b", &["/a;x=1/b", "/a/b"]);
        assert_spellings("//a", &["//a", "/a"]);
        assert_spellings("/a/./b", &["/a/./b", "/a/b"]);
        assert_spellings("/a/../b", &["/a/../b", "/b"]);
        assert_spellings("/../..", &["/../..", "/"]);
        assert_spellings("/a/", &["/a/", "/a"]);
        assert_spellings("/a/.", &["/a/.", "/a/", "/a"]);
    }

    #[test]
    fn rewrites_combine() {
        assert_spellings(
            "//a/%2e%2e/b",
            &[
                "//a/%2e%2e/b",
                "//a/../b",
                "/a/%2e%2e/b",
                "/a/../b",
                "//b",
                "/b",
            ],
        );
        assert_spellings(
            "/a%3Bx/",
            &["/a%3Bx/", "/a;x/", "/a/", "/a%3Bx", "/a;x", "/a"],
        );
    }

    #[test]
    fn what_is_not_encoded_is_left_alone() {
        for path in ["/%", "/%6", "/%zz", "/%+1", "/%-1", "/a%%"] {
            assert_spellings(path, &[path]);
        }
    }

    #[test]
    fn a_long_unusual_path_has_few() {
        let path = "/a/.;x//%2e".repeat(2_000);
        assert!(spellings(&path).len() <= 32);
    }
}
