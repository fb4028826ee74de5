#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# make_policy.py -- a policy of as many flows as wanted, for the benchmarks
"""usage: make_policy.py FLOWS [exact|third|zones] >FILE

Two zones of one tier, `lan0` and `lan1`. Flow i is one exact tuple, numbered as
in packet_cost.c; with `third`, every third flow (not the first) has a /24 as
its source instead, disjoint from every other flow.

`zones`: sixteen zones, flows between any two of them, to the services that are
usual; some from a /24, a few to one or to a range of ports.
"""
import random
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


ZONES = 16
USUAL_PORTS = (22, 25, 53, 80, 123, 443, 445, 587, 993, 3306, 3389, 5432, 8080, 8443)


def zoned_flow(dice):
    """(from, to, source, destination, protocol, first port, last port); addresses are (first, last) numbers."""
    def ends(zone, network):
        first = 10 << 24 | zone << 20 | dice.randrange(1 << 12) << 8
        host = first + 1 + dice.randrange(254)
        return (first, first + 255) if network else (host, host)
    source = dice.randrange(ZONES)
    target = (source + 1 + dice.randrange(ZONES - 1)) % ZONES
    port = dice.choice(USUAL_PORTS) if dice.random() < 0.7 else 1024 + dice.randrange(60000)
    last = port + dice.randrange(1, 1000) if dice.random() < 0.03 else port
    return (source, target, ends(source, dice.random() < 0.3), ends(target, dice.random() < 0.1),
            "tcp" if dice.random() < 0.8 else "udp", port, last)


def zoned_flows(flows):
    dice = random.Random(7)
    return [zoned_flow(dice) for _ in range(flows)]


def ends_text(ends):
    first = ".".join(str(ends[0] >> shift & 255) for shift in (24, 16, 8, 0))
    return first if ends[0] == ends[1] else first + "/24"


def zoned_text(flows):
    zones = ",\n".join(f'  {{ name = "z{zone:02d}"; tier = "internet"; interfaces = [ "lan{zone}" ]; networks = [ "10.{zone * 16}.0.0/12" ]; }}'
                       for zone in range(ZONES))
    lines = [f'  {{ id = "F-{i + 1:06d}"; from = "z{source:02d}"; to = "z{target:02d}"; source = [ "{ends_text(froms)}" ]; '
             f'destination = [ "{ends_text(tos)}" ]; service = [ "{proto}/{port if port == last else f"{port}-{last}"}" ]; purpose = "load"; }}'
             for i, (source, target, froms, tos, proto, port, last) in enumerate(zoned_flows(flows))]
    return ('# made by tests/bench/make_policy.py\nmodel = "single";\ntimezone = "Asia/Tokyo";\nzones = (\n'
            + zones + "\n);\nflows = (\n" + ",\n".join(lines) + "\n);\n")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["exact"], ["third"], ["zones"]):
        sys.exit(__doc__)
    flows = int(sys.argv[1])
    sys.stdout.write(zoned_text(flows) if sys.argv[2:] == ["zones"] else policy_text(flows, sys.argv[2:] == ["third"]))


if __name__ == "__main__":
    main()
