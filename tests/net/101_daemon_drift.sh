#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 101_daemon_drift.sh -- what leads around the gate is told by the daemon, and
# written down, and told no more when it is undone

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/around.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv tc

gw()
{
	ip -n gw "$@"
}

auditor()
{
	person 64103 auditor "$@"
}

# drifts SLUG [OBJECT]: it is in the list, and the list is a no.
drifts()
{
	drift_code=0
	auditor sekisho drift --json >drift || drift_code=$?
	[ $drift_code = 1 ] && python3 - "$@" <<-'PY'
	import json, sys
	slug, object = (sys.argv[1:] + [""])[:2]
	seen = [(o["slug"], o["object"]) for o in json.load(open("drift"))["objects"]]
	sys.exit(not any(s == slug and object in o for s, o in seen))
	PY
}

# Whatever else there is, this is not.
is_gone()
{
	auditor sekisho drift --json >drift || :
	! grep -q "\"slug\":\"$1\"" drift
}

all_is_well()
{
	auditor sekisho drift --json >drift
}

status_says()
{
	auditor sekisho status --json >status || :
	grep -q "\"slug\":\"$1\"" status
}

status_is()
{
	status_code=0
	auditor sekisho status >status || status_code=$?
	[ $status_code = "$1" ]
}

# The newest "around" line that names it under that key.
journal_has() # appeared|gone SLUG
{
	sekisho journal --folder "$daemon_state" --json >journal
	python3 - "$@" <<-'PY'
	import json, sys
	key, slug = sys.argv[1:]
	for line in open("journal"):
	    line = json.loads(line)
	    if line["event"] == "around" and any(o["slug"] == slug for o in line[key]):
	        sys.exit(0)
	sys.exit(1)
	PY
}

# tampers SLUG OBJECT UNDO COMMAND…
tampers()
{
	t_slug=$1 t_object=$2 t_undo=$3
	shift 3
	check "$t_slug: done" "$@"
	check "$t_slug: found: $t_object" await drifts "$t_slug" "$t_object"
	check 'the status is degraded' status_is 1
	check 'and says it' status_says "$t_slug"
	check 'the journal has it' await journal_has appeared "$t_slug"
	check 'undone' eval "$t_undo"
	check 'and its end is seen' await is_gone "$t_slug"
	check 'and written down' await journal_has gone "$t_slug"
}

switch() # PATH VALUE
{
	ns_sysctl gw "net/$1" "$2"
}

gateway_add gw
segment_add m0 10.10.0.1 fd00:10::1
segment_add l0 10.20.0.1 fd00:20::1
host_add ap m0 10.10.0.5 fd00:10::5
host_add pc l0 10.20.0.5 fd00:20::5
wire_add net i0 192.0.2.1 2001:db8::1
route_add net i0 0.0.0.0/0 ::/0
for r in 10.10.0.0/16 fd00:10::/48; do gw route add $r dev m0; done
for r in 10.20.0.0/16 fd00:20::/48; do gw route add $r dev l0; done
around_policy
switch ipv4/conf/all/accept_redirects 0
forwarding 1

check 'the daemon stands' daemon_start gw
check 'a policy is applied' operator sekisho apply -c policy.conf -m first
check 'an untouched gateway has no drift' await all_is_well
check 'and is well' status_is 0

tampers route-astray 10.10.7.0/24 'gw route del 10.10.7.0/24 dev i0' \
	gw route add 10.10.7.0/24 dev i0
tampers address-extra 10.10.0.99 'gw addr del 10.10.0.99/32 dev l0' \
	gw addr add 10.10.0.99/32 dev l0

# --- a bridge, and what asks no rules in it ---

bridged()
{
	gw link add br7 type bridge && gw link set br7 up &&
		gw link set l0 master br7 && gw link set m0 master br7 &&
		switch bridge/bridge-nf-call-iptables 0
}
unbridged()
{
	gw link set l0 nomaster && gw link set m0 nomaster && gw link del br7
}
tampers switch-bridge-nf bridge-nf-call-iptables \
	'switch bridge/bridge-nf-call-iptables 1' bridged
check 'both interfaces were told as well' \
	journal_has appeared zone-bridged
check 'the bridge goes' unbridged
check 'and that is seen' await is_gone zone-bridged

# --- tc ---

redirect()
{
	tc -n "$1" qdisc add dev l0 clsact && tc -n "$1" filter add dev l0 \
		ingress protocol all u32 match u32 0 0 \
		action mirred egress redirect dev i0
}
if unshare -n sh -c 'ip link add t0 type dummy && tc qdisc add dev t0 clsact &&
	tc filter add dev t0 ingress protocol all u32 match u32 0 0 \
		action mirred egress redirect dev t0' 2>/dev/null; then
	tampers tc-redirect l0 'tc -n gw qdisc del dev l0 clsact' redirect gw
else
	echo '# skipped: tc-redirect (u32 or mirred)'
fi
tampers rule-extra '' 'gw rule del pref 77' gw rule add pref 77 lookup 77

# --- switches: polled ---

switches() # SOURCE-ROUTE FORWARD RP-FILTER
{
	switch ipv4/conf/all/accept_source_route "$1"
	switch ipv4/conf/l0/accept_source_route "$1"
	switch ipv4/ip_forward "$2"
	switch ipv4/conf/all/accept_redirects 0
	switch ipv4/conf/l0/rp_filter "$3"
}
tampers switch-source-route l0 'switches 0 1 0' switches 1 0 1

# --- a flood writes some lines, and no more ---

lines()
{
	sekisho journal --folder "$daemon_state" --json |
		grep -c '"event":"around"'
}
flap()
{
	for flap_try in $(seq 100); do
		gw route add 10.10.8.0/24 dev i0 &&
			gw route del 10.10.8.0/24 dev i0 || return 1
		sleep 0.02
	done
}
before=$(lines)
check 'a route comes and goes' flap
written=$(($(lines) - before))
echo "# 100 comings and goings: $written lines"
check 'the journal has at most thirty lines of it a minute' \
	[ "$written" -le 60 ]
check 'in the end there is no drift' await all_is_well

# --- a table that stays, once it is there ---

if command -v iptables-legacy >/dev/null; then
	check 'a legacy table' ns gw iptables-legacy -t nat -L -n
	check 'is found' await drifts xtables 'ip nat'
	check 'and written down' await journal_has appeared xtables
else
	echo '# skipped: xtables (iptables-legacy)'
fi
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon stops' daemon_stop
lab_end
