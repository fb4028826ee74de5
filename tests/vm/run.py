#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# run.py -- boots a guest with one of Debian's kernels, runs tests inside, says how each ended (TAP)
"""usage: run.py BUILD KERNEL-VERSION [TEST…]

A TEST is a script of tests/net with its arguments in one word, separated by
commas; without any, all of NET below. The guest is emulated (QEMU's TCG), so
that it needs nothing of this machine's kernel. Its console is
BUILD/vm/KERNEL-VERSION.console."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import guest

NET = ["00_lab", "12_frame", "14_apply", "18_refused", "20_matrix,demo/sekisho.conf",
       "20_matrix,small-town.conf", "30_plan", "32_conditions", "50_reload", "60_live", "62_clock",
       "64_errors", "65_astray", "70_guard"]
LIMIT = 1500  # seconds for all of a guest's life


def machine(vmlinuz, initrd, console, words):
    """The command that boots it; the second serial line is standard output."""
    return ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2",
            "-m", "2000", "-nodefaults", "-display", "none", "-no-reboot",
            "-serial", f"file:{console}", "-serial", "stdio",
            "-kernel", str(vmlinuz), "-initrd", str(initrd),
            "-append", f"console=ttyS0 panic=-1 mitigations=off quiet {words}"]


def report(lines, kernel, wanted):
    """Turns what the guest says into TAP, as it comes; True if all went well."""
    number, bad, kept = 0, False, []
    print(f"1..{len(wanted)}", flush=True)
    for line in lines:
        line = line.rstrip("\r\n")
        if not line.startswith("@"):
            kept.append(line)
            continue
        what, *rest = line.split()
        if what == "@kernel":
            print(f"# {' '.join(rest)}", flush=True)
        elif what == "@end":
            name, code, seconds = rest
            number += 1
            skip = next((text for text in kept if "# SKIP" in text), "")
            words = f"{number} - {kernel}: {name} ({seconds} s)"
            if code == "77":
                print(f"ok {words} # SKIP {skip.partition('# SKIP')[2].strip()}")
            elif code == "0":
                print(f"ok {words}")
            else:
                bad = True
                for text in kept:
                    print(f"# {text}")
                print(f"not ok {words}: exit {code}")
            for text in kept if os.environ.get("VERBOSE") else []:
                print(f"#   {text}")
            sys.stdout.flush()
            kept = []
    for name in wanted[number:]:
        number += 1
        bad = True
        print(f"not ok {number} - {kernel}: {name}: the guest ended before")
    for text in kept:
        print(f"# {text}")
    return not bad


def main():
    build, version, *wanted = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    wanted = wanted or NET
    cache = build / "vm"
    try:
        guest.need_programs()
        with guest.locked(cache):
            vmlinuz, modules = guest.kernel(cache, version)
            parts = [guest.debian(cache), modules, guest.ours(cache, build)]
            initrd = cache / f"{version}.initrd"
            with initrd.open("wb") as whole:
                for part in parts:
                    whole.write(part.read_bytes())
    except guest.Missing as missing:
        print(f"1..0 # SKIP {missing}")
        return 0
    console = cache / f"{version}.console"
    begin = time.monotonic()
    words = "rdinit=/sekisho/tests/vm/init.sh -- " + " ".join(wanted)
    with subprocess.Popen(machine(vmlinuz, initrd, console, words), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, errors="replace") as qemu:
        signal.signal(signal.SIGALRM, lambda *_: qemu.kill())
        signal.alarm(LIMIT)
        good = report(qemu.stdout, version, wanted)
    initrd.unlink()
    print(f"# {time.monotonic() - begin:.0f} s in all")
    if not good:
        for line in console.read_text(errors="replace").splitlines()[-20:]:
            print(f"# console: {line}")
    return 0 if good else 1


sys.exit(main())
