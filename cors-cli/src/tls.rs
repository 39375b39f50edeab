//! TLS to servers: the roots of the platform, and its way to verify certificates.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::output::Misuse;

/// The configuration for one client. The caller sets `alpn_protocols`.
///
/// On Linux, the roots are those of OpenSSL: `SSL_CERT_FILE` and `SSL_CERT_DIR` name
/// others.
pub(crate) fn config() -> Result<ClientConfig, Misuse> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| Misuse::new(format!("TLS cannot be set up: {error}")))?;
    Ok(builder.with_no_client_auth())
}
