#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# compare.py -- replay says of every packet what became of it
"""compare.py MOST SEEN FILE ANSWER [REASON…]

SEEN is traffic.py's seen.json, ANSWER what `replay FILE --packets --json` said.
Of each frame whose fate is known, but for MOST, the verdict must be that fate;
the reasons named must all have been given. Frames that replay does not judge because their
headers contradict each other must not have passed."""

import collections
import json
import sys


def main():
    fates = json.load(open(sys.argv[2], encoding="utf-8"))[sys.argv[3]]
    answer = json.load(open(sys.argv[4], encoding="utf-8"))
    said, wrong, reasons, unjudged = {}, [], collections.Counter(), 0
    for row in answer["conversations"]:
        for frame in row["frames"]:
            said[frame["frame"]] = (frame["verdict"], frame["reason"], row["text"], frame["reply"])
    for number, passed in fates.items():
        verdict, reason, text, reply = said.get(int(number), ("unjudged", None, "", False))
        if verdict == "unjudged":
            unjudged += 1
        elif (verdict == "accept") != passed or verdict == "conditional":
            wrong.append(f"frame {number}: {'passed' if passed else 'dropped'}, and replay says {verdict} ({reason}): {text}{' (reply)' if reply else ''}")
        reasons[reason] += 1
        if verdict == "unjudged" and passed:
            wrong.append(f"frame {number}: passed, and is not judged: {text}")
    for line in wrong[:20]:
        print(line)
    print(f"{len(fates)} packets, {sum(fates.values())} passed, {unjudged} not judged, {len(wrong)} disagreements; {dict(reasons)}")
    missing = [reason for reason in sys.argv[5:] if not reasons[reason]]
    if missing:
        print(f"never said: {missing}")
    return bool(len(wrong) > int(sys.argv[1]) or missing or unjudged * 20 > len(fates))


sys.exit(main())
