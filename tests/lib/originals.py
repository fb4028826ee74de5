#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""originals.py -- reads a store of originals on its own (src/store/record.h)

	originals.py FOLDER               a line each: reference, bytes, SHA-256,
	                                  sender, "held" or "-"
	originals.py FOLDER REFERENCE     the message, to standard output

Every record must be whole: its sums are checked. Exit 1 otherwise. (A deletion
that was interrupted leaves a head without its message, see src/store/volume.h.)
"""
import hashlib
import pathlib
import struct
import sys

BLOCK = 4096


def check_digit(digits):
    rest = 10
    for digit in digits:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10


def reference(day, number):
    return f"{day}-{number:06}-{check_digit(f'{day}{number:06}')}"


def records(path, torn=False):
    """Number, envelope, message of each; those without their message (`torn`)
    are passed over."""
    data = path.read_bytes()
    at, salt = 0, data[80:96]
    while at < len(data):
        head = data[at:at + 128]
        if head[:15] != b"sekisho-mail 1\n" or head[80:96] != salt:
            at += BLOCK
            continue
        number, state, _, size, length, blocks = struct.unpack(
            ">IIQQII", head[16:48])
        envelope = data[at + 128:at + 128 + length]
        if hashlib.sha256(head[:96] + envelope).digest() != head[96:128]:
            sys.exit(f"{path.name}: record {number}: head")
        front = -(-(128 + length) // BLOCK) * BLOCK
        message = data[at + front:at + front + size]
        if state == 1:
            if hashlib.sha256(message).digest() == head[48:80]:
                yield number, envelope, message
            elif not torn:
                sys.exit(f"{path.name}: record {number}: message")
        at += blocks * BLOCK


def sender(envelope):
    peer = struct.unpack(">H", envelope[1:3])[0]
    at = 3 + peer + 2
    length = struct.unpack(">H", envelope[at:at + 2])[0]
    return envelope[at + 2:at + 2 + length].decode()


def main(folder, wanted=None):
    for path in sorted(pathlib.Path(folder).glob("*.mail")):
        for number, envelope, message in records(path):
            name = reference(path.name[:8], number)
            if wanted is None:
                held = (path.parent / f"held-{name}").exists()
                print(name, len(message), hashlib.sha256(message).hexdigest(),
                      f"<{sender(envelope)}>", "held" if held else "-")
            elif wanted == name:
                sys.stdout.buffer.write(message)
                return
    if wanted is not None:
        sys.exit(f"nothing under {wanted}")


if __name__ == "__main__":
    main(*sys.argv[1:])
