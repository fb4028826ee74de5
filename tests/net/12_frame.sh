#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 12_frame.sh -- lockdown is closed; apply adopts it; what is loaded reads well
#
# No packet is sent but to the machine itself: listings and the switches are
# looked at.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
rules=$SEKISHO_RULES
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

ns_add gw

parses()
{
	ns gw nft list ruleset >listing && ns gw nft -c -f - <listing
}

generation()
{
	ns gw nft list map inet sekisho select_forward |
		sed -n 's/.*goto g\([0-9]*\)_.*/\1/p' | head -1
}

forwards()
{
	[ "$(ns gw cat /proc/sys/net/ipv4/ip_forward)" = "$1" ] &&
		[ "$(ns gw cat /proc/sys/net/ipv6/conf/all/forwarding)" = "$1" ]
}

# Those that judge: of the frame, of the tree's hooks, of pairs, of sources.
every_chain_drops()
{
	ns gw nft list ruleset >listing
	for lab_chain in $(sed -n 's/^.chain \([^ ]*\) {/\1/p' listing); do
		case $lab_chain in
		*prerouting | *input | *forward | *output | *_to_* | g*_from_* | g*_out_*) ;;
		*) continue ;;
		esac
		sed -n "/^.chain $lab_chain {/,/^.}/p" listing >chain
		tail -2 chain | grep -q 'counter.*drop' || {
			cat chain
			return 1
		}
	done
}

frame()
{
	for lab_chain in prerouting input forward output; do
		ns gw nft -s list chain inet sekisho $lab_chain
	done
	ns gw nft -s list table inet sekisho_guard
}

check 'lockdown loads into an empty kernel' \
	ns gw nft -f "$rules/lockdown.nft"
check 'it lets loopback through' ns gw talk ping 127.0.0.1
link_add gw lan0 gw lan0-peer
ip -n gw addr add 10.1.0.1/24 dev lan0
check_fails 'and nothing else out' ns gw talk ping 10.1.0.2
frame >frame-before
applies()
{
	ns gw sekisho apply --direct -c "$data/a.conf" >said 2>&1
}

check 'apply adopts it' applies
check_fails 'without finding anything to mend' grep 'put right' said
frame >frame-after
check 'its chains are the ones from before' cmp frame-before frame-after
check 'forwarding is on' forwards 1
# nft 1.0.6 writes a conversion of one byte in units of two where an interval map
# has a protocol in its key; newer kernels refuse it, from whatever rules.
if ns gw nft -c -f - <<'NFT' 2>/dev/null; then
table inet t {
	map m { type inet_proto . inet_service : mark; flags interval; }
	chain c { ct mark set meta l4proto . th dport map @m; }
}
NFT
	check 'what is loaded parses again' parses
else
	echo '# SKIP what is loaded parses again: this nft and this kernel disagree'
	ns gw nft list ruleset >listing
fi
check 'every deciding chain ends in a drop' every_chain_drops
check 'elements bear the entry' grep -q 'comment "F-1000"' listing
check 'the tree bears who applied it when' grep -q 'applied 20.* by root' listing

ns gw nft flush ruleset
ns_sysctl gw net/ipv4/ip_forward 0
ns_sysctl gw net/ipv6/conf/all/forwarding 0
check_fails 'a wrong policy is refused' \
	ns gw sekisho apply --direct -c /dev/null
check 'and forwarding stays off' forwards 0
check 'apply makes the frame itself' \
	ns gw sekisho apply --direct -c "$data/a.conf"
frame >frame-after
check 'the very same' cmp frame-before frame-after

asks_for_direct()
{
	lab_status=0
	ns gw sekisho apply -c "$data/a.conf" 2>said || lab_status=$?
	[ $lab_status = 3 ] && grep -q 'does not listen.*--direct' said
}

check 'without --direct there is nobody to ask, and that is said' \
	asks_for_direct
lab_end
