#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smtp_sink.py -- a next hop that takes everything and writes down what it heard

	smtp_sink.py ADDRESS FILE [KEYWORD...]

FILE gets every byte that was said to it but EHLO and QUIT, a line at a time, in
the order the lines came over all connections. KEYWORDs are offered by EHLO.
"""
import socketserver
import sys
import threading

lock = threading.Lock()


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def take_message(self):
        self.say("354 go")
        for line in self.rfile:
            self.server.write_down(line)
            if line == b".\r\n":
                break
        self.say("250 2.0.0 taken")

    def handle(self):
        self.say("220 sink.example ESMTP")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                for keyword in self.server.keywords:
                    self.say("250-" + keyword)
                self.say("250 8BITMIME")
                continue
            if verb == b"QUIT":
                self.say("221 2.0.0 bye")
                return
            self.server.write_down(line)
            if verb == b"DATA":
                self.take_message()
            else:
                self.say("250 2.0.0 ok")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def write_down(self, line):
        with lock:
            self.file.write(line)
            self.file.flush()


def main(address, name, *keywords):
    with Sink((address, 25), Session) as sink, open(name, "ab") as sink.file:
        sink.keywords = ("sink.example", "PIPELINING") + keywords
        sink.serve_forever()


main(*sys.argv[1:])
