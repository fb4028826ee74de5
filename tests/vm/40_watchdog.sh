#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 40_watchdog.sh -- a daemon that hangs is started again; the rules hold meanwhile

. "${0%/*}/gateway.sh"

pid=$(main_pid)
kill -STOP "$pid"
check 'its parent hangs: the rules hold' \
	blast lab a.list while sleep 5
check 'within a minute systemd has started it again' \
	wait_until 70 started_anew "$pid"
check 'because of the watchdog' sh -c \
	'journalctl -b -u sekishod | grep -qi "watchdog timeout"'
check 'what is in force is in force' meets a
check 'and nobody else'\''s' owned
lab_end
