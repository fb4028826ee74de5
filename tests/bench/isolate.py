#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# isolate.py -- how soon something is cut off
"""`sekisho isolate` and `unisolate` of a zone, a flow and an address while a
generation of so many flows is in force: the CLI's whole time, connections cut
and the report written. Beside it what it costs to say the same by a policy: a
whole apply."""

import apply
import common
import gate
import make_policy

SIZES = (100, 10000, 100000)
WORDS = ("west", "F-000001", "10.0.0.77")
ROUNDS = 7


def measure(options, folder, flows):
    a, b = folder / "a.conf", folder / "b.conf"
    a.write_text(make_policy.policy_text(flows))
    b.write_text(make_policy.policy_text(flows - 1))
    isolate, unisolate, whole = [], [], []
    with apply.empty_network("isolate"), gate.standing(options.build, folder / f"gate-{flows}") as standing:
        standing.ask("apply", "-c", a)
        for number in range(1 if options.quick else ROUNDS):
            for word in WORDS:
                isolate.append(standing.ask("isolate", word, "-m", "bench")[0])
                unisolate.append(standing.ask("unisolate", word, "-m", "bench", "--override", "bench")[0])
            whole.append(standing.ask("apply", "-c", (b, a)[number % 2])[0])
    return {"isolate_seconds": common.spread(isolate), "unisolate_seconds": common.spread(unisolate),
            "apply_seconds": common.spread(whole), "to_apply": common.ratio(isolate, whole)}


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nft")
    cases, rows = {}, []
    for flows in SIZES:
        case = measure(options, folder, flows)
        cases[str(flows)] = case
        rows.append([str(flows), apply.milliseconds(case["isolate_seconds"]), f"{case['isolate_seconds']['max'] * 1e3:.1f}",
                     *(apply.milliseconds(case[key]) for key in ("unisolate_seconds", "apply_seconds")),
                     f"{case['to_apply']['least']:.3f}"])
    worst = cases["10000"]["isolate_seconds"]["max"] * 1e3
    goals = [common.goal("10,000 flows: isolated within 100 ms", worst, worst <= 100, " ms")]
    table = common.print_table("isolate: cut off, with everything the CLI does (ms)",
                               ["flows", "isolate", "slowest", "unisolate", "apply", "x apply"], rows)
    common.print_goals(goals)
    common.save(options, "isolate", {"unit": "seconds", "cases": cases, "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
