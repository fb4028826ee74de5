#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 94_daemon_killed.sh -- whatever is killed, whenever: never open, never shut
#
# Traffic at full rate, permitted and forbidden, while the daemon's processes
# are killed one by one and all at once, at rest and in the midst of applies.
# At the end the same traffic while the rules go: there it must notice.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"
. "${0%/*}/../lib/traffic.sh"

rounds=16 patience=30
[ -z "${LAB_SLOW:-}" ] || rounds=6

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

generation() # the one in force, as the daemon says
{
	person 64103 auditor sekisho status --json >status || :
	sed -n 's/^{[^{]*"generation":\([0-9]*\).*/\1/p' status
}

# Of the rules; the routes of this lab are not those of both policies. Whoever
# was killed may not be there yet.
no_drift()
{
	for drift_try in $(seq $((10 * patience))); do
		person 64103 auditor sekisho drift >drift 2>&1 || :
		grep -q -e 'restarting' -e 'cannot be compared' -e 'hung up' \
			-e 'does not listen' drift || break
		sleep 0.1
	done
	cat drift
	grep -q "^the rules are those of generation $(generation),.* to the byte" drift
}

check 'neighbours are found' find_neighbours
check 'the lockdown is loaded' lockdown
check 'the daemon stands, closed' daemon_start gw
check 'a policy is in force' operator sekisho apply -c old.conf -m 'the first one'
quiet west east north
neighbours_stay
forwarded old.list >old.traffic
forwarded new.list >new.traffic
# What passes, and what does not, under either.
both()
{
	cat <<-LIST
	pass west 10.1.0.9 -> east 10.2.0.5 tcp/7
	drop west 10.1.0.9 -> east 10.2.0.5 tcp/8
	drop west fd00:1::9 -> east fd00:2::5 tcp/7
	drop west 10.1.0.9 -> east 10.2.0.5 udp/3000
	drop north 10.1.0.9 -> east 10.2.0.5 tcp/7 ; a forged source
	LIST
}
both >both.traffic

# --- one by one ---

# Until there is another process of that name, and the daemon answers; in ms.
kill_one() # NAME
{
	killed=$(daemon_process "$1")
	began=$(date +%s%N)
	kill -9 "$killed" || return 1
	until [ "$(daemon_process "$1")" != "$killed" ] &&
		no_drift >/dev/null; do
		[ $(($(date +%s%N) - began)) -lt $((patience * 1000000000)) ] ||
			return 1
		sleep 0.02
	done
	took=$((($(date +%s%N) - began) / 1000000))
	slowest=$((took > slowest ? took : slowest))
}

traffic_begin old.traffic
for process in engine enforce control survey verify; do
	slowest=0
	for i in 1 2 3; do
		check "$process is killed, and there again" kill_one $process
	done
	echo "# $process: again and answering within $slowest ms"
done
# Until the daemon answers, by the same process as before; as when the machine is suspended.
stop_one() # NAME
{
	stopped=$(daemon_process "$1")
	kill -STOP "$stopped" && sleep 0.1 && kill -CONT "$stopped" &&
		await no_drift && [ "$(daemon_process "$1")" = "$stopped" ]
}
for process in engine enforce control survey verify; do
	check "$process is stopped for a moment, and goes on" stop_one $process
done
traffic_ends 'not a packet was let in or lost'
check 'what is in force is still so' no_drift
check '… as packets say' meets old

# --- with others waiting for an answer ---

{
	sed '/^flows = (/q' old.conf
	for i in $(seq 40000); do
		echo "{ id = \"B-$i\"; from = \"west\"; to = \"east\"; source = [ \"10.1.9.0/24\" ];" \
			"destination = [ \"10.2.7.7\" ]; service = [ \"tcp/$i\" ]; purpose = \"test\"; },"
	done
	sed '1,/^flows = (/d' old.conf
} >big.conf

# told_off PROCESS: who waits when it is killed is told so, not left waiting.
told_off()
{
	timeout 20 setpriv --reuid 64103 --regid 64100 --groups 64100,64012 \
		env PATH="$LAB_DIR/bin:$PATH" SEKISHO_RULES="$LAB_DIR/rules" \
		sekisho plan -c big.conf >told 2>&1 &
	asker=$!
	asked=$(grep -c 'asked verb=plan' "$daemon_log" || :)
	for told_try in $(seq 3000); do
		[ "$(grep -c 'asked verb=plan' "$daemon_log" || :)" = "$asked" ] || break
		sleep 0.01
	done
	kill -9 "$(daemon_process "$1")"
	status=0
	wait $asker || status=$?
	cat told
	[ $status = 3 ]
}
check 'the engine is killed under a client, which ends' told_off engine
check '… and knows why' grep -q 'the daemon is restarting' told
check 'the daemon answers' daemon_wait
check 'control is killed under a client, which ends' told_off control
check '… and knows why' grep -q 'hung up' told
check 'the daemon answers' daemon_wait

# --- all at once ---

# restart COMMAND: ended so, and started again.
restart()
{
	"$1" && sleep 0.3 && daemon_start gw
}
traffic_begin old.traffic
for i in 1 2 3; do
	check 'the parent is killed, all die, and it starts again' restart daemon_kill
