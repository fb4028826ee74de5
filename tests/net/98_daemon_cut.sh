#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 98_daemon_cut.sh -- live connections: cut with what permitted them, no others
#
# Real connections of real kernels through a real daemon: by apply, confirm,
# rollback and lapse; nobody's own session unless that is meant; and by the end
# of an entry while all of the daemon is dead.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv conntrack ss

gateway_add gw
segment_add m0 10.0.0.1 fd00:0::1
segment_add m1 10.1.0.1 fd00:1::1
host_add pc m0 10.0.0.5 fd00:0::5
host_add app m1 10.1.0.5 fd00:1::5

policy() # TIMEZONE FLOWS [ADMINISTRATORS]
{
	cat <<-POLICY
	model = "single";
	timezone = "$1";
	zones = (
	  { name = "a"; tier = "internet"; interfaces = ["m0"];
	    networks = ["10.0.0.0/16", "fd00:0::/32"];
	    addresses = ["10.0.0.1", "fd00:0::1"]; },
	  { name = "b"; tier = "internet"; interfaces = ["m1"];
	    networks = ["10.1.0.0/16", "fd00:1::/32"];
	    addresses = ["10.1.0.1", "fd00:1::1"]; }
	);
	flows = ( $2 );
	management = ( ${3:-} );
	POLICY
}
flow() # ID SERVICE [VALID-UNTIL]
{
	echo "{ id = \"$1\"; from = \"a\"; to = \"b\"; purpose = \"p\"; document = \"1\";
	requested_by = \"x\"; approved_by = \"y\"; valid_until = \"${3:-2090-01-01}\";
	source = [\"10.0.0.5\", \"fd00:0::5\"]; destination = [\"10.1.0.5\", \"fd00:1::5\"];
	service = [\"tcp/$2\", \"udp/$2\"]; }"
}
ssh='{ id = "M-22"; from = "a"; source = ["10.0.0.5"]; service = ["tcp/22"]; purpose = "p"; }'
policy UTC "$(flow keep 7), $(flow gone 17), $(flow wide 27-28)" "$ssh" >all.conf
policy UTC "$(flow wide 27), $(flow keep 7)" "$ssh" >less.conf
policy UTC "$(flow keep 7)" >without.conf
policy UTC "$(flow keep 7)" "$ssh" >with.conf
# One more port each time: the ends of what is dead send again for a while, and
# would live on where they are granted again.
for port in 16 18 19 20; do
	policy UTC "$(flow keep 7), $(flow "gone-$port" $port)" "$ssh" >$port.conf
done
policy UTC "$(flow first 29), $(flow gone-16 16), $(flow keep 7)" "$ssh" >moved.conf

check 'neighbours are found' find_neighbours
for addr in 10.1.0.5 fd00:1::5; do
	for port in 7 11 16 17 18 19 20 27 28; do
		talks app serve $addr $port
	done
done
talks gw serve 10.0.0.1 22

start() # PORT: the conversations of that port, as NAME=PID in $started
{
	started=
	for addr in 10.1.0.5 fd00:1::5; do
		for proto in tcp udp; do
			spawn pc talk live $proto $addr "$1" >"$1-$proto-$addr"
			started="$started $1-$proto-$addr=$!"
		done
	done
	await begun $(for one in $started; do echo "${one%=*}"; done)
}

# How many live ones the kernel knows; a port of the service.
known() # PORT
{
	{
		ns gw conntrack -L -f ipv4 -p tcp --dport "$1"
		ns gw conntrack -L -f ipv4 -p udp --dport "$1"
		ns gw conntrack -L -f ipv6 -p tcp --dport "$1"
		ns gw conntrack -L -f ipv6 -p udp --dport "$1"
	} 2>/dev/null | grep -c "dport=$1 " || :
}

none_known() # PORT…
{
	for port; do
		echo "port $port: $(known "$port")"
		[ "$(known "$port")" = 0 ] || return 1
	done
}

# They end for want of an answer.
all_dead() # NAME=PID…
{
	for one; do
		kill -TERM "${one#*=}" 2>/dev/null || :
	done
	for one; do
		status=0
		wait "${one#*=}" || status=$?
		cat "${one%=*}"
		[ $status = 1 ] || return 1
	done
}

# They go on, and never had to send anything twice.
all_live() # NAME=PID…
{
	for one; do
		kill -TERM "${one#*=}" || return 1
		wait "${one#*=}" || return 1
		cat "${one%=*}"
		grep -q 'rounds=[1-9].* again=0$' "${one%=*}" || return 1
	done
}

says() # TEXT: of the last answer
{
	grep -q -e "$1" answer
}

apply() # POLICY OPTION…
{
	lab_policy=$1
	shift
	operator sekisho apply -c "$lab_policy" "$@" >answer 2>&1 || {
		cat answer
		return 1
	}
}

generation()
{
	person 64103 auditor sekisho status --json >status || :
	sed -n 's/^{[^{]*"generation":\([0-9]*\).*/\1/p' status
}

# --- by an apply ---

lockdown()
{
	ns gw nft -f "$SEKISHO_RULES/lockdown.nft"
}
check 'the lockdown is loaded' lockdown
check 'the daemon stands, closed' daemon_start gw
check 'a policy' apply all.conf
start 7 && kept=$started
start 17 && gone=$started
start 27 && narrowed=$started
start 28 && outside=$started
check 'four conversations of each are known' \
	[ "$(known 7) $(known 17) $(known 27) $(known 28)" = '4 4 4 4' ]
check 'one flow is revoked, one narrowed' apply less.conf --json
check 'the answer counts them by their flow' says '"flow":"gone","connections":4[,}]'
check '… of the narrowed one what it lost' says '"flow":"wide","connections":4[,}]'
check '… and no other' [ "$(grep -o '"flow"' answer | wc -l)" = 2 ]
check '… none of them left' says '"cut_left":0'
check 'the kernel knows them no more' none_known 17 28
check 'it knows the others' [ "$(known 7) $(known 27)" = '4 4' ]
check 'the revoked ones are dead' all_dead $gone $outside
check 'what is still permitted in the narrowed flow never noticed' all_live $narrowed

# --- silent since an earlier generation ---

open_session()
{
	spawn pc talk live tcp 10.0.0.1 22 >session
	session=$!
	await begun session
	session_is="10.0.0.5 $(ns pc ss -Htn state established dst 10.0.0.1 |
		sed 's/.*10\.0\.0\.5:\([0-9]*\).*/\1/') 10.0.0.1 22"
}
silent() # STOP|CONT
{
	for one in $gone "session=$session"; do
		kill "-$1" "${one#*=}"
	done
}
through_session() # COMMAND…
(
	export SSH_CONNECTION="$session_is"
	"$@"
)
check 'a policy' apply 16.conf
start 16 && gone=$started
open_session
silent STOP
check 'one that permits the same, by other numbers' apply moved.conf
check_fails "one's own silent session is known all the same" \
	through_session apply without.conf
check '… and spared' says '--cut-me'
check 'what was silent is revoked' apply with.conf
check '… and counted by its flow' says '^cut: 4 connections of gone-16$'
check '… so that the kernel knows it no more' none_known 16
silent CONT
check '… and is dead' all_dead $gone
check 'the session is not' kill -TERM $session
wait $session || not_ok 'it was'

# --- by a confirmation, a rollback, a lapse ---

check 'a policy' apply 18.conf
start 18 && gone=$started
check 'revoked until it is confirmed' apply with.conf --confirm 60
check_fails '… nothing is cut yet' says '^cut:'
check '… though nothing passes' all_dead $gone
operator sekisho confirm >answer 2>&1 || not_ok 'it is confirmed'
check 'the confirmation cuts them' says '^cut: 4 connections of gone-18$'
check '… so that the kernel knows them no more' none_known 18

check 'granted until it is confirmed' apply 19.conf --confirm 60
start 19 && gone=$started
operator sekisho rollback >answer 2>&1 || not_ok 'it is rolled back'
check 'the rollback cuts what came meanwhile' says '^cut: 4 connections of gone-19$'
check '… so that the kernel knows them no more' none_known 19
check '… and they are dead' all_dead $gone

check 'granted for some seconds' apply 20.conf --confirm 15
start 20 && gone=$started
check 'when they are over the kernel knows them no more' await none_known 20
check '… and they are dead' all_dead $gone
check 'a conversation that all permitted never noticed' all_live $kept

# --- one's own session ---

open_session
before=$(generation)
check_fails 'what ends the session it is asked through is refused' \
	through_session apply without.conf
check '… with what to do' says '--cut-me'
check_fails '… also with somebody to confirm it' \
	through_session apply without.conf --confirm 60
check '… and nothing has changed' [ "$(generation)" = "$before" ]
check '… and the session lives' kill -0 $session
check 'who is not concerned may end it' apply without.conf
check '… which does' all_dead "session=$session"
check '… and it is granted again' apply with.conf
open_session
back()
{
	operator sekisho rollback "$@" >answer 2>&1 || {
		cat answer
		return 1
	}
}
check_fails 'a rollback that ends it is refused' through_session back
check '… with what to do' says '--cut-me'
check '… and the session lives' kill -0 $session
check 'with --cut-me it goes' through_session back --cut-me
check '… and counts it' says '^cut: .*of M-22$'
check '… which is dead' all_dead "session=$session"

# --- by the end of an entry, with nobody there ---

. "${0%/*}/../lib/midnight.sh"
policy "$zone" "$(flow keep 7), $(flow ends 11 "$(local_date -1 +%F)")" >ends.conf
check 'an entry in its last minute' apply ends.conf
start 7 && kept=$started
start 11 && ending=$started
check 'the daemon is killed, all of it' daemon_kill
midnight_comes
end_on_time() # NAME=PID…
{
	all_dead "$@" || return 1
	for one; do
		on_time "${one%=*}" || return 1
	done
}
check 'its connections end on time' end_on_time $ending
check_fails '… and cannot be opened again' ns pc talk ask tcp 10.1.0.5 11
check 'the others never notice' all_live $kept
check 'the daemon comes back' daemon_start gw
check_fails '… and does not open it' ns pc talk ask tcp 10.1.0.5 11
check '… but the others' ns pc talk ask tcp 10.1.0.5 7
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
lab_end
