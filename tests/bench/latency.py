# SPDX-License-Identifier: GPL-3.0-or-later
# latency.py -- one mail at a time: from MAIL to its last byte at the other end
import contextlib
import socket
import threading
import time


class Sink(threading.Thread):
    """Accepts every mail; says when its end arrived."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.listener = socket.create_server(address, backlog=64)
        self.arrivals = []
        self.arrived = threading.Semaphore(0)

    def run(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve_quietly, args=(peer,), daemon=True).start()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self.join()
        self.listener.close()

    def serve_quietly(self, peer):
        with contextlib.suppress(ConnectionError):
            self.serve(peer)

    def serve(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with peer, peer.makefile("rb", buffering=1 << 16) as lines:
            peer.sendall(b"220 sink ESMTP\r\n")
            while line := lines.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    peer.sendall(b"354 go\r\n")
                    self.take_mail(lines)
                    peer.sendall(b"250 2.0.0 taken\r\n")
                elif verb == b"EHLO":
                    peer.sendall(b"250-sink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n")
                elif verb == b"QUIT":
                    peer.sendall(b"221 2.0.0 bye\r\n")
                    return
                else:
                    peer.sendall(b"250 2.0.0 ok\r\n")

    def take_mail(self, lines):
        while line := lines.readline():
            if line == b".\r\n":
                self.arrivals.append(time.perf_counter())
                self.arrived.release()
                return


def answer(lines, code):
    while True:
        line = lines.readline()
        if not line.startswith(code):
            raise SystemExit(f"expected {code.decode()}, got {line!r}")
        if line[3:4] == b" ":
            return


def measure(entry, sink, message, count, sender, recipient):
    """Seconds of each of `count` mails, sent one after another."""
    data = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in message.split(b"\r\n")) + b".\r\n"
    seconds = []
    with socket.create_connection(entry) as peer, peer.makefile("rb") as lines:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answer(lines, b"220")
        peer.sendall(b"EHLO source.example.net\r\n")
        answer(lines, b"250")
        for _ in range(count):
            begin = time.perf_counter()
            peer.sendall(f"MAIL FROM:<{sender}>\r\n".encode())
            answer(lines, b"250")
            peer.sendall(f"RCPT TO:<{recipient}>\r\n".encode())
            answer(lines, b"250")
            peer.sendall(b"DATA\r\n")
            answer(lines, b"354")
            peer.sendall(data)
            answer(lines, b"250")
            if not sink.arrived.acquire(timeout=60):
                raise SystemExit("a mail did not arrive within a minute")
            seconds.append(sink.arrivals[-1] - begin)
        peer.sendall(b"QUIT\r\n")
    return seconds
