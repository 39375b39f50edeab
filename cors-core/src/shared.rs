//! A policy that is static or reference-counted.

use std::ops::Deref;
use std::sync::Arc;

use crate::policy::Policy;

/// A policy in a `static`, or a policy with a reference count.
///
/// Adapters take `impl Into<SharedPolicy>`: a `&'static Policy`, an
/// `Arc<Policy>`, or a `Policy`. Declare a policy as a `static`, not as a
/// `const`: a reference to a constant is not always `'static`.
#[derive(Debug, Clone)]
pub struct SharedPolicy(Inner);

#[derive(Debug, Clone)]
enum Inner {
    Static(&'static Policy),
    Counted(Arc<Policy>),
}

impl Deref for SharedPolicy {
    type Target = Policy;

    #[inline]
    fn deref(&self) -> &Policy {
        match &self.0 {
            Inner::Static(policy) => policy,
            Inner::Counted(policy) => policy,
        }
    }
}

impl AsRef<Policy> for SharedPolicy {
    fn as_ref(&self) -> &Policy {
        self
    }
}

impl From<&'static Policy> for SharedPolicy {
    fn from(policy: &'static Policy) -> Self {
        SharedPolicy(Inner::Static(policy))
    }
}

impl From<Arc<Policy>> for SharedPolicy {
    fn from(policy: Arc<Policy>) -> Self {
        SharedPolicy(Inner::Counted(policy))
    }
}

impl From<Policy> for SharedPolicy {
    fn from(policy: Policy) -> Self {
        Arc::new(policy).into()
    }
}
