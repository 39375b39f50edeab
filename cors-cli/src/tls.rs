//! TLS to servers: the roots of the platform, its way to verify certificates, and why a
//! handshake failed.

use std::sync::Arc;

use rustls::{CertificateError, ClientConfig};
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

/// Why a handshake failed, in one clause.
pub(crate) fn reason(error: &rustls::Error) -> String {
    let reason = match error {
        rustls::Error::InvalidMessage(_) => {
            "the server does not speak TLS at this port; is the URL an http:// one?"
        }
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => {
                "this machine does not trust the certificate's issuer (a self-signed certificate?)"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the certificate has expired"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the certificate is for another host"
            }
            other => return other.to_string(),
        },
        other => return other.to_string(),
    };
    reason.to_owned()
}
