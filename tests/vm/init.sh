#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# init.sh -- the guest's first process: runs namespace tests and switches off
#
# /sekisho/words has which: scripts of tests/net, their arguments after commas.
#
# What the host shall know goes to the second serial line: @kernel …, each
# test's own lines, @end TEST EXIT SECONDS.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sekisho/bin
export SEKISHO_RULES=/sekisho/rules SEKISHO_CONF=/sekisho/conf
export LC_ALL=C.UTF-8 HOME=/root
export LAB_SLOW=1

mount -t proc proc /proc
mount -t sysfs sysfs /sys
[ -e /dev/ttyS1 ] || mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
# Without the one there are no switches for bridges, without the other no /dev/net/tun.
modprobe -a br_netfilter tun
ip link set lo up

stty -F /dev/ttyS1 raw
exec >/dev/ttyS1 2>&1
echo "@kernel $(uname -r) $(uname -v)"
for test in $(cat /sekisho/words); do
	begin=$(date +%s)
	(
		IFS=,
		set -- $test
		unset IFS
		name=$1
		shift
		exec timeout -k 10 600 sh "/sekisho/tests/net/$name.sh" "$@"
	) </dev/null
	code=$?
	echo "@end $test $code $(($(date +%s) - begin))"
done
sync
echo o >/proc/sysrq-trigger
sleep 60
