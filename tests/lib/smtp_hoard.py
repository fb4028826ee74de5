#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_hoard.py -- one peer begins large messages and ends none of them

	smtp_hoard.py RELAY PID

Thirty sessions bring 19 MB each to RELAY, whose outer process is PID. What that
keeps of them in memory must be 512 MB at most; who came too late is put off at
the final dot, and whoever comes when the others have gone is heard. So is one who
comes between two pieces of a message that has no room: the relay has closed the
file of that once.
"""
import sys
import time

from smtp_large import MEGABYTE, files_in_memory
from smtp_say import Talk, open_data

SESSIONS = 30
EACH = 19  # megabytes
MOST = 512 * MEGABYTE


def most_kept(pid):
    """… until all was read: only whole messages are left."""
    most, whole = 0, MOST // (EACH * MEGABYTE) * EACH * MEGABYTE
    while (kept := files_in_memory(pid)) > whole:
        most = max(most, kept)
        time.sleep(0.01)
    return max(most, kept)


def main(relay, pid):
    block = (b"x" * 1022 + b"\r\n") * 1024
    talks = []
    for _ in range(SESSIONS):
        talks.append(open_data(relay))
        for _ in range(EACH):
            talks[-1].socket.sendall(block)
    kept = most_kept(pid)
    between = [Talk(relay) for _ in range(SESSIONS)]
    for talk in between:
        talk.answer()
    talks[-1].socket.sendall(block[:1 << 14])
    late = talks[-1].say(b".")
    heard = sum(talk.say(b"NOOP").startswith(b"250") for talk in between)
    for talk in talks + between:
        talk.close()
    talk = open_data(relay)
    then = talk.say(b"Subject: x\r\n\r\ntext\r\n.")
    print(f"# {kept >> 20} MB of files in memory, {late}, then {then}, {heard} of {SESSIONS} heard between")
    return not (kept <= MOST and late.startswith(b"451 4.3.0") and
                then.startswith(b"250") and heard == SESSIONS)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
