# SPDX-License-Identifier: GPL-3.0-or-later
#
# shapes.py -- mails whose shape hangs or kills other mail programs, at any size
#
# SHAPES: a name, and a function from a size in bytes to a mail of about it.

TNEF = b'\x78\x9f\x3e\x22\0\0'
HEAD = b'From: a@example.jp\r\nSubject: x\r\n'
WORD = b'=?iso-2022-jp?B?GyRCOzNFREJATzobKEI=?= '


def text(kind, body, more=b''):
    return (HEAD + b'Content-Type: text/' + kind + b'; charset=utf-8\r\n' +
            more + b'\r\n' + body)


def html(body):
    return text(b'html', body)


def multipart(n, part):
    return (HEAD + b'Content-Type: multipart/mixed; boundary=b\r\n\r\n' +
            part * n + b'--b--\r\n')


def rtf(body):
    """A winmail.dat whose text is RTF, stored."""
    packed = (len(body) + 12).to_bytes(4, 'little') + \
        len(body).to_bytes(4, 'little') + b'MELA\0\0\0\0' + body
    return packed_rtf(packed)


def packed_rtf(packed):
    value = b'\x02\x01\x09\x10\1\0\0\0' + \
        len(packed).to_bytes(4, 'little') + packed
    return (HEAD + b'Content-Type: application/ms-tnef\r\n\r\n' + TNEF +
            b'\1\3\x90\6\0' + (len(value) + 4).to_bytes(4, 'little') +
            b'\1\0\0\0' + value + b'\0\0')


def alternative(plain, more):
    return (HEAD + b'Content-Type: multipart/alternative; boundary=b\r\n\r\n'
            b'--b\r\n\r\n' + plain +
            b'\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n' + more)


def nested(n):
    return b''.join(b'Content-Type: multipart/mixed; boundary=b%d\r\n\r\n'
                    b'--b%d\r\n' % (i, i) for i in range(n)) + b'\r\nx\r\n'


def folded(name, piece, n):
    return HEAD + name + b': ' + piece * n + b'\r\n\r\nx\r\n'


