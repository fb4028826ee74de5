#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 86_around_routes.sh -- routes, routing rules and addresses beside the policy are found

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6
around_lab

gw()
{
	ip -n gw "$@"
}

finds alarm route-astray '10.10.7.0/24 dev i0 table 254' \
	'gw route del 10.10.7.0/24' gw route add 10.10.7.0/24 dev i0
finds alarm route-astray 'fd00:10:0:7::/64 dev l0 table 254' \
	'gw route del fd00:10:0:7::/64' gw route add fd00:10:0:7::/64 dev l0
finds alarm route-astray '203.0.113.0/24 dev s0 table 254' \
	'gw link del s0' sh -c 'ip -n gw link add s0 type veth peer name s1
		ip -n gw link set s0 up; ip -n gw link set s1 up
		ip -n gw route add 203.0.113.0/24 dev s0'
finds alarm default-astray '0.0.0.0/0 dev l0 table 254' \
	'gw route del default metric 9' gw route add default dev l0 metric 9
finds warning route-foreign '198.51.100.0/24 dev m0 table 254' \
	'gw route del 198.51.100.0/24' gw route add 198.51.100.0/24 dev m0
finds warning route-cut '10.20.9.0/24 dev ? table 254' \
	'gw route del blackhole 10.20.9.0/24' \
	gw route add blackhole 10.20.9.0/24
finds alarm route-local '10.20.9.9 dev lo table 255' \
	'gw route del local 10.20.9.9 table local' \
	gw route add local 10.20.9.9 dev lo table local
two_ways()
{
	gw route add 10.10.8.0/24 nexthop dev m0 nexthop dev i0
}
finds alarm route-astray '10.10.8.0/24 dev i0 table 254' \
	'gw route del 10.10.8.0/24' two_ways
finds warning network-unrouted '10.10.0.0/16 of juki' \
	'gw route add 10.10.0.0/16 dev m0; gw route add 10.10.0.5 dev m0' \
	sh -c 'ip -n gw route del 10.10.0.0/16; ip -n gw route del 10.10.0.5'
finds warning default-missing ipv6 'route_add net i0 ::/0' \
	gw -6 route del default

# Routes of another table lead nowhere until a rule asks it.
finds note route-table 'table 100' 'gw route del 10.10.0.5 table 100' \
	gw route add 10.10.0.5 dev m0 table 100
finds alarm rule-extra 'ipv4 priority 77 table 100' 'gw rule del pref 77' \
	gw rule add pref 77 from 10.20.0.5 table 100
finds alarm rule-extra 'ipv6 priority 78 table 100' 'gw -6 rule del pref 78' \
	gw -6 rule add pref 78 fwmark 7 table 100
finds warning rule-missing 'ipv4 priority 32766 table 254' \
	'gw rule add pref 32766 table main' gw rule del pref 32766

finds warning address-missing '10.10.0.1 of juki' \
	'gw addr add 10.10.0.1/32 dev m0' gw addr del 10.10.0.1/32 dev m0
misplace()
{
	gw addr del 10.10.0.1/32 dev m0 && gw addr add 10.10.0.1/32 dev i0
}
finds warning address-misplaced '10.10.0.1 of juki' \
	'gw addr del 10.10.0.1/32 dev i0; gw addr add 10.10.0.1/32 dev m0' \
	misplace
finds note address-extra '10.20.0.77 on l0' \
	'gw addr del 10.20.0.77/32 dev l0' gw addr add 10.20.0.77/32 dev l0
lab_end
