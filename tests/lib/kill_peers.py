# SPDX-License-Identifier: GPL-3.0-or-later
"""kill_peers.py -- both ends of a relay that may die: who brings a message, and
the next hop, which remembers what it took

For kill_points.py. In the clear, or in TLS alone, with a key on each side.
"""
import socket
import ssl
import threading
import time

PATIENCE = 30


class Lost(Exception):
    pass


# ------ the next hop ------

class Hop(threading.Thread):
    """Takes every message, and notes when it said so."""

    def __init__(self, tls):
        super().__init__(daemon=True)
        self.tls = tls and context(tls, "hop", ssl.PROTOCOL_TLS_SERVER)
        if tls:  # so that the relay has to show who it is
            self.tls.verify_mode = ssl.CERT_REQUIRED
            self.tls.load_verify_locations(tls / "relay.pem")
        self.n_to_end = 0  # connections that are ended when they begin
        self.socket = socket.create_server(("10.20.0.25", 25), backlog=64)
        self.taken = []
        self.lock = threading.Lock()

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(peer,),
                             daemon=True).start()

    def serve(self, peer):
        file = peer.makefile("rb")
        try:
            peer.sendall(b"220 hop\r\n")
            while line := file.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    peer.sendall(b"250-hop\r\n250-STARTTLS\r\n"
                                 b"250 PIPELINING\r\n")
                    if self.ends(peer):
                        return
                elif verb == b"STAR":
                    peer.sendall(b"220 go\r\n")
                    peer = self.tls.wrap_socket(peer, server_side=True)
                    file = peer.makefile("rb")
                elif verb == b"DATA":
                    peer.sendall(b"354 go\r\n")
                    self.take(file, peer)
                elif verb == b"QUIT":
                    peer.sendall(b"221 bye\r\n")
                    return
                else:
                    peer.sendall(b"250 2.0.0 ok\r\n")
        except OSError:
            pass
        finally:
            file.close()
            peer.close()

    def ends(self, peer):
        with self.lock:
            ends = self.n_to_end > 0 and isinstance(peer, ssl.SSLSocket)
            self.n_to_end -= ends
        return ends

    def take(self, file, peer):
        lines = []
        while (line := file.readline()) != b".\r\n":
            if not line.endswith(b"\r\n"):
                return  # the relay died on the way: nothing was taken
            lines.append(line)
        with self.lock:
            self.taken.append((time.monotonic(), b"".join(lines)))
        peer.sendall(b"250 2.0.0 taken\r\n")


# ------ the peer ------

def context(tls, name, protocol):
    made = ssl.SSLContext(protocol)
    if protocol == ssl.PROTOCOL_TLS_CLIENT:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    made.load_cert_chain(tls / f"{name}.pem", tls / f"{name}.key")
    return made


def bring(message, tls):
    """250, another code, or 0 if the connection ended before."""
    s = None
    try:
        s = socket.create_connection(("192.0.2.1", 25), timeout=PATIENCE,
                                     source_address=("192.0.2.25", 0))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        file = s.makefile("rb")

        def answer():
            while True:
                line = file.readline()
                if not line.endswith(b"\n"):
                    raise Lost
                if line[3:4] != b"-":
                    return int(line[:3])

        answer()
        s.sendall(b"EHLO peer.example\r\n")
        answer()
        if tls:
            s.sendall(b"STARTTLS\r\n")
            if answer() != 220:
                raise Lost
            s = tls.wrap_socket(s)
            file = s.makefile("rb")
            s.sendall(b"EHLO peer.example\r\n")
            answer()
        s.sendall(b"MAIL FROM:<a@sender.example>\r\n" +
                  b"".join(b"RCPT TO:<%s>\r\n" % to
                           for to in message.recipients) + b"DATA\r\n")
        codes = [answer() for _ in range(len(message.recipients) + 2)]
        if codes[-1] != 354:
            return max(codes)
        s.sendall(message.text + b".\r\n")
        code = answer()
        s.sendall(b"QUIT\r\n")
        return code
    except (Lost, OSError):
        return 0
    finally:
        if s:
            s.close()
