#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_large.py -- a message far larger than the relay takes, and what it costs

	smtp_large.py RELAY PID MEGABYTES MOST

Streams MEGABYTES to RELAY, whose outer process is PID. Before the final dot that
process may have used MOST megabytes of memory and of files in memory; at the dot
it must say 552, and go on.
"""
import os
import socket
import sys

MEGABYTE = 1 << 20


def files_in_memory(pid):
    total = 0
    for fd in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{fd}"
        try:
            if os.readlink(path).startswith("/memfd:"):
                total += os.stat(path).st_blocks * 512
        except FileNotFoundError:  # closed meanwhile
            pass
    return total


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file)
    return int(status["VmHWM"].split()[0]) << 10


def main(relay, pid, megabytes, most):
    talk = socket.create_connection((relay, 25), timeout=600)
    file = talk.makefile("rb")

    def say(line):
        talk.sendall(line + b"\r\n")
        while True:
            answer = file.readline()
            if answer[3:4] != b"-":
                return answer

    file.readline()
    say(b"EHLO mx.example")
    early = say(b"MAIL FROM:<a@b.example> SIZE=%d" % (int(megabytes) * MEGABYTE))
    for line in (b"MAIL FROM:<a@b.example>", b"RCPT TO:<x@town.example.jp>", b"DATA"):
        answer = say(line)
    if not early.startswith(b"552") or not answer.startswith(b"354"):
        sys.exit(f"SIZE: {early}, DATA: {answer}")
    block = (b"x" * 1022 + b"\r\n") * 1024
    for _ in range(int(megabytes)):
        talk.sendall(block)
    # All but what the sockets hold has been read.
    used, kept = memory(pid), files_in_memory(pid)
    answer = say(b".")
    print(f"# {megabytes} MB: {used >> 20} MB of memory, {kept >> 20} MB of files in memory, {answer.decode().strip()}")
    return not (answer.startswith(b"552 5.3.4") and used + kept <= int(most) * MEGABYTE and
                say(b"NOOP").startswith(b"250"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
