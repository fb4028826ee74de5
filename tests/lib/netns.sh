# SPDX-License-Identifier: GPL-3.0-or-later
#
# netns.sh -- a small private network for a test: hosts, segments, the gateway
#
# A test reads this file and enters its own mount, network and process
# namespaces; names and addresses can then clash with nothing, no packet can
# leave, and all of it is gone with the test's last process, however it ends.
#
#	#!/bin/sh
#	. "${0%/*}/../lib/netns.sh"
#	lab_enter "$@"
#	need inet ct bridge
#	gateway_add gw
#	segment_add lg0 10.20.0.1 fd00:20::1
#	segment_add in0 192.0.2.1 fd00:2::1
#	host_add app lg0 10.20.0.5 fd00:20::5
#	host_add pc in0 192.0.2.9 fd00:2::9
#	check 'a host pings through the open gateway' \
#		ns pc talk ping 10.20.0.5
#	lab_end
#
# With LAB_SLOW in the environment (an emulated machine) what takes many rounds
# takes fewer, and answers are awaited longer.
#
# Results are lines of `ok N - claim` and `not ok N - claim`. Exit: 0 when all
# were ok, 1 otherwise, 77 with the name of what the kernel lacks.

set -eu

lab_dir=${LAB_DIR:-}
lab_tests=0
lab_failures=0
lab_ports=0

# Who changed the rules the kernel tells by the machine's numbers of processes; in
# a container, whose /proc has others, nobody finds out more than the name.
if [ -z "$lab_dir" ]; then
	LAB_CONTAINER=
	[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] ||
		LAB_CONTAINER=yes
	export LAB_CONTAINER
fi

skip()
{
	echo "1..0 # SKIP $*"
	exit 77
}

# Run the test again inside namespaces of its own: as root directly, else as
# root of a user namespace. A failing test's own processes die with it.
lab_enter()
{
	if [ -z "${LAB_DIR:-}" ]; then
		lab_user=
		[ "$(id -u)" = 0 ] || lab_user=-Ur
		lab_why=$(unshare $lab_user -mn true 2>&1) ||
			skip "namespaces of its own: $lab_why"
		LAB_DIR=$(mktemp -d "${TMPDIR:-/tmp}/sekisho-lab.XXXXXX")
		# Nor is anything read from the home of who runs it, or left there: nft -i
		# keeps a history of its lines.
		HOME=$LAB_DIR
		export LAB_DIR HOME
		trap 'rm -rf "$LAB_DIR"' EXIT
		trap 'exit 143' TERM INT HUP
		lab_status=0
		# A shell gives what it starts in the background nothing to read.
		exec 3<&0
		unshare $lab_user -mnpf --kill-child sh "$0" "$@" <&3 3<&- &
		wait $! || lab_status=$?
		exit $lab_status
	fi
	mount -t tmpfs none /run
	mkdir /run/netns
	ip link set lo up
	cd "$LAB_DIR"
	trap lab_trap EXIT
}

# However the script ends before lab_end, that is a failure.
lab_trap()
{
	lab_code=$?
	[ $lab_code = 77 ] || [ "$lab_tests" = ended ] || {
		echo "Bail out! the test stopped early with $lab_code"
		exit 1
	}
}

lab_end()
{
	echo "1..$lab_tests"
	lab_tests=ended
	[ "$lab_failures" = 0 ] || exit 1
	exit 0
}

# --- claims ---

ok()
{
	lab_tests=$((lab_tests + 1))
	echo "ok $lab_tests - $*"
}

not_ok()
{
	lab_tests=$((lab_tests + 1))
	lab_failures=$((lab_failures + 1))
	echo "not ok $lab_tests - $*"
}

# check CLAIM COMMAND…: the command must succeed; its output is shown if not.
check()
{
	lab_claim=$1
	shift
	if "$@" >"$LAB_DIR/out" 2>&1; then
		ok "$lab_claim"
	else
		not_ok "$lab_claim"
		sed 's/^/# /' "$LAB_DIR/out"
	fi
}

# check_fails CLAIM COMMAND…: the command must fail.
check_fails()
{
	lab_claim=$1
	shift
	if "$@" >"$LAB_DIR/out" 2>&1; then
		not_ok "$lab_claim"
	elif lab_status=$?; [ "$lab_status" -gt 125 ]; then
		not_ok "$lab_claim: no such command, or a signal: $lab_status"
	else
		ok "$lab_claim"
		return
	fi
	sed 's/^/# /' "$LAB_DIR/out"
}

