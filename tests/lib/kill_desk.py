# SPDX-License-Identifier: GPL-3.0-or-later
"""kill_desk.py -- operators who ask a relay that may die of it

For kill_points.py. Each question is about an original of its own, that was
delivered before; some make it a held one first. What was answered must stand
in the journal of accesses, and what was done must be there or not have been
said.
"""
import collections
import json
import os
import pathlib
import subprocess

QUESTIONS = ["held", "find", "fetch", "release", "delete"]
EVENTS = {"held": "held-listed", "find": "original-found",
          "fetch": "original-fetched", "release": "original-released",
          "delete": "original-erased"}
FIRST, SECOND = 40301, 40302  # two operators
OPERATORS, STORE = 40201, 40004
PATIENCE = 30


class Question:
    def __init__(self, kind, key, reference):
        self.kind, self.key, self.reference = kind, key, reference
        self.status = None  # the exit status, None: no answer came
        self.out = b""      # the original, as far as it was handed out


class Desk:
    def __init__(self, socket, store):
        self.socket, self.store = socket, store
        self.asked = []

    def say(self, who, *words):
        command = ["setpriv", "--regid=40300", f"--reuid={who}",
                   f"--groups={OPERATORS}", "sekisho", "mail", *words,
                   "--socket", str(self.socket)]
        try:
            return subprocess.run(command, timeout=PATIENCE, check=False,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode
        except subprocess.TimeoutExpired:
            return None

    def prepare(self, question):
        """What has to be there before; nobody is killed."""
        if question.kind == "release":
            mark = self.store / f"held-{question.reference}"
            mark.write_text("too-deep", encoding="ascii")
            os.chown(mark, STORE, -1)
        elif question.kind == "delete":
            status = self.say(FIRST, "delete", question.reference, "-m", "x")
            if status != 0:
                raise SystemExit(f"the first word is not taken: {status}")

    def ask(self, question):
        words = [question.kind, question.reference, "-m", "x"]
        out = pathlib.Path(f"desk/{len(self.asked)}")
        self.asked.append(question)
        if question.kind == "held":
            words = ["held"]
        elif question.kind == "find":
            words = ["find", question.reference]
        elif question.kind == "fetch":
            words[0] = "find"
            words += ["--out", str(out)]
        question.status = self.say(SECOND, *words)
        if out.exists():
            question.out = out.read_bytes()

    # ------ what came of it ------

    def journal(self):
        """How often each event of each reference is there."""
        found = collections.Counter()
        for path in (self.store.parent / "journal").glob("*.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                line = json.loads(line)
                found[line["event"], line.get("reference", "")] += 1
        return found

    def judge(self, kept, arrived):
        """What is wrong. An original that was erased is put into `kept`."""
        journal = self.journal()
        wrong = []
        needed = collections.Counter()
        for question in self.asked:
            event = EVENTS[question.kind]
            reference = "" if question.kind == "held" else question.reference
            if question.status == 0 or question.out:
                needed[event, reference] += 1
            wrong += self.judge_one(question, kept, arrived)
            if question.reference not in kept:
                kept[question.reference] = question.key
                if not journal[EVENTS["delete"], question.reference]:
                    wrong.append(f"{question.reference}: erased unseen")
        for what, n in needed.items():
            if journal[what] < n:
                wrong.append(f"{what}: answered {n} times, "
                             f"{journal[what]} in the journal")
        answered = collections.Counter(q.kind for q in self.asked
                                       if q.status == 0)
        for kind, n in collections.Counter(q.kind for q in self.asked).items():
            print(f"# {kind}: {answered[kind]} of {n} answered")
        return wrong

    def judge_one(self, question, kept, arrived):
        reference = question.reference
        if question.kind == "delete" and question.status == 0 and \
                reference in kept:
            yield f"{reference}: is there still"
        if question.kind != "delete" and reference not in kept:
            yield f"{reference}: is gone"
        if question.kind == "fetch" and question.status == 0 and \
                question.key.encode() not in question.out:
            yield f"{reference}: another's original"
        if question.kind == "release":
            held = (self.store / f"held-{reference}").exists()
            if held and question.status == 0:
                yield f"{reference}: said to be released, and is held"
            if not held and arrived[question.key] < 2:
                yield f"{reference}: held no more, and not delivered"
