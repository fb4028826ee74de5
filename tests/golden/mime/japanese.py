#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# japanese.py -- Japanese mail in every mangled form that is met, read back
#
# japanese.py MIME_DUMP [NAME...]: each case is a message and what must be read
# from it. The encoders here are written for this test (JIS and EUC by arithmetic
# from CP932), so that nothing is shared with what is tested.
import base64
import subprocess
import sys
import tempfile


def cp932(text):
    return text.encode('cp932')


def split(code):
    """A character of CP932 as (kind, its bytes in JIS)."""
    if len(code) == 1:
        return ('kana' if code[0] >= 0xA1 else 'ascii'), code
    lead, trail = code
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
    if trail >= 0x9F:
        row, cell = row + 1, trail - 0x9F
    else:
        cell = trail - (0x41 if trail > 0x7F else 0x40)
    return 'kanji', bytes([row + 0x21, cell + 0x21])


def nec_selected():
    """IBM's characters where JIS can reach them: rows 89-92."""
    table = {}
    for lead in (0xED, 0xEE):
        for trail in list(range(0x40, 0x7F)) + list(range(0x80, 0xFD)):
            try:
                char = bytes([lead, trail]).decode('cp932')
            except UnicodeDecodeError:
                continue
            table.setdefault(char, bytes([lead, trail]))
    return table


def jis(text, kana='I', close=True):
    """ISO-2022-JP as CP50221 (kana 'I'), as CP50222 ('SO'), or 8-bit ('8')."""
    enter = {'ascii': b'\x1b(B', 'kana': b'\x1b(I', 'kanji': b'\x1b$B'}
    out, state = b'', 'ascii'
    for char in text:
        kind, body = split(NEC_SELECTED.get(char) or cp932(char))
        wanted = 'ascii' if kind == 'kana' and kana != 'I' else kind
        if wanted != state:
            out, state = out + enter[wanted], wanted
        if kind == 'kana' and kana == 'SO':
            body = b'\x0e' + bytes([body[0] - 0x80]) + b'\x0f'
        elif kind == 'kana' and kana == 'I':
            body = bytes([body[0] - 0x80])
        out += body
    return out + (b'\x1b(B' if close and state != 'ascii' else b'')


def euc(text):
    out = b''
    for char in text:
        kind, code = split(NEC_SELECTED.get(char) or cp932(char))
        if kind == 'kana':
            out += b'\x8e'
        out += code if kind != 'kanji' else bytes(byte | 0x80 for byte in code)
    return out


def b64(data):
    return base64.b64encode(data)


def word(label, data):
    return b'=?' + label + b'?B?' + b64(data) + b'?='


def mail(subject=b'x', body=b'x\r\n', kind=b'text/plain', more=b'',
         sender=b'taro@example.jp'):
    return (b'From: ' + sender + b'\r\nSubject: ' + subject +
            b'\r\nMIME-Version: 1.0\r\n' + more + b'Content-Type: ' + kind +
            b'\r\n\r\n' + body)


def bare(subject, body):
    return b'From: taro@example.jp\r\nSubject: ' + subject + b'\r\n\r\n' + body


def attached(disposition, kind=b'application/octet-stream'):
    return (b'From: taro@example.jp\r\nSubject: x\r\nMIME-Version: 1.0\r\n'
            b'Content-Type: ' + kind + b'\r\nContent-Disposition: attachment; ' +
            disposition + b'\r\n\r\nx\r\n')


NEC_SELECTED = nec_selected()
PLAIN = '本日の会議資料を送ります。'
NEC = '①㈱髙﨑ⅲ㍻の件'
KANA = 'ｶﾞｷﾞｸﾞ カナ'
CASES = {}


def case(name, data, **wanted):
    assert name not in CASES
    CASES[name] = (data, wanted)


def text(label):
    return b'text/plain; charset=' + label


case('subject-jis', mail(word(b'ISO-2022-JP', jis(PLAIN))), subject=PLAIN)
case('subject-jis-nec', mail(word(b'ISO-2022-JP', jis(NEC))), subject=NEC)
case('subject-jis-kana', mail(word(b'ISO-2022-JP', jis(KANA))), subject=KANA)
case('subject-sjis', mail(word(b'Shift_JIS', cp932(NEC))), subject=NEC)
case('subject-euc', mail(word(b'EUC-JP', euc(NEC))), subject=NEC)
case('subject-utf8', mail(word(b'UTF-8', NEC.encode())), subject=NEC)
case('subject-language', mail(word(b'UTF-8*ja', PLAIN.encode())), subject=PLAIN)
case('subject-q', mail(b'=?UTF-8?Q?' + b''.join(
    b'=%02X' % byte for byte in PLAIN.encode()) + b'?='), subject=PLAIN)
