#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 117_mutation.sh -- faults in the gate's rules are found, and packets show it
# [FAULTS [SEED [SITE…]]]

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct concat_interval vmap_timeout ether nflog ipv6 veth
faults=${1:-25}
seed=${2:-0}
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift
[ $# -gt 0 ] || set -- demo/sekisho

for site; do
	ns_add gw
	ns gw mutate "$SEKISHO_CONF/$site.conf" "$SEKISHO_RULES" \
		"$faults" "$seed" >figures && status=0 || status=$?
	[ $status != 77 ] || skip "$(cat figures)"
	sed 's/^/# /' figures
	check "$site: of $faults faults those that matter are found" \
		[ $status = 0 ]
	check '… and some were' grep -q 'found=[1-9].* shown=[1-9]' figures
	ip netns del gw
done
lab_end