# --- what the kernel must have ---

lab_try_nft()
{
	echo "$1" | unshare -n nft -f - >/dev/null 2>&1
}

# need FEATURE…: skip the test if the kernel or the machine lacks one.
need()
{
	for lab_feature; do
		case $lab_feature in
		inet) lab_try_nft 'table inet t { chain c { type filter hook forward priority 0; policy drop; }; }' ;;
		ct) lab_try_nft 'table inet t { chain c { ct state new ct mark set 1; }; }' ;;
		vmap_timeout) lab_try_nft 'table inet t { map m { type nf_proto : verdict; flags timeout; }; }' ;;
		concat_interval) lab_try_nft 'table inet t { set s { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 1-2 }; }; }' ;;
		nflog) lab_try_nft 'table inet t { chain c { log group 5; }; }' ;;
		ether) lab_try_nft 'table inet t { chain c { ether saddr 02:00:00:00:00:01 drop; }; }' ;;
		ipv6) [ -e /proc/sys/net/ipv6 ] ;;
		bridge) unshare -n ip link add br0 type bridge 2>/dev/null ;;
		veth) unshare -n ip link add veth0 type veth peer name veth1 2>/dev/null ;;
		*) command -v "$lab_feature" >/dev/null ;;
		esac || skip "$lab_feature"
	done
}

# --- namespaces ---

# ns NAME COMMAND…: run it in that namespace.
ns()
{
	lab_ns=$1
	shift
	nsenter --net="/run/netns/$lab_ns" "$@"
}

# spawn NAME COMMAND…: the same in the background; $! is its process.
spawn()
{
	lab_ns=$1
	shift
	nsenter --net="/run/netns/$lab_ns" "$@" &
}

# talks NAME serve|speak ADDRESS PORT: the same with talk(1), which listens when
# this returns.
talks()
{
	lab_talks=$1
	spawn "$1" talk "$2" "$3" "$4"
	ns "$lab_talks" talk await "$3" "$4"
}

# begun FILE…: so have the conversations that are written there.
begun()
{
	for lab_file; do
		grep -qx begun "$lab_file" || return 1
	done
}

# await COMMAND…: until it succeeds, in half a minute at least. Naps are counted,
# not seconds, so that a machine that stands still uses up none.
await()
{
	lab_naps=600
	[ -z "${LAB_SLOW:-}" ] || lab_naps=2400
	until "$@" >"$LAB_DIR/awaited" 2>&1; do
		lab_naps=$((lab_naps - 1))
		[ $lab_naps -gt 0 ] || {
			cat "$LAB_DIR/awaited"
			return 1
		}
		sleep 0.05
	done
}

# ns_sysctl NAME KEY VALUE: the key as a path, net/ipv4/ip_forward.
ns_sysctl()
{
	ns "$1" sh -c 'echo "$2" >"/proc/sys/$1"' sh "$2" "$3"
}

# ns_add NAME…: no duplicate address detection, no router advertisements, and
# no help from the kernel against spoofing: what is dropped, the rules drop.
ns_add()
{
	for lab_ns; do
		ip netns add "$lab_ns"
		ip -n "$lab_ns" link set lo up
		ns "$lab_ns" sh -c '
			cd /proc/sys/net
			echo 0 >ipv4/ip_forward
			for c in default all; do
				echo 0 >ipv6/conf/$c/accept_dad
				echo 0 >ipv6/conf/$c/accept_ra
				echo 0 >ipv6/conf/$c/router_solicitations
				echo 0 >ipv4/conf/$c/rp_filter
				echo 0 >ipv4/conf/$c/send_redirects
			done'
	done
}

# mac_of NAME: a locally administered MAC address that only depends on NAME.
mac_of()
{
	printf %s "$1" | cksum | {
		read -r lab_sum lab_rest
		printf '02:00:%02x:%02x:%02x:%02x\n' \
			$((lab_sum >> 24 & 255)) $((lab_sum >> 16 & 255)) \
			$((lab_sum >> 8 & 255)) $((lab_sum & 255))
	}
}

# link_add NS IFACE PEER_NS PEER_IFACE [PEER_MAC]: a cable, both ends up.
link_add()
{
	ip -n "$1" link add "$2" address "$(mac_of "$1/$2")" type veth \
		peer name "$4" netns "$3" address "${5:-$(mac_of "$3/$4")}"
	ip -n "$1" link set "$2" up
	ip -n "$3" link set "$4" up
}

. "${0%/*}/../lib/segments.sh"
