#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill_points.py -- kills the relay's processes at every step, and counts mail

	kill_points.py N SEED STORE CSV [TLS] -- RELAY...

In a network namespace of its own, with 192.0.2.1 and 10.20.0.25 on lo. Is the
peer, which brings a message again until it hears 250, and the next hop, which
remembers what it took. RELAY starts sekisho-mail, with a store in STORE. Each
point: a relay is started, one message is brought, and kill-at ends one of its
processes at one of its steps into or out of the kernel. N of all points are
tried, all of them if N is 0. A line of CSV each.

With TLS, a folder of keys and certificates, both ends must have it; keys and
control are killed as well, and the processes that operators ask while they do
(kill_desk.py), next to a message that is brought meanwhile.

Exit 0: every message that was brought has arrived, or a notice of it, at most
one of them more for each kill; what arrived twice had been taken by the next
hop before the peer could be told; and the store has the original of each.
"""
import base64
import collections
import csv
import ctypes
import os
import pathlib
import random
import re
import signal
import ssl
import subprocess
import sys
import threading
import time

import kill_desk
import kill_peers

# Orphans of a relay are ours to end: prctl(2).
PR_SET_CHILD_SUBREAPER = 36
CHILDREN = pathlib.Path(f"/proc/self/task/{os.getpid()}/children")

ROLES = ["outside", "zygote", "transform", "inside", "store", "parent"]
ROLES_TLS = ROLES + ["keys", "control"]
# Whom questions of operators go through; a release through more of them.
ASKED = ["control", "store"]
ASKED_RELEASE = ASKED + ["outside", "zygote", "inside", "keys"]
PATIENCE = 30


class Message:
    """One of several shapes."""

    SHAPES = ["small", "held", "several", "large"]

    def __init__(self, number, shape, role):
        self.key = f"<point-{number}@sender.example>"
        self.shape = shape
        self.role = role  # whose process is to be killed
        self.recipients = [b"x@town.example.jp"]
        head = (f"Message-ID: {self.key}\r\nFrom: a@sender.example\r\n"
                f"Subject: {shape}\r\n")
        body = "\r\ntext\r\n"
        if shape == "held":
            head += "Content-Type: multipart/mixed; boundary=b0\r\n"
            body = "\r\n" + "".join(
                f"--b{i}\r\nContent-Type: multipart/mixed; "
                f"boundary=b{i + 1}\r\n\r\n" for i in range(40))
        elif shape == "several":
            self.recipients = [b"%s@town.example.jp" % c
                               for c in (b"x", b"y", b"z")]
        elif shape == "large":
            body = "\r\n" + ("0123456789" * 7 + "\r\n") * 6000
        self.text = (head + body).encode()
        self.codes = []
        self.n_releases = 0  # how often an operator let it cross again


# ------ the relay ------

class Relay:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE,
                                        bufsize=0, start_new_session=True)
        self.pids = {"parent": self.process.pid}
        line, said = b"", []
        while b"relay-started" not in line:
            line = self.process.stderr.readline()
            if not line:
                raise SystemExit(f"the relay does not start: {said}")
            said.append(line)
        for name, pid in re.findall(rb"(\w+)=(\d+)", line):
            self.pids[name.decode()] = int(pid)
        self.pids["transform"] = self.pids["zygote"]
        self.log = []
        threading.Thread(target=self.log.extend, daemon=True,
                         args=(self.process.stderr,)).start()
        for role, pid in self.pids.items():
            self.wait_idle(pid)

    @staticmethod
    def wait_idle(pid):
        """Until it waits for something to hear: poll, ppoll or epoll_wait."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                text = pathlib.Path(f"/proc/{pid}/syscall").read_text()
            except OSError:
                return
            if text.split()[0] in ("7", "271", "232") or pid == 0:
                return
            time.sleep(0.001)
        raise SystemExit(f"process {pid} is not ready")

    def end(self):
        """As a power cut would: all at once, and whoever was started since."""
        self.process.kill()
        self.process.wait()
        while children := CHILDREN.read_text().split():
            for pid in children:
                os.kill(int(pid), signal.SIGKILL)
                os.waitpid(int(pid), 0)