case('subject-q-blanks', mail(b'=?UTF-8?Q?=E4=BC=9A a =E8=AD=B0?='),
     subject='会 a 議')
case('subject-words-unspaced', mail(word(b'UTF-8', '会'.encode()) +
                                    word(b'UTF-8', '議'.encode())),
     subject='会議')
case('subject-folded-in-word', mail(b'=?UTF-8?B?' + b64(PLAIN.encode())[:16] +
                                    b'\r\n ' + b64(PLAIN.encode())[16:] +
                                    b'?='), subject=PLAIN)
case('subject-cut-in-character', mail(
    word(b'UTF-8', PLAIN.encode()[:7]) + b'\r\n ' +
    word(b'utf-8', PLAIN.encode()[7:])), subject=PLAIN)
case('subject-cut-in-jis-run', mail(
    word(b'iso-2022-jp', jis(PLAIN)[:9]) + b'\r\n ' +
    word(b'ISO-2022-JP', jis(PLAIN)[9:])), subject=PLAIN)
case('subject-jis-open-at-word-end', mail(
    word(b'iso-2022-jp', jis('会議', close=False)) + b' ' +
    word(b'iso-2022-jp', jis('資料', close=False))), subject='会議資料')
case('subject-raw-jis', mail(jis(PLAIN)), subject=PLAIN)
case('subject-raw-sjis', mail(cp932(PLAIN)), subject=PLAIN)
case('subject-raw-euc', mail(euc(PLAIN)), subject=PLAIN)
case('subject-raw-utf8', mail(PLAIN.encode()), subject=PLAIN)
case('subject-word-lies', mail(word(b'UTF-8', cp932(PLAIN))), subject=PLAIN)
case('from-jis', mail(sender=word(b'ISO-2022-JP', jis('髙橋 花子')) +
                      b' <hana@example.jp>'),
     sender='髙橋 花子 <hana@example.jp>')
case('from-word-in-quotes', mail(sender=b'"' + word(b'UTF-8', '山田'.encode()) +
                                 b'" <y@example.jp>'),
     sender='山田 <y@example.jp>')
# 、 is !" and ， is !$ and ） is !K and あ is $": quotes and commas in halves.
case('from-raw-jis', mail(sender=jis('（あ）、，い') + b' <y@example.jp>'),
     sender='（あ）、，い <y@example.jp>')
case('from-raw-jis-quoted', mail(sender=b'"' + jis('あ、い') +
                                 b'" <y@example.jp>'),
     sender='あ、い <y@example.jp>')
case('from-raw-sjis', mail(sender=b'"' + cp932('ソ表予') +
                           b'" <y@example.jp>'),
     sender='ソ表予 <y@example.jp>')
# Halves of kana are quotes, commas, colons and angles: ｻ ; ﾎ N ｼ < ｺ : ﾞ ^.
case('from-raw-jis-kana', mail(sender=jis('斎藤 ｻｼｺﾞﾎ') + b' <y@example.jp>'),
     sender='斎藤 ｻｼｺﾞﾎ <y@example.jp>')
case('from-raw-jis-kana-in-comment', mail(
    sender=b'y@example.jp (' + jis('ﾊｲｼｻ') + b')'),
     sender='ﾊｲｼｻ <y@example.jp>')
case('from-raw-jis-open-at-fold', mail(
    sender=jis('受付', close=False) + b'\r\n <y@example.jp>'),
     sender='受付 <y@example.jp>')
# The last byte of 部, of é and of 李 is a lead byte of Shift_JIS.
for label, data, shown in (('euc', euc('（株）営業部'), '（株）営業部'),
                           ('euc-one', euc('李'), '李'),
                           ('latin', b'Andr\xe9', 'André')):
    case('from-raw-quoted-' + label, mail(
        sender=b'"' + data + b'" <y@example.jp>'),
         sender=shown + ' <y@example.jp>')
    case('from-raw-comment-' + label, mail(
        sender=b'y@example.jp (' + data + b')'),
         sender=shown + ' <y@example.jp>')
