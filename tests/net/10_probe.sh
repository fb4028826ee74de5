#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 10_probe.sh -- the prober sees what passes, and a wrong rule does not escape it
#
# The rules are written by hand here; no part of sekisho runs.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct bridge veth ipv6

gateway_add gw
segment_add lg0 10.20.0.1 fd00:20::1
segment_add in0 192.0.2.1
host_add app lg0 10.20.0.5 fd00:20::5
host_add rest-lg lg0
host_add pc in0 192.0.2.9 fd00:2::9
wire_add far up0
route_add rest-lg lg0 10.20.0.0/16 fd00:20::/32
route_add far up0 0.0.0.0/0 ::/0
forwarding 1
check 'neighbours are found' find_neighbours
quiet app rest-lg pc far

ns gw nft -f - <<'NFT'
table inet t {
	chain input {
		type filter hook input priority 0; policy drop;
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		ct state established accept
		ip saddr 10.20.0.5 meta l4proto { tcp, udp } th dport 22 accept
		ip6 saddr fd00:20::5 tcp dport 22 accept
		drop
	}
	chain output {
		type filter hook output priority 0; policy drop;
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		ip daddr 10.20.0.5 udp dport 123 accept
		ct state established,related accept
		drop
	}
	chain forward {
		type filter hook forward priority 0; policy drop;
		iifname "in0" ip saddr != 192.0.2.0/24 drop
		ct state established,related accept
		ct state invalid drop
		ip daddr { 10.20.0.5, 10.20.9.9 } meta l4proto { tcp, udp, sctp } th dport 443 accept
		ip6 daddr { fd00:20::5, fd00:20::99 } meta l4proto { tcp, udp } th dport 443 accept
		ip daddr 10.20.0.5 icmp type echo-request accept
		ip6 daddr fd00:20::5 icmpv6 type echo-request accept
		drop
	}
}
NFT

cat >list <<'LIST'
pass pc 192.0.2.9 -> app 10.20.0.5 tcp/443
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443
pass pc 192.0.2.9 -> app 10.20.0.5 sctp/443
pass pc 192.0.2.9 -> app 10.20.0.5 tcp/443 reply
pass pc 192.0.2.9 -> app 10.20.0.5 tcp/443 again
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 reply
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 again
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 error
pass pc 192.0.2.9 -> app 10.20.0.5 icmp/8
pass pc 192.0.2.9 -> app 10.20.0.5 icmp/8 reply
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 shape fragments
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 shape reversed
pass pc 192.0.2.9 -> app 10.20.0.5 tcp/443 shape fragments
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 shape options
pass pc 192.0.2.9 -> app 10.20.0.5 udp/443 shape tiny
drop pc 192.0.2.9 -> app 10.20.0.5 udp/443 shape tail
drop pc 192.0.2.9 -> app 10.20.0.5 tcp/443 flags 0
drop pc 192.0.2.9 -> app 10.20.0.5 tcp/444
drop pc 192.0.2.9 -> app 10.20.0.5 udp/444 reply
drop pc 192.0.2.9 -> app 10.20.0.5 udp/444 error
drop pc 192.0.2.9 -> app 10.20.0.5 proto/47
drop pc 198.51.100.1 -> app 10.20.0.5 tcp/443 ; another's address
pass pc 192.0.2.9 -> rest-lg 10.20.9.9 tcp/443
drop pc 192.0.2.9 -> rest-lg 10.20.9.8 tcp/443
pass pc fd00:2::9 -> app fd00:20::5 tcp/443 again
pass pc fd00:2::9 -> app fd00:20::5 icmpv6/128 reply
pass pc fd00:2::9 -> app fd00:20::5 udp/443 error
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape fragments
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape reversed
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape atomic
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape hopopts
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape dstopts
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape routing
pass pc fd00:2::9 -> app fd00:20::5 udp/443 shape chain
drop pc fd00:2::9 -> app fd00:20::5 udp/442 shape chain
drop pc fd00:2::9 -> app fd00:20::5 udp/443 shape tail
pass far 198.51.100.1 -> app 10.20.0.5 tcp/443
pass far 2001:db8::1 -> rest-lg fd00:20::99 udp/443 reply
pass app 10.20.0.5 -> gateway 10.20.0.1 tcp/22
pass app 10.20.0.5 -> gateway 10.20.0.1 udp/22 reply
pass app fd00:20::5 -> gateway fd00:20::1 tcp/22
drop app 10.20.0.5 -> gateway 10.20.0.1 tcp/23
drop app 10.20.0.5 -> gateway 10.20.0.1 icmp/8
drop app fd00:20::5 -> gateway fd00:20::1 icmpv6/128
drop pc 192.0.2.9 -> gateway 192.0.2.1 tcp/22
pass gateway 10.20.0.1 -> app 10.20.0.5 udp/123
pass gateway 10.20.0.1 -> app 10.20.0.5 udp/123 reply
drop gateway 10.20.0.1 -> app 10.20.0.5 udp/124
drop gateway fd00:20::1 -> app fd00:20::5 udp/123
LIST
check 'every packet meets its expectation' probe lab list

# Each seeded mistake must be found, and on the right side.
finds() # COUNTER
{
	probe lab list >found && return 1
	grep -q "$1=[1-9]" found
}

refused()
{
	! "$@"
}

ns gw nft insert rule inet t forward ip daddr 10.20.0.5 tcp dport 444 accept
check 'a rule too many is a false accept' finds false_accepts
check 'it is no false drop' grep -q 'false_drops=0' found
ns gw nft flush chain inet t forward
check 'a rule too few is a false drop' finds false_drops
check 'it is no false accept' grep -q 'false_accepts=0' found
ns gw nft insert rule inet t input tcp dport 23 accept
check 'a port open on the gateway is a false accept' finds false_accepts
sed 's/ 10\.20\.9\.9 / 192.0.2.77 /' list >misread
check 'a wrong list is not taken for a right one' refused probe lab misread
echo 'pass pc 192.0.2.9 -> nobody 10.20.0.5 tcp/443' >misread
check 'a list about an unknown host is refused' refused probe lab misread
lab_end
