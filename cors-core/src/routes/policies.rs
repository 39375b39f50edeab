//! Policies by URL that know no framework.

use crate::policy::Policy;

/// Policies by URL.
#[derive(Debug, Clone)]
pub struct Policies(std::sync::Arc<Policy>);
impl Policies {
    /// The policy of the application.
    pub fn application(&self) -> &Policy {
        &self.0
    }
}
