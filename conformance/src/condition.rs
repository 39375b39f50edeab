//! The conditions under which a policy is chosen.

use std::str::FromStr;

/// A part of a request, the value that it must have, and the policy that then applies: the
/// file from the command line, and later the policy in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition<P> {
    pub(crate) part: Part,
    pub(crate) value: String,
    pub(crate) policy: P,
}

/// A part of a request that a chooser can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Host,
    Path,
    Method,
    Origin,
}

impl<P> Condition<P> {
    /// The same condition with another type of policy.
    ///
    /// # Errors
    ///
    /// Fails with the error of `read`.
    pub(crate) fn try_map<Q, E>(
        self,
        read: impl FnOnce(P) -> Result<Q, E>,
    ) -> Result<Condition<Q>, E> {
        Ok(Condition {
            part: self.part,
            value: self.value,
            policy: read(self.policy)?,
        })
    }
}

impl<P: From<String>> FromStr for Condition<P> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("--choose: {text:?} is not `PART VALUE=FILE`");
        let (condition, file) = text.split_once('=').ok_or_else(wrong)?;
        let (part, value) = condition.split_once(' ').ok_or_else(wrong)?;
        Ok(Condition {
            part: match part {
                "host" => Part::Host,
                "path" => Part::Path,
                "method" => Part::Method,
                "origin" => Part::Origin,
                _ => return Err(wrong()),
            },
            value: value.to_owned(),
            policy: file.to_owned().into(),
        })
    }
}
