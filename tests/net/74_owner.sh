#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 74_owner.sh -- an owned table: others cannot touch it, and it outlives its owner
#
# Traffic at full rate all the while, permitted and forbidden. Where rules are
# kept, nothing permitted is lost either.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
rules=$SEKISHO_RULES
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog veth ipv6

gateway_add gw
wire_add west lan0 10.1.0.1 fd00:1::1
wire_add east lan1 10.2.0.1 fd00:2::1
route_add west lan0 10.1.0.0/16 fd00:1::/48
route_add east lan1 10.2.0.0/16 fd00:2::/48
quiet west east
cat >list <<'LIST'
pass west 10.1.0.9 -> east 10.2.0.5 udp/1000
drop west 10.1.0.9 -> east 10.2.0.5 udp/1001
pass west fd00:1::9 -> east fd00:2::5 udp/1000
drop west fd00:1::9 -> east fd00:2::5 udp/1001
pass west 10.1.9.7 -> east 10.2.0.5 udp/1005
drop west 10.1.9.7 -> east 10.2.0.5 tcp/1005
drop east 10.1.0.9 -> east 10.2.0.5 udp/1000 ; a forged source
LIST

# A process that works on the table, and a parent that keeps the socket.
keeper=
keep()
{
	rm -f fifo
	mkfifo fifo
	: >said
	ns gw drive --keep <fifo >said 2>&1 &
	keeper=$!
	exec 7>fifo
}

answered()
{
	[ "$(grep -c ' us=' said)" != "$lab_lines" ]
}

# tell COMMAND…: and wait for the answer; fails as the command does.
tell()
{
	lab_lines=$(grep -c ' us=' said)
	echo "$*" >&7
	await answered
	tail -1 said
	tail -1 said | grep -q ': ok us='
}

answers() # TEXT COMMAND…
{
	lab_text=$1
	shift
	tell "$@" && tail -1 said | grep -q -e "$lab_text"
}

worker()
{
	tell pid >/dev/null
	sed -n 's/^pid=\([0-9]*\) .*/\1/p' said | tail -1
}

# traffic COMMAND…: nothing forbidden passes, nothing permitted is lost.
traffic()
{
	blast "$LAB_DIR/lab" list while "$@"
}

# no_leak COMMAND…: nothing forbidden passes.
no_leak()
{
	blast "$LAB_DIR/lab" list while "$@" >blasted || :
	cat blasted
	grep -q 'leaked=0' blasted
}

check 'the lockdown of the boot' ns gw nft -f "$rules/lockdown.nft"
forwarding 1
keep
check 'an un-owned table is made anew' answers '^made flags=0x[26]' own
# Linux 6.9: the table outlives its owner's last socket.
persists=yes
grep -q '^made flags=0x6' said || persists=
check 'it is ours' answers 'owner=me' look
check 'asked again, it is kept' answers '^kept' own
check 'a policy is loaded' tell load "$data/a.conf"
check 'and in force' tell switch 0

attack='for i in 1 2 3 4 5 6 7 8 9 10; do
	nft flush ruleset
	! nft delete table inet sekisho 2>/dev/null || exit 1
	! nft insert rule inet sekisho forward meta mark set 0x5e000000 accept 2>/dev/null || exit 1
	! nft flush chain inet sekisho forward 2>/dev/null || exit 1
	! nft flush map inet sekisho select_forward 2>/dev/null || exit 1
	! nft "add table inet sekisho { flags dormant; }" 2>/dev/null || exit 1
done'
check 'another root changes nothing' traffic nsenter --net=/run/netns/gw sh -c "$attack"
check_fails 'though the guard, which has no owner, is gone' \
	ns gw nft list table inet sekisho_guard
check 'the rules are those from before' answers 'live=1' look

refused()
{
	lab_status=0
	ns gw sekisho apply --direct -c "$data/a.conf" 2>why || lab_status=$?
	cat why
	[ $lab_status = 3 ] && grep -q 'is owned by sekishod (port id [0-9]*)' why
}
check 'an apply beside the daemon is told why not' refused
not_ours()
{
	echo own | ns gw drive >other 2>&1 || :
	cat other
	grep -q 'own: EPERM' other
}
check 'nor can another process take the table' not_ours

# --- the process that works is killed, again and again ---

# Until it is gone it may take the first bytes of what is said to the next one.
gone()
{
	! kill -0 "$lab_worker" 2>/dev/null
}

kills()
{
	for i in 1 2 3 4 5 6 7 8 9 10; do
		tell start || return 1
		lab_worker=$(worker)
		kill -9 "$lab_worker"
		await gone
		answers '^kept' own || return 1
	done
}
(
	kills && echo 0 >killed || echo 1 >killed
) &
check 'the one that works is killed ten times, in the midst of reading' \
	traffic sh -c "while [ ! -e $LAB_DIR/killed ]; do sleep 0.1; done"
check 'each next one has the table' [ "$(cat killed)" = 0 ]
check 'and can work' tell hold "$data/a.conf"
check 'loading' tell load "$data/b.conf"
check 'switching' tell switch 0
check 'and back' tell load "$data/a.conf"
check 'again' tell switch 0

# --- everybody dies ---

pid=$(worker)
die="kill -9 $keeper $pid; sleep 0.5"
if [ "$persists" ]; then
	check 'parent and child are killed: the rules stay' traffic sh -c "$die"
else
	# The guard stands: as long as the one that works has it mended.
	check 'parent and child are killed: the rules go, and nothing leaks' \
		no_leak sh -c "$die"
fi
exec 7>&-
wait $keeper 2>/dev/null || :
# The killed ones' sockets end when the kernel comes to it.
lone()
{
	for _ in $(seq 300); do
		echo look | ns gw drive >looked
		! grep -q 'live=3 .*owner=nobody' looked || return 0
		sleep 0.1
	done
	cat looked
	return 1
}
if [ "$persists" ]; then
	check 'the table is an orphan' lone
	keep
	check 'and is adopted' answers '^adopted flags=0x6' own
	check 'without losing a packet, it is ours' traffic sh -c 'sleep 0.3'
else
	echo '# SKIP an orphan: in this kernel tables go with their owner'
	keep
	check 'the table is made anew' answers '^made flags=0x2' own
	check 'and closed' no_leak sh -c 'sleep 0.3'
fi
check_fails 'so that others are refused again' \
	ns gw nft add chain inet sekisho evil
exec 7>&-
wait $keeper || :

# --- whoever comes first ---

check 'nft removes an orphan' ns gw nft flush ruleset
check 'an apply without a daemon' ns gw sekisho apply --direct -c "$data/a.conf"
own="printf '%s\n' own 'load $data/a.conf' 'switch 0' | drive"
check 'a table taken from an apply leaks nothing' \
	no_leak nsenter --net=/run/netns/gw sh -c "$own; $own; $own"
take()
{
	for i in $(seq 20); do
		ns gw nft delete table inet sekisho
		ns gw sekisho apply --direct -c "$data/a.conf" || return 1
		printf '%s\n' own "load $data/a.conf" 'switch 0' | ns gw drive ||
			return 1
	done
}
(
	take >taken.out 2>&1 && echo 0 >taken || echo 1 >taken
) &
check 'twenty tables are taken over at full rate: not one packet' \
	no_leak sh -c "while [ ! -e $LAB_DIR/taken ]; do sleep 0.1; done"
check '… all of them' [ "$(cat taken)" = 0 ]
lab_end
