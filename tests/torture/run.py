#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.py -- the shapes that hang or kill other mail programs: ours stays linear
#
# run.py MIME_DUMP [SHAPE...]: each shape is converted under valgrind at SIZE
# (or at the largest half of a half that is not refused) and at half of that.
# Instructions are counted, not time: a busy machine changes nothing. Bounds
# (notes of the mail issue): twice the input costs at most 2.2 times the
# instructions, and a mail stays in 32 MB. What this means in seconds is
# tools/bench's to say.
import re
import subprocess
import sys
import tempfile

from shapes import SHAPES

SIZE = 1 << 20
FULL = 2 << 20  # for the memory
LEAST = 4 << 10
STEEPEST = 2.2
# Instructions: for each byte, and for the thousand parts that a mail may have
# (a digest and a decoder each). FULL then costs 0.9e9, a good 0.1 s.
DEAREST = 400
PARTS = 80_000_000
LARGEST = 32 << 10  # KB, the input included


def run(command, mail):
    with tempfile.NamedTemporaryFile() as file:
        file.write(mail)
        file.flush()
        done = subprocess.run(command + ['--time', '1', file.name],
                              capture_output=True, check=True)
    return done.stdout.decode(), done.stderr.decode()


def instructions(dump, mail):
    _, err = run(['valgrind', '--tool=cachegrind', '--cache-sim=no',
                  '--cachegrind-out-file=/dev/null', dump], mail)
    return int(re.search(r'I\s+refs:\s+([0-9,]+)', err)[1].replace(',', ''))


def memory(dump, mail):
    out, _ = run([dump], mail)
    found = re.match(r'([a-z-]+): .* (\d+) KB resident', out)
    return found[1], int(found[2])


def largest(dump, make):
    """The largest size up to SIZE at which the mail is still converted."""
    size = SIZE
    while size > LEAST and memory(dump, make(size))[0] != 'ok':
        size //= 2
    return size


def main():
    dump, only = sys.argv[1], sys.argv[2:]
    bad = 0
    start = instructions(dump, b'')
    for name, make in SHAPES.items():
        if only and name not in only:
            continue
        size = largest(dump, make)
        half = instructions(dump, make(size // 2)) - start
        whole = instructions(dump, make(size)) - start
        verdict, kb = memory(dump, make(FULL))
        ratio, dear = whole / half, whole / size
        wrong = (ratio > STEEPEST or whole > DEAREST * size + PARTS or
                 kb > LARGEST)
        bad += wrong
        print('%-24s %7d bytes %4.0f each  x%.2f  %6d KB and %s at %d%s' % (
            name, size, dear, ratio, kb, verdict, FULL,
            '  <--' if wrong else ''), flush=True)
    sys.exit(bad != 0)


main()
