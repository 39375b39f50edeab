//! The script in the query, which describes the handler's response.

use std::convert::Infallible;

use futures_util::{Stream, stream};
use hyper::body::Bytes;
use percent_encoding::percent_decode_str;

/// A response: `status=NNN`, any number of `header=NAME:VALUE`, and `body=TEXT` or
/// any number of `piece=TEXT`, percent-encoded. The default is 200 without a body.
/// `case=ID` has no effect and only distinguishes requests.
///
/// Headers are appended in order. A value may have any byte that the framework
/// accepts. The response to any other query is 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) status: u16,
    pub(super) headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Whole(Vec<u8>),
    /// A stream of unknown length.
    Pieces(Vec<Vec<u8>>),
}

impl Script {
    pub(super) fn of(query: &str) -> Self {
        Self::read(query).unwrap_or_else(|why| Script {
            status: 400,
            headers: Vec::new(),
            body: Body::Whole(why.into()),
        })
    }

    fn read(query: &str) -> Result<Self, &'static str> {
        let mut script = Script {
            status: 200,
            headers: vec![(b"x-handler".to_vec(), b"ran".to_vec())],
            body: Body::Whole(Vec::new()),
        };
        let mut pieces = Vec::new();
        for field in query.split('&').filter(|field| !field.is_empty()) {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            let value: Vec<u8> = percent_decode_str(value).collect();
            match key {
                "status" => script.status = status(&value).ok_or("a status is 200 to 599")?,
                "header" => {
                    let colon = value.iter().position(|&b| b == b':');
                    let colon = colon.ok_or("a header is NAME:VALUE")?;
                    let header = (value[..colon].to_vec(), value[colon + 1..].to_vec());
                    script.headers.push(header);
                }
                "body" => script.body = Body::Whole(value),
                "piece" => pieces.push(value),
                "case" => {}
                _ => return Err("the query has status, header, body, piece and case"),
            }
        }
        if !pieces.is_empty() {
            script.body = Body::Pieces(pieces);
        }
        Ok(script)
    }
}

/// The pieces as a stream, for every framework.
pub(super) fn stream(
    pieces: Vec<Vec<u8>>,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + Sync {
    stream::iter(pieces.into_iter().map(|piece| Ok(piece.into())))
}

fn status(text: &[u8]) -> Option<u16> {
    let status = std::str::from_utf8(text).ok()?.parse().ok()?;
    (200..600).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::{Body, Script};

    #[test]
    fn a_script_has_a_status_headers_in_order_and_a_body() {
        let script = Script::of("header=vary:A%2c%20b&status=404&header=vary:%ff:&body=%c3%a9");
        assert_eq!(script.status, 404);
        assert_eq!(
            script.headers,
            [
                (b"x-handler".to_vec(), b"ran".to_vec()),
                (b"vary".to_vec(), b"A, b".to_vec()),
                (b"vary".to_vec(), b"\xff:".to_vec()),
            ]
        );
        assert_eq!(script.body, Body::Whole("é".into()));
    }

    #[test]
    fn pieces_are_a_stream_and_a_case_is_ignored() {
        let script = Script::of("piece=a&case=7&piece=%20b");
        assert_eq!(script.status, 200);
        assert_eq!(script.body, Body::Pieces(vec!["a".into(), " b".into()]));
    }

    #[test]
    fn any_other_query_is_a_bad_request() {
        for query in [
            "status=42",
            "status=x",
            "status=%ff",
            "header=x",
            "colour=red",
        ] {
            let script = Script::of(query);
            assert_eq!(script.status, 400, "{query}");
            assert!(script.headers.is_empty(), "{query}");
        }
    }
}
