"""Who a visitor is: the network a request came from, whatever its headers pretend, and only as a mark of the day."""

from __future__ import annotations

import datetime

import pytest

from gallery.visitors import address_of, mark_of, network_of

DAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6,203.0.113.7,10.0.0.2", 2, "203.0.113.7"),
        ("9.9.9.9, 6.6.6.6, 203.0.113.7 , 10.0.0.2", 2, "203.0.113.7"),
    ],
)
def test_each_proxy_of_ours_adds_an_entry_at_the_end_and_what_stands_before_is_not_believed(
    forwarded: str, proxies: int, address: str
) -> None:
    assert address_of("10.0.0.1", forwarded, proxies=proxies) == address


@pytest.mark.parametrize(("forwarded", "proxies"), [("", 1), ("203.0.113.7", 2), ("203.0.113.7,", 1)])
def test_a_request_that_passed_fewer_proxies_is_its_peer_s(forwarded: str, proxies: int) -> None:
    assert address_of("10.0.0.1", forwarded, proxies=proxies) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:49152", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2:ffff::1]:443", "2001:db8:1:2::"),
        ("unknown", "unknown"),
        ("x" * 100, "x" * 64),
        ("", ""),
    ],
)
def test_a_visitor_is_an_ipv4_address_or_the_half_of_an_ipv6_one(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_mark_is_the_same_all_day_and_another_one_tomorrow_or_with_another_secret() -> None:
    mark = mark_of("203.0.113.7", day=DAY, key="s")
    assert mark == mark_of("203.0.113.7:1234", day=DAY, key="s")
    others = {
        mark_of("203.0.113.8", day=DAY, key="s"),
        mark_of("203.0.113.7", day=DAY + datetime.timedelta(days=1), key="s"),
        mark_of("203.0.113.7", day=DAY, key="t"),
        mark_of("203.0.113.7", day=DAY, key="s", counting="requests"),
    }
    assert (len(others | {mark}), len(mark)) == (5, 32)
