#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.py -- html5lib's tokenizer cases against our tokenizer
#
# run.py HTML_TOKENS [FILE...] (default: the cases beside this script, and every
# name of Python's own list of entities). The files are those of html5lib-tests
# (MIT, see LICENSE); of test3.test the lists of parse errors, which nobody here
# reads, were left out, and namedEntities.test is too large for this tree.
import glob
import html.entities
import json
import os
import re
import subprocess
import sys

MODELS = {'Data state': 0, 'RCDATA state': 1, 'RAWTEXT state': 2,
          'Script data state': 3, 'PLAINTEXT state': 4,
          'CDATA section state': 5}


def unescape(value):
    if isinstance(value, str):
        return re.sub(r'\\u([0-9a-fA-F]{4})',
                      lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, list):
        return [unescape(each) for each in value]
    if isinstance(value, dict):
        return {unescape(k): unescape(v) for k, v in value.items()}
    return value


def pair_up(text):
    """Two halves of a surrogate pair are one character."""
    return text.encode('utf-16', 'surrogatepass').decode('utf-16')


def cases(path):
    for case in json.load(open(path, encoding='utf-8')).get('tests', []):
        if case.get('doubleEscaped'):
            case['input'] = unescape(case['input'])
            case['output'] = unescape(case['output'])
        for state in case.get('initialStates', ['Data state']):
            yield (os.path.basename(path) + ': ' + case['description'],
                   state, case.get('lastStartTag', '-'), case['input'],
                   case['output'])


def entity_cases():
    for name, text in html.entities.html5.items():
        yield ('&' + name, 'Data state', '-', '&' + name + ' ',
               [['Character', text + ' ']])


def shown(output):
    """The expected tokens as html_tokens prints them, text joined; comments and
    doctypes are passed over, so that only where they end is seen."""
    def put(text):
        return ' x' + pair_up(text).encode('utf-8').hex()

    tokens = []
    for token in output:
        kind = token[0]
        if kind == 'Character':
            if tokens and tokens[-1].startswith('text'):
                tokens[-1] += put(token[1])[2:]
            else:
                tokens.append('text' + put(token[1]))
        elif kind == 'StartTag':
            text = 'start' + put(token[1])
            for name, value in token[2].items():
                text += put(name) + put(value)
            tokens.append(text + (' /' if len(token) > 3 and token[3] else ''))
        elif kind == 'EndTag':
            tokens.append('end' + put(token[1]))
    return tokens


def joined(line):
    tokens = []
    for token in line.split(';')[:-1]:
        if token.startswith('text') and tokens and tokens[-1].startswith(
                'text'):
            tokens[-1] += token[6:]
        else:
            tokens.append(token)
    return tokens


here = os.path.dirname(os.path.abspath(__file__))
paths = sys.argv[2:] or sorted(glob.glob(here + '/*.test'))
todo, skipped = [], []
for case in [c for p in paths for c in cases(p)] + list(entity_cases()):
    try:
        # 13.2.3.5: line ends are normalised before the tokenizer.
        text = pair_up(case[3]).replace('\r\n', '\n').replace('\r', '\n')
        todo.append((case, text.encode('utf-8')))
    except UnicodeError:
        skipped.append(case[0])  # a lone surrogate cannot be in UTF-8
stdin = b''.join(b'%d %s %d\n' % (MODELS[case[1]], case[2].encode(), len(text)) +
                 text for case, text in todo)
lines = subprocess.run([sys.argv[1]], input=stdin, stdout=subprocess.PIPE,
                       check=True).stdout.decode().split('\n')
bad = 0
for (case, text), line in zip(todo, lines):
    if joined(line) != shown(case[4]):
        bad += 1
        print('%s (%s)\n  input    %r\n  expected %s\n  got      %s' % (
            case[0], case[1], text, shown(case[4]), joined(line)))
for name in skipped:
    print('skipped (lone surrogate): ' + name)
print('%d cases, %d differ, %d skipped' % (len(todo), bad, len(skipped)))
sys.exit(bad != 0 or len(todo) < 1000)
