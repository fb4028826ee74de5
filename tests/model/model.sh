#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# model.sh -- the lab of the model test: eight interfaces, all the world behind
#
#	model.sh POLICIES PACKETS [FIRST-SEED]
#
# $SEKISHO_MODEL_SEED begins elsewhere than at 1, $SEKISHO_MODEL_POLICIES tries
# another number.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval ether nflog veth ipv6

gateway_add gw
wires=
for i in 0 1 2 3 4 5 6 7; do
	wire_add "w$i" "m$i" "10.$i.0.1" "fd00:$i::1"
	route_add "w$i" "m$i" "10.$i.0.0/16" "fd00:$i::/32"
	wires="$wires w$i"
done
route_add w7 m7 0.0.0.0/0 ::/0
forwarding 1
quiet $wires

tries() # FIRST-SEED POLICIES PACKETS [COMMAND]
{
	ns gw model "$LAB_DIR/lab" "$SEKISHO_RULES" "$@"
}

# Each seeded mistake must be found, on the right side, and come down to little.
check_fails 'one rule too many disagrees' tries 1 20 500 \
	'nft insert rule inet sekisho forward udp dport { 52, 54, 439, 444, 7999, 8002 } meta mark set 0x5e000000 accept'
cp out found
check 'by false accepts only' grep -q 'false_accepts=[1-9].*false_drops=0' found
check 'and comes down to a little' grep -q 'enough of the policy' found
check_fails 'one rule too few disagrees' tries 1 20 500 \
	'nft insert rule inet sekisho forward udp dport 443 drop'
cp out found
check 'by false drops only' grep -q 'false_accepts=0 false_drops=[1-9]' found

check 'the kernel does what the register says' \
	tries "${SEKISHO_MODEL_SEED:-${3:-1}}" \
	"${SEKISHO_MODEL_POLICIES:-$1}" "$2"
tail -1 "$LAB_DIR/out" | sed 's/^/# /'
lab_end
