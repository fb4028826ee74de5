#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 72_confirm.sh -- a generation that nobody confirms lapses by itself
#
# The kernel keeps the time: whoever switched the generation on is killed, and
# packets alone tell which rules are in force.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

. "${0%/*}/../lib/two_policies.sh"
check 'the old policy is in force' ns gw sekisho apply --direct -c old.conf
check 'neighbours are found' find_neighbours
talks east serve 10.2.0.5 7
spawn west talk live tcp 10.2.0.5 7 >kept
kept=$!
await begun kept
quiet north

looks() # TEXT
{
	echo look | ns gw drive >looked
	cat looked
	grep -q "$1" looked
}

trees()
{
	ns gw nft list ruleset |
		sed -n 's/^.\(chain\|map\|set\) g\([0-9]*\)_.*/\2/p' | sort -u | wc -l
}

drives() # COMMANDS…
{
	printf '%b\n' "$@" | ns gw drive
}

# for_a_while MS: switches the new policy on and dies of SIGKILL.
for_a_while()
{
	# What an earlier one said is no answer of this one.
	rm -f fifo drive.out
	mkfifo fifo
	ns gw drive <fifo >drive.out 2>&1 &
	lab_pid=$!
	exec 7>fifo
	printf 'hold old.conf\nload new.conf\nswitch %s\n' "$1" >&7
	await grep -q '^switch:' drive.out
	kill -9 "$lab_pid"
	exec 7>&-
	wait "$lab_pid" 2>/dev/null || :
	cat drive.out
	grep -q '^switch: ok' drive.out
}

check 'the old rules are in force' meets old

# --- nobody confirms ---

check 'the new policy is in force for a second, and its maker killed' \
	for_a_while 1000
check 'then packets meet the old rules again' await meets old
check 'nothing is pending' drives 'hold old.conf' settle
check 'for a minute, and its maker killed' for_a_while 60000
check 'packets meet the new rules, and only those' meets new
check 'it is pending' looks 'pending=[1-9][0-9]* fallback=1 mixed=0'
check 'both trees stand' [ "$(trees)" = 2 ]
check 'it gets less time' drives 'hold old.conf' 'try new.conf' 'extend 500'
check 'then they meet the old ones again' await meets old
check 'by the fallback' looks 'live=1 pending=0 fallback=1 mixed=0'
check 'what lapsed is tidied up' drives 'hold old.conf' settle
check 'the old policy is lasting again' looks 'live=1 pending=0 fallback=0 mixed=0'
check '… and alone' [ "$(trees)" = 1 ]
check '… and whole' ns gw sekisho status
check 'packets meet it' meets old

# --- confirmed in time ---

check 'for some seconds' for_a_while 15000
check 'another process confirms' drives 'hold old.conf' 'try new.conf' confirm
check 'it is lasting' looks 'pending=0 fallback=0 mixed=0'
check 'the old tree is gone' [ "$(trees)" = 1 ]
sleep 15
check 'it does not lapse' meets new
check 'the old policy comes back' ns gw sekisho apply --direct -c old.conf

# --- reverted ---

check 'for an hour' for_a_while 3600000
check 'packets meet it' meets new
check 'nothing else can be tried meanwhile' \
	sh -c "printf 'hold old.conf\nload new.conf\nswitch 1000\n' | nsenter --net=/run/netns/gw drive | grep 'switch: ESTALE'"
check 'somebody goes back' drives 'hold old.conf' 'try new.conf' revert
check 'at once' meets old
check 'leaving one tree' [ "$(trees)" = 1 ]

# --- extended ---

check 'for some seconds' for_a_while 15000
check 'extended' drives 'hold old.conf' 'try new.conf' 'extend 60000'
sleep 15
check 'it goes on after the first time' meets new
check 'the second is nearly over' drives 'hold old.conf' 'try new.conf' 'extend 500'
check 'and lapses after it' await meets old
check_fails 'what has lapsed is not confirmed' \
	drives 'hold old.conf' 'try new.conf' confirm
check 'tidied up' drives 'hold old.conf' settle

# --- the connection that both permit ---

kill -TERM $kept
wait $kept || :
check 'a connection that both permit never noticed' \
	grep -q 'rounds=[1-9].* again=0$' kept
lab_end
