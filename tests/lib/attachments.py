#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""attachments.py -- mails with real files in them, and what has become of them

	attachments.py send ADDRESS FROM TO ID FILE...  one mail, of ID@test; FILE is a word of FILES
	attachments.py check MAIL FILE...               just these came along, byte for byte, behind one text
	attachments.py text MAIL                        its text
"""
import email
import email.policy
import hashlib
import io
import smtplib
import struct
import sys
import zipfile
import zlib
from email.message import EmailMessage

OFFICE = "vnd.openxmlformats-officedocument."


def pdf(pages):
    """A document that readers open: catalogue, pages, table of places."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    stream = b"BT /F1 12 Tf 72 720 Td (form) Tj ET\n" * pages
    for number, content in enumerate((
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d >>\nstream\n%sendstream" % (len(stream), stream)), 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def png():
    """32 x 32 points of every grey."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x * 8 + y) % 256 for x in range(32)) for y in range(32))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def office(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", *entries):
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 8, 5, 0)), "<?xml version=\"1.0\"?><x/>" * 9)
    return out.getvalue()


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(range(1, 65)) + b"\xff\xd9"
# word: name, subtype, bytes
FILES = {
    "pdf": ("転入届 (様式1).pdf", "application/pdf", pdf(3)),
    "png": ("地図.PNG", "image/png", png()),
    "jpeg": ("写真.jpeg", "image/jpeg", JPEG),
    "docx": ("案内.docx", f"application/{OFFICE}wordprocessingml.document", office("word/document.xml")),
    "xlsx": ("一覧.xlsx", f"application/{OFFICE}spreadsheetml.sheet", office("xl/workbook.xml", "xl/worksheets/sheet1.xml")),
    "pptx": ("説明.pptx", f"application/{OFFICE}presentationml.presentation", office("ppt/presentation.xml")),
    "docm": ("計算.docm", "application/vnd.ms-word.document.macroEnabled.12", office("word/document.xml", "word/vbaProject.bin")),
    "macro": ("隠れ.xlsx", f"application/{OFFICE}spreadsheetml.sheet", office("xl/workbook.xml", "xl/vbaProject.bin")),
    "mismatch": ("請求書.pdf", "application/pdf", png()),
    "large": ("大きい.pdf", "application/pdf", pdf(20000)),
    "program": ("setup.exe", "application/octet-stream", b"MZ\x90\0" + bytes(60)),
}


def make(sender, rcpt, number, words):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, rcpt, "様式の送付", f"<{number}@test>"
    mail.set_content("様式をお送りします。\n")
    for word in words:
        name, kind, content = FILES[word]
        mail.add_attachment(content, *kind.split("/"), filename=name)
    return mail.as_bytes()


def send(address, sender, rcpt, number, *words):
    server = smtplib.SMTP(address, 25, "client.example", timeout=120)
    server.ehlo()
    server.mail(sender)
    server.rcpt(rcpt)
    code, answer = server.data(make(sender, rcpt, number, words))
    print(code, answer.decode())
    server.quit()


def parts_of(name):
    with open(name, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return mail, parts[0], parts[1:]


def check(name, *words):
    mail, text, files = parts_of(name)
    assert text.get_content_type() == "text/plain" and text.get_filename() is None and not mail.defects
    assert mail.get_content_type() == ("multipart/mixed" if words else "text/plain")
    found = [(part.get_filename(), part.get_content_type(), part.get_content_disposition(),
              hashlib.sha256(part.get_payload(decode=True)).hexdigest()) for part in files]
    wanted = [(*FILES[word][:2], "attachment", hashlib.sha256(FILES[word][2]).hexdigest()) for word in words]
    assert found == wanted, found
    for part in wanted:
        assert part[0] in text.get_content() and part[3] in text.get_content()


if __name__ == "__main__":
    if sys.argv[1] == "text":
        print(parts_of(sys.argv[2])[1].get_content())
    else:
        {"send": send, "check": check}[sys.argv[1]](*sys.argv[2:])
