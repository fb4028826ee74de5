#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# show_mail.py -- shows a message as a mail reader would, or checks that it is text and nothing else
"""usage: show_mail.py [--check] FILE"""
import email
import email.policy
import sys


def wrong(raw, message):
    if message.is_multipart() or message.get_content_type() != "text/plain":
        yield f"it is {message.get_content_type()}"
    if (message.get_content_charset() or "") != "utf-8":
        yield f"its charset is {message.get_content_charset()}"
    if any(byte > 126 or (byte < 32 and byte not in b"\t\r\n") for byte in raw):
        yield "it holds bytes that are not printable ASCII"
    text = message.get_payload(decode=True).decode("utf-8", "strict")
    if "<html" in text.lower() or "\x1b" in text or "\ufffd" in text:
        yield "its text holds markup, an escape or a replacement character"


def main():
    check = sys.argv[1] == "--check"
    with open(sys.argv[-1], "rb") as file:
        raw = file.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if check:
        faults = list(wrong(raw, message))
        print("\n".join(faults))
        return 1 if faults else 0
    for name in ("From", "To", "Subject", "Date", "X-Sekisho-Sanitized", "Content-Type"):
        if message[name]:
            print(f"  {name}: {' '.join(str(message[name]).split())}")
    print()
    for line in message.get_content().splitlines():
        print(f"  {line}")
    return 0


sys.exit(main())
