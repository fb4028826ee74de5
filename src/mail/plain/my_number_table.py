#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""my_number_table.py -- which characters are digits, and which are dashes, as C tables

Usage: my_number_table.py UNICODE-DATA-DIR OUTPUT.h

Digits are those of every script (general category Nd) and whatever else has a
digit's value in UnicodeData.txt: circled, in brackets, raised, lowered. Kanji
stand in no such field and are listed here. Kinds are those of my_number.c. Dashes
are those by general category (Pd), and what is taken for one.
"""
import sys

KANJI = "〇一二三四五六七八九"
# minus, the lengthened vowel of katakana, lines of boxes, tildes, a bullet, marks and pictures
DASHES = "−➖⁻₋ーｰ─━~～⁃˗"


def kind_of(category, decomposition):
    if category == "Nd":
        return "DIGIT_PLAIN"
    small = decomposition.startswith(("<super>", "<sub>"))
    return "DIGIT_SMALL" if small else "DIGIT_ENCLOSED"


def main(folder, output):
    digits = [(ord(c), value, "DIGIT_KANJI") for value, c in enumerate(KANJI)]
    digits.append((ord("零"), 0, "DIGIT_KANJI"))
    dashes = [ord(c) for c in DASHES]
    with open(f"{folder}/UnicodeData.txt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split(";")
            point, category = int(fields[0], 16), fields[2]
            if fields[7]:
                digits.append((point, int(fields[7]), kind_of(category, fields[5])))
            if category == "Pd":
                dashes.append(point)
    runs = []
    for point, value, kind in sorted(digits):
        last = runs[-1] if runs else None
        if last and last[3] == kind and point == last[1] + 1 and value == last[2] + point - last[0]:
            last[1] = point
        else:
            runs.append([point, point, value, kind])
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by my_number_table.py. */\n")
        out.write(f"static const struct digit_run digit_runs[{len(runs)}] = {{\n")
        for first, last, value, kind in runs:
            out.write(f"\t{{ 0x{first:X}, 0x{last:X}, {value}, {kind} }},\n")
        out.write(f"}};\nstatic const uint32_t dashes[{len(dashes)}] = {{\n")
        for point in sorted(dashes):
            out.write(f"\t0x{point:X},\n")
        out.write("};\n")


main(*sys.argv[1:])
