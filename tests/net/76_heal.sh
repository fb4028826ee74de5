#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 76_heal.sh -- whatever others do to our tables is found and put right at once
#
# An un-owned table, so that others can do it at all; while something is
# pending, while something is isolated; and a table that lost its owner.

. "${0%/*}/../lib/netns.sh"
data=$(cd "${0%/*}" && pwd)/apply
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog veth ipv6

gateway_add gw
wire_add west lan0 10.1.0.1 fd00:1::1
wire_add east lan1 10.2.0.1 fd00:2::1
route_add west lan0 10.1.0.0/16 fd00:1::/48
route_add east lan1 10.2.0.0/16 fd00:2::/48
quiet west east
cat >list <<'LIST'
pass west 10.1.0.9 -> east 10.2.0.5 udp/1000
drop west 10.1.0.9 -> east 10.2.0.5 udp/1001
pass west fd00:1::9 -> east fd00:2::5 udp/1000
drop west fd00:1::9 -> east fd00:2::5 udp/1001
pass west 10.1.9.7 -> east 10.2.0.5 udp/1005
drop east 10.1.0.9 -> east 10.2.0.5 udp/1000 ; a forged source
LIST
sed 's/^pass/drop/' list >closed.list

# One process that knows what should be in force.
keep()
{
	rm -f fifo
	mkfifo fifo
	: >said
	ns gw drive <fifo >said 2>&1 &
	keeper=$!
	exec 7>fifo
}

answered()
{
	[ "$(grep -c ' us=' said)" != "$lab_lines" ]
}

tell() # COMMAND…
{
	lab_lines=$(grep -c ' us=' said)
	echo "$*" >&7
	await answered
	tail -4 said
	tail -1 said | grep -q ': ok us='
}

# The rules as they are, without what counts and what ends, and in no order:
# what is made anew stands elsewhere. Whether a second look finds anything,
# tells the rest.
listing()
{
	ns gw nft -s list ruleset |
		sed 's/ \(timeout\|expires\) [0-9a-z]*//g; /comment "applied/d' |
		tr ',{}' '\n' | sed 's/^[ 	]*//; s/[ 	]*$//' | sort
}

passes()
{
	probe "$LAB_DIR/lab" "${1:-list}"
}

found() # by the last command
{
	tail -2 said | grep -q '^found: '
}

# tamper CLAIM NFT-COMMAND…: it is found, and all is as before.
tamper()
{
	lab_what=$1
	shift
	listing >before
	ns gw nft "$@"
	check "$lab_what is put right" tell heal
	check '… and named' found
	listing >after
	check '… and all is as before' diff before after
	check '… so that nothing more is found' tell heal
	check_fails '… indeed' found
}

each_kind()
{
	tree=$(ns gw nft list ruleset | sed -n 's/^.chain \(g[0-9]*_west_to_east\) {/\1/p' | head -1)
	map=$(ns gw nft list ruleset | sed -n 's/^.map \(g[0-9]*_west_to_east[^ ]*\) {/\1/p' | head -1)
	tamper 'a rule in a tree' insert rule inet sekisho "$tree" accept
	tamper 'a rule in the frame' insert rule inet sekisho forward meta mark set 0x5e000000 accept
	tamper 'a jump from the frame to a foreign chain' 'add chain inet sekisho evil
		add rule inet sekisho evil meta mark set 0x5e000000 accept
		insert rule inet sekisho forward jump evil'
	tamper 'a jump from a tree to a foreign chain' "add chain inet sekisho evil
		add rule inet sekisho evil meta mark set 0x5e000000 accept
		insert rule inet sekisho $tree jump evil"
	tamper 'a selector that leads to a foreign chain' 'add chain inet sekisho evil
		add rule inet sekisho evil meta mark set 0x5e000000 accept
		add element inet sekisho select_forward { elsewhere : goto evil }'
	lab_attack="add set inet sekisho evil { type ipv4_addr; }
		add chain inet sekisho evil { type filter hook forward priority -1; }
		add rule inet sekisho evil ip saddr . ip daddr . meta l4proto . th dport @$map accept
		add rule inet sekisho evil ip saddr @evil accept"
	if ns gw nft -c "$lab_attack" 2>/dev/null; then
		tamper 'a foreign rule with a set of ours' "$lab_attack"
	else
		echo '# SKIP a foreign rule with a set of ours: nobody can ask a map as a set here'
	fi
	tamper 'a counter' add counter inet sekisho evil
	tamper 'a rule in the guard' insert rule inet sekisho_guard forward accept
	tamper 'an emptied frame chain' flush chain inet sekisho input
	tamper 'an emptied guard' flush chain inet sekisho_guard forward
	tamper 'a dormant table' 'add table inet sekisho { flags dormant; }'
	tamper 'a deleted guard' delete table inet sekisho_guard
	tamper 'an emptied map' flush map inet sekisho "$map"
	tamper 'an emptied tree chain' flush chain inet sekisho "$tree"
	tamper 'a selector with another key' 'flush chain inet sekisho forward
		delete map inet sekisho select_forward
		add map inet sekisho select_forward { type nf_proto : verdict; flags timeout; }
		add rule inet sekisho forward meta nfproto vmap @select_forward'
	tamper 'a base chain that is open' 'add chain inet sekisho forward { policy accept; }'
	tamper 'a set of a tree that is gone' "flush chain inet sekisho $tree
		delete map inet sekisho $map"
	tamper 'a deleted table' delete table inet sekisho
	tamper 'both tables deleted' flush ruleset
}

