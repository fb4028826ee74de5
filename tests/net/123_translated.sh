#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 123_translated.sh -- tables of others that translate addresses
#
# What the proof says of them, and what packets do: a masquerade changes nothing
# of what the gate judges, a translated destination is judged as what it became,
# and packets of the gateway itself escape by one that is translated on its way
# out. At the end what the kernel does is asked of its trace, step by step: the
# lift rests on it (src/proof/rules/nat.h).

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

gateway_add gw
segment_add a0 10.10.0.1 fd00:10::1
segment_add b0 10.20.0.1 fd00:20::1
segment_add c0 10.30.0.1 fd00:30::1
host_add alice a0 10.10.0.5 fd00:10::5
host_add bob b0 10.20.0.5 fd00:20::5
host_add carol c0 10.30.0.5 fd00:30::5

cat >policy.conf <<'POLICY'
model = "single";
timezone = "UTC";
zones = (
  { name = "aa"; tier = "internet"; interfaces = ["a0"];
    networks = ["10.10.0.0/16", "fd00:10::/48"];
    addresses = ["10.10.0.1", "fd00:10::1"]; },
  { name = "bb"; tier = "internet"; interfaces = ["b0"];
    networks = ["10.20.0.0/16", "fd00:20::/48"];
    addresses = ["10.20.0.1", "fd00:20::1"]; },
  { name = "cc"; tier = "internet"; interfaces = ["c0"];
    networks = ["10.30.0.0/16", "fd00:30::/48"];
    addresses = ["10.30.0.1", "fd00:30::1"]; }
);
flows = (
  { id = "F-1"; from = "aa"; to = "bb"; purpose = "p"; document = "1";
    requested_by = "x"; approved_by = "y"; valid_until = "2090-01-01";
    source = ["10.10.0.5", "fd00:10::5"];
    destination = ["10.20.0.5", "fd00:20::5"];
    service = ["tcp/7", "udp/7"]; }
);
POLICY

rounds=0
applied() # RESULT: what the proof says when another policy is applied
{
	rounds=$((rounds + 1))
	sed "s/\"udp\/7\"/&, \"udp\/100$rounds\"/" policy.conf >next.conf
	ns gw sekisho apply --direct -c next.conf --json >said 2>&1 || :
	cat said
	mv next.conf applied.conf
	grep -q "\"proof\":\"$1\"" said
}

refused()
{
	sed "s/\"udp\/7\"/&, \"udp\/999\"/" policy.conf >next.conf
	! ns gw sekisho apply --direct -c next.conf >said 2>&1 || return 1
	cat said
	grep -q '^gateway .* \[no entry\] passes, and must not' said
}

drifts() # RESULT: PROVED, REFUTED …
{
	ns gw sekisho drift --direct -c applied.conf >said 2>&1 || :
	cat said
	grep -q "^packets: $1" said
}

# others RULES: the table of somebody else, instead of the one before.
others()
{
	ns gw nft -f - <<-NFT
	table inet other
	delete table inet other
	table inet other {
		$1
	}
	NFT
}

check 'it is applied, and proved' applied proved
forwarding 1
check 'neighbours are found' find_neighbours
talks bob serve 10.20.0.5 7
talks bob serve fd00:20::5 7
talks carol serve 10.30.0.5 7
talks carol serve fd00:30::5 7
check 'what is permitted passes' ns alice talk ask tcp 10.20.0.5 7
check_fails 'nothing else does' ns alice talk ask tcp 10.30.0.5 7

# --- masquerade ---

check 'somebody masquerades' others '
	chain post { type nat hook postrouting priority srcnat; oifname "b0" masquerade; }'
check 'an apply is proved' applied proved
check 'what stands too' drifts PROVED
masquerade_of_old()
{
	others '' && ns gw iptables-nft -t nat -A POSTROUTING -o b0 -j MASQUERADE &&
		ns gw iptables-nft -t nat -A PREROUTING -p tcp --dport 81 \
			-m comment --comment old -j REDIRECT --to-ports 82
}
old_explained()
{
	ns gw sekisho explain --direct -c applied.conf \
		'aa 10.10.0.5 -> bb 10.20.0.5 tcp/7' >said || :
	cat said
	grep -q '^accept' said && grep -q 'POSTROUTING #[0-9]*: accept' said
}
if command -v iptables-nft >/dev/null; then
	check 'so does iptables-nft' masquerade_of_old
	check 'what stands is proved' drifts PROVED
	check 'explain knows what its rules do' old_explained
fi
for to in 10.20.0.5 fd00:20::5; do
	check "what is permitted passes, and its answers: $to" \
		sh -c "nsenter --net=/run/netns/alice talk ask tcp $to 7 &&
			nsenter --net=/run/netns/alice talk ask udp $to 7"
	check_fails "nobody gets in behind it: $to" ns carol talk ask udp $to 7
done

# --- destinations ---

ns gw nft delete table ip nat 2>/dev/null || :
check 'somebody leads to a zone that is not permitted' others '
	chain pre {
		type nat hook prerouting priority dstnat
		tcp dport 80 dnat ip to 10.30.0.5:7
		udp dport 80 dnat ip to 10.30.0.5:7
		tcp dport 80 dnat ip6 to [fd00:30::5]:7
		udp dport 80 dnat ip6 to [fd00:30::5]:7
	}'
