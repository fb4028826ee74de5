#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# make_pcap.py -- a small pcap or pcapng file out of lines of packets
#
# make_pcap.py IN OUT; each line: SECONDS (since T) SOURCE DESTINATION WHAT [KEY=VALUE …]
#   WHAT  tcp/SPORT/DPORT/FLAGS (FLAGS of SAFRPU) udp/SPORT/DPORT
#         icmp/TYPE/CODE/ID (icmpv6 of IPv6) icmp-about (quotes the line before)
#   KEY   ttl, mac, id, frag (offset in bytes; more=1 where others follow),
#         link=ether|vlan|sll|sll2|raw, cut (bytes that are held), iface (pcapng)
# The first line may be "pcapng".
import ipaddress
import struct
import sys

NOON = 1795057200  # T: 2026-11-19 12:00 in Japan
FLAGS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32}
LINKS = {"ether": 1, "vlan": 1, "sll": 113, "sll2": 276, "raw": 101}


def transport(what, keys, before, v6):
    kind, *rest = what.split("/")
    if kind == "tcp":
        flags = sum(FLAGS[c] for c in rest[2])
        return 6, struct.pack("!HHIIBBHHH", int(rest[0]), int(rest[1]), 1, 1, 0x50, flags, 1024, 0, 0)
    if kind == "udp":
        return 17, struct.pack("!HHHH", int(rest[0]), int(rest[1]), 12, 0) + b"data"
    if kind == "icmp":
        return (58 if v6 else 1), struct.pack("!BBHHH", int(rest[0]), int(rest[1]), 0, int(rest[2]), 1)
    if kind == "icmp-about":
        error = struct.pack("!BBHI", 1 if v6 else 3, 1, 0, 0)
        return (58 if v6 else 1), error + before[:48 if v6 else 28]
    if kind == "piece":
        return int(rest[0]), b"x" * 8
    sys.exit(f"make_pcap: {what}")


def packet(source, destination, what, keys, before):
    source, destination = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    v6 = source.version == 6
    ttl = int(keys.get("ttl", 64))
    proto, body = transport(what, keys, before, v6)
    if v6:
        return struct.pack("!IHBB", 6 << 28, len(body), proto, ttl) + source.packed + destination.packed + body
    offset = int(keys.get("frag", 0)) // 8 | (0x2000 if "more" in keys else 0)
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), int(keys.get("id", 0)), offset, ttl, proto, 0)
    return head + source.packed + destination.packed + body


def frame(ip, keys):
    link = keys.get("link", "ether")
    ethertype = 0x86DD if ip[0] >> 4 == 6 else 0x800
    mac = bytes.fromhex(keys.get("mac", "02:00:00:00:00:01").replace(":", ""))
    if link == "ether":
        return b"\2\0\0\0\0\xff" + mac + struct.pack("!H", ethertype) + ip
    if link == "vlan":
        return b"\2\0\0\0\0\xff" + mac + struct.pack("!HHH", 0x8100, 7, ethertype) + ip
    if link == "sll":
        return struct.pack("!HHH", 0, 1, 6) + mac + b"\0\0" + struct.pack("!H", ethertype) + ip
    if link == "sll2":
        return struct.pack("!HHIHBB", ethertype, 0, 1, 1, 0, 6) + mac + b"\0\0" + ip
    return ip


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def main():
    lines = [line.split() for line in open(sys.argv[1], encoding="utf-8") if line.strip() and line[0] != "#"]
    ng = lines[0] == ["pcapng"]
    lines = lines[1:] if ng else lines
    out, names, before, link = b"", [], b"", 1
    if ng:
        out += block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    for when, source, destination, what, *rest in lines:
        keys = dict(word.split("=", 1) for word in rest)
        before = packet(source, destination, what, keys, before)
        bytes_ = frame(before, keys)
        link = LINKS[keys.get("link", "ether")]
        held = bytes_[:int(keys.get("cut", len(bytes_)))]
        micro = round((NOON + float(when)) * 1000000)
        if ng:
            name = keys.get("iface", "")
            if (name, link) not in names:
                names.append((name, link))
                option = struct.pack("<HH", 2, len(name)) + name.encode() + b"\0" * (-len(name) % 4)
                out += block(1, struct.pack("<HHI", link, 0, 0) + option + b"\0\0\0\0")
            index = names.index((name, link))
            out += block(6, struct.pack("<IIIII", index, micro >> 32, micro & 0xFFFFFFFF, len(held), len(bytes_)) + held)
        else:
            out += struct.pack("<IIII", micro // 1000000, micro % 1000000, len(held), len(bytes_)) + held
    if not ng:
        out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link) + out
    open(sys.argv[2], "wb").write(out)


main()
