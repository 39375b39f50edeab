//! Compares and prints policies by URL.

use std::fmt;

use crate::policy::Policy;
use crate::routes::policies::{Policies, PolicyEntry};

/// Policies by URL are equal if the policies of the application are equal, and the entries
/// have the same methods, paths and policies.
impl PartialEq for Policies {
    fn eq(&self, other: &Self) -> bool {
        self.application() == other.application() && self.entries().eq(other.entries())
    }
}

impl Eq for Policies {}

/// Prints the policy of the application, and then one line for each entry, the most
/// specific first.
///
/// ```
/// # use cors_engine::routes::Policies;
/// # use cors_engine::{Policy, cors};
/// static PUBLIC: Policy = cors! { origins = * };
/// static PARTNERS: Policy = cors! { origins = ["https://partner.example"], methods = [PUT] };
///
/// let policies = Policies::builder(&PUBLIC)
///     .route("PUT", "/orders/{id}", &PARTNERS)
///     .without_cors("/health")
///     .build()?;
/// assert_eq!(
///     policies.to_string(),
///     "origins = *\n\
///      PUT /orders/{id}: origins = [\"https://partner.example\"], methods = [PUT]\n\
///      nest /health: none",
/// );
/// # Ok::<(), cors_engine::Problems>(())
/// ```
impl fmt::Display for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.application())?;
        for PolicyEntry {
            methods,
            path,
            policy,
        } in self.entries()
        {
            let methods = methods.map_or_else(|| "nest".to_owned(), |methods| methods.join(", "));
            write!(f, "\n{methods} {path}: ")?;
            match policy == Policy::NONE {
                true => f.write_str("none")?,
                false => write!(f, "{policy}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policies")
            .field("application", self.application())
            .field("entries", &self.entries().collect::<Vec<_>>())
            .finish()
    }
}
