# SPDX-License-Identifier: GPL-3.0-or-later
#
# links.py -- three ways in which mail programs find links in plain text
#
# They share nothing with src/mime/link/link.c. E-mail addresses are not asked for:
# they stay (design: a reader must be able to answer).
import re
import unicodedata

# 1. As a linkifier of web pages does it: a known scheme, or www., or a name
# with a well-known top-level domain and something before it.
TOP = ('com|net|org|info|biz|jp|cn|kr|tw|ru|de|uk|fr|eu|us|io|co|me|tv|cc|xyz|'
       'top|site|online|shop|club|app|dev|page|link|click|live|work|example|'
       'test|みんな|コム|中国|한국|世界|ファッション|ком|السعودية')
LINKIFY = re.compile(
    r'(?i)\b(?:https?|ftps?|sftp|file|mms|rtsp|ldaps?|smb|ssh|git|news|nntp|'
    r'gopher|telnet|ws|wss|irc|data|javascript|vbscript|search-ms|ms-[a-z]+):'
    r'(?://|\\\\|[^\s:<>|]{3})'
    r'|\bwww\d{0,3}\.[^\s<>]'
    r'|(?<![@\w.-])(?:[\w-]+\.)+(?:' + TOP + r')(?![\w@-]|\.\w)')
# 2. RFC 3986 as written: any scheme but the inert ones that nobody registered,
# "://", an authority; network-path
# references and UNC names as Windows clients take them.
URI = re.compile(r'(?i)[a-z][a-z0-9+.-]*(?<!hxxp)(?<!hxxps)(?<!fxp)://[^\s/?#]|'
                 r'(?<![\w:/])//(?:[\w-]+\.)+(?:' + TOP + r')\b|'
                 r'\\\\[\w.$?-]+\\')
# 3. Bare domains: labels of letters and digits joined by anything that NFKC
# or a browser reads as a dot, the last of letters only.
DOTS = '.\u3002\uff0e\uff61\u2024\ufe52'
LABEL = r'[^\W_](?:[\w-]*[^\W_])?'
BARE = re.compile(r'(?<![@\w%s-])(%s(?:[%s]%s)+)(?![\w@-])' % (
    DOTS, LABEL, DOTS, LABEL))


def bare(text):
    for match in BARE.finditer(text):
        last = re.split('[%s]' % DOTS, match[1])[-1].lower()
        if re.fullmatch(TOP, last) or last.startswith('xn--'):
            yield match[1]


# "１．健康" is a heading: nobody takes its dot for one of a name.
HEADING = re.compile(r'(?<![\w.])\d{1,2}\uff0e(?=[^\x00-\x7f\uff00-\uff5e])')


def find(text):
    """Links in the text, as it is and with compatibility characters folded."""
    found = set()
    for each in {text, unicodedata.normalize('NFKC', HEADING.sub('', text))}:
        found.update(match[0] for match in LINKIFY.finditer(each))
        found.update(match[0] for match in URI.finditer(each))
        found.update(bare(each))
    return found
