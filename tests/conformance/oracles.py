#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# oracles.py -- what comes out of the relay, judged by readers of mail that share
# nothing with it
#
# oracles.py SEKISHO_MAIL [GMIME_DUMP] -- FOLDER...: each mail below a folder (the
# golden ones by default; SEKISHO_MAILS names more) is converted. Asked of each:
#
#   one part   CPython's email, GMime and a strict checker of our own all see one
#              text/plain part in UTF-8, header fields of the list, ASCII lines
#   no file    no run of 16 bytes of a part that is no text stands in it
#   words      what both others see in the texts of the mail is in it; and it holds
#              no word that neither sees anywhere in the mail
#   same       twice the same bytes; and, where nothing but line ends differs, the
#              same text from LF and CRLF
#
# "words" is no verdict, for the others read wrongly what they read wrongly: it is
# counted, and --words prints each difference.
import base64
import collections
import email
import email.policy
import html.parser
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import mails

FIELDS = {'Date', 'From', 'Reply-To', 'To', 'Cc', 'Subject', 'Message-ID',
          'In-Reply-To', 'References', 'Auto-Submitted', 'Precedence',
          'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding',
          'X-Sekisho-Sanitized', 'X-Sekisho-Defects', 'X-Sekisho-Relay',
          'X-Sekisho-Reference', 'X-Sekisho-Authentication'}
FIELD = re.compile(rb'([A-Za-z-]+): ([ -~]*(?:\r\n [ -~]+)*)\r\n')
BASE64 = re.compile(rb'(?:[A-Za-z0-9+/]{76}\r\n)*'
                    rb'(?:(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|'
                    rb'[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})\r\n)?')
RUN = 16
WORD = re.compile(r'[^\W_]{2,}')
NOTICE = '\n────────────────────────────────\n【メール無害化のお知らせ】'
# What our own labels say, beside the notice.
LABELS = set(WORD.findall(
    '画像 無効なリンク 取消 表示と異なるリンク先 件名 差出人 宛先 写し 日時 にあります 主催者 予定 '
    '以上 場所 結果 配送できませんでした 報告元のサーバ 姓名 役職 住所 備考 メール 電話 組織 '
    'html形式の本文 html形式の本文だけにある行 別の形式の本文 別の形式の本文だけにある行 unc '
    'javascript utc 受付日時 理由 状態コード 元の宛先 相手のサーバ 最後の送信日時 再送の期限 '
    '配送が遅れています 元のメールのid 報告元のソフト 処理 出席 招待 返信 取消し 内容 種別 終了 '
    '所要時間 追加する日時 除外する日時 問い合わせ先 web会議 タスク 入力内容の送信先 氏名 連絡先 '
    '紛らわしい文字のホスト名'))
# What every message of ours has in its header.
OURS = (b'\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8'
        b'\r\nContent-Transfer-Encoding: base64\r\nX-Sekisho-Sanitized: ')
EXPECTED = ('expected.txt', 'show.txt')  # of golden cases
# Files that are texts, and shown as such.
TEXTS = ('message/', 'multipart/', 'application/ics', 'application/ms-tnef')


class Text(html.parser.HTMLParser):
    """The text of HTML, in the crudest way: everything but sheets."""

    def __init__(self):
        super().__init__()
        self.quiet, self.out = 0, []

    def handle_starttag(self, tag, attrs):
        self.quiet += tag in ('style', 'script', 'title')
        self.out += [value for name, value in attrs
                     if name in ('href', 'alt', 'title', 'value') and value]

    def handle_endtag(self, tag):
        self.quiet -= tag in ('style', 'script', 'title') and self.quiet > 0

    def handle_data(self, data):
        if not self.quiet:
            self.out.append(data)


def text_of_html(text):
    parser = Text()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError):
        pass
    return ' '.join(parser.out)


