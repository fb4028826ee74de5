#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# make_policy.py -- a policy of as many flows as wanted, for the benchmarks
"""usage: make_policy.py FLOWS [exact|third] >FILE

Two zones of one tier, `lan0` and `lan1`. Flow i is one exact tuple, numbered as
in packet_cost.c; with `third`, every third flow (not the first) has a /24 as
its source instead, disjoint from every other flow.
"""
import sys

HEAD = """\
# made by tests/bench/make_policy.py
model = "single";
timezone = "Asia/Tokyo";
zones = (
  { name = "west"; tier = "internet"; interfaces = [ "lan0" ];
    networks = [ "10.0.0.0/24", "10.64.0.0/16", "10.96.0.0/12" ]; },
  { name = "east"; tier = "internet"; interfaces = [ "lan1" ];
    networks = [ "10.0.1.0/24", "10.128.0.0/16" ]; }
);
flows = (
"""


def address(first, second, number):
    return f"{first}.{second}.{number >> 8}.{number & 255}"


def flow_of(i):
    """Entry i: source, destination, UDP port."""
    return address(10, 64, 1 + i % 5000), address(10, 128, 1 + i % 3001), 1024 + i % 40009


def network_of(i):
    """A /24 in 10.96.0.0/12; with flow i's destination and port in no other's way."""
    block = i % 4093
    return f"10.{96 + (block >> 8)}.{block & 255}.0/24"


def flow_text(i, third):
    source, destination, port = flow_of(i)
    if third and i % 3 == 2:
        source = network_of(i)
    return (f'  {{ id = "F-{i + 1:06d}"; from = "west"; to = "east"; source = [ "{source}" ]; '
            f'destination = [ "{destination}" ]; service = [ "udp/{port}" ]; purpose = "load"; }}')


def policy_text(flows, third=False):
    return HEAD + ",\n".join(flow_text(i, third) for i in range(flows)) + "\n);\n"


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["exact"], ["third"]):
        sys.exit(__doc__)
    sys.stdout.write(policy_text(int(sys.argv[1]), sys.argv[2:] == ["third"]))


if __name__ == "__main__":
    main()
