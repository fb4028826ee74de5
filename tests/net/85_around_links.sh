#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 85_around_links.sh -- what shares a zone's wire is found, and what happens to it

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6
around_lab

gw()
{
	ip -n gw "$@"
}

# --- on top of a zone's wire, and in one bridge ---

finds alarm zone-shared 'mv on l0' 'gw link del mv' \
	gw link add link l0 name mv type macvlan
gw link add br7 type bridge
finds alarm zone-bridged 'l0 in br7' 'gw link set l0 nomaster' \
	gw link set l0 master br7

# Both zones in one bridge, and nothing asks the rules for bridged frames: the
# hosts talk straight through the gateway. They find each other on the link.
bridge_switches()
{
	ns gw sh -c 'for f in iptables ip6tables arptables; do
		echo '"$1"' >/proc/sys/net/bridge/bridge-nf-call-$f
	done'
}
on_link()
{
	ip -n pc route replace 10.10.0.5/32 dev eth0
	ip -n ap route replace 10.20.0.5/32 dev eth0
}
on_link
check_fails 'the gate keeps the two zones apart' ns pc talk ping 10.10.0.5
gw link set br7 up
bridge_switches 0
now
join()
{
	gw link set l0 master br7 && gw link set m0 master br7 &&
		told + 'alarm zone-bridged' 'm0 in br7'
}
check 'two zones in one bridge are found' join
echo "# zone-bridged: $how"
check 'and rightly: through the bridge the zones meet' \
	await ns pc talk ping 10.10.0.5
check 'and so is the switch that lets them' \
	told + 'alarm switch-bridge-nf' bridge/bridge-nf-call-iptables
bridge_switches 1
gw link set l0 nomaster
gw link set m0 nomaster
gw link del br7
check_fails 'apart again' ns pc talk ping 10.10.0.5

# --- beside the gate, by what lies upon the wires ---

rests() # SLUG OBJECT: a claim rests on it
{
	! ns gw sekisho prove --direct -c policy.conf 'never lgwan -> juki' \
		>answer && grep "rests on: $1 $2:" answer
}
aside()
{
	for z in l0 m0; do
		gw link add v$z link $z type macvlan mode passthru &&
			gw link set v$z master br7 && gw link set v$z up
	done
}
check 'without all of it the zones are proved apart' \
	ns gw sekisho prove --direct -c policy.conf 'never lgwan -> juki'
gw link add br7 type bridge
gw link set br7 up
bridge_switches 0
check 'a bridge of what lies upon both wires' aside
check 'makes the zones meet' await ns pc talk ping 10.10.0.5
check 'and no claim is proved' rests shared vl0/l0
for l in vl0 vm0 br7; do gw link del $l; done
check_fails 'apart again' ns pc talk ping 10.10.0.5

# --- the zone's own interface ---

finds warning zone-down i0 'gw link set i0 up' gw link set i0 down
seg_port=uplink
finds warning zone-no-carrier m0 "ip -n seg-m0 link set $seg_port up" \
	ip -n seg-m0 link set $seg_port down
finds warning zone-renamed m0 'gw link set x0 down; gw link set x0 name m0; gw link set m0 up' \
	sh -c 'ip -n gw link set m0 down && ip -n gw link set m0 name x0'
finds note promiscuous l0 'gw link set l0 promisc off' \
	gw link set l0 promisc on

# --- of no zone ---

stray()
{
	gw link add s0 type veth peer name s1
	gw addr add 172.31.0.1/24 dev s0
	gw link set s0 up
	gw link set s1 up
}
finds warning stray-interface s0 'gw link del s0' stray
tunnel()
{
	gw tuntap add dev tun7 mode tun && gw link set tun7 up
}
finds alarm tunnel tun7 'gw link del tun7' tunnel

# --- made anew: another wire under the old name ---

now
anew()
{
	gw link del i0 && told + 'warning zone-missing' i0 &&
		gw link add i0 type veth peer name i1 &&
		told + 'warning zone-recreated' i0
}
check 'an interface that is missing, then made anew, is found' anew

# --- two zones that are bridges, and a cable between them ---

gw link del i0
for z in l0 m0; do
	gw link set $z down
	gw link set $z name w$z
	gw link set w$z up
	gw link add $z type bridge
	gw link set w$z master $z
	gw link set $z up
done
gw link add c0 type veth peer name c1
gw link set c0 master l0
gw link set c0 up
gw link set c1 up
check 'zones that are bridges are proved apart' \
	ns gw sekisho prove --direct -c policy.conf 'never lgwan -> juki'
now
cable()
{
	gw link set c1 master m0 && told + 'alarm zone-joined' 'l0 and m0'
}
check 'a veth between them is found' cable
check 'and rightly: through it the zones meet' \
	await ns pc talk ping 10.10.0.5
check 'and no claim is proved' rests joined l0/m0
gw link del c0
check_fails 'apart again' ns pc talk ping 10.10.0.5
lab_end
