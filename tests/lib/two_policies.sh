# SPDX-License-Identifier: GPL-3.0-or-later
#
# two_policies.sh -- old.conf and new.conf, and packets that tell them apart
#
# To be read after lab_enter, in a test of tests/net: makes the gateway and its
# hosts, the two policies, and what passes under each (`meets old`).

two_policies_data=$(cd "${0%/*}" && pwd)/apply
gateway_add gw
segment_add lan0 10.1.0.1 fd00:1::1
segment_add lan1 10.2.0.1 fd00:2::1
segment_add lan2 10.3.0.1 fd00:3::1
host_add west lan0 10.1.0.9 10.1.8.7 10.1.9.7 fd00:1::9
host_add east lan1 10.2.0.5 fd00:2::5
host_add north lan2 10.3.0.5 fd00:3::5
# Both permit K; the old policy knows a zone that the new one does not.
flow() # ID TO DESTINATION SERVICE
{
	echo "  { id = \"$1\"; from = \"west\"; to = \"$2\"; source = [ \"10.1.0.9\" ];" \
		"destination = [ \"$3\" ]; service = [ \"$4\" ]; purpose = \"test\"; },"
}
flow K east 10.2.0.5 tcp/7 >both
flow N north 10.3.0.5 udp/4000 >north.flow
cat >north.zone <<'ZONE'
  { name = "north"; tier = "internet"; interfaces = [ "lan2" ];
    networks = [ "10.3.0.0/24", "fd00:3::/64" ];
    addresses = [ "10.3.0.1", "fd00:3::1" ]; },
ZONE
sed -e '/^flows = (/r both' "$two_policies_data/b.conf" >new.conf
sed -e '/^flows = (/r both' -e '/^flows = (/r north.flow' \
	-e '/^zones = (/r north.zone' "$two_policies_data/a.conf" >old.conf

list() # OLD-VERDICT NEW-VERDICT
{
	cat <<-LIST
	$1 west 10.1.0.9 -> east 10.2.0.5 udp/1000
	$1 west fd00:1::9 -> east fd00:2::5 udp/1000
	$1 west 10.1.0.9 -> gateway 10.1.0.1 tcp/22
	$1 gateway 10.2.0.1 -> east 10.2.0.5 udp/123
	$1 west 10.1.0.9 -> north 10.3.0.5 udp/4000
	$2 west 10.1.0.9 -> east 10.2.0.5 udp/2000
	$2 west fd00:1::9 -> east fd00:2::5 udp/2000
	$2 west 10.1.0.9 -> gateway 10.1.0.1 tcp/2222
	$2 gateway 10.2.0.1 -> east 10.2.0.5 udp/514
	drop west 10.1.0.9 -> east 10.2.0.5 udp/3000
	drop north 10.1.0.9 -> east 10.2.0.5 udp/2000 ; a forged source
	LIST
}
list pass drop >old.list
list drop pass >new.list

meets() # NAME
{
	probe lab "$1.list"
}
