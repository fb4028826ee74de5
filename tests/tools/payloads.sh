#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# payloads.sh -- upstream's own bytecode cases are read, if they are there

[ -d "${SEKISHO_PAYLOADS:-}" ] || {
	echo '1..0 # SKIP SEKISHO_PAYLOADS names no tests/py of nftables'
	exit 77
}
find "$SEKISHO_PAYLOADS" -name '*.payload*' -type f ! -name '*.got' \
	-exec "$1" {} +
