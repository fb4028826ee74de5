#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# send_mail.py -- hands a message to the mail server on this host's loopback
"""usage: send_mail.py FROM TO FILE"""
import smtplib
import sys

sender, recipient, path = sys.argv[1:]
with open(path, "rb") as file, smtplib.SMTP("127.0.0.1", 25, timeout=20) as smtp:
    smtp.sendmail(sender, [recipient], file.read())
