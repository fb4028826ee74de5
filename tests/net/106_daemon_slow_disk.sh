#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 106_daemon_slow_disk.sh -- the disk of the state folder answers nobody for more
# than a minute: who is isolated meanwhile stays isolated, and it is written down

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv fsfreeze
. "${0%/*}/../lib/two_policies.sh"

mkdir "$daemon_state"
truncate -s 16M disk && mkfs.ext4 -q disk && mount -o loop disk "$daemon_state" ||
	skip 'a loop device and ext4'

is_cut_off()
{
	echo 'drop west 10.1.0.9 -> east 10.2.0.5 udp/1000' >east.list
	probe lab east.list
}

# What comes with the first policy is written on its own account, and who waits for
# the disk hears no order.
until_noted()
{
	for n_try in $(seq 60); do
		sekisho journal --folder "$daemon_state" >said
		! grep -q ' around ' said || return 0
		sleep 1
	done
	return 1
}

until_cut_off()
{
	for u_try in $(seq 30); do
		is_cut_off && return 0
		sleep 1
	done
	return 1
}

check 'neighbours are found' find_neighbours
check 'the daemon stands' daemon_start gw
check 'a policy' operator sekisho apply -c old.conf -m first
check 'what stands around it is written down' until_noted
engine=$(daemon_process engine)
fsfreeze -f "$daemon_state"
operator sekisho isolate address:10.2.0.5 -m infected >answer 2>&1 &
client=$!
check 'the host is cut off, whatever the disk does' until_cut_off
# The parent has patience for a minute.
until_silent()
{
	for u_try in $(seq 180); do
		grep -q "^process-silent name=engine pid=$engine" \
			"$daemon_log" && return 0
		sleep 1
	done
	return 1
}
check 'that nobody answers is in the log' until_silent
check 'it is cut off still' is_cut_off
fsfreeze -u "$daemon_state"
check 'who asked is answered' wait $client
check '… by the same process' [ "$(daemon_process engine)" = "$engine" ]
sleep 2
check 'it is cut off' is_cut_off
person 64103 auditor sekisho status >said || :
check 'the status says so' grep -q 'isolated *address:10.2.0.5' said
sekisho journal --folder "$daemon_state" >said
check 'so does the journal' grep -q ' isolate ' said
check 'the daemon stops' daemon_stop
umount "$daemon_state"
lab_end
