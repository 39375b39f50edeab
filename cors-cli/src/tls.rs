//! TLS to servers: the roots of the platform, its way to verify certificates, and why a
//! handshake failed.

use std::sync::Arc;

use rustls::{AlertDescription, CertificateError, ClientConfig};
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

/// Why a handshake failed, in one clause. The texts of `rustls` are names of its variants.
pub(crate) fn reason(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidMessage(_) => {
            "the server does not speak TLS at this port; is the URL an http:// one?"
        }
        rustls::Error::InvalidCertificate(error) => of_certificate(error),
        rustls::Error::NoCertificatesPresented => "the server has sent no certificate",
        rustls::Error::PeerIncompatible(_) => {
            "the server offers only old versions or ciphers of TLS, which are refused"
        }
        rustls::Error::PeerMisbehaved(_) => "the server breaks the rules of TLS",
        rustls::Error::AlertReceived(alert) => of_alert(*alert),
        _ => "the server does not speak TLS as expected",
    }
}

fn of_certificate(error: &CertificateError) -> &'static str {
    match error {
        CertificateError::UnknownIssuer => {
            "this machine does not trust the certificate's issuer (a self-signed certificate?); \
             add it to the roots of this machine, or on Linux name its file in SSL_CERT_FILE"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate has expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate is not valid yet; check the clock of this machine"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate is for another host"
        }
        CertificateError::Revoked => "the certificate has been revoked",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the certificate is not one for servers"
        }
        // The type of this error is private to the verifier.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "the server uses the certificate of a certificate authority as its own, as `openssl \
             req -x509` creates it; create one with `-addext basicConstraints=critical,CA:FALSE`"
        }
        _ => "the certificate is not valid",
    }
}

fn of_alert(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::UnrecognisedName => "the server has no certificate for this host",
        AlertDescription::CertificateRequired => {
            "the server asks for a client certificate, which is not supported"
        }
        AlertDescription::HandshakeFailure | AlertDescription::ProtocolVersion => {
            "the server offers only old versions or ciphers of TLS, which are refused"
        }
        _ => "the server refused the TLS connection",
    }
}
