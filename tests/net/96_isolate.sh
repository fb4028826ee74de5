#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 96_isolate.sh -- cut off at once: zone, flow, host, address; for good, until
# another person lets it in again
#
# What is cut off is told by packets and by connections that live, whatever the
# daemon says of it.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"

cat >people <<'PEOPLE'
hosts = (
  { name = "server"; zone = "east"; addresses = [ "10.2.0.5", "fd00:2::5" ]; }
);
contacts = (
  { name = "山田"; role = "統括責任者"; phone = "0120-000-000"; }
);
PEOPLE
cat people >>old.conf
sed 's/name = "east"/name = "orient"/; s/"east"/"orient"/g' new.conf >renamed.conf

check 'neighbours are found' find_neighbours

# A state folder that can be filled up.
mkdir "$daemon_state"
mount -t tmpfs -o size=8m none "$daemon_state"

# A conversation that lives until something ends it; then it exits with 1.
talks east serve 10.2.0.5 7
converse()
{
	spawn west talk live tcp 10.2.0.5 7 >live
	live=$!
	await begun live
}

is_dead()
{
	kill -TERM $live
	status=0
	wait $live || status=$?
	[ $status = 1 ]
}

# What passes to east, to north, and from west to the gateway.
reaches() # pass|drop pass|drop pass|drop
{
	cat >now.list <<-LIST
	$1 west 10.1.0.9 -> east 10.2.0.5 udp/1000
	$1 west fd00:1::9 -> east fd00:2::5 udp/1000
	$1 gateway 10.2.0.1 -> east 10.2.0.5 udp/123
	$2 west 10.1.0.9 -> north 10.3.0.5 udp/4000
	$3 west 10.1.0.9 -> gateway 10.1.0.1 tcp/22
	LIST
	probe lab now.list
}

isolate()
{
	operator sekisho isolate "$@" -m '感染の疑い' >answer
}

unisolate() # by an approver who did not isolate
{
	person 64102 approver sekisho unisolate "$1" -m '調査完了'
}

says() # TEXT: of the last answer
{
	grep -q -e "$1" answer
}

journalled() # EVENT TIMES
{
	sekisho journal --folder "$daemon_state" --json >journal
	[ "$(grep -c "\"event\":\"$1\"" journal)" = "$2" ]
}

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}

# --- without a generation ---

check 'the lockdown is loaded' lockdown
check 'the daemon stands, closed' daemon_start gw
check_fails 'no zone is known yet' isolate east
check 'addresses are cut off all the same' isolate 10.2.0.0/16
check 'of both families' isolate fd00:2::/48
check 'a policy comes' operator sekisho apply -c old.conf -m 'the first one'
check 'it does not let in what is cut off' reaches drop pass pass
check 'until another person ends it' unisolate fd00:2::/48
check 'each of them' unisolate 10.2.0.0/16
check 'then the policy holds' reaches pass pass pass

# --- a zone ---

check 'a conversation with a zone' converse
check_fails 'who may not change may not isolate' \
	person 64103 approver auditor sekisho isolate east
check 'the zone is cut off' isolate east
check 'its conversation is dead' is_dead
check 'nothing passes to it, all else does' reaches drop pass pass
check 'how many connections of which entry' says '^cut: 1 connection of K'
check 'whom to tell' says '山田.*0120-000-000'
check 'the report sheet' says '対象　　　　: zone:east'
check 'the journal has it' journalled isolate 3
operator sekisho status >answer || :
check 'the status says so' says 'isolated .*zone:east'
check 'said again it is done again' isolate zone:east
check 'and says so' says 'isolated already, by'
check_fails 'an operator does not end it' operator sekisho unisolate east
check_fails 'nor does who isolated, approver or not' \
	person 64101 operator approver sekisho unisolate east

# --- whatever happens ---

for process in engine enforce; do
	kill -9 "$(daemon_process $process)"
	sleep 0.5
	check "$process is killed" daemon_wait
	check 'it stays cut off' reaches drop pass pass
done
check 'all are killed' daemon_kill
check 'it stays cut off' reaches drop pass pass
check 'the daemon comes back' daemon_start gw
check 'it stays cut off' reaches drop pass pass
check 'the policy is tried without the zone of that name' \
	operator sekisho apply -c renamed.conf --confirm 3600 -m rename
check 'it stays cut off' reaches drop drop drop
check 'a rollback' operator sekisho rollback
check 'it stays cut off' reaches drop pass pass
reboots()
{
	check 'the power fails' daemon_power_fails
	"$@"
	check 'the machine starts, locked down' lockdown
	check 'the daemon starts' daemon_start gw
	check 'it stays cut off' reaches drop pass pass
}
reboots :
forgets()
{
	echo damaged >"$daemon_state/isolation"
}
reboots forgets
check 'a disk that forgot it is an alarm' sh -c \
	'sekisho status --json | grep -q "isolation-damaged"'