def convert(program, content):
    done = subprocess.run([program, '--convert'], input=content, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.returncode, done.stdout


# ------ what the others see ------

def by_python(content):
    """(type, attached, text or bytes) of each part that is no container."""
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True) or b''
        kind = part.get_content_type()
        attached = part.get_content_disposition() == 'attachment'
        if kind.startswith('text/'):
            try:
                data = data.decode(part.get_content_charset() or 'utf-8',
                                   'replace')
            except LookupError:
                data = data.decode('utf-8', 'replace')
        yield kind, attached, data


def by_gmime(program, path):
    out = subprocess.run([program, path], check=False, timeout=20,
                         stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL).stdout
    at = 0
    while at < len(out):
        end = out.index(b'\n', at)
        kind, where, size = out[at:end].decode('utf-8', 'replace').split(' ')
        kind = kind.lower()
        data = out[end + 1:end + 1 + int(size)]
        at = end + 2 + int(size)
        if kind != 'message':
            yield (kind, where == 'attachment',
                   data.decode('utf-8', 'replace') if kind.startswith('text/')
                   else data)


# ------ one part ------

def strict(content):
    """What is wrong with the bytes of a message of ours."""
    head, _, body = content.partition(b'\r\n\r\n')
    head += b'\r\n'
    at, names = 0, []
    while at < len(head):
        match = FIELD.match(head, at)
        if not match:
            return ['header %r' % head[at:at + 40]]
        names.append(match[1].decode())
        at = match.end()
    wrong = ['field ' + name for name in names if name not in FIELDS]
    wrong += ['twice ' + name for name in set(names) if names.count(name) > 1
              and name != 'X-Sekisho-Relay']
    if not BASE64.fullmatch(body):
        wrong.append('not base64')
    if max(map(len, head.split(b'\r\n'))) > 998:
        wrong.append('long line')
    return wrong


def one_part(content, gmime):
    wrong = strict(content)
    message = email.message_from_bytes(content, policy=email.policy.default)
    if message.is_multipart() or message.get_content_type() != 'text/plain':
        wrong.append('CPython: %s' % message.get_content_type())
    if message.get_content_charset() != 'utf-8' or message.defects:
        wrong.append('CPython: %s %s' % (message.get_content_charset(),
                                         message.defects))
    for name in message.keys():
        defects = getattr(message[name], 'defects', ())
        wrong += ['CPython: %s %s' % (name, defects)] if defects else []
    text = message.get_payload(decode=True).decode('utf-8')
    if gmime:
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            parts = list(by_gmime(gmime, file.name))
        if [part[:2] for part in parts] != [('text/plain', False)]:
            wrong.append('GMime: %s' % [part[:2] for part in parts])
        elif parts[0][2].replace('\r\n', '\n') != text.replace('\r\n', '\n'):
            wrong.append('GMime reads another text')
    return wrong, message['Subject'] or '', text.replace('\r\n', '\n')


# ------ no file, words ------

def runs(data):
    return {data[i:i + RUN] for i in range(max(0, len(data) - RUN + 1))}


def no_file(shown, parts, content):
    """Runs of files in what is shown; not those that stand in a text or in the
    header as well, nor those of our own header's names."""
    head = content.partition(b'\r\n\r\n')[0].partition(b'\n\n')[0]
    windows = runs(shown) - runs(head) - runs(OURS)
    for _, _, data in parts:
        if isinstance(data, str):
            windows -= runs(data.replace('\r\n', '\n').encode())
    for kind, _, data in parts:
        if isinstance(data, bytes) and len(data) >= RUN and \
                not kind.startswith(TEXTS):
            for window in windows:
                if window in data:
                    yield '%s: %r' % (kind, window)
                    break


def words(text):
    text = re.sub(r'(?i)\bhxxp', 'http', text)
    text = re.sub(r'(?i)\bfxp\b', 'ftp', text)
    return set(WORD.findall(text.casefold()))


