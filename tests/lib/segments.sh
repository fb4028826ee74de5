# SPDX-License-Identifier: GPL-3.0-or-later
#
# segments.sh -- the lab's gateway, its segments and their hosts (see netns.sh)
#
# What stands where is also written to $LAB_DIR/lab, for probe(1) of tests/net
# (lab.h says how).

# gateway_add NAME: the one gateway of the lab. The address on its loopback is
# the one that tests/net/lab.c asks for to know that all packets have passed.
# Fragments that never become whole are soon forgotten: they would use up the
# memory that a namespace has for them.
gateway_add()
{
	lab_gw=$1
	ns_add "$1"
	ip -n "$1" addr add 198.18.0.1/32 dev lo
	ns "$1" sh -c '
		cd /proc/sys/net
		for f in ipv4/ipfrag_time ipv6/ip6frag_time \
			netfilter/nf_conntrack_frag6_timeout; do
			[ ! -w $f ] || echo 1 >$f
		done'
	echo "gateway $1" >>"$LAB_DIR/lab"
}

# What both kinds of segment have: the gateway's interface and its addresses.
lab_uplink() # IFACE PEER-NAMESPACE PEER-IFACE ADDRESS…
{
	lab_if=$1
	link_add "$lab_gw" "$1" "$2" "$3"
	shift 3
	for lab_addr; do
		lab_len=32
		case $lab_addr in *:*) lab_len=128 ;; esac
		ip -n "$lab_gw" addr add "$lab_addr/$lab_len" dev "$lab_if"
	done
	echo "segment $lab_if $(mac_of "$lab_gw/$lab_if") $*" >>"$LAB_DIR/lab"
}

# segment_add IFACE [ADDRESS…]: a switch (namespace seg-IFACE) whose first port
# is the gateway's IFACE with these addresses. The switch does not learn: a
# forged source address cannot move a host's port.
segment_add()
{
	lab_if=$1
	ns_add "seg-$lab_if"
	ip -n "seg-$lab_if" link add br0 type bridge mcast_snooping 0
	ns "seg-$lab_if" sh -c '
		for f in arptables iptables ip6tables; do
			f=/proc/sys/net/bridge/bridge-nf-call-$f
			[ ! -w $f ] || echo 0 >$f
		done'
	ip -n "seg-$lab_if" link set br0 up
	shift
	lab_uplink "$lab_if" "seg-$lab_if" uplink "$@"
	lab_plug "seg-$lab_if" uplink "$(mac_of "$lab_gw/$lab_if")"
}

lab_plug() # SWITCH PORT MAC-BEHIND-IT
{
	ip -n "$1" link set "$2" master br0
	ip -n "$1" link set "$2" type bridge_slave learning off
	bridge -n "$1" fdb replace "$3" dev "$2" master static
}

# host_add NAME IFACE ADDRESS… [mac MAC]: a host on the segment behind the
# gateway's IFACE. Its default routes lead to the gateway, and the gateway
# finds it on the link (by ARP and neighbour discovery, as in life).
host_add()
{
	lab_host=$1 lab_if=$2 lab_mac=$(mac_of "$1") lab_addrs=
	shift 2
	while [ $# -gt 0 ]; do
		if [ "$1" = mac ]; then
			lab_mac=$2
			shift
		else
			lab_addrs="$lab_addrs $1"
		fi
		shift
	done
	ns_add "$lab_host"
	lab_ports=$((lab_ports + 1))
	link_add "seg-$lab_if" "p$lab_ports" "$lab_host" eth0 "$lab_mac"
	lab_plug "seg-$lab_if" "p$lab_ports" "$lab_mac"
	for lab_addr in $lab_addrs; do
		case $lab_addr in
		*:*) ip -n "$lab_host" addr add "$lab_addr/128" dev eth0 ;;
		*) ip -n "$lab_host" addr add "$lab_addr/32" dev eth0 ;;
		esac
		ip -n "$lab_gw" route replace "$lab_addr" dev "$lab_if"
	done
	lab_default "$lab_host" "$lab_if"
	echo "host $lab_host $lab_if $lab_mac$lab_addrs" >>"$LAB_DIR/lab"
}

# link_local NS IFACE: its IPv6 link-local address, which it has some time after
# the link is up.
link_local()
{
	for lab_try in $(seq 300); do
		lab_local=$(ip -n "$1" -6 -o addr show dev "$2" scope link |
			sed -n '1s/.*inet6 \([^/]*\).*/\1/p')
		[ -z "$lab_local" ] || break
		sleep 0.1
	done
	echo "$lab_local"
}

