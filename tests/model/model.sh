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

tries()
{
	ns gw model "$LAB_DIR/lab" "$SEKISHO_RULES" "$1" "$2" "$3"
}

check 'the kernel does what the register says' \
	tries "${SEKISHO_MODEL_SEED:-${3:-1}}" \
	"${SEKISHO_MODEL_POLICIES:-$1}" "$2"
tail -1 "$LAB_DIR/out" | sed 's/^/# /'
lab_end