done
check 'a restart without a pause' eval 'daemon_kill && daemon_start gw'
check 'stopped and started' restart daemon_stop
traffic_ends 'not a packet was let in or lost'
check 'what is in force is still so' no_drift
check '… as packets say' meets old

# --- while something is pending ---

now_ms()
{
	date +%s%3N
}
before_apply=$(now_ms)
check 'another policy for ten minutes' \
	operator sekisho apply -c new.conf --confirm 600 -m try
# Moments of an apply, which the traffic makes slower. From round to round less
# where the kill came too late, more where it came in time: both have to happen.
moments=$((($(now_ms) - before_apply) * 5))
check 'packets meet it' meets new
traffic_begin new.traffic
for process in engine enforce; do
	slowest=0
	check "$process is killed, and there again" kill_one $process
done
check 'all are killed and start again' restart daemon_kill
check 'stopped and started' restart daemon_stop
traffic_ends 'not a packet was let in or lost'
check 'packets still meet it' meets new
# Not before the new engine knows what is pending.
confirm_at_once()
{
	kill -9 "$(daemon_process engine)"
	until operator sekisho confirm >said 2>&1; do
		grep -q -e 'restarting' -e 'hung up' said || {
			cat said
			return 1
		}
	done
}
check 'who asks while the engine starts can confirm' confirm_at_once
check 'and all is as it says' no_drift

# --- at random moments of an apply ---

random() # BELOW
{
	od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print $1 % n }'
}

victim()
{
	case $(random 5) in
	0 | 1) echo engine ;;
	2 | 3) echo enforce ;;
	4) echo parent ;;
	esac
}

both_happened()
{
	[ $died -gt 2 ] && [ $switched -gt 2 ]
}

in_force=new other=old
died=0 switched=0 mixed=0 untrue=0 drifted=0 broken=0 traffic_bad=0 mute=0
round=0
until { [ $round -ge $rounds ] && both_happened; } ||
	[ $round -ge $((3 * rounds)) ]; do
	round=$((round + 1))
	who=$(victim) when=$(random $moments | awk '{ print $1 / 1000 }')
	traffic_begin both.traffic
	operator sekisho apply -c $other.conf -m "$round" >applied 2>&1 &
	apply=$!
	sleep "$when"
	case $who in
	parent) daemon_kill 2>/dev/null ;;
	*) kill -9 "$(daemon_process "$who")" ;;
	esac
	if wait $apply; then
		moments=$((moments * 4 / 5 + 1))
	else
		died=$((died + 1)) moments=$((moments * 5 / 4 + 1))
		grep -q -e '^sekisho' -e 'Broken pipe' -e 'has not answered' \
			-e 'started again' applied || {
			mute=$((mute + 1))
			sed "s/^/# round $round, $who killed after $when s: /" applied
		}
	fi
	if [ $who = parent ]; then daemon_start gw; else sleep 0.1 && daemon_wait; fi ||
		broken=$((broken + 1))
	no_drift >said || {
		drifted=$((drifted + 1))
		echo "# round $round, $who killed after $when s: drift"
		sed 's/^/# /' said
	}
	traffic_was_good >said || {
		traffic_bad=$((traffic_bad + 1))
		sed 's/^/# /' said
	}
	before=$in_force
	if meets $other >met 2>&1; then
		switched=$((switched + 1))
		in_force=$other other=$before
	elif ! meets $in_force >met 2>&1; then
		mixed=$((mixed + 1))
		echo "# round $round, $who killed after $when s: a mixture"
		sed 's/^/# /' met
	fi
	# What the record says of the policy is what packets say.
	ns gw sekisho show policy "$(generation)" >recorded 2>/dev/null || :
	sekisho show policy -c $in_force.conf >meant 2>/dev/null || :
	diff recorded meant >differ || {
		untrue=$((untrue + 1))
		head -3 differ | sed 's/^/# /'
	}
	sekisho journal verify --folder "$daemon_state" >verified 2>&1 || {
		broken=$((broken + 1))
		sed 's/^/# /' verified
	}
done
echo "# of $round applies $died died, $switched were in force"
check 'each time it is exactly the old policy or the new' [ $mixed = 0 ]
check 'that which the record says' [ $untrue = 0 ]
check 'without any difference' [ $drifted = 0 ]
check 'the daemon always came back, with its journal whole' [ $broken = 0 ]
check 'not a packet that both policies decide was let in or lost' \
	[ $traffic_bad = 0 ]
check 'whoever applied was told of the death' [ $mute = 0 ]
check 'some applies died' [ $died -gt 2 ]
check 'some were in force' [ $switched -gt 2 ]

# --- the harness would have noticed ---

check 'the daemon stops' daemon_stop
traffic_begin both.traffic
ns gw nft flush map inet sekisho select_forward
sleep 1
check_fails 'without a generation packets are lost, and counted' traffic_was_good
traffic_begin both.traffic
ns gw nft delete table inet sekisho_guard
ns gw nft delete table inet sekisho
sleep 1
check_fails 'without the rules packets leak, and are counted' traffic_was_good
grep -q 'leaked=[1-9]' blasted || not_ok 'they leak'
lab_end
