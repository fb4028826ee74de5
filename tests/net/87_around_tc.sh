#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 87_around_tc.sh -- tc and XDP, which take packets before any rule, are found

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 tc
around_lab

tcg()
{
	tc -n gw "$@"
}
unshare -n sh -c 'ip link add t0 type veth peer name t1 &&
	tc qdisc add dev t0 clsact && tc filter add dev t0 ingress protocol all \
		u32 match u32 0 0 action mirred egress redirect dev t1' \
	2>/dev/null || skip 'tc: u32 or mirred'

finds note tc-hook 'l0 clsact' 'tcg qdisc del dev l0 clsact' \
	tcg qdisc add dev l0 clsact
finds note tc-hook 'm0 ingress' 'tcg qdisc del dev m0 ingress' \
	tcg qdisc add dev m0 ingress
tcg qdisc add dev l0 clsact
tcg qdisc add dev m0 clsact

# Frames of lgwan go out on juki's wire, and the other way round. The hosts
# find each other as if they were on one link.
redirect() # FROM TO
{
	tcg filter add dev "$1" ingress protocol all prio 1 u32 \
		match u32 0 0 action mirred egress redirect dev "$2"
}
ip -n pc route replace 10.10.0.5/32 dev eth0
ip -n ap route replace 10.20.0.5/32 dev eth0
check_fails 'the gate keeps the two zones apart' ns pc talk ping 10.10.0.5
finds alarm tc-redirect 'm0 ingress -> l0' \
	'tcg filter del dev m0 ingress' redirect m0 l0
finds alarm tc-redirect 'l0 ingress -> m0' \
	'tcg filter del dev l0 ingress' redirect l0 m0
finds alarm tc-filter 'l0 egress u32' 'tcg filter del dev l0 egress' \
	tcg filter add dev l0 egress protocol all prio 1 u32 match u32 0 0 \
	action mirred egress mirror dev m0
redirect l0 m0
redirect m0 l0
check 'and rightly: packets cross without meeting a rule' \
	await ns pc talk ping 10.10.0.5
tcg filter del dev l0 ingress
tcg filter del dev m0 ingress
check_fails 'apart again' ns pc talk ping 10.10.0.5
tcg qdisc del dev l0 clsact
tcg qdisc del dev m0 clsact

# On the way out: a class of a queueing discipline with a filter of its own.
classful()
{
	tcg qdisc add dev m0 root handle 1: htb &&
		tcg filter add dev m0 parent 1: protocol all prio 1 u32 \
			match u32 0 0 action mirred egress redirect dev i0
}
if tcg qdisc add dev i0 root htb 2>/dev/null; then
	tcg qdisc del dev i0 root
	finds alarm tc-redirect 'm0 egress -> i0' \
		'tcg qdisc del dev m0 root' classful
else
	echo '# skipped: a filter on the way out (htb)'
fi

# A class that others lie beneath has filters of its own, for packets whose
# priority is its number.
inner_class()
{
	tcg qdisc add dev m0 root handle 1: htb &&
		tcg class add dev m0 parent 1: classid 1:1 htb rate 1mbit &&
		tcg class add dev m0 parent 1:1 classid 1:2 htb rate 1mbit &&
		tcg filter add dev m0 parent 1:1 protocol all prio 1 u32 \
			match u32 0 0 action mirred egress redirect dev i0
}
now
if inner_class 2>/dev/null; then
	check 'tc-redirect is found: of a class of m0' \
		told + 'alarm tc-redirect' 'm0 egress -> i0'
	echo "# tc-redirect: $how"
	now
	tcg qdisc del dev m0 root
	check 'and its end' told - 'alarm tc-redirect' 'm0 egress -> i0'
else
	tcg qdisc del dev m0 root 2>/dev/null || :
	echo '# skipped: a filter of a class'
fi

# A zone's interface may lie upon the wire that packets are taken from, as a
# VLAN lies upon its trunk.
upon() # IFACE WIRE
{
	ip -n gw link set "$1" down &&
		ip -n gw link set "$1" name "$2" &&
		ip -n gw link set "$2" up &&
		ip -n gw link add "$1" link "$2" type macvlan mode private &&
		ip -n gw link set "$1" up
}
rests() # a claim rests on the filter
{
	! ns gw sekisho prove --direct -c policy.conf 'never lgwan -> juki' \
		>answer && grep 'rests on: tc l0/filter/u32' answer
}
check 'lgwan lies upon another interface' upon l0 w0
tcg qdisc add dev w0 clsact
finds alarm tc-redirect 'w0 ingress -> m0' 'tcg filter del dev w0 ingress' \
	redirect w0 m0
redirect w0 m0
check 'and no claim is proved' rests
tcg filter del dev w0 ingress
check_fails 'which it is without' rests

# Rules of the wire act before the gate's, and behind them.
early() # FAMILY HOOK: such a chain leaves nothing proved
{
	ns gw nft add table "$1" early
	ns gw nft add chain "$1" early c "{ type filter hook $2 priority 0; }"
	! ns gw sekisho prove --direct -c policy.conf 'never lgwan -> juki' \
		>answer && grep 'rests on: device-chain early c' answer
}
check 'a chain of the wire is a hole' early netdev 'ingress device w0'
ns gw nft delete table netdev early
ip -n gw link set m0 down
ip -n gw link set m0 name w1
ip -n gw link set w1 up
ip -n gw link add m0 type bridge
ip -n gw link set w1 master m0
ip -n gw link set m0 up
if ns gw nft add table bridge try 2>/dev/null; then
	ns gw nft delete table bridge try
	check 'so is a table of bridges where a zone is one' \
		early bridge postrouting
	ns gw nft delete table bridge early
	check 'a zone lies upon a bridge' upon m0 b0
	check '… whose rules are a hole as well' early bridge postrouting
	ns gw nft delete table bridge early
else
	echo '# skipped: tables of bridges'
fi

if ! command -v clang >/dev/null; then
	echo '# skipped: xdp (clang)'
	lab_end
fi
echo 'int pass(void *ctx) { return 2; }' >xdp.c
clang -O2 -target bpf -c xdp.c -o xdp.o
xdp()
{
	ip -n gw link set dev "$1" xdpgeneric obj xdp.o sec .text &&
		now_xdp=$(ip -n gw -d link show dev "$1" |
			sed -n 's/.*prog\/xdp id \([0-9]*\).*/\1/p')
}
now
if xdp i0 2>/dev/null; then
	check "xdp is found: i0 program $now_xdp" \
		told + 'alarm xdp' "i0 program $now_xdp"
	echo "# xdp: $how"
	now
	ip -n gw link set dev i0 xdpgeneric off
	check 'and its end' told - 'alarm xdp' "i0 program $now_xdp"
	now
	xdp w0
	check "… beneath a zone's interface as well" \
		told + 'alarm xdp' "w0 program $now_xdp"
else
	echo '# skipped: xdp (iproute2 or the kernel cannot load it)'
fi
lab_end
