# SPDX-License-Identifier: GPL-3.0-or-later
#
# traffic.sh -- traffic at full rate in the background, counted to the packet
#
# To be read after lab_enter.
#
#	forwarded policy.list >list
#	traffic_begin list
#	…
#	traffic_ends 'nothing forbidden passed, nothing permitted was lost'

# forwarded LIST: of a list of packets, those through the gateway.
forwarded()
{
	grep -v -e '-> gateway' -e '^[a-z]* gateway' "$1"
}

# Once they are found (find_neighbours), the gateway knows them for good: no
# packet waits for an answer that is late on a busy machine.
neighbours_stay()
{
	ip -n "$lab_gw" -o neigh show nud reachable nud stale nud delay nud probe |
		while read -r lab_addr lab_dev lab_if lab_lladdr lab_mac lab_rest; do
			ip -n "$lab_gw" neigh replace "$lab_addr" dev "$lab_if" \
				lladdr "$lab_mac" nud permanent
		done
}

traffic_begin() # LIST
{
	rm -f "$LAB_DIR/traffic-ends" "$LAB_DIR/traffic-flows"
	blast "$LAB_DIR/lab" "$1" while sh -c "
		: >$LAB_DIR/traffic-flows
		until [ -e $LAB_DIR/traffic-ends ]; do sleep 0.02; done" \
		>"$LAB_DIR/blasted" 2>&1 &
	traffic_pid=$!
	until [ -e "$LAB_DIR/traffic-flows" ]; do
		kill -0 $traffic_pid || break
		sleep 0.02
	done
}

# Ends it, and fails if a packet was let in or lost.
traffic_was_good()
{
	: >"$LAB_DIR/traffic-ends"
	traffic_status=0
	wait $traffic_pid || traffic_status=$?
	cat "$LAB_DIR/blasted"
	return $traffic_status
}

# The same, but what is lost is no fault.
traffic_never_leaked()
{
	traffic_was_good || :
	grep -q 'leaked=0 ' "$LAB_DIR/blasted"
}

traffic_ends() # CLAIM
{
	check "$1" traffic_was_good
	sed 's/^/# /' "$LAB_DIR/blasted"
}
