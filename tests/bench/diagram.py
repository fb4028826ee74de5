#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# diagram.py -- what a list of rules costs as a diagram, and its questions; BuDDy beside it
"""A segment gateway's list (tests/lib/seg_list.c) as one diagram: building it,
asking every pair of zones, judging packets, finding shadowed rules. BuDDy gets
the same rules and puts them together by the same halves."""

import subprocess

import common

SIZES = (1000, 10000, 100000)
ROUNDS = 3


def measure(program, rules):
    """The program's figures by name."""
    words = subprocess.run([str(program), str(rules)], check=True, capture_output=True, text=True).stdout.split()
    figures = {name: float(value) for name, value in zip(words[::2], words[1::2])}
    return figures


def best(program, rules, rounds):
    return min((measure(program, rules) for _ in range(rounds)), key=lambda figures: figures["build"])


def goals(cases):
    ten, hundred = cases.get(10000), cases.get(100000)
    result = []
    if ten:
        result += [
            common.goal("10,000 rules: built in 0.16 s", ten["build"], ten["build"] <= 0.16, " s"),
            common.goal("10,000 rules: all pairs of zones in 2 ms", ten["pairs"] * 1e3, ten["pairs"] <= 2e-3, " ms"),
            common.goal("10,000 rules: a million packets a second", 1e-6 / ten["packet"], ten["packet"] <= 1e-6, " million"),
            common.goal("10,000 rules: 100 MB", ten["act_bytes"] / 1e6, ten["act_bytes"] <= 100e6, " MB"),
        ]
    if hundred:
        result += [
            common.goal("100,000 rules: built in 1.6 s", hundred["build"], hundred["build"] <= 1.6, " s"),
            common.goal("100,000 rules: all pairs of zones in 10 ms", hundred["pairs"] * 1e3, hundred["pairs"] <= 10e-3, " ms"),
            common.goal("100,000 rules: 400 MB", hundred["act_bytes"] / 1e6, hundred["act_bytes"] <= 400e6, " MB"),
        ]
    return result


def main():
    options, _ = common.begin(__doc__)
    cases, rows = {}, []
    buddy = options.build / "tests/bench/diagram_buddy"
    for rules in SIZES[:2] if options.quick else SIZES:
        ours = cases[rules] = best(options.build / "tests/bench/diagram_cost", rules, 1 if options.quick else ROUNDS)
        theirs = measure(buddy, rules) if buddy.exists() else None
        if theirs and theirs["apart"] != ours["apart"]:
            raise SystemExit(f"BuDDy finds {theirs['apart']:.0f} pairs apart, we {ours['apart']:.0f}")
        ours["buddy_build"], ours["buddy_pairs"] = (theirs["build"], theirs["pairs"]) if theirs else (0, 0)
        rows.append([f"{rules}", *(f"{ours[key] * 1e3:.1f}" for key in ("build", "again")), f"{ours['pairs'] * 1e3:.2f}",
                     f"{ours['packet'] * 1e9:.0f}", *(f"{ours[key] * 1e3:.1f}" for key in ("by_rule", "shadow")),
                     f"{ours['act_bytes'] / 1e6:.0f}", f"{ours['act_nodes']:.0f}",
                     *([f"{theirs['build'] * 1e3:.0f}", f"{theirs['pairs'] * 1e3:.0f}"] if theirs else ["-", "-"])])
    result = {"unit": "CPU seconds", "cases": cases, "goals": goals(cases)}
    table = common.print_table("diagram: rules as one function of the packet (CPU ms; packet: ns; MB)",
                               ["rules", "build", "again", "pairs", "packet", "by rule", "shadow", "MB", "nodes", "BuDDy", "pairs"], rows)
    common.print_goals(result["goals"])
    common.save(options, "diagram", {**result, "tables": [table]})


if __name__ == "__main__":
    main()
