#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 14_apply.sh -- the same policy again changes nothing; anything else is put right

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog ipv6

ns_add gw

apply() # POLICY
{
	ns gw sekisho apply --direct --json -c "$data/$1.conf"
}

# The kernel's own count of transactions.
transactions()
{
	ns gw genid
}

says() # WORD POLICY: apply POLICY answers with that result
{
	apply "$2" >answer && cat answer && grep -q "\"result\":\"$1\"" answer
}

in_force() # REGEXP
{
	ns gw nft list map inet sekisho select_forward | grep -q "$1"
}

one_tree()
{
	[ "$(ns gw nft list ruleset |
		sed -n 's/^.\(chain\|map\|set\) g\([0-9]*\)_.*/\2/p' |
		sort -u | wc -l)" = 1 ]
}

unchanged()
{
	transactions >before
	says unchanged a || return 1
	transactions >after
	cmp before after
}

check 'the first apply' says applied a
check 'the same again: not one transaction' unchanged
check 'and a third time' unchanged
check 'another policy replaces it' says applied b
check 'only its tree is there' one_tree
check 'and back' says applied a
check 'generations count on' in_force g3_

# foreign CLAIM NFT-COMMAND…: done by hand it is found by the next apply.
foreign()
{
	lab_what=$1
	shift
	ns gw nft "$@"
	check "$lab_what is put right" says applied a
	check '… and said' grep -q '"found":\[".' answer
	check '… once and for all' unchanged
	check '… leaving one tree' one_tree
}

# The chain's name in the generation that is in force.
tree()
{
	ns gw nft list ruleset | sed -n 's/^.chain \(g[0-9]*_west_to_east\) {/\1/p'
}

foreign 'a rule in a tree' insert rule inet sekisho "$(tree)" accept
foreign 'a rule in the frame' insert rule inet sekisho forward accept
foreign 'a chain' add chain inet sekisho evil
foreign 'a base chain' \
	'add chain inet sekisho evil { type filter hook forward priority -1; }'
foreign 'a set' 'add set inet sekisho evil { type ipv4_addr; }'
foreign 'a counter' add counter inet sekisho evil
flowtable='add flowtable inet sekisho evil { hook ingress priority 0; devices = { lo }; }'
if ns gw nft -c "$flowtable" 2>/dev/null; then
	foreign 'a flowtable' "$flowtable"
else
	echo '# SKIP a flowtable: this kernel has none'
fi
foreign 'a rule with a set without a name' insert rule inet sekisho "$(tree)" \
	ip saddr '{' 192.0.2.1, 192.0.2.7 '}' accept
foreign 'such a rule in the frame' insert rule inet sekisho forward \
	ip saddr '{' 192.0.2.1, 192.0.2.7 '}' accept
foreign 'a chain with such a rule' 'add table inet sekisho { chain evil {
	ip saddr { 192.0.2.1, 192.0.2.7 } accept; }; }'
foreign 'a rule in the guard' insert rule inet sekisho_guard forward accept
foreign 'an emptied frame chain' flush chain inet sekisho input
foreign 'an emptied guard' flush chain inet sekisho_guard forward
foreign 'a dormant table' 'add table inet sekisho { flags dormant; }'
foreign 'a deleted guard' delete table inet sekisho_guard
map=$(ns gw nft list ruleset | sed -n 's/^.map \(g[0-9]*_west_to_east[^ ]*\) {/\1/p' | head -1)
foreign 'an emptied map' flush map inet sekisho "$map"
foreign 'an emptied selector' flush map inet sekisho select_forward
foreign 'an interface of no zone in a selector' \
	"add element inet sekisho select_forward { elsewhere : goto $(tree) }"
foreign 'a selector with another key' 'flush chain inet sekisho forward
	delete map inet sekisho select_forward
	add map inet sekisho select_forward { type nf_proto : verdict; flags timeout; }
	add rule inet sekisho forward meta nfproto vmap @select_forward'
foreign 'a base chain that is open' \
	'add chain inet sekisho forward { policy accept; }'

ns gw nft delete table inet sekisho
check 'a deleted table is made anew' says applied a
check '… once and for all' unchanged

# What an interrupted apply leaves is in nobody's way; it is only cleared away.
ns gw nft add chain inet sekisho g999_forward
check 'a leftover tree is removed' says unchanged a
check '… leaving one tree' one_tree

sed 's/2099-12-31/2020-12-31/' "$data/a.conf" >expired.conf
check_fails 'an expired flow is refused' \
	ns gw sekisho apply --direct -c expired.conf
check '… but not at boot' ns gw sekisho apply --direct --boot -c expired.conf
holds()
{
	ns gw nft list ruleset | grep -q "$1"
}
check '… where it is left out' holds 'comment "F-1000"'
check_fails '… entirely' holds 'comment "F-1000-net"'
check 'a policy without expired ones replaces it' says applied a

ns gw nft add table ip elsewhere
check 'a table of others is left alone' unchanged
check '… and stays' ns gw nft list table ip elsewhere
# As after a reboot: what was in force is compiled as of when it was applied, and
# the time since is taken off what ends one day.
aged()
{
	printf 'age 7200\nload %s\n' "$data/b.conf" | ns gw drive
}
check 'what was applied hours ago is loaded as it stood' aged

lab_end
