#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# apply-daemon.py -- what it costs that a daemon applies, not the CLI alone
"""Two policies that differ by one flow, applied in turn: by `sekisho apply`
through sekishod (read in the CLI, read, planned and compiled again by a worker
with nothing but memory, packed, unpacked and judged, loaded, read back, written
down and synced, switched on, connections cut) and by `sekisho apply --direct`,
in turns. The CLI's whole time is counted."""

import apply
import common
import gate
import make_policy

SIZES = (100, 1000, 10000, 100000)
ROUNDS = {100: 15, 1000: 15, 10000: 9, 100000: 3}


def policies(folder, flows):
    files = folder / "a.conf", folder / "b.conf"
    for number, file in enumerate(files):
        file.write_text(make_policy.policy_text(flows - number))
        file.chmod(0o644)
    return files


def measure(options, folder, flows):
    files = policies(folder, flows)
    direct, daemon, pending = [], [], []
    rounds = 2 if options.quick else ROUNDS[flows]
    clock = folder / "netlink_clock.so"
    clock.write_bytes((options.build / "tests/bench/netlink_clock.so").read_bytes())
    common.wait_quiet()
    with apply.empty_network("direct"):
        for number in range(rounds + 1):
            direct.append(apply.timed(clock, options.build / "sekisho", "apply", "--direct", "-c", files[number % 2])["seconds"])
    with apply.empty_network("daemon"), gate.standing(options.build, folder / f"gate-{flows}") as daemon_gate:
        for number in range(rounds + 1):
            daemon.append(daemon_gate.ask("apply", "-c", files[number % 2])[0])
        for number in range(rounds):
            pending.append(daemon_gate.ask("apply", "-c", files[(rounds + 1 + number) % 2], "--confirm", "600")[0]
                           + daemon_gate.ask("confirm")[0])
    # The first is into an empty kernel.
    direct, daemon = direct[1:], daemon[1:]
    return {"direct_seconds": common.spread(direct), "daemon_seconds": common.spread(daemon),
            "confirmed_seconds": common.spread(pending), "to_direct": common.ratio(daemon, direct)}


def goals(cases):
    worst = max(case["to_direct"]["least"] for name, case in cases.items() if int(name) >= 1000)
    return [
        common.goal("from 1,000 flows on at most 4 x the time of apply --direct", worst, worst <= 4, " x"),
        common.goal("10,000 flows within a second", cases["10000"]["daemon_seconds"]["median"],
                    cases["10000"]["daemon_seconds"]["median"] <= 1, " s"),
    ]


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nft")
    cases, rows = {}, []
    for flows in SIZES:
        case = measure(options, folder, flows)
        cases[str(flows)] = case
        rows.append([str(flows), *(apply.milliseconds(case[key]) for key in ("direct_seconds", "daemon_seconds", "confirmed_seconds")),
                     f"{case['to_direct']['least']:.2f}"])
    result = {"unit": "seconds, policy file to enforced", "cases": cases, "goals": goals(cases)}
    table = common.print_table("apply-daemon: a policy replaces another (ms, medians; ratio: least to least)",
                               ["flows", "--direct", "daemon", "--confirm + confirm", "x direct"], rows)
    common.print_goals(result["goals"])
    common.save(options, "apply-daemon", {**result, "tables": [table]})


if __name__ == "__main__":
    main()
