#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# transform.py -- what it costs to make text of a mail
"""The transform alone, in memory: parsing, charsets, HTML, links, digests and
the plain message; no process, no SMTP, no inner half. Beside it GMime, which
parses, decodes and converts charsets, and no more. The public sets are those of
SEKISHO_MAILS (see docs/mail-conformance.md); the others are made here."""

import email.message
import email.policy
import os
import pathlib
import random
import subprocess
import sys

import common

sys.path.insert(0, str(common.ROOT / "tests/lib"))
import mails

TEXT = ("お世話になっております。住民課の山田です。先日ご依頼いただきました令和8年度の①申請書類について、"
        "下記のとおりご案内いたします。ご不明な点がございましたら、https://www.example.jp/juki/ をご覧ください。\n")
CHARSETS = ("iso-2022-jp", "shift_jis", "euc-jp", "utf-8")
MAILS = 400


def letter(rng):
    """A text of a few kilobytes, every other one with its HTML."""
    charset = rng.choice(CHARSETS)
    lines = rng.randrange(4, 40)
    text = (TEXT if charset == "utf-8" else TEXT.replace("①", "(1)")) * lines
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = "山田 太郎 <yamada@example.co.jp>", "juki@town.example.jp"
    mail["Subject"], mail["Message-ID"] = "申請書類のご案内", f"<{rng.randrange(1 << 40)}@example.co.jp>"
    mail.set_content(text, charset=charset)
    if rng.random() < 0.5:
        rows = "".join(f'<tr><td style="color: #333">{i}</td><td><a href="https://example.jp/{i}">{TEXT}</a></td></tr>' for i in range(lines))
        mail.add_alternative(f"<html><head><style>td {{ margin: 0 }}</style></head><body><table>{rows}</table></body></html>", subtype="html")
    return mail.as_bytes()


def parcel(rng):
    """Four megabytes that no one can read."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = "yamada@example.co.jp", "資料"
    mail.set_content("添付します。\n")
    mail.add_attachment(rng.randbytes(4 << 20), maintype="application", subtype="zip", filename="資料.zip")
    return mail.as_bytes()


def made(folder, name, contents):
    (folder / name).mkdir()
    for number, mail in enumerate(contents):
        (folder / name / f"{number}.eml").write_bytes(mail)
    return sorted((folder / name).iterdir())


def has_page(file):
    return b"text/html" in pathlib.Path(file).read_bytes().lower()


def public():
    """Each set whole, then those of it without a page and those with one."""
    for place in filter(None, os.environ.get("SEKISHO_MAILS", "").split(":")):
        name, files = pathlib.Path(place).name, list(mails.below(place))
        pages = set(filter(has_page, files))
        yield name, files
        yield f"{name}, no HTML", [file for file in files if file not in pages]
        yield f"{name}, HTML", [file for file in files if file in pages]


def measure(program, files, rounds):
    out = subprocess.run([str(program), str(rounds)], input="".join(f"{file}\n" for file in files), check=True,
                         capture_output=True, text=True).stdout
    n, size, plain, held, nanoseconds = map(int, out.split())
    return {"mails": n, "bytes": size, "plain": plain, "held": held, "seconds": nanoseconds / 1e9,
            "rate": size / nanoseconds * 1e9, "each": nanoseconds / 1e9 / max(1, n)}


def main():
    options, folder = common.begin(__doc__)
    rng = random.Random(5)
    small = dict(public())
    sets = {"letters": made(folder, "letters", [letter(rng) for _ in range(MAILS)]),
            "parcels": made(folder, "parcels", [parcel(rng) for _ in range(6)]),
            "golden mails": sorted((common.ROOT / "tests/golden/mime").glob("*/in.eml")), **small}
    cases, rows = {}, []
    programs = options.build / "tests/bench"
    rounds = 2 if options.quick else 20
    for name, files in sets.items():
        cases[name] = case = measure(programs / "transform_cost", files, rounds)
        row = [name, f"{case['mails']}", f"{case['bytes'] / 1e6:.1f}", f"{case['rate'] / 1e6:.0f}", f"{case['each'] * 1e6:.0f}"]
        if (programs / "transform_gmime").exists():
            cases[f"{name}, GMime"] = peer = measure(programs / "transform_gmime", files, rounds)
            row += [f"{peer['rate'] / 1e6:.0f}", f"{case['rate'] / peer['rate']:.2f}"]
        rows.append(row)
    goals = [common.goal(f"{name}: at least {least / 1e6:.0f} MB/s", cases[name]["rate"] / 1e6, cases[name]["rate"] >= least, " MB/s")
             for name, least in [("letters", 300e6), ("parcels", 800e6), *((name, 300e6) for name in small if not name.endswith(", HTML"))]]
    table = common.print_table("transform: mails in memory become plain messages (CPU, fastest round)",
                               ["set", "mails", "MB", "MB/s", "us a mail", "GMime MB/s", "x GMime"][:len(rows[0])], rows)
    common.print_goals(goals)
    common.save(options, "transform", {"unit": "CPU seconds", "cases": cases, "goals": goals, "tables": [table]})


if __name__ == "__main__":
    main()
