//! The CORS layer of the application.

use std::str::FromStr;

use cors_engine::Policy;

/// The source of the CORS headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// The adapter.
    Ours,
    /// No layer.
    None,
    /// The usual layer of other crates.
    #[cfg(feature = "peers")]
    Peer,
}

impl Layer {
    /// Whether the layer can be built from this policy.
    ///
    /// # Errors
    ///
    /// Fails with the key that the layer cannot express.
    #[cfg_attr(not(feature = "peers"), expect(unused_variables))]
    pub(crate) fn supports(self, policy: &Policy) -> Result<(), String> {
        match self {
            Layer::Ours | Layer::None => Ok(()),
            #[cfg(feature = "peers")]
            Layer::Peer => super::peers::supports(policy),
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
