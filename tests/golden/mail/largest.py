#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""largest.py -- messages at and beyond each bound cross

Bounds stand twice, in src/mime/limits.h and in src/mail/plain/verify_record.c, which
shares no file with it. Where the second is the smaller one the inner half refuses
what the transform says, and the letter never arrives.

usage: largest.py SEKISHO_MAIL
"""

import base64
import subprocess
import sys

FROM = "From: a@b.example\r\n"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"


def word(text):
    return "=?UTF-8?B?" + base64.b64encode(text.encode()).decode() + "?="


def words(text):
    return "\r\n ".join(word(text[i:i + 15]) for i in range(0, len(text), 15))


def people(n, name):
    """The longest addresses there are, each another one."""
    domain = ".".join(["d" * 56] * 3) + ".example"
    return ",\r\n ".join(f"{words(name)} <{i:04d}{'l' * 60}@{domain}>"
                         for i in range(n))


def part(i, content_type):
    return ("--b\r\n" + content_type +
            f'Content-Disposition: attachment; filename="{words("類" * 190)}{i}.exe"'
            "\r\n\r\nx\r\n")


def mixed(parts):
    return (FROM + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
            "".join(parts) + "--b--\r\n")


def identifiers(n, size):
    return "\r\n ".join(f"<{i:04d}{'r' * (size - 14)}@x.ample>" for i in range(n))


def messages():
    yield "subject", FROM + "Subject: " + words("題" * 3000) + "\r\n\r\nx\r\n"
    for field in "To", "Cc", "Reply-To":
        for n in 8, 40, 250:
            yield (f"{field} {n}", FROM + f"{field}: " + people(n, "名" * (1500 // n)) +
                   "\r\n\r\nx\r\n")
    yield "name", f"From: {words('名' * 400)} <a@b.example>\r\n\r\nx\r\n"
    yield "no sender", "From: " + "bad " * 16000 + "\r\n\r\nx\r\n"
    yield "senders", "".join(f"From: u{i}@b.example\r\n" for i in range(900)) + "\r\nx\r\n"
    for size in range(970, 985):
        yield (f"identifier {size}", FROM + f"Message-ID: {identifiers(1, size)}\r\n"
               f"In-Reply-To: {identifiers(1, size)}\r\n"
               f"References: {identifiers(60, size)}\r\n\r\nx\r\n")
    yield "identifiers", FROM + f"References: {identifiers(900, 60)}\r\n\r\nx\r\n"
    yield "date", FROM + "Date: Fri, 20 Nov 2026 08:05:00 +0900 (" + "c" * 9000 + ")\r\n\r\nx\r\n"
    yield "relays", "".join(f"X-Sekisho-Relay: {f'm{i}' * 300}\r\n"
                            for i in range(9)) + FROM + "\r\nx\r\n"

    for size in 30, 60, 71, 110, 200:
        kinds = [f"Content-Type: application/{letter * size}\r\n" for letter in "abcdef"]
        for n in 1, 2, 4, 6:
            yield (f"{n} types of {size}", FROM + "".join(kinds[:n]) + "\r\nx\r\n")
            yield (f"{n} types of {size} in a part", mixed([part(0, "".join(kinds[:n]))]))
    yield "types that are addresses", mixed([part(0, "".join(
        f"Content-Type: www.{letter}.example/{letter * 100}\r\n" for letter in "abcd"))])
    yield "files", mixed(part(i, "Content-Type: application/" + "t" * 110 + "\r\n")
                         for i in range(990))
    for size in 100, 128, 400:
        yield (f"charset of {size}", FROM + "Content-Type: text/plain; charset=" +
               "z" * size + "\r\n\r\nx\r\n")
    yield "charset of kanji", FROM + ('Content-Type: text/plain; charset="' +
                                      word("字" * 300) + '"\r\n\r\nx\r\n')
    yield "charsets", FROM + "".join(f"Content-Type: text/plain; charset={c * 110}\r\n"
                                     for c in "abcdef") + "\r\nx\r\n"

    yield "line", FROM + TEXT + "漢字" * 300000 + "\r\n"
    yield "lines", FROM + TEXT + "a\r\n" * 700000
    yield "addresses", FROM + TEXT + "http://a.example/ " * 80000
    yield "own characters", FROM + TEXT + "".join(
        chr(0xE000 + i) for i in range(6000)) + "\r\n"
    yield "characters of plane 16", FROM + TEXT + "".join(
        chr(0x10FFC0 + i) for i in range(60)) + "\r\n"
    yield "geta", FROM + TEXT + "\ue000" * 400000
    yield "directions", FROM + "Subject: " + words("\u202e" * 900) + "\r\n" + TEXT + "\u202e" * 300000
    yield "selectors", FROM + TEXT + "葛\U000E0100\u0301\t\U000E0101\u200b\U000E0100 " * 9000
    yield "links", FROM + HTML + "".join(
        f'<a href="http://h{i}.example/{"p" * 3000}">http://o{i}.example/</a> '
        for i in range(200))
    yield "table", FROM + HTML + "<table border>" + (
        "<tr>" + ("<td>" + "字" * 50) * 24) * 80 + "</table>"
    yield "hidden", FROM + HTML + "<div style='display:none'>" + "h" * 3000000 + "</div>x"


def main():
    bad = n = 0
    for name, message in messages():
        run = subprocess.run([sys.argv[1], "--convert"], input=message.encode(),
                             capture_output=True)
        n += 1
        if run.returncode != 0:
            bad += 1
            print(f"{name}: exit {run.returncode}: "
                  f"{run.stderr.decode(errors='replace').strip()}")
    print(f"{n} messages, {bad} do not cross")
    return 1 if bad else 0


sys.exit(main())