def seen(parts):
    """The words of the texts to read, and all words of all parts."""
    plain, other = set(), set()
    for kind, attached, data in parts:
        if isinstance(data, bytes):
            data = data.decode('utf-8', 'replace')
        if kind == 'text/html':
            other |= words(data) | words(text_of_html(data))
        elif kind == 'text/plain' and not attached:
            plain |= words(data)
        else:
            other |= words(data)
    return plain, plain | other


def compare_words(text, subject, opinions, raw):
    body, _, _ = text.partition(NOTICE)
    ours = words(body)
    plains, alls = zip(*[seen(parts) for parts in opinions])
    missing = set.intersection(*plains) - ours - words(text)
    extra = ours - set.union(*alls) - words(raw) - LABELS
    return missing, extra, words(subject)


# ------ same ------

def line_ends(content):
    """The mail with LF and with CRLF, where nothing else would change."""
    plain = content.replace(b'\r\n', b'\n')
    if b'\r' in plain or b'\0' in plain or re.search(
            rb'(?i)content-transfer-encoding:\s*binary', plain):
        return []
    return [plain, plain.replace(b'\n', b'\r\n')]


def text_of(content):
    """Without the notice: sizes and digests are of the bytes as they came."""
    body = base64.b64decode(content.partition(b'\r\n\r\n')[2])
    return body.decode('utf-8').replace('\r\n', '\n').partition(NOTICE)[0]


class Judge:
    def __init__(self, program, gmime, tell):
        self.program, self.gmime, self.tell = program, gmime, tell
        self.counts = collections.Counter()

    def mail(self, path):
        with open(path, 'rb') as file:
            content = file.read()
        self.counts['mails'] += 1
        code, out = convert(self.program, content)
        if code:
            self.counts['held'] += 1
            return [] if code == 1 and not out else ['exit %d' % code]
        wrong, subject, text = one_part(out, self.gmime)
        if convert(self.program, content)[1] != out:
            wrong.append('not the same twice')
        variants = {text_of(convert(self.program, each)[1])
                    for each in line_ends(content)}
        if len(variants) > 1:
            wrong.append('LF and CRLF differ')
        opinions = [list(by_python(content))]
        if self.gmime:
            opinions.append(list(by_gmime(self.gmime, path)))
        shown = text.encode() + out.partition(b'\r\n\r\n')[0]
        wrong += ['file %s' % each for parts in opinions
                  for each in no_file(shown, parts, content)]
        self.count_words(path, text, subject, opinions, content)
        return wrong

    def count_words(self, path, text, subject, opinions, content):
        missing, extra, _ = compare_words(text, subject, opinions,
                                          content.decode('utf-8', 'replace'))
        self.counts['with words missing'] += bool(missing)
        self.counts['with words of nobody'] += bool(extra)
        if self.tell and (missing or extra):
            print('%s: missing %s, of nobody %s' % (
                path, sorted(missing)[:8], sorted(extra)[:8]))

    def folder(self, folder):
        self.counts.clear()
        bad = 0
        for path in mails.below(folder):
            if os.path.basename(path) in EXPECTED:
                continue
            try:
                wrong = self.mail(path)
            except Exception as error:  # a parser that gives up is none of ours
                self.counts['%s gave up' % type(error).__name__] += 1
                continue
            if wrong:
                bad += 1
                print('%s: %s' % (path, '; '.join(wrong[:4])))
        print('%s: %s, %d wrong' % (folder, ', '.join(
            '%d %s' % (n, word) for word, n in self.counts.items()), bad))
        return bad


def main():
    tell = '--words' in sys.argv
    arguments = [word for word in sys.argv[1:] if word != '--words']
    stop = arguments.index('--')
    programs = arguments[:stop] + [None]
    folders = arguments[stop + 1:] + [folder for folder in os.environ.get(
        'SEKISHO_MAILS', '').split(':') if folder]
    judge = Judge(programs[0], programs[1], tell)
    return any([judge.folder(folder) for folder in folders])


if __name__ == '__main__':
    sys.exit(main())
