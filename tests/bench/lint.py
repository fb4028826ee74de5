#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# lint.py -- what it costs to compare all entries of a register
"""`sekisho lint` on registers of three shapes: of sixteen zones, where some
entries overlap; of two, where a broad entry at the end hides that all others
are not needed; of two, where ranges of addresses and ports overlap at random.
Reading the policy (`sekisho check`) is part of it, and shown beside it."""

import os
import random
import re
import subprocess

import common

SIZES = (1000, 10000, 100000)
SHAPES = ("segments", "hidden", "ranges")


def address(zone, number):
    return f"10.{zone}.{number >> 8 & 255}.{number & 255}"


def prefix(zone, length, rng):
    return f"{address(zone, rng.randrange(65536) >> (32 - length) << (32 - length))}/{length}"


def of_segments(_, __, rng):
    source, destination = rng.sample(range(16), 2)
    kind = rng.random()
    port = rng.choice((22, 80, 443, 445, 3389, 8080, rng.randrange(1, 65535)))
    if kind < 0.9:
        return source, destination, address(source, rng.randrange(65536)), address(destination, rng.randrange(2000)), f"tcp/{port}", ""
    other = rng.choice(("", "log = true; ", 'valid_until = "2098-03-31"; '))
    if kind < 0.97:
        return source, destination, prefix(source, 26, rng), address(destination, rng.randrange(2000)), "tcp/443", other
    return source, destination, prefix(source, 20, rng), prefix(destination, 22, rng), "tcp/443", ""


def of_hidden(i, n, _):
    if i == n - 1:
        return 0, 1, "any", "any", "tcp/1-65535", ""
    return 0, 1, address(0, 1 + i % 60000), address(1, 1 + i % 1999), f"tcp/{1 + i % 40009}", ""


def of_ranges(_, __, rng):
    ports = ("tcp/80", "tcp/443", "tcp/1024-65535", "udp/53", f"tcp/{rng.randrange(1, 65535)}")
    other = ("", "", "", "log = true; ", 'rate = "10/second"; ', 'hours = [ "mon-fri 08:30-17:15" ]; ')
    return (0, 1, prefix(0, rng.choice((17, 20, 22, 24, 26, 28, 32)), rng), prefix(1, rng.choice((18, 20, 22, 24, 28, 32)), rng),
            rng.choice(ports), rng.choice(other))


def policy(shape, n):
    rng = random.Random(5)
    make = {"segments": of_segments, "hidden": of_hidden, "ranges": of_ranges}[shape]
    yield 'model = "single"; timezone = "Asia/Tokyo";\nzones = (\n'
    yield ",\n".join(f'  {{ name = "z{z}"; tier = "internet"; interfaces = [ "e{z}" ]; networks = [ "10.{z}.0.0/16" ]; }}' for z in range(16))
    yield "\n);\nflows = (\n"
    for i in range(n):
        source, destination, a, b, service, other = make(i, n, rng)
        yield (f'{"," if i else " "} {{ id = "F-{i:06d}"; from = "z{source}"; to = "z{destination}"; source = [ "{a}" ]; '
               f'destination = [ "{b}" ]; service = [ "{service}" ]; purpose = "load"; {other}}}\n')
    yield ");\n"


def measure(command):
    """(output, CPU seconds, most bytes)"""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command}: exit {process.returncode}")
    return out, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def count(out, slug):
    return len(re.findall(rf"\[{slug}\]$", out, flags=re.M))


def main():
    options, folder = common.begin(__doc__)
    sekisho = options.build / "sekisho"
    cases, rows = {}, []
    for n in SIZES[:2] if options.quick else SIZES:
        for shape in SHAPES:
            file = folder / "policy.conf"
            file.write_text("".join(policy(shape, n)), encoding="utf-8")
            _, reading, _ = measure([sekisho, "check", "-c", file])
            out, seconds, size = measure([sekisho, "lint", "-c", file])
            found = {slug: count(out, slug) for slug in ("shadowed", "redundant", "log-bypassed", "rate-bypassed", "unexamined")}
            cases[f"{shape} {n}"] = {"seconds": seconds, "reading": reading, "bytes": size, **found}
            rows.append([shape, f"{n}", f"{seconds:.2f}", f"{reading:.2f}", f"{size / 1e6:.0f}", *(f"{k}" for k in found.values())])
    goals = []
    for n, most, bytes_most in ((10000, 1, 100e6), (100000, 10, 400e6)):
        each = [cases[f"{shape} {n}"] for shape in SHAPES if f"{shape} {n}" in cases]
        if each:
            worst, held = (max(case[key] for case in each) for key in ("seconds", "bytes"))
            goals += [common.goal(f"{n:,} entries of any shape: {most} s", worst, worst <= most, " s"),
                      common.goal(f"{n:,} entries of any shape: {bytes_most / 1e6:.0f} MB", held / 1e6, held <= bytes_most, " MB")]
    table = common.print_table("lint: all entries of a register compared (CPU s, of which reading; MB)",
                               ["shape", "entries", "lint", "check", "MB", "shadowed", "redundant", "log", "rate", "unknown"], rows)
    common.print_goals(goals)
    common.save(options, "lint", {"unit": "CPU seconds", "cases": cases, "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
