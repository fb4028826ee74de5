#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# openmetrics.py -- is standard input OpenMetrics 1.0 text?
#
# https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md: its rules for what we
# write, each violation an exit 1 with its line. `openmetrics.py NAME[{LABEL="VALUE",…}]` prints that sample's value.
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
VALUE = r"[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|Inf)|NaN"
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\}})? ({VALUE})$')
SUFFIXES = {"counter": ("_total", "_created"), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum", "_created")}


def fail(number, text):
    sys.exit(f"line {number}: {text}")


def read(text):
    """[(family, kind, [(name, labels, value)])]"""
    lines = text.split("\n")
    if lines[-2:] != ["# EOF", ""]:
        fail(len(lines), "does not end in '# EOF' and a newline")
    families, seen, samples = [], set(), set()
    for number, line in enumerate(lines[:-2], 1):
        meta = re.fullmatch(rf"# (TYPE|HELP|UNIT) ({NAME}) (.+)", line)
        if meta:
            word, name, rest = meta.groups()
            if not families or families[-1][0] != name:
                if name in seen:
                    fail(number, f"{name} is not in one piece")
                seen.add(name)
                families.append([name, None, [], set()])
            family = families[-1]
            if word in family[3] or family[2]:
                fail(number, f"a second {word}, or one behind samples")
            family[3].add(word)
            if word == "TYPE":
                if rest not in SUFFIXES:
                    fail(number, f"no type {rest}")
                family[1] = rest
            continue
        sample = SAMPLE.match(line)
        if not sample or not families:
            fail(number, f"no sample: {line}")
        name, labels, value = sample[1], tuple(sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', sample[2] or ""))), sample[3]
        family = families[-1]
        if family[1] is None or name not in [family[0] + suffix for suffix in SUFFIXES[family[1]]]:
            fail(number, f"{name} is no sample of {family[0]}, a {family[1]}")
        if (name, labels) in samples or len(dict(labels)) != len(labels):
            fail(number, "twice the same")
        samples.add((name, labels))
        if family[1] != "gauge" and float(value) < 0:
            fail(number, "counts below zero")
        family[2].append((name, labels, value))
    for family in families:
        if family[1] == "histogram":
            check_histogram(family)
    return families


def check_histogram(family):
    groups = {}
    for name, labels, value in family[2]:
        rest = tuple(label for label in labels if label[0] != "le")
        groups.setdefault(rest, {}).setdefault(name[len(family[0]):], []).append((dict(labels).get("le"), float(value)))
    for group in groups.values():
        bounds = [float(le) for le, _ in group["_bucket"]]
        counts = [count for _, count in group["_bucket"]]
        if bounds != sorted(set(bounds)) or bounds[-1] != float("inf") or counts != sorted(counts):
            sys.exit(f"{family[0]}: buckets are not cumulative up to +Inf")
        if group["_count"][0][1] != counts[-1] or "_sum" not in group:
            sys.exit(f"{family[0]}: count and buckets disagree")
        for le, _ in group["_bucket"]:
            if le != "+Inf" and re.fullmatch(r"\d+", le):
                sys.exit(f"{family[0]}: le=\"{le}\" is no float")


def main(wanted=None):
    families = read(sys.stdin.read())
    if not wanted:
        print(f"{len(families)} families")
        return
    name, _, rest = wanted.partition("{")
    labels = set(re.findall(r'(\w+)="([^"]*)"', rest))
    print(sum(float(value) for _, _, samples, _ in families for at, has, value in samples
              if at == name and labels <= set(has)))


main(*sys.argv[1:])
