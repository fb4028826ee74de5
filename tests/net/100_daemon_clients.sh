#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 100_daemon_clients.sh -- rude clients disturb nobody: not the officer who asks
# for the status, not the one who applies

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"

officer_asks()
{
	asked=$(date +%s%3N)
	person 64103 auditor timeout 60 sekisho status --json >status ||
		[ $? = 1 ] || return 1
	took=$(($(date +%s%3N) - asked))
}

now=old then=new
officer_applies()
{
	set -- $now $then
	now=$2 then=$1
	operator sekisho apply -c $now.conf -m meanwhile && meets $now
}

nobody_is_disturbed()
{
	check 'meanwhile an officer is answered' officer_asks
	echo "# after $took ms"
	check 'and an apply succeeds' officer_applies
}

# The same processes as in the beginning, but for the parent.
processes()
{
	for p in control engine enforce survey verify; do
		daemon_process $p
	done
}

# Told why at once, and not listened to: whichever of the two rude sees first.
refused_outright()
{
	ns gw setpriv --reuid 64999 --clear-groups \
		"$LAB_DIR/bin/rude" garbage || :
	! ns gw setpriv --reuid 64999 --clear-groups \
		"$LAB_DIR/bin/sekisho" status 2>said &&
		grep -q 'you have no role here' said
}

stop() # PID…: those that wait to be killed
{
	kill "$@"
	wait "$@" 2>/dev/null || :
}

ready() # FILE…
{
	cat "$@"
	[ "$(cat "$@" | grep -c ready)" = $# ]
}

cp "$(command -v rude)" rude.program
daemon_people
mv rude.program bin/rude
chmod 755 bin/rude
check 'neighbours are found' find_neighbours
check 'the daemon stands' daemon_start gw
check 'a first policy' operator sekisho apply -c old.conf -m first
check 'and another' operator sekisho apply -c new.conf -m second
now=new then=old
processes >processes.first

check 'each malformed packet is dropped' person 64110 auditor rude garbage
sed 's/^/# /' out
check 'each wrong descriptor too' \
	person 64110 operator rude descriptors old.conf
sed 's/^/# /' out
check 'and who has no role, whatever he sends' \
	refused_outright
nobody_is_disturbed

# --- a thousand that say nothing ---

silent=
u=0
while [ $u -lt 15 ]; do
	: >ready-$u # for the glob below: the child may come later
	person $((64200 + u)) auditor rude silent 67 >ready-$u 2>&1 &
	silent="$silent $!"
	u=$((u + 1))
done
check '1005 clients of 15 people are there' await ready ready-*
held()
{
	h_pid=$(daemon_process control)
	mkdir -p proc && mount -t proc none proc
	ls "proc/$h_pid/fd" | wc -l
	umount proc
}
echo "# control holds $(held) descriptors"
nobody_is_disturbed
stop $silent

# --- those that never read ---

# A plan of this has much to say.
{
	cat old.conf
	echo 'flows = ('
	n=0
	while [ $n -lt 3000 ]; do
		echo "  { id = \"B-$n\"; from = \"nowhere-$n\"; to = \"east\"; },"
		n=$((n + 1))
	done
	echo ');'
} >long.conf
person 64301 operator rude deaf long.conf 8 >deaf 2>&1 &
deaf=$!
check 'eight never read their long answers' await ready deaf
nobody_is_disturbed
stop $deaf

# --- another daemon ---

another_daemon() # WORD OPTION…: it says so, and ends
{
	word=$1
	shift
	code=0
	ns gw timeout 20 sekishod --state "$daemon_state" --run "$LAB_DIR/run" \
		--user control=64001:64001 --user engine=64002:64002 \
		--user enforce=64003:64003 --user survey=64004:64004 \
		--user verify=nobody "$@" 2>said || code=$?
	cat said
	[ $code = 3 ] && grep -q "$word" said &&
		! grep -q process-started said
}
check 'another daemon lets it be' another_daemon 'another sekishod listens' \
	--state "$LAB_DIR/other"
check 'one with the same state folder too' another_daemon \
	"^state-taken folder=\"$daemon_state\" do=" --run "$LAB_DIR/other-run"
nobody_is_disturbed

# --- those that leave ---

check 'applies whose clients have gone at once' \
	person 64302 operator rude leave old.conf 8
nobody_is_disturbed
person 64303 operator sh -c 'n=0
	while [ $n -lt 20 ]; do
		timeout -s KILL 0.05 sekisho apply -c new.conf -m killed
		n=$((n + 1))
	done' >killed 2>&1 || :
check 'and clients that are killed in the middle of theirs' true
nobody_is_disturbed

processes >processes.now
check 'no process of the daemon had to be started again' \
	cmp processes.first processes.now
dropped()
{
	grep -c client-dropped "$daemon_log"
}
echo "# $(dropped) lines about dropped clients in the log"
check 'the log was not flooded' [ "$(dropped)" -le 200 ]
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon stops' daemon_stop
lab_end
