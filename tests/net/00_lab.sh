#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 00_lab.sh -- the lab itself carries packets, so that a drop means something

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct bridge veth ipv6

gateway_add gw
segment_add lg0 10.20.0.1 fd00:20::1
segment_add in0
host_add app lg0 10.20.0.5 fd00:20::5
host_add app2 lg0 10.20.0.6 fd00:20::6 mac 02:00:5e:00:00:06
host_add pc in0 192.0.2.9 fd00:2::9

reaches()
{
	ns "$1" talk ping "$2"
}

check 'every host is found on its link' find_neighbours
check_fails 'nothing passes while forwarding is off' reaches pc 10.20.0.5
forwarding 1
check 'IPv4 passes the open gateway' reaches pc 10.20.0.5
check 'IPv4 passes it the other way' reaches app2 192.0.2.9
check 'IPv6 passes the open gateway' reaches pc fd00:20::6
check 'the gateway answers IPv4' reaches app 10.20.0.1
check 'the gateway answers IPv6' reaches app fd00:20::1
check 'neighbours reach each other without the gateway' reaches app 10.20.0.6

ns gw nft -f - <<'NFT'
table inet t {
	chain forward {
		type filter hook forward priority 0; policy drop;
		counter drop
	}
}
NFT
check_fails 'a drop rule of the gateway stops IPv4' reaches pc 10.20.0.5
check_fails 'a drop rule of the gateway stops IPv6' reaches pc fd00:20::5
lab_end
