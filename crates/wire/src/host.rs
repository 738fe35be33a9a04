//! Which hosts are this machine or its private network.
//!
//! A host is the text between `//` and the port of a URL: a name, an IPv4 address, or an IPv6 address in brackets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns whether a host is this machine: `localhost` or a name below it, 127.0.0.0/8, `[::1]` (RFC 6761 §6.3, RFC
/// 8252 §8.3).
pub fn is_loopback(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || address(host).is_some_and(|ip| ip.is_loopback())
}

/// Returns whether a host is this machine or lives in its private network: a loopback, private or link-local address, a
/// name without a dot (a compose service), or a name below `.local`, `.test` or `.internal`.
///
/// Clients disagree about IPv4 addresses in another form than four decimal numbers (`10.1`, `0x7f.1`). Such a host
/// counts as private, so that nobody is blamed for it.
pub fn is_local(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    match address(&name) {
        Some(IpAddr::V4(ip)) => is_local_v4(ip),
        Some(IpAddr::V6(ip)) => {
            is_this_host(IpAddr::V6(ip))
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || ip.to_ipv4_mapped().is_some_and(is_local_v4)
        }
        None => {
            let last = name.rsplit('.').next().unwrap_or_default();
            !name.contains('.') || matches!(last, "localhost" | "local" | "test" | "internal") || is_number(last)
        }
    }
}

/// Returns whether a host is this machine under any of its names: a loopback, or the address of all interfaces
/// (`0.0.0.0`).
pub fn is_this_machine(host: &str) -> bool {
    is_loopback(host) || address(host).is_some_and(is_this_host)
}

/// Returns whether two hosts are of one site: whether they share what is registered, as far as that can be told without the
/// whole list of public suffixes. In doubt they do.
pub fn same_site(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    a == b || address(&a).is_none() && address(&b).is_none() && site(&a) == site(&b)
}

fn site(host: &str) -> &str {
    let dots: Vec<usize> = host.rmatch_indices('.').map(|(at, _)| at).collect();
    let label = |n: usize| {
        let end = if n == 0 { host.len() } else { dots.get(n - 1).copied().unwrap_or(0) };
        let start = dots.get(n).map_or(0, |dot| dot + 1);
        host.get(start..end).unwrap_or("")
    };
    // `co.uk`, `com.au`: three labels are registered.
    let second = matches!(label(1), "co" | "com" | "org" | "net" | "gov" | "ac" | "edu" | "ne" | "or" | "go");
    let shared = SHARED.iter().any(|suffix| host.strip_suffix(suffix).is_some_and(|before| before.ends_with('.')));
    let labels = if second && label(0).len() == 2 || shared { 3 } else { 2 };
    dots.get(labels - 1).map_or(host, |dot| &host[dot + 1..])
}

/// Domains below which everyone may have a name of their own (public suffix list, private domains).
const SHARED: &[&str] = &[
    "github.io",
    "gitlab.io",
    "vercel.app",
    "netlify.app",
    "herokuapp.com",
    "azurewebsites.net",
    "cloudfront.net",
    "pages.dev",
    "workers.dev",
    "web.app",
    "firebaseapp.com",
    "appspot.com",
    "run.app",
    "onrender.com",
    "fly.dev",
    "ngrok.io",
    "ngrok.app",
];

/// Returns whether clients may read a name with this last label as an IPv4 address (URL standard, "ends in a number").
fn is_number(label: &str) -> bool {
    let digits = |text: &str, radix| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
    digits(label, 10) || label.strip_prefix("0x").is_some_and(|hex| digits(hex, 16))
}

fn is_local_v4(ip: Ipv4Addr) -> bool {
    is_this_host(IpAddr::V4(ip)) || ip.is_private() || ip.is_link_local()
}

fn is_this_host(ip: IpAddr) -> bool {
    ip.is_loopback() || ip.is_unspecified()
}

/// Reads an address: `127.0.0.1`, `[::1]`, `[fe80::1%25en0]`.
fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(inside) => {
            let without_zone = inside.split('%').next().unwrap_or(inside);
            without_zone.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
        }
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_what_is_registered() {
        assert!(same_site("app.example.org", "api.example.org"));
        assert!(same_site("shop.example.co.uk", "cdn.example.co.uk"));
        assert!(!same_site("a.co.uk", "b.co.uk"));
        assert!(!same_site("app.example.org", "metrics.example"));
        assert!(!same_site("example.org", "metrics.example"));
        assert!(!same_site("one.github.io", "two.github.io"));
        assert!(!same_site("10.0.0.1", "10.1.0.1"));
    }

    #[test]
    fn addresses_of_private_networks_are_local() {
        for host in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.178.1",
            "169.254.169.254",
            "127.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[fe80::1%25en0]",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(is_local(host), "{host}");
        }
    }

    #[test]
    fn public_addresses_are_not_local_although_they_begin_like_private_ones() {
        for host in [
            "172.217.16.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "8.8.8.8",
            "[2001:4860:4860::8888]",
            "[::ffff:172.217.16.1]",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn a_name_that_begins_like_a_private_address_is_not_local() {
        for host in [
            "10.example.com",
            "192.168.evil.example",
            "172.example.org",
            "127.0.0.1.evil.example",
            "localhost.example",
            "app.local.example",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn names_of_private_networks_are_local_in_any_case() {
        for host in ["keycloak", "localhost", "app.localhost", "nas.local", "API.Test", "idp.corp.internal.", ""] {
            assert!(is_local(host), "{host}");
        }
    }

    #[test]
    fn an_address_in_a_form_that_clients_read_differently_is_not_blamed() {
        for host in ["10.1", "127.1", "010.0.0.1", "8.8.2056", "999.1.1.1", "0x7f.0.0.0x1"] {
            assert!(is_local(host), "{host}");
        }
    }

    #[test]
    fn a_name_whose_last_label_only_begins_with_a_digit_is_public() {
        for host in ["login.example.1st", "a.0xg", "127.0.0.1%3"] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn a_loopback_is_the_machine_itself() {
        for host in ["localhost", "LOCALHOST", "a.localhost", "127.1.2.3", "[::1]"] {
            assert!(is_loopback(host) && is_this_machine(host), "{host}");
        }
        for host in ["10.0.0.1", "127.evil.example", "mylocalhost", "[::2]", "::1"] {
            assert!(!is_loopback(host) && !is_this_machine(host), "{host}");
        }
        assert!(is_this_machine("0.0.0.0") && !is_loopback("0.0.0.0"));
    }
}
