//! Limits how many events are logged per second.

use std::sync::atomic::{AtomicU64, Ordering};

/// Admits a number of events per second, and counts the others.
#[derive(Debug)]
pub(crate) struct Limiter {
    limit: u32,
    /// The second in the upper half, and the number of admitted events in the lower half.
    window: AtomicU64,
    /// The events that were not admitted since the last admitted one.
    suppressed: AtomicU64,
}

impl Limiter {
    pub(crate) const fn new(limit: u32) -> Self {
        Limiter {
            limit,
            window: AtomicU64::new(0),
            suppressed: AtomicU64::new(0),
        }
    }

    /// Whether an event may be logged in this second. Returns the number of events that
    /// were suppressed before it.
    pub(crate) fn admit(&self, second: u32) -> Option<u64> {
        let next = |window: u64| {
            // Another thread may already have seen a later second.
            if u64::from(second) > window >> 32 {
                Some(u64::from(second) << 32 | 1)
            } else {
                (window as u32 != self.limit).then_some(window + 1)
            }
        };
        let is_admitted = self
            .window
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
            .is_ok();
        if is_admitted {
            Some(self.suppressed.swap(0, Ordering::Relaxed))
        } else {
            self.suppressed.fetch_add(1, Ordering::Relaxed);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_admits_as_many() {
        let limiter = Limiter::new(3);
        for (second, expected) in [
            (0, Some(0)),
            (0, Some(0)),
            (0, Some(0)),
            (0, None),
            (0, None),
            (1, Some(2)),
            (1, Some(0)),
            // A thread that has read the time a moment ago.
            (0, Some(0)),
            (0, None),
            (1, None),
            (7, Some(2)),
            (7, Some(0)),
        ] {
            assert_eq!(limiter.admit(second), expected, "{second}");
        }
    }

    #[test]
    fn a_million_events_of_four_threads() {
        let limiter = Limiter::new(10);
        let admitted = AtomicU64::new(0);
        let reported = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for index in 0..250_000 {
                        // Five seconds.
                        if let Some(suppressed) = limiter.admit(index / 50_000) {
                            admitted.fetch_add(1, Ordering::Relaxed);
                            reported.fetch_add(suppressed, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(admitted.into_inner(), 50);
        let rest = limiter.suppressed.into_inner();
        assert_eq!(reported.into_inner() + rest, 1_000_000 - 50);
    }
}
