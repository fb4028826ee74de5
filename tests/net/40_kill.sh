#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 40_kill.sh -- an apply that dies at any point leaves the old rules or the new
#
# sekisho-faulty kills itself before its N-th message to the kernel, for every
# N. Packets then tell which rules are in force: all of the one policy's or all
# of the other's, and what neither permits never passes.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
rules=$SEKISHO_RULES
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

gateway_add gw
segment_add lan0 10.1.0.1 fd00:1::1
segment_add lan1 10.2.0.1 fd00:2::1
host_add west lan0 10.1.0.9 10.1.8.7 10.1.9.7 fd00:1::9
host_add east lan1 10.2.0.5 fd00:2::5
check 'a policy is in force' ns gw sekisho apply --direct -c "$data/a.conf"
check 'neighbours are found' find_neighbours
quiet west east

# list A-VERDICT B-VERDICT: every selector leads to rules that differ.
list()
{
	cat <<-LIST
	$1 west 10.1.0.9 -> east 10.2.0.5 udp/1000
	$1 west fd00:1::9 -> east fd00:2::5 udp/1000
	$1 west 10.1.9.7 -> east 10.2.0.5 udp/1001
	$1 west 10.1.0.9 -> gateway 10.1.0.1 tcp/22
	$1 gateway 10.2.0.1 -> east 10.2.0.5 udp/123
	$2 west 10.1.0.9 -> east 10.2.0.5 udp/2000
	$2 west fd00:1::9 -> east fd00:2::5 udp/2000
	$2 west 10.1.8.7 -> east 10.2.0.5 udp/2009
	$2 west 10.1.0.9 -> gateway 10.1.0.1 tcp/2222
	$2 gateway 10.2.0.1 -> east 10.2.0.5 udp/514
	drop west 10.1.0.9 -> east 10.2.0.5 udp/3000
	drop west fd00:1::9 -> east fd00:2::5 tcp/1000
	drop west 10.1.9.7 -> east 10.2.0.5 udp/1010
	LIST
}
list pass drop >a.list
list drop pass >b.list
list drop drop >closed.list
grep -v gateway closed.list >nothing.list # passes while there are no rules
# The rules of a, but forwarding is not switched on yet.
sed '/gateway/!s/^pass/drop/' a.list >waiting.list

meets() # NAME
{
	probe lab "$1.list" >"$LAB_DIR/out" 2>&1
}

one_tree()
{
	[ "$(ns gw nft list ruleset |
		sed -n 's/^.\(chain\|map\|set\) g\([0-9]*\)_.*/\2/p' |
		sort -u | wc -l)" = 1 ]
}

check 'the list tells the two apart' meets a
check_fails '… indeed' meets b
FAULT_COUNT=$LAB_DIR/count ns gw sekisho-faulty apply --direct -c "$data/b.conf"
check 'the new policy is in force' meets b
sends=$(cat count)

old=b new=a mixed=0 kept=0 switched=0 uncleaned=0
for n in $(seq 1 "$sends"); do
	FAULT_KILL=$n ns gw sekisho-faulty apply --direct \
		-c "$data/$new.conf" >killed 2>&1 || true
	if meets $old; then
		kept=$((kept + 1))
	elif meets $new; then
		switched=$((switched + 1))
	else
		mixed=$((mixed + 1))
		echo "# killed at $n:"
		sed 's/^/# /' "$LAB_DIR/out"
	fi
	ns gw sekisho apply --direct -c "$data/$new.conf" >again 2>&1
	one_tree && meets $new || uncleaned=$((uncleaned + 1))
	[ $new = a ] && { old=a new=b; } || { old=b new=a; }
done
echo "# $sends places to die: $kept with the old rules, $switched with the new"
check 'after no death is there a mixture' [ "$mixed" = 0 ]
check 'some deaths were before the switch' [ "$kept" -gt 0 ]
check 'some deaths were after the switch' [ "$switched" -gt 0 ]
check 'the next apply always leaves one tree' [ "$uncleaned" = 0 ]

# A first apply: from lockdown, as at boot, and from nothing at all.
FAULT_COUNT=$LAB_DIR/count ns gw sekisho-faulty apply --direct -c "$data/b.conf"
opened=0 died=0
for n in $(seq 1 2 "$sends"); do
	ns gw nft flush ruleset
	forwarding 0
	before=nothing
	if [ $((n % 4)) = 1 ]; then
		ns gw nft -f "$rules/lockdown.nft"
		before=closed
	fi
	FAULT_KILL=$n ns gw sekisho-faulty apply --direct \
		-c "$data/a.conf" >killed 2>&1 || died=$((died + 1))
	meets $before || meets closed || meets waiting || meets a || {
		opened=$((opened + 1))
		echo "# killed at $n, before: $before"
		sed 's/^/# /' "$LAB_DIR/out"
	}
done
check 'a first apply that dies leaves the gateway closed or in force' \
	[ "$opened" = 0 ]
check '… and some did die' [ "$died" -gt 5 ]
lab_end
