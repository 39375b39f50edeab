//! The number and the bytes of allocations.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);

/// One thread is measured. A count that can lose updates of other threads costs
/// less than an exact one.
fn count(bytes: usize) {
    COUNT.store(COUNT.load(Relaxed) + 1, Relaxed);
    BYTES.store(BYTES.load(Relaxed).wrapping_add(bytes), Relaxed);
}

// SAFETY: every call is passed to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The number and the bytes of the allocations in a function.
pub(crate) fn used(by: impl FnOnce()) -> (usize, usize) {
    let (count, bytes) = (COUNT.load(Relaxed), BYTES.load(Relaxed));
    by();
    (COUNT.load(Relaxed) - count, BYTES.load(Relaxed) - bytes)
}
