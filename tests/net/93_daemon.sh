#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 93_daemon.sh -- generations over time: applied, confirmed, lapsed, rolled back
#
# What is in force is told by packets alone, whatever the daemon says of it.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv python3
. "${0%/*}/../lib/two_policies.sh"

check 'neighbours are found' find_neighbours

generation() # the one in force, as the daemon says
{
	person 64103 auditor sekisho status --json >status || :
	python3 -c 'import json; s=json.load(open("status")); print(s["generation"])'
}

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

journalled() # EVENT TIMES
{
	sekisho journal --folder "$daemon_state" --json >journal
	[ "$(grep -c "\"event\":\"$1\"" journal)" = "$2" ]
}

two_of_one_user()
{
	timeout 30 sekishod --state two --run two --user control=64001 \
		--user engine=64002 --user enforce=64001 2>said
	[ $? = 3 ] && grep '^user-shared name=64001 process=control and=enforce' said
}

# --- the first generation ---

check 'each process has a user of its own' two_of_one_user

check 'the lockdown is loaded' lockdown
check 'the daemon stands, closed' daemon_start gw
check 'without a role nothing is answered' \
	sh -c "! nsenter --net=/run/netns/gw setpriv --reuid 64999 --clear-groups sekisho status"
check_fails 'an auditor cannot apply' person 64103 auditor sekisho apply -c old.conf
check 'an operator can' operator sekisho apply -c old.conf -m 'the first one'
check 'packets meet it' meets old
check 'it is generation 1' [ "$(generation)" = 1 ]
check 'applied again, nothing changes' operator sekisho apply -c old.conf
check 'so it is still generation 1' [ "$(generation)" = 1 ]
check 'which is an answer, as JSON as well' \
	[ "$(operator sekisho apply -c old.conf --json)" = \
	'{"result":"unchanged","generation":1,"confirm_seconds":0}' ]

talks east serve 10.2.0.5 7
spawn west talk live tcp 10.2.0.5 7 >kept
kept=$!
await begun kept
quiet north

# --- nobody confirms ---

try_new() # SECONDS
{
	operator sekisho apply -c new.conf --confirm "$1" -m try
}

check 'the new policy for an hour' try_new 3600
check 'longer, which is an answer' \
	[ "$(operator sekisho apply -c new.conf --confirm 3601 --json)" = \
	'{"result":"extended","generation":2,"confirm_seconds":3601}' ]
check 'packets meet it' meets new
check 'for a second' try_new 1
check 'then they meet the old one again' await meets old
lapsed()
{
	[ "$(generation)" = 1 ] && journalled lapsed 1
}
check 'the daemon says so, and the journal' await lapsed
check_fails 'what has lapsed is not confirmed' operator sekisho confirm

check 'again for some seconds' try_new 20
check 'the daemon is killed, all of it' daemon_kill
check 'packets meet the new policy all the same' meets new
check 'and the old one when its time is over' await meets old
check 'the daemon comes back' daemon_start gw
check 'to the old policy' meets old
check 'which it names' [ "$(generation)" = 1 ]
check 'nothing had to be put right' journalled put-right 0

kill -TERM $kept
wait $kept || :
check 'a connection that both permit never noticed' \
	grep -q 'rounds=[1-9].* again=0$' kept

# --- changed while nobody looks ---

check 'it is stopped' daemon_stop
check 'somebody changes a rule' \
	ns gw nft insert rule inet sekisho g1_forward counter drop
check 'it starts again' daemon_start gw
check 'the rule is gone' meets old
check 'which the journal has, and for no lapse' journalled put-right 1

# --- across a reboot ---

check 'for an hour' try_new 3600
check 'the power fails' daemon_power_fails
ns gw nft flush ruleset
ns gw conntrack -F 2>/dev/null || :
ns_sysctl gw net/ipv4/ip_forward 0
check 'the machine starts, locked down' lockdown
check 'the daemon starts' daemon_start gw
check 'the last confirmed generation is in force' meets old
check 'by its number' [ "$(generation)" = 1 ]

# --- killed while it is pending ---

check 'for a minute' try_new 60
check 'the daemon is killed' daemon_kill
check 'and comes back' daemon_start gw
check 'it still is pending' meets new
check 'and can be confirmed' operator sekisho confirm
check 'the new policy stays' meets new
check 'the daemon is killed once more' daemon_kill
check 'it comes back' daemon_start gw
check 'to the new policy' meets new

# --- back ---

check 'a rollback' operator sekisho rollback
check 'the old policy is in force' meets old
check 'the new policy for an hour' try_new 3600
check 'extended by saying it again' try_new 1800
check_fails 'another policy has to wait' \
	operator sekisho apply -c old.conf -m other
check 'taken back' operator sekisho rollback
check 'at once' meets old
check 'a stop leaves the rules' daemon_stop
check 'as they were' meets old

# --- a start that fails is tried again ---

others_own()
{
	ns gw nft delete table inet sekisho
	mkfifo others
	ns gw nft -i <others >/dev/null 2>&1 &
	exec 8>others
	echo 'add table inet sekisho { flags owner; }' >&8
	await ns gw nft list table inet sekisho
}

not_started()
{
	operator sekisho status >said || [ $? = 1 ] && grep -q not-started said
}

check 'somebody else owns the table' others_own
check 'the daemon starts all the same' daemon_start gw
check 'and says that it cannot have its way' await not_started
check_fails 'so nothing passes' meets old
echo quit >&8
exec 8>&-
check 'once it can it does, of its own accord' await meets old
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
lab_end
