#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 64_errors.sh -- ICMP errors of what is let in come back, and no others
#
# From the far host, from the gateway itself, and for a first packet that never
# passed; for plain entries and for those the clock may end.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval bridge veth ipv6

gateway_add gw
segment_add m0 10.0.0.1 fd00:0::1
segment_add m1 10.1.0.1 fd00:1::1
host_add pc m0 10.0.0.5 fd00:0::5
host_add app m1 10.1.0.5 fd00:1::5

policy() # FLOWS
{
	cat <<-POLICY
	model = "single";
	timezone = "UTC";
	zones = (
	  { name = "a"; tier = "internet"; interfaces = ["m0"];
	    networks = ["10.0.0.0/16", "fd00:0::/32"];
	    addresses = ["10.0.0.1", "fd00:0::1"]; },
	  { name = "b"; tier = "internet"; interfaces = ["m1"];
	    networks = ["10.1.0.0/16", "fd00:1::/32"];
	    addresses = ["10.1.0.1", "fd00:1::1"]; }
	);
	flows = (
	  { id = "plain"; from = "a"; to = "b"; source = ["any"]; destination = ["any"];
	    service = ["udp/9000-9099"]; purpose = "p"; },
	  { id = "hours"; from = "a"; to = "b"; source = ["any"]; destination = ["any"];
	    service = ["udp/7000-7099"]; purpose = "p"; hours = ["mon-sun 00:00-24:00"]; }
	);
	POLICY
}
policy >site.conf

# A fresh port each time, so that each is a new connection.
port=0
comes() # ERROR ADDRESS FIRST-PORT SIZE [HOPS]
{
	error=$1 addr=$2 first=$3
	shift 3
	port=$((port + 1))
	[ "$(ns pc complain "$addr" $((first + port)) "$@")" = "$error" ]
}

check 'a policy is applied' ns gw sekisho apply --direct -c site.conf
forwarding 1
check 'neighbours are found through the rules' find_neighbours
for addr in 10.1.0.5 fd00:1::5; do
	check "$addr: a closed port says so" comes unreachable $addr 9000 10
	check "$addr: under hours too" comes unreachable $addr 7000 10
	check "$addr: what is not let in gets no answer" \
		comes nothing $addr 5000 10
	check "$addr: one hop too few is told" comes hops $addr 9000 10 1
done
ns gw ip link set m1 mtu 1300
for addr in 10.1.0.5 fd00:1::5; do
	check "$addr: a first packet too big is told" \
		comes too-big $addr 9000 1400
done

# The same answers must come from rules: without them nothing comes back.
ns gw nft flush chain inet sekisho g1_errors
check 'without the rules for errors a closed port is silent' \
	comes nothing 10.1.0.5 9000 10
ns gw nft insert rule inet sekisho g1_output ct state related drop
check 'and so is a hop too few' comes nothing 10.1.0.5 9000 10 1
lab_end
