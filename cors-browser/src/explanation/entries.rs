//! What each cause and each failure that looks like CORS means.

use super::Fault::{self, Browser, Network, Nothing, Page, Server, Unknown};

/// The texts about one name. `{origin}`, `{method}` and `{name}` are values of the
/// line.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) meaning: &'static str,
    pub(super) fault: Fault,
    /// What to change, for a failure that no cause of the model has.
    pub(super) fix: &'static str,
    pub(super) policy_fix: &'static str,
    pub(super) header_fix: &'static str,
    /// The path below `https://developer.mozilla.org/docs/Web/`.
    pub(super) page: &'static str,
}

const fn cause(
    name: &'static str,
    title: &'static str,
    meaning: &'static str,
    fault: Fault,
    [policy_fix, header_fix]: [&'static str; 2],
) -> Entry {
    Entry {
        name,
        title,
        meaning,
        fault,
        fix: "",
        policy_fix,
        header_fix,
        page: "HTTP/Guides/CORS/Errors",
    }
}

const fn lookalike(
    name: &'static str,
    title: &'static str,
    meaning: &'static str,
    fault: Fault,
    fix: &'static str,
    page: &'static str,
) -> Entry {
    Entry {
        name,
        title,
        meaning,
        fault,
        fix,
        policy_fix: "",
        header_fix: "",
        page,
    }
}

const ORIGIN: [&str; 2] = [
    "origins = [\"{origin}\"]",
    "Access-Control-Allow-Origin: {origin}\nVary: Origin",
];
const CREDENTIALS: [&str; 2] = [
    "origins = [\"{origin}\"]\ncredentials = true",
    "Access-Control-Allow-Origin: {origin}\nAccess-Control-Allow-Credentials: true\nVary: Origin",
];
const NONE: [&str; 2] = ["", ""];

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    cause("allow-origin-missing", "The response allows no origin", "The server answered, but the response has no `Access-Control-Allow-Origin`. The browser therefore keeps the response from the page.", Server, ORIGIN),
    cause("allow-origin-mismatch", "The response allows another origin", "The response has an `Access-Control-Allow-Origin` that is not the page's origin. The two must be equal byte for byte.", Server, ORIGIN),
    cause("allow-origin-multiple", "The response names multiple origins", "The response has multiple values in `Access-Control-Allow-Origin`, often because two layers set it. Browsers accept exactly one.", Server, ORIGIN),
    cause("allow-origin-wildcard-with-credentials", "`*` does not allow credentials", "The page sent cookies or other credentials, and the response allows every origin with `*`. With credentials the response must name the origin.", Server, CREDENTIALS),
    cause("allow-credentials-not-true", "The response does not allow credentials", "The page sent cookies or other credentials, and the response does not say `Access-Control-Allow-Credentials: true`. The browser therefore keeps the response from the page.", Server, ["credentials = true", "Access-Control-Allow-Credentials: true"]),
    cause("preflight-allow-origin-missing", "The answer to the preflight allows no origin", "Before the real request, the browser asked with an OPTIONS request, the preflight, whether it may send it. The answer has no `Access-Control-Allow-Origin`, so the real request was never sent.", Server, ORIGIN),
    cause("preflight-allow-origin-mismatch", "The answer to the preflight allows another origin", "Before the real request, the browser asked with an OPTIONS request, the preflight, whether it may send it. The `Access-Control-Allow-Origin` of the answer is not the page's origin byte for byte, so the real request was never sent.", Server, ORIGIN),
    cause("preflight-allow-origin-multiple", "The answer to the preflight names multiple origins", "Before the real request, the browser asked with an OPTIONS request, the preflight, whether it may send it. The answer has multiple values in `Access-Control-Allow-Origin`, often because two layers set it, so the real request was never sent.", Server, ORIGIN),
    cause("preflight-allow-origin-wildcard-with-credentials", "`*` does not allow credentials", "Before the real request, which carries cookies or other credentials, the browser asked with an OPTIONS request, the preflight, whether it may send it. The answer allows every origin with `*`, which does not allow credentials, so the real request was never sent.", Server, CREDENTIALS),
    cause("preflight-allow-credentials-not-true", "The answer to the preflight does not allow credentials", "Before the real request, which carries cookies or other credentials, the browser asked with an OPTIONS request, the preflight, whether it may send it. The answer does not say `Access-Control-Allow-Credentials: true`, so the real request was never sent.", Server, ["credentials = true", "Access-Control-Allow-Credentials: true"]),
    cause("preflight-status-not-ok", "The preflight got an error", "The browser asked with an OPTIONS request whether it may send the real one, and the server answered with an error. The real request was never sent.", Server, ORIGIN),
    cause("preflight-redirect", "The preflight was redirected", "The browser asked with an OPTIONS request whether it may send the real one, and the server answered with a redirect. Browsers do not follow a redirect there.", Server, NONE),
    cause("preflight-allow-methods-unparsable", "The list of methods is invalid", "`Access-Control-Allow-Methods` in the response to the preflight contains something that is not a method. The browser ignores the whole list.", Server, ["methods = [\"{method}\"]", "Access-Control-Allow-Methods: {method}"]),
    cause("preflight-allow-headers-unparsable", "The list of request headers is invalid", "`Access-Control-Allow-Headers` in the response to the preflight contains something that is not a header name. The browser ignores the whole list.", Server, ["headers = [\"{name}\"]", "Access-Control-Allow-Headers: {name}"]),
    cause("preflight-method-not-allowed", "The server does not allow the method", "The response to the preflight does not list the method that the page wants to use. The real request was never sent.", Server, ["methods = [\"{method}\"]", "Access-Control-Allow-Methods: {method}"]),
    cause("preflight-header-not-allowed", "The server does not allow the request header", "The response to the preflight does not list a header that the page wants to send. The real request was never sent.", Server, ["headers = [\"{name}\"]", "Access-Control-Allow-Headers: {name}"]),
    cause("redirect-userinfo", "The redirect contains a user name", "The server redirected to a URL with a user name or a password. Browsers do not follow such a redirect across origins.", Server, NONE),
    cause("redirect-scheme", "The redirect leads to another scheme", "The server redirected to a URL that is not `http:` or `https:`. CORS does not allow that.", Server, NONE),
    cause("redirect-count", "There are too many redirects", "The browser followed twenty redirects and gave up. The server probably redirects in a loop.", Server, NONE),
    cause("redirect-mode-error", "The page allows no redirect", "The server redirected, and the page set the redirect mode `error`. The browser did what the page asked for.", Page, NONE),
    cause("redirect-location-invalid", "The redirect leads nowhere", "The redirect has no valid URL in `Location`. The browser cannot follow it.", Server, NONE),
    cause("redirect-stream", "A stream cannot be sent twice", "The server redirected a request whose body is a stream. The browser cannot send the stream a second time.", Server, NONE),
    cause("scheme-not-http", "The URL is not `http:` or `https:`", "The page or the requested resource is a local file, or the URL has no scheme that CORS allows. CORS needs an HTTP server on both sides.", Page, NONE),
    cause("mode-same-origin", "The page only allows its own origin", "The page set the mode `same-origin`, which the script of a worker always has, and requested another origin. The browser did what the page asked for.", Page, NONE),
    cause("forbidden-method", "Browsers do not send this method", "The page used a method that no script may send. The request never left the browser.", Page, NONE),
    cause("no-cors-method", "The mode `no-cors` does not allow this method", "In the mode `no-cors` a page can only send GET, HEAD and POST. The request never left the browser.", Page, NONE),
    cause("blocked", "CORS blocked a request, and the line does not say why", "The browser kept a response from the page because of CORS. Another line of the same console names the cause.", Unknown, NONE),
    lookalike("no-reason", "The request failed, and the line does not say why", "Scripts are never told why a request failed, and this line is the same for CORS and for every other failure. The reason is in another line of the console, or in the network panel.", Unknown, "Look in the console for the line before this one, and pass it here.", "API/Window/fetch#exceptions"),
    lookalike("response-withheld", "The browser withheld the response", "The server answered, and the browser kept the response from the page, mostly because of CORS, else because of another policy such as `Cross-Origin-Resource-Policy`. The line before or after this one names the reason.", Unknown, "Look in the console for the line before or after this one, and pass it here.", "HTTP/Guides/CORS/Errors"),
    lookalike("network", "There was no HTTP response", "The request failed before any response arrived, so no CORS header can be wrong. The server may be down, its certificate may be invalid, or an extension may have blocked the request.", Network, "Open the URL in a tab of its own, and check that the server runs.", "HTTP/Guides/CORS/Errors/CORSDidNotSucceed"),
    lookalike("connection", "The server did not answer", "The connection was refused, closed or timed out. No response arrived, so no CORS header can be wrong.", Network, "Start the server, and check the host and the port in the URL.", "HTTP/Guides/CORS/Errors/CORSDidNotSucceed"),
    lookalike("name-not-resolved", "The host has no address", "The name of the host in the URL could not be resolved. No request was sent.", Network, "Check the spelling of the host, and your DNS.", "HTTP/Guides/CORS/Errors/CORSDidNotSucceed"),
    lookalike("certificate", "The browser does not trust the certificate", "The server has TLS, and the browser does not accept its certificate. No request was sent.", Server, "Open the URL in a tab of its own to see what is wrong, and install a certificate that browsers trust.", "Security/Defenses/Transport_Layer_Security"),
    lookalike("certificate-expired", "The certificate has expired", "The server has TLS, and today is not within the dates of its certificate. No request was sent.", Server, "Install a new certificate that browsers trust. If the certificate has not expired, set the clock of this device.", "Security/Defenses/Transport_Layer_Security"),
    lookalike("certificate-issuer", "The certificate is of an unknown issuer", "The server has TLS, and its certificate is self-signed, or of an issuer that the browser does not trust. No request was sent.", Server, "Install a certificate that browsers trust, with all of its chain. In development, let a local authority such as `mkcert` issue it.", "Security/Defenses/Transport_Layer_Security"),
    lookalike("certificate-name", "The certificate is for another host", "The server has TLS, and its certificate does not have the host of the URL. No request was sent.", Server, "Install a certificate that browsers trust for this host, or request the URL with a host that is in the certificate.", "Security/Defenses/Transport_Layer_Security"),
    lookalike("tls", "The connection failed in TLS", "Mostly, the port has no TLS, as on many development servers, or only versions of TLS that browsers do not accept. No request was sent.", Server, "Check the port, and update the TLS of the server. Or request the URL over `http:` if the server has no TLS.", "Security/Defenses/Transport_Layer_Security"),
    lookalike("offline", "The network is not reachable", "The device is offline, its network changed, or a proxy does not answer. No request was sent.", Network, "Check the connection, and try again.", "API/Navigator/onLine"),
    lookalike("not-http", "What arrived is no HTTP", "The port is of another protocol, or one side uses TLS and the other does not. No response arrived that a browser could read, so no CORS header can be wrong.", Page, "Check the port, and whether the URL must begin with `http:` or `https:`.", "HTTP/Guides/CORS/Errors/CORSDidNotSucceed"),
    lookalike("redirect-loop", "The redirects do not end", "The server redirects the request again and again, so the browser gave up. No CORS header can be wrong.", Server, "Open the URL in a tab of its own. Mostly, the server redirects to `https:` behind a proxy that speaks `http:` with it, or a login page redirects back.", "HTTP/Guides/Redirections"),
    lookalike("aborted", "The request was cancelled", "The page or a navigation cancelled the request before it finished. CORS did not block it.", Page, "Check whether a form, a link or an `AbortController` ends the request.", "API/AbortController"),
    lookalike("http-status", "The server answered with an error", "The response arrived, and its status is an error. The line says nothing about CORS.", Server, "Read the server's log for this status. If the page cannot read the error, make the CORS layer the outermost one, so that errors carry its headers too.", "HTTP/Reference/Status"),
    lookalike("blocked-by-client", "An extension or the browser's protection blocked the request", "An ad blocker, another extension, or the browser's tracking protection stopped the request. No server can change that.", Browser, "Try a window without extensions, or give the URL a name that filter lists do not match.", "Privacy/Guides/Firefox_tracking_protection"),
    lookalike("local-network", "The page may not reach the local network", "The page is on another network than the device that it requested, and the browser needs the user's permission, or a page served over `https:`. The check comes before CORS.", Browser, "Allow the permission in the browser, which asks for it only on a page over `https:`. Or serve the page from the local network too.", "Security/Defenses/Local_network_access"),
    lookalike("local-network-insecure-page", "An `http:` page may not reach the local network", "The page was served over `http:`, and the device that it requested is on a more private network. The browser allows that only to pages over `https:`, and the check comes before CORS.", Page, "Serve the page over `https:`. The browser then asks the user for the permission.", "Security/Defenses/Local_network_access"),
    lookalike("mixed-content", "A page over `https:` requested an `http:` URL", "The page was served over `https:` and requested something over `http:`. The browser blocked the request before CORS.", Page, "Request the URL over `https:`.", "Security/Defenses/Mixed_content"),
    lookalike("bad-port", "Browsers do not use this port", "The port in the URL belongs to another protocol than HTTP, such as mail or X11. Browsers send no request there, so the request never left the browser.", Server, "Let the server listen on another port, such as 8080, and request it there.", "HTTP/Guides/CORS/Errors/CORSDidNotSucceed"),
    lookalike("content-security-policy", "The page's own policy forbids the request", "The `Content-Security-Policy` of the page does not list the requested URL. The requested server has nothing to do with it.", Page, "Add the URL to the directive that the line names, such as `connect-src`, on the server of the page.", "HTTP/Guides/CSP"),
    lookalike("content-security-policy-report", "A policy that only reports", "The `Content-Security-Policy-Report-Only` of the page would have forbidden this. Nothing was blocked.", Nothing, "Nothing failed here. Look for another line.", "HTTP/Reference/Headers/Content-Security-Policy-Report-Only"),
    lookalike("connection-allowlist", "The page's own allowlist forbids the request", "The `Connection-Allowlist` of the page does not list the requested URL. The requested server has nothing to do with it.", Page, "Add the URL to `Connection-Allowlist` on the server of the page.", "HTTP/Reference/Headers"),
    lookalike("opaque-response-blocking", "The browser withheld a response without CORS", "An element such as `img` or `script` loaded a response of another type, for example an error page or JSON. The browser withheld it without checking CORS.", Server, "Check what the URL returns, and its `Content-Type`. Use `fetch()` with CORS for data.", "HTTP/Guides/CORS"),
    lookalike("corp", "`Cross-Origin-Resource-Policy` excludes the page", "The response has a `Cross-Origin-Resource-Policy` that does not include the page's site. This header applies to requests without CORS.", Server, "", "HTTP/Guides/Cross-Origin_Resource_Policy"),
    lookalike("coep", "The page's embedder policy requires more of the response", "The page sends `Cross-Origin-Embedder-Policy`, so everything that it loads must opt in. The response did not.", Server, "Let the server of the resource send `Cross-Origin-Resource-Policy: same-site` if the page and the resource are of one site, and `cross-origin` only if every site may embed the resource. Or request it with CORS: add `crossorigin` to the element, and let that server allow the page's origin. A document in a frame needs `Cross-Origin-Embedder-Policy` too.", "HTTP/Reference/Headers/Cross-Origin-Embedder-Policy"),
    Entry {
        policy_fix: "expose_headers = [\"{name}\"]",
        header_fix: "Access-Control-Expose-Headers: {name}",
        ..lookalike("header-not-exposed", "The page may not read this response header", "The response arrived, and the page can read its body. Across origins, a page can read a header only if `Access-Control-Expose-Headers` lists it, and `Set-Cookie` never.", Server, "List the header in `Access-Control-Expose-Headers` in the response itself, not in the one to the preflight.", "HTTP/Reference/Headers/Access-Control-Expose-Headers")
    },
    lookalike("forbidden-header", "Only the browser may set this request header", "The page tried to set a header such as `Origin`, `Host` or `Cookie`. The browser ignored that and sent the request with its own value.", Page, "Remove the header from the page. To act as another origin, use a proxy on a server.", "API/XMLHttpRequest/setRequestHeader"),
    lookalike("frame-options", "The document may not be shown in a frame", "The document forbids frames with `X-Frame-Options` or `frame-ancestors`. CORS does not apply to frames.", Server, "Allow the embedding page in `frame-ancestors` on the server of the document.", "HTTP/Reference/Headers/X-Frame-Options"),
    lookalike("coop", "`Cross-Origin-Opener-Policy` separates the windows", "A document sends `Cross-Origin-Opener-Policy`, so it and the window that opened it cannot reach each other. CORS does not change that.", Server, "Send `Cross-Origin-Opener-Policy: same-origin-allow-popups` with the page that opens the window.", "HTTP/Reference/Headers/Cross-Origin-Opener-Policy"),
    lookalike("frame-access", "A script accessed a frame of another origin", "Documents of different origins cannot read each other. CORS does not change that.", Page, "Send messages with `postMessage()`.", "Security/Defenses/Same-origin_policy"),
    lookalike("post-message", "The message has another target", "The target origin of `postMessage()` is not the origin of the window. The message was not delivered.", Page, "Pass the origin of the receiving window.", "API/Window/postMessage"),
    lookalike("cookie", "A cookie was rejected or not sent", "The attributes of a cookie do not allow cross-site requests. CORS does not decide that.", Server, "Set the cookie with `SameSite=None; Secure`, or serve both from one site.", "HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value"),
    lookalike("tainted-canvas", "The canvas contains an image of another origin", "An image was loaded without CORS and drawn on the canvas. Scripts cannot read such a canvas.", Page, "Set `crossOrigin` on the image before `src`, and let its server allow the origin.", "HTML/How_to/CORS_enabled_image"),
    lookalike("crossorigin-attribute", "The element has the wrong `crossorigin` attribute", "The browser or a script needs the response with CORS, and the element did not request it so. The same request with other credentials does not count either.", Page, "Set `crossorigin` on the element, and let the server of the URL allow the origin.", "HTML/Reference/Attributes/crossorigin"),
    lookalike("mime-type", "The response has the wrong type", "A script or a style sheet has another MIME type. The URL often leads to an error page in HTML.", Server, "Check what the URL returns, and its `Content-Type`.", "HTTP/Guides/MIME_types"),
    lookalike("websocket", "A WebSocket failed", "CORS does not apply to WebSockets. The server refused the connection or did not answer.", Server, "Check that the server accepts WebSockets at this URL and this `Origin`.", "API/WebSockets_API"),
    lookalike("service-worker", "A service worker failed", "A service worker answered the request with an error. Its own request failed, and its console says why.", Page, "Unregister the service worker, or open its console.", "API/Service_Worker_API"),
    lookalike("url-scheme", "The URL is not `http:` or `https:`", "The page or the resource is a local file, or belongs to an app or an extension. CORS needs an HTTP server on both sides.", Page, "Serve both over `http:` or `https:`.", "HTTP/Guides/CORS/Errors/CORSRequestNotHttp"),
    lookalike("refused-by-server", "The server refused the request itself", "The server's own framework refused the request because of its `Origin`, its method or a header. The line is from the server and not from the browser.", Server, "Add the origin to the server's list of allowed origins, and the method and the headers of the request to its other lists.", "HTTP/Reference/Headers/Origin"),
    lookalike("host-refused", "The server refused the name of the host", "The server's own framework does not know the name in `Host`, which is from the URL and not from the page. CORS has nothing to do with it.", Server, "Add the host of the requested URL to the server's list of allowed hosts, such as `ALLOWED_HOSTS` in Django or `server.allowedHosts` in Vite.", "HTTP/Reference/Headers/Host"),
    lookalike("forgery-refused", "The server took the request for a forged one", "The server protects itself against requests that other sites forge (CSRF), and this one lacked a token or a header, or came from an origin that the server does not trust. A CORS header does not change that.", Server, "Send the token or the header that the server's framework asks for, and add the page's origin to the framework's trusted origins.", "Security/Attacks/CSRF"),
    lookalike("html-response", "The response is HTML, and the page expected JSON", "The page could read the response, so CORS did not block it. Mostly the URL leads to an error page, a login page, or the start page of an application.", Unknown, "Look at the response in the network panel, and check the URL.", "JavaScript/Reference/Errors/JSON_bad_parse"),
    lookalike("no-origin", "The request has no `Origin`", "The transcript shows a request without `Origin`, which no browser would send across origins. It does not show what the server answers to a browser.", Unknown, "Repeat the request with `-H 'Origin: https://your-page.example'`.", "HTTP/Reference/Headers/Origin"),
    lookalike("redirected", "The server redirected", "A response in the transcript is a redirect. A browser needs the CORS headers on it and on the response that it leads to, and sends `Origin: null` after a redirect from one foreign origin to another.", Server, "Request the URL in `Location` itself, or let the API answer 401 instead of redirecting to a login page.", "HTTP/Guides/Redirections"),
    lookalike("allowed", "The response allows the origin", "The response passes the CORS check for the origin in the request. A browser would let the page read it.", Nothing, "Nothing failed here. Repeat the transcript with the preflight: `-X OPTIONS -H 'Access-Control-Request-Method: PUT'`.", "HTTP/Guides/CORS"),
    lookalike("preflight-allowed", "The preflight is allowed", "The response to the preflight allows the origin, and the method and the headers that were asked for. A browser would now send the real request, whose response needs `Access-Control-Allow-Origin` too.", Nothing, "Nothing failed here. Repeat the transcript with the real request.", "HTTP/Guides/CORS#preflighted_requests"),
    lookalike("notice", "The browser only says that it uses CORS", "The browser made a CORS request. That is no error.", Nothing, "Nothing failed here. Look for another line.", "HTTP/Guides/CORS"),
];
