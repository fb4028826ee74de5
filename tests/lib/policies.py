# SPDX-License-Identifier: GPL-3.0-or-later
#
# policies.py -- the example sites as of today: what they permit holds, whatever the day is
import datetime
import os
import pathlib
import re
import shutil


def of_today(folder):
    """A copy of SEKISHO_CONF in the folder: everything began a month ago, and ends in a year."""
    copy = pathlib.Path(folder) / "conf"
    today = datetime.date.today()
    days = {"from": today - datetime.timedelta(30), "until": today + datetime.timedelta(365)}
    shutil.copytree(os.environ["SEKISHO_CONF"], copy)
    for policy in copy.rglob("*.conf"):
        text = policy.read_text(encoding="utf-8")
        policy.write_text(re.sub(r'valid_(from|until) = "[^"]*"', lambda said: f'valid_{said[1]} = "{days[said[1]]}"', text),
                          encoding="utf-8")
    return copy
