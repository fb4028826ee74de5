#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# winmail.py -- the files in TNEF streams against the lists beside them
#
# winmail.py MIME_DUMP [FOLDER]: x.tnef holds the files that x.list names, as in
# MimeKit's test data; "body.*" is a text. Without a folder SEKISHO_TNEF is taken;
# without that, skipped. Of a message in TNEF the files are found, but not those
# of one inside that.
import base64
import glob
import os
import re
import subprocess
import sys
import tempfile


def names(dump, path):
    with open(path, 'rb') as file:
        mail = (b'From: a@b.example\nContent-Type: application/ms-tnef\n'
                b'Content-Transfer-Encoding: base64\n\n' +
                base64.encodebytes(file.read()))
    with tempfile.NamedTemporaryFile() as file:
        file.write(mail)
        file.flush()
        out = subprocess.run([dump, file.name], stdout=subprocess.PIPE,
                             check=True).stdout.decode('utf-8')
    found = re.findall(r"^removed: '(.*?)' ", out, re.M)[1:]
    return sorted(name.replace('[.]', '.') for name in found)


def wanted(path):
    with open(path, encoding='utf-8') as file:
        return sorted(line for line in file.read().split('\n')
                      if line and not line.startswith('body.'))


folder = (sys.argv[2:] or [os.environ.get('SEKISHO_TNEF')])[0]
if not folder:
    print('1..0 # SKIP SEKISHO_TNEF names no folder of winmail.dat')
    sys.exit(77)
# Messages inside, which have their subjects for names here; lists that leave the
# files out.
KNOWN = ('christmas', 'long-filename', 'missing-filenames')
paths = sorted(glob.glob(os.path.join(folder, '*.tnef')))
bad = 0
for path in paths:
    got, listed = names(sys.argv[1], path), wanted(path[:-5] + '.list') \
        if os.path.exists(path[:-5] + '.list') else []
    if got != listed:
        bad += not path[:-5].endswith(KNOWN)
        print('%s: %s, listed %s' % (os.path.basename(path), got, listed))
print('%d streams, %d differ beyond the known %d' % (len(paths), bad,
                                                     len(KNOWN)))
sys.exit(bad != 0)
