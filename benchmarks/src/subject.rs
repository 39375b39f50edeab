//! A subject of the measurement: an application and its requests.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The number of requests per batch for the clock, and per mean. Frameworks that reuse
/// requests keep at least as many.
pub(crate) const BATCH: usize = 100;

/// An application that can be measured.
pub(crate) trait Subject {
    /// Builds this number of requests. This is not measured.
    fn load(&mut self, count: usize);

    /// Serves the requests: from the request to the end of the response.
    fn serve(&mut self);

    /// Serves one request and returns the answer.
    fn show(&mut self) -> Seen;
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    /// Whether the handler ran.
    pub(crate) ran: bool,
    /// The headers, with names in lower case, sorted.
    pub(crate) headers: Vec<(String, String)>,
}

impl Seen {
    pub(crate) fn new<N: fmt::Display, V: AsRef<[u8]>>(
        status: u16,
        headers: impl Iterator<Item = (N, V)>,
    ) -> Self {
        let text = |value: V| String::from_utf8_lossy(value.as_ref()).into_owned();
        let mut headers: Vec<_> = headers
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        headers.sort();
        Seen {
            status,
            ran: RAN.take(),
            headers,
        }
    }

    /// All values of a header.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_name =
            move |(header, value): &'_ (String, String)| header == name && !value.is_empty();
        self.headers
            .iter()
            .filter(move |header| of_name(header))
            .map(|(_, value)| value.as_str())
    }

    /// Whether `Vary` names the origin.
    pub(crate) fn varies(&self) -> bool {
        let names = self.values("vary").flat_map(|line| line.split(','));
        names
            .map(str::trim)
            .any(|name| name.eq_ignore_ascii_case("origin"))
    }
}

thread_local! {
    static RAN: Cell<bool> = const { Cell::new(false) };
}

/// Every handler calls this function.
#[inline]
pub(crate) fn ran() {
    RAN.set(true);
}

/// Makes a subject from three functions: one builds a request, one serves it, and
/// one reads the answer.
pub(crate) fn subject<R: 'static, A: 'static>(
    make: impl FnMut() -> R + 'static,
    serve: impl FnMut(R) -> A + 'static,
    look: impl Fn(A) -> Seen + 'static,
) -> Box<dyn Subject> {
    Box::new(Queue {
        make,
        serve,
        look,
        requests: Vec::with_capacity(BATCH),
    })
}

struct Queue<M, S, L, R> {
    make: M,
    serve: S,
    look: L,
    requests: Vec<R>,
}

impl<R, A, M, S, L> Subject for Queue<M, S, L, R>
where
    M: FnMut() -> R,
    S: FnMut(R) -> A,
    L: Fn(A) -> Seen,
{
    fn load(&mut self, count: usize) {
        self.requests.clear();
        self.requests
            .extend(std::iter::repeat_with(&mut self.make).take(count));
    }

    fn serve(&mut self) {
        for request in self.requests.drain(..) {
            let answer = (self.serve)(request);
            black_box(&answer);
        }
    }

    fn show(&mut self) -> Seen {
        // Requests that were served before have set the flag.
        RAN.set(false);
        let answer = (self.serve)((self.make)());
        (self.look)(answer)
    }
}

/// The output of a future that never waits.
#[inline]
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("an application of the benchmark waits"),
    }
}
