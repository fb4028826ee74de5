#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""memory_has.py -- which processes have these bytes in their memory

	memory_has.py key FILE PID...    a private key in PEM, as any of its forms
	memory_has.py text TEXT PID...

Prints "PID NAME yes" or "PID NAME no" for each. A key's forms are its PEM
lines, its DER, and each of its secret numbers as OpenSSL writes one down and
as it computes with it.
"""
import base64
import re
import subprocess
import sys

LEAST = 16  # bytes: shorter ones would be found by chance


def numbers(path):
	"""Of a key's secret numbers the bytes, most significant first."""
	text = subprocess.run(["openssl", "pkey", "-in", path, "-noout", "-text"],
			      check=True, capture_output=True, text=True).stdout
	found = re.findall(r"^(\w+):\s*\n((?:    [0-9a-f:]+\n)+)", text, re.M)
	secret = ("privateExponent", "prime1", "prime2", "exponent1",
		  "exponent2", "coefficient", "priv")
	return [bytes.fromhex(re.sub(r"[^0-9a-f]", "", digits)).lstrip(b"\0")
		for name, digits in found if name in secret]


def forms(path):
	with open(path, "rb") as file:
		pem = file.read()
	lines = [line for line in pem.splitlines() if len(line) == 64]
	whole = base64.b64decode(b"".join(
		line for line in pem.splitlines() if not line.startswith(b"-")))
	secret = numbers(path)
	assert secret and all(len(number) >= LEAST for number in secret)
	return lines[1:] + [whole[40:]] + secret + [n[::-1] for n in secret]


def memory(pid):
	with open(f"/proc/{pid}/maps", encoding="ascii",
		  errors="replace") as maps, \
			open(f"/proc/{pid}/mem", "rb", 0) as mem:
		for line in maps:
			match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
			if not match or "[v" in line:
				continue
			start, end = (int(group, 16) for group in match.groups())
			mem.seek(start)
			yield mem.read(end - start)


def main(kind, what, *pids):
	wanted = forms(what) if kind == "key" else [what.encode()]
	for pid in pids:
		with open(f"/proc/{pid}/comm", encoding="ascii") as file:
			name = file.read().strip()
		has = any(form in part for part in memory(pid)
			  for form in wanted)
		print(pid, name, "yes" if has else "no")


if __name__ == "__main__":
	main(*sys.argv[1:])