SHAPES = {
    # MIME
    'headers': lambda n: HEAD + b'X: y\r\n' * (n // 6) + b'\r\nx',
    'header of one kind': lambda n: HEAD + b'To: a@b.c\r\n' * (n // 12) +
        b'\r\nx',
    'subjects': lambda n: HEAD + b'Subject: abc\r\n' * (n // 14) + b'\r\nx',
    'types': lambda n: HEAD + b'Content-Type: a/b\r\n' * (n // 19) + b'\r\nx',
    'dispositions': lambda n: HEAD +
        b'Content-Disposition: a; filename=b\r\n' * (n // 36) + b'\r\nx',
    'folded field': lambda n: folded(b'To', b'a@b.example,\r\n ', n // 16),
    'groups in To': lambda n: folded(b'To', b'g:', n // 2),
    'folded groups in To': lambda n: folded(b'To', b'g:\r\n ', n // 5),
    'comments in To': lambda n: folded(b'To', b'(', n),
    'quotes in To': lambda n: folded(b'To', b'"a" <a@b.c>, ', n // 13),
    'encoded words': lambda n: folded(b'Subject', b'=?utf-8?B?44GC?= ',
                                      n // 17),
    'encoded words in To': lambda n: folded(b'To', WORD, n // len(WORD)),
    'names by encoded words': lambda n: folded(
        b'To', WORD + b'<yamada@example.jp>,\r\n ', n // (len(WORD) + 22)),
    'broken encoded words': lambda n: folded(b'Subject', b'=?a?B?', n // 6),
    'raw escapes in Subject': lambda n: folded(b'Subject', b'\x1b$B', n // 3),
    'parameters': lambda n: folded(b'Content-Type: text/plain', b'; a=b',
                                   n // 5),
    'pieces of RFC 2231': lambda n: HEAD +
        b'Content-Type: text/plain; ' + b'; '.join(
            b'name*%d*=%%41' % i for i in range(n // 14)) + b'\r\n\r\nx',
    'references': lambda n: folded(b'References', b'<a@b> ', n // 6),
    'angle brackets': lambda n: folded(b'References', b'<', n),
    'nested multiparts': lambda n: HEAD + nested(n // 60),
    'nested messages': lambda n: HEAD +
        b'Content-Type: message/rfc822\r\n\r\n' * (n // 32),
    'messages': lambda n: multipart(n // 50,
        b'--b\r\nContent-Type: message/rfc822\r\n\r\nTo: x\r\n\r\ny\r\n'),
    'alternatives': lambda n: (
        HEAD + b'Content-Type: multipart/alternative; boundary=b\r\n\r\n' +
        b'--b\r\n\r\na\r\n' +
        b'--b\r\nContent-Type: text/html\r\n\r\n<b>x y\r\n' * (n // 42)),
    'alternatives of length': lambda n: alternative(
        b'word ' * (n // 10), b'<b>other ' * (n // 18)),
    'alternative of angle brackets': lambda n: alternative(
        b'<' * (n // 2), b'&lt;' * (n // 8)),
    'alternative of pictures': lambda n: alternative(
        b'x', '[画像'.encode() * (n // 7)),
    'alternative of marks': lambda n: alternative(
        b'x', '※・\u3000'.encode() * (n // 9)),
    'alternative of lines': lambda n: alternative(
        b'x\r\n' * (n // 6), b'y<br>' * (n // 10)),
    'calendar': lambda n: text(b'calendar', b'SUMMARY:x\r\n y\r\n' * (n // 15)),
    'folds in a calendar': lambda n: text(b'calendar', b'SUMMARY:\r\n' +
                                          b' \r\n' * (n // 3)),
    'times of a calendar': lambda n: text(
        b'calendar', (b'RDATE;' + b';' * 8000 + b':' + b',' * 8000 + b'\n') *
        (n // 16008)),
    'soft breaks in a card': lambda n: text(
        b'vcard', b'N;' + b'x' * 15000 + b';QUOTED-PRINTABLE:a' +
        b'=\n' * (n // 2)),
    'folds in a card': lambda n: text(
        b'vcard', b'N;' + b'x' * 15000 + b':a' + b'=\n ' * (n // 3)),
    'winmail': lambda n: (
        HEAD + b'Content-Type: application/ms-tnef\r\n\r\n' + TNEF +
        b'\2\2\x90\6\0\0\0\0\0\0\0' * (n // 11)),
    'properties in winmail': lambda n: (
        HEAD + b'Content-Type: application/ms-tnef\r\n\r\n' + TNEF +
        b'\1\3\x90\6\0' + (n // 8 * 8 + 4).to_bytes(4, 'little') +
        b'\xff' * 4 + b'\3\0\0\0\0\0\0\0' * (n // 8) + b'\0\0'),
    'winmails': lambda n: multipart(
        n // 140, b'--b\r\nContent-Type: application/ms-tnef\r\n\r\n' + TNEF +
        b'\1\x0c\x80\2\0\x46\0\0\0' + b'word ' * 14 + b'\0\0\r\n'),
    'RTF groups': lambda n: rtf(b'{\\rtf1' + b'{a' * (n // 2)),
    'RTF groups closed': lambda n: rtf(b'{\\rtf1' + b'{a}' * (n // 3)),
    'RTF fonts': lambda n: rtf(
        b'{\\rtf1{\\fonttbl' + b''.join(
            b'{\\f%d\\fcharset%d;}' % (i, (128, 204)[i % 2])
            for i in range(60)) + b'}' + b"\\f58\\'82a\\f59\\'e9" * (n // 19)),
    'RTF font table': lambda n: rtf(b'{\\rtf1{\\fonttbl' +
                                    b'\\f1\\fcharset128' * (n // 15)),
    'RTF bytes': lambda n: rtf(b"{\\rtf1\\ansicpg932 " + b"\\'82\\'a0" * (n // 8)),
    'RTF unicode': lambda n: rtf(b'{\\rtf1' + b'\\u26085?' * (n // 8)),
    'RTF words': lambda n: rtf(b'{\\rtf1' + b'\\ab' * (n // 3)),
    'RTF strikes': lambda n: rtf(b'{\\rtf1' + b'{\\strike a}b' * (n // 12)),
    'RTF links': lambda n: rtf(
        b'{\\rtf1' + b'{\\field{\\fldinst HYPERLINK a:b}{\\fldrslt x}}' *
        (n // 47)),
    'HTML in RTF': lambda n: rtf(b'{\\rtf1\\fromhtml' +
                                 b'{\\*\\htmltag <b>}x' * (n // 19)),
    'packed RTF': lambda n: packed_rtf(
        n.to_bytes(4, 'little') * 2 + b'LZFu\0\0\0\0' +
        b'\xff' + b'\0\x0f' * 8 * (n // 17)),
    'empty parts': lambda n: multipart(n // 5, b'--b\r\n'),
    'small parts': lambda n: multipart(n // 30,
                                       b'--b\r\nContent-Type: a/b\r\n\r\nx\r\n'),
    'nearly boundaries': lambda n: multipart(n // 8, b'--bbbbb\r\n'),
    'dashes': lambda n: multipart(n // 4, b'--\r\n'),
    'long line': lambda n: text(b'plain', b'x' * n),
    'short lines': lambda n: text(b'plain', b'\r\n' * (n // 2)),
    'soft breaks': lambda n: text(
        b'plain', b'=\r\n' * (n // 3),
        b'Content-Transfer-Encoding: quoted-printable\r\n'),
    'equal signs': lambda n: text(
        b'plain', b'=' * n,
        b'Content-Transfer-Encoding: quoted-printable\r\n'),
    'base64 junk': lambda n: text(
        b'plain', b'=A' * (n // 2), b'Content-Transfer-Encoding: base64\r\n'),
    'flowed': lambda n: folded(
        b'Content-Type: text/plain; format=flowed\r\n\r\nX', b'> > a \r\n',
        n // 8),
    'uuencoded files': lambda n: text(
        b'plain', b'begin 644 a\n#0V%T\nend\n' * (n // 23)),
    'uuencode begins': lambda n: text(b'plain', b'begin 644 a\n' * (n // 12)),
    'yEnc': lambda n: text(b'plain', b'=ybegin line=1 size=1 name=a\nx\n=yend\n' *
                           (n // 37)),
    'yEnc begins': lambda n: text(b'plain', b'=ybegin \n' * (n // 9)),
    'armor begins': lambda n: text(b'plain', b'-----BEGIN PGP MESSAGE\n' *
                                   (n // 23)),
    'BinHex': lambda n: text(
        b'plain', b'(This file must be converted with BinHex 4.0)\n:!!:\n' *
        (n // 51)),
    'BinHex repeats': lambda n: text(
        b'plain', b'(This file must be converted with BinHex 4.0)\n:' +
        b'!r2r' * (n // 4)),
    'dots': lambda n: text(b'plain', b'a.' * (n // 2)),
    'names': lambda n: text(b'plain', b'a.com ' * (n // 6)),
    'full-width dots': lambda n: text(b'plain', 'ａ．'.encode() * (n // 6)),
    'slashes': lambda n: text(b'plain', b'a:\n' + b'> ' * (n // 2)),
    'backslashes': lambda n: text(b'plain', b'\\' * n),
    'schemes': lambda n: text(b'plain', b'http://' * (n // 7)),
    'www': lambda n: text(b'plain', b'www.' * (n // 4)),
    'colons': lambda n: text(b'plain', b'://www' * (n // 6)),
    'combining marks': lambda n: text(b'plain', b'a' + b'\xcc\x81' * (n // 2)),
    'bidi controls': lambda n: text(b'plain', b'\xe2\x80\xae' * (n // 3)),
    'bad utf-8': lambda n: text(b'plain', b'\xff' * n),
    'escapes': lambda n: text(b'plain', b'\x1b' * n),
    # HTML
    'div': lambda n: html(b'<div>' * (n // 5)),
    'div closed': lambda n: html(b'<div>' * (n // 11) + b'</div>' * (n // 11)),
    'misnested': lambda n: html(
        (b'<s>' * 30 + b'<div>' * 30 + b'</s>' * 30 + b'</div>x' * 30) *
        (n // 570)),
    'feet of tables': lambda n: html(
        (b'<table><tfoot><tr><td>x</tfoot><tr><td>y' * 20 +
         b'</table>' * 20) * (n // 980)),
    'closing only': lambda n: html(b'</div>' * (n // 6)),
    'attributes': lambda n: html(b'<a' + b''.join(
        b' a%d=1' % i for i in range(n // 9)) + b'>x'),
    'attribute': lambda n: html(b'<a b="' + b'x' * n + b'">y</a>'),
    'options': lambda n: html(b'<option>' * (n // 8)),
    'i x=n and p': lambda n: html(b''.join(
        b'<i x=%d>' % i for i in range(n // 10)) + b'<p>' * (n // 30)),
    'svg math': lambda n: html(b'<svg><math>' * (n // 11)),
    'tables': lambda n: html(b'<table><tr><td>' * (n // 15)),
    'cells': lambda n: html(b'<table><tr>' + b'<td>a' * (n // 5)),
    'rows': lambda n: html(b'<table>' + b'<tr><td>a<td>b' * (n // 14)),
    'small tables': lambda n: html(
        b'<table><tr><td>a<td>b<tr><td>a<td>b</table>' * (n // 43)),
    'nested tables': lambda n: html(
        (b'<table><tr><td>a<td>b<tr><td>' * 60 + b'</table>' * 60) *
        (n // 2220)),
    'empty cells': lambda n: html(b'<table border=1><tr><td>a' +
                                  b'<td>' * (n // 4) + b'b'),
    'spans': lambda n: html(
        b'<table>' + b'<tr><td colspan=9 rowspan=9>a<td colspan=99>b' *
        (n // 45)),
    'tables of spans': lambda n: html(
        (b'<table>' + b'<tr><td colspan=3 rowspan=2>a<td>b' * 9 +
         b'</table>') * (n // 338)),
    'cells of lines': lambda n: html(
        (b'<table>' + b'<tr><td>a<br>b<br>c<td>d<br>e' * 20 + b'</table>') *
        (n // 595)),
    'tables in cells': lambda n: html(
        (b'<table><tr><td>a<td>b<tr><td rowspan=2>c<td>' * 9 +
         b'</table>' * 9) * (n // 468)),
    'lists': lambda n: html(b'<ul><li>' * (n // 8) + b'x'),
    'blockquotes': lambda n: html(b'<blockquote>x' * (n // 13)),
    'comments': lambda n: html(b'<!--' * (n // 4)),
    'dashes in a comment': lambda n: html(b'<!--' + b'-' * n),
    'script marks': lambda n: html(b'<script>' + b'<!--<script' * (n // 11)),
    'nearly end tags': lambda n: html(b'<script>' + b'</script' * (n // 8)),
    'entities': lambda n: html(b'&CounterClockwiseContourIntegral' *
                               (n // 32)),
    'ampersands': lambda n: html(b'&' * n),
    'numbers': lambda n: html(b'&#' + b'9' * n),
    'less-than': lambda n: html(b'<' * n),
    'doctype': lambda n: html(b'<!DOCTYPE ' + b'a ' * (n // 2)),
    'hidden': lambda n: html(b'<p style="display:none">x' * (n // 25)),
    'links': lambda n: html(b'<a href=http://a.example/x>y</a>' * (n // 31)),
    'empty links': lambda n: html(b'<a href=http://a.example/x></a>' *
                                  (n // 30)),
    'links before a base': lambda n: html(
        b'<p><a href=page>text</a>' * (n // 25) +
        b'<base href=http://a.example/>'),
    'links of a long base': lambda n: html(
        b'<base href=http://a.example/' + b'x/' * 100 + b'>' +
        b'<a href=y>z</a>' * (n // 15)),
    'bases': lambda n: html(b'<base href=http://a.example/>' * (n // 29)),
    'areas': lambda n: html(b'<area href=http://a.example/ alt=x>' * (n // 35)),
    'hard blanks': lambda n: html(b'<p>' + b'&nbsp;' * (n // 6) + b'x'),
    'empty lines': lambda n: html(b'<p class=MsoNormal>&nbsp;' * (n // 25)),
    'lists in cells': lambda n: html(
        (b'<table>' + b'<tr><td><li>a<li>b<td>&nbsp;' * 9 + b'</table>') *
        (n // 267)),
    'breaks': lambda n: html(b'<br>' * (n // 4)),
    'style': lambda n: html(b'<p style="' + b'a:b;' * (n // 4) + b'">x'),
    'style rules': lambda n: html(b'<style>' + b'.a{display:none}' * (n // 16) +
                                  b'</style><p class=a>x'),
    'style numbers': lambda n: html(b'<p style="transform:' +
                                    b'scale 9 ' * (n // 8) + b'">x'),
    'media rules': lambda n: html(b'<style>' + b'@media all{' * (n // 11) +
                                  b'p{font-size:0}</style><p>x'),
    'hidden letters': lambda n: html(
        b'<style>.b{font-size:0}</style><p class=b>' +
        b'<i class=a>x<i class=b>y' * (n // 24)),
    'old files': lambda n: text(
        b'plain', (b'(This file must be converted with BinHex\n:#3abc:\n'
                   b'begin-base64 644 a\nAAAA\n====\n') * (n // 79)),
    'descriptions': lambda n: text(
        b'calendar', b'DESCRIPTION:<p>a<table><tr><td>b\n' * (n // 34)),
    'lines of charsets': lambda n: text(
        b'plain', b'\x1b$B$"\x1b(B\n\xe3\x81\x82\n\x82\xa0\xb1\n\xe9\n' *
        (n // 19)),
    'imports': lambda n: html(b'<style>' + b'@a;' * (n // 3) + b'{</style>x'),
    'open rules': lambda n: html(b'<style>' + b'a{' * (n // 2) + b'</style>x'),
    'style comments': lambda n: html(b'<style>' + b'/*' * (n // 2)),
    'classes': lambda n: html(
        b'<style>' + b''.join(b'.a%d{zoom:0}' % i for i in range(128)) +
        b'</style>' + (b'<p class="' + b'b ' * 2000 + b'">x') * (n // 4013)),
    'colours': lambda n: html(b'<i style="color:rgb(1,2,3)">x</i>' * (n // 34)),
    'colours open': lambda n: html(b'<i color=red>' * (n // 13) +
                                   b'</i>' * (n // 20)),
    'pre lines': lambda n: html(b'<pre>' + b'\n' * n),
}
