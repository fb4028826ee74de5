#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 50_reload.sh -- no packet leaks and none is lost while policies are switched
# [APPLIES]
#
# Traffic at full rate, permitted and forbidden, TCP and UDP, new and answered,
# through 200 applies of two policies in turn. First the same traffic through
# what everybody does (one transaction that deletes the table and makes it
# anew, dropping by chain policy): there it must leak, or the harness is blind.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval veth ipv6

applies=${1:-200}
[ -z "${LAB_SLOW:-}" ] || applies=40

gateway_add gw
wire_add a m0 10.0.0.1 fd00:0::1
wire_add b m1 10.1.0.1 fd00:1::1
route_add a m0 10.0.0.0/16 fd00:0::/32
route_add b m1 10.1.0.0/16 fd00:1::/32
forwarding 1
quiet a b

approval='purpose = "p"; document = "1"; requested_by = "x"; approved_by = "y";
	valid_until = "2090-01-01";'
policy() # FURTHER-FLOWS
{
	cat <<-POLICY
	model = "single";
	timezone = "UTC";
	zones = (
	  { name = "a"; tier = "internet"; interfaces = ["m0"];
	    networks = ["10.0.0.0/16", "fd00:0::/32"]; addresses = ["10.0.0.1"]; },
	  { name = "b"; tier = "internet"; interfaces = ["m1"];
	    networks = ["10.1.0.0/16", "fd00:1::/32"]; addresses = ["10.1.0.1"]; }
	);
	flows = (
	  $1
	  { id = "exact"; from = "a"; to = "b"; $approval
	    source = ["10.0.0.5", "fd00:0::5"];
	    destination = ["10.1.0.5", "fd00:1::5"];
	    service = ["tcp/443", "udp/443"]; },
	  { id = "ranges"; from = "a"; to = "b"; $approval
	    source = ["10.0.0.0/24", "fd00:0::/64"];
	    destination = ["10.1.0.0/24", "fd00:1::/64"];
	    service = ["tcp/8000-8010", "udp/8000-8010"]; }
	);
	POLICY
}

policy '' >small.conf
further=
for i in $(seq 100); do
	further="$further
	{ id = \"X-$i\"; from = \"a\"; to = \"b\"; $approval source = [\"10.0.9.$i\"];
	  destination = [\"10.1.0.5\", \"10.1.8.0/24\"]; service = [\"tcp/443\", \"udp/1000-1010\"]; },"
done
policy "$further" >large.conf

cat >list <<'LIST'
pass a 10.0.0.5 -> b 10.1.0.5 udp/443
drop a 10.0.0.5 -> b 10.1.0.5 udp/444
pass a 10.0.0.5 -> b 10.1.0.5 tcp/443
drop a 10.0.0.5 -> b 10.1.0.5 tcp/444
pass a 10.0.0.77 -> b 10.1.0.99 udp/8005
drop a 10.0.1.77 -> b 10.1.0.99 udp/8005
pass a 10.0.0.77 -> b 10.1.0.99 tcp/8010
drop b 10.1.0.99 -> a 10.0.0.77 tcp/8010
pass a fd00:0::5 -> b fd00:1::5 udp/443
drop a fd00:0::5 -> b fd00:1::5 udp/444
pass a fd00:0::5 -> b fd00:1::5 tcp/443
drop a fd00:0::5 -> b fd00:1::6 tcp/443
drop b 10.0.0.5 -> b 10.1.0.5 udp/443 ; a forged source
LIST
# Answered connections go by the fast path; the naive rules have none.
cat list - >all <<'LIST'
pass a 10.0.0.77 -> b 10.1.0.99 udp/8001 reply
drop a 10.0.1.77 -> b 10.1.0.99 udp/8001 reply
pass a fd00:0::77 -> b fd00:1::99 udp/8002 reply
LIST

# --- the harness can see a leak ---

cat >naive.nft <<'NFT'
table inet naive
delete table inet naive
table inet naive {
	set flows { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags interval
		elements = { 10.0.0.5 . 10.1.0.5 . tcp . 443, 10.0.0.5 . 10.1.0.5 . udp . 443,
			10.0.0.0/24 . 10.1.0.0/24 . tcp . 8000-8010, 10.0.0.0/24 . 10.1.0.0/24 . udp . 8000-8010 } }
	set flows6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; flags interval
		elements = { fd00:0::5 . fd00:1::5 . tcp . 443, fd00:0::5 . fd00:1::5 . udp . 443 } }
	chain forward {
		type filter hook forward priority 0; policy drop;
		iifname "m1" drop
		ip saddr . ip daddr . ip protocol . th dport @flows accept
		ip6 saddr . ip6 daddr . ip6 nexthdr . th dport @flows6 accept
	}
}
NFT
ns gw nft -f naive.nft
reload_naively='i=0; while [ $i -lt 200 ]; do nft -f naive.nft || exit 1; i=$((i + 1)); done'
leaked=0
for round in 1 2 3 4 5 6 7 8; do
	blast "$LAB_DIR/lab" list while sh -c "$reload_naively" >out || :
	sed 's/^/# naive: /' out
	leaked=$(sed 's/.*leaked=\([0-9]*\).*/\1/' out)
	[ "$leaked" = 0 ] || break
done
check 'a table deleted and made anew leaks, and is seen to' [ "$leaked" -gt 0 ]
ns gw nft delete table inet naive

# --- ours ---

check 'the first policy is applied' \
	ns gw sekisho apply --direct -c small.conf
generation()
{
	ns gw nft list map inet sekisho select_input |
		sed -n '/ipv4/s/.*goto g\([0-9]*\)_.*/\1/p'
}
first=$(generation)
apply_in_turn="i=0; while [ \$i -lt $applies ]; do
	sekisho apply --direct -c large.conf >apply.out 2>&1 || exit 1
	sekisho apply --direct -c small.conf >apply.out 2>&1 || exit 1
	i=\$((i + 2)); done"
check "$applies applies: nothing forbidden passes, nothing permitted is lost" \
	blast "$LAB_DIR/lab" all while sh -c "$apply_in_turn"
sed 's/^/# ours: /' "$LAB_DIR/out"
check 'each was a generation of its own' \
	[ "$(generation)" = $((first + applies)) ]
lab_end
