#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# nested_mail.py -- writes a message of parts within parts, deeper than anybody should look
"""usage: nested_mail.py"""
DEPTH = 60

print("From: taro@example.com\nTo: jumin@town.example.jp\nSubject: =?UTF-8?B?5YWl44KM5a2Q?=\nMIME-Version: 1.0")
for level in range(DEPTH):
    print(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}")
print("Content-Type: text/plain\n\nhello")
for level in reversed(range(DEPTH)):
    print(f"--b{level}--")
