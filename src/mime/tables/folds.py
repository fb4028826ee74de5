#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# folds.py -- characters that are printable ASCII under NFKC, from unicode-data
#
# folds.py UNICODE_DIRECTORY OUTPUT
import sys


def folds(path):
    """cp -> ASCII, followed through decompositions of decompositions."""
    steps = {}
    for text in open(path, encoding='utf-8'):
        fields = text.split(';')
        parts = fields[5].split()
        if parts and parts[0].startswith('<'):
            parts = parts[1:]
        if len(parts) == 1:
            steps[int(fields[0], 16)] = int(parts[0], 16)
    for cp in sorted(steps):
        to = steps[cp]
        while to in steps:
            to = steps[to]
        if 0x20 < to < 0x7F:
            yield cp, to


with open(sys.argv[2], 'w', encoding='ascii') as out:
    found = list(folds(sys.argv[1] + '/UnicodeData.txt'))
    assert (0xFF0E, 0x2E) in found and (0x1D421, ord('h')) in found
    out.write('/* made by folds.py */\n#include "mime/tables/tables.h"\n\n'
              'const struct cp_fold cp_folds[] = {\n%s\n};\n\n'
              'const size_t n_cp_folds = %d;\n' % (
                  '\n'.join('{ 0x%x, %d },' % each for each in found),
                  len(found)))
