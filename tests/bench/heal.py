#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# heal.py -- how soon what others destroy stands again
"""Somebody deletes the guard's table, or all of the ruleset that he may, while a
generation of so many flows is in force. Counted from the kernel's event to the
end of the transaction that puts it right (the journal's own figure), and from
outside: from the end of nft's transaction to the first look that finds it
again, each look being a process of its own. Beside it what nft itself needs to
load a table of that kind."""

import json
import subprocess
import time

import apply
import common
import gate
import make_policy

SIZES = (100, 10000, 100000)
ROUNDS = 20
GUARD = ("nft", "list", "table", "inet", "sekisho_guard")


def seen_again():
    begin = time.perf_counter()
    while subprocess.run(GUARD, check=False, capture_output=True).returncode:
        if time.perf_counter() - begin > 10:
            raise SystemExit("the guard does not come back")
    return time.perf_counter() - begin


def measure(options, folder, flows):
    policy = folder / "policy.conf"
    policy.write_text(make_policy.policy_text(flows))
    outside, reference, rounds = [], [], 2 if options.quick else ROUNDS
    with apply.empty_network("heal"), gate.standing(options.build, folder / f"gate-{flows}") as standing:
        standing.ask("apply", "-c", policy)
        text = common.run(*GUARD).replace("sekisho_guard", "like_the_guard")
        for number in range(rounds):
            common.run("nft", *(("delete", "table", "inet", "sekisho_guard") if number % 2 else ("flush", "ruleset")))
            outside.append(seen_again())
            begin = time.perf_counter()
            common.run("nft", "-f", "-", text=text)
            reference.append(time.perf_counter() - begin)
            common.run("nft", "delete", "table", "inet", "like_the_guard")
            time.sleep(0.3)
        healed = [line["microseconds"] / 1e6 for line in standing.journal("tampered") if line["healed"]]
        drift = json.loads(subprocess.run([standing.sekisho, "drift", "--json"], check=False, capture_output=True).stdout)
    if len(healed) < rounds:
        raise SystemExit(f"{rounds} tamperings, {len(healed)} healed: {drift}")
    return {"healed_seconds": common.spread(healed), "seen_seconds": common.spread(outside),
            "nft_seconds": common.spread(reference), "to_nft": common.ratio(healed, reference)}


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nft")
    cases, rows = {}, []
    for flows in SIZES:
        case = measure(options, folder, flows)
        cases[str(flows)] = case
        rows.append([str(flows), *(f"{case['healed_seconds'][key] * 1e3:.2f}" for key in ("median", "max")),
                     *(apply.milliseconds(case[key]) for key in ("seen_seconds", "nft_seconds")), f"{case['to_nft']['least']:.3f}"])
    worst = cases["10000"]["healed_seconds"]["max"] * 1e3
    goals = [common.goal("10,000 flows: healed within 50 ms", worst, worst <= 50, " ms")]
    table = common.print_table("heal: what others destroyed stands again (ms)",
                               ["flows", "healed", "slowest", "seen outside", "nft -f", "x nft"], rows)
    common.print_goals(goals)
    common.save(options, "heal", {"unit": "seconds", "cases": cases, "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
