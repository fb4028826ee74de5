#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# compare.py -- our reading of a dump against libnftnl's of the same kernel
"""usage: compare.py OURS NFT

OURS is `dump-lab show`, NFT is `nft --debug=netlink list ruleset`. Every set
and every rule must be there in both, with the same expressions; what libnftnl
prints of attributes that mean nothing is left out. Exit 1 and the first
differences where they are not.
"""
import re
import sys

SHOWN = 10
SAME = [
    ("ct load unknown", "ct load id"),
    (r"(lookup .*?) 0x0\b", r"\1"),         # no flags
    (r" timeout 0ms", ""),
    (r" *(userdata =|\[end\]).*", ""),
]


def canonical(line):
    for pattern, instead in SAME:
        line = re.sub(pattern, instead, line)
    for kind in "addr", "proto":
        line = re.sub(rf"({kind}_min reg (\d+)) {kind}_max reg \2\b", r"\1", line)
    line = re.sub(r" flags 0x0 \]", " ]", line) if re.search(r"\[ (nat|masq|redir)", line) else line
    return " ".join(line.split())


def blocks(path):
    """Head line -> its lines, of everything before the rules as nft writes them."""
    found, lines = {}, None
    for line in open(path, encoding="utf-8", errors="replace"):
        head = re.fullmatch(r"(inet|ip|ip6|arp|bridge|netdev) (\S+) (@\S+|\S+ \d+)( \d+)? ?\n", line)
        if head:
            lines = found.setdefault(f"{head[1]} {head[2]} {head[3]}", [])
        elif lines is not None and re.match(r"\s+(\[|element)", line):
            lines.append(canonical(line))
        elif line.strip():
            lines = None
    return found


def main():
    ours, theirs = blocks(sys.argv[1]), blocks(sys.argv[2])
    wrong = [f"only ours: {head}" for head in ours if head not in theirs]
    wrong += [f"only nft's: {head}" for head in theirs if head not in ours]
    for head in ours:
        if ours[head] != theirs.get(head, ours[head]):
            pairs = list(zip(ours[head] + [""] * 99, theirs[head] + [""] * 99))
            one, other = next(pair for pair in pairs if pair[0] != pair[1])
            wrong.append(f"{head}: {one!r}, nft says {other!r}")
    rules = sum("@" not in head for head in ours)
    print(f"{rules} rules, {len(ours) - rules} sets, {sum(map(len, ours.values()))} lines")
    print("\n".join(wrong[:SHOWN]))
    return 1 if wrong or not ours else 0


sys.exit(main())
