#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# status_test.py -- tests src/mail/control/status.c and status_metrics.c
import json
import pathlib
import re
import subprocess
import sys

SAMPLE = sys.argv[1]
READER = pathlib.Path(__file__).resolve().parents[2] / "lib/openmetrics.py"
failed = 0


def check(claim, good, more=""):
    global failed
    print(f"{'ok' if good else 'NOT OK'} - {claim} {'' if good else more}")
    failed += not good


def printed(*how):
    return subprocess.run([SAMPLE, *how], capture_output=True, text=True, check=True).stdout


def metrics(text, *wanted):
    return subprocess.run([sys.executable, READER, *wanted], input=text, capture_output=True, text=True)


for fill in ("empty", "full"):
    read = metrics(printed(fill, "metrics"))
    check(f"the metrics of a relay that is {fill} are OpenMetrics", read.returncode == 0, read.stdout + read.stderr)

full = printed("full", "metrics")
value = lambda name: float(metrics(full, name).stdout or "nan")
check("all messages are counted once", value("sekisho_mail_messages_total") == 5000)
check("and by what became of them", value('sekisho_mail_messages_total{result="held"}') == 1250)
check("every one has its bucket", value("sekisho_mail_message_seconds_count") == 5000)
# i * i microseconds, up to 2^20: i up to 1024
check("a bucket holds what took at most so long", value('sekisho_mail_message_seconds_bucket{le="1.048576"}') == 1025)
families = [line.split()[2:4] for line in full.split("\n") if line.startswith("# TYPE")]
check("whatever counts says since when", value("sekisho_mail_start_time_seconds") > 0 and all(
    re.search(rf"^# HELP {name} .* Since sekisho_mail_start_time_seconds\.$", full, re.M)
    for name, kind in families if kind != "gauge"))
check("the store's figures are there", value("sekisho_mail_originals_held") == 3)
check("and whether it can keep a message", value("sekisho_mail_originals_failing") == 1
      and json.loads(printed("full", "json"))["store"]["failing"] is True)
check("so is whether the next hop answers", value("sekisho_mail_next_hop_failing") == 1
      and json.loads(printed("full", "json"))["hop_silent_since"] == 1795100000
      and "転送先が応答しない" in printed("full"))
check("nothing is said of one that does", json.loads(printed("empty", "json"))["hop_silent_since"] is None
      and "sekisho_mail_next_hop_failing 0" in re.sub(r"{.*?}", "", printed("empty", "metrics"))
      and "転送先が応答しない" not in printed("empty"))
check("without a store they are not", "originals" not in printed("empty", "metrics"))

# The reader finds what it should.
for claim, bad in {
    "no end": full.replace("# EOF\n", ""),
    "a counter without _total": full.replace("sekisho_mail_sessions_total", "sekisho_mail_sessions"),
    "a family in two pieces": full.replace("# EOF\n", "# TYPE sekisho_mail_bytes counter\n# EOF\n"),
    "the same sample twice": full.replace("# EOF\n", full.split("\n")[-3] + "\n# EOF\n"),
    "buckets that are not cumulative": full.replace('le="1.048576"} 1025', 'le="1.048576"} 1'),
    "a quote in a label": full.replace('peer="others"', 'peer="ot"hers"'),
}.items():
    check(f"{claim} is no OpenMetrics", bad != full and metrics(bad).returncode == 1)

as_json = json.loads(printed("full", "json"))
check("JSON: the same numbers", sum(as_json["messages"].values()) == 5000 and as_json["store"]["held"] == 3)
check("JSON: peers beyond the table are one", len(as_json["peers"]) == 64
      and sum(as_json["others"]["messages"].values()) == 36 * 50)
check("JSON: percentiles ascend", as_json["milliseconds"]["p50"] <= as_json["milliseconds"]["p95"]
      <= as_json["milliseconds"]["p99"] <= as_json["milliseconds"]["max"] == 4999 * 4999 / 1000, as_json["milliseconds"])
check("JSON: no store is null", json.loads(printed("empty", "json"))["store"] is None)

screen = printed("full")
check("the screen warns of a store that is nearly full", "nearly full" in screen and "When the store is full" in screen)
check("and of a damaged journal, with the words that look at it",
      "damaged" in screen and "sekisho journal verify --folder /var/lib/sekisho/mail/x/journal\n" in screen)
check("of originals that are lost or cannot be read", "originals are damaged" in screen
      and as_json["store"]["originals_damaged"] is True and value("sekisho_mail_originals_damaged") == 1)
check("and of one that cannot keep a message", "could not be kept" in screen)
check("and is silent without", "!" not in printed("empty"))
check("a certificate that has expired is said, and only that", "expired (有効期限切れ)" in screen
      and screen.count("\n! it ") == 1)
check("one that ends soon is, with its days", "! it ends in 9 days" in printed("soon"))
check("and one whose first day is to come", "! it is not good yet" in printed("young"))
check("of a good one only its end", "certificate (証明書)  until 20" in printed("good") and "! it " not in printed("good"))
check("its end is a number for who watches", value("sekisho_mail_certificate_end_time_seconds") == 1795000000)
check("and in JSON, null without", as_json["certificate"] == {"from": 1790000000, "until": 1795000000}
      and json.loads(printed("empty", "json"))["certificate"] is None)
check("without one nothing is said of it", "certificate" not in printed("empty", "metrics") + printed("empty"))
sys.exit(failed != 0)
