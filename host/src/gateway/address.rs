//! Which addresses may be dialled.
//!
//! An origin is a name, and whoever owns the name decides which address it has: without a look at
//! the address that is dialled, a declared origin could lead into the operator's own network, or
//! to the metadata service of a cloud machine, which hands out credentials to whoever asks.
//! The special ranges are those of the IANA registries (RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an operator has granted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Grants {
    /// The machine itself; granted per origin by overriding its base URL with a loopback address.
    pub(super) loopback: bool,
    /// Private networks: RFC 1918, RFC 6598 (shared by carriers) and RFC 4193 (unique local).
    pub(super) private: bool,
}

/// What an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    Public,
    Loopback,
    Private,
    /// Never dialled; the text says what it is.
    Forbidden(&'static str),
}

/// Decides whether an address may be dialled.
///
/// # Errors
/// Fails with what the address is and what would permit it.
pub(super) fn check(address: IpAddr, grants: Grants) -> Result<(), String> {
    match range(address) {
        Range::Public => Ok(()),
        Range::Loopback if grants.loopback => Ok(()),
        Range::Private if grants.private => Ok(()),
        Range::Loopback => Err(format!(
            "{address} is this machine; only an origin whose base URL the operator overrides with a loopback address may point there"
        )),
        Range::Private => Err(format!(
            "{address} is in a private network; the operator can allow it with allow_private_addresses = true"
        )),
        Range::Forbidden(what) => Err(format!("{address} is {what}, which is never permitted")),
    }
}

/// Tells whether an address is the machine itself, in plain spelling.
pub(super) fn is_loopback(address: IpAddr) -> bool {
    range(address) == Range::Loopback
}

fn range(address: IpAddr) -> Range {
    match address {
        IpAddr::V4(address) => range_v4(address),
        IpAddr::V6(address) => range_v6(address),
    }
}

fn range_v4(address: Ipv4Addr) -> Range {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        // Alibaba Cloud and Azure have their metadata and host services outside the link-local range.
        _ if address == Ipv4Addr::new(100, 100, 100, 200)
            || address == Ipv4Addr::new(168, 63, 129, 16) =>
        {
            Range::Forbidden("a cloud metadata service")
        }
        (127, ..) => Range::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Range::Private,
        (0, ..) => Range::Forbidden("an unspecified address"),
        (169, 254, _) => Range::Forbidden("a link-local or metadata address"),
        (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) | (198, 18..=19, _) | (192, 88, 99) => {
            Range::Forbidden("reserved for protocols, documentation or benchmarks")
        }
        (224..=239, ..) => Range::Forbidden("a multicast address"),
        (240.., ..) => Range::Forbidden("a reserved or broadcast address"),
        _ => Range::Public,
    }
}

fn range_v6(address: Ipv6Addr) -> Range {
    if let Some(embedded) = embedded_v4(address) {
        // An address in disguise gets no grants: nobody configures a vendor that way.
        return match range_v4(embedded) {
            Range::Public => Range::Public,
            _ => Range::Forbidden("a special IPv4 address inside an IPv6 one"),
        };
    }
    let [first, second, third, ..] = address.segments();
    match (first, second) {
        _ if address.is_loopback() => Range::Loopback,
        _ if address.is_unspecified() => Range::Forbidden("an unspecified address"),
        // The metadata service of Amazon's cloud lives in the unique local range.
        (0xfd00, 0x0ec2) => Range::Forbidden("a cloud metadata service"),
        (0xfc00..=0xfdff, _) => Range::Private,
        (0xfe80..=0xfebf, _) => Range::Forbidden("a link-local address"),
        (0xff00..=0xffff, _) => Range::Forbidden("a multicast address"),
        (0x2001, 0x0db8) | (0x3fff, 0x0000..=0x0fff) => {
            Range::Forbidden("reserved for documentation")
        }
        (0x2001, 0x0000..=0x01ff) => Range::Forbidden("reserved for protocols"),
        (0x0064, 0xff9b) if third == 1 => Range::Forbidden("a translator's local address"),
        (0x2000..=0x3fff, _) => Range::Public,
        _ => Range::Forbidden("outside the public range of IPv6"),
    }
}

/// Returns the IPv4 address inside a mapped (`::ffff:0:0/96`), compatible (`::/96`), NAT64
/// (`64:ff9b::/96`) or 6to4 (`2002::/16`) address: dialling one may reach the other.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => {
            Some(join(high, low))
        }
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permitted(address: &str, grants: Grants) -> bool {
        check(address.parse().unwrap(), grants).is_ok()
    }

    const NOTHING: Grants = Grants {
        loopback: false,
        private: false,
    };
    const EVERYTHING: Grants = Grants {
        loopback: true,
        private: true,
    };

    #[test]
    fn public_addresses_are_permitted() {
        for address in [
            "1.1.1.1",
            "20.50.2.3",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2a01::1",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(permitted(address, NOTHING), "{address}");
        }
    }

    #[test]
    fn private_addresses_need_the_grant_for_private_addresses() {
        let private = Grants {
            private: true,
            loopback: false,
        };
        let loopback = Grants {
            private: false,
            loopback: true,
        };
        for address in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "fc00::1",
            "fd12:3456::1",
        ] {
            assert!(!permitted(address, NOTHING), "{address}");
            assert!(!permitted(address, loopback), "{address}");
            assert!(permitted(address, private), "{address}");
        }
    }

    #[test]
    fn this_machine_needs_the_grant_for_loopback() {
        let private = Grants {
            private: true,
            loopback: false,
        };
        for address in ["127.0.0.1", "127.255.255.254", "::1"] {
            assert!(!permitted(address, NOTHING), "{address}");
            assert!(!permitted(address, private), "{address}");
            assert!(permitted(address, EVERYTHING), "{address}");
        }
    }

    #[test]
    fn metadata_link_local_and_multicast_addresses_are_never_permitted() {
        let addresses = [
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "224.0.0.1",
            "239.1.1.1",
            "ff02::1",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "255.255.255.255",
            "240.0.0.1",
            "198.18.0.1",
            "203.0.113.9",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "64:ff9b:1::a00:1",
            "5f00::1",
            "4000::1",
        ];
        for address in addresses {
            assert!(!permitted(address, EVERYTHING), "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_inside_an_ipv6_one_is_unwrapped() {
        let addresses = [
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "::10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:c0a8:101::",
        ];
        for address in addresses {
            assert!(!permitted(address, EVERYTHING), "{address}");
        }
    }

    #[test]
    fn a_refusal_says_what_would_permit_it() {
        let message = check("10.1.2.3".parse().unwrap(), NOTHING).unwrap_err();
        assert!(message.contains("allow_private_addresses"), "{message}");
    }
}
