#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# replay.py -- packets a second of `sekisho replay`, beside tcpdump's reading
"""A register of sixteen zones, and a capture of as many conversations as it has
entries, their packets mixed at random, half of them permitted. What it takes to
read the policy (or the dump of a kernel that has it) and to build the diagrams
is measured with a capture of one packet and taken off, and shown beside. In the
same rounds tcpdump copies the frames (`-w /dev/null`), and prints each in a line
(`-nn`), which knows neither conversations nor rules."""

import os
import random
import re
import struct
import subprocess

import common

SIZES = (10000, 100000)
PACKETS = 1000000
ROUNDS = 3
ZONES = 16
PORTS = (22, 80, 443, 8080)


def address(zone, number):
    return 10 << 24 | zone << 16 | number


def text(number):
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def entries(n):
    rng = random.Random(5)
    for _ in range(n):
        source, destination = rng.sample(range(ZONES), 2)
        yield source, destination, address(source, rng.randrange(256, 65000)), address(destination, rng.randrange(256, 2256)), rng.choice(PORTS)


def policy(n):
    zones = (f'  {{ name = "z{z}"; tier = "internet"; interfaces = [ "e{z}" ]; networks = [ "10.{z}.0.0/16" ]; }}' for z in range(ZONES))
    flows = (f'  {{ id = "F-{i}"; from = "z{a}"; to = "z{b}"; source = [ "{text(s)}" ]; destination = [ "{text(d)}" ]; service = [ "tcp/{port}" ]; purpose = "load"; }}'
             for i, (a, b, s, d, port) in enumerate(entries(n)))
    return 'model = "single"; timezone = "Asia/Tokyo";\nzones = (\n' + ",\n".join(zones) + "\n);\nflows = (\n" + ",\n".join(flows) + "\n);\n"


def frame(source, destination, sport, dport, flags, number):
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, 40, number & 0xFFFF, 0, 64, 6, 0, source, destination)
    tcp = struct.pack("!HHIIBBHHH", sport, dport, number & 0xFFFFFFFF, 1, 0x50, flags, 1024, 0, 0)
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + tcp


def write_capture(path, n, packets):
    """First every conversation's handshake, then packets of either way."""
    talks = list(entries(n))
    rng = random.Random(7)
    with open(path, "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for i in range(packets):
            which, step = (i % n, i // n) if i < 3 * n else (rng.randrange(n), 3)
            _, _, source, destination, port = talks[which]
            port += which & 1  # every other one is in no entry
            sport = 1024 + which % 60000
            if step == 1 or (step == 3 and rng.random() < 0.5):
                source, destination, sport, port = destination, source, port, sport
            data = frame(source, destination, sport, port, (2, 18, 16, 16)[step], i)
            out.write(struct.pack("<IIII", 1795057200 + i // 100000, i % 100000 * 10, len(data), len(data)) + data)


def measure(*command):
    """(output, CPU seconds, most bytes)"""
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command}: exit {process.returncode}")
    return out, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def rates(options, files, words, packets):
    """Packets a second of each round, least CPU seconds to build, most bytes."""
    sekisho = options.build / "sekisho"
    seconds, builds, most = [], [], 0
    for _ in range(2 if options.quick else ROUNDS):
        builds.append(measure(sekisho, "replay", files["one"], *words)[1])
        out, whole, size = measure(sekisho, "replay", files["many"], *words)
        if int(re.search(r"(\d+) judged", out)[1]) != packets:
            raise SystemExit(f"not all were judged: {out[-300:]}")
        seconds.append(whole)
        most = max(most, size)
    return [packets / (whole - min(builds)) for whole in seconds], min(builds), most


def peers(options, files, packets):
    rounds = range(2 if options.quick else ROUNDS)
    copy = [packets / measure("tcpdump", "-r", files["many"], "-w", "/dev/null")[1] for _ in rounds]
    few = packets // 20  # it is that slow
    lines = [few / measure("tcpdump", "-nn", "-c", few, "-r", files["many"])[1] for _ in rounds]
    return copy, lines


def main():
    options, folder = common.begin(__doc__)
    common.need("tcpdump")
    sekisho = options.build / "sekisho"
    packets = PACKETS // 4 if options.quick else PACKETS
    files = {"one": folder / "one.pcap", "many": folder / "many.pcap"}
    conf, other, dump = folder / "policy.conf", folder / "other.conf", folder / "rules.dump"
    cases, rows, goals = {}, [], []
    for n in SIZES[:1] if options.quick else SIZES:
        conf.write_text(policy(n), encoding="utf-8")
        other.write_text(policy(n - n // 10), encoding="utf-8")
        write_capture(files["one"], n, 1)
        write_capture(files["many"], n, packets)
        common.run(sekisho, "apply", "--direct", "-c", conf)
        common.run(sekisho, "dump", "-o", dump)
        copy, lines = peers(options, files, packets)
        for name, words in (("policy", ("-c", conf)), ("dump", ("-c", conf, "--dump", dump)), ("against", ("-c", conf, "--against", other))):
            rate, build, most = rates(options, files, words, packets)
            case = {"rate": common.spread(rate), "best": max(rate), "build": build, "bytes": most,
                    "of_copy": max(rate) / max(copy), "of_lines": max(rate) / max(lines)}
            cases[f"{name} {n}"] = case
            rows.append([f"{n} {name}", f"{max(rate) / 1e6:.2f}", f"{min(rate) / 1e6:.2f}-{max(rate) / 1e6:.2f}", f"{case['of_copy']:.3f}",
                         f"{case['of_lines']:.2f}", f"{build:.2f}", f"{most / 1e6:.0f}"])
            if n == 10000:
                goals.append(common.goal(f"{n:,} flows, {name}: 1,000,000 packets a second", max(rate), max(rate) >= 1e6))
        rows.append([f"{n} tcpdump -w", f"{max(copy) / 1e6:.2f}", f"{min(copy) / 1e6:.2f}-{max(copy) / 1e6:.2f}", "1", "", "", ""])
        rows.append([f"{n} tcpdump -nn", f"{max(lines) / 1e6:.2f}", f"{min(lines) / 1e6:.2f}-{max(lines) / 1e6:.2f}", "", "1", "", ""])
    table = common.print_table("replay: a capture judged (million packets a second of CPU time, best and all rounds; as a part of tcpdump's; s to build; MB)",
                               ["conversations", "best", "min-max", "of -w", "of -nn", "build", "MB"], rows)
    common.print_goals(goals)
    common.save(options, "replay", {"unit": "packets a second", "cases": cases, "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
