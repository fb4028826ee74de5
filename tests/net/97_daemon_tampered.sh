#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 97_daemon_tampered.sh -- what others do to the rules of a daemon that keeps them
# [FLOWS]
#
# With a thousand flows and traffic at full rate all the while: what is ours
# is healed, what is not is told, both with who did it. What was done while no
# daemon ran is put right by the next one before it answers.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
flows=${1:-1000}
daemon_proc=machine
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"
. "${0%/*}/../lib/traffic.sh"
. "${0%/*}/../lib/intruder.sh"

{
	sed '/^flows = (/q' old.conf
	for i in $(seq "$flows"); do
		echo "{ id = \"X-$i\"; from = \"west\"; to = \"east\"; source = [ \"10.1.0.$((i % 250 + 1))\" ];" \
			"destination = [ \"10.2.$((i / 250)).7\" ]; service = [ \"tcp/$i\" ]; purpose = \"test\"; },"
	done
	sed '1,/^flows = (/d' old.conf
} >large.conf

no_drift()
{
	person 64103 auditor sekisho drift >drift 2>&1 || :
	cat drift
	grep -q '^the rules are those of generation 1, to the byte' drift &&
		! grep -q '\[others-' drift
}

drifts() # PATTERN
{
	person 64103 auditor sekisho drift >drift 2>&1 || :
	cat drift
	grep -q -e "$1" drift
}

alarmed() # PATTERN
{
	person 64103 auditor sekisho status --json >status || :
	cat status
	grep -q -e "$1" status
}

# What the journal says of tampering since the last call of noted.
seen=0
in_journal() # PATTERN…: one line has all of them
{
	sekisho journal --folder "$daemon_state" --json -n 500 |
		grep '"event":"\(tampered\|put-right\)"' |
		tail -n "+$((seen + 1))" >news
	cp news some
	for pattern; do
		grep -e "$pattern" some >fewer || :
		mv fewer some
	done
	cat news
	[ -s some ]
}

journalled()
{
	await in_journal "$@"
}

noted()
{
	sekisho journal --folder "$daemon_state" --json -n 500 >journal
	seen=$(grep -c '"event":"\(tampered\|put-right\)"' journal || :)
}

heal_times()
{
	sekisho journal --folder "$daemon_state" --json -n 500 |
		sed -n 's/.*"event":"tampered".*"healed":true.*"microseconds":\([0-9]*\).*/\1/p'
}

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

check 'neighbours are found' find_neighbours
check 'the lockdown is loaded' lockdown
check 'the daemon stands, closed' daemon_start gw
check "$flows flows" operator sekisho apply -c large.conf -m large
check 'packets meet them' meets old
quiet west east north
neighbours_stay
forwarded old.list >list

# --- what is ours ---

wound() # CLAIM COMMAND FOUND
{
	noted
	traffic_begin list
	intrude "$2"
	check "$1 is healed, and in the journal with who did it" \
		journalled "$3" "by\":\"$intruder" '"healed":true'
	intruder_leaves
	traffic_ends '… without a packet let in or lost'
	check '… and nothing is left of it' await no_drift
}
wound 'a flushed ruleset' 'flush ruleset' 'inet sekisho_guard is missing'
wound 'a deleted guard' 'delete table inet sekisho_guard' 'inet sekisho_guard is missing'
wound 'a rule in the guard' 'insert rule inet sekisho_guard forward accept' \
	'sekisho_guard forward'
check 'the status has the alarm' await alarmed '"tampering-healed".*intruder'
refused()
{
	! ns gw nft delete table inet sekisho &&
		! ns gw nft add chain inet sekisho evil &&
		! ns gw nft flush map inet sekisho select_forward
}
traffic_begin list
check 'our table is refused to all others' refused
traffic_ends '… and not a packet notices'

storm()
{
	for i in $(seq 20); do
		ns gw nft flush ruleset || return 1
		ns gw nft insert rule inet sekisho_guard forward accept 2>/dev/null || :
		ns gw nft flush chain inet sekisho_guard forward 2>/dev/null || :
	done
}
traffic_begin list
check 'again and again' storm
# An emptied guard lets nothing pass until it is healed.
check 'not a packet was let in' traffic_never_leaked
sed 's/^/# /' blasted
check 'and nothing is left of it' await no_drift
for took in $(heal_times); do
	echo "# healed in $took us"
