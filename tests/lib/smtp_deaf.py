#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_deaf.py -- a client that reads nothing before all its message is out

	smtp_deaf.py RELAY

Its message has a NUL in its first line and 16 MB behind it, which it sends as
mail servers do: to its end, or until a write fails. Then it reads, and must find
the 550. It may go on for a few seconds, not for ever.
"""
import socket
import sys
import time

from smtp_large import MEGABYTE
from smtp_say import open_data

BLOCK = (b"x" * 1022 + b"\r\n") * 1024


def goes_on(talk):
    """Seconds until a write fails."""
    begin = time.monotonic()
    try:
        while time.monotonic() - begin < 60:
            talk.socket.sendall(b"x\r\n")
            time.sleep(0.1)
    except OSError:
        pass
    return time.monotonic() - begin


def main(relay):
    talk = open_data(relay)
    try:
        talk.socket.sendall(b"Subject: \0\r\n\r\n")
        time.sleep(0.2)
        for _ in range(16):
            talk.socket.sendall(BLOCK)
        talk.socket.sendall(b".\r\n")
    except OSError as error:
        print(f"# not out: {error}")
        return 1
    reply = talk.socket.recv(512)
    late = goes_on(talk)
    print(f"# {16 * MEGABYTE} bytes, {reply}, then {late:.1f} s")
    return not (reply.startswith(b"550 5.5.2") and late < 30)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
