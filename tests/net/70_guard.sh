#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 70_guard.sh -- whatever is missing, the gateway is closed

. "${0%/*}/../lib/netns.sh"
tests=$(cd "${0%/*}" && pwd)
lab_enter "$@"
need inet ct vmap_timeout concat_interval bridge veth ipv6

policy=$SEKISHO_CONF/demo/sekisho.conf
gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan
hosts=$(sed -n 's/^host \([^ ]*\) .*/\1/p' lab)

# Everything that the demo lets pass, into the gateway and through it.
grep '^pass' "$tests/demo.expect" | grep -v ' kanri-pc .* -> [rl]' >open
sed 's/^pass/drop/' open >closed
forwarded() # LIST: only what is to be forwarded
{
	grep -v gateway "$1"
}
forwarded closed >closed-forward
grep ^drop "$tests/demo.expect" >drops

passes()
{
	probe "$LAB_DIR/lab" open
}

nothing_passes()
{
	probe "$LAB_DIR/lab" "${1:-closed}"
}

apply()
{
	ns gw sekisho apply --direct -c "$policy"
}

check 'the policy is applied' apply
forwarding 1
check 'neighbours are found through the rules' find_neighbours
quiet $hosts
check 'what is permitted passes' passes

ns gw nft delete table inet sekisho
check 'the table is gone: the guard lets nothing through' \
	nothing_passes closed-forward
check 'an apply heals it' apply
check 'and what is permitted passes again' passes

for map in select_forward select_prerouting select_input select_output; do
	ns gw nft flush map inet sekisho $map
done
check 'no generation: nothing passes, in, out or through' nothing_passes
check 'an apply heals that too' apply
check 'and again it passes' passes

ns gw nft delete table inet sekisho_guard
check 'without the guard the table still stands' \
	nothing_passes drops
check 'an apply brings the guard back' apply
check 'the guard is there' ns gw nft list table inet sekisho_guard

ns gw nft delete table inet sekisho
ns gw nft delete table inet sekisho_guard
ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
check 'the lockdown of the boot lets nothing pass' nothing_passes
check 'the gateway still speaks to itself' ns gw talk ping 127.0.0.1
check 'and over IPv6' ns gw talk ping ::1
check 'from the lockdown an apply opens what is permitted' apply
check 'so that it passes' passes
lab_end
