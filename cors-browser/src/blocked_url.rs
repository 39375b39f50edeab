//! URLs that browsers request from no page, or from no page over `https:`.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::browser::Browser;
use crate::cause::Cause;
use crate::fetch::Initiator;
use crate::origin::is_loopback;
use crate::request::RequestState;

/// Checks the current URL before anything is sent to it.
///
/// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch), step 7.
pub(crate) fn check(request: &RequestState, browser: Browser) -> Result<(), Cause> {
    let url = request.current_url();
    if let Some(port) = url.port()
        && matches!(url.scheme(), "http" | "https")
        && BAD_PORTS.contains(&port)
    {
        return Err(Cause::BadPort {
            url: url.clone(),
            port,
        });
    }
    // Browsers request images, audio and video over `https:` instead.
    let is_upgraded = matches!(request.initiator, Initiator::Image | Initiator::Media);
    match request.origin.scheme() == Some("https") && is_insecure(url, browser) && !is_upgraded {
        true => Err(Cause::MixedContent { url: url.clone() }),
        false => Ok(()),
    }
}

/// Standard: Mixed Content's [should fetching request be blocked as mixed
/// content?](https://w3c.github.io/webappsec-mixed-content/#should-block-fetch)
fn is_insecure(url: &Url, browser: Browser) -> bool {
    let may_be_local = browser.is_chromium();
    let is_exempt = |host: Host<&str>| is_loopback(&host) || may_be_local && is_local(&host);
    url.scheme() == "http" && !url.host().is_some_and(is_exempt)
}

/// Whether the URL shows that the host is on the local network. Chromium asks the user
/// whether the page may reach it, and reports no mixed content.
///
/// Standard: [Local Network
/// Access](https://wicg.github.io/local-network-access/#ip-address-space).
fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.ends_with(".local"),
        Host::Ipv4(address) => is_local_ipv4(address),
        Host::Ipv6(address) => is_local_ipv6(address),
    }
}

fn is_local_ipv4(address: &Ipv4Addr) -> bool {
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    address.is_private() || address.is_link_local() || address.is_unspecified() || is_shared
}

fn is_local_ipv6(address: &Ipv6Addr) -> bool {
    let mapped = address.to_ipv4_mapped();
    address.is_unique_local()
        || address.is_unicast_link_local()
        || mapped.is_some_and(|inner| inner.is_loopback() || is_local_ipv4(&inner))
}

/// The ports of other protocols, whose servers could take a request for a command.
///
/// Standard: [bad port](https://fetch.spec.whatwg.org/#bad-port).
#[rustfmt::skip]
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];
