#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 63_ends.sh -- live connections of the fast path end with their entry
#
# An entry that ends more than a day after the apply bears no clock's bit: its
# connections go by the fast path, which holds until the first such end. The
# rules are compiled for a day and a half ago, so that the end, the next full
# minute, lies far ahead of them. (A timeout would be off by as much; the entry
# writes a log, so that rules ask for its time.)

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
for port in 7 11; do
	talks app serve 10.1.0.5 $port
	talks app serve fd00:1::5 $port
done

. "${0%/*}/../lib/midnight.sh"
today=$(local_date -1 +%Y-%m-%d)
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
  $(flow ends 11 "valid_until = \"$today\"; log = true;")
);
POLICY
check 'the policy is applied, as a day and a half ago' ns gw sekisho apply \
	--direct -c policy.conf \
	--now "$(date -u -d "@$((midnight - 36 * 3600))" +%Y-%m-%dT%H:%M:%S+00:00)"
fast_path_ends()
{
	ns gw nft -nn list chain inet sekisho g1_forward |
		grep 'ct mark.*meta time <'
}
check 'the fast path knows the end' fast_path_ends
check 'neighbours are found' find_neighbours
converse 7 11
midnight_comes
conversations_were_heard
check_fails 'it cannot be opened again' ns pc talk ask tcp 10.1.0.5 11
check 'what stays can be' ns pc talk ask tcp 10.1.0.5 7
lab_end
