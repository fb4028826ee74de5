# SPDX-License-Identifier: GPL-3.0-or-later
#
# gateway.sh -- what the scripts on a whole gateway share: its units, its segments
#
# Read first. The lab's gateway is the machine itself; its segments are west
# (lan0) and east (lan1) of tests/net/apply, or those of mail.sh.

. "${0%/*}/../lib/netns.sh"
LAB_DIR=/run/lab
data=/sekisho/tests/net/apply
mkdir -p "$LAB_DIR"
cd "$LAB_DIR"
trap lab_trap EXIT

# after UNIT: when its start was done; before UNIT: when it began (µs of this boot)
after()
{
	systemctl show -P ExecMainExitTimestampMonotonic "$1"
}
before()
{
	systemctl show -P ExecMainStartTimestampMonotonic "$1"
}

# The rest of netns.sh and segments.sh can be used as ever: ns gw …, wire_add.
machine_here()
{
	mkdir -p /run/netns
	ip netns attach gw $$
	lab_gw=gw
	echo 'gateway gw' >lab
	ip addr add 198.18.0.1/32 dev lo
	for lab_c in default all; do
		echo 0 >/proc/sys/net/ipv6/conf/$lab_c/accept_dad
		echo 0 >/proc/sys/net/ipv4/conf/$lab_c/rp_filter
		echo 0 >/proc/sys/net/ipv4/conf/$lab_c/send_redirects
	done
}

gateway_here()
{
	machine_here
	wire_add west lan0 10.1.0.1 fd00:1::1
	wire_add east lan1 10.2.0.1 fd00:2::1
	route_add west lan0 10.1.0.0/16 fd00:1::/64 fd00:1:0:9::/64
	route_add east lan1 10.2.0.0/16 fd00:2::/48
	quiet west east
	cat >open.list <<-'LIST'
	pass west 10.1.0.9 -> east 10.2.0.5 udp/1000
	pass west fd00:1::9 -> east fd00:2::5 udp/1000
	pass west 10.1.9.7 -> east 10.2.0.5 udp/1001
	LIST
	cat >shut.list <<-'LIST'
	drop west 10.1.0.9 -> east 10.2.0.5 udp/2000
	drop west fd00:1::9 -> east fd00:2::5 tcp/1000
	drop east 10.2.0.5 -> west 10.1.0.9 udp/1000
	LIST
	cat open.list shut.list >a.list
	sed 's/^pass/drop/' a.list >closed.list
}

meets() # LIST: what probes meet is what it says
{
	probe "$LAB_DIR/lab" "$1.list"
}

# wait_until SECONDS COMMAND…
wait_until()
{
	lab_left=$1
	shift
	until "$@" >/dev/null 2>&1; do
		lab_left=$((lab_left - 1))
		[ $lab_left -gt 0 ] || return 1
		sleep 1
	done
}

active() # UNIT
{
	systemctl is-active --quiet "$1"
}

main_pid() # [UNIT]
{
	systemctl show -P MainPID "${1:-sekishod}"
}

# started_anew PID [UNIT]: the daemon is ready, and no longer that process.
started_anew()
{
	[ "$(main_pid "${2:-sekishod}")" != "$1" ] && active "${2:-sekishod}"
}

says() # TEXT: … about itself
{
	systemctl show -P StatusText sekishod | grep -q "$1"
}

generation()
{
	nft list map inet sekisho select_forward |
		sed -n 's/.*goto g\([0-9]*\)_.*/\1/p' | head -1
}

# The rules are nobody else's to change: no root can delete them.
owned()
{
	! nft delete table inet sekisho 2>said && cat said &&
		grep -q 'not permitted' said
}
