#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.py -- mails that nobody here wrote, by what needs no expected file
#
# run.py MIME_DUMP [FOLDER...]: each file below a folder that looks like a mail is
# converted. Asked of each: no crash, no more than SECONDS and KILOBYTES, the
# same bytes twice, no code point that convert.h forbids, no link that one of
# tests/lib/links.py's finders sees. Counted: held, withheld, flagged. The
# folders are not part of this tree: docs/mail-conformance.md names them. Without
# one those of SEKISHO_MAILS (":" between them) are taken; without that, skipped.
import collections
import os
import re
import resource
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import links
import mails

SECONDS = 2
IGNORABLE = re.compile('[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f'
                       '\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff'
                       '\ufe03-\ufe0d'
                       '\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3'
                       '\U0001d173-\U0001d17a\U000e0000-\U000e00ff'
                       '\U000e01f0-\U000e0fff]')
PLACES = re.compile(r'^(removed|subject): (.*)$', re.M)


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def convert(dump, path):
    done = subprocess.run([dump, path], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, preexec_fn=limit,
                          check=False)
    return done.returncode, done.stdout


def forbidden(text):
    """Code points that must not leave, except the line ends of the dump."""
    found = {char for char in set(text) if char not in '\n\t' and
             (unicodedata.category(char) in ('Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp')
              or IGNORABLE.match(char))}
    return {'U+%04X' % ord(char) for char in found}


def judge(dump, path, counts):
    """What is wrong with one mail, as a list of words."""
    code, out = convert(dump, path)
    if code:
        return ['exit %d' % code]
    wrong = []
    if convert(dump, path)[1] != out:
        wrong.append('not the same twice')
    try:
        text = out.decode('utf-8')
    except UnicodeDecodeError:
        return wrong + ['not UTF-8']
    wrong += sorted(forbidden(text))
    head, _, body = text.partition('\n--\n')
    shown = [body] + [match[2] for match in PLACES.finditer(head)]
    wrong += sorted({'link %r' % link for part in shown
                     for link in links.find(part)})[:3]
    for line in head.split('\n'):
        key, _, value = line.partition(': ')
        if key in ('held', 'action', 'defect'):
            counts[key + ' ' + value] += 1
    return wrong


def run(dump, folder):
    counts, bad, n = collections.Counter(), 0, 0
    for path in mails.below(folder):
        n += 1
        wrong = judge(dump, path, counts)
        if wrong:
            bad += 1
            print('%s: %s' % (path, '; '.join(wrong)))
    print('%s: %d mails, %d wrong' % (folder, n, bad))
    for word, count in counts.most_common():
        print('  %-32s %6d  %5.2f %%' % (word, count, 100 * count / n))
    return bad


folders = sys.argv[2:] or [folder for folder in os.environ.get(
    'SEKISHO_MAILS', '').split(':') if folder]
if not folders:
    print('1..0 # SKIP SEKISHO_MAILS names no folder of mails')
    sys.exit(77)
sys.exit(any([run(sys.argv[1], folder) for folder in folders]))