check 'the gate sees where to: an apply is proved' applied proved
check 'what stands too' drifts PROVED
seen() # HOST: packets to its port 7, of this test
{
	ns "$1" nft list counter inet seen seen |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}
for host in bob carol; do
	ns $host nft -f - <<-'NFT'
	table inet seen {
		counter seen { }
		chain prerouting {
			type filter hook prerouting priority -400
			meta l4proto { tcp, udp } th dport 7 counter name seen
		}
	}
	NFT
done
check_fails 'it does not get there' ns alice talk ask udp 10.20.0.9 80
check_fails 'nor by IPv6' ns alice talk ask udp fd00:20::9 80
check 'not a packet' [ "$(seen carol)" = 0 ]

check 'somebody leads to where it is permitted' others '
	chain pre {
		type nat hook prerouting priority dstnat
		tcp dport 80 dnat ip to 10.20.0.5:7
		udp dport 80 dnat ip to 10.20.0.5:7
		tcp dport 80 dnat ip6 to [fd00:20::5]:7
		udp dport 80 dnat ip6 to [fd00:20::5]:7
	}'
check 'an apply is proved' applied proved
for to in 10.30.0.9 fd00:30::9; do
	check "it gets there: $to" ns alice talk ask tcp $to 80
	check_fails "from where it is not permitted it does not: $to" \
		ns carol talk ask tcp $to 80
done

explained()
{
	ns gw sekisho explain --direct -c applied.conf \
		'aa 10.10.0.5 -> bb 10.20.0.9 tcp/80' >said || :
	cat said
	grep -q '^accept' said && grep -q 'translated to 10.20.0.5 port 7' said
}
check 'explain says where to it is translated' explained

check 'somebody leads away from where it is permitted' others '
	chain pre { type nat hook prerouting priority dstnat; ip daddr 10.20.0.5 tcp dport 7 dnat ip to 10.30.0.5:7; }'
check 'that is said, with the packet' drifts REFUTED
check 'and the entry' grep -q 'F-1' said
check 'an apply goes on' applied narrower
check_fails 'it is so' ns alice talk ask tcp 10.20.0.5 7

# --- the gateway itself ---

check 'somebody leads what the gateway sends to itself' others '
	chain out { type nat hook output priority -100; ip daddr 10.10.0.1 udp dport 80 dnat ip to 10.30.0.5:7; }'
check 'that opens: an apply is refused' refused
check 'what stands is not what is permitted' drifts REFUTED
before=$(seen carol)
ns gw talk ask udp 10.10.0.1 80 || :
check 'packets get out by it' [ "$(seen carol)" -gt "$before" ]
others ''
before=$(seen carol)
check_fails 'without it the gateway reaches nobody' ns gw talk ask udp 10.30.0.5 7
check 'not a packet got out' [ "$(seen carol)" = "$before" ]
check 'proved' drifts PROVED

# --- where the kernel translates ---

ns gw nft flush ruleset
ns gw nft -f - <<'NFT'
table ip watch {
	chain pre_a { type filter hook prerouting priority -101; meta nftrace set 1 counter; }
	chain pre_b { type filter hook prerouting priority -99; counter; }
	chain mid { type filter hook forward priority 0; counter; }
	chain post_a { type filter hook postrouting priority 99; counter; }
	chain post_b { type filter hook postrouting priority 101; counter; }
}
table ip other {
	chain pre { type nat hook prerouting priority 50; ip daddr 10.30.0.9 udp dport 80 dnat to 10.20.0.5:7; }
	chain second { type nat hook prerouting priority 55; counter comment "asked"; }
	chain post { type nat hook postrouting priority -50; oifname "b0" masquerade; }
}
NFT
spawn gw nft monitor trace >trace 2>&1
watcher=$!
# Again until the watcher is there, and has seen all of the way there and back.
traced()
{
	ns alice talk ask udp 10.30.0.9 80 &&
		awk '/ pre_a packet:.*saddr 10.10.0.5 / { begun = 1 }
			begun && / post_b packet:.*daddr 10.10.0.5 / { seen = 1 }
			END { exit !seen }' trace
}
check 'a packet there and back' await traced
kill $watcher

sees() # CHAIN SOURCE DESTINATION
{
	grep " $1 packet:.*ip saddr $2 ip daddr $3 " trace || {
		grep " $1 packet:" trace
		return 1
	}
}
check 'before -100 it goes to where it was sent' sees pre_a 10.10.0.5 10.30.0.9
check 'behind it, whatever the priority of the chain, elsewhere' \
	sees pre_b 10.10.0.5 10.20.0.5
check 'forward sees that' sees mid 10.10.0.5 10.20.0.5
check 'before 100 it comes from who sent it' sees post_a 10.10.0.5 10.20.0.5
check 'behind it from the gateway' sees post_b 10.20.0.1 10.20.0.5
check 'the answer goes to the gateway' sees pre_a 10.20.0.5 10.20.0.1
check 'then to who sent the first, by no rule' sees pre_b 10.20.0.5 10.10.0.5
check 'forward sees that, from who sent it' sees mid 10.20.0.5 10.10.0.5
check 'and behind 100 it comes from who was asked' \
	sees post_b 10.30.0.9 10.10.0.5
check 'the second chain is not asked' sh -c \
	'nsenter --net=/run/netns/gw nft list chain ip other second | grep -q "packets 0"'

lab_end
