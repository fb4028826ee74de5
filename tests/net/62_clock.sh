#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 62_clock.sh -- what ends by the clock ends on time, and nobody need be there
#
# The policy's midnight is put at a full minute. At that moment a window
# of hours closes and another opens, one entry's last day ends and another's
# first begins; no process of ours runs meanwhile.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval bridge veth ipv6

gateway_add gw
segment_add m0 10.0.0.1 fd00:0::1
segment_add m1 10.1.0.1 fd00:1::1
host_add pc m0 10.0.0.5 fd00:0::5
host_add app m1 10.1.0.5 fd00:1::5

flow() # ID PORT FIELDS
{
	echo "{ id = \"$1\"; from = \"a\"; to = \"b\"; purpose = \"p\"; document = \"1\";
	requested_by = \"x\"; approved_by = \"y\"; $3
	source = [\"10.0.0.5\", \"fd00:0::5\"]; destination = [\"10.1.0.5\", \"fd00:1::5\"];
	service = [\"tcp/$2\", \"udp/$2\"]; }"
}
forwarding 1
for port in 7 11 12 13 14; do
	talks app serve 10.1.0.5 $port
	talks app serve fd00:1::5 $port
done

. "${0%/*}/../lib/midnight.sh"
today=$(local_date -1 +%Y-%m-%d) tomorrow=$(local_date 1 +%Y-%m-%d)
weekday=$(local_date -1 +%a | tr A-Z a-z) next_day=$(local_date 1 +%a | tr A-Z a-z)
cat >policy.conf <<POLICY
model = "single";
timezone = "$zone";
zones = (
  { name = "a"; tier = "internet"; interfaces = ["m0"];
    networks = ["10.0.0.0/16", "fd00:0::/32"]; addresses = ["10.0.0.1", "fd00:0::1"]; },
  { name = "b"; tier = "internet"; interfaces = ["m1"];
    networks = ["10.1.0.0/16", "fd00:1::/32"]; addresses = ["10.1.0.1", "fd00:1::1"]; }
);
flows = (
  $(flow stays 7 'valid_until = "2090-01-01";'),
  $(flow closes 11 "valid_until = \"2090-01-01\"; hours = [\"$weekday 00:00-24:00\"];"),
  $(flow expires 12 "valid_until = \"$today\";"),
  $(flow opens 13 "valid_until = \"2090-01-01\"; hours = [\"$next_day 00:00-24:00\"];"),
  $(flow begins 14 "valid_from = \"$tomorrow\"; valid_until = \"2090-01-01\";")
);
POLICY
check 'the policy is applied' ns gw sekisho apply --direct -c policy.conf
check 'neighbours are found' find_neighbours
for port in 13 14; do
	check_fails "port $port is not open before its time" \
		ns pc talk ask tcp 10.1.0.5 $port
	check_fails "nor over IPv6, by UDP" ns pc talk ask udp fd00:1::5 $port
done
converse 7 11 12
midnight_comes
conversations_were_heard
for port in 11 12; do
	check_fails "port $port cannot be opened again" \
		ns pc talk ask tcp 10.1.0.5 $port
done
for port in 13 14; do
	check "port $port is open from now on" ns pc talk ask tcp 10.1.0.5 $port
	check "and over IPv6, by UDP" ns pc talk ask udp fd00:1::5 $port
done
lab_end
