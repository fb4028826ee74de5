#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 30_plan.sh -- plan says what an apply then does; status says what is in force

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
rules=$SEKISHO_RULES
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

gateway_add gw
segment_add lan0 10.1.0.1 fd00:1::1
segment_add lan1 10.2.0.1 fd00:2::1
host_add west lan0 10.1.0.9 10.1.9.7 fd00:1::9
host_add east lan1 10.2.0.5 fd00:2::5
sed 's/"udp\/2000"/"udp\/2000", "udp\/1000"/' "$data/b.conf" >wider.conf

plans() # POLICY REGEXP…: every one is in what plan says
{
	ns gw sekisho plan -c "$1" >plan || return 1
	cat plan
	shift
	for lab_word; do
		grep -q -- "$lab_word" plan || {
			echo "no line with: $lab_word"
			return 1
		}
	done
}

status() # EXIT REGEXP…
{
	lab_status=0
	ns gw sekisho status >status || lab_status=$?
	cat status
	[ $lab_status = "$1" ] || return 1
	shift
	for lab_word; do
		grep -q -- "$lab_word" status || return 1
	done
}

generation()
{
	ns gw genid >genid-now
	cat genid-now
}

check 'without rules and forwarding the gateway is closed, but not good' \
	status 1 '^CLOSED' 'guard *MISSING'
forwarding 1
check 'with forwarding it is open' status 1 '^OPEN'
ns gw nft -f "$rules/lockdown.nft"
check 'in lockdown it is closed' status 1 '^CLOSED' 'guard *present'
check 'plan tells all entries to an empty kernel' plans "$data/a.conf" \
	'nothing is in force' '^  + F-1000$' '+ west -> east: udp/1000 10.1.0.9 -> 10.2.0.5$' \
	'^  + M-22$' '^  + G-123$' '^0 of 0 live connections'
check 'a policy is applied' \
	ns gw sekisho apply --direct -c "$data/a.conf" -m 'at last'
check 'status is good' status 0 '^good: generation 1 ' 'apply/a.conf$' \
	'by root: at last' 'IPv4 on, IPv6 on' 'guard *present' 'entries *4, 0 of'
check 'nothing changes' plans "$data/a.conf" '^nothing changes: generation 1'

check 'neighbours are found' find_neighbours
talks east serve 10.2.0.5 1000
talks east serve fd00:2::5 1000
for lab_addr in 10.2.0.5 fd00:2::5; do
	check "a connection to $lab_addr" ns west talk ask udp $lab_addr 1000
done
before=$(generation)
check 'plan tells the change' plans "$data/b.conf" '^  - F-1000$' '^  + F-2000$' \
	'- west -> east: udp/1001-1009 10.1.9.0/24 -> 10.2.0.0/24, until' \
	'^  ~ zone west$' '^4 added, 4 removed, 1 altered$'
check '… and the connections that it would cut' \
	grep -q '^2 of 2 live connections would be cut' plan
check '… with their entries' \
	grep -q 'x udp 10.1.0.9 port [0-9]* -> 10.2.0.5 port 1000 (F-1000)' plan
check '… but not those that another entry permits' plans wider.conf \
	'^0 of 2 live connections'
check 'plan has changed nothing' [ "$before" = "$(generation)" ]
check_fails 'a packet that nothing permits' ns west talk ask udp 10.2.0.5 9
check 'is counted as dropped' status 0 'dropped *west -> east *[1-9]'

ns gw nft insert rule inet sekisho input accept
check 'a rule of others degrades it' status 1 '^DEGRADED' \
	'! chain sekisho input: rule 1 differs'
check '… and plan would put it right' plans "$data/a.conf" \
	'! chain sekisho input: rule 1 differs: would be put right'
check 'so does apply' ns gw sekisho apply --direct -c "$data/a.conf"
check '… and all is good' status 0 '^good: generation 2 '
ns gw nft delete table inet sekisho_guard
check 'a missing guard degrades it' status 1 '^DEGRADED' 'guard *MISSING'
check 'as JSON' sh -c 'ns() { nsenter --net=/run/netns/gw "$@"; }
	ns sekisho status --json | grep -q "\"good\":false.*\"guard\":false"'
lab_end
