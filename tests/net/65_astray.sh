#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 65_astray.sh -- a live connection does not follow a route into another zone
#
# Every host's route is taken away while the default route leads toward the
# Internet: nothing that was for the host may be seen there. Afterwards the
# conversations go on.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6

gateway_add gw
segment_add m0 10.10.0.1 fd00:10::1
segment_add l0 10.20.0.1 fd00:20::1
segment_add g0 10.90.0.1 fd00:90::1
host_add ap m0 10.10.0.5 fd00:10::5
host_add pc l0 10.20.0.5 fd00:20::5
host_add log g0 10.90.0.5 fd00:90::5
wire_add net i0 192.0.2.1 2001:db8::1
route_add net i0 0.0.0.0/0 ::/0

cat >policy.conf <<'POLICY'
model = "single";
timezone = "UTC";
zones = (
  { name = "juki"; tier = "internet"; interfaces = ["m0"];
    networks = ["10.10.0.0/16", "fd00:10::/48"];
    addresses = ["10.10.0.1", "fd00:10::1"]; },
  { name = "lgwan"; tier = "internet"; interfaces = ["l0"];
    networks = ["10.20.0.0/16", "fd00:20::/48"];
    addresses = ["10.20.0.1", "fd00:20::1"]; },
  { name = "kanri"; tier = "internet"; interfaces = ["g0"];
    networks = ["10.90.0.0/16", "fd00:90::/48"];
    addresses = ["10.90.0.1", "fd00:90::1"]; },
  { name = "inet"; tier = "internet"; interfaces = ["i0"]; upstream = true;
    addresses = ["192.0.2.1", "2001:db8::1"]; }
);
flows = (
  { id = "F-1"; from = "lgwan"; to = "juki"; purpose = "p"; document = "1";
    requested_by = "x"; approved_by = "y"; valid_until = "2090-01-01";
    source = ["10.20.0.5", "fd00:20::5"];
    destination = ["10.10.0.5", "fd00:10::5"];
    service = ["tcp/7-9", "udp/7-9"]; }
);
gateway = (
  { id = "G-1"; to = "kanri"; purpose = "p";
    destination = ["10.90.0.5", "fd00:90::5"]; service = ["udp/514"]; }
);
POLICY

check 'the policy is applied' ns gw sekisho apply --direct -c policy.conf
forwarding 1
check 'neighbours are found through the rules' find_neighbours

# count HOST: packets that arrive there for any of the inner zones.
for host in ap pc log net; do
	ns $host nft -f - <<-'NFT'
	table inet count {
		counter seen { }
		chain prerouting {
			type filter hook prerouting priority -400
			ip daddr { 10.10.0.0/16, 10.20.0.0/16, 10.90.0.0/16 } counter name seen
			ip6 daddr { fd00:10::/48, fd00:20::/48, fd00:90::/48 } counter name seen
		}
	}
	NFT
done
count()
{
	ns "$1" nft list counter inet count seen |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}

# Of both families: there and back over TCP, a stream from lgwan, one to it
# (so that replies are what goes astray), and the gateway's own.
live=
for end in 10.10.0.5=10.90.0.5 fd00:10::5=fd00:90::5; do
	app=${end%=*} server=${end#*=}
	talks ap serve "$app" 7
	talks ap speak "$app" 8
	# What is lost without a route is sent again later and later.
	spawn pc env TALK_PATIENCE=20 talk live tcp "$app" 7 >"live-tcp-$app"
	live="$live live-tcp-$app=$!"
	spawn pc env TALK_PATIENCE=20 talk hear udp "$app" 8 >"hear-udp-$app"
	live="$live hear-udp-$app=$!"
	spawn pc talk tell "$app" 9
	spawn gw talk tell "$server" 514
	await begun "live-tcp-$app" "hear-udp-$app"
done
spawn gw nflog 5 >said
await grep -q ready said

routes() # add|del HOST
{
	case $2 in
	ap) set -- "$1" m0 10.10.0.5 fd00:10::5 ;;
	pc) set -- "$1" l0 10.20.0.5 fd00:20::5 ;;
	log) set -- "$1" g0 10.90.0.5 fd00:90::5 ;;
	esac
	ip -n gw route "$1" "$3" dev "$2"
	ip -n gw route "$1" "$4" dev "$2"
}

grows() # HOST: packets are coming in
{
	before=$(count "$1")
	await more_than $((before + 20)) "$1"
}
more_than() # PACKETS HOST
{
	[ "$(count "$2")" -gt "$1" ]
}

stays_away() # HOST
{
	after=$(count net)
	echo "$((after - strays)) for $1 were seen in the Internet"
	[ "$after" = "$strays" ]
}

for host in ap pc log; do
	check "$host is spoken to" grows $host
	strays=$(count net)
	routes del $host
	sleep 0.4
	routes add $host
	check 'without its route nothing of it goes to the Internet' \
		stays_away $host
	check 'with the route it goes on' grows $host
done

said()
{
	sort said | uniq -c
	grep -q 'sekisho astray inet' said
}
check 'what went astray is logged' await said

# Nobody waited longer than it may: no conversation broke off.
goes_on() # NAME PID
{
	kill -TERM "$2"
	wait "$2" || return 1
	cat "$1"
}
for one in $live; do
	check "lives on: ${one%=*}" goes_on "${one%=*}" "${one#*=}"
done

strays=$(count net)
ip -n gw link set m0 down
sleep 0.4
check 'nor when the interface goes down' stays_away ap

# The same question to rules that keep what is established.
strays=$(count net)
ns gw nft insert rule inet sekisho forward ct state new,established \
	meta mark set 0x5e000000 accept
goes_astray() # HOST
{
	! stays_away "$1"
}
check 'a rule for all that is established would have been found out' \
	await goes_astray ap
lab_end
