#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# code_points.py -- which code points may leave, from Debian's unicode-data
#
# code_points.py UNICODE_DIRECTORY OUTPUT
import re
import sys

LAST = 0x10FFFF
(UNASSIGNED, PLAIN, IDEOGRAPH, MARK, SELECTOR, BLANK, NEWLINE, CONTROL, BIDI,
 INVISIBLE, PRIVATE) = range(11)


def property_ranges(path, name):
    line = re.compile(r'([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*' + name + r'\b')
    for text in open(path, encoding='utf-8'):
        found = line.match(text)
        if found:
            first = int(found[1], 16)
            yield first, int(found[2], 16) if found[2] else first


def categories(path):
    first = None
    for text in open(path, encoding='utf-8'):
        fields = text.split(';')
        cp = int(fields[0], 16)
        if fields[1].endswith('First>'):
            first = cp
            continue
        for each in range(cp if first is None else first, cp + 1):
            yield each, fields[2]
        first = None


def classify(where):
    table = bytearray(LAST + 1)
    for cp, category in categories(where + '/UnicodeData.txt'):
        table[cp] = {'L': PLAIN, 'N': PLAIN, 'P': PLAIN, 'S': PLAIN,
                     'M': MARK, 'Z': BLANK, 'C': INVISIBLE}[category[0]]
        if category == 'Cc' or category == 'Cs':
            table[cp] = CONTROL
        if category == 'Co':
            table[cp] = PRIVATE
    for first, last in property_ranges(where + '/PropList.txt', 'Ideographic'):
        for cp in range(first, last + 1):
            if table[cp] == PLAIN:
                table[cp] = IDEOGRAPH
    for first, last in property_ranges(
            where + '/DerivedCoreProperties.txt',
            'Default_Ignorable_Code_Point'):
        for cp in range(first, last + 1):
            table[cp] = INVISIBLE
    for first, last in property_ranges(
            where + '/PropList.txt', 'Bidi_Control'):
        for cp in range(first, last + 1):
            table[cp] = BIDI
    # Of the selectors the rest stand in no sequence that is defined.
    for cp in (0xFE00, 0xFE01, 0xFE02, 0xFE0E, 0xFE0F):
        table[cp] = MARK
    for cp in range(0xE0100, 0xE01F0):
        table[cp] = SELECTOR
    for cp in (0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029):
        table[cp] = NEWLINE
    table[0x09] = BLANK
    table[0x3000] = PLAIN
    return table


def write(table, out):
    blocks, index = [], []
    for start in range(0, LAST + 1, 256):
        block = bytes(table[start:start + 256])
        if block not in blocks:
            blocks.append(block)
        index.append(blocks.index(block))
    assert len(blocks) <= 256
    out.write('/* made by code_points.py */\n#include "mime/tables/tables.h"\n\n')
    out.write('const uint8_t cp_index[0x1100] = {\n%s\n};\n\n'
              % ','.join(map(str, index)))
    out.write('const uint8_t cp_blocks[][256] = {\n')
    for block in blocks:
        out.write('{%s},\n' % ','.join(map(str, block)))
    out.write('};\n\n')
    out.write('const uint64_t cp_stays[0x400] = {\n%s\n};\n'
              % ',\n'.join(map(stays(table), range(0, 0x10000, 64))))


def stays(table):
    """Of 64 code points those of three bytes that are simply copied."""
    return lambda start: '0x%x' % sum(
        1 << i for i in range(64)
        if start >= 0x800 and table[start + i] in (PLAIN, IDEOGRAPH))


with open(sys.argv[2], 'w', encoding='ascii') as out:
    write(classify(sys.argv[1]), out)