check 'a policy is in force' ns gw sekisho apply --direct -c "$data/a.conf"
keep
check 'known to the healer' tell hold "$data/a.conf"
check 'nothing is found' tell heal
check_fails '… indeed' found
each_kind
tamper 'an emptied selector' flush map inet sekisho select_forward
tamper 'a fallback that leads somewhere' "add element inet sekisho fallback_forward { lan1 : goto $tree }"
check 'what is permitted passes' passes

# --- while something is isolated ---

check 'a link is isolated' tell isolate lan1
check 'nothing passes to it' passes closed.list
tamper 'isolation lifted by hand' 'flush chain inet sekisho isolate_forward
	delete chain inet sekisho isolate_forward'
tamper 'isolation emptied by hand' flush chain inet sekisho isolate_forward
tamper 'a deleted table with isolation' delete table inet sekisho
tamper 'a damaged frame beside it' insert rule inet sekisho forward accept
check 'still nothing passes' passes closed.list
check 'lifted' tell isolate
check 'all passes again' passes
check_fails 'and its chain is gone' ns gw nft list chain inet sekisho isolate_forward

# --- while something is pending ---

check 'another policy is loaded' tell load "$data/b.conf"
check 'for a time' tell switch 3600000
each_kind
check 'it is still pending' tell look
check 'indeed' grep -q 'pending=' said
check 'and is confirmed' tell confirm
check 'and nothing is found' tell heal
check_fails '… indeed' found
exec 7>&-
wait $keeper || :

# --- at full rate ---

approval='purpose = "p"; document = "1"; requested_by = "x"; approved_by = "y"; valid_until = "2090-01-01";'
{
	sed '/^flows = (/q' "$data/a.conf"
	for i in $(seq 1000); do
		echo "{ id = \"X-$i\"; from = \"west\"; to = \"east\"; $approval" \
			"source = [\"10.1.0.$((i % 250 + 1))\"]; destination = [\"10.2.$((i / 250)).7\"];" \
			"service = [\"tcp/$i\"]; },"
	done
	sed '1,/^flows = (/d' "$data/a.conf"
} >large.conf
check 'a thousand flows' ns gw sekisho apply --direct -c large.conf
keep
check 'known to the healer' tell hold large.conf

took() # the longer of the last two, the cure and the second look
{
	sed -n 's/^heal: ok us=//p' said | tail -2 | sort -n | tail -1
}
tree=$(ns gw nft list ruleset | sed -n 's/^.chain \(g[0-9]*_west_to_east\) {/\1/p')
tamper 'a rule in a large tree' insert rule inet sekisho "$tree" accept
echo "# healed within $(took) us"
tamper 'a deleted large table' delete table inet sekisho
echo "# healed within $(took) us"

attack()
{
	for i in $(seq 30); do
		ns gw nft delete table inet sekisho
		tell heal >/dev/null || return 1
		ns gw nft flush map inet sekisho select_forward
		tell heal >/dev/null || return 1
		ns gw nft flush chain inet sekisho "$tree"
		tell heal >/dev/null || return 1
	done
}
(
	attack && echo 0 >attacked || echo 1 >attacked
) &
no_leak()
{
	blast "$LAB_DIR/lab" list while sh -c \
		"while [ ! -e $LAB_DIR/attacked ]; do sleep 0.1; done" >blasted || :
	cat blasted
	grep -q 'leaked=0' blasted
}
check 'ninety wounds healed at full rate: nothing forbidden passes' no_leak
check '… all of them' [ "$(cat attacked)" = 0 ]

# --- a table that lost its owner ---

check 'the table gets an owner' tell own
check 'the policy again' tell load "$data/a.conf"
check 'in force' tell switch 0
check 'nothing to heal' tell heal
check_fails '… indeed' found
check 'what is permitted passes' passes
exec 7>&-
wait $keeper || :
lab_end
