#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# ask.py -- how long an answer takes, from cold and once everything is read
"""Cold: `sekisho explain` and `sekisho reach` as they are typed, the policy and
the kernel read anew each time. Warm: the same questions to a process that has
both (tests/bench/ask_cost.c), and 100,000 claims and packets one after another,
whose memory must not grow."""

import os
import subprocess

import common
import make_policy

SIZES = (10000, 100000)
QUESTIONS = 100000
ROUNDS = 3


def figures_of(text):
    words = text.split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2])}


def cold(options, policy, *words):
    """CPU seconds of the command, the kernel's share included; the least of some."""
    command = ["nsenter", "--net=/run/netns/asked", str(options.build / "sekisho"), *words, "--direct", "-c", str(policy)]
    least = None
    for _ in range(1 if options.quick else ROUNDS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{words}: exit {process.returncode}")
        seconds = usage.ru_utime + usage.ru_stime
        least = seconds if least is None else min(least, seconds)
    return least


def packet_of(flow):
    source, target, froms, tos, proto, port, _ = flow
    words = [".".join(str(first >> shift & 255) for shift in (24, 16, 8, 0)) for first in (froms[0], tos[0])]
    return f"z{source:02d} {words[0]} -> z{target:02d} {words[1]} {proto}/{port}"


def measure(options, folder, flows):
    policy = folder / "policy.conf"
    policy.write_text(make_policy.zoned_text(flows))
    common.run("ip", "netns", "add", "asked")
    try:
        common.run(options.build / "sekisho", "apply", "--direct", "-c", policy, inside="asked")
        common.wait_quiet()
        warm = figures_of(common.run(options.build / "tests/bench/ask_cost", policy, common.ROOT / "rules", 1,
                                     1500 if options.quick else QUESTIONS, inside="asked"))
        warm["explain_cold"] = cold(options, policy, "explain", packet_of(make_policy.zoned_flows(flows)[0]))
        warm["reach_typed"] = cold(options, policy, "reach", "--from", "z00", "--to", "z01")
    finally:
        common.run("ip", "netns", "del", "asked")
    return warm


def goals(cases):
    result = []
    for flows, most in ((10000, 10), (100000, 30)):
        case = cases.get(flows)
        if case:
            slowest = max(case["permitted_most"], case["denied_most"]) * 1e3
            result += [common.goal(f"{flows:,} flows: every packet explained in {most} ms, warm", slowest, slowest <= most, " ms"),
                       common.goal(f"{flows:,} flows: 100,000 questions take no memory", (case["rss"] - case["rss_warm"]) / 1e6,
                                   case["rss"] == case["rss_warm"], " MB")]
    return result


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nsenter")
    cases = {flows: measure(options, folder, flows) for flows in (SIZES[:1] if options.quick else SIZES)}
    rows = [[f"{flows}", *(f"{case[key] * 1e3:.1f}" for key in ("explain_cold", "permitted", "permitted_most", "denied", "denied_most",
                                                               "reach_typed", "reach_cold", "reach")),
             f"{case['question'] * 1e6:.0f}", f"{case['rss'] / 1e6:.0f}", f"{case['rss_reach'] / 1e6:.0f}"] for flows, case in cases.items()]
    table = common.print_table("ask: a packet explained, a pair of zones listed (CPU ms), one of 100,000 questions (us), MB",
                               ["flows", "explain typed", "permitted", "most", "denied", "most", "reach typed", "first", "next", "question", "MB",
                                "with rows"], rows)
    found = goals(cases)
    common.print_goals(found)
    common.save(options, "ask", {"unit": "CPU seconds; bytes", "cases": cases, "goals": found, "tables": [table]})


if __name__ == "__main__":
    main()
