#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stage.sh -- runs the scripts of this boot, then reboots for the rest or switches off
#
# /persist/rest has the words that are left: scripts of tests/vm; `reboot`;
# `reboot-broken`: the same, with a lockdown.nft that nft(8) refuses.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sekisho/bin
export SEKISHO_RULES=/sekisho/rules SEKISHO_CONF=/sekisho/conf
export LC_ALL=C.UTF-8 HOME=/root LAB_SLOW=1

stty -F /dev/ttyS1 raw
exec >/dev/ttyS1 2>&1 </dev/null
echo "@kernel $(uname -r), up $(cut -d' ' -f1 /proc/uptime) s"
read -r rest </persist/rest
set -- $rest
while [ $# -gt 0 ]; do
	test=$1
	shift
	echo "$*" >/persist/rest
	case $test in
	reboot*)
		rm -f /persist/broken
		[ "$test" = reboot ] || : >/persist/broken
		sync
		exec systemctl reboot
		;;
	esac
	begin=$(date +%s)
	timeout -k 10 600 sh "/sekisho/tests/vm/$test.sh"
	code=$?
	[ $code = 0 ] || journalctl -b -n 60 --no-pager -o short-monotonic \
		-u sekishod -u sekisho-lockdown -u 'sekisho-mail@*'
	echo "@end $test $code $(($(date +%s) - begin))"
done
exec systemctl poweroff
