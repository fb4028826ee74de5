#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cjk.py -- GB 18030, Big5 with HKSCS and EUC-KR (CP949), from iconv
#
# cjk.py OUTPUT
#
# Big5 is CP950's where it maps (what Windows writes), HKSCS elsewhere. Four
# codes of HKSCS are a letter and a mark: the mark is told by two bits.
import subprocess
import sys

LEADS = range(0x81, 0xFF)
GB_TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
BIG5_TRAILS = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
KR_TRAILS = range(0x41, 0xFF)
FOUR_BYTES = 39420  # pointers below which four bytes are of the BMP
MARKS = {0x304: 1 << 24, 0x30C: 1 << 25}


def value(text):
    """The one code point of a text, with the bit of a mark behind it; 0 for
    nothing, private use, and what iconv -c makes of a broken pair."""
    if len(text) == 2 and ord(text[1]) in MARKS:
        return ord(text[0]) | MARKS[ord(text[1])]
    cp = ord(text) if len(text) == 1 else 0
    return 0 if cp < 0x80 or 0xE000 <= cp <= 0xF8FF else cp


def convert(charset, codes):
    # A broken pair may swallow what is behind it: blanks, not the line end.
    text = subprocess.run(['iconv', '-c', '-f', charset, '-t', 'UTF-8'],
                          input=b''.join(code + b'    \n' for code in codes),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout
    found = text.decode('utf-8').split('\n')[:-1]
    assert len(found) == len(codes)
    return [value(one.rstrip(' ')) for one in found]


def pairs(trails):
    return [bytes([a, b]) for a in LEADS for b in trails]


def four(pointer):
    return bytes([0x81 + pointer // 12600, 0x30 + pointer // 1260 % 10,
                  0x81 + pointer // 10 % 126, 0x30 + pointer % 10])


def ranges(values):
    """(first pointer, its code point) of each run of consecutive ones."""
    out = []
    for i, cp in enumerate(values):
        before = values[i - 1] if i else None
        if before is None or cp != (before + 1 if before else 0):
            out.append((i, cp))
    return out


def table(kind, name, size, values):
    return 'const %s %s[%s] = {\n%s\n};\n\n' % (
        kind, name, size, ',\n'.join(','.join(map(hex, values[i:i + 94]))
                                     for i in range(0, len(values), 94)))


gb = convert('GB18030', pairs(GB_TRAILS))
more = ranges(convert('GB18030', [four(i) for i in range(FOUR_BYTES)]))
big5 = [a or b for a, b in zip(convert('CP950', pairs(BIG5_TRAILS)),
                               convert('BIG5-HKSCS', pairs(BIG5_TRAILS)))]
euc_kr = convert('CP949', pairs(KR_TRAILS))
assert gb[(0xC4 - 0x81) * 190 + 0xE3 - 0x41] == ord('你')
assert big5[(0xA7 - 0x81) * 157 + 0x41 - 0x40] == ord('你')
assert euc_kr[(0xB0 - 0x81) * 190 + 0xA1 - 0x41] == ord('가')
assert more[0] == (0, 0x80)
with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('/* made by cjk.py */\n#include "mime/tables/tables.h"\n\n')
    out.write(table('uint32_t', 'gb_table', 'GB_PAIRS', gb))
    out.write(table('uint32_t', 'big5_table', 'BIG5_PAIRS', big5))
    out.write(table('uint16_t', 'euc_kr_table', 'EUC_KR_PAIRS', euc_kr))
    out.write('const struct gb_range gb_ranges[] = {\n%s\n};\n\n'
              'const size_t n_gb_ranges = %d;\n' % (
                  '\n'.join('{ %d, 0x%x },' % each for each in more),
                  len(more)))
