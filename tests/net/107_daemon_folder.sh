#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 107_daemon_folder.sh -- what the daemon has outside of itself is taken from under
# it: without its socket it ends, to make another one, and the rules stay; that
# its state folder is not where a start would look is an alarm

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog setpriv
. "${0%/*}/../lib/two_policies.sh"

# soon COMMAND…: within a minute; the daemon looks every five seconds.
soon()
{
	for soon_try in $(seq 600); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

# ended: the daemon has, by itself, with the status of a machine that failed.
ended()
{
	soon sh -c "! kill -0 $daemon_pid 2>/dev/null" || return 1
	wait "$daemon_pid" && got=0 || got=$?
	[ $got = 3 ]
}

# alarmed N: so often the log has said that the state folder is gone.
alarmed()
{
	[ "$(grep -c "^state-gone object=\"$daemon_state\" what=" "$daemon_log")" = "$1" ]
}

says_gone()
{
	operator sekisho status >said || :
	cat said
	grep '^DEGRADED' said && grep 'state-gone' said
}

check 'the daemon stands' daemon_start gw
check 'a policy is applied' operator sekisho apply -c old.conf -m test

rm "$LAB_DIR/run/control"
check 'its socket is removed: the daemon ends' ended
check '… and says why' grep "^socket-gone path=\"$LAB_DIR/run/control\" do=" \
	"$daemon_log"
# Linux 6.9; before it the service manager keeps the socket that owns them.
grep -q '^table-owned how=made flags=6' "$daemon_log" && check '… with the rules in force' meets old
check 'it starts' daemon_start gw
rm -r "$LAB_DIR/run"
check 'its folder is removed: the daemon ends' ended
check 'it starts' daemon_start gw
check '… with a socket where people ask' operator sekisho generations
check '… and the rules in force' meets old

check 'of a state folder in its place nothing is said' alarmed 0
mv "$daemon_state" away
check 'it is moved away: that is said' soon alarmed 1
check '… and stands in the status' says_gone
mv away "$daemon_state"
sleep 11
check 'put back, nothing more is said' alarmed 1
# Nobody looks while there is none.
engine=$(daemon_process engine)
kill -STOP "$engine"
mv "$daemon_state" away
mkdir "$daemon_state"
kill -CONT "$engine"
check 'another lies in its place: that is said' soon alarmed 2
sleep 11
check '… not every time it looks' alarmed 2
rmdir "$daemon_state"
mv away "$daemon_state"
check 'the daemon ends when told' daemon_stop
lab_end
