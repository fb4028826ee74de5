#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 72_confirm.sh -- a generation that nobody confirms lapses by itself
#
# The kernel keeps the time: whoever switched the generation on is killed, and
# packets alone tell which rules are in force.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

gateway_add gw
segment_add lan0 10.1.0.1 fd00:1::1
segment_add lan1 10.2.0.1 fd00:2::1
segment_add lan2 10.3.0.1 fd00:3::1
host_add west lan0 10.1.0.9 10.1.8.7 10.1.9.7 fd00:1::9
host_add east lan1 10.2.0.5 fd00:2::5
host_add north lan2 10.3.0.5 fd00:3::5
# Both permit K; the old policy knows a zone that the new one does not.
flow() # ID TO DESTINATION SERVICE
{
	echo "  { id = \"$1\"; from = \"west\"; to = \"$2\"; source = [ \"10.1.0.9\" ];" \
		"destination = [ \"$3\" ]; service = [ \"$4\" ]; purpose = \"test\"; },"
}
flow K east 10.2.0.5 tcp/7 >both
flow N north 10.3.0.5 udp/4000 >north.flow
cat >north.zone <<'ZONE'
  { name = "north"; tier = "internet"; interfaces = [ "lan2" ];
    networks = [ "10.3.0.0/24", "fd00:3::/64" ];
    addresses = [ "10.3.0.1", "fd00:3::1" ]; },
ZONE
sed -e '/^flows = (/r both' "$data/b.conf" >new.conf
sed -e '/^flows = (/r both' -e '/^flows = (/r north.flow' \
	-e '/^zones = (/r north.zone' "$data/a.conf" >old.conf
check 'the old policy is in force' ns gw sekisho apply --direct -c old.conf
check 'neighbours are found' find_neighbours
spawn east talk serve 10.2.0.5 7
sleep 0.2
spawn west talk live tcp 10.2.0.5 7 >kept
kept=$!
sleep 0.3
quiet north

list() # OLD-VERDICT NEW-VERDICT
{
	cat <<-LIST
	$1 west 10.1.0.9 -> east 10.2.0.5 udp/1000
	$1 west fd00:1::9 -> east fd00:2::5 udp/1000
	$1 west 10.1.0.9 -> gateway 10.1.0.1 tcp/22
	$1 gateway 10.2.0.1 -> east 10.2.0.5 udp/123
	$1 west 10.1.0.9 -> north 10.3.0.5 udp/4000
	$2 west 10.1.0.9 -> east 10.2.0.5 udp/2000
	$2 west fd00:1::9 -> east fd00:2::5 udp/2000
	$2 west 10.1.0.9 -> gateway 10.1.0.1 tcp/2222
	$2 gateway 10.2.0.1 -> east 10.2.0.5 udp/514
	drop west 10.1.0.9 -> east 10.2.0.5 udp/3000
	drop north 10.1.0.9 -> east 10.2.0.5 udp/2000 ; a forged source
	LIST
}
list pass drop >old.list
list drop pass >new.list

meets() # NAME
{
	probe lab "$1.list"
}

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
	rm -f fifo
	mkfifo fifo
	ns gw drive <fifo >drive.out 2>&1 &
	lab_pid=$!
	exec 7>fifo
	printf 'hold old.conf\nload new.conf\nswitch %s\n' "$1" >&7
	for lab_try in $(seq 100); do
		! grep -q '^switch:' drive.out || break
		sleep 0.05
	done
	kill -9 "$lab_pid"
	exec 7>&-
	wait "$lab_pid" 2>/dev/null || :
	cat drive.out
	grep -q '^switch: ok' drive.out
}

check 'the old rules are in force' meets old

# --- nobody confirms ---

check 'the new policy is in force for 4 s, and its maker killed' for_a_while 4000
check 'packets meet the new rules, and only those' meets new
check 'it is pending' looks 'live=2 pending=2 fallback=1 mixed=0'
check 'both trees stand' [ "$(trees)" = 2 ]
sleep 4
check 'then they meet the old ones again' meets old
check 'by the fallback' looks 'live=1 pending=0 fallback=1 mixed=0'
check 'what lapsed is tidied up' drives 'hold old.conf' settle
check 'the old policy is lasting again' looks 'live=1 pending=0 fallback=0 mixed=0'
check '… and alone' [ "$(trees)" = 1 ]
check '… and whole' ns gw sekisho status
check 'packets meet it' meets old

# --- confirmed in time ---

check 'once more for 4 s' for_a_while 4000
check 'another process confirms' drives 'hold old.conf' 'try new.conf' confirm
check 'it is lasting' looks 'pending=0 fallback=0 mixed=0'
check 'the old tree is gone' [ "$(trees)" = 1 ]
sleep 4
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

check 'for 3 s' for_a_while 3000
check 'extended' drives 'hold old.conf' 'try new.conf' 'extend 6000'
sleep 3
check 'it goes on after the first time' meets new
sleep 4
check 'and lapses after the second' meets old
check_fails 'what has lapsed is not confirmed' \
	drives 'hold old.conf' 'try new.conf' confirm
check 'tidied up' drives 'hold old.conf' settle

# --- the connection that both permit ---

kill -TERM $kept
wait $kept || :
check 'a connection that both permit never noticed' \
	grep -q 'rounds=[1-9].* again=0$' kept
lab_end
