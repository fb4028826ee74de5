#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# proof.py -- what proving a live kernel costs, from cold; BuDDy, Z3 and a pairwise check beside it
"""Policies are applied in an empty network namespace, whose kernel is then read
and held against the policy, over all packets (tests/bench/proof_cost.c). Peers
get the flows alone, as boxes, and answer less: no kernel's bytecode, no
answers' direction, no marks."""

import time

import common
import make_policy

SIZES = (1000, 10000, 100000)
ROUNDS = 3
Z3_PAIRS = 16
NAIVE_MOST = 10000
PROTOCOLS = {"tcp": 6, "udp": 17}


def figures_of(text):
    words = text.split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2])}


def cold(figures):
    return sum(figures[step] for step in ("dump", "decode", "build", "compare"))


def measure(options, folder, kind, flows):
    """The quickest of some rounds, each a process of its own."""
    policy = folder / "policy.conf"
    policy.write_text(make_policy.zoned_text(flows) if kind == "zones" else make_policy.policy_text(flows, True))
    common.run("ip", "netns", "add", "proved")
    try:
        common.run(options.build / "sekisho", "apply", "--direct", "-c", policy, inside="proved")
        common.wait_quiet()
        rounds = [figures_of(common.run(options.build / "tests/bench/proof_cost", policy, common.ROOT / "rules", 1, inside="proved"))
                  for _ in range(1 if options.quick else ROUNDS)]
    finally:
        common.run("ip", "netns", "del", "proved")
    if any(figures["proved"] != 1 for figures in rounds):
        raise SystemExit(f"{kind} {flows}: not proved")
    return min(rounds, key=cold)


# --- peers ---

def boxes_text(flows):
    """First and last of each field of enum seg_field (tests/lib/seg_list.h), and that it accepts."""
    lines = [f"{len(flows)}"]
    for source, target, froms, tos, proto, port, last in flows:
        number = PROTOCOLS[proto]
        lines.append(f"{source} {source} {target} {target} {tos[0]} {tos[1]} {froms[0]} {froms[1]} "
                     f"{number} {number} {port} {last} 0 65535 0 0 1")
    return "\n".join(lines) + "\n"


def covers(one, other):
    return (one[0] == other[0] and one[1] == other[1] and one[4] == other[4] and one[2][0] <= other[2][0] and one[2][1] >= other[2][1]
            and one[3][0] <= other[3][0] and one[3][1] >= other[3][1] and one[5] <= other[5] and one[6] >= other[6])


def pairwise_shades(flows):
    """Flows that an earlier one covers, looked for as capirca's shade check does: each pair, none together."""
    begin = time.process_time()
    found = sum(any(covers(earlier, flow) for earlier in flows[:number]) for number, flow in enumerate(flows))
    return {"seconds": time.process_time() - begin, "found": found}


def measure_peers(options, folder, size):
    flows = make_policy.zoned_flows(size)
    boxes = folder / "boxes"
    boxes.write_text(boxes_text(flows))
    peers = {}
    for name, arguments in (("proof_buddy", ()), ("proof_z3", (Z3_PAIRS,))):
        program = options.build / "tests/bench" / name
        if program.exists():
            peers[name] = figures_of(common.run(program, boxes, *arguments))
        else:
            print(f"  {name}: its library is not installed, skipped")
    if size <= (1000 if options.quick else NAIVE_MOST):
        peers["pairwise"] = pairwise_shades(flows)
    return peers


# --- tables ---

def seconds(figures, key):
    return f"{figures[key] * 1e3:.1f}" if figures and key in figures else "-"


def ours_row(name, figures):
    return [name, *(seconds(figures, step) for step in ("dump", "decode", "register", "lift", "build", "compare")), f"{cold(figures) * 1e3:.0f}",
            f"{figures['pairs'] * 1e3:.2f}", seconds(figures, "change"), seconds(figures, "shade"), f"{figures['rss'] / 1e6:.0f}"]


def peers_row(name, ours, peers):
    buddy, z3 = peers.get("proof_buddy"), peers.get("proof_z3")
    return [name, f"{ours['build'] * 1e3:.0f}", f"{ours['pairs'] / ours['asked'] * 1e6:.1f}", f"{ours['rss'] / 1e6:.0f}",
            f"{buddy['build'] * 1e3:.0f}" if buddy else "-", f"{buddy['pairs'] / 256 * 1e6:.0f}" if buddy else "-",
            f"{buddy['rss'] / 1e6:.0f}" if buddy else "-", f"{z3['cold'] * 1e3:.0f}" if z3 else "-",
            f"{z3['pair'] * 1e6:.0f}" if z3 else "-", f"{z3['rss'] / 1e6:.0f}" if z3 else "-",
            seconds(ours, "shade"), seconds(peers.get("pairwise"), "seconds")]


def goals(cases):
    result = []
    for size, most, memory, warm in ((10000, 0.6, 100, 2), (100000, 4, 400, 10)):
        both = [cases[name] for name in (f"third {size}", f"zones {size}") if name in cases]
        if both:
            worst, held, pairs = (max(each) for each in ([cold(case) for case in both], [case["rss"] / 1e6 for case in both],
                                                         [case["pairs"] * 1e3 for case in both]))
            result += [common.goal(f"{size:,} flows: a live kernel proved within {most} s", worst, worst <= most, " s"),
                       common.goal(f"{size:,} flows: {memory} MB", held, held <= memory, " MB"),
                       common.goal(f"{size:,} flows: all pairs of zones in {warm} ms", pairs, pairs <= warm, " ms")]
    return result


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nsenter")
    cases, ours, theirs = {}, [], []
    for size in SIZES[:2] if options.quick else SIZES:
        for kind in ("third", "zones"):
            name = f"{kind} {size}"
            cases[name] = measure(options, folder, kind, size)
            ours.append(ours_row(name, cases[name]))
        peers = cases[f"peers {size}"] = measure_peers(options, folder, size)
        theirs.append(peers_row(f"zones {size}", cases[f"zones {size}"], peers))
    result = {"unit": "CPU seconds, the kernel's share included; bytes", "cases": cases, "goals": goals(cases)}
    tables = [common.print_table("proof: a live kernel held against the policy, from cold (CPU ms; MB)",
                                 ["flows", "dump", "decode", "register", "lift", "both", "compare", "cold", "pairs", "change", "shade", "MB"], ours),
              common.print_table("proof: beside others, flows as boxes alone (build ms, a pair of zones us, MB, shades ms)",
                                 ["flows", "ours", "pair", "MB", "BuDDy", "pair", "MB", "Z3 first", "pair", "MB", "shades", "pairwise"], theirs)]
    common.print_goals(result["goals"])
    common.save(options, "proof", {**result, "tables": tables})


if __name__ == "__main__":
    main()
