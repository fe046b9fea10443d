"""The ports of the tests' servers."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.ports import BEHIND_LAST, FIRST, HOST, free_port, share


def test_none_is_given_twice_nor_one_in_use() -> None:
    given = [free_port() for _ in range(20)]
    assert len({*given}) == 20
    assert all(FIRST <= port < BEHIND_LAST for port in given)
    with socket.socket() as one:
        one.bind((HOST, given[0]))  # nobody has taken it since


def test_none_is_of_the_range_that_connections_take() -> None:
    said = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if not said.exists():
        pytest.skip("this system does not say its range in a file")
    assert int(said.read_text().split()[0]) >= BEHIND_LAST


def test_processes_side_by_side_share_none() -> None:
    shares = [{*share(worker, 3)} for worker in range(3)]
    assert {*range(FIRST, BEHIND_LAST)} == set.union(*shares)
    assert sum(map(len, shares)) == BEHIND_LAST - FIRST
