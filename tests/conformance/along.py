#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""along.py -- what other readers find in a message that files came along with

	along.py BOTH-HALVES [GMIME-DUMP]

Mails of 1 to 9 files with names and sizes at random, made by CPython: the files that may pass, and no others,
must be in the output as CPython's email and GMime read it, byte for byte and in order, behind one text.
"""
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]
import attachments as mails  # noqa: E402
from oracles import by_gmime  # noqa: E402

GOOD = ("pdf", "png", "jpeg", "docx", "xlsx", "pptx")
LETTERS = "aZ09 -_.()%'+=~!#$&,;@^`{}" + "申請書様式①Ⅲ髙﨑葛éДガ"


def vary(dice, word):
    """A file like that of FILES, under another name and with more behind; or under one that may not pass."""
    name, kind, content = mails.FILES[word]
    stem = "".join(dice.choice(LETTERS) for _ in range(dice.randrange(1, 60)))
    # Runs of blanks are one on the way.
    stem = " ".join(stem.split()).strip(" .") or "x"
    mails.FILES["varied"] = (stem + name[name.rindex("."):], kind, content + dice.randbytes(dice.choice((0, 1, 2, 3, 56, 57, 58, 70000))))
    return mails.FILES["varied"]


def main(program, gmime=None):
    dice, passed, failed = random.Random(20261121), 0, 0
    for number in range(150):
        wanted, words = [], []
        for place in range(dice.randrange(1, 10)):
            word = dice.choice(list(GOOD) * 2 + ["docm", "macro", "mismatch", "program"])
            if word in GOOD:
                wanted.append(vary(dice, word))
                mails.FILES[f"file-{place}"] = wanted[-1]
                word = f"file-{place}"
            words.append(word)
        mail = mails.make("x@town.example.jp", "y@citizen.example", number, words)
        run = subprocess.run([program], input=mail, capture_output=True, check=False)
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(run.stdout)
        message, text, files = mails.parts_of(file.name)
        wrong = run.returncode or message.defects or text.get_content_type() != "text/plain"
        found = [(part.get_filename(), part.get_content_type(), part.get_payload(decode=True)) for part in files]
        shown = {name for name, _, _ in found}
        # Random bytes may hold what looks like a mark: such a file is removed, and said so.
        kept = [one for one in wanted if one[0] in shown]
        lost = [one for one in wanted if one[0] not in shown]
        wrong = wrong or found != kept or any(f"{name} doubtful" not in text.get_content().replace("\r\n", "\n") for name, _, _ in lost)
        if gmime and not wrong:
            parts = list(by_gmime(gmime, file.name))
            wrong = parts[0][:2] != ("text/plain", False) or [(kind, data) for kind, attached, data in parts[1:] if attached] != \
                [(kind, data) for _, kind, data in found] or len(parts) != len(found) + 1
        os.unlink(file.name)
        passed += len(found)
        failed += bool(wrong)
        if wrong:
            print(f"mail {number}: {words} -> {[one[:2] for one in found]}, lost {[one[0] for one in lost]}, wanted {[one[0] for one in wanted]}\n{text.get_content()}")
    print(f"150 mails, {passed} files came along, {failed} wrong{'' if gmime else '; without GMime'}")
    return bool(failed or passed < 300)


sys.exit(main(*sys.argv[1:]))
