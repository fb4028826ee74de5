#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# mail_test.py -- tests src/cli/command/mail.c and mail.c
"""Each case runs `sekisho mail` against a relay of the test's own: what was asked, what becomes of the answer?"""
import os
import pathlib
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading

SEKISHO = sys.argv[1]
SAID, DONE = 0x100, 0x101
JSON, METRICS, BY_HAND = 1, 64, 128
STATUS, HELD, FIND, FETCH, RELEASE, DELETE, SEARCH = range(0x40, 0x47)
REF = "20261121-000123-2"
failed = 0


def check(claim, good, more=""):
    global failed
    print(f"{'ok' if good else 'NOT OK'} - {claim} {'' if good else more}")
    failed += not good


def unpack(packet):
    verb, zero, number, flags, _, _ = struct.unpack(">HHIIII", packet[:20])
    texts, at = [], 20
    for _ in range(4):
        length = struct.unpack(">H", packet[at:at + 2])[0]
        texts.append(packet[at + 2:at + 2 + length].decode())
        at += 2 + length
    terms = packet[at:]
    assert zero == 0 and number == 0 and bool(terms) == (verb == SEARCH)
    return (verb, flags, texts[0], texts[1], *([unpack_terms(terms)] if terms else []))


def unpack_terms(rest):
    texts = []
    for _ in range(2):
        length = struct.unpack(">H", rest[:2])[0]
        texts.append(rest[2:2 + length].decode())
        rest = rest[2 + length:]
    return *texts, *struct.unpack(">II", rest)


class Relay:
    """Answers one client after another, each from the next of (status, said, answer)."""

    def __init__(self, folder, *answers):
        self.path, self.answers, self.asked = os.path.join(folder, "relay"), answers, []

    def serve(self):
        for status, said, answer in self.answers:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            self.asked.append(unpack(client.recv(1 << 16)))
            if said:
                client.send(struct.pack(">HHI", SAID, 0, 0) + said.encode())
            done = struct.pack(">HHIB", DONE, 0, 0, status)
            if answer is None:
                client.send(done)
            else:
                fd = os.memfd_create("answer")
                os.write(fd, answer)
                socket.send_fds(client, [done], [fd])
                os.close(fd)
            client.close()

    def run(self, *args):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(self.path)
        self.listener.listen(4)
        thread = threading.Thread(target=self.serve)
        thread.start()
        done = run(*args, "--socket", self.path)
        self.listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        self.listener.close()
        os.unlink(self.path)
        return done


def run(*args):
    return subprocess.run([SEKISHO, "mail", *args], capture_output=True, text=True, timeout=60, check=False)


def every_verb_asks_what_it_says(folder):
    for args, asked in ((["status"], (STATUS, 0, "", "")), (["status", "--json"], (STATUS, JSON, "", "")),
                        (["status", "--metrics"], (STATUS, METRICS, "", "")), (["held"], (HELD, 0, "", "")),
                        (["held", "--json"], (HELD, JSON, "", "")), (["find", REF], (FIND, 0, REF, "")),
                        (["find", REF, "-m", "照会"], (FIND, 0, REF, "照会")),
                        (["find", "--from", "taro@example.jp"], (SEARCH, 0, "", "", ("taro@example.jp", "", 0, 0))),
                        (["find", "--to", "kikaku@", "--since", "2026-11-17", "--until", "2026-11-21", "-m", "照会", "--json"],
                         (SEARCH, JSON, "", "照会", ("", "kikaku@", 20261117, 20261121))),
                        (["find", "--to", "a", "--after", REF], (SEARCH, 0, REF, "", ("", "a", 0, 0))),
                        (["release", REF, "-m", "why"], (RELEASE, 0, REF, "why")),
                        (["release", REF, "-m", "why", "--by-hand"], (RELEASE, BY_HAND, REF, "why")),
                        (["delete", REF, "-m", "why", "--json"], (DELETE, JSON, REF, "why"))):
        relay = Relay(folder, (1, "a reason\n", b"an answer\n"))
        done = relay.run(*args)
        check(f"{' '.join(args)} asks what it says", relay.asked == [asked], relay.asked)
        check("… and passes on what it is answered",
              (done.returncode, done.stdout, done.stderr) == (1, "an answer\n", "a reason\n"), str(done))


def an_original_goes_into_a_new_file_of_its_owner(folder):
    path = pathlib.Path(folder, "original")
    relay = Relay(folder, (0, "", b"known\n"), (0, "", b"\0bytes\r\n"))
    done = relay.run("find", REF, "--out", str(path), "-m", "why")
    check("the original is asked for after what is known of it",
          relay.asked == [(FIND, 0, REF, "why"), (FETCH, 0, REF, "why")], relay.asked)
    check("what is known is printed", (done.returncode, done.stdout) == (0, "known\n"), str(done))
    check("… and where the original is", f"is in {path} " in done.stderr, str(done))
    check("the original is in the file", path.read_bytes() == b"\0bytes\r\n")
    check("for its owner alone", stat.S_IMODE(path.stat().st_mode) == 0o600)
    relay = Relay(folder, (0, "", b"known\n"), (0, "", b"other"))
    done = relay.run("find", REF, "--out", str(path))
    check("a file that is there is not touched, nor the original asked for",
          done.returncode == 3 and path.read_bytes() == b"\0bytes\r\n" and len(relay.asked) == 1, str(done))
    path.unlink()
    relay = Relay(folder, (0, "", b"known\n"), (1, "erased\n", None))
    done = relay.run("find", REF, "--out", str(path))
    check("where there is none, there is no file", done.returncode == 1 and not path.exists(), str(done))
    relay = Relay(folder, (1, "nothing is kept\n", None))
    done = relay.run("find", REF, "--out", str(path))
    check("what is not found is not asked for", done.returncode == 1 and len(relay.asked) == 1 and not path.exists())


def nobody_is_asked_in_vain(folder):
    nowhere = os.path.join(folder, "nobody")
    done = run("status", "--socket", nowhere)
    check("without a relay it says where one should listen",
          done.returncode == 3 and f"listens at {nowhere}" in done.stderr, str(done))
    done = run("status", "--relay", "no such/relay")
    check("a relay's name becomes a file's name", "/run/sekisho-mail/no=20such=2Frelay" in done.stderr, str(done))
    for args in (["find"], ["find", REF, "x"], ["release", REF], ["release", REF, "-m", ""],
                 ["release", REF, "-m", " \u3000"], ["delete", REF], ["find", REF, "--out", ""],
                 ["delete", "-m", "x"], ["held", REF], ["status", "--json", "--metrics"], ["status", "-c", "/dev/null"],
                 ["delete", REF, "-m", "a\nb"], ["delete", REF, "-m", "x" * 1024], ["find", "x" * 256],
                 ["held", "--by-hand"], ["find", "--since", "2026-11-17"], ["find", REF, "--from", "a"],
                 ["find", "--from", "a", "--out", "x"], ["find", "--from", "a", "--since", "17/11/2026"],
                 ["find", "--to", "a", "--until", "2026-11-31"],
                 ["find", "--to", "a", "--since", "2026-11-22", "--until", "2026-11-01"],
                 ["find", "--to", "x" * 256], ["held", "--from", "a"]):
        done = run(*args, "--socket", nowhere)
        check(f"{' '.join(args)[:40]!r} is no question", done.returncode == 2, str(done))


with tempfile.TemporaryDirectory() as tmp:
    every_verb_asks_what_it_says(tmp)
    an_original_goes_into_a_new_file_of_its_owner(tmp)
    nobody_is_asked_in_vain(tmp)
sys.exit(1 if failed else 0)
