# SPDX-License-Identifier: GPL-3.0-or-later
#
# around.sh -- a lab with three zones, watched by a jailed survey process
#
# Read after netns.sh. Each tampering must become its own finding, and the
# finding must go when it is undone. Lines "# SLUG: N ms" say how long after the
# command began the survey told. It does not poll, so that what it tells it was
# woken for; around_poll, in ms, makes it.

around_lab()
{
	gateway_add gw
	segment_add m0 10.10.0.1 fd00:10::1
	segment_add l0 10.20.0.1 fd00:20::1
	host_add ap m0 10.10.0.5 fd00:10::5
	host_add pc l0 10.20.0.5 fd00:20::5
	wire_add net i0 192.0.2.1 2001:db8::1
	route_add net i0 0.0.0.0/0 ::/0
	for r in 10.10.0.0/16 fd00:10::/48; do ip -n gw route add $r dev m0; done
	for r in 10.20.0.0/16 fd00:20::/48; do ip -n gw route add $r dev l0; done

	around_policy
	check 'the policy is applied' ns gw sekisho apply --direct -c policy.conf
	forwarding 1

	ns_sysctl gw net/ipv4/conf/all/accept_redirects 0
	user=40031
	[ "$(id -u)" = 0 ] || user=
	spawn gw env AROUND_POLL_MS="${around_poll:-3600000}" around policy.conf "$SEKISHO_RULES" $user >said 2>errors
	around_pid=$!
	seen=1 began=$(date +%s%3N)
	check 'an untouched gateway has neither alarm nor warning' around_first
}

around_policy()
{
	cat >policy.conf <<-'POLICY'
	model = "single";
	timezone = "UTC";
	zones = (
	  { name = "juki"; tier = "internet"; interfaces = ["m0"];
	    networks = ["10.10.0.0/16", "fd00:10::/48"];
	    addresses = ["10.10.0.1", "fd00:10::1"]; },
	  { name = "lgwan"; tier = "internet"; interfaces = ["l0"];
	    networks = ["10.20.0.0/16", "fd00:20::/48"];
	    addresses = ["10.20.0.1", "fd00:20::1"]; },
	  { name = "inet"; tier = "internet"; interfaces = ["i0"]; upstream = true;
	    addresses = ["192.0.2.1", "2001:db8::1"]; }
	);
	flows = (
	  { id = "F-1"; from = "lgwan"; to = "inet"; purpose = "p"; document = "1";
	    requested_by = "x"; approved_by = "y"; valid_until = "2090-01-01";
	    source = ["10.20.0.5"]; destination = ["203.0.113.5"];
	    service = ["tcp/7"]; }
	);
	POLICY
}

around_first()
{
	if ! await grep -q ' told ' said || grep -E ' (alarm|warning) ' said; then
		cat errors
		return 1
	fi
}

# told MARK SLUG OBJECT: such a line comes; "how" says how long after the
# tampering (`began`) it was said.
told()
{
	await says "$@" || {
		echo "no '$1 $2 $3' in:"
		tail -n +"$seen" said | grep -v ' = '
		return 1
	}
	told_at=$(says "$@" | sed -n '1s/ .*//p')
	how="$((told_at - began)) ms"
}

says() # MARK SLUG OBJECT
{
	tail -n +"$seen" said | grep -F " $1 " | grep -F " $2 $3 |"
}

now()
{
	how=
	seen=$(($(wc -l <said) + 1))
	began=$(date +%s%3N)
}

# finds SEVERITY SLUG OBJECT UNDO COMMAND…: the command brings the finding,
# UNDO takes it away again.
finds()
{
	f_severity=$1 f_slug=$2 f_object=$3 f_undo=$4
	shift 4
	now
	check "$f_slug is found: $f_object" did "$@"
	echo "# $f_slug: ${how:-}"
	now
	check "and its end" undone
}

did()
{
	how=
	"$@" && told '+' "$f_severity $f_slug" "$f_object"
}

undone()
{
	how=
	eval "$f_undo" && told '-' "$f_severity $f_slug" "$f_object"
}

