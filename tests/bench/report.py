#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# report.py -- puts the figures of build/bench.json into docs/performance.md
"""usage: report.py [BENCH.JSON]

Between `<!-- figures NAME -->` and `<!-- end -->` of docs/performance.md stands
what this wrote; the words around it are a person's.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def table_text(table):
    lines = [f"{table['title']}", ""]
    lines.append("| " + " | ".join(table["head"]) + " |")
    lines.append("|---" + "|--:" * (len(table["head"]) - 1) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in table["rows"]]
    return lines + [""]


def figures_text(result):
    machine = result["machine"]
    lines = [f"{machine['date'][:16]}, {machine['cpu']}, {machine['cpus']} CPUs, {machine['memory_mb']} MB, Linux {machine['kernel']}, "
             f"Debian {machine['debian']}, {machine['nft']}, commit {machine['commit']}; the machine was {machine['idle_before'] * 100:.0f} % idle just before."
             + (" **A quick run: it shows that everything works, the figures mean little.**" if machine["quick"] else ""), ""]
    for table in result["tables"]:
        lines += table_text(table)
    for goal in result["goals"]:
        lines.append(f"- Goal {'met' if goal['met'] else '**missed**'}: {goal['goal']}; seen {goal['seen']}.")
    return "\n".join(lines) + "\n"


def main():
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/bench.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    page = ROOT / "docs/performance.md"
    text = page.read_text(encoding="utf-8")
    for name, result in results.items():
        text = re.sub(rf"(<!-- figures {name} -->\n).*?(<!-- end -->)",
                      lambda found, result=result: found[1] + figures_text(result) + found[2], text, flags=re.S)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
