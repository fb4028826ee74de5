#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 20_matrix.sh -- a site's policy, applied, is what its packets meet
#
#	20_matrix.sh FILE	of conf/
#
# The lab is built from the policy: every interface, every registered host, two
# hosts more on each segment, a router behind it. Expectations are those of
# policy/judge; the demo has a list written by hand as well.

. "${0%/*}/../lib/netns.sh"
site=$1
tests=$(cd "${0%/*}" && pwd)
lab_enter "$@"
need inet ct vmap_timeout concat_interval ether nflog bridge veth ipv6

policy=$SEKISHO_CONF/$site

gateway_add gw
lab-plan "$policy" "$SEKISHO_RULES" >plan
. ./plan
hosts=$(sed -n 's/^host \([^ ]*\) .*/\1/p' lab)

check 'a policy is applied to an empty kernel' \
	ns gw sekisho apply --direct -c "$policy"
forwarding 1
check 'neighbours are found through the rules' find_neighbours
quiet $hosts

# Windows of hours begin and end with a quarter of an hour: none does while packets
# are sent, which meet what was expected at the first.
between_windows()
{
	left=$((900 - $(date +%s) % 900))
	[ $left -gt 90 ] || sleep $((left + 1))
}

meets()
{
	between_windows
	matrix "$LAB_DIR/lab" "$policy" "$SEKISHO_RULES" 4000 "$1"
}

check 'every packet meets what the register says' meets 1
tail -1 "$LAB_DIR/out" | sed 's/^/# /'
if [ -e "$tests/${site%%/*}.expect" ]; then
	check 'and what was written down by hand' \
		probe "$LAB_DIR/lab" "$tests/${site%%/*}.expect"
	tail -1 "$LAB_DIR/out" | sed 's/^/# /'
fi

# Each seeded mistake must be found, and on the right side.
finds() # COUNTER
{
	between_windows
	matrix "$LAB_DIR/lab" "$policy" "$SEKISHO_RULES" 2000 2 >found &&
		return 1
	grep -q "$1=[1-9]" found
}

ns gw nft insert rule inet sekisho forward tcp dport 445 \
	meta mark set 0x5e000000 accept
check 'a hole is found as false accepts' finds false_accepts
check 'and as nothing else' grep -q 'false_drops=0' found
ns gw nft -a list chain inet sekisho forward >forward
ns gw nft delete rule inet sekisho forward handle \
	"$(sed -n 's/.*dport 445.*handle \([0-9]*\)$/\1/p' forward)"
check 'the hole is closed again' meets 3
map=$(ns gw nft list table inet sekisho |
	sed -n 's/.*map \(g[0-9]*_.*_to_.*_exact[46]\) {.*/\1/p' | head -1)
ns gw nft flush map inet sekisho "$map"
check 'a missing element is found as false drops' finds false_drops
check 'and as nothing else' grep -q 'false_accepts=0' found
ns gw nft flush chain inet sekisho input
check 'a closed gateway is found as false drops' finds false_drops
lab_end
