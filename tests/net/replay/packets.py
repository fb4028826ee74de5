# SPDX-License-Identifier: GPL-3.0-or-later
# packets.py -- IP packets whose checksums and lengths are right, and parts of them
"""Every packet bears a number that a gateway does not change: IPv4's
identification, IPv6's flow label."""

import ipaddress
import struct

TCP, UDP, ICMP, ICMP6, OTHER = 6, 17, 1, 58, 50
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def folded(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def packed(address):
    return ipaddress.ip_address(address).packed


def with_sum(source, destination, proto, body, at):
    """The body with its checksum at that byte, over the pseudo header."""
    source, destination = packed(source), packed(destination)
    head = source + destination + struct.pack("!II", len(body), proto)
    if proto == ICMP:
        head = b""
    total = folded(head + body)
    if proto == UDP and not total:
        total = 0xFFFF
    return body[:at] + struct.pack("!H", total) + body[at + 2:]


def ip(source, destination, proto, body, number, hops=64, offset=0, more=False):
    """`offset` in bytes; IPv6 fragments get their header where one is told."""
    a, b = packed(source), packed(destination)
    if len(a) == 16:
        if offset or more:
            body = struct.pack("!BBHI", proto, 0, offset | more, number) + body
            proto = 44
        return struct.pack("!IHBB", 6 << 28 | number, len(body), proto, hops) + a + b + body
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), number, offset // 8 | (more << 13), hops, proto, 0) + a + b
    return head[:10] + struct.pack("!H", folded(head)) + head[12:] + body


def tcp(source, destination, sport, dport, flags, doff=5, data=b""):
    """All of one number, so that none is beyond a window."""
    body = struct.pack("!HHIIBBHHH", sport, dport, 1000, 1000, doff << 4, flags, 8192, 0, 0) + data
    return with_sum(source, destination, TCP, body, 16)


def udp(source, destination, sport, dport, length=None, data=b"sekisho!"):
    body = struct.pack("!HHHH", sport, dport, len(data) + 8 if length is None else length, 0) + data
    return with_sum(source, destination, UDP, body, 6)


def icmp(source, destination, kind, code, rest, data=b""):
    """`rest`: the second word of the header."""
    proto = ICMP6 if len(packed(source)) == 16 else ICMP
    return with_sum(source, destination, proto, struct.pack("!BBHI", kind, code, 0, rest) + data, 2)


def number_of(packet):
    """What tells this packet, in pieces or not, from all others."""
    if packet[0] >> 4 == 4:
        return packet[12:20], struct.unpack("!H", packet[4:6])[0]
    return packet[8:40], struct.unpack("!I", packet[:4])[0] & 0xFFFFF


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def option(code, data):
    return struct.pack("<HH", code, len(data)) + data + b"\0" * (-len(data) % 4)


def write_pcapng(path, names, frames):
    """Frames: (nanoseconds, name, way, bytes); way 1 in, 2 out, 0 not told."""
    with open(path, "wb") as out:
        out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        for name in names:
            out.write(block(1, struct.pack("<HHI", 1, 0, 0) + option(2, name.encode()) + option(9, b"\x09") + b"\0\0\0\0"))
        for ns, name, way, data in frames:
            head = struct.pack("<IIIII", names.index(name), ns >> 32, ns & 0xFFFFFFFF, len(data), len(data))
            data += b"\0" * (-len(data) % 4)
            flags = option(2, struct.pack("<I", way)) + b"\0\0\0\0" if way else b""
            out.write(block(6, head + data + flags))


def write_pcap(path, frames):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1))
        for ns, _, _, data in frames:
            out.write(struct.pack("<IIII", ns // 10**9, ns % 10**9, len(data), len(data)) + data)
