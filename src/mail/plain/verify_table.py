#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify_table.py -- the characters that may leave, as a C table

Usage: verify_table.py UNICODE-DATA-DIR OUTPUT.h

Made for the inner half alone and from Unicode's own files (Debian's
unicode-data); the transform has another table, made by another program.
Classes are those of verify_text.h.
"""
import sys

BLOCK = 128
FORBIDDEN, BASE, MARK, IDEOGRAPH, SELECTOR, NAME_SELECTOR = range(6)


def ranges(path, wanted):
    """Code points of one property in a file like PropList.txt."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("#")[0].split(";")
            if len(fields) > 1 and fields[1].strip() == wanted:
                first, _, last = fields[0].strip().partition("..")
                yield from range(int(first, 16), int(last or first, 16) + 1)


def categories(path):
    """(code point, general category) of every assigned character."""
    first = None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            code, name, category = line.split(";")[:3]
            point = int(code, 16)
            if name.endswith("First>"):
                first = point
                continue
            start = first if name.endswith("Last>") else point
            for each in range(start, point + 1):
                yield each, category


def classify(folder):
    table = [FORBIDDEN] * 0x110000
    for point, category in categories(f"{folder}/UnicodeData.txt"):
        if category[0] in "LNPS":
            table[point] = BASE
        elif category[0] == "M":
            table[point] = MARK
    for point in ranges(f"{folder}/PropList.txt", "Ideographic"):
        if table[point] == BASE:
            table[point] = IDEOGRAPH
    ignorable = "Default_Ignorable_Code_Point"
    for point in ranges(f"{folder}/DerivedCoreProperties.txt", ignorable):
        table[point] = FORBIDDEN
    table[0x20] = table[0x3000] = BASE
    for point in range(0xFE00, 0xFE10):
        table[point] = SELECTOR
    for point in range(0xE0100, 0xE01F0):
        table[point] = NAME_SELECTOR
    return table


def main(folder, output):
    table = classify(folder)
    blocks, index = {}, []
    for start in range(0, len(table), BLOCK):
        block = tuple(table[start:start + BLOCK])
        index.append(blocks.setdefault(block, len(blocks)))
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by verify_table.py. */\n")
        out.write(f"static const uint16_t block_of[{len(index)}] = {{\n")
        for start in range(0, len(index), 16):
            row = ", ".join(str(i) for i in index[start:start + 16])
            out.write(f"\t{row},\n")
        out.write("};\n")
        out.write(f"static const uint8_t class_in[{len(blocks)}][{BLOCK}] "
                  "= {\n")
        for block in blocks:
            out.write("\t{ " + ", ".join(map(str, block)) + " },\n")
        out.write("};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
