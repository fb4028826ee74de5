#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 120_endurance.sh -- ten thousand applies, and nothing has grown
#
# Two policies in turn. Every so often the memory and the descriptors of each
# process, the kernel's objects and the state folder are looked at; after the first
# looks they must stay. Generation numbers pass 4095 twice. Then applies go on while
# somebody else changes rules of his own as fast as he can.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"

applies=${ENDURANCE_APPLIES:-10000}
every=$((applies / 40 * 2))
processes='engine enforce survey control verify'

# One process asks for all of a round: APPLIES
round()
{
	operator sh -c '
		n=0
		while [ $n -lt '"$1"' ]; do
			for policy in old new; do
				said=$(sekisho apply -c $policy.conf \
					-m endurance 2>&1) || {
					echo "$said"
					exit 1
				}
			done
			n=$((n + 2))
		done'
}

memory() # PID: resident, without what is shared, in KiB
{
	awk '/^Private_/ { n += $2 } END { print n + 0 }' \
		"proc/$1/smaps_rollup"
}

descriptors() # PID
{
	ls "proc/$1/fd" | wc -l
}

objects() # of the gate's table, without the elements
{
	ns gw nft -j list ruleset |
		python3 -c 'import json, sys; print(len(json.load(sys.stdin)["nftables"]))'
}

# "applies key value" lines.
measure() # APPLIES
{
	for m_process in $processes; do
		m_pid=$(daemon_process $m_process)
		echo "$1 memory-$m_process $(memory "$m_pid")"
		echo "$1 descriptors-$m_process $(descriptors "$m_pid")"
	done
	echo "$1 memory-parent $(memory "$daemon_pid")"
	echo "$1 descriptors-parent $(descriptors "$daemon_pid")"
	echo "$1 objects $(objects)"
	echo "$1 connections $(ns gw conntrack -C)"
	echo "$1 slab $(awk '/^SUnreclaim/ { print $2 }' /proc/meminfo)"
	echo "$1 state $(du -sk "$daemon_state" | cut -f1)"
	echo "$1 seconds $(($(date +%s) - began))"
}

# What must not grow, from the fourth look to the last.
grows_not() # PREFIX SLACK
{
	awk -v p="$1" -v slack="$2" -v from=$((4 * every)) '
		index($2, p) == 1 && $1 == from { first[$2] = $3 }
		index($2, p) == 1 { last[$2] = $3 }
		END {
			for (k in last) {
				print k, first[k], "->", last[k]
				bad += last[k] > first[k] + slack
				n++
			}
			exit n == 0 || bad > 0
		}' measured
}

same_processes()
{
	for s_process in $processes; do
		daemon_process $s_process
	done >processes.now
	cmp processes.first processes.now
}

# The daemon's log has pids of this namespace.
mkdir proc
mount -t proc none proc
check 'neighbours are found' find_neighbours
check 'the daemon stands' daemon_start gw
check 'a first round' round 20
for process in $processes; do daemon_process $process; done >processes.first
began=$(date +%s)
measure 0 >measured
done=0
all=0
while [ $done -lt "$applies" ]; do
	round $every >broken 2>&1 || { all=1; break; }
	done=$((done + every))
	measure $done >>measured
	grep "^$done " measured | sed 's/^/# /'
done
check "$applies applies in a row" [ $all = 0 ]
[ $all = 0 ] || sed 's/^/# /' broken
check 'nobody was started anew' same_processes
check 'memory stays' grows_not memory 1024
sed 's/^/# /' out
check 'descriptors stay' grows_not descriptors 0
check 'the rules stay as many' grows_not objects 0
check 'connections stay' grows_not connections 100
check 'packets meet what was applied last' meets new
generation=$(person 64103 auditor sekisho status --json |
	python3 -c 'import json, sys; print(json.load(sys.stdin)["generation"])')
check 'its number is the number of applies' \
	[ "$generation" = $((applies + 20)) ]
per_apply()
{
	awk -v from=$((4 * every)) '$2 == "state" && $1 == from { a = $3 }
		$2 == "state" { b = $3; n = $1 }
		END { x = (b - a) / (n - from); print x, "KiB an apply"; exit x > 12 }' measured
}
check 'of an apply a few KiB are kept' per_apply
sed 's/^/# /' out

# --- while others change rules of their own ---

storm()
{
	ns gw nft -f - <<-'NFT' && echo 'add element inet other s { 1-65535 }' >one
	table inet other {
		set s { type mark; flags interval; }
		set big { type ipv4_addr; }
	}
	NFT
	awk 'BEGIN {
		print "add element inet other big {"
		for (i = 0; i < 100000; i++)
			printf "10.%d.%d.%d,\n", 100 + i / 65536, i / 256 % 256, i % 256
		print "}" }' >big
}
blow() # until killed
{
	while :; do
		for b_try in 1 2 3 4 5 6 7 8 9 10; do
			echo 'add chain inet other c'
			echo 'delete chain inet other c'
		done
	done | ns gw nft -i >blown 2>&1
}
gusts()
{
	while :; do
		ns gw nft -f big && ns gw nft flush set inet other big
	done >gusts 2>&1
}
check 'somebody has a table of his own' storm
blow &
blow=$!
gusts &
gusts=$!
sleep 2
# The kernel refuses a step that somebody else's came between; repeated often
# enough in vain, an apply is refused, and says so.
stormy()
{
	made=0 refused=0 bad=0
	for s_try in $(seq 100); do
		code=0
		operator sekisho apply -c $next.conf -m storm >said 2>&1 ||
			code=$?
		case $code in
		0)
			made=$((made + 1))
			set -- $next $current
			current=$1 next=$2
			;;
		3)
			refused=$((refused + 1))
			grep -q 'others kept changing' said || bad=$((bad + 1))
			;;
		*) bad=$((bad + 1)) ;;
		esac
		[ $code = 0 ] || cat said
	done
	meets $current
}
current=new next=old
before=$(date +%s)
transactions=$(ns gw genid)
check 'a hundred applies in a storm of his: what is in force is told by packets' \
	stormy
transactions=$(($(ns gw genid) - transactions)) took=$(($(date +%s) - before))
echo "# in $took s, while the rules changed $transactions times: $made made, $refused refused"
check 'each was made, or refused with the reason' [ $bad = 0 ]
check 'most were made' [ $made -ge 80 ]
kill $blow $gusts
wait $blow $gusts 2>/dev/null || :
ns gw nft delete table inet other
check 'when it is over an apply is made' operator sekisho apply \
	-c $next.conf -m calm
current=$next
check 'and packets meet it' meets $current
check 'nobody was started anew either' same_processes
same_rules()
{
	person 64103 auditor sekisho drift >drift || :
	grep 'to the byte' drift
}
check 'and the rules are those of the generation' same_rules
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon is killed' daemon_kill
began=$(date +%s%3N)
check 'and stands again, with all these generations' daemon_start gw
echo "# in $(($(date +%s%3N) - began)) ms"
check 'in the last of them' meets $current
check 'and stops' daemon_stop
lab_end
