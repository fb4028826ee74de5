#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# replay_test.py -- tests what src/cli/command/replay.c does with a file that is no capture, or ceases to be one
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import time

SEKISHO = sys.argv[1]
CONF = pathlib.Path(os.environ["SEKISHO_CONF"]) / "demo/sekisho.conf"
PATIENCE = 30  # seconds, for a machine with other work
failed = 0


def check(claim, good, more=""):
    global failed
    print(f"{'ok' if good else 'NOT OK'} - {claim} {'' if good else more}")
    failed += not good


def start(path):
    return subprocess.Popen([SEKISHO, "replay", path, "-c", CONF], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True)


def capture(path, size):
    """SIZE bytes, a hole but for the header: records of no byte, which take the reader some 3 s a GiB and the disk none."""
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    os.truncate(path, size)


def is_mapped(process, path):
    return str(path) in pathlib.Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")


def cut_short(folder):
    path = folder / "large.pcap"
    capture(path, 4 << 30)
    process = start(path)
    end = time.monotonic() + PATIENCE
    while not is_mapped(process, path) and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    os.truncate(path, 4096)
    process.send_signal(signal.SIGCONT)
    said = process.communicate(timeout=PATIENCE)[1]
    check("a capture that is cut short while it is read is told", "cut short" in said, said)
    check("and is the machine's answer", process.returncode == 3, process.returncode)


def a_fifo(folder):
    path = folder / "fifo"
    os.mkfifo(path)
    process = start(path)
    try:
        said = process.communicate(timeout=PATIENCE)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        said = process.communicate()[1]
    check("a FIFO is not waited for", "not a file" in said, said)


with tempfile.TemporaryDirectory() as name:
    cut_short(pathlib.Path(name))
    a_fifo(pathlib.Path(name))
sys.exit(failed > 0)
