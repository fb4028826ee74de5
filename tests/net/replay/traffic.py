#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# traffic.py -- random traffic through the lab's gateway, and what of it passed
"""traffic.py LAB SEED PACKETS

Sends from behind every interface what hosts, their liars and their broken
machines may send, and captures on all of the gateway's interfaces. A packet
passed if it left again. Three bursts, each shorter than UDP takes to become a
stream; between them pauses in which connections are forgotten:

	in.pcapng    what came in, with interfaces and ways
	all.pcapng   what came in and what left, interfaces only
	IFACE.pcap   of that, what was seen on one interface, without its name
	seen.json    {FILE: {frame: passed}}: frames whose fate is known
"""

import ctypes
import json
import os
import random
import select
import socket
import struct
import sys
import time

import packets as p

ALL = 3  # ETH_P_ALL
OUTGOING = 4
CLONE_NEWNET = 0x40000000
PAUSES = (12, 31)
AGO = 60  # packets of which one is answered, repeated or complained of

# Two stations in each zone; the first one of `a` is pinned to its MAC.
ZONES = {"m0": (("10.0.0.5", "10.0.0.6"), ("fd00:0::5", "fd00:0::6")),
         "m1": (("10.1.0.5", "10.1.0.6"), ("fd00:1::5", "fd00:1::6")),
         "m2": (("10.2.0.5", "10.2.0.6"), ("fd00:2::5", "fd00:2::6"))}
OWN = {"m0": ("10.0.0.1", "fd00:0::1"), "m1": ("10.1.0.1", "fd00:1::1"), "m2": ("10.2.0.1", "fd00:2::1")}
PINNED = ("10.0.0.5", "fd00:0::5")
PINNED_MAC = bytes.fromhex("02005e000005")
SERVICES = ((p.TCP, 443), (p.TCP, 443), (p.TCP, 444), (p.TCP, 7000), (p.TCP, 7001), (p.UDP, 9000), (p.UDP, 9000), (p.UDP, 53), (p.UDP, 5000))
FLAGS = (p.SYN,) * 10 + (p.SYN | p.ACK,) * 5 + (p.ACK,) * 8 + (p.ACK | p.PSH,) * 2 + (p.FIN | p.ACK,) * 4 + \
        (p.RST, p.RST | p.ACK, p.RST | p.ACK, 0, p.FIN, p.SYN | p.FIN, p.SYN | p.RST, 63, p.ACK | p.URG, p.SYN | p.PSH)
ERRORS = {4: (3, 3, 3, 11, 12, 4, 5), 6: (1, 1, 2, 3, 4, 0, 100)}
QUERIES = {4: (8, 8, 8, 0, 0, 13, 14, 17, 18), 6: (128, 128, 129, 129, 139, 140)}
OTHERS = {4: (9, 10, 30), 6: (137, 141, 150)}