# Encoded first, then cut, at no multiple of four.
for label, data in ((b'iso-2022-jp', jis(PLAIN)), (b'UTF-8', PLAIN.encode())):
    case('subject-base64-cut-' + label.decode(), mail(b'\r\n '.join(
        b'=?' + label + b'?B?' + b64(data)[at:at + 18] + b'?='
        for at in range(0, len(b64(data)), 18))), subject=PLAIN)
case('subject-words-without-padding', mail(
    word(b'UTF-8', '見積'.encode() + b'1').replace(b'=?=', b'?=') + b'\r\n ' +
    word(b'UTF-8', '請求'.encode())), subject='見積1請求')
for label in (b'iso-2022-jp', b'ISO-2022-JP-MS', b'iso-2022-jp-1',
              b'iso-2022-jp-2', b'iso-2022-jp-3', b'cp50220', b'CP50221',
              b'csISO2022JP'):
    case('body-' + label.decode(), mail(body=jis(NEC + '\r\n' + KANA),
                                        kind=text(label)),
         body=NEC + '\n' + KANA)
for label in (b'Shift_JIS', b'x-sjis', b'cp932', b'ms932', b'"windows-31j"',
              b'MS_Kanji'):
    case('body-' + label.decode(), mail(body=cp932(NEC + '\r\n' + KANA),
                                        kind=text(label)),
         body=NEC + '\n' + KANA)
for label in (b'euc-jp', b'x-euc-jp', b'eucJP-ms', b'cp51932'):
    case('body-' + label.decode(), mail(body=euc(NEC + '\r\n' + KANA),
                                        kind=text(label)),
         body=NEC + '\n' + KANA)
case('body-jis-kana-so', mail(body=jis(KANA, kana='SO'),
                              kind=text(b'iso-2022-jp')), body=KANA)
case('body-jis-kana-8', mail(body=jis(KANA, kana='8'),
                             kind=text(b'iso-2022-jp')), body=KANA)
case('body-jis-x0212', mail(body=b'\x1b$(D\x30\x21\x1b(B',
                            kind=text(b'iso-2022-jp-1')), body='丂')
case('body-wave-dash', mail(body=cp932('～－∥'), kind=text(b'shift_jis')),
     body='～－∥')
case('body-jis-wave-dash', mail(body=jis('～－∥'), kind=text(b'iso-2022-jp')),
     body='～－∥')
case('body-euc-ibm', mail(body=b'\x8f\xf3\xf3\x8f\xb0\xa1',
                          kind=text(b'euc-jp')), body='ⅰ丂')
case('body-jis-open-at-line-end', mail(
    body=jis('会議', close=False) + b'\r\nabc\r\n' + jis('資料'),
    kind=text(b'iso-2022-jp')), body='会議\nabc\n資料')
case('body-no-mime', bare(jis(PLAIN), jis(PLAIN)), subject=PLAIN, body=PLAIN)
case('body-no-charset', mail(body=jis(PLAIN)), body=PLAIN)
case('body-no-charset-sjis', mail(body=cp932(PLAIN)), body=PLAIN)
case('body-no-charset-euc', mail(body=euc(PLAIN)), body=PLAIN)
case('body-ascii-label-jis', mail(body=jis(PLAIN), kind=text(b'us-ascii')),
     body=PLAIN)
case('body-utf8-label-jis', mail(body=jis(PLAIN), kind=text(b'utf-8')),
     body=PLAIN)
case('body-utf8-label-sjis', mail(body=cp932(PLAIN), kind=text(b'utf-8')),
     body=PLAIN, action='charset-guessed')
case('body-latin1-label-sjis', mail(body=cp932(PLAIN),
                                    kind=text(b'iso-8859-1')), body=PLAIN,
     action='charset-guessed')
case('body-jis-label-utf8', mail(body=PLAIN.encode(),
                                 kind=text(b'iso-2022-jp')), body=PLAIN,
     action='charset-guessed')
case('body-sjis-label-utf8', mail(body=PLAIN.encode(),
                                  kind=text(b'shift_jis')), body=PLAIN,
     action='charset-guessed')
