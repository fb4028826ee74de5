#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# points.py -- the characters that may leave, for the checker of the output: a third table, from other files than the other two
"""usage: points.py UNICODE-DATA-DIR OUTPUT.h; the rule is that of src/mime/convert.h."""
import sys


def properties(path):
    """(first, last, property) of each line of a file of Unicode's."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                points, name = (part.strip() for part in line.split(";")[:2])
                first, _, last = points.partition("..")
                yield int(first, 16), int(last or first, 16), name


def main(folder, output):
    kinds = bytearray(0x110000)
    for first, last, category in properties(f"{folder}/extracted/DerivedGeneralCategory.txt"):
        if category[0] in "LNPSM":
            kinds[first:last + 1] = bytes([2 if category[0] == "M" else 1]) * (last + 1 - first)
    for first, last, name in properties(f"{folder}/PropList.txt"):
        if name == "Ideographic":
            for point in range(first, last + 1):
                kinds[point] = 3 if kinds[point] == 1 else kinds[point]
    for first, last, name in properties(f"{folder}/DerivedCoreProperties.txt"):
        if name == "Default_Ignorable_Code_Point":
            kinds[first:last + 1] = bytes(last + 1 - first)
    kinds[0x20] = kinds[0x3000] = 1
    kinds[0xFE00:0xFE10] = bytes([2]) * 16
    kinds[0xE0100:0xE01F0] = bytes([4]) * 240
    with open(output, "w", encoding="ascii") as file:
        start = 0
        for point in range(1, 0x110001):
            if point == 0x110000 or kinds[point] != kinds[start]:
                if kinds[start]:
                    file.write(f"{{ 0x{start:x}, 0x{point - 1:x}, {kinds[start]} }},\n")
                start = point


main(sys.argv[1], sys.argv[2])
