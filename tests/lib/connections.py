#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""connections.py -- fills this namespace's table of connections, or empties it

	connections.py fill SHARE    until SHARE per cent of its room are in use
	connections.py flush

A connection is a datagram from here to here, to ports where nobody listens.
"""
import socket
import struct
import sys

SYSCTL = "/proc/sys/net/netfilter/nf_conntrack_"
NETFILTER, CT_DELETE, REQUEST_ACK = 12, 1 << 8 | 2, 5  # linux/netlink.h, linux/netfilter/nfnetlink.h
PORTS = range(20000, 60000)


def value(name):
	with open(SYSCTL + name, encoding="ascii") as file:
		return int(file.read())


def fill(share):
	wanted = value("max") * share // 100
	for host in range(2, 250):
		with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
			sender.bind((f"127.0.0.{host}", 0))
			for n, port in enumerate(PORTS):
				sender.sendto(b"", ("127.0.0.1", port))
				if n % 1000 == 0 and value("count") >= wanted:
					return
	sys.exit(f"{value('count')} connections, not {wanted}")


def flush():
	with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETFILTER) as kernel:
		kernel.send(struct.pack("=IHHIIBBH", 20, CT_DELETE, REQUEST_ACK, 1, 0, 0, 0, 0))
		error = struct.unpack_from("=i", kernel.recv(4096), 16)[0]
	if error:
		sys.exit(f"flush: {error}")


if sys.argv[1] == "fill":
	fill(int(sys.argv[2]))
else:
	flush()
