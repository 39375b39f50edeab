//! Sets of policies. There is hardly ever more than one policy in a set.

use std::slice;

/// The index of a policy in a [`RouteTable`](crate::routes::RouteTable).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub(crate) usize);

impl PolicyId {
    /// The policy of the application.
    pub const APPLICATION: PolicyId = PolicyId(0);
}

/// Policies of which each may apply; sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet(Inner);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Inner {
    One(PolicyId),
    /// None or multiple.
    Many(Vec<PolicyId>),
}

impl From<PolicyId> for PolicySet {
    fn from(policy: PolicyId) -> Self {
        PolicySet(Inner::One(policy))
    }
}

impl PolicySet {
    /// The set without a policy.
    pub(crate) const EMPTY: PolicySet = PolicySet(Inner::Many(Vec::new()));

    /// Adds a policy.
    pub fn insert(&mut self, policy: PolicyId) {
        match &mut self.0 {
            Inner::One(known) if *known == policy => {}
            Inner::One(known) => {
                let pair = [(*known).min(policy), (*known).max(policy)];
                self.0 = Inner::Many(pair.to_vec());
            }
            Inner::Many(known) if known.is_empty() => self.0 = Inner::One(policy),
            Inner::Many(known) => {
                if let Err(at) = known.binary_search(&policy) {
                    known.insert(at, policy);
                }
            }
        }
    }

    /// Adds the policies of another set.
    pub fn extend(&mut self, other: &PolicySet) {
        for policy in other.as_slice() {
            self.insert(*policy);
        }
    }

    /// The policies.
    pub fn as_slice(&self) -> &[PolicyId] {
        match &self.0 {
            Inner::One(policy) => slice::from_ref(policy),
            Inner::Many(policies) => policies,
        }
    }

    /// Whether there is no policy.
    pub fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Whether there is more than one policy.
    pub fn is_ambiguous(&self) -> bool {
        self.as_slice().len() > 1
    }
}
