//! Sets of policies. They are computed for each request, so small sets do not allocate.

/// The index of a policy in a [`RouteTable`](crate::routes::RouteTable).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub(crate) usize);

impl PolicyId {
    /// The policy of the application.
    pub const APPLICATION: PolicyId = PolicyId(0);
}

/// A sorted set of policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet(Inner);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Inner {
    /// The first `len` elements are the policies. The others are zero.
    Few {
        len: usize,
        policies: [PolicyId; FEW],
    },
    /// More policies than fit into the array.
    Many(Vec<PolicyId>),
}

const FEW: usize = 3;

impl From<PolicyId> for PolicySet {
    fn from(policy: PolicyId) -> Self {
        let mut set = PolicySet::EMPTY;
        set.insert(policy);
        set
    }
}

impl PolicySet {
    /// The set without a policy.
    pub(crate) const EMPTY: PolicySet = PolicySet(Inner::Few {
        len: 0,
        policies: [PolicyId(0); FEW],
    });

    /// Adds a policy.
    #[inline]
    pub fn insert(&mut self, policy: PolicyId) {
        // Most sets have only one policy.
        match &mut self.0 {
            Inner::Few { len: 1, policies } if policies[0] == policy => {}
            Inner::Few {
                len: len @ 0,
                policies,
            } => {
                policies[0] = policy;
                *len = 1;
            }
            _ => self.insert_further(policy),
        }
    }

    #[inline(never)]
    fn insert_further(&mut self, policy: PolicyId) {
        let Err(at) = self.as_slice().binary_search(&policy) else {
            return;
        };
        match &mut self.0 {
            Inner::Few { len, policies } if *len < FEW => {
                policies.copy_within(at..*len, at + 1);
                policies[at] = policy;
                *len += 1;
            }
            Inner::Few { policies, .. } => {
                let mut policies = policies.to_vec();
                policies.insert(at, policy);
                self.0 = Inner::Many(policies);
            }
            Inner::Many(policies) => policies.insert(at, policy),
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
            Inner::Few { len, policies } => &policies[..*len],
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

    /// Whether there is more than one policy in this set and another one together.
    pub(crate) fn is_ambiguous_with(&self, other: &PolicySet) -> bool {
        match (self.as_slice(), other.as_slice()) {
            ([one], [other]) => one != other,
            (few, [] | [_]) | ([] | [_], few) => few.len() > 1,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_sorted_and_has_each_policy_once() {
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 1, 2]] {
            let mut set = PolicySet::EMPTY;
            for (count, id) in order.into_iter().enumerate() {
                set.insert(PolicyId(id));
                set.insert(PolicyId(id));
                let mut expected: Vec<_> = order[..=count].iter().map(|id| PolicyId(*id)).collect();
                expected.sort_unstable();
                assert_eq!(set.as_slice(), expected);
                assert_eq!(set.is_ambiguous(), count > 0);
                for other in [PolicySet::EMPTY, PolicyId(order[0]).into(), set.clone()] {
                    let mut union = set.clone();
                    union.extend(&other);
                    assert_eq!(set.is_ambiguous_with(&other), union.is_ambiguous());
                    assert_eq!(other.is_ambiguous_with(&set), union.is_ambiguous());
                }
            }
        }
    }
}
