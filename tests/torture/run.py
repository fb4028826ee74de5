#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.py -- the shapes that hang or kill other mail programs: ours stays linear
#
# run.py MIME_DUMP QUICK|FULL [SHAPE...]: each shape is converted under valgrind
# at the size named (or at the largest half of a half that is not refused) and at
# half of that. Instructions are counted, not time: a busy machine changes
# nothing. All are converted by one process, which pays valgrind's start once. A
# mail stays in 32 MB, of which each shape is asked by itself at MEMORY; none may
# be refused for want of memory, at any size: a bound with a name comes first. What
# this means in seconds is tools/bench's to say.
import pathlib
import re
import subprocess
import sys
import tempfile

from shapes import SHAPES

# The size, and what twice the input may cost. Where a byte costs a + c * n, that
# is 2 * (1 + c * n / a) / (1 + c * n / a / 2): the smaller size has the closer
# bound, and sees a c of twice what the larger sees.
SIZES = {'quick': (128 << 10, 2.05), 'full': (1 << 20, 2.2)}
MEMORY = 2 << 20
LEAST = 4 << 10
# Instructions: for each byte, and for the thousand parts that a mail may have
# (a digest and a decoder each). MEMORY then costs 1.15e9; the dearest of that size
# were seen to take 0.08 s of CPU, where 0.1 s is the goal.
DEAREST = 530
PARTS = 40_000_000
LARGEST = 32 << 10  # KB, the input included


def converted(dump, mail):
    """(verdict, KB resident) of one mail."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(mail)
        file.flush()
        out = subprocess.run([dump, '--time', '1', file.name], check=True,
                             capture_output=True, text=True).stdout
    found = re.match(r'([a-z-]+): .* (\d+) KB resident', out)
    return found[1], int(found[2])


def largest(dump, make, size):
    """The largest size up to that at which the mail is still converted, and
    whether a larger one wanted memory."""
    verdicts = [converted(dump, make(size))[0]]
    while size > LEAST and verdicts[-1] != 'ok':
        size //= 2
        verdicts.append(converted(dump, make(size))[0])
    return size, 'no-memory' in verdicts


def instructions(dump, mails):
    """What each of them costs, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        files = [home / str(i) for i in range(len(mails))]
        for file, mail in zip(files, mails):
            file.write_bytes(mail)
        subprocess.run(['valgrind', '-q', '--tool=callgrind',
                        '--toggle-collect=convert_message',
                        '--dump-after=convert_message',
                        f'--callgrind-out-file={home / "cost"}',
                        dump, '--time', '1', *files],
                       check=True, stdout=subprocess.DEVNULL)
        for i in range(1, len(mails) + 1):
            cost = (home / f'cost.{i}').read_text(encoding='ascii')
            yield int(re.search(r'^(?:summary|totals): (\d+)', cost, re.M)[1])


def main():
    dump, (size, steepest), only = (
        sys.argv[1], SIZES[sys.argv[2]], sys.argv[3:])
    shapes = {name: make for name, make in SHAPES.items()
              if not only or name in only}
    sizes = {name: largest(dump, make, size) for name, make in shapes.items()}
    counts = instructions(dump, [make(sizes[name][0] // part)
                                 for name, make in shapes.items()
                                 for part in (2, 1)])
    bad = 0
    for name, make in shapes.items():
        half, whole = next(counts), next(counts)
        verdict, kb = converted(dump, make(MEMORY))
        ratio, (size, starved) = whole / half, sizes[name]
        wrong = (ratio > steepest or whole > DEAREST * size + PARTS or
                 kb > LARGEST or starved or verdict == 'no-memory')
        bad += wrong
        print('%-24s %7d bytes %4.0f each  x%.2f  %6d KB and %s at %d%s' % (
            name, size, whole / size, ratio, kb, verdict, MEMORY,
            '  <--' if wrong else ''), flush=True)
    sys.exit(bad != 0)


main()
