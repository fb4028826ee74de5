#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_say.py -- says lines to an SMTP server and prints what it answers

	smtp_say.py ADDRESS LINE...       one line at a time, each answered
	smtp_say.py ADDRESS --smuggle     see smuggle()

Lines may hold the escapes of Python's strings (\\n, \\0). Exit 1 if the server
ends the connection early.
"""
import socket
import sys
import time

# Ends of DATA that some server takes for one and another does not:
# hannob/smtpsmug, and two of The-Login.
SEQUENCES = [
    b"\n.\n", b"\r.\r", b"\r.\n", b"\n.\r", b"\n.\r\n", b"\r\n.\n",
    b"\r.\r\n", b"\r\n.\r", b"\r\n\0.\r\n", b"\r\n.\0\r\n",
    b"\r\n.\r\r\n", b"\r\r\n.\r\r\n",
]


class Talk:
    def __init__(self, address):
        self.socket = socket.create_connection((address, 25), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def answer(self):
        """One reply, all its lines; b"" at the end of the connection."""
        lines = []
        while True:
            line = self.file.readline()
            lines.append(line)
            if len(line) < 4 or line[3:4] != b"-":
                return b"".join(lines)

    def say(self, line):
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def close(self):
        self.file.close()
        self.socket.close()


def open_data(address):
    talk = Talk(address)
    talk.answer()
    for line in (b"EHLO evil.example", b"MAIL FROM:<a@b.example>",
                 b"RCPT TO:<x@town.example.jp>", b"DATA"):
        answer = talk.say(line)
    if not answer.startswith(b"354"):
        sys.exit(f"DATA: {answer}")
    return talk


def smuggle(address):
    """Each sequence, cut into two TCP segments at every place: the session
    must end with a 550, and nothing behind it may be answered."""
    bad = tries = 0
    second = (b"MAIL FROM:<evil@b.example>\r\nRCPT TO:<x@town.example.jp>\r\n"
              b"DATA\r\nsecond\r\n.\r\n")
    for sequence in SEQUENCES:
        start = b"Subject: first\r\n\r\ntext"
        whole = start + sequence + second
        # behind the sequence a cut changes nothing any more
        for cut in range(len(start) - 2, len(start) + len(sequence) + 3):
            talk = open_data(address)
            talk.socket.sendall(whole[:cut])
            time.sleep(0.003)
            talk.socket.sendall(whole[cut:])
            answer = talk.answer()
            rest = talk.file.read()
            talk.close()
            tries += 1
            if not answer.startswith(b"550 5.5.2") or rest:
                print(f"{sequence!r} cut at {cut}: {answer!r} {rest!r}")
                bad += 1
    print(f"tries {tries}, wrong {bad}")
    return bad != 0


def main(address, *lines):
    if lines == ("--smuggle",):
        return smuggle(address)
    talk = Talk(address)
    answer = talk.answer()
    sys.stdout.write(answer.decode("ascii", "replace"))
    for line in lines:
        if not answer:
            return 1
        answer = talk.say(line.encode().decode("unicode_escape")
                          .encode("latin-1"))
        sys.stdout.write(answer.decode("ascii", "replace"))
    talk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