# What letters to all look like: ruled lines, half-width kana, names.
RULES = '■□━━━━━━━━━━━━━━━━□■\n▼日時 ～ 午後４時\n───────────────────\n☆ご来場☆'
MANY_KANA = 'ｵｾﾜﾆﾅｯﾃｵﾘﾏｽ｡\nｶ)ﾔﾏﾀﾞｼﾖｳｶｲ ﾌﾘｺﾐ先\nﾃｽﾄ'
for short, encode in (('sjis', cp932), ('euc', euc)):
    for name, shown in (('rules', RULES), ('kana', MANY_KANA)):
        for label in (b'us-ascii', b'utf-8', b'iso-8859-1'):
            case('body-%s-label-%s-%s' % (label.decode(), short, name), mail(
                body=encode(shown), kind=text(label)), body=shown)
    for name, shown in (('level-2', '訃報'), ('signs', '〇〇様'),
                        ('names', '渡邊・渡邉・斎藤・齋藤・齊藤'),
                        ('ibm', '髙橋'), ('backslash', '能登')):
        case('subject-raw-%s-%s' % (short, name), mail(encode(shown)),
             subject=shown)
case('subject-raw-sjis-one', mail(cp932('森')), subject='森')
case('subject-raw-sjis-kana', mail(cp932('ﾃｽﾄ')), subject='ﾃｽﾄ')
for label in (b'shift_jis', b'iso-2022-jp'):
    case('body-%s-label-euc-kana' % label.decode(), mail(
        body=euc('またあそびにいこうね。\n' + RULES), kind=text(label)),
         body='またあそびにいこうね。\n' + RULES)
case('body-sjis-label-kana', mail(body=cp932('ﾃｽﾄﾒｰﾙ､ｱﾄﾃﾞ･･･'),
                                  kind=text(b'shift_jis')),
     body='ﾃｽﾄﾒｰﾙ､ｱﾄﾃﾞ･･･')
for name, shown in (('signs', '─────\n　　　日時：１０時　～'),
                    ('kana', 'ﾃｽﾄﾒｰﾙ'), ('latin', 'plain text 123')):
    case('body-utf16-unmarked-' + name, mail(
        body=b64(shown.encode('utf-16-be')), kind=text(b'utf-16'),
        more=b'Content-Transfer-Encoding: base64\r\n'), body=shown)
case('body-latin1', mail(body='déjà vu, naïve'.encode('latin-1'),
                         kind=text(b'iso-8859-1')), body='déjà vu, naïve')
for label, codec, wanted in (
        ('gb2312', 'gb18030', '您好，我的居留卡。'),
        ('gb18030', 'gb18030', '㐀\U00020000é€'),
        ('gbk', 'gbk', '镕喆，'), ('hz-gb-2312', 'hz', '你好~世界'),
        ('big5', 'cp950', '您好，請問稅單。'),
        ('big5-hkscs', 'big5hkscs', '嘅嗰㗎Ê̄'),
        ('euc-kr', 'cp949', '안녕하세요 똠방각하'),
        ('ks_c_5601-1987', 'cp949', '체류카드'),
        ('iso-2022-kr', 'iso2022_kr', '안녕 abc 하세요'),
        ('iso-2022-jp-2', 'iso2022_jp_2', '안녕 你好 会議'),
        ('utf-7', 'utf-7', '会議+資料\U00020B9F'),
        ('utf-16', 'utf-16', '会議 \U00020B9F'),
        ('utf-16le', 'utf-16-le', '会議'), ('utf-16be', 'utf-16-be', '会議')):
    data = wanted.encode(codec)
    case('foreign-body-' + label, mail(
        body=data, kind=text(label.encode())), body=wanted)
    case('foreign-subject-' + label, mail(word(label.encode(), data)), subject=wanted)
case('body-chinese-label-utf8', mail(body=PLAIN.encode(),
                                     kind=text(b'gb2312')),
     body=PLAIN, action='charset-guessed')
case('body-no-charset-utf16', mail(body=PLAIN.encode('utf-16')), body=PLAIN)
case('body-koi8', mail(body='Привет'.encode('koi8-r'), kind=text(b'koi8-r')),
     body='Привет')
case('body-flowed-delsp', mail(
    body='この文は \r\n続く。\r\n終り\r\n'.encode(),
    kind=b'text/plain; charset=utf-8; format=flowed; delsp=yes'),
    body='この文は続く。\n終り')
case('body-flowed-quotes', mail(
    body=b'> one \r\n> two\r\n>> three\r\n  spaced\r\n-- \r\nme\r\n',
    kind=b'text/plain; format=flowed'),
    body='> one two\n>> three\n spaced\n-- \nme')
case('body-qp', mail(body=b'=E4=BC=9A=\r\n=E8=AD=B0', kind=text(b'utf-8'),
                     more=b'Content-Transfer-Encoding: Quoted-Printable\r\n'),
     body='会議')
