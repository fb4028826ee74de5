#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 81_others.sh -- what the tables of others can do to the gateway is told rightly

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct veth

ns_add gw
ip -n gw link add dm0 type veth peer name dm1

# holds FAMILY HOOK RULE…: one table of others with one chain of these rules.
holds()
{
	lab_family=$1 lab_hook=$2
	shift 2
	ns gw nft flush ruleset
	{
		echo "table $lab_family other {"
		echo "chain c { type $lab_hook;"
		printf '%s\n' "$@"
		echo '}; }'
	} >rules.nft
	ns gw nft -f rules.nft
}

# is POWER WORDS FAMILY HOOK RULE…; skipped where the kernel lacks it.
is()
{
	lab_power=$1 lab_words=$2
	shift 2
	holds "$@" 2>refused || {
		echo "# not in this kernel: $*"
		sed 's/^/# /' refused
		return 0
	}
	ns gw others-list >list 2>timing || : >list
	check "$1: $3 is $lab_power" \
		grep -q "^$lab_power: table $1 other chain c (.*): .*$lab_words" list
}

f='filter hook forward priority 0'
p='filter hook prerouting priority -150'
is harmless harmless inet "$f" 'tcp dport 22 counter accept'
is harmless harmless inet "$f" 'meta priority set 1:1 log prefix "x"'
is harmless harmless inet "$f" 'limit rate 1/second counter return'
is can-open 'sets the packet mark' inet "$f" 'meta mark set 0x5a000000'
is can-open 'sets ct mark' inet "$f" 'ct mark set 0x00100001'
is can-open 'sets ct mark' inet "$f" 'ct mark set meta mark'
is can-open 'switches off conntrack' inet 'filter hook prerouting priority -300' \
	notrack
is can-open 'sets conntrack zones' inet 'filter hook prerouting priority -300' \
	'ct zone set 3'
is can-open 'queues' inet "$f" 'queue num 3'
is can-open 'rewrites' inet "$p" 'ip daddr set 10.0.0.1'
is can-open 'rewrites' inet "$p" 'tcp option maxseg size set 1400'
is can-open 'counts as' inet "$p" 'meta pkttype set host'
is can-open 'redirects' ip 'nat hook prerouting priority -100' \
	'tcp dport 80 redirect to :8080'
is can-open 'translates' ip 'nat hook prerouting priority -100' \
	'tcp dport 80 dnat to 10.0.0.1'
is can-open 'masquerades' ip6 'nat hook postrouting priority 100' masquerade
is can-open 'proxy' inet "$p" 'meta l4proto tcp tproxy ip to :3128'
is can-open 'copies' ip "$p" 'dup to 10.0.0.9 device "dm0"'
is can-open 'forwards past' netdev 'filter hook ingress device dm0 priority 0' \
	'fwd to "dm1"'
is can-open 'copies' netdev 'filter hook ingress device dm0 priority 0' \
	'dup to "dm1"'
is can-open 'synproxy' inet "$f" 'tcp flags syn synproxy mss 1460 wscale 7'
is can-cut drops inet "$f" 'ip saddr 10.0.0.1 drop'
is can-cut rejects ip "$f" 'ip saddr 10.0.0.1 reject'
is can-cut 'policy drop' ip "$f; policy drop" 'ip saddr 10.0.0.1 accept'
is can-cut 'verdict map' inet "$f" 'tcp dport vmap { 22 : accept, 23 : drop }'
is can-cut drops arp 'filter hook input priority 0' 'arp operation reply drop'
is can-cut drops bridge 'filter hook forward priority 0' 'ether type arp drop'
is can-cut drops netdev 'filter hook ingress device dm0 priority 0' drop
is can-deceive 'our log' inet "$f" 'log prefix "sekisho drop" group 5'
is harmless harmless inet "$f" 'log prefix "elsewhere" group 6'

ns gw nft flush ruleset
ns gw nft -f - <<NFT
table ip docker {
	chain PREROUTING {
		type nat hook prerouting priority -100
		fib daddr type local jump DOCKER
	}
	chain FORWARD {
		type filter hook forward priority 0
	}
	chain DOCKER {
		tcp dport 80 dnat to 172.17.0.2
	}
}
table inet unused {
	chain nobody {
		meta mark set 1
	}
}
table inet sekisho {
	chain forward {
		type filter hook forward priority 0
		meta mark set 1
	}
}
table ip sekisho {
	chain forward {
		type filter hook forward priority 0
		meta mark set 2
	}
}
table netdev n {
	chain c {
		type filter hook ingress device "dm0" priority 5
	}
}
table inet asleep {
	flags dormant
	chain c {
		type filter hook forward priority 7
		drop
	}
}
NFT
lab_tables=5
ns gw nft -f - 2>refused <<NFT && lab_tables=6 || sed 's/^/# /' refused
table inet quick {
	flowtable f {
		hook ingress priority 0
		devices = { dm0, dm1 }
	}
}
NFT
ns gw others-list >list
lists()
{
	cat list
	grep -qFx "$1" list
}
listed() # CLAIM LINE
{
	check "$1" lists "$2"
}
listed 'what a chain jumps to counts as its own' \
	'can-open: table ip docker chain PREROUTING (hook prerouting, priority -100): translates addresses (nat)'
listed '… of each base chain of the table' \
	'can-open: table ip docker chain FORWARD (hook forward, priority 0): translates addresses (nat)'
listed 'another family is not our table, by whatever name' \
	'can-open: table ip sekisho chain forward (hook forward, priority 0): sets the packet mark: may forge our stamp'
# The order of its devices is the kernel's.
sed -i 's/devices dm1 dm0/devices dm0 dm1/' list
[ $lab_tables = 5 ] || listed 'a flowtable' \
	'can-open: table inet quick flowtable f (devices dm0 dm1): forwards past our rules'
listed 'a device is named' \
	'harmless: table netdev n chain c (hook ingress of dm0, priority 5): harmless'
listed 'a table that sleeps' \
	'harmless: table inet asleep chain c (hook forward, priority 7, asleep): drops'
check 'ours and what nothing reaches are not told' \
	[ "$(grep -c ': table' list)" = $lab_tables ]

# More than is kept; much to read.
ns gw nft flush ruleset
awk 'BEGIN {
	for (i = 0; i < 600; i++) {
		printf "table ip t%d { chain c { type filter hook forward priority %d\n", i, i
		print i % 2 ? "drop\n}\n}" : "\n}\n}"
	}
}' >many.nft
ns gw nft -f many.nft
ns gw others-list >list 2>timing
sed 's/^/# 600 tables: /' timing
check 'of each power 250 are kept' [ "$(grep -c '^can-cut: ' list)" = 250 ]
check '… the others are counted' grep -qx 'n can-cut 300' list
check '… and the same of others' grep -qx 'n harmless 300' list

rules() # N
{
	ns gw nft flush ruleset
	awk -v n="$1" 'BEGIN {
		print "table ip t {\nchain c {\ntype filter hook forward priority 0"
		for (i = 0; i < n; i++)
			printf "ip saddr 10.%d.%d.1 accept\n", i / 256, i % 256
		print "}\nchain d {\nmeta mark set 1\n}\n}"
	}' >many.nft
	ns gw nft -f many.nft
	ns gw others-list >list 2>timing
	sed "s/^/# $1 rules: /" timing
}
rules 20000
check 'one rule among many is seen' grep -q '^can-open: .*packet mark' list
rules 40000
check 'too many are not read, and the worst' \
	grep -q '^can-open: .*: has more rules than are looked at' list
lab_end
