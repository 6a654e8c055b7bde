"""Who a visitor is, as far as a limit has to know: the network a request came from, hashed. Pure, no Django."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from ipaddress import IPv6Address, ip_address

LONGEST = 64


def address_of(peer: str, forwarded: str, *, proxies: int) -> str:
    """Return where a request came from: the peer's address, or what the outermost of our own proxies says of its peer.

    Each proxy adds the address of its own peer at the end of X-Forwarded-For, so of n proxies the first one wrote the
    n-th entry from the right. Whatever stands before came with the request, and anybody can have written it.

    >>> address_of("10.0.0.1", "6.6.6.6, 203.0.113.7", proxies=1)
    '203.0.113.7'
    """
    entries = [entry.strip() for entry in forwarded.split(",")]
    return entries[-proxies] if 0 < proxies <= len(entries) and entries[-proxies] else peer


def network_of(address: str) -> str:
    """Return what stands for one visitor: an IPv4 address, or the 64 bits of an IPv6 one that a household is given.

    >>> network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:203.0.113.7"), network_of("203.0.113.7:49152")
    ('2001:db8:1:2::', '203.0.113.7', '203.0.113.7')
    """
    try:
        known = ip_address(without_port(address))
    except ValueError:
        return address[:LONGEST]  # a socket without addresses, or a proxy with words of its own
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))


def without_port(address: str) -> str:
    """Return an address without the port and the brackets that some proxies write."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def mark_of(address: str, *, day: date, key: str, counting: str = "doubts") -> str:
    """Return what a visitor is told apart by on one day: from it nobody gets to the address without the site's key.

    The key of a day is another one each time and for all that is counted, and is stored nowhere: so marks of two days,
    or of two limits, have nothing in common.
    """
    of_the_day = hmac.digest(key.encode(), f"{counting} of {day.isoformat()}".encode(), "sha256")
    return hmac.new(of_the_day, network_of(address).encode(), hashlib.sha256).hexdigest()[:32]
