//! An entry of policies by URL.

use crate::routes::pattern::UrlPattern;
use crate::shared::SharedPolicy;

/// One call of the builder.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The position in the order of the calls.
    pub(super) index: usize,
    /// The methods, with HEAD if GET also applies to HEAD. `None` for a nested prefix.
    pub(super) methods: Option<Vec<String>>,
    pub(super) pattern: UrlPattern,
    pub(super) policy: SharedPolicy,
    /// Whether this is the policy that was written. It is not if that policy has problems.
    pub(super) is_known: bool,
    /// The policy's name in a file.
    pub(super) name: Option<String>,
}

impl Entry {
    pub(super) fn has_policy_of(&self, other: &Entry) -> bool {
        self.is_known && other.is_known && std::ptr::eq(&*self.policy, &*other.policy)
    }
}