case('body-base64-jis', mail(body=b64(jis(NEC)), kind=text(b'iso-2022-jp'),
                             more=b'Content-Transfer-Encoding: BASE64\r\n'),
     body=NEC)
case('body-html-sjis', mail(body=cp932('<p>表と<b>ソ</b></p>'),
                            kind=b'text/html; charset=Shift_JIS'),
     body='表とソ')
case('body-variation-selector', mail(body='葛\U000E0100城市 辻\U000E0101'.encode(),
                                     kind=text(b'utf-8')),
     body='葛\U000E0100城市 辻\U000E0101')
case('body-compatibility-kanji', mail(body='神\uFA19福\uFA1B'.encode(),
                                      kind=text(b'utf-8')),
     body='神\uFA19福\uFA1B')
case('body-private-use', mail(body='外\uE000字'.encode(), kind=text(b'utf-8')),
     body='外〓字', unmapped='1')
case('body-carrier-emoji', mail(body=cp932('天気') + b'\xf8\x9f' +
                                cp932('です。'), kind=text(b'shift_jis')),
     body='天気〓です。', unmapped='1')
case('body-unknown-escape', mail(body=b'a\x1b[31mb', kind=text(b'iso-2022-jp')),
     body='a〓[31mb')
case('name-2047', attached(b'filename="' + word(b'ISO-2022-JP', jis('資料①.xlsx')) +
                           b'"'), removed="'資料①.xlsx'")
case('name-2231', attached(b"filename*=UTF-8''" + b''.join(
    b'%%%02X' % byte for byte in '資料.xlsx'.encode())), removed="'資料.xlsx'")
case('name-2231-jis-cut', attached(
    b"filename*0*=iso-2022-jp'ja'" +
    b''.join(b'%%%02X' % byte for byte in jis('議事録資料')[:8]) +
    b';\r\n filename*1*=' +
    b''.join(b'%%%02X' % byte for byte in jis('議事録資料')[8:]) +
    b';\r\n filename*2=.pdf'), removed="'議事録資料.pdf'")
case('name-raw-sjis', attached(b'filename="' + cp932('表ソ.txt') + b'"'),
     removed="'表ソ.txt'")
case('name-raw-jis', attached(b'filename="' + jis('あ、い.txt') + b'"'),
     removed="'あ、い.txt'")
case('name-raw-jis-kana', attached(b'filename=' + jis('ｱﾝｹｰﾄ.csv')),
     removed="'ｱﾝｹｰﾄ.csv'")
case('name-raw-sjis-kana', attached(b'filename="' + cp932('ｱﾝｹｰﾄ.csv') + b'"'),
     removed="'ｱﾝｹｰﾄ.csv'")
case('name-raw-latin', attached(b'filename="caf\xe9"; size=1'),
     removed="'café'")
case('name-raw-utf8', attached('filename=資料 最終.txt'.encode()),
     removed="'資料 最終.txt'")
case('name-in-both', attached(b'filename="' + word(b'UTF-8', '甲.txt'.encode()) +
                              b'"', b'application/pdf; name="' +
                              word(b'iso-2022-jp', jis('甲.txt')) + b'"'),
     removed="'甲.txt'")
case('name-differs', attached(b"filename*=UTF-8''%E4%B9%99.exe", b'application/'
                              b'pdf; name="' + word(b'UTF-8', '甲.txt'.encode())
                              + b'"'),
     removed="'甲.txt / 乙.exe'", defect='name-conflict')


def read(dump, data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        out = subprocess.run([dump, file.name], stdout=subprocess.PIPE,
                             check=True).stdout.decode('utf-8')
    head, _, body = out.partition('\n--\n')
    return head, body


def judge(dump, name):
    data, wanted = CASES[name]
    head, body = read(dump, data)
    lines = head.split('\n')
    for key, value in wanted.items():
        if key == 'body':
            good = body == value + '\n'
        elif key == 'sender':
            good = 'from: ' + value in lines
        elif key == 'removed':
            good = any(line.startswith('removed: ' + value + ' ')
                       for line in lines)
        else:
            good = key + ': ' + value in lines
        if not good:
            print('%s: %s is not %r:\n%s\n--\n%s' % (name, key, value, head,
                                                     body))
            return False
    return True


names = sys.argv[2:] or list(CASES)
bad = [name for name in names if not judge(sys.argv[1], name)]
print('%d cases, %d differ' % (len(names), len(bad)))
sys.exit(bool(bad))
