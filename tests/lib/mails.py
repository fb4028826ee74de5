# SPDX-License-Identifier: GPL-3.0-or-later
# mails.py -- the files below a folder that look like mails
import os
import re

MOST = 8 << 20  # larger files are left out
ENDINGS = ('.eml', '.msg', '.txt', '.raw', '.mail', '.mime', '.dat', '')
FIELD = re.compile(rb'(?:>?From |[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:)')


def is_mail(path):
    if not path.endswith(ENDINGS) and '.' in os.path.basename(path):
        return False
    if not os.path.isfile(path) or os.path.getsize(path) > MOST:
        return False
    with open(path, 'rb') as file:
        return FIELD.match(file.read(200).lstrip(b'\r\n\xef\xbb\xbf'))


def below(folder):
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(where, name)
            if is_mail(path):
                yield path
