#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_shakes.py -- begins TLS handshakes without end, and ends none

	smtp_shakes.py RELAY ADDRESS

From ADDRESS, one after another, until RELAY has put one off, which it says, and
then on until it is killed. Each costs the relay a signature and us no more than
a packet.
"""
import socket
import ssl
import sys


def hello():
    """The first flight of a client, good for any number of connections."""
    out = ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    tls = context.wrap_bio(ssl.MemoryBIO(), out)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return out.read()


def main(relay, address):
    flight, n, told = hello(), 0, False
    while True:
        talk = socket.create_connection((relay, 25), timeout=20, source_address=(address, 0))
        file = talk.makefile("rb")
        file.readline()
        talk.sendall(b"EHLO x\r\n")
        while file.readline()[3:4] == b"-":
            pass
        talk.sendall(b"STARTTLS\r\n")
        answer = file.readline()
        if answer.startswith(b"220"):
            talk.sendall(flight)
            talk.recv(1)
        elif not told:
            told = True
            print(f"{n} handshakes, then {answer.decode().strip()}", flush=True)
        n += 1
        if n == 700:
            print("many", flush=True)
        file.close()
        talk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
