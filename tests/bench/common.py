# SPDX-License-Identifier: GPL-3.0-or-later
# common.py -- what the benchmarks share: a private machine, quiet, spread, table, goals, JSON
"""A benchmark re-executes itself in mount, network and process namespaces of
its own: names clash with nothing, and whatever it started ends with it."""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command, inside=None, text=None):
    """A command's output, in a network namespace if one is named. What it says
    on standard error is shown only if it fails, which ends the benchmark."""
    if inside:
        command = ("nsenter", f"--net=/run/netns/{inside}", *command)
    words = [str(word) for word in command]
    done = subprocess.run(words, input=text, check=False, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def begin(about):
    """Reads the options, enters the namespaces; gives (options, folder).

    The folder is for this run's files and goes with it."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--build", default=str(ROOT / "build"), type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="few rounds: does it work at all?")
    parser.add_argument("--mails", type=int, help="memory-relay: how many")
    options = parser.parse_args()
    options.build = options.build.resolve()
    os.environ["SEKISHO_RULES"] = str(ROOT / "rules")
    folder = os.environ.get("SEKISHO_BENCH_DIR")
    if folder:
        run("mount", "-t", "tmpfs", "none", "/run")
        os.mkdir("/run/netns")
        run("mount", "-t", "proc", "none", "/proc")
        run("ip", "link", "set", "lo", "up")
        options.idle = idle_share(2)
        return options, pathlib.Path(folder)
    if os.geteuid() != 0:
        sys.exit("benchmarks need root")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what follows cleans up
    with tempfile.TemporaryDirectory(prefix="sekisho-bench.") as folder:
        os.chmod(folder, 0o755)  # other users' servers have their files in it
        try:
            status = subprocess.run(["unshare", "-mnpf", "--kill-child", sys.executable, *sys.argv],
                                    env=dict(os.environ, SEKISHO_BENCH_DIR=folder, SEKISHO_BENCH_ID=str(os.getpid())),
                                    check=False).returncode
        finally:
            remove_group(control_group(os.getpid()))
    sys.exit(status)


def control_group(number):
    """The folder of this run's control group, where CPU time is counted."""
    cgroup = pathlib.Path("/sys/fs/cgroup")
    # v1 has a hierarchy for it; v2 counts CPU in every group.
    base = cgroup / "cpuacct" if (cgroup / "cpuacct").is_dir() else cgroup
    return base / f"sekisho-bench-{number}"


def remove_group(path):
    for _ in range(50):  # its last processes may still be dying
        try:
            path.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.1)


# --- the machine ---

def first_line(*command):
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        out = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
        return (out.stdout or out.stderr).splitlines()[0].strip()
    return "absent"


def machine():
    cpu = re.search(r"^model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cpus": os.cpu_count(),
        "memory_mb": memory // 1024,
        "kernel": platform.release(),
        "debian": pathlib.Path("/etc/debian_version").read_text().strip(),
        "nft": first_line("nft", "--version"),
        "commit": first_line("git", "-C", str(ROOT), "describe", "--always", "--dirty"),
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def idle_share(seconds):
    """What part of all CPUs' time was idle in the next seconds."""
    def ticks():
        fields = [int(n) for n in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return fields[3] + fields[4], sum(fields)
    idle, total = ticks()
    time.sleep(seconds)
    idle2, total2 = ticks()
    return (idle2 - idle) / max(1, total2 - total)


def wait_quiet(share=0.97, patience=5):
    """Until nobody else uses the machine, or patience (seconds) ends; gives the idle share seen."""
    end = time.monotonic() + patience
    while True:
        seen = idle_share(0.5)
        if seen >= share or time.monotonic() > end:
            return seen


# --- figures ---

def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "n": len(values)}


def ratio(values, reference):
    """Of figures taken in the same rounds: the ratio of the two least (what
    neighbours disturbed least), and the spread of the rounds' own ratios."""
    return {"least": min(values) / min(reference), **spread([a / b for a, b in zip(values, reference)])}


def print_table(title, head, rows):
    """Shows it; gives it as it shall stand in bench.json, for report.py."""
    print(f"\n{title}")
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    for number, row in enumerate(cells):
        print("  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    sys.stdout.flush()
    return {"title": title, "head": head, "rows": rows}


def print_goals(goals):
    for goal in goals:
        met = "met   " if goal["met"] else "MISSED"
        print(f"  goal {met}  {goal['goal']}: {goal['seen']}")


def goal(text, value, met, unit=""):
    return {"goal": text, "value": value, "met": bool(met), "seen": "not measured" if value is None else f"{value:,.0f}{unit}" if value >= 100 else f"{value:.3g}{unit}"}


def save(options, name, result):
    """Puts one benchmark's object into bench.json, beside the others'."""
    path = options.build / "bench.json"
    everything = json.loads(path.read_text()) if path.exists() else {}
    everything[name] = {"machine": {**machine(), "idle_before": options.idle, "quick": options.quick}, **result}
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n")
    os.replace(temporary, path)


def need(*commands):
    for command in commands:
        if not shutil.which(command):
            sys.exit(f"no command '{command}'")