def attach(relay, role, step):
    command = ["kill-at", str(relay.pids[role]), str(step)]
    if role == "transform":
        command.append("children")
    killer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    if killer.stdout.readline() != "ready\n":
        raise SystemExit(f"kill-at is not ready: {relay.log}")
    return killer


def let_go(killer):
    """What it did: "killed …", or "" if the point was not reached."""
    killer.terminate()
    text = killer.stdout.read().strip()
    killer.wait()
    return text


# ------ all of it ------

class Test:
    def __init__(self, command, seed, table, store, tls):
        self.table = csv.writer(table)
        self.command = command
        self.random = random.Random(seed)
        self.tls = tls and kill_peers.context(tls, "peer",
                                              ssl.PROTOCOL_TLS_CLIENT)
        self.hop = kill_peers.Hop(tls)
        self.hop.start()
        socket_folder = command[command.index("--run") + 1]
        self.desk = kill_desk.Desk(f"{socket_folder}/mail-in", store)
        self.messages = []
        self.pending = []
        self.n_killed = 0
        # A message is brought while operators ask, not only afterwards.
        self.at_once = True

    def kinds(self):
        """Pairs of a message's shape, or a question's, and who is killed."""
        roles = ROLES_TLS if self.tls else ROLES
        pairs = []
        # First: each message that is held is one step more of a list.
        for kind in kill_desk.QUESTIONS if self.tls else []:
            asked = ASKED_RELEASE if kind == "release" else ASKED
            pairs += [("ask " + kind, role) for role in asked]
        return pairs + [(shape, role) for shape in Message.SHAPES
                        for role in roles]

    def again(self, relay):
        """All that the peer still has; nobody is killed."""
        for message in self.pending:
            message.codes.append(kill_peers.bring(message, self.tls))
            if message.codes[-1] != 250:
                raise SystemExit(f"{message.key}: {message.codes}: {relay.log}")
        self.pending = []

    def new_message(self, shape, role):
        message = Message(len(self.messages), shape, role)
        self.messages.append(message)
        return message

    def bring(self, message):
        message.codes.append(kill_peers.bring(message, self.tls))
        if message.codes[-1] != 250:
            self.pending.append(message)

    def question(self, relay, kind):
        """One about a message that has arrived."""
        message = self.new_message("small", "nobody")
        self.bring(message)
        self.again(relay)
        reference = re.search(rb"^X-Sekisho-Reference: (\S+)\r$",
                              self.hop.taken[-1][1], re.M)[1].decode()
        question = kill_desk.Question(kind, message.key, reference)
        message.n_releases += kind == "release"
        self.desk.prepare(question)
        return question

    def point(self, shape, role, step):
        """True: it was reached."""
        self.hop.n_to_end = self.random.randint(0, 1) if self.tls else 0
        relay = Relay(self.command)
        self.again(relay)
        asker = question = None
        if shape.startswith("ask "):
            question = self.question(relay, shape[4:])
            asker = threading.Thread(target=self.desk.ask, args=(question,))
        for pid in list(relay.pids.values()):
            relay.wait_idle(pid)
        message = self.new_message("small" if question else shape, role)
        killer = attach(relay, role, step)
        if asker:
            asker.start()
        if self.at_once or not asker:
            self.bring(message)
        if asker:
            asker.join()
        killed = let_go(killer)
        if not message.codes:
            self.bring(message)
        relay.end()
        self.n_killed += killed.startswith("killed")
        self.table.writerow([shape, role, step, killed, message.codes[0]])
        return killed.startswith("killed")

    def finish(self):
        relay = Relay(self.command)
        self.again(relay)
        relay.end()


def all_points(test):
    test.at_once = False
    for shape, role in test.kinds():
        step = 1
        while test.point(shape, role, step):
            step += 1


