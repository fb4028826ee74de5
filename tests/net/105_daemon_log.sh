#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 105_daemon_log.sh -- whoever reads the daemon's log may stop or go: changes, an
# isolation and the healing do not wait for it

. "${0%/*}/../lib/netns.sh"
fill=$(readlink -f "${0%/*}/../lib/fill_fifo.py")
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"

# asks COMMAND…: as an operator, and not for ever.
asks()
{
	operator timeout 30 "$@"
}

check 'neighbours are found' find_neighbours
mkfifo "$daemon_log"
# Has it open, and does not read.
exec 8<>"$daemon_log"
exec 9<"$daemon_log" 8<&-
check 'the daemon stands' daemon_start gw 8<&- 9<&-
check 'the log is full' "$fill" "$daemon_log"
check 'a policy is applied' asks sekisho apply -c old.conf -m first
check 'packets meet it' meets old
check 'others add a rule' ns gw nft add table inet other
check 'the daemon answers' asks sekisho generations
check 'isolate works' asks sekisho isolate address:10.2.0.5 -m infected
echo 'drop west 10.1.0.9 -> east 10.2.0.5 udp/1000' >east.list
check 'the host is cut off' probe lab east.list
cat <&9 >read &
reader=$!
said() # PATTERN, within half a minute
{
	for s_try in $(seq 300); do
		asks sekisho generations >generations
		grep -qa "$1" read && return 0
		sleep 0.1
	done
	return 1
}
check 'how many lines are missing is said' said '^x*log-lost lines=[1-9]'
kill $reader
exec 9<&-
check 'another policy when who reads has gone' \
	asks sekisho apply -c new.conf -m second
check 'the daemon stops' daemon_stop

mkdir closed
cat >closed/sekishod <<-SH
	#!/bin/sh
	exec $(command -v sekishod) "\$@" <&- >&- 2>&-
SH
chmod +x closed/sekishod
PATH=$LAB_DIR/closed:$PATH
rm "$daemon_log"
check 'one without standard streams stands' daemon_start gw
check '… and applies' asks sekisho apply -c old.conf -m third
check '… and stops' daemon_stop
lab_end
