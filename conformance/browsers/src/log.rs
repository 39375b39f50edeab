//! The requests and responses that were sent.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::http::Message;

/// A request and its response.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// The step of the case that sent it.
    pub(crate) step: usize,
    /// The URL as a browser writes it: `http://localhost:4711/path?query`.
    pub(crate) url: String,
    pub(crate) request: Message,
    /// `None` if the connection was closed instead.
    pub(crate) response: Option<Message>,
}

/// The position of an exchange in the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    case: usize,
    index: usize,
}

/// The exchanges of every case, in order.
#[derive(Debug, Default)]
pub(crate) struct Log {
    state: Mutex<State>,
    quiet: Condvar,
}

#[derive(Debug, Default)]
struct State {
    cases: HashMap<usize, Vec<Exchange>>,
    steps: HashMap<usize, usize>,
    pending: usize,
}

impl Log {
    /// Records a request.
    pub(crate) fn begin(&self, case: usize, url: String, request: Message) -> Entry {
        let mut state = self.lock();
        state.pending += 1;
        let step = state.steps.get(&case).copied().unwrap_or_default();
        let exchanges = state.cases.entry(case).or_default();
        exchanges.push(Exchange {
            step,
            url,
            request,
            response: None,
        });
        let index = exchanges.len() - 1;
        Entry { case, index }
    }

    /// Records the response.
    pub(crate) fn end(&self, entry: Entry, response: Option<Message>) {
        let mut state = self.lock();
        let exchanges = state.cases.get_mut(&entry.case);
        if let Some(exchange) = exchanges.and_then(|all| all.get_mut(entry.index)) {
            exchange.response = response;
        }
        state.pending -= 1;
        self.quiet.notify_all();
    }

    /// Assigns all later exchanges to the next step of the case.
    pub(crate) fn next_step(&self, case: usize) {
        *self.lock().steps.entry(case).or_default() += 1;
    }

    /// Returns all exchanges when no request is pending any more.
    pub(crate) fn take(&self) -> HashMap<usize, Vec<Exchange>> {
        let limit = Duration::from_secs(5);
        let state = self.lock();
        let waited = self
            .quiet
            .wait_timeout_while(state, limit, |state| state.pending > 0);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.steps.clear();
        std::mem::take(&mut state.cases)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
