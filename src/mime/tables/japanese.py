#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# japanese.py -- JIS X 0208 with its extensions and JIS X 0212, from iconv
#
# japanese.py OUTPUT
#
# CP932 is the right source for JIS X 0208 as Japanese mail uses it: row 13
# (NEC), rows 89-92 (NEC selected IBM) and the full-width tilde and minus that
# Windows writes. EUC-JP-MS knows IBM's extensions in three bytes (8F F3 F3).
import subprocess
import sys


def is_accident(cp):
    """iconv -c drops the lead byte of a pair that does not exist and reads the
    trail by itself: no pair is ASCII or half-width kana."""
    return cp < 0x80 or 0xFF61 <= cp <= 0xFF9F


def convert(charset, codes):
    """Maps each byte string to its one code point, or 0."""
    ended = b''.join(code + b'\n' for code in codes)
    text = subprocess.run(['iconv', '-c', '-f', charset, '-t', 'UTF-8'],
                          input=ended, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout
    found = text.decode('utf-8').split('\n')[:len(codes)]
    assert len(found) == len(codes)
    return [ord(one) if len(one) == 1 and ord(one) < 0x10000 and
            not is_accident(ord(one)) else 0 for one in found]


def shift_jis(row, cell):
    """Row and cell, from 1, as the two bytes of Shift_JIS."""
    lead = (row - 1) // 2
    lead += 0x81 if lead < 31 else 0xC1
    if row % 2:
        return bytes([lead, cell + (0x3F if cell < 64 else 0x40)])
    return bytes([lead, cell + 0x9E])


def table(name, size, values):
    return 'const uint16_t %s[%s * 94] = {\n%s\n};\n\n' % (
        name, size, ',\n'.join(','.join(map(hex, values[i:i + 94]))
                               for i in range(0, len(values), 94)))


cells = range(1, 95)
cp932 = convert('CP932', [shift_jis(row, cell)
                          for row in range(1, 121) for cell in cells])
jis0212 = convert('EUC-JP-MS', [bytes([0x8F, row + 0xA0, cell + 0xA0])
                                for row in range(1, 95) for cell in cells])
# Known points, so that a converter that changed its mind is found at once.
assert cp932[12 * 94] == ord('①') and cp932[12 * 94 + 73] == ord('㈱')
assert cp932[0 * 94 + 32] == 0xFF5E and cp932[3 * 94 + 1] == ord('あ')
assert jis0212[82 * 94 + 0xF3 - 0xA1] == ord('ⅰ')
with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('/* made by japanese.py */\n#include "mime/tables/tables.h"\n\n')
    out.write(table('cp932_table', 'CP932_ROWS', cp932))
    out.write(table('jis0212_table', 'JIS_ROWS', jis0212))
