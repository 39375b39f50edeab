//! What stands before the application.

use std::str::FromStr;

use cors_engine::Policy;

/// Who answers for CORS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// The adapter.
    Ours,
    /// Nobody.
    None,
    /// What people use without us.
    #[cfg(feature = "peers")]
    Peer,
}

impl Layer {
    /// Whether it can be made of this policy.
    ///
    /// # Errors
    ///
    /// What it cannot say.
    #[cfg_attr(not(feature = "peers"), expect(unused_variables))]
    pub(crate) fn takes(self, policy: &Policy) -> Result<(), String> {
        match self {
            Layer::Ours | Layer::None => Ok(()),
            #[cfg(feature = "peers")]
            Layer::Peer => super::peers::take(policy),
        }
    }
}

impl FromStr for Layer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "ours" => Ok(Layer::Ours),
            "none" => Ok(Layer::None),
            #[cfg(feature = "peers")]
            "peer" => Ok(Layer::Peer),
            #[cfg(not(feature = "peers"))]
            "peer" => Err(
                "--cors peer: the peers are not built in; build with --features peers".to_owned(),
            ),
            _ => Err(format!("--cors is ours, none or peer, not {name}")),
        }
    }
}