def socket_in(namespace):
    """A packet socket there; this process comes back."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    assert libc.setns(there, CLONE_NEWNET) == 0
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
    assert libc.setns(home, CLONE_NEWNET) == 0
    os.close(there)
    os.close(home)
    return out


class Lab:
    def __init__(self, path):
        self.gateway, self.macs, self.hosts = None, {}, {}
        for line in open(path, encoding="utf-8"):
            words = line.split()
            if words[0] == "gateway":
                self.gateway = words[1]
            elif words[0] == "segment":
                self.macs[words[1]] = bytes.fromhex(words[2].replace(":", ""))
            elif words[0] == "host":
                self.hosts[words[2]] = words[1]
        self.ears = socket_in(self.gateway)
        self.ears.setsockopt(socket.SOL_SOCKET, 33, 1 << 26)  # SO_RCVBUFFORCE
        self.mouths = {}
        for iface, host in self.hosts.items():
            self.mouths[iface] = socket_in(host)
            self.mouths[iface].bind(("eth0", 0))
        self.frames = []

    def listen(self, patience=0.0):
        while select.select([self.ears], [], [], patience)[0]:
            data, (name, kind, way, _, _) = self.ears.recvfrom(65536)
            if kind in (0x800, 0x86DD) and name in self.macs:
                self.frames.append((time.time_ns(), name, 2 if way == OUTGOING else 1, data))

    def send(self, iface, mac, packet):
        kind = 0x86DD if packet[0] >> 4 == 6 else 0x800
        self.mouths[iface].send(self.macs[iface] + mac + struct.pack("!H", kind) + packet)


class Traffic:
    def __init__(self, lab, seed):
        self.lab, self.rng, self.number = lab, random.Random(seed), 0
        self.sent = []  # (iface, source, destination, what, packet)

    def next(self):
        self.number += 1
        assert self.number < 1 << 16
        return self.number

    def ends(self):
        a, b = self.rng.sample(sorted(ZONES), 2)
        if self.rng.random() < 0.6:
            a, b = "m0", "m1"
        family = self.rng.random() < 0.35
        return a, self.rng.choice(ZONES[a][family]), self.rng.choice(ZONES[b][family])

    def mac_of(self, source):
        right = source in PINNED
        if self.rng.random() < 0.03:
            right = not right
        return PINNED_MAC if right else bytes.fromhex("02005e000066")

    def zone_of(self, address):
        return next((i for i in ZONES for family in (0, 1) if address in ZONES[i][family] or address == OWN[i][family]), None)

    def put(self, iface, source, destination, what, bodies=None):
        """`what`: a function from the two addresses to (protocol, body)."""
        proto, body = what(source, destination)
        number = self.next()
        pieces = [p.ip(source, destination, proto, body, number)]
        if self.rng.random() < 0.03 and len(body) > 24 and not getattr(what, "quotes", False):
            pieces = [p.ip(source, destination, proto, body[:24], number, more=True),
                      p.ip(source, destination, proto, body[24:], number, offset=24)]
        mac = self.mac_of(source)
        for piece in pieces:
            self.lab.send(iface, mac, piece)
        if len(pieces) == 1:
            self.sent.append((iface, source, destination, what, pieces[0]))

    def liar(self, iface):
        """Sometimes it comes from elsewhere."""
        return self.rng.choice(sorted(ZONES)) if self.rng.random() < 0.04 else iface

    def fresh(self):
        iface, source, destination = self.ends()
        proto, port = self.rng.choice(SERVICES)
        sport = 50000 + self.rng.randrange(3)
        if self.rng.random() < 0.08:
            proto, port = p.OTHER, 0
        if self.rng.random() < 0.15:
            return self.query(iface, source, destination)
        return self.put(self.liar(iface), source, destination, self.of_ports(proto, sport, port))

    def of_ports(self, proto, sport, dport):
        flags = self.rng.choice(FLAGS)
        broken = self.rng.random() < 0.02
        doff, length = self.rng.choice((4, 0, 15)), self.rng.choice((0, 7, 57, 4000))
        data = b"long enough for two pieces" if self.rng.random() < 0.1 else b""

        def what(source, destination):
            if proto == p.TCP:
                return proto, p.tcp(source, destination, sport, dport, flags, doff if broken else 5, data)
            if proto == p.UDP:
                return proto, p.udp(source, destination, sport, dport, length if broken else None, b"sekisho!" + data)
            return proto, b"some other protocol's bytes"
        what.ports = (proto, sport, dport)
        return what

    def query(self, iface, source, destination):
        v6 = ":" in source
        kind = self.rng.choice((QUERIES if self.rng.random() < 0.95 else OTHERS)[6 if v6 else 4])
        number, code = 1 + self.rng.randrange(2), self.rng.random() < 0.05

        def what(a, b):
            return (p.ICMP6 if v6 else p.ICMP), p.icmp(a, b, kind, int(code), number << 16 | 1, b"who is there?")
        self.put(self.liar(iface), source, destination, what)

    def again(self):
        """A packet of the same ends, in either direction."""
        iface, source, destination, what, _ = self.rng.choice(self.sent[-AGO:])
        ports = getattr(what, "ports", None)
        if ports and self.rng.random() < 0.7:
            proto, sport, dport = ports
            back = self.of_ports(proto, dport, sport)
            there = self.zone_of(destination)
            if there:
                return self.put(self.liar(there), destination, source, back)
        if ports:
            return self.put(self.liar(iface), source, destination, self.of_ports(*ports))
        there = self.zone_of(destination)
        if self.rng.random() < 0.7 and there:
            return self.query(there, destination, source)
        return self.query(iface, source, destination)

    def error(self):
        """About a packet, mostly from where that went and to who sent it."""
        _, source, destination, _, quoted = self.rng.choice(self.sent[-AGO:])
        v6 = quoted[0] >> 4 == 6
        sender, receiver = destination, source
        if self.rng.random() < 0.3:
            sender = self.rng.choice(ZONES[self.rng.choice(sorted(ZONES))][v6])
        if self.rng.random() < 0.1:
            receiver = self.rng.choice(ZONES[self.rng.choice(sorted(ZONES))][v6])
        iface = self.zone_of(sender)
        if not iface or self.zone_of(receiver) in (None, iface) or receiver in (a[v6] for a in OWN.values()):
            return
        kind = self.rng.choice(ERRORS[6 if v6 else 4])

        def what(a, b):
            return (p.ICMP6 if v6 else p.ICMP), p.icmp(a, b, kind, 0, 1400 if v6 else 0, quoted[:68])
        what.quotes = True
        self.put(self.liar(iface), sender, receiver, what)

    def gateway(self):
        """A SYN or a ping for the gateway, which answers what it is let have."""
        iface = self.rng.choice(sorted(ZONES))
        v6 = self.rng.random() < 0.3
        source, own = self.rng.choice(ZONES[iface][v6]), OWN[self.liar(iface)][v6]
        sport, port, number = 30000 + self.number, self.rng.choice((22, 23)), self.next()
        if self.rng.random() < 0.5:
            proto, body = p.TCP, p.tcp(source, own, sport, port, p.SYN)
        else:
            proto = p.ICMP6 if v6 else p.ICMP
            body = p.icmp(source, own, 128 if v6 else 8, 0, number << 16 | 1)
        self.lab.send(self.liar(iface), self.mac_of(source), p.ip(source, own, proto, body, number))

    def burst(self, count, seconds):
        end = time.monotonic() + seconds
        first = len(self.sent)
        for i in range(count):
            kind = self.rng.random()
            if kind < 0.03:
                self.gateway()
            elif i < 20 or kind < 0.35:
                self.fresh()
            elif kind < 0.85:
                self.again()
            else:
                self.error()
            self.lab.listen()
            if time.monotonic() > end:
                break
        self.lab.listen(0.3)
        return len(self.sent) - first


def own_addresses():
    return {p.packed(address) for pair in OWN.values() for address in pair}


def destination_of(frame):
    ip = frame[14:]
    return ip[24:40] if ip[0] >> 4 == 6 else ip[16:20]


def answered(frames):
    """Of what was for the gateway: ends and ports of all that it said itself."""
    return {ends_of(data, True) for _, _, way, data in frames if way == 2}


def ends_of(frame, turned):
    ip = frame[14:]
    v6 = ip[0] >> 4 == 6
    source, destination = (ip[8:24], ip[24:40]) if v6 else (ip[12:16], ip[16:20])
    proto, body = (ip[6], ip[40:]) if v6 else (ip[9], ip[20:])
    if proto in (p.ICMP, p.ICMP6):
        ports = (body[4:6], body[4:6])
    else:
        ports = (body[:2], body[2:4])
    return (destination, source, proto, *ports[::-1]) if turned else (source, destination, proto, *ports)


def zone_at(address):
    """The interface behind which its zone is: the third digit is its number."""
    return f"m{address[3] if len(address) == 16 else address[1]}"


def is_plain(name, way, frame):
    """Where no way is told, what is for the segment that it was seen on must have
    left: a liar there who speaks to his own neighbours looks the same."""
    destination = destination_of(frame)
    return way == 2 or zone_at(destination) != name or destination in own_addresses()


def seen_on(iface, frames, fates_):
    """There what left did pass; it is not seen twice."""
    for (ns, name, way, data), fate in zip(frames, fates_):
        if name == iface and is_plain(name, way, data):
            yield (ns, name, 0, data), (True if destination_of(data)[0] != 0xFF else None) if way == 2 else fate


def is_late_piece(ip):
    """Of IPv6: the kernel may have changed it before we could read it."""
    return ip[0] >> 4 == 6 and ip[6] == 44 and struct.unpack("!H", ip[42:44])[0] & ~7


def fates(frames):
    """For each frame: did it pass? The gateway's own did; None: it was seen when
    it came, or nobody knows."""
    left = {p.number_of(data[14:]) for _, _, way, data in frames if way == 2}
    said = answered(frames)
    own = own_addresses()
    out = []
    for _, _, way, data in frames:
        ip = data[14:]
        v6 = ip[0] >> 4 == 6
        source, destination = (ip[8:24], ip[24:40]) if v6 else (ip[12:16], ip[16:20])
        if way == 2:
            out.append(True if source in own else None)
        elif destination[0] in (0xFF, 0xFE) or is_late_piece(ip):
            out.append(None)
        elif destination in own:
            out.append(ends_of(data, False) in said)
        else:
            out.append(p.number_of(ip) in left)
    return out


def main():
    lab = Lab(sys.argv[1])
    traffic = Traffic(lab, int(sys.argv[2]))
    share = int(sys.argv[3]) // (len(PAUSES) + 1)
    for pause in (*PAUSES, 0):
        print(f"{traffic.burst(share, 1.8)} packets")
        time.sleep(pause)
    known = fates(lab.frames)
    numbered = list(zip(lab.frames, known))
    seems = [((ns, name, 0, data), fate) for (ns, name, way, data), fate in numbered if is_plain(name, way, data)]
    files = {"in.pcapng": [(f, fate) for f, fate in numbered if f[2] == 1],
             "all.pcapng": seems}
    for iface in ZONES:
        files[f"{iface}.pcap"] = [(f, fate) for f, fate in seen_on(iface, lab.frames, known)]
    seen = {}
    for name, list_ in files.items():
        only = [f for f, _ in list_]
        if name.endswith(".pcap"):
            p.write_pcap(name, only)
        else:
            p.write_pcapng(name, sorted(ZONES), only)
        seen[name] = {i + 1: fate for i, (_, fate) in enumerate(list_) if fate is not None}
    json.dump(seen, open("seen.json", "w", encoding="utf-8"))
    for name, fates_ in seen.items():
        print(f"{name}: {len(fates_)} of known fate, {sum(fates_.values())} passed")


main()