done

# --- what is not ---

foreign() # CLAIM COMMAND DRIFT POWER
{
	noted
	traffic_begin list
	intrude "$2"
	check "$1 is told with who made it" \
		journalled "(can $4)" "by\":\"$intruder" '"healed":false'
	intruder_leaves
	check '… and let nothing in' traffic_never_leaked
	check '… and is drift' await drifts "\\[others-$4\\] $3"
	check '… and an alarm' await alarmed "\"tampering\".*intruder"
	sleep 1
}
foreign 'an earlier accept' \
	'add table ip evil { chain c { type filter hook prerouting priority -310; meta mark set 0x5e000000 accept; }; chain f { type filter hook forward priority -10; accept; }; }' \
	'table ip evil chain' open
foreign 'a later drop' \
	'add table inet docker { chain c { type filter hook forward priority 10; udp dport 1000 drop; }; }' \
	'table inet docker chain c' cut
check '… which did lose something' grep -q 'lost=[1-9]' blasted
noted
for i in 1 2 3 4 5; do ns gw nft add table ip noise$i; done
intrude 'add table ip hidden { chain c { type filter hook forward priority -20; meta mark set 0x5e000000 accept; }; }'
for i in 1 2 3 4 5; do ns gw nft delete table ip noise$i; done
check 'who hides among others is named all the same' \
	journalled 'table ip hidden' "$intruder"
intruder_leaves
foreign 'a translation of addresses' \
	'add table ip nats { chain c { type nat hook prerouting priority -100; udp dport 9999 dnat to 10.2.0.5:1000; }; }' \
	'table ip nats chain c' open
foreign 'a chain that rewrites' \
	'add table ip mangles { chain c { type route hook output priority -150; ip dscp set 1; meta mark set 0x5e000000; }; }' \
	'table ip mangles chain c' open
for table in 'ip evil' 'ip hidden' 'inet docker' 'ip nats' 'ip mangles'; do
	ns gw nft delete table $table
done
check 'without them all is as it should be' await no_drift

# --- while nobody watches ---

orphan()
{
	ns gw nft list table inet sekisho >/dev/null 2>&1
}
dies()
{
	daemon_kill
	check 'the daemon is killed, all of it' await daemon_orphaned
}
# kept CLAIM NFT-COMMAND…: done to the orphan, is put right at the start.
kept()
{
	lab_what=$1
	shift
	noted
	for command; do
		ns gw nft "$command" || not_ok "$command"
	done
	check "$lab_what: the daemon starts" daemon_start gw
	check '… and has put it right' await no_drift
	check '… and said so' journalled 'while.*not running'
}
dies
if orphan; then
	traffic_begin list
	kept 'chains in the orphan that nobody asks' \
		'add chain inet sekisho evil; add rule inet sekisho evil accept' \
		'add chain inet sekisho sly { type filter hook forward priority -20; }; add rule inet sekisho sly meta mark set 0x5e000000 accept'
	traffic_ends '… while not a packet was let in or lost'
	dies
	traffic_begin list
	ns gw nft 'add chain inet sekisho evil; add rule inet sekisho evil meta mark set 0x5e000000 accept'
	ns gw nft 'insert rule inet sekisho forward jump evil'
	sleep 1
	check_fails 'an orphan can be opened, which is seen' traffic_was_good
	check 'by packets' grep -q 'leaked=[1-9]' blasted
	kept 'a jump to an accept in the orphan'
	traffic_begin list
	sleep 1
	traffic_ends 'when the daemon answers the hole is closed'
	dies
	kept 'an emptied selector' 'flush map inet sekisho select_forward'
	check '… and passes what it should' meets old
else
	echo '# SKIP an orphan: in this kernel tables go with their owner'
	check 'the daemon starts' daemon_start gw
fi
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
lab_end
