# SPDX-License-Identifier: GPL-3.0-or-later
# messages.py -- the three mails that the relay's benchmark sends, the same bytes in every run
import base64
import random

LINE = "庁内会議の開催について、下記のとおり御案内申し上げます。御多忙のところ恐縮ですが、御出席くださいますようお願いいたします。"
HEAD = (
    "Received: from mx.example.net (mx.example.net [192.0.2.25])\r\n"
    "\tby mail.example.net with ESMTPS id 4Y2Kx13Zz2z9sT\r\n"
    "\tfor <staff@town.example.jp>; Mon, 6 Apr 2026 09:30:00 +0900\r\n"
    "From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@example.net>\r\n"
    "To: staff@town.example.jp\r\n"
    "Subject: =?UTF-8?B?5Lya6K2w44Gu44GK55+l44KJ44Gb?=\r\n"
    "Date: Mon, 06 Apr 2026 09:30:00 +0900\r\n"
    "Message-ID: <20260406093000.1234@example.net>\r\n"
    "MIME-Version: 1.0\r\n"
)


def folded(data):
    text = base64.b64encode(data).decode()
    return "".join(text[i:i + 76] + "\r\n" for i in range(0, len(text), 76))


def text_10k():
    """A body of 10 KB as much Japanese mail still is: ISO-2022-JP, 7 bit."""
    body, number = b"", 0
    while len(body) < 10240:
        number += 1
        body += f"{number:3d} {LINE[number % 30:number % 30 + 32]}\r\n".encode("iso-2022-jp")
    return (HEAD + "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n").encode() + body


def html_50k():
    """50 KB of HTML as newsletters have it: nested tables, styles, links."""
    rows, number = [], 0
    page = ""
    while len(page.encode()) < 50 * 1024:
        number += 1
        rows.append(
            f'<tr><td style="padding:4px;font-size:13px;color:#333333" valign="top"><a href="https://www.example.net/news/{number}'
            f'?id={number * 7919}&amp;from=mail"><b>お知らせ{number}</b></a></td><td><font face="Meiryo">{LINE}<br>'
            f'<img src="https://img.example.net/{number}.png" width="1" height="1" alt=""></font></td></tr>\n')
        page = ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>td{border:0}</style></head><body>"
                "<table width=\"600\">" + "".join(rows) + "</table></body></html>\n")
    return (HEAD + "Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + folded(page.encode())).encode()


def attachments_5m():
    """A 5 MB message: a short text and five attachments that do not compress."""
    chance = random.Random(1)
    parts = ["Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + folded((LINE + "\n").encode() * 4)]
    for number, (kind, suffix) in enumerate((("application/pdf", "pdf"), ("application/zip", "zip"), ("image/jpeg", "jpg"),
                                             ("application/vnd.ms-excel", "xls"), ("application/octet-stream", "bin"))):
        parts.append(f'Content-Type: {kind}; name="shiryo-{number}.{suffix}"\r\nContent-Transfer-Encoding: base64\r\n'
                     f'Content-Disposition: attachment; filename="shiryo-{number}.{suffix}"\r\n\r\n' + folded(chance.randbytes(766000)))
    body = "".join(f"--=_bench_1\r\n{part}\r\n" for part in parts) + "--=_bench_1--\r\n"
    return (HEAD + 'Content-Type: multipart/mixed; boundary="=_bench_1"\r\n\r\n' + body).encode()


KINDS = {"text 10 KB": text_10k, "HTML 50 KB": html_50k, "attachments 5 MB": attachments_5m}
