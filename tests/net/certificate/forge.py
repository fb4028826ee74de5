#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# forge.py -- HOW CERTIFICATE [DUMP]: a certificate that says something else, sealed anew
"""Each way prints the forged one. `of` says that it is about another dump."""
import hashlib
import re
import sys


def of_dump(text, path):
    data = open(path, "rb").read()
    return re.sub(r"^dump .*$", f"dump {hashlib.sha256(data[:-32]).hexdigest()}", text, count=1, flags=re.M)


def without_subtree(text):
    """The first split loses its second tree."""
    lines = text.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("split"))
    end, missing = at + 1, 1
    while missing:
        missing += 1 if lines[end].startswith("split") else -1
        end += 1
    del lines[end]
    return "".join(lines)


def without_root(text):
    """The last root loses its tree."""
    lines = text.splitlines(keepends=True)
    while lines[-1].startswith("unmarked"):
        del lines[-1]
    return "".join(lines)


def first(pattern, to):
    return lambda text: re.sub(pattern, to, text, count=1, flags=re.M)


WAYS = {
    "same": lambda text: text,
    "wider": first(r"^claim never ", "claim no-packet "),
    "from": first(r"^from .*$", "from lo"),
    "to": first(r"^to .*$", "to lo"),
    "more": first(r"^(to .*)$", r"\1\nto lo"),
    "handle": first(r"^(drop .*) (\d+)$", r"\1 1\2"),
    "chain": first(r"^drop (\d+) (\S+) \S+", r"drop \1 \2 forward"),
    "leaf": first(r"^drop .*$", "unmarked"),
    "free": first(r"^drop .*$", "permit 0"),
    "split": first(r"^split (\d+) \d+$", r"split \1 255"),
    "byte": first(r"^split \d+ \d+$", r"split 76 0"),
    "tree": without_subtree,
    "root": without_root,
    "stamps": first(r"^stamps .*\n", ""),
    "zero": first(r"^stamps .*$", "stamps 0 4294967295"),
    "source": first(r"^source .*\n", ""),
    "all": first(r"^source .*$", "source 0.0.0.0 255.255.255.255"),
    "short": first(r"^(proof\n)[\s\S]*", r"\1"),
    "long": lambda text: text + "drop 1 sekisho forward 19\n",
}


def main(how, path, dump=None):
    text = open(path, encoding="utf-8").read()
    text = text[:text.rindex("seal ")]
    forged = of_dump(text, dump) if how == "of" else WAYS[how](text)
    if how not in ("same", "of") and forged == text:
        sys.exit(f"forge: {how} changes nothing")
    sys.stdout.write(forged + "seal " + hashlib.sha256(forged.encode()).hexdigest() + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
