#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_crowd.py -- more connections than a relay has places, from its peers

	smtp_crowd.py RELAY PID PEER PEER PEER

PEERs are addresses of ours that the relay takes mail from; PID is its outer
process. Each claim is printed as "ok WORDS" or "not ok WORDS"; exit 1 if one
fails. Every wait is for an answer, none for a time.
"""
import array
import fcntl
import os
import resource
import signal
import socket
import sys
import termios
import threading

PER_PEER = 100  # LIMIT_SESSIONS_PER_PEER
PLACES = 256  # LIMIT_SESSIONS
CROWD = 10000
MEGABYTES = 64
SHORT_LINES = b"a\r\n" * (1 << 18)
CHATTER = b"NOOP\r\n" * 10000
ROUND = 2  # megabytes of answers
TRIES = 5  # one in which none of us had to wait for a processor is enough

failed = False


def claim(words, holds, why=""):
    global failed
    failed |= not holds
    print(("ok " if holds else "not ok ") + words + (f" ({why})" if not holds else ""), flush=True)


class Session:
    relay = ""

    def __init__(self, peer):
        self.socket = socket.create_connection((self.relay, 25), timeout=60, source_address=(peer, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.greeting = self.answer()

    def answer(self):
        """One reply; what there was of it at the end of the connection."""
        text = b""
        while True:
            line = b""
            while not line.endswith(b"\n"):
                try:
                    byte = self.socket.recv(1)
                except ConnectionResetError:
                    byte = b""
                if not byte:
                    return text + line
                line += byte
            text += line
            if line[3:4] != b"-":
                return text

    def say(self, line):
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def open(self):
        self.say(b"EHLO mx.example")
        return self.say(b"MAIL FROM:<a@b.example>")

    def deliver(self):
        answer = self.say(b"RCPT TO:<x@town.example.jp>")
        if answer.startswith(b"250"):
            answer = self.say(b"DATA")
        if answer.startswith(b"354"):
            answer = self.say(b"Subject: x\r\n\r\ntext\r\n.")
        return answer

    def close(self):
        self.socket.close()


def mail_passes(peer):
    session = Session(peer)
    answer = session.greeting
    if answer.startswith(b"220"):
        session.open()
        answer = session.deliver()
    session.close()
    return answer


def claim_yes(words, answer):
    claim(words, answer.startswith(b"250"), answer)


def idle_crowd(first, second):
    waiting = Session(first)
    waiting.open()
    crowd = [Session(first) for _ in range(CROWD)]
    greeted = sum(one.greeting.startswith(b"220") for one in crowd)
    claim(f"each of {CROWD} connections of one peer is greeted", greeted == CROWD, greeted)
    gave_way = crowd[: CROWD - (PER_PEER - 1)]
    told = sum(one.answer().startswith(b"421 4.3.2") and one.socket.recv(1) == b"" for one in gave_way)
    claim("all but the last hundred gave way with a 421, the idlest first", told == len(gave_way), told)
    claim_yes("mail of another peer passes meanwhile", mail_passes(second))
    claim_yes("so does mail of that very peer", mail_passes(first))
    claim_yes("a transaction that was open all the time goes on", waiting.deliver())
    for one in crowd + [waiting]:
        one.close()


def busy_crowd(first, second, third):
    """Nobody in a transaction gives way."""
    crowd = [Session(first) for _ in range(PER_PEER)]
    opened = sum(one.open().startswith(b"250") for one in crowd)
    claim("a peer may have a hundred transactions", opened == PER_PEER, opened)
    one_more = Session(first)
    claim("but no session beside them", one_more.greeting.startswith(b"421 4.7.0"), one_more.greeting)
    for peer, n in (second, PER_PEER), (third, PLACES - 2 * PER_PEER):
        crowd += [Session(peer) for _ in range(n)]
    for one in crowd[PER_PEER:]:
        one.open()
    one_more = Session(third)
    claim("with all places in transactions nobody else is let in", one_more.greeting.startswith(b"421 4.7.0"), one_more.greeting)
    crowd[0].say(b"RSET")
    one_more = Session(third)
    claim("until one has ended", one_more.greeting.startswith(b"220"), one_more.greeting)
    claim("and that one gave way", crowd[0].answer().startswith(b"421 4.3.2"))
    claim_yes("while the others go on", crowd[-1].deliver())
    for one in crowd + [one_more]:
        one.close()


def slow_crowd(first, second):
    crowd = [Session(first) for _ in range(PER_PEER - 1)]
    for one in crowd:
        one.open()
        one.say(b"RCPT TO:<x@town.example.jp>")
        one.say(b"DATA")
    for byte in b"Subject: slowly\r\n\r\n":
        for one in crowd:
            one.socket.sendall(bytes([byte]))
    claim_yes("mail passes between messages that come byte by byte", mail_passes(first))
    claim_yes("and that of another peer", mail_passes(second))
    claim_yes("one of them ends well", crowd[0].say(b"."))
    for one in crowd:
        one.close()


def endless_message(first, second):
    """Counted in bytes, for how long they take is the machine's: what the
    relay has heard of one peer before it hears another."""
    one, heard = Session(first), [0]
    begun, enough = threading.Event(), threading.Event()
    one.open()
    one.say(b"RCPT TO:<x@town.example.jp>")
    one.say(b"DATA")

    def talk():
        while not enough.is_set():
            one.socket.sendall(SHORT_LINES)
            heard[0] += len(SHORT_LINES)
            if heard[0] > MEGABYTES << 20:
                begun.set()

    talker = threading.Thread(target=talk)
    talker.start()
    begun.wait()
    during, tries = MEGABYTES + 1, 0
    while during > MEGABYTES and tries < TRIES:
        tries += 1
        before = heard[0]
        answer = mail_passes(second)
        during = heard[0] - before >> 20
    enough.set()
    talker.join()
    claim_yes("while a peer talks without a pause, mail of another passes", answer)
    claim(f"before {MEGABYTES} MB more of it are heard", during <= MEGABYTES, during)
    one.close()


def unread(session):
    n = array.array("i", [0])
    fcntl.ioctl(session.socket, termios.FIONREAD, n)
    return n[0]


def chat(pid, first, second):
    """What the relay has said to one peer's sessions, each of which has asked for
    more than enough, before it answers another peer; and that answer."""
    crowd, other = [Session(first) for _ in range(PER_PEER)], Session(second)
    os.kill(pid, signal.SIGSTOP)
    for one in crowd:
        one.socket.setblocking(False)
        one.socket.send(CHATTER)
    other.socket.sendall(b"NOOP\r\n")
    os.kill(pid, signal.SIGCONT)
    answer = other.answer()
    said = sum(unread(one) for one in crowd)
    for one in crowd + [other]:
        one.close()
    return said, answer


def chatty_crowd(pid, first, second):
    """Counted in answers."""
    said, tries = (ROUND << 20) + 1, 0
    while said > ROUND << 20 and tries < TRIES:
        tries += 1
        said, answer = chat(pid, first, second)
    claim_yes("while a hundred sessions ask without a pause, another peer is answered", answer)
    print(f"# {said >> 10} kB of answers")
    claim(f"before they were {ROUND} MB", said <= ROUND << 20, said)


def bounds(pid):
    status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status", encoding="ascii"))
    kilobytes = int(status["VmHWM"].split()[0])
    files = len(os.listdir(f"/proc/{pid}/fd"))
    print(f"# outer process: {kilobytes} kB at most, {files} descriptors now")
    claim(f"it never had more than {MEGABYTES} MB", kilobytes <= MEGABYTES << 10, kilobytes)
    claim("nor keeps descriptors", files <= PLACES, files)


def main(relay, pid, first, second, third):
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * CROWD, 2 * CROWD))
    Session.relay = relay
    idle_crowd(first, second)
    busy_crowd(first, second, third)
    slow_crowd(first, second)
    endless_message(first, second)
    chatty_crowd(int(pid), first, second)
    claim_yes("at the end there is room for everybody", mail_passes(third))
    bounds(pid)
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
