#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# single_byte.py -- charsets of one byte a character, from iconv
#
# single_byte.py OUTPUT
import subprocess
import sys

# The one that is asked for most is first.
CHARSETS = (['windows-1252'] +
            ['iso-8859-%d' % n for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13,
                                         14, 15, 16)] +
            ['windows-125%d' % n for n in range(9) if n != 2] +
            ['windows-874', 'koi8-r', 'koi8-u', 'macintosh', 'x-mac-cyrillic',
             'ibm437', 'ibm850', 'ibm852', 'ibm866'])
SYSTEM_NAME = {'windows-874': 'CP874', 'x-mac-cyrillic': 'MAC-CYRILLIC'}
# Apple's charsets have had the euro sign since 1998, glibc's of them has not.
OTHERWISE = {'x-mac-cyrillic': {0xFF: 0x20AC}}


def decode(charset, byte):
    text = subprocess.run(['iconv', '-f', SYSTEM_NAME.get(charset, charset),
                           '-t', 'UTF-8'], input=bytes([byte]),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout.decode('utf-8')
    return ord(text) if len(text) == 1 and ord(text) < 0x10000 else 0


def decode_all(charset):
    """All 128 in one run where the charset is full, else one by one."""
    text = subprocess.run(['iconv', '-f', SYSTEM_NAME.get(charset, charset),
                           '-t', 'UTF-8'], input=bytes(range(128, 256)),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout.decode('utf-8', 'ignore')
    if len(text) == 128:
        return [ord(c) for c in text]
    return [decode(charset, byte) for byte in range(128, 256)]


with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('/* made by single_byte.py */\n#include "mime/tables/tables.h"\n\n'
              'const struct single_byte single_bytes[] = {\n')
    for charset in CHARSETS:
        codes = decode_all(charset)
        for byte, code in OTHERWISE.get(charset, {}).items():
            codes[byte - 0x80] = code
        out.write('{ "%s", { %s } },\n' % (charset, ','.join(
            map(hex, codes))))
    out.write('};\n\nconst size_t n_single_bytes = %d;\n' % len(CHARSETS))
