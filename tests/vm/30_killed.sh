#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 30_killed.sh -- killed or restarted, the daemon leaves the rules in force

. "${0%/*}/gateway.sh"

generation=$(generation)
# holds CLAIM COMMAND…: under full-rate traffic until the daemon is back.
holds()
{
	claim=$1
	shift
	pid=$(main_pid)
	"$@" &
	check "$claim: not one packet too many or too few" \
		blast lab a.list while timeout 60 sh -c \
		"until [ \$(systemctl show -P MainPID sekishod) != $pid ] &&
		systemctl is-active -q sekishod; do sleep 0.3; done"
	check '… it is another process' started_anew "$pid"
	check '… the generation is the same' [ "$(generation)" = "$generation" ]
	check '… the rules are still nobody else'\''s' owned
}
holds 'the parent is killed' systemctl kill --kill-whom=main -s KILL sekishod
holds 'all are killed at once' systemctl kill --kill-whom=all -s KILL sekishod
holds 'a restart' systemctl restart sekishod
check 'a policy can be applied as ever' sekisho apply -c "$data/b.conf"
check 'and the one before' sekisho apply -c "$data/a.conf"
check 'which is in force' meets a
lab_end
