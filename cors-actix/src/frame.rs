//! Which request a gate has in hand, and which policy its way inward met.
//!
//! What stands inside runs within the gate's `call` and `poll`, on one thread,
//! so a thread-local says it at no cost. A middleware that hands a request on to
//! another task loses it; then what was registered decides.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr;
use std::rc::Rc;

use actix_web::dev::ServiceRequest;
use cors_engine::Policy;

thread_local! {
    static CURRENT: Cell<Option<Frame>> = const { Cell::new(None) };
    /// The gates that live, and the requests that are within one.
    static PRESENT: Cell<usize> = const { Cell::new(0) };
}

/// Counts a gate for as long as it lives, which is on one thread.
#[derive(Debug)]
pub(crate) struct Alive(PhantomData<Rc<()>>);

impl Alive {
    pub(crate) fn new() -> Self {
        PRESENT.set(PRESENT.get() + 1);
        Alive(PhantomData)
    }

    /// Whether there is no other, inside or round about.
    #[inline]
    pub(crate) fn is_only_one(&self) -> bool {
        // What is still on its way through one that is gone counts as well.
        PRESENT.get() == 1
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        PRESENT.set(PRESENT.get() - 1);
    }
}

/// A request in the hands of a gate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// The address of the request's head: it stays where it is for as long as
    /// the request lives.
    head: usize,
    mark: Option<Mark>,
}

/// A policy that the request met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its address.
    pub(crate) policy: usize,
    /// Whether it is that of a route, behind which nothing else decides.
    pub(crate) of_route: bool,
}

impl Mark {
    pub(crate) fn new(policy: &Policy, of_route: bool) -> Self {
        Mark {
            policy: ptr::from_ref(policy).addr(),
            of_route,
        }
    }
}

impl Frame {
    /// A request that has met this policy already, or none.
    pub(crate) fn new(request: &ServiceRequest, mark: Option<Mark>) -> Self {
        Frame {
            head: head(request),
            mark,
        }
    }

    /// The innermost policy that the request met.
    pub(crate) fn mark(&self) -> Option<Mark> {
        self.mark
    }
}

/// Runs a part of what stands inside, within a frame if there is one.
pub(crate) fn during<T>(frame: Option<&mut Frame>, inside: impl FnOnce() -> T) -> T {
    /// A handler may panic, and the next request may have the same address.
    struct Restore(Option<Frame>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0);
            PRESENT.set(PRESENT.get() - 1);
        }
    }
    let Some(frame) = frame else {
        return inside();
    };
    let restore = Restore(CURRENT.replace(Some(*frame)));
    PRESENT.set(PRESENT.get() + 1);
    let result = inside();
    if let Some(current) = CURRENT.get() {
        *frame = current;
    }
    drop(restore);
    result
}

/// Whether a gate has this request in hand.
pub(crate) fn is_inside(request: &ServiceRequest) -> bool {
    CURRENT
        .get()
        .is_some_and(|frame| frame.head == head(request))
}

/// Tells the gate which policy the request met; whether there is a gate.
pub(crate) fn meet(request: &ServiceRequest, mark: Mark) -> bool {
    let is_inside = is_inside(request);
    if is_inside {
        CURRENT.set(Some(Frame {
            head: head(request),
            mark: Some(mark),
        }));
    }
    is_inside
}

fn head(request: &ServiceRequest) -> usize {
    ptr::from_ref(request.head()).addr()
}
