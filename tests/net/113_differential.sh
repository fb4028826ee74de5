#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 113_differential.sh -- the kernel does with packets what the lift says
# [PACKETS [SEED]]

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct concat_interval ipv6 veth
data=$(cd "${0%/*}" && pwd)/differential
packets=${1:-12000}
[ -z "${LAB_SLOW:-}" ] || packets=2000

# The gate's own rules, where the instrument's wires are.
sed 's/"mn0"/"dmz"/; s/"lg0"/"eth10"/; s/"in0"/"wan"/; s/"mg0"/"eth0"/
	s/10\.90\.0\./10.1.0./g' "$SEKISHO_CONF/demo/sekisho.conf" >ours.conf
sekisho show ruleset -c ours.conf >ours.nft
seed=${2:-1}
set -- "$packets" "$seed" "$data"/*.nft ours.nft ours.nft

ns_add gw
ns gw differential "$@" >figures && status=0 || status=$?
[ $status != 77 ] || skip "$(cat figures)"
sed 's/^/# /' figures
check "what the kernel does with $packets packets is what was lifted" \
	[ $status = 0 ]
check 'some passed, some did not' \
	grep -q 'passed=[1-9].* dropped=[1-9]' figures
check 'each state of a connection was met' grep -q 'new=[1-9].* established=[1-9].* related=[1-9].* invalid=[1-9].* untracked=[1-9]' figures

# Random policies of ours: another lab, and a quarter of the packets.
ns_add gate
ns gate ours $((packets / 4)) "$seed" >figures && status=0 || status=$?
sed 's/^/# /' figures
check "… and of $((packets / 4)) through the gate's own rules" [ $status = 0 ]
lab_end
