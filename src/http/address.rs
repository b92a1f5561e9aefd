//! Which addresses a publication may read: public ones, so that no feed can make it look into the network that it runs in.

use super::HttpError;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// Looks names up, and keeps what is not public from being connected to.
///
/// The check stands in the look-up itself: what was checked is what is connected to, and a name system that answers differently a
/// moment later gains nothing.
#[derive(Debug, Clone)]
pub(super) struct Resolver {
    strict: bool,
    /// Hosts that may stand anywhere.
    trusted: Arc<[String]>,
}

/// A name that stands in no public network.
#[derive(Debug, thiserror::Error)]
#[error("stands at {0}, which is not a public address")]
pub(super) struct NotPublic(pub IpAddr);

impl Resolver {
    /// Finds every address.
    pub fn open() -> Self {
        Self { strict: false, trusted: Arc::default() }
    }

    /// Finds public addresses, and any address of the `trusted` hosts.
    pub fn strict(trusted: Vec<String>) -> Self {
        Self { strict: true, trusted: trusted.into() }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !resolver.strict || resolver.trusted.iter().any(|t| t == name.as_str()) {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            let (public, private): (Vec<_>, Vec<_>) = found.into_iter().partition(|a| is_public(a.ip()));
            match private.first() {
                Some(address) if public.is_empty() => Err(NotPublic(address.ip()).into()),
                _ => Ok(Box::new(public.into_iter()) as Addrs),
            }
        })
    }
}

/// Checks what no look-up sees: an address that is a number already, or that names a proxy.
pub(super) fn check(url: &Url, proxies: &[String]) -> Result<(), HttpError> {
    let refuse = |address: String| Err(HttpError::Private { url: url.to_string(), address });
    match url.host() {
        Some(Host::Ipv4(ip)) if !is_public(ip.into()) => refuse(ip.to_string()),
        Some(Host::Ipv6(ip)) if !is_public(ip.into()) => refuse(ip.to_string()),
        Some(Host::Domain(name)) if proxies.iter().any(|p| p == name) => refuse(name.to_owned()),
        _ => Ok(()),
    }
}

/// Hosts of the proxies that the environment names. They are the owner's own choice and usually stand in a private network.
pub(super) fn proxy_hosts() -> Vec<String> {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    values.filter_map(|value| proxy_host(&value)).collect()
}

fn proxy_host(value: &str) -> Option<String> {
    let url = if value.contains("://") { Url::parse(value) } else { Url::parse(&format!("http://{value}")) };
    url.ok()?.host_str().map(str::to_owned)
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    // 0.0.0.0/8 is this host, 100.64.0.0/10 a provider's own network (CGNAT), 240.0.0.0/4 reserved with broadcast at its end.
    let own = a == 0 || (a == 100 && b & 0xc0 == 64) || a >= 240;
    // 192.0.0.0/24 is for protocols, and one cloud's metadata; 198.18.0.0/15 for benchmarks; the other three for documentation.
    let special = matches!([a, b, c], [192, 0, 0 | 2] | [198, 18..=19, _] | [198, 51, 100] | [203, 0, 113]);
    // Another cloud answers its machines' questions at this address, public by its number alone.
    let metadata = ip == Ipv4Addr::new(168, 63, 129, 16);
    !(own || special || metadata || ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_multicast())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let embedded = |high: u16, low: u16| is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match s {
        // Unspecified, loopback, and IPv4-compatible, which nothing uses any more.
        [0, 0, 0, 0, 0, 0, _, _] => false,
        // IPv4-mapped, NAT64 and 6to4 are as public as the IPv4 address inside: networks without IPv4 reach it by NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // IPv4 as translators within a network write it.
        [0, 0, 0, 0, 0xffff, 0, ..] => false,
        // NAT64 of a local network, Teredo, whose inner address is disguised, what is discarded, and what is for documentation.
        [0x64, 0xff9b, 1, ..] | [0x2001, 0 | 0xdb8, ..] | [0x100, 0, 0, 0, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Unique local fc00::/7, link-local fe80::/10, site-local fec0::/10, multicast ff00::/8.
        _ => s[0] & 0xfe00 != 0xfc00 && s[0] & 0xff80 != 0xfe80 && s[0] & 0xff00 != 0xff00,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(ip: &str) -> bool {
        is_public(ip.parse().unwrap())
    }

    #[test]
    fn networks_of_ones_own_are_not_public() {
        let own = "127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.255 \
            100.100.100.200 192.0.0.192 168.63.129.16 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 ::ffff:0:8.8.8.8 \
            ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 100::1 2001:db8::1 3fff::1 0.0.0.0 0.1.2.3 224.0.0.1 239.1.1.1 255.255.255.255 240.0.0.1 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:10.0.0.1 \
            ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:1::1 fc00::1 fd12::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1";
        for ip in own.split_whitespace() {
            assert!(!public(ip), "{ip} is not public");
        }
    }

    #[test]
    fn the_internet_is_public() {
        let public_ones = "8.8.8.8 192.0.1.1 198.17.0.1 198.20.0.1 2001:200::1 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 192.167.0.1 1.1.1.1 223.255.255.255 \
            2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 2a00::1";
        for ip in public_ones.split_whitespace() {
            assert!(public(ip), "{ip} is public");
        }
    }

    #[test]
    fn numbers_in_disguise_and_proxies_are_refused() {
        let check = |url: &str| check(&Url::parse(url).unwrap(), &["proxy.example".to_owned()]);
        for url in ["http://2130706433/", "http://0x7f.1/", "http://[::ffff:7f00:1]/", "http://017700000001/", "http://proxy.example:9/"] {
            assert!(check(url).is_err(), "{url} is refused");
        }
        assert!(check("http://example.org/").is_ok());
    }

    #[test]
    fn proxies_are_read_with_and_without_a_scheme() {
        assert_eq!(proxy_host("http://user:pw@proxy.example:3128").as_deref(), Some("proxy.example"));
        assert_eq!(proxy_host("proxy.example:3128").as_deref(), Some("proxy.example"));
    }
}
