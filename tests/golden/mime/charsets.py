#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# charsets.py -- every code of every table against two other decoders
#
# charsets.py MIME_DUMP: the system's iconv must agree on each code; Python's
# codecs, where they know the charset, on each that both map (they differ on a
# few signs, which are listed here).
import subprocess
import sys
import tempfile
import unicodedata

ALLOWED_BLANKS = {'\u00a0': ' '}  # what src/mime/text/clean.c makes of them
# ISO-8859-1, -9 and -11 are read as the Windows charsets around them.
SINGLE = (['iso-8859-%d' % n for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
          + ['windows-125%d' % n for n in range(9)] +
          ['windows-874', 'koi8-r', 'koi8-u', 'macintosh', 'x-mac-cyrillic',
           'ibm437', 'ibm850', 'ibm852', 'ibm866'])
ICONV_NAMES = {'windows-874': 'CP874', 'x-mac-cyrillic': 'MAC-CYRILLIC'}
CURRENCY = ('x-mac-cyrillic', '\u00a4')  # where Python has the euro sign
INCREMENT = '\u2206'  # where glibc has the Greek letter, in macintosh
PYTHON_NAMES = {'windows-874': 'cp874', 'macintosh': 'mac-roman',
                'x-mac-cyrillic': 'mac-cyrillic'}
# Default_Ignorable_Code_Point among letters and marks.
IGNORABLE = [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5),
             (0x180B, 0x180F), (0x3164, 0x3164), (0xFE03, 0xFE0D),
             (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)]


def ours(dump, label, codes):
    message = (b'From: a@example.jp\nContent-Type: text/plain; charset=' +
               label.encode() + b'\n\n|\n' +
               b''.join(code + b'|\n' for code in codes))
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        text = subprocess.run([dump, file.name], stdout=subprocess.PIPE,
                              check=True).stdout.decode('utf-8')
    lines = text.partition('\n--\n|\n')[2].split('\n')[:len(codes)]
    assert len(lines) == len(codes), (label, len(lines), len(codes))
    return [line[:-1] for line in lines]


def iconv(charset, codes):
    out = []
    text = subprocess.run(['iconv', '-c', '-f', charset, '-t', 'UTF-8'],
                          input=b'\n'.join(codes), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL,
                          check=False).stdout.decode('utf-8')
    out = text.split('\n')
    assert len(out) == len(codes)
    return out


def python(codec, code):
    try:
        return code.decode(codec)
    except UnicodeDecodeError:
        return ''


def shown(char):
    """What must stand in the text for what a decoder says."""
    if len(char) != 1 or 0xE000 <= ord(char) <= 0xF8FF:
        return '〓'
    if 0x80 <= ord(char) < 0xA0:
        return '〓' if ord(char) != 0x85 else '\n'
    return ALLOWED_BLANKS.get(char, char)


def compare(name, codes, got, wanted):
    bad = [(code.hex(), g, w) for code, g, w in zip(codes, got, wanted)
           if w is not None and g != w]
    for code, g, w in bad[:20]:
        print('%s %s: %r, wanted %r' % (name, code, g, w))
    print('%-24s %5d codes, %d differ' % (name, len(codes), len(bad)))
    return len(bad)


def is_visible(char):
    """What clean.c lets through: the others have tests of their own."""
    return (len(char) == 1 and ord(char) >= 0xA0 and
            unicodedata.category(char)[0] in 'LMNPS' and
            not any(first <= ord(char) <= last for first, last in IGNORABLE))


def agree(dump, label, charset, codec, codes):
    """Each code that iconv maps, as iconv maps it; and as Python does where it
    maps too."""
    # iconv -c reads on behind a broken pair: its trail, or the line end.
    first = [one.rstrip(' ') for one in
             iconv(charset, [code + b'    ' for code in codes])]
    known = [(code, shown(one)) for code, one in zip(codes, first)
             if is_visible(one)]
    codes = [code for code, _ in known]
    got = ours(dump, label, codes)
    bad = compare(label + ', iconv', codes, got, [one for _, one in known])
    second = [python(codec, code) for code in codes]
    return bad + compare(label + ', python', codes, got, [
        shown(one) if is_visible(one) else None for one in second])


