#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_hoard.py -- one peer begins large messages and ends none of them

	smtp_hoard.py RELAY PID

Thirty sessions bring 19 MB each to RELAY, whose outer process is PID. What that
keeps of them in memory must be 512 MB at most; who came too late is put off at
the final dot, and whoever comes when the others have gone is heard.
"""
import sys

from smtp_large import MEGABYTE, files_in_memory
from smtp_say import open_data

SESSIONS = 30
MOST = 512 * MEGABYTE


def main(relay, pid):
    block = (b"x" * 1022 + b"\r\n") * 1024
    talks = []
    for _ in range(SESSIONS):
        talks.append(open_data(relay))
        for _ in range(19):
            talks[-1].socket.sendall(block)
    late = talks[-1].say(b".")
    kept = files_in_memory(pid)
    for talk in talks:
        talk.close()
    talk = open_data(relay)
    then = talk.say(b"Subject: x\r\n\r\ntext\r\n.")
    print(f"# {kept >> 20} MB of files in memory, {late}, then {then}")
    return not (kept <= MOST and late.startswith(b"451 4.3.0") and
                then.startswith(b"250"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
