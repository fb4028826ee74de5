# SPDX-License-Identifier: GPL-3.0-or-later
# gate.py -- a sekishod of a benchmark's own, and what it is asked
"""The daemon runs in the network namespace that the benchmark is in, with
users and folders of its own; whoever asks is root, who has every role."""

import contextlib
import json
import os
import pathlib
import subprocess
import time

import common

USERS = ("control=64001:64001", "engine=64002:64002", "enforce=64003:64003", "survey=64004:64004", "verify=nobody")
PATIENCE = 60


class Gate:
    """A daemon that answers."""

    def __init__(self, build, folder):
        self.sekisho, self.state = build / "sekisho", folder / "state"
        self.log = open(folder / "daemon.log", "ab")
        os.environ["SEKISHO_SOCKET"] = str(folder / "run/control")
        command = [build / "sekishod", "--state", self.state, "--run", folder / "run",
                   "--role", "operator=64010", "--role", "approver=64011", "--role", "auditor=64012"]
        for user in USERS:
            command += ["--user", user]
        self.process = subprocess.Popen([str(word) for word in command], stderr=self.log)
        end = time.monotonic() + PATIENCE
        while subprocess.run([self.sekisho, "generations"], check=False, capture_output=True).returncode:
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"sekishod does not answer: {(folder / 'daemon.log').read_text()[-2000:]}")
            time.sleep(0.05)

    def ask(self, *words):
        """Seconds from the question to the answer, and the answer."""
        begin = time.perf_counter()
        answer = common.run(self.sekisho, *words)
        return time.perf_counter() - begin, answer

    def journal(self, event):
        """Its lines of that event."""
        lines = []
        for file in sorted(self.state.glob("journal-*.jsonl")):
            lines += [json.loads(line) for line in file.read_text().splitlines()]
        return [line for line in lines if line["event"] == event]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.log.close()


@contextlib.contextmanager
def standing(build, folder):
    folder = pathlib.Path(folder)
    folder.mkdir()
    gate = Gate(build, folder)
    try:
        yield gate
    finally:
        gate.stop()
