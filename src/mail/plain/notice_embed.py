#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""notice_embed.py -- a notice's template as a C string, for use without files

Usage: notice_embed.py TEMPLATE OUTPUT.h
"""
import os
import sys


def main(template, output):
    with open(template, "rb") as file:
        content = file.read() + b"\0"
    rows = [content[i:i + 16] for i in range(0, len(content), 16)]
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by notice_embed.py. */\n")
        name = os.path.basename(output).removesuffix(".h")
        out.write(f"static const unsigned char {name}[{len(content)}]"
                  " = {\n")
        for row in rows:
            out.write("\t" + " ".join(f"{byte}," for byte in row) + "\n")
        out.write("};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
