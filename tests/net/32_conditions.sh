#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 32_conditions.sh -- rates are held, log lines say which entry, counters count

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog veth ipv6

gateway_add gw
wire_add a m0 10.0.0.1 fd00:0::1
wire_add b m1 10.1.0.1 fd00:1::1
route_add a m0 10.0.0.0/16 fd00:0::/32
route_add b m1 10.1.0.0/16 fd00:1::/32
quiet a b

approval='purpose = "p"; document = "1"; requested_by = "x"; approved_by = "y";
	valid_until = "2090-01-01";'
cat >policy.conf <<POLICY
model = "single";
timezone = "UTC";
zones = (
  { name = "a"; tier = "internet"; interfaces = ["m0"];
    networks = ["10.0.0.0/16", "fd00:0::/32"]; addresses = ["10.0.0.1", "fd00:0::1"]; },
  { name = "b"; tier = "internet"; interfaces = ["m1"];
    networks = ["10.1.0.0/16", "fd00:1::/32"]; addresses = ["10.1.0.1", "fd00:1::1"]; }
);
hosts = (
  { name = "pinned"; zone = "a"; addresses = ["10.0.0.9"]; mac = "02:00:5e:00:00:09"; }
);
flows = (
  { id = "rated"; from = "a"; to = "b"; $approval rate = "1/minute burst 5";
    source = ["10.0.0.5", "fd00:0::5"]; destination = ["10.1.0.5", "fd00:1::5"];
    service = ["tcp/22", "udp/22"]; },
  { id = "logged"; from = "a"; to = "b"; $approval log = true;
    source = ["10.0.0.5"]; destination = ["10.1.0.5"]; service = ["tcp/23"]; },
  { id = "plain"; from = "a"; to = "b"; $approval
    source = ["10.0.0.5"]; destination = ["10.1.0.5"]; service = ["tcp/24", "udp/24"]; }
);
POLICY
check 'the policy is applied' ns gw sekisho apply --direct -c policy.conf
forwarding 1

repeat() # N LINE
{
	lab_n=$1
	while [ "$lab_n" -gt 0 ]; do
		echo "$2"
		lab_n=$((lab_n - 1))
	done
}
passed() # how many of the list, which says all of them should
{
	probe "$LAB_DIR/lab" - >found || :
	sed -n 's/^probes=.* passed=\([0-9]*\) .*/\1/p' found
}
between() # LEAST MOST NUMBER
{
	echo "$3 passed"
	[ "$3" -ge "$1" ] && [ "$3" -le "$2" ]
}

# --- the log: first, while the drops have not used up their five lines a second ---

: >log
spawn gw nflog 5 >>log
reader=$!
await grep -q ready log
logs() # PREFIX LINE: the packet leaves exactly one log line, that one
{
	echo ready >expected
	echo "$1" >>expected
	: >log
	echo ready >log
	echo "$2" | probe "$LAB_DIR/lab" - || return 1
	await has_come || return 1
	sleep 0.05
	diff expected log
}
has_come()
{
	[ "$(wc -l <log)" -ge 2 ]
}
check 'a logged entry says its pair and its id' \
	logs 'sekisho accept a->b logged' 'pass a 10.0.0.5 -> b 10.1.0.5 tcp/23 again'
check 'a drop says its pair' \
	logs 'sekisho drop a->b' 'drop a 10.0.0.5 -> b 10.1.0.5 tcp/99'
check 'the other way' \
	logs 'sekisho drop b->a' 'drop b 10.1.0.5 -> a 10.0.0.5 tcp/24'
check 'also over IPv6' \
	logs 'sekisho drop a->b' 'drop a fd00:0::5 -> b fd00:1::5 tcp/99'
check 'a drop before the gateway says so' \
	logs 'sekisho drop a->gateway' 'drop a 10.0.0.5 -> gateway 10.0.0.1 tcp/22'
check 'a forged source says its zone' \
	logs 'sekisho spoof b' 'drop b 10.0.0.5 -> b 10.1.0.5 tcp/24'
check 'a wrong MAC says its zone' \
	logs 'sekisho mac a' 'drop a 10.0.0.9 -> b 10.1.0.5 tcp/24 mac 02:00:5e:00:00:0a'
kill $reader

# --- rate: five at once, then one a minute ---

echo 'pass a 10.0.0.5 -> b 10.1.0.5 tcp/22 again sport 1111' >one
check 'a connection is let in' probe "$LAB_DIR/lab" one
n=$(repeat 60 'pass a 10.0.0.5 -> b 10.1.0.5 tcp/22' | passed)
check 'of sixty at once the burst passes, not more' between 3 6 "$n"
n=$(repeat 60 'pass a 10.0.0.5 -> b 10.1.0.5 udp/22' | passed)
check 'whatever the protocol: the entry has one rate' between 0 1 "$n"
n=$(repeat 60 'pass a fd00:0::5 -> b fd00:1::5 tcp/22' | passed)
check 'nor the family' between 0 1 "$n"
check 'the one let in before goes on' probe "$LAB_DIR/lab" one

# --- counters ---

packets() # of the entry, so far
{
	ns gw nft list ruleset |
		sed -n "s/.*counter packets \\([0-9]*\\) .*\"$1\".*/\\1/p" |
		awk '{ sum += $1 } END { print sum + 0 }'
}
before=$(packets plain)
repeat 7 'pass a 10.0.0.5 -> b 10.1.0.5 tcp/24 again' >seven
check 'seven connections pass' probe "$LAB_DIR/lab" seven
check 'and are counted as seven' [ $(($(packets plain) - before)) = 7 ]
lab_end
