#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# apply.py -- how long a policy takes from the file to the kernel's verdicts
"""`sekisho apply --direct` of a policy into an empty network namespace, `nft -f`
of the very same ruleset into another, in turns. The kernel's own share is the
time of our netlink sends (netlink_clock.c): nothing can be faster than that."""

import contextlib
import ctypes
import os
import struct
import subprocess
import time

import common
import make_policy

SIZES = (100, 1000, 10000, 100000)
ROUNDS = {100: 15, 1000: 15, 10000: 9, 100000: 5}

libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def empty_network(name="load"):
    """This process, and what it starts, in a new network namespace."""
    common.run("ip", "netns", "add", name)
    home, there = os.open("/proc/self/ns/net", os.O_RDONLY), os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        enter(there)
        yield
    finally:
        # Emptied here and now, or the kernel does it behind the next round.
        common.run("nft", "flush", "ruleset")
        enter(home)
        os.close(home)
        os.close(there)
        common.run("ip", "netns", "del", name)
        time.sleep(0.2)


def enter(namespace):
    if libc.setns(namespace, 0) < 0:
        raise OSError(ctypes.get_errno(), "setns")


def go_first():
    """Real time: what else the machine does does not lengthen the clock."""
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def timed(clock, *command, text=None):
    """Seconds of a command: by the clock, of CPU, of its netlink sends (the
    kernel's work) and receives (answers and dumps); and its memory (MB)."""
    environment = dict(os.environ, LD_PRELOAD=str(clock), NETLINK_CLOCK=str(clock) + ".sums")
    with open(environment["NETLINK_CLOCK"], "wb") as file:
        file.write(bytes(16))
    begin = time.perf_counter()
    with open(text or os.devnull, "rb") as stdin, subprocess.Popen(
            [str(word) for word in command], env=environment, stdin=stdin, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, preexec_fn=go_first) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{said[-2000:].decode()}")
    with open(environment["NETLINK_CLOCK"], "rb") as file:
        sends, receives = struct.unpack("=QQ", file.read(16))
    return {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "kernel": sends / 1e9, "dumps": receives / 1e9,
            "memory": usage.ru_maxrss / 1024}


def measure(options, folder, flows, third):
    sekisho = options.build / "sekisho"
    clock = folder / "netlink_clock.so"
    clock.write_bytes((options.build / "tests/bench/netlink_clock.so").read_bytes())
    policy, ruleset = folder / "policy.conf", folder / "ruleset.nft"
    policy.write_text(make_policy.policy_text(flows, third))
    ruleset.write_text(common.run(sekisho, "show", "ruleset", "-c", policy))
    ours, nft = [], []
    common.wait_quiet()
    for _ in range(2 if options.quick else ROUNDS[flows]):
        with empty_network():
            ours.append(timed(clock, sekisho, "apply", "--direct", "-c", policy))
        with empty_network():
            nft.append(timed(clock, "nft", "-f", "-", text=ruleset))
    def column(rounds, key):
        return [figures[key] for figures in rounds]
    case = {f"{who}_{key}": common.spread(column(rounds, key))
            for who, rounds in (("ours", ours), ("nft", nft)) for key in ours[0]}
    case["to_nft"] = common.ratio(column(ours, "seconds"), column(nft, "seconds"))
    case["to_nft_cpu"] = common.ratio(column(ours, "cpu"), column(nft, "cpu"))
    case["to_kernel"] = common.ratio(column(ours, "seconds"), column(ours, "kernel"))
    return case


def goals(cases):
    to_nft = max(case["to_nft"]["least"] for name, case in cases.items() if not name.startswith("100/"))
    to_kernel = max(case["to_kernel"]["least"] for name, case in cases.items() if name.startswith("100000/"))
    return [
        common.goal("from 1,000 flows on at most half of nft -f's time", to_nft, to_nft <= 0.5, " x"),
        common.goal("100,000 flows: at most 1.3 x the kernel's own share", to_kernel, to_kernel <= 1.3, " x"),
    ]


def milliseconds(figure):
    return f"{figure['median'] * 1e3:.1f}"


def main():
    options, folder = common.begin(__doc__)
    common.need("ip", "nft")
    cases, rows = {}, []
    for kind in ("exact", "third"):
        for flows in SIZES:
            case = measure(options, folder, flows, kind == "third")
            cases[f"{flows}/{kind}"] = case
            span = f"{case['ours_seconds']['min'] * 1e3:.1f}-{case['ours_seconds']['max'] * 1e3:.1f}"
            rows.append([f"{flows} {'exact' if kind == 'exact' else 'a third ranges'}", milliseconds(case["ours_seconds"]), span,
                         *(milliseconds(case[key]) for key in ("ours_cpu", "ours_kernel", "ours_dumps", "nft_seconds", "nft_kernel")),
                         *(f"{case[key]['least']:.2f}" for key in ("to_nft", "to_nft_cpu", "to_kernel")),
                         f"{case['ours_memory']['max']:.0f}/{case['nft_memory']['max']:.0f}"])
    result = {"unit": "seconds, policy file to enforced; memory in MB", "cases": cases, "goals": goals(cases)}
    table = common.print_table("apply: from the policy file to enforced (ms, medians; ratios: least to least)",
                       ["flows", "sekisho", "min-max", "CPU", "kernel", "dumps", "nft -f", "kernel", "x nft", "x nft CPU", "x kernel", "MB"],
                       rows)
    common.print_goals(result["goals"])
    common.save(options, "apply", {**result, "tables": [table]})


if __name__ == "__main__":
    main()