rm "$daemon_state/isolation-damaged"
reboots :
check 'another approver ends it' unisolate east
check 'then the policy holds' reaches pass pass pass
check 'the journal has that too' journalled unisolate 3

# --- an entry, a host ---

check 'a conversation' converse
check 'its entry is cut off' isolate K
check 'the conversation is dead' is_dead
check 'the other entries are not' reaches pass pass pass
check_fails 'nobody can begin another one' \
	ns west talk ask tcp 10.2.0.5 7
check 'all are killed' daemon_kill
mv "$daemon_state/policies" "$daemon_state/away"
check 'the daemon comes back, and cannot read its policy' daemon_start gw
check 'an address is cut off' isolate 10.9.9.9
check_fails 'that does not open the entry' ns west talk ask tcp 10.2.0.5 7
check 'all are killed' daemon_kill
rm -r "$daemon_state/policies"
mv "$daemon_state/away" "$daemon_state/policies"
check 'the daemon comes back, and can' daemon_start gw
check_fails 'nor does that' ns west talk ask tcp 10.2.0.5 7
check 'all else passes' reaches pass pass pass
check 'who isolated may end it, with a reason why one is both' \
	person 64101 operator approver sekisho unisolate K --override '一人担当'
check 'a conversation again' converse
check 'the host is cut off' isolate server
check 'the conversation is dead' is_dead
check 'all to it is cut off' reaches drop pass pass
check 'it is let in again' unisolate host:server
check 'and answers' ns west talk ask tcp 10.2.0.5 7

# --- a full disk ---

check 'a conversation once more' converse
dd if=/dev/zero of="$daemon_state/full" bs=64k 2>/dev/null || :
dd if=/dev/zero of="$daemon_state/fuller" bs=1 count=65536 2>/dev/null || :
check 'a full disk keeps nobody from isolating' isolate east
check 'the conversation is dead' is_dead
check 'nothing passes' reaches drop pass pass
# The last page of a file has room for some lines more.
filled=0
until isolate east 2>said && grep -q 'not in the journal' said; do
	filled=$((filled + 1))
	[ $filled -lt 30 ] || break
done
check 'what cannot be written is said' grep -q 'not in the journal' said
check_fails 'to end it has to be written down' unisolate east
check 'so nothing passes' reaches drop pass pass
rm "$daemon_state/full" "$daemon_state/fuller"
check 'with room again it is ended' unisolate east
check 'and passes' reaches pass pass pass

# --- at size ---

# Ten thousand flows; ten thousand live connections, then a thousand.
{
	sed '/^flows = (/q' old.conf
	i=0
	while [ $i -lt 10000 ]; do
		printf '  { id = "B-%d"; from = "west"; to = "east"; source = [ "10.1.9.%d" ]; destination = [ "10.2.%d.%d" ]; service = [ "tcp/%d" ]; purpose = "test"; },\n' \
			$i $((i % 200 + 1)) $((i / 200 % 50)) $((i % 199 + 2)) $((5000 + i % 7))
		i=$((i + 1))
	done
	sed '1,/^flows = (/d' old.conf
} >big.conf
check '10,000 flows' operator sekisho apply -c big.conf -m big
for n in 10000 1000 1000 1000; do
	ns gw connections add $n 0 443 10.2.0.5 2>/dev/null
	began=$(date +%s%N)
	check "the zone is cut off, $n connections" isolate east --json
	took=$((($(date +%s%N) - began) / 1000000))
	ms=$(sed -n 's/.*"milliseconds":\([0-9]*\).*/\1/p' answer)
	echo "# 10,000 flows, $n connections: $ms ms, $took ms with the command"
	check 'none is left' says '"cut_left":0'
done
check 'nothing passes to it' reaches drop pass pass

# --- while the engine is busy ---

# Somebody asks for the plan of a policy that takes it seconds.
{
	sed '/^flows = (/q' old.conf
	awk 'BEGIN { for (i = 0; i < 60000; i++)
		printf "  { id = \"H-%d\"; from = \"west\"; to = \"east\"; source = [ \"10.1.9.%d\" ]; destination = [ \"10.2.%d.%d\" ]; service = [ \"tcp/%d\" ]; purpose = \"test\"; },\n",
			i, i % 200 + 1, i / 200 % 250, i % 199 + 2, 5000 + i % 7 }'
	sed '1,/^flows = (/d' old.conf
} >heavy.conf
chmod 644 heavy.conf
person 64103 auditor sekisho plan -c heavy.conf >plan 2>&1 &
plan=$!
asked()
{
	grep -c 'asked verb=plan' "$daemon_log"
}
before=$(asked) || :
for i in $(seq 200); do
	[ "$(asked)" = "$before" ] || break
	sleep 0.05
done
began=$(date +%s%N)
check 'something is cut off meanwhile' isolate 10.1.0.77
took=$((($(date +%s%N) - began) / 1000000))
echo "# isolated in $took ms, command and all, behind a plan"
check 'the plan was still being made' kill -0 $plan
check 'which is answered as well' wait $plan
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
lab_end
