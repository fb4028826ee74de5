#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_send.py -- gives files to an SMTP server, one message each

	smtp_send.py ADDRESS FILE...

Lines end in CRLF on the way, whatever they end in in the file. Prints the answer
to each message; a refusal is no error.
"""
import smtplib
import socket
import sys


def connect(address):
    server = smtplib.SMTP(address, 25, "client.example", timeout=120)
    # A message's last segment would wait for a late acknowledgement.
    server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server


def give(server, text):
    server.ehlo_or_helo_if_needed()
    server.mail("a@sender.example")
    code, words = server.rcpt("x@town.example.jp")
    if code == 250:
        code, words = server.data(text)
    print(code, words.decode())
    server.rset()


def main(address, *files):
    server = connect(address)
    for name in files:
        with open(name, "rb") as file:
            text = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        try:
            give(server, text)
        except smtplib.SMTPServerDisconnected:  # by one that no server may take
            server = connect(address)
    server.quit()


main(*sys.argv[1:])
