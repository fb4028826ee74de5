#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# compare.py -- what became of each packet is what explain says of it
#
# compare.py LAB SEEN POLICY [WRONG]: SEEN is what `probe --each` printed; with
# WRONG that many answers, and not one more, must be of packets of which the
# register says otherwise. Packets that are no first ones of theirs, but for
# replies, are left out: what conntrack makes of them is not the rules' doing.
import json
import re
import subprocess
import sys

ZONES = {"mn0": "juki", "lg0": "lgwan", "in0": "inet", "mg0": "kanri"}
LINE = re.compile(r"seen (pass|drop)\t\w+ (\S+) (\S+) -> (\S+) (\S+) (\S+?)/(\d+)((?: [^;]*)?)")


def read_lab(path):
    hosts = {}
    for line in open(path, encoding="utf-8"):
        words = line.split()
        if words and words[0] == "gateway":
            hosts[words[1]] = ("gateway", None)
        if words and words[0] == "host":
            hosts[words[1]] = (ZONES[words[2]], words[3])
    return hosts


def options_of(text):
    words = text.split()
    options = {}
    while words:
        word = words.pop(0)
        options[word] = words.pop(0) if word in ("mac", "sport", "hops", "flags", "shape") else True
    return options


def question(hosts, match):
    """The last packet's words, or None."""
    _, sender, source, receiver, target, proto, port, rest = match.groups()
    options = options_of(rest)
    if options.keys() & {"flags", "shape", "again", "error", "resumed"}:
        return None
    (from_zone, from_mac), (to_zone, to_mac) = hosts[sender], hosts[receiver]
    reply = "reply" in options
    sport = options.get("sport", "40000")
    icmp = proto.startswith("icmp")
    if icmp:
        port = {"8": "0", "128": "129"}[port] if reply else port
        port += ".0"
    elif reply:
        port, sport = sport, port
    if reply:
        from_zone, source, from_mac, to_zone, target = to_zone, target, to_mac, from_zone, source
    words = f"{from_zone} {source} -> {to_zone} {target} {proto}/{port}"
    if not icmp and proto != "proto":
        words += f" sport {sport}"
    if reply:
        words += " state established reply"
    if from_mac:
        words += f" mac {options.get('mac', from_mac)}"
    if "hops" in options:
        words += f" ip6-hoplimit={options['hops']}"
    return words


def explain(words, policy):
    run = subprocess.run(["sekisho", "explain", words, "--direct", "-c", policy, "--json"],
                         capture_output=True, text=True)
    if run.returncode > 1:
        sys.exit(f"{words}: {run.stderr}")
    answer = json.loads(run.stdout)
    if (run.returncode == 0) != (answer["verdict"] == "accept"):
        sys.exit(f"{words}: exit {run.returncode} with {answer['verdict']}")
    return answer


def main(lab, seen, policy, wrong="0"):
    hosts = read_lab(lab)
    asked = bad = disagree = 0
    for line in open(seen, encoding="utf-8"):
        match = LINE.match(line)
        words = question(hosts, match) if match else None
        if not words:
            continue
        answer = explain(words, policy)
        asked += 1
        disagree += answer["disagrees"]
        expected = "accept" if match[1] == "pass" else "drop"
        if answer["verdict"] != expected:
            bad += 1
            print(f"seen {match[1]}, but {answer['verdict']}: {words} ({line.strip()})")
    print(f"{asked} packets, {bad} otherwise, the register disagrees with {disagree}")
    return bad > 0 or asked < 12 or disagree != int(wrong)


sys.exit(main(*sys.argv[1:]))
