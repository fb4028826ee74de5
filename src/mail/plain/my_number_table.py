#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""my_number_table.py -- which characters are digits, and which may stand between two, as C tables

Usage: my_number_table.py UNICODE-DATA-DIR OUTPUT.h

Digits are those of every script (general category Nd) and whatever else has a
digit's value in UnicodeData.txt: circled, in brackets, raised, lowered. Kanji
stand in no such field and are listed here. Kinds and gaps are those of
my_number_parts.h. Dashes, brackets and quotes are those by general category (Pd; Ps,
Pe, Pi, Pf), and what is taken for one; borders are the lines of boxes that go down.
"""
import sys

KANJI = "〇一二三四五六七八九"
# What people write for a zero of kanji.
CIRCLES = "○◯"
GAPS = {
    "GAP_BLANK": " \t\u3000\u2800",  # of full width, of braille
    # minus, the lengthened vowel of katakana, lines of boxes, tildes, a bullet, marks and pictures
    "GAP_DASH": "−➖⁻₋ーｰ─━┄┅┈┉╌╍═~～⁃˗",
    "GAP_DOT": ".．。｡",
    "GAP_COMMA": ",，、､",
    "GAP_SLASH": "/／⁄∕",
    "GAP_MIDDLE": "·•‧⋅・･",
    "GAP_LINE": "_＿",
    "GAP_CELL": "|｜￨",
    "GAP_OPEN": "<＜≪",
    "GAP_CLOSE": ">＞≫",
    "GAP_FRAME": "\"＂'＇´`｀:：∶﹕;；﹔□☐",
}
CATEGORIES = {"Pd": "GAP_DASH", "Ps": "GAP_OPEN", "Pi": "GAP_OPEN", "Pe": "GAP_CLOSE", "Pf": "GAP_CLOSE"}
BOXES = range(0x2500, 0x2580)


def kind_of(category, decomposition):
    if category == "Nd":
        return "DIGIT_PLAIN"
    small = decomposition.startswith(("<super>", "<sub>"))
    return "DIGIT_SMALL" if small else "DIGIT_ENCLOSED"


def runs_of(points):
    """Neighbours of one kind, whose values (None: none) are one more each, as [first, last, value, kind]."""
    runs = []
    for point, value, kind in sorted(points):
        last = runs[-1] if runs else None
        if last and last[3] == kind and point == last[1] + 1 and (value is None or value == last[2] + point - last[0]):
            last[1] = point
        else:
            runs.append([point, point, value, kind])
    return runs


def main(folder, output):
    digits = [(ord(c), value, "DIGIT_KANJI") for value, c in enumerate(KANJI)]
    digits += [(ord("零"), 0, "DIGIT_KANJI")] + [(ord(c), 0, "DIGIT_CIRCLE") for c in CIRCLES]
    gaps = {point: "GAP_CELL" for point in BOXES}
    with open(f"{folder}/UnicodeData.txt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split(";")
            point, category = int(fields[0], 16), fields[2]
            if fields[7]:
                digits.append((point, int(fields[7]), kind_of(category, fields[5])))
            if category in CATEGORIES:
                gaps[point] = CATEGORIES[category]
    gaps |= {ord(c): gap for gap, listed in GAPS.items() for c in listed}
    digits, gaps = runs_of(digits), runs_of((point, None, gap) for point, gap in gaps.items())
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by my_number_table.py. */\n")
        out.write(f"static const struct digit_run digit_runs[{len(digits)}] = {{\n")
        for first, last, value, kind in digits:
            out.write(f"\t{{ 0x{first:X}, 0x{last:X}, {value}, {kind} }},\n")
        out.write(f"}};\nstatic const struct gap_run gap_runs[{len(gaps)}] = {{\n")
        for first, last, _, gap in gaps:
            out.write(f"\t{{ 0x{first:X}, 0x{last:X}, {gap} }},\n")
        out.write("};\n")


main(*sys.argv[1:])