# Both default routes to the gateway; where it has no IPv4 address on the
# segment, it still answers ARP for the one on its loopback.
lab_default() # HOST IFACE
{
	lab_via6=$(link_local "$lab_gw" "$2")
	lab_via4=$(ip -n "$lab_gw" -4 -o addr show dev "$2" |
		sed -n '1s/.*inet \([^/]*\).*/\1/p')
	ip -n "$1" -6 route add default via "$lab_via6" dev eth0
	ip -n "$1" route add default via "${lab_via4:-198.18.0.1}" dev eth0 onlink
}

# wire_add NAME IFACE ADDRESS…: no switch, one namespace NAME that stands for
# all that is behind IFACE; the gateway knows its MAC address from the start.
wire_add()
{
	ns_add "$1"
	lab_host=$1 lab_if=$2
	shift 2
	lab_uplink "$lab_if" "$lab_host" eth0 "$@"
	lab_mac=$(mac_of "$lab_host/eth0")
	for lab_addr in 169.254.0.1 "$(link_local "$lab_host" eth0)"; do
		ip -n "$lab_gw" neigh replace "$lab_addr" \
			lladdr "$lab_mac" dev "$lab_if" nud permanent
	done
	lab_default "$lab_host" "$lab_if"
	echo "host $lab_host $lab_if $lab_mac" >>"$LAB_DIR/lab"
}

# route_add HOST IFACE PREFIX…: the gateway sends what is for them to that host,
# by addresses of the link alone.
route_add()
{
	lab_host=$1 lab_if=$2
	lab_via6=$(link_local "$1" eth0)
	shift 2
	ip -n "$lab_host" addr replace 169.254.0.1/32 dev eth0
	for lab_addr; do
		case $lab_addr in
		*:*) ip -n "$lab_gw" route replace "$lab_addr" \
			via "$lab_via6" dev "$lab_if" ;;
		*) ip -n "$lab_gw" route replace "$lab_addr" \
			via 169.254.0.1 dev "$lab_if" onlink ;;
		esac
		echo "route $lab_addr $lab_host" >>"$LAB_DIR/lab"
	done
}

# quiet HOST…: its kernel answers nothing but neighbours (a packet socket still
# sees all that arrives): no reset ends a connection that a probe acts out.
quiet()
{
	for lab_host; do
		ns "$lab_host" nft -f - <<-'NFT'
		table inet quiet {
			chain prerouting {
				type filter hook prerouting priority -400
				icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
				drop
			}
		}
		NFT
	done
}

# loud HOST…: undoes quiet.
loud()
{
	for lab_host; do
		ns "$lab_host" nft delete table inet quiet
	done
}

# find_neighbours: the gateway resolves every host by ARP and neighbour
# discovery; fails, naming those that did not answer in half a minute.
find_neighbours()
{
	ip -n "$lab_gw" route show table main |
		lab_on_link >"$LAB_DIR/near"
	ip -n "$lab_gw" -6 route show table main |
		lab_on_link >>"$LAB_DIR/near"
	for lab_try in $(seq 300); do
		while read -r lab_addr lab_if; do
			ip -n "$lab_gw" neigh get "$lab_addr" dev "$lab_if" 2>&1 |
				grep -q lladdr && continue
			echo "no neighbour: $lab_addr dev $lab_if"
			ip -n "$lab_gw" neigh replace "$lab_addr" \
				dev "$lab_if" use
		done <"$LAB_DIR/near" >"$LAB_DIR/missing"
		[ -s "$LAB_DIR/missing" ] || return 0
		sleep 0.1
	done
	cat "$LAB_DIR/missing"
	return 1
}

# Routes to single hosts on the link and to next hops, as "ADDRESS IFACE".
lab_on_link()
{
	sed -n '/proto kernel/d
		s|^\([0-9a-f.:]*\) dev \([^ ]*\) .*|\1 \2|p
		s|.* via \([^ ]*\) dev \([^ ]*\).*|\1 \2|p' | sort -u
}

# forwarding 0|1
forwarding()
{
	ns_sysctl "$lab_gw" net/ipv4/ip_forward "$1"
	ns_sysctl "$lab_gw" net/ipv6/conf/all/forwarding "$1"
}