def some_points(test, n):
    """Those of each shape and role are as many as its steps, found by trying."""
    highest = {kind: 16 for kind in test.kinds()}
    while test.n_killed < n:
        shape, role = test.random.choices(
            list(highest), weights=list(highest.values()))[0]
        step = test.random.randint(1, highest[shape, role])
        if not test.point(shape, role, step):
            highest[shape, role] = max(2, step - 1)
        elif step == highest[shape, role]:
            highest[shape, role] = step * 2


# ------ what came of it ------

def originals(store):
    """Reference -> Message-ID, by the reader that shares nothing with it. One
    whose deletion was interrupted is missing, as one that was deleted."""
    reader = pathlib.Path(__file__).with_name("originals.py")
    sys.path.insert(0, str(reader.parent))
    import importlib.util
    spec = importlib.util.spec_from_file_location("originals", reader)
    module = importlib.util.module_from_spec(spec)
    sys.argv = [str(reader), str(store)]
    spec.loader.exec_module(module)
    found = {}
    for path in sorted(store.glob("*.mail")):
        for number, _, text in module.records(path, torn=True):
            key = re.search(rb"^Message-ID: (\S+)", text, re.M)[1].decode()
            found[module.reference(path.name[:8], number)] = key
    return found


def judge(test, store):
    kept = originals(store)
    arrived = collections.Counter()
    wrong = []
    for _, text in test.hop.taken:  # also of those that were erased since
        key = re.search(rb"^Message-ID: (<point-\S+)\r$", text, re.M)
        arrived[key[1].decode() if key else ""] += 1
    wrong += test.desk.judge(kept, arrived)
    arrived.clear()
    for _, text in test.hop.taken:
        reference = re.search(rb"^X-Sekisho-Reference: (\S+)\r$", text, re.M)
        key = kept.get(reference[1].decode()) if reference else None
        if not key:
            wrong.append(f"arrived without an original: {text[:200]}")
            continue
        body = base64.b64decode(text.split(b"\r\n\r\n", 1)[1])
        if b"X-Sekisho-Sanitized: held" not in text and \
                f"Message-ID: {key}\r\n".encode() not in text:
            wrong.append(f"{key}: not under its reference")
        if not body.strip():
            wrong.append(f"{key}: empty")
        arrived[key] += 1
    held = {kept[path.name[5:]] for path in store.glob("held-*")
            if path.name[5:] in kept}
    lost = [m.key for m in test.messages if not arrived[m.key]]
    twice = sum(max(arrived[m.key] - 1 - m.n_releases, 0)
                for m in test.messages)
    for message in test.messages:
        if arrived[message.key] > len(message.codes) + message.n_releases:
            wrong.append(f"{message.key}: {arrived[message.key]} times")
        if message.shape == "held" and message.key not in held:
            wrong.append(f"{message.key}: not held")
    wrong += [f"{key}: lost" for key in lost]
    if twice > test.n_killed:
        wrong.append("more doubles than kills")
    print(f"# {len(test.messages)} messages, {test.n_killed} kills, "
          f"{len(lost)} lost, {twice} twice, {len(kept)} originals")
    doubles = collections.Counter(m.role for m in test.messages
                                  if arrived[m.key] > 1 + m.n_releases)
    for role, n in doubles.items():
        print(f"# {n} twice by a kill of {role}")
    for line in wrong[:20]:
        print(f"# {line}")
    return not wrong


def main(argv):
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    n, seed, store, table = int(argv[0]), argv[1], pathlib.Path(argv[2]), argv[3]
    tls = pathlib.Path(argv[4]) if argv[4] != "--" else None
    print(f"# seed {seed}", flush=True)
    with open(table, "w", newline="", encoding="utf-8", buffering=1) as file:
        test = Test(argv[argv.index("--") + 1:], seed, file, store, tls)
        all_points(test) if n == 0 else some_points(test, n)
        test.finish()
    return 0 if judge(test, store) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
