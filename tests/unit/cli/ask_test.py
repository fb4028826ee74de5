#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# ask_test.py -- tests src/cli/ask.c and the verbs that ask the daemon
"""Each case runs `sekisho` against a daemon of the test's own: what was asked, what is passed on?"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent / "../../lib"))
import policies

SEKISHO = sys.argv[1]
TODAY = tempfile.TemporaryDirectory()
CONF = policies.of_today(TODAY.name) / "small-town.conf"
SEALS = 0xF  # F_SEAL_SEAL | SHRINK | GROW | WRITE (linux/fcntl.h)
F_GET_SEALS = 1034
SAID, DONE = 0x100, 0x101
JSON, CUT_ME, EMERGENCY, CONFIRM = 1, 2, 4, 8
VERBS = ["", "apply", "plan", "propose", "approve", "confirm", "rollback", "generations", "policy", "status",
         "drift", "isolate", "unisolate", "snapshot", "change", "changes"]
failed = 0


def check(claim, good, more=""):
    global failed
    print(f"{'ok' if good else 'NOT OK'} - {claim} {'' if good else more}")
    failed += not good


def memfd(text):
    fd = os.memfd_create("answer")
    os.write(fd, text.encode())
    return fd


def unpack(packet, fds):
    import fcntl
    kind, zero, number = struct.unpack(">HHI", packet[:8])
    flags, seconds, generation = struct.unpack(">III", packet[8:20])
    texts, at = [], 20
    for _ in range(4):
        length = struct.unpack(">H", packet[at:at + 2])[0]
        texts.append(packet[at + 2:at + 2 + length].decode())
        at += 2 + length
    asked = dict(verb=VERBS[kind], flags=flags, seconds=seconds, number=generation, word=texts[0],
                 reason=texts[1], override=texts[2], session=texts[3], text=None)
    assert zero == 0 and number == 0 and at == len(packet)
    if fds:
        assert fcntl.fcntl(fds[0], F_GET_SEALS) & SEALS == SEALS
        asked["text"] = os.pread(fds[0], 1 << 24, 0).decode()
        os.close(fds[0])
    return asked


class Daemon:
    """Answers one client: says `said`, then `answer` and `status`; keeps what was asked."""

    def __init__(self, folder, status=0, said="", answer=None, hang_up=False):
        self.path = os.path.join(folder, "control")
        self.how = (status, said, answer, hang_up)
        self.asked = None
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(self.path)
        self.listener.listen(1)
        self.listener.settimeout(20)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        status, said, answer, hang_up = self.how
        try:
            client = self.listener.accept()[0]
        except OSError:
            return
        packet, fds, _, _ = socket.recv_fds(client, 1 << 16, 4)
        self.asked = unpack(packet, fds)
        if not hang_up:
            if said:
                client.send(struct.pack(">HHI", SAID, 0, 0) + said.encode())
            done = struct.pack(">HHIB", DONE, 0, 0, status)
            if answer is None:
                client.send(done)
            else:
                fd = memfd(answer)
                socket.send_fds(client, [done], [fd])
                os.close(fd)
        client.close()

    def end(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()
        os.unlink(self.path)


def run(args, path, **environment):
    env = {k: v for k, v in os.environ.items() if k != "SSH_CONNECTION"}
    env.update(SEKISHO_SOCKET=path, **environment)
    return subprocess.run([SEKISHO, *args], env=env, capture_output=True, text=True, timeout=60)


def ask(folder, args, environment=None, **how):
    daemon = Daemon(folder, **how)
    done = run(args, daemon.path, **(environment or {}))
    daemon.end()
    return daemon.asked, done


def canonical(conf=CONF, *more):
    return subprocess.run([SEKISHO, "show", "policy", "-c", conf, *more], capture_output=True, text=True, check=True).stdout


class Daemons:
    """Answers one client after another, each from the next of (status, answer) or (status, bytes)."""

    def __init__(self, folder, answers):
        self.folder, self.answers, self.asked = folder, list(answers), []

    def run(self, args):
        thread = threading.Thread(target=self.serve)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.path = os.path.join(self.folder, "control")
        self.listener.bind(self.path)
        self.listener.listen(4)
        self.listener.settimeout(20)
        thread.start()
        done = run(args, self.path)
        self.listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        self.listener.close()
        os.unlink(self.path)
        return done

    def serve(self):
        for status, answer in self.answers:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            packet, fds, _, _ = socket.recv_fds(client, 1 << 16, 4)
            self.asked.append(unpack(packet, fds)["verb"])
            done = struct.pack(">HHIB", DONE, 0, 0, status)
            if answer is None:
                client.send(done)
            else:
                fd = os.memfd_create("answer")
                os.write(fd, answer if isinstance(answer, bytes) else answer.encode())
                socket.send_fds(client, [done], [fd])
                os.close(fd)
            client.close()


def a_question_is_of_the_policy_in_force_and_its_kernel(folder):
    # The dump is of that day.
    text = canonical(pathlib.Path(os.environ["SEKISHO_CONF"]) / "demo/sekisho.conf", "--now", "2026-12-01")
    dump = (pathlib.Path(__file__).parent / "../../golden/ask/dump/leak.dump").resolve().read_bytes()
    daemon = Daemons(folder, [(0, text), (0, dump)])
    done = daemon.run(["prove", "never juki -> inet", "never inet -> juki", "--json"])
    check("prove asks for the policy, then for the kernel", daemon.asked == ["policy", "snapshot"], str(daemon.asked))
    check("… and answers from both", done.returncode == 1 and
          [o["result"] for o in json.loads(done.stdout)] == ["refuted", "proved"], str(done))
    daemon = Daemons(folder, [(0, text), (3, None)])
    done = daemon.run(["prove", "same"])
    check("without a dump nothing is answered", done.returncode == 3 and not done.stdout, str(done))
    daemon = Daemons(folder, [(0, text), (0, dump[:-1] + bytes([dump[-1] ^ 1]))])
    done = daemon.run(["reach"])
    check("… nor of one that was changed", done.returncode == 3 and "not those that were written" in done.stderr, str(done))
    daemon = Daemons(folder, [(0, text)])
    done = daemon.run(["prove", "--generation", "7", "never juki -> inet"])
    check("a generation's policy is asked alone", daemon.asked == ["policy"] and done.returncode == 0, str(done))
    objects = '{"drift":false,"packets":[],"objects":[],"more":0}\n'
    daemon = Daemons(folder, [(0, objects), (0, text), (0, dump)])
    done = daemon.run(["drift", "--json"])
    told = json.loads(done.stdout)
    check("drift joins what the daemon says of objects and the dump of packets",
          daemon.asked == ["drift", "policy", "snapshot"] and done.returncode == 1 and told["drift"] and
          told["packets"][0]["kind"] == "wider" and told["objects"] == [] and told["more"] == 0, str(done)[:400])
    daemon = Daemons(folder, [(0, '{"changes":[]}\n'), (0, canonical())])
    done = daemon.run(["plan", "-c", str(CONF), "--json"])
    check("plan joins what the daemon says of entries and the policies of packets",
          done.returncode == 0 and json.loads(done.stdout) ==
          {"changes": [], "newly_allowed": [], "newly_denied": [], "more": False}, str(done)[:400])
    path = os.path.join(folder, "a.dump")
    daemon = Daemons(folder, [(0, dump)])
    done = daemon.run(["dump", "-o", path])
    check("dump writes what the daemon has, to the byte",
          done.returncode == 0 and pathlib.Path(path).read_bytes() == dump, str(done))


def every_verb_asks_what_it_says(folder):
    text = canonical()
    file = ["-c", str(CONF)]
    cases = [
        (["apply", *file], dict(verb="apply", text=text)),
        (["apply", *file, "--confirm", "600", "-m", "新しい複合機", "--json"],
         dict(verb="apply", flags=JSON | CONFIRM, seconds=600, reason="新しい複合機", text=text)),
        (["apply", *file, "--cut-me", "--emergency", "--override", "一人担当"],
         dict(verb="apply", flags=CUT_ME | EMERGENCY, override="一人担当", text=text)),
        (["plan", *file, "--json"], dict(verb="plan", flags=JSON, text=text)),
        (["confirm"], dict(verb="confirm")),
        (["rollback"], dict(verb="rollback")),
        (["rollback", "4294967295", "-m", "back"], dict(verb="rollback", number=4294967295, reason="back")),
        (["generations", "--json"], dict(verb="generations", flags=JSON)),
        (["status"], dict(verb="status")),
        (["drift", "--json"], dict(verb="drift", flags=JSON)),
        (["isolate", "庁内", "-m", "感染の疑い"], dict(verb="isolate", word="庁内", reason="感染の疑い")),
        (["unisolate", "10.0.0.1"], dict(verb="unisolate", word="10.0.0.1")),
        (["unisolate", "庁内", "-m", "復旧", "--override", "一人担当"],
         dict(verb="unisolate", word="庁内", reason="復旧", override="一人担当")),
        (["propose", *file, "-m", "新しい複合機"], dict(verb="propose", reason="新しい複合機", text=text)),
        (["show", "policy"], dict(verb="policy")),
        (["show", "policy", "7", "--json"], dict(verb="policy", number=7, flags=JSON)),
        (["show", "change", "7"], dict(verb="change", word="7")),
        (["changes", "--json"], dict(verb="changes", flags=JSON)),
    ]
    nothing = dict(flags=0, seconds=0, number=0, word="", reason="", override="", text=None)
    for args, expected in cases:
        asked, done = ask(folder, args)
        if asked:
            asked.pop("session")
        check(f"{' '.join(args[:2])} asks for {expected['verb']}", asked == {**nothing, **expected} and not done.returncode,
              f"{asked} {done}")


def the_answer_is_passed_on(folder):
    big = "a line of the answer\n" * 20000
    _, done = ask(folder, ["generations"], status=1, said="one\ntwo\n", answer=big)
    check("stdout, stderr and exit status are the daemon's",
          (done.stdout, done.stderr, done.returncode) == (big, "one\ntwo\n", 1), str(done)[:300])
    _, done = ask(folder, ["confirm"], hang_up=True)
    check("a daemon that hangs up is a failure of the machine",
          done.returncode == 3 and "hung up" in done.stderr, str(done))


CHANGE = "sekisho-change 1\nbase-generation: 7\nbase-policy: sha256:0\nnew-policy: sha256:1\nkinds: widen other\n\n関所\n"


def a_proposal_is_what_has_to_be_signed(folder):
    digest = hashlib.sha256(CHANGE.encode()).hexdigest()
    _, done = ask(folder, ["propose", "-c", str(CONF)], answer=CHANGE)
    check("stdout is the very text", (done.stdout, done.returncode) == (CHANGE, 0), str(done))
    check("… and stderr its digest, kinds and what comes next",
          all(word in done.stderr for word in (digest, "widen other", "ssh-keygen -Y sign -n sekisho", "sekisho approve")),
          done.stderr)
    blank = os.path.join(folder, "方針 案.conf")
    shutil.copy(CONF, blank)
    _, done = ask(folder, ["propose", "-c", blank], answer=CHANGE)
    check("… with the policy's path as a shell takes it", f"apply -c '{blank}'\n" in done.stderr, done.stderr)
    _, done = ask(folder, ["propose", "-c", str(CONF), "--json"], answer=CHANGE)
    check("… or all as JSON", json.loads(done.stdout) == {"change": digest, "kinds": "widen other", "text": CHANGE}, str(done))
    _, done = ask(folder, ["propose", "-c", str(CONF)], status=1, said="no\n", answer=None)
    check("a refusal is passed on", (done.stdout, done.stderr[-4:], done.returncode) == ("", "\nno\n", 1), str(done))
    _, done = ask(folder, ["propose", "-c", str(CONF)], answer="hello\n")
    check("what is no change is no answer", done.returncode == 3 and not done.stdout, str(done))


def an_approval_is_text_and_signature(folder):
    change, signature = os.path.join(folder, "change.txt"), os.path.join(folder, "change.txt.sig")
    pathlib.Path(change).write_text(CHANGE)
    pathlib.Path(signature).write_text("-----BEGIN\n")
    asked, done = ask(folder, ["approve", change, signature], said="1 of 2\n")
    check("approve sends text, NUL and signature",
          asked and asked["verb"] == "approve" and asked["text"] == CHANGE + "\0" + "-----BEGIN\n" and
          (done.stderr, done.returncode) == ("1 of 2\n", 0), f"{asked} {done}")
    nowhere = os.path.join(folder, "nobody")
    for claim, name, text in (("a signature in place of the change", change, b"-----BEGIN\n"),
                              ("a NUL in the change", change, CHANGE.encode() + b"\0"),
                              ("a signature too long", signature, b"x" * (16384 + 1)),
                              ("an empty signature", signature, b"")):
        pathlib.Path(change).write_text(CHANGE)
        pathlib.Path(signature).write_text("-----BEGIN\n")
        pathlib.Path(name).write_bytes(text)
        done = run(["approve", change, signature], nowhere)
        check(f"{claim} is not sent", done.returncode == 1 and "nobody" not in done.stderr and name in done.stderr, str(done))
    done = run(["approve", change, nowhere], nowhere)
    check("a file that is not there is a failure of the machine", done.returncode == 3 and nowhere in done.stderr, str(done))


def the_session_goes_along(folder):
    asked, _ = ask(folder, ["status"], environment=dict(SSH_CONNECTION="192.0.2.1 4000 192.0.2.2 22"))
    check("the SSH session goes along", asked["session"] == "192.0.2.1 4000 192.0.2.2 22", str(asked))
    daemon = Daemon(folder)
    subprocess.run(["env", "SSH_CONNECTION=192.0.2.9 1 192.0.2.2 22", "sh", "-c",
                    f"env -u SSH_CONNECTION SEKISHO_SOCKET={daemon.path} {SEKISHO} status; true"],
                   capture_output=True, timeout=60, check=True)
    daemon.end()
    check("… also where sudo(8) has taken it out", daemon.asked["session"] == "192.0.2.9 1 192.0.2.2 22",
          str(daemon.asked))
    asked, _ = ask(folder, ["status"], environment=dict(SSH_CONNECTION="x\n" * 10))
    check("… but not what could not be one", "\n" not in asked["session"], str(asked))


def without_time(text):
    """A second may pass between two rulesets."""
    return re.sub(r"timeout [0-9dhms]+", "timeout", text)


def show_reads_the_policy_in_force(folder):
    for view in "zones", "flows", "matrix", "ruleset":
        _, done = ask(folder, ["show", view], answer=canonical())
        expected = subprocess.run([SEKISHO, "show", view, "-c", CONF], capture_output=True, text=True, check=True)
        check(f"show {view} without -c is of the daemon's policy",
              without_time(done.stdout) == without_time(expected.stdout) and done.stdout, str(done))
    _, done = ask(folder, ["show", "zones"], status=1, said="none is in force\n")
    check("… or says that there is none", (done.stderr, done.returncode) == ("none is in force\n", 1), str(done))


def nobody_is_asked_in_vain(folder):
    nowhere = os.path.join(folder, "nobody")
    for args, cure in ((["apply", "-c", str(CONF)], "start it, or use --direct"), (["confirm"], "start it"),
                       (["show", "policy"], "start it"), (["propose", "-c", str(CONF)], "start it"), (["show", "zones"], "-c FILE")):
        done = run(args, nowhere)
        check(f"{args[0]} without a daemon says where it should listen",
              done.returncode == 3 and f"does not listen at {nowhere}" in done.stderr and cure in done.stderr, str(done))
    for args in (["status"], ["plan", "-c", str(CONF)], ["dump", "-o", os.path.join(folder, "dump")]):
        done = run(args, nowhere)
        check(f"{args[0]} without a daemon looks for itself, and says so",
              f"does not listen at {nowhere}: this is what can be seen from here" in done.stderr, str(done))
    for args in (["apply", "-c", str(CONF), "--confirm", "0"], ["apply", "-c", str(CONF), "--confirm", "86401"],
                 ["apply", "-c", str(CONF), "--boot"], ["apply", "-c", str(CONF), "--now", "2027-01-01"],
                 ["apply", "-c", str(CONF), "--direct", "--confirm", "5"],
                 ["apply", "-c", str(CONF), "--direct", "--emergency"],
                 ["apply", "-c", str(CONF), "-m", "x" * 1024], ["apply", "-c", str(CONF), "-m", "a\nb"],
                 ["rollback", "0"], ["rollback", "4294967296"], ["isolate"], ["isolate", "a", "b"], ["unisolate"],
                 ["propose"], ["approve"], ["approve", "a"], ["approve", "a", "b", "c"], ["approve", "a", "b", "-c", "c"],
                 ["isolate", "x" * 256], ["confirm", "-m", "x"], ["generations", "1"], ["changes", "1"], ["show", "change"], ["show", "change", "1", "2"],
                 ["status", "--now", "2027-01-01"], ["rollback", "--now", "2027-01-01"],
                 ["mail", "status", "--now", "2027-01-01"], ["mail", "status", "--relay", "a", "--socket", "b"],
                 ["drift", "-c", str(CONF)],
                 ["show", "policy", "-c", str(CONF), "7"]):
        done = run(args, nowhere)
        check(f"{' '.join(args)[:60]!r} is no question", done.returncode == 2, str(done))
    done = run(["apply", "-c", "/dev/null"], nowhere)
    check("a policy that is wrong is never sent", done.returncode == 1, str(done))


with tempfile.TemporaryDirectory() as tmp:
    every_verb_asks_what_it_says(tmp)
    the_answer_is_passed_on(tmp)
    a_proposal_is_what_has_to_be_signed(tmp)
    an_approval_is_text_and_signature(tmp)
    the_session_goes_along(tmp)
    show_reads_the_policy_in_force(tmp)
    a_question_is_of_the_policy_in_force_and_its_kernel(tmp)
    nobody_is_asked_in_vain(tmp)
sys.exit(1 if failed else 0)
