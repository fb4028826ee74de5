#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# run.py -- boots a guest with one of Debian's kernels, runs tests inside, says how each ended (TAP)
"""usage: run.py BUILD KERNEL-VERSION net|systemd [TEST…]

net: the namespace tests of tests/net (all that `meson test` knows but those of
NOT_HERE), under a first process that does nothing else. systemd: the scripts
of tests/vm on a gateway with systemd, networkd and our units, across
reboots. A TEST is a script's name without .sh, its arguments after commas.

The guest is emulated (QEMU's TCG): it needs nothing of this machine's kernel.
Its console is BUILD/vm/KERNEL-VERSION-SUITE.console. With VERBOSE in the
environment what tests say is shown even of those that pass."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import guest

NOT_HERE = {
    "10_probe": "of the instruments, not of the rules",
    "19_rootless": "a second user",
    "40_kill": "half an hour under emulation",
    "83_faults": "of our own code, not of the kernel", "89_around_flood": "a rate, not a rule",
    "94_daemon_killed": "half an hour under emulation", "97_daemon_tampered": "the same",
    "98_daemon_cut": "waits for minutes to end", "102_renewal": "waits for a midnight",
    "95_approvals": "of ssh-keygen, not of the kernel", "96_isolate": "a time, not a rule",
    "99_daemon_full_disk": "of disks", "100_daemon_clients": "of clients", "101_daemon_drift": "as 85 to 88",
    "66_mail_postfix": "Postfix", "67_mail_killed": "Postfix", "68_mail_smuggling": "Postfix",
    "131_mail_kept": "Postfix", "132_mail_desk": "Postfix", "136_mail_wrong_use": "openssl(1)",
}
SITES = ["demo/sekisho.conf", "small-town.conf"]  # of 20_matrix, each a minute
BOOTS = ["10_lockdown", "20_ready", "30_killed", "40_watchdog", "45_clock", "reboot",
         "50_again", "reboot-broken", "60_no_lockdown", "reboot", "70_mail", "reboot",
         "71_mail_again"]
LIMIT = 7000  # seconds for all of a guest's life
BOOT_ATTEMPTS = 3  # QEMU 7.2's TCG sometimes trips over a kernel that patches itself


def net_tests(build):
    """What meson knows as suite net, in its order."""
    out = guest.run("meson", "introspect", "--tests", build)
    for test in json.loads(out):
        if "sekisho:net" not in test["suite"] and "net" not in test["suite"]:
            continue
        script, *arguments = test["cmd"]
        name = pathlib.Path(script).stem
        if name not in NOT_HERE and (not arguments or arguments[0] in SITES):
            yield ",".join([name, *arguments])


def machine(files, words, disk):
    """The command that boots it; the second serial line is standard output."""
    command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2",
               "-m", "2000", "-nodefaults", "-display", "none",
               "-serial", f"file:{files['console']}", "-serial", "stdio",
               "-kernel", str(files["vmlinuz"]), "-initrd", str(files["initrd"]),
               "-append", f"console=ttyS0 panic=-1 mitigations=off quiet {words}"]
    if disk:
        command += ["-drive", f"file={disk},format=raw,if=virtio,cache=unsafe"]
    else:
        command += ["-no-reboot"]
    return command


class Report:
    """Turns what the guest says into TAP, as it comes."""

    def __init__(self, about, wanted):
        self.about, self.wanted = about, wanted
        self.number, self.bad, self.kept = 0, False, []
        self.booted = False
        print(f"1..{len(wanted)}", flush=True)

    def hear(self, line):
        if line.startswith("@end "):
            self.end(*line.split()[1:])
        elif line.startswith("@"):
            self.booted = True
            print(f"# {line[1:]}", flush=True)
        else:
            self.kept.append(line)

    def end(self, name, code, seconds):
        self.number += 1
        self.bad |= code not in ("0", "77")
        words = f"{self.number} - {self.about}: {name} ({seconds} s)"
        reason = next((text.partition("# SKIP ")[2] for text in self.kept if "# SKIP " in text), "")
        if code not in ("0", "77") or os.environ.get("VERBOSE"):
            self.show()
        self.kept = []
        print({"0": f"ok {words}", "77": f"ok {words} # SKIP {reason}"}
              .get(code, f"not ok {words}: exit {code}"), flush=True)

    def show(self):
        for text in self.kept:
            print(f"#   {text}")

    def finish(self):
        self.show()
        for name in self.wanted[self.number:]:
            self.number += 1
            self.bad = True
            print(f"not ok {self.number} - {self.about}: {name}: the guest ended before")
        return not self.bad


def prepare(build, version, suite, cache, wanted):
    files = {"console": cache / f"{version}-{suite}.console",
             "initrd": cache / f"{version}-{suite}.{os.getpid()}.initrd"}
    guest.need_programs()
    if suite == "systemd" and not (build / "sekishod").exists():
        raise guest.Missing("sekishod, which this build does not have")
    with guest.locked(cache):
        files["vmlinuz"], modules = guest.kernel(cache, version)
        parts = [guest.debian(cache), modules, guest.ours(cache, build, wanted)]
        with files["initrd"].open("wb") as whole:
            for part in parts:
                whole.write(part.read_bytes())
    return files


def make_disk(file):
    """What outlives a reboot: an empty file system."""
    with file.open("wb") as disk:
        disk.truncate(128 << 20)
    guest.run("mkfs.ext4", "-q", "-F", file)
    return file


def live(command, report):
    """One life of the guest."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True, errors="replace") as qemu:
        signal.signal(signal.SIGALRM, lambda *_: qemu.kill())
        signal.signal(signal.SIGTERM, lambda *_: qemu.kill())
        signal.alarm(LIMIT)
        for line in qemu.stdout:
            report.hear(line.rstrip("\r\n"))
        signal.alarm(0)


def main():
    build, version, suite, *wanted = sys.argv[1:]
    build = pathlib.Path(build).resolve()
    cache = build / "vm"
    disk = None
    try:
        wanted = wanted or (BOOTS if suite == "systemd" else list(net_tests(build)))
        files = prepare(build, version, suite, cache, wanted)
        if suite == "systemd":
            disk = make_disk(cache / f"{version}.{os.getpid()}.disk")
    except guest.Missing as missing:
        print(f"1..0 # SKIP {missing}")
        return 0
    init = "init.sh" if suite == "net" else "boot.sh"
    command = machine(files, f"rdinit=/sekisho/tests/vm/{init}", disk)
    report = Report(f"Linux {version}", [word for word in wanted if not word.startswith("reboot")])
    begin = time.monotonic()
    for _ in range(BOOT_ATTEMPTS):
        live(command, report)
        if report.booted:
            break
    good = report.finish()
    files["initrd"].unlink()
    if disk:
        disk.unlink()
    print(f"# {time.monotonic() - begin:.0f} s in all")
    if not good:
        for line in files["console"].read_text(errors="replace").splitlines()[-20:]:
            print(f"# console: {line}")
    return 0 if good else 1


sys.exit(main())
