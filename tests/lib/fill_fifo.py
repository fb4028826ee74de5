#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fill_fifo.py -- writes to a FIFO until it takes not a byte more

	fill_fifo.py FIFO
"""
import os
import sys

fifo = os.open(sys.argv[1], os.O_WRONLY | os.O_NONBLOCK)
size = 1 << 16
while size:
    try:
        os.write(fifo, b"x" * size)
    except BlockingIOError:
        size >>= 1
