#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# inert.py -- no link finder finds anything in what a conversion yields
#
# inert.py MIME_DUMP FOLDER: asked of every golden case below the folder, of
# every shape of tests/torture, and of hostile addresses put into a body, into
# HTML, a calendar, a subject, a name, a file's name or type; see tests/lib/links.py.
import base64
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, '..', '..', name) for name in
             ('lib', 'torture')]
import links
import shapes

HOSTILE = [
    'http://evil.example/x', 'HTTPS://EVIL.EXAMPLE', 'ftp://evil.example',
    'www.evil.example', 'evil.com', 'evil.co.jp/a', '例え.みんな',
    '例え.世界', 'a.ファッション', 'пример.ком', 'a.السعودية',
    'ｈｔｔｐ：／／ｅｖｉｌ．ｃｏｍ／', 'ｅｖｉｌ．ｃｏｍ', 'evil。com', 'evil｡com',
    'evil․com', '𝐡𝐭𝐭𝐩://𝐞𝐯𝐢𝐥.𝐜𝐨𝐦', 'ⓔⓥⓘⓛ.ⓒⓞⓜ', 'http:\n//evil.com',
    'htt\np://evil.com', 'http://ev\u200bil.com', 'ht\u00adtp://evil.com',
    'evil\u200b.com', 'http://evil.com@good.com/', 'http://u:p@evil.com/',
    'xhttp://evil.com', 'x.http://evil.com', 'hxxp.http://evil.com',
    'evil.com.http://a', '(evil.com)', '"evil.com"', 'を見よevil.comです',
    'evil.com。', 'evil.com,', 'a@b@evil.com.', 'evil.com:80', 'evil.com?x=y',
    'x=evil.com&y=evil.net', 'smb://evil/x', 'file:///c:/x', '\\\\evil\\share',
    '\\\\evil.com\\c$', 'x\\\\evil\\y', 'javascript:alert(1)',
    'vbscript:x', 'search-ms:query=x', 'ms-word:ofe|u|http://evil.com/x',
    'data:text/html,x', '//evil.com/x', 'http://[::1]/', 'http://0x7f.1/',
    'http://192.168.0.1/', 'http://\u202eevil.com', 'HtTp:\\\\evil.com',
    'xn--fsq.xn--0zwm56d', 'http&#58;//evil.com', 'http&colon;&sol;&sol;evil.com',
    'evil&period;com', '+AGgAdAB0AHA-://evil.com', 'evil.com\u0301',
    '⑯⑰.com', 'http://⑯⑰.com', '℡.com', 'x☃.net', '\\\\?\\UNC\\evil\\x',
    'http://[2001:db8::1]/', 'http://2130706433/', 'http://0177.0.0.1/',
    'https://evil.com\\@good.com', 'http:///evil.com', 'telnet://evil.com',
]


def dump(program, mail):
    with tempfile.NamedTemporaryFile() as file:
        file.write(mail)
        file.flush()
        return subprocess.run([program, file.name], stdout=subprocess.PIPE,
                              check=True).stdout.decode('utf-8')


def word(text):
    return '=?utf-8?B?%s?=' % base64.b64encode(text.encode()).decode()


def hostile(text):
    head = 'From: %s <a@b.c>\r\nSubject: %s\r\nMIME-Version: 1.0\r\n' % (
        word(text), word(text))
    yield head + 'Content-Type: text/plain; charset=utf-8\r\n\r\n' + text
    yield head + ('Content-Type: text/plain; charset=utf-8; format=flowed'
                  '\r\n\r\n' + text.replace('.', '. \r\n.'))
    yield head + 'Content-Type: text/plain; charset=utf-7\r\n\r\n' + text
    yield head + ('Content-Type: text/html; charset=utf-8\r\n\r\n<p>' + text +
                  '<br>' + '<b></b>'.join(text) + '<a href="%s">x</a>' % text +
                  '<a href=x>%s</a><img alt="%s"><input value="%s">' % (
                      text, text, text))
    yield head + ('Content-Type: application/pdf; name="%s"\r\n\r\nx' %
                  word(text))
    line = text.replace('\n', '')
    yield head + ('Message-ID: <%s/x@a.example>\r\nContent-Type: %s/x\r\n\r\n'
                  'begin 644 %s\r\n#0V%%T\r\nend\r\n' % (line, line, line))
    yield head + ('Content-Type: text/calendar; charset=utf-8\r\n\r\n'
                  'BEGIN:VEVENT\r\nSUMMARY:%s\r\nDESCRIPTION:<p>%s\r\n'
                  'ATTENDEE;CN="%s":%s\r\nEND:VEVENT\r\n' % ((line,) * 4))


def mails(folder):
    for path in sorted(glob.glob(folder + '/*/in.eml')):
        with open(path, 'rb') as file:
            yield path, file.read()
    for name, make in shapes.SHAPES.items():
        yield name, make(3000)
    for text in HOSTILE:
        for mail in hostile(text):
            yield repr(text), mail.encode()


def main(program, folder):
    bad = n = 0
    for name, mail in mails(folder):
        n += 1
        head, _, body = dump(program, mail).partition('\n--\n')
        shown = [body] + re.findall(r'^(?:removed|subject|from|to|cc|message-id): (.*)$',
                                    head, re.M)
        for text in shown:
            found = links.find(text)
            if found:
                bad += 1
                print('%s: %s in %r' % (name, sorted(found), text[:200]))
    print('%d mails, %d texts with links' % (n, bad))
    sys.exit(bad != 0)


main(*sys.argv[1:])
