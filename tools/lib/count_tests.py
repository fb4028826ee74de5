#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# count_tests.py -- adds up meson's test logs, and names what was slow, skipped or failed
"""usage: count_tests.py BEGAN BUILD…; BEGAN in seconds since 1970. Exit 1 if anything failed or nothing ran."""
import json
import pathlib
import sys
import time

SLOWEST = 10


def main():
    passed, failed, skipped, times = 0, [], [], []
    for build in map(pathlib.Path, sys.argv[2:]):
        log = build / "meson-logs" / "testlog.json"
        if not log.exists():
            continue
        for line in log.read_text(encoding="utf-8").splitlines():
            test = json.loads(line)
            name = f"{build.name}: {test['name']}"
            times.append((test["duration"], name))
            if test["result"] in ("OK", "EXPECTEDFAIL"):
                passed += 1
            elif test["result"] == "SKIP":
                out = (test.get("stdout") or "") + (test.get("stderr") or "")
                reason = [s for s in out.splitlines() if "SKIP" in s or "skip" in s]
                skipped.append(f"{name}: {reason[-1].strip() if reason else 'no reason given'}")
            else:
                failed.append(f"{name}: {test['result']}")
    print("the slowest:")
    for seconds, name in sorted(times, reverse=True)[:SLOWEST]:
        print(f"{seconds:6.1f} s {name}")
    minutes, seconds = divmod(int(time.time()) - int(sys.argv[1]), 60)
    print(f"all of it, builds as well: {minutes} min {seconds} s")
    for line in skipped:
        print("skipped", line)
    for line in failed:
        print("failed", line)
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


sys.exit(main())
