#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# originals.py -- how long an operator waits for one original among a million
"""A store with originals of 90 days is filled by the library; then a real relay
runs on it and is asked as operators ask: `sekisho mail find`, `held`, `status`;
and whose mail came on a day, or ever: `find --from`.
Once more with every index file gone, as after a restore from a copy."""

import os
import random
import shutil
import statistics
import subprocess
import time

import chains
import common

ORIGINALS, DAYS, BYTES, HELD, ASKED = 1000000, 90, 3000, 1000, 500


def policy():
    keep = f'keep_days = "{DAYS}"; keep_size = "1000G";'
    return chains.Sekisho.POLICY.replace('name = "mail-in";', f'name = "mail-in"; {keep}')


class Relay:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.socket = folder / "run/mail-in"

    def start(self):
        file = self.folder / "relay.conf"
        file.write_text(policy())
        users = [word for number, name in enumerate(("outside", "transform", "inside", "store", "control"))
                 for word in ("--user", f"{name}={64001 + number}")]
        with open(self.folder / "relay.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.options.build / "sekisho-mail", "-c", file, "--rules", common.ROOT / "rules", "--run", self.folder / "run",
                 "--store", self.folder / "store", *users], stderr=log)
        began = time.monotonic()
        while subprocess.run(self.command("status"), capture_output=True, check=False).returncode:
            if self.process.poll() is not None or time.monotonic() - began > 120:
                raise SystemExit((self.folder / "relay.log").read_text())
            time.sleep(0.01)
        return time.monotonic() - began

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def command(self, *words):
        return [self.options.build / "sekisho", "mail", *words, "--socket", self.socket]

    def ask(self, *words):
        """Seconds that one command took, as the operator sees it."""
        began = time.monotonic()
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=True)
        assert words[-1] in done.stdout or len(words) == 1, done.stdout
        return time.monotonic() - began


    def look_for(self, *words):
        """The same, of mail that nobody has sent: all of it has to be looked at."""
        began = time.monotonic()
        done = subprocess.run(self.command("find", "--from", "nobody@", *words), capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "0 of the " in done.stderr and "--after" not in done.stderr, done
        return time.monotonic() - began


def row(name, times):
    times = sorted(times)
    return [name, f"{len(times)}", f"{statistics.median(times) * 1000:.1f}", f"{times[int(len(times) * 0.99) - 1] * 1000:.1f}",
            f"{times[-1] * 1000:.1f}"]


def main():
    options, folder = common.begin(__doc__)
    n, asked = (ORIGINALS // 100, 50) if options.quick else (ORIGINALS, ASKED)
    store = folder / "store"
    (store / "originals").mkdir(parents=True)
    fill = options.build / "tests/bench/originals_fill"
    seconds, *references = common.run(fill, store / "originals", n, DAYS, BYTES, HELD).split()
    print(f"filled with {n:,} originals in {float(seconds):.1f} s")
    subprocess.run(["chown", "-R", "64004:64004", store / "originals"], check=True)
    common.run("ip", "addr", "add", "192.0.2.1/24", "dev", "lo")
    rng, relay = random.Random(7), Relay(options, folder)
    started = relay.start()
    some = rng.sample(references, asked)
    found = [relay.ask("find", reference) for reference in some]
    held = [relay.ask("held") for _ in range(10)]
    status = [relay.ask("status") for _ in range(50)]
    days = [f"{r[:4]}-{r[4:6]}-{r[6:8]}" for r in some[:20]]
    day = [relay.look_for("--since", d, "--until", d) for d in days]
    ever = [relay.look_for("--since", "2000-01-01") for _ in range(3)]
    relay.stop()
    for index in (store / "originals").glob("*.index"):
        index.unlink()
    again = relay.start()
    without = [relay.ask("find", reference) for reference in some[:50]]
    relay.stop()
    used = sum(os.stat(path).st_blocks * 512 for path in (store / "originals").iterdir())
    shutil.rmtree(store)
    goals = [common.goal(f"one among {n:,} in 1 s", max(found), max(found) <= 1, " s"),
             common.goal(f"whose mail came, of {n:,}, in 60 s", max(ever), max(ever) <= 60, " s"),
             common.goal(f"one among {n:,} without an index in 10 s", max(without), max(without) <= 10, " s")]
    table = common.print_table(f"originals: {n:,} of {DAYS} days, {BYTES} bytes each, {used / 1e9:.1f} GB (ms, as the operator waits)",
                               ["asked", "times", "p50", "p99", "max"],
                               [row("find", found), row("find, no index", without), row("find --from, a day", day),
                                row(f"find --from, {DAYS} days", ever), row(f"held ({HELD})", held), row("status", status)])
    print(f"relay started in {started:.2f} s, without index files in {again:.2f} s")
    common.print_goals(goals)
    common.save(options, "originals", {"unit": "seconds", "cases": {"find": found, "without": without, "held": held, "status": status,
                                                                    "day": day, "ever": ever, "start": started, "start without": again},
                                       "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
