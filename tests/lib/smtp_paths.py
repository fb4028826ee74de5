#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_paths.py -- random addresses, and what must become of them at the next hop

	smtp_paths.py RELAY NUMBER SEED EXPECTED

Says NUMBER pairs of MAIL and RCPT to RELAY, most of them a little wrong, in one
session. The grammar of RFC 5321 4.1.2, less what the relay refuses and with what
it takes besides, stands here once more as regular expressions: each reply must be the one it calls for, and
what the next hop has to hear of it is written to EXPECTED.
"""
import random
import re
import socket
import sys

ATEXT = rb"[A-Za-z0-9!#$&'*+\-/=?^_`{|}~]"  # less %, and ! below
LABEL = rb"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
DOT_STRING = re.compile(ATEXT + rb"+(?:\." + ATEXT + rb"+)*")
PATH = re.compile(
    rb"<(?P<local>(?:" + ATEXT + rb"|\.)+"
    rb'|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")'
    rb"@(?P<domain>" + LABEL + rb"(?:\." + LABEL + rb")*)>")
PARAMETERS = re.compile(rb"(?: +(?:SIZE=[0-9]{1,6}|BODY=(?:7BIT|8BITMIME)))* *", re.IGNORECASE)
OURS = b"town.example.jp"

LOCALS = [b"x", b"a.b", b'"a b"', b'"\\""', b'"x@y"', b"a..b", b".a", b"a.", b"a%b", b"a!b", b"x" * 65, b"x" * 254,
          b'"' + b"q" * 62 + b'"', b'"', b'""', b"a,b", b"a;b", b"a(b)", b"a<b", b"a>b", b"a\\b", b'"\\', b"+tag", b"postmaster"]
DOMAINS = [OURS, b"Town.Example.JP", b"b", b"b.example", b"b..c", b"-b", b"b-", b"b_c", b"[192.0.2.1]", b"[IPv6:::1]",
           b"d" * 63, b"d" * 64, b".".join([b"d" * 60] * 3), b".".join([b"d" * 63] * 4), b"b.", b"xn--80ak6aa92e.com", b"b c", b""]
FORMS = [b"%s"] * 24 + [b"%s ", b" %s", b"@r:%s", b"%s%s", b"%s SIZE=5", b"%s  size=5 BODY=8BITMIME", b"%s BODY=BINARYMIME",
                        b"%s NOTIFY=NEVER", b"%sSIZE=5", b"%s X"]
BYTES = bytes(set(range(0x20, 0x7f)))


def mailbox(rng):
    text = b"<" + rng.choice(LOCALS) + b"@" + rng.choice(DOMAINS) + b">"
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        at = rng.randrange(len(text) + 1)
        text = rng.choice([text[:at] + bytes([rng.choice(BYTES)]) + text[at:], text[:at] + text[at + 1:]])
    return text


def argument(rng, ours):
    if rng.random() < 0.5:
        text = b"<x@" + (OURS if ours else b"b.example") + b">"
    else:
        text = mailbox(rng)
    form = rng.choice(FORMS)
    return form.replace(b"%s", text, 1).replace(b"%s", text)


def read_path(text):
    """The mailbox as it goes on, and what follows it; None if it is none."""
    match = PATH.match(text)
    if not match:
        return None
    local, domain = match["local"], match["domain"]
    if local[:1] != b'"' and not DOT_STRING.fullmatch(local):
        local = b'"' + local + b'"'
    if b"%" in local or b"!" in local or len(local) + 1 + len(domain) > 254:
        return None
    return local + b"@" + domain.lower(), text[match.end():]


def expected_sender(text):
    if text.startswith(b"<>"):
        path = b"", text[2:]
    else:
        path = read_path(text)
    return path[0] if path and PARAMETERS.fullmatch(path[1]) else None


def expected_rcpt(text):
    if text[:12].lower() == b"<postmaster>":
        path = b"postmaster@" + OURS, text[12:]
    else:
        path = read_path(text)
    if not path or path[1].strip(b" ") or not path[0].endswith(b"@" + OURS):
        return None
    return path[0]


class Talk:
    def __init__(self, relay):
        self.relay = relay
        self.open()

    def open(self):
        self.socket = socket.create_connection((self.relay, 25), timeout=60)
        self.file = self.socket.makefile("rb")
        self.file.readline()
        self.said = 0
        self.say(b"EHLO mx.example")

    def say(self, line):
        self.socket.sendall(line + b"\r\n")
        while True:
            answer = self.file.readline()
            if answer[3:4] != b"-":
                return answer


def check(kind, text, answer, expected):
    good = answer.startswith(b"250") if expected is not None else answer[:1] == b"5"
    if not good:
        print(f"{kind} {text!r}: {answer!r}, not as {expected!r}")
    return not good


def main(relay, number, seed, name):
    rng = random.Random(int(seed))
    talk, wrong, heard = Talk(relay), 0, []
    for _ in range(int(number)):
        if talk.said > 15:  # before it is tired of our errors
            talk.say(b"QUIT")
            talk.open()
        sender = argument(rng, False)
        expected = expected_sender(sender)
        answer = talk.say(b"MAIL FROM:" + sender)
        wrong += check("MAIL", sender, answer, expected)
        talk.said += answer[:1] == b"5"
        if not answer.startswith(b"250"):
            continue
        rcpt = argument(rng, True)
        mailbox_there = expected_rcpt(rcpt)
        answer = talk.say(b"RCPT TO:" + rcpt)
        wrong += check("RCPT", rcpt, answer, mailbox_there)
        talk.said += answer[:1] == b"5"
        if mailbox_there is not None:
            heard += [b"MAIL FROM:<" + expected + b">\r\n", b"RCPT TO:<" + mailbox_there + b">\r\n"]
        talk.say(b"RSET")
    with open(name, "wb") as file:
        file.writelines(heard)
    print(f"# {number} pairs, {len(heard) // 2} of them for the next hop, {wrong} answered wrong")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
