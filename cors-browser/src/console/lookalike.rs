//! Messages that look like CORS and are not.

/// A failure that people take for CORS. A CORS header fixes [`Lookalike::HeaderNotExposed`]
/// alone, for which the browser blocked no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lookalike {
    /// The error that a script gets, such as `Failed to fetch`, or a line that only says that
    /// the request failed. It is the same for CORS and for every other failure: the reason is
    /// elsewhere in the console.
    NoReason,
    /// The server answered, and the browser kept the response from the page. The reason, mostly
    /// CORS, is elsewhere in the console.
    ResponseWithheld,
    /// There was no HTTP response, and the line does not say why.
    Network,
    /// The server did not accept the connection, or closed it.
    Connection,
    /// The name of the host has no address.
    NameNotResolved,
    /// The browser does not accept the server's certificate, and the line does not say why.
    Certificate,
    /// The certificate has expired or is not valid yet, or the clock of the device is wrong.
    CertificateExpired,
    /// The certificate is self-signed, or of an issuer that the browser does not trust.
    CertificateIssuer,
    /// The certificate is for another host.
    CertificateName,
    /// The connection failed in TLS before a certificate was checked. The port may have no TLS.
    Tls,
    /// The device is offline, or a proxy is not reachable.
    Offline,
    /// What arrived is no HTTP: the port is of another protocol, or one side uses TLS and the
    /// other does not.
    NotHttp,
    /// The redirects do not end.
    RedirectLoop,
    /// The page, or a navigation, cancelled the request.
    Aborted,
    /// The server answered with an error, and the line says nothing about CORS.
    HttpStatus,
    /// An extension, mostly an ad blocker, or the browser's tracking protection
    /// blocked the request.
    BlockedByClient,
    /// The browser asks for permission before a page may reach a local network or
    /// this machine: Local Network Access, formerly Private Network Access.
    LocalNetwork,
    /// A page that was served over `http:` requested a local network or this machine.
    LocalNetworkInsecurePage,
    /// A page that was served over `https:` requested an `http:` URL.
    MixedContent,
    /// The port of the URL belongs to another protocol. Browsers send it no request.
    BadPort,
    /// The page's own content security policy forbids the request.
    ContentSecurityPolicy,
    /// A content security policy in its report-only form. It blocked nothing.
    ContentSecurityPolicyReport,
    /// The page's own `Connection-Allowlist` forbids the request.
    ConnectionAllowlist,
    /// Opaque Response Blocking, formerly Cross-Origin Read Blocking, withheld the
    /// response to a request without CORS.
    OpaqueResponseBlocking,
    /// The response's `Cross-Origin-Resource-Policy` excludes the page.
    ResourcePolicy,
    /// The page's `Cross-Origin-Embedder-Policy` requires something of the
    /// response.
    EmbedderPolicy,
    /// A script read a response header that `Access-Control-Expose-Headers` does not list.
    HeaderNotExposed,
    /// A script set a request header that only the browser may set.
    ForbiddenHeader,
    /// The document's `X-Frame-Options` or `frame-ancestors` forbids the frame.
    FrameOptions,
    /// The document's `Cross-Origin-Opener-Policy` separates two windows.
    OpenerPolicy,
    /// A script accessed the document of a frame or window of another origin.
    FrameAccess,
    /// The target origin of `postMessage` is not the origin of the window.
    PostMessage,
    /// A cookie was rejected or not sent.
    Cookie,
    /// A canvas contains an image of another origin that was loaded without CORS.
    TaintedCanvas,
    /// An element such as `script` or `link` has no `crossorigin` attribute, or the
    /// wrong one.
    CrossoriginAttribute,
    /// The response has the wrong MIME type for a script, a style sheet or a
    /// worker.
    MimeType,
    /// A WebSocket failed. CORS does not apply to WebSockets.
    WebSocket,
    /// A service worker failed, or answered with an error.
    ServiceWorker,
    /// The page, or the resource, is a local file, or has a URL that is not
    /// `http:` or `https:`.
    UrlScheme,
    /// The server's own framework refused the origin, the method or a header, and said so in its log or in
    /// the body of the response.
    RefusedByServer,
    /// The server's own framework refused the name in `Host`.
    HostRefused,
    /// The server's protection against requests that other sites forge refused the request.
    ForgeryRefused,
    /// A script expected JSON, and got HTML.
    HtmlResponse,
    /// A transcript of curl whose request has no `Origin`. It does not show what
    /// the server answers to a browser.
    NoOrigin,
    /// A transcript whose response is a redirect.
    Redirected,
    /// A transcript whose response allows the origin.
    Allowed,
    /// A transcript of a preflight whose response allows what it asks for.
    PreflightAllowed,
    /// The browser only says that it makes a CORS request. That is no error.
    Notice,
}

impl Lookalike {
    /// The name. It does not change between versions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoReason => "no-reason",
            Self::ResponseWithheld => "response-withheld",
            Self::Network => "network",
            Self::Connection => "connection",
            Self::NameNotResolved => "name-not-resolved",
            Self::Certificate => "certificate",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateIssuer => "certificate-issuer",
            Self::CertificateName => "certificate-name",
            Self::Tls => "tls",
            Self::Offline => "offline",
            Self::NotHttp => "not-http",
            Self::RedirectLoop => "redirect-loop",
            Self::Aborted => "aborted",
            Self::HttpStatus => "http-status",
            Self::BlockedByClient => "blocked-by-client",
            Self::LocalNetwork => "local-network",
            Self::LocalNetworkInsecurePage => "local-network-insecure-page",
            Self::MixedContent => "mixed-content",
            Self::BadPort => "bad-port",
            Self::ContentSecurityPolicy => "content-security-policy",
            Self::ContentSecurityPolicyReport => "content-security-policy-report",
            Self::ConnectionAllowlist => "connection-allowlist",
            Self::OpaqueResponseBlocking => "opaque-response-blocking",
            Self::ResourcePolicy => "corp",
            Self::EmbedderPolicy => "coep",
            Self::HeaderNotExposed => "header-not-exposed",
            Self::ForbiddenHeader => "forbidden-header",
            Self::FrameOptions => "frame-options",
            Self::OpenerPolicy => "coop",
            Self::FrameAccess => "frame-access",
            Self::PostMessage => "post-message",
            Self::Cookie => "cookie",
            Self::TaintedCanvas => "tainted-canvas",
            Self::CrossoriginAttribute => "crossorigin-attribute",
            Self::MimeType => "mime-type",
            Self::WebSocket => "websocket",
            Self::ServiceWorker => "service-worker",
            Self::UrlScheme => "url-scheme",
            Self::RefusedByServer => "refused-by-server",
            Self::HostRefused => "host-refused",
            Self::ForgeryRefused => "forgery-refused",
            Self::HtmlResponse => "html-response",
            Self::NoOrigin => "no-origin",
            Self::Redirected => "redirected",
            Self::Allowed => "allowed",
            Self::PreflightAllowed => "preflight-allowed",
            Self::Notice => "notice",
        }
    }
}