def chinese_and_korean(dump):
    leads = range(0x81, 0xFF)
    pairs = [bytes([a, b]) for a in leads for b in
             [*range(0x40, 0x7F), *range(0x80, 0xFF)]]
    four = [bytes([0x81 + i // 12600, 0x30 + i // 1260 % 10,
                   0x81 + i // 10 % 126, 0x30 + i % 10])
            for i in range(39420)]
    # Every 97th of the million beyond the BMP.
    four += [chr(cp).encode('gb18030') for cp in range(0x10000, 0x10FFFF, 97)]
    bad = agree(dump, 'gb18030', 'GB18030', 'gb18030', pairs)
    bad += agree(dump, 'gb18030', 'GB18030', 'gb18030', four)
    bad += agree(dump, 'big5', 'CP950', 'cp950', pairs)
    # HKSCS where CP950 has nothing, or a private character.
    mapped = {code for code, one in zip(pairs, iconv('CP950', [
        code + b'    ' for code in pairs])) if shown(one.rstrip(' ')) != '〓'}
    bad += agree(dump, 'big5-hkscs', 'BIG5-HKSCS', 'big5hkscs',
                 [code for code in pairs if code not in mapped])
    return bad + agree(dump, 'euc-kr', 'CP949', 'cp949', pairs)


def jis(code):
    lead, trail = code
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
    row, cell = ((row + 1, trail - 0x9F) if trail >= 0x9F else
                 (row, trail - (0x41 if trail > 0x7F else 0x40)))
    return bytes([row + 0x21, cell + 0x21])


def main(dump):
    leads = list(range(0x81, 0xA0)) + list(range(0xE0, 0xFD))
    trails = list(range(0x40, 0x7F)) + list(range(0x80, 0xFD))
    sjis = [bytes([a, b]) for a in leads for b in trails]
    # With -c iconv reads the trail of a pair that does not exist by itself.
    first = ['〓' if one < '\x80' or '\uff61' <= one <= '\uff9f' else shown(one)
             for one in iconv('CP932', sjis)]
    mapped = [(code, one) for code, one in zip(sjis, first) if one != '〓']
    codes = [code for code, _ in mapped]
    wanted = [one for _, one in mapped]
    bad = compare('cp932, iconv', codes, ours(dump, 'cp932', codes), wanted)
    bad += compare('cp932, python', codes, ours(dump, 'cp932', codes),
                   [shown(python('cp932', code)) for code in codes])
    # The same table through JIS and EUC, as far as they reach.
    in_jis = [(jis(code), one) for code, one in mapped if code[0] < 0xF0]
    codes = [b'\x1b$B' + code + b'\x1b(B' for code, _ in in_jis]
    bad += compare('iso-2022-jp', codes, ours(dump, 'iso-2022-jp', codes),
                   [one for _, one in in_jis])
    codes = [bytes(byte | 0x80 for byte in code) for code, _ in in_jis]
    bad += compare('euc-jp', codes, ours(dump, 'euc-jp', codes),
                   [one for _, one in in_jis])
    three = [bytes([0x8F, a, b]) for a in range(0xA1, 0xFF)
             for b in range(0xA1, 0xFF)]
    known = [(code, shown(one)) for code, one in
             zip(three, iconv('EUC-JP-MS', three)) if shown(one) != '〓']
    codes = [code for code, _ in known]
    got = ours(dump, 'euc-jp', codes)
    bad += compare('euc-jp, three bytes', codes, got, [w for _, w in known])
    # The broken bar and the tilde are full-width in what Windows writes.
    bad += compare('jis x 0212, python', codes, got,
                   [None if python('euc_jp', code) in ('', '~', '\u00a6')
                    else python('euc_jp', code) for code in codes])
    bad += chinese_and_korean(dump)
    for name in SINGLE:
        codes = [bytes([byte]) for byte in range(0xA0 if 'iso' in name
                                                 else 0x80, 0x100)]
        wanted = [one if is_visible(one) and (name, one) != CURRENCY else None
                  for one in iconv(ICONV_NAMES.get(name, name), codes)]
        got = ours(dump, name, codes)
        bad += compare(name + ', iconv', codes, got, wanted)
        second = [python(PYTHON_NAMES.get(name, name), code)
                  for code in codes]
        bad += compare(name + ', python', codes, got,
                       [one if is_visible(one) and one != INCREMENT else None
                        for one in second])
    sys.exit(bad != 0)


main(sys.argv[1])
