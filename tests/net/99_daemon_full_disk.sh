#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 99_daemon_full_disk.sh -- no room in the state folder: no change, but the gate
# stands, isolates, and says so; and all is well again once there is room
#
# Then the same with a file system that has turned read-only, as a disk that
# fails makes it.

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
. "${0%/*}/../lib/daemon.sh"
need inet ct vmap_timeout concat_interval nflog bridge veth ipv6 setpriv
. "${0%/*}/../lib/two_policies.sh"

# ends CODE COMMAND…: with that exit status; what it said is in `said`.
ends()
{
	e_want=$1 e_code=0
	shift
	"$@" >said 2>&1 || e_code=$?
	cat said
	[ $e_code = "$e_want" ]
}

says()
{
	cat said
	grep -q "$1" said
}

status()
{
	person 64103 auditor sekisho status "$@"
}

# Until the disk has not a byte left.
fill()
{
	cat /dev/zero >"$daemon_state/ballast" 2>/dev/null || :
	f_try=0
	while echo x >>"$daemon_state/ballast-$f_try" 2>/dev/null; do
		[ $f_try -lt 100 ] || return 1
		f_try=$((f_try + 1))
	done
	:
}

# What the daemon had started ends a moment behind it.
unmount()
{
	for u_try in $(seq 50); do
		umount "$daemon_state" 2>/dev/null && return 0
		sleep 0.1
	done
	umount "$daemon_state"
}

make_room()
{
	rm -f "$daemon_state"/ballast*
}

# Whatever was refused left the rules as they were.
stands() # POLICY
{
	person 64103 auditor sekisho drift >drift || :
	grep "to the byte" drift && meets "$1"
}

# The journal's last page may have room for some lines more: a refusal is one.
journal_fails()
{
	for j_try in $(seq 20); do
		status --json >said || :
		grep -q '"journal_fails":true' said && return 0
		operator sekisho apply -c new.conf -m full >said 2>&1 || :
	done
	return 1
}

# What is refused while nothing can be written. Nothing is pending.
refuses_all()
{
	check 'an apply is refused' \
		ends 3 operator sekisho apply -c new.conf -m full
	check 'for it cannot be written down' says 'cannot be written down'
	check 'and says why' says "$1"
	check 'so is one with a time' \
		ends 3 operator sekisho apply -c new.conf --confirm 60 -m full
	check 'and a rollback' ends 3 operator sekisho rollback -m full
	check 'the rules are as they were' stands old
	check 'until no line fits into the journal' journal_fails
	check 'the status is degraded' ends 1 status
	check 'for the journal cannot be written' \
		says 'the journal cannot be written'
	check 'as JSON too' ends 1 status --json
	check 'it says the same' says '"journal_fails":true'
}

east_is() # pass|drop
{
	echo "$1 west 10.1.0.9 -> east 10.2.0.5 udp/1000" >east.list
	probe lab east.list
}

isolates()
{
	check 'west reaches east' east_is pass
	check 'isolate works all the same' \
		ends 0 operator sekisho isolate address:10.2.0.5 -m infected
	check 'and says that it is not in the journal' \
		says 'not in the journal'
	check 'the host is cut off' east_is drop
	check 'to let it in again is a change: refused' \
		ends 3 person 64102 approver sekisho unisolate \
			address:10.2.0.5 -m over
	check 'so it is cut off still' east_is drop
}

lets_in()
{
	check 'the host is let in' \
		person 64102 approver sekisho unisolate address:10.2.0.5 -m over
	check 'packets pass' east_is pass
}

missing() # told in the journal
{
	sekisho journal --folder "$daemon_state" --json >journal
	grep -q '"event":"journal-resumed".*"missing":[1-9]' journal
}

well() # within half a minute
{
	for w_try in $(seq 30); do
		status --json >said || :
		grep -q '"journal_fails":false' said && return 0
		sleep 1
	done
	return 1
}

check 'neighbours are found' find_neighbours
mkdir -p "$daemon_state"
mount -t tmpfs -o size=4m,mode=755 none "$daemon_state"
check 'the daemon stands' daemon_start gw
check 'a first policy' operator sekisho apply -c old.conf -m first
check 'another' operator sekisho apply -c new.conf -m second
check 'and the first again' operator sekisho apply -c old.conf -m third

# --- full ---

check 'the disk is full' fill
refuses_all 'No space left'
check 'room' make_room
check 'the journal goes on by itself' well
check 'and says how many lines are missing' missing
check 'a change can be made' operator sekisho apply -c new.conf -m room
check 'packets meet it' meets new
check 'and back' operator sekisho apply -c old.conf -m back

# --- a change that was confirmed on the last bytes of the disk stays ---

confirm()
{
	confirm_code=0
	operator sekisho confirm >said 2>&1 || confirm_code=$?
	cat said
	[ $confirm_code = 0 ] || [ $confirm_code = 3 ]
}
check 'a change waits for its confirmation' \
	operator sekisho apply -c new.conf --confirm 15 -m waiting
check 'the disk is full again' fill
check 'it is confirmed, or there was no room for the line' confirm
then=new
[ $confirm_code = 0 ] || then=old
echo "# confirm: $confirm_code, so $then"
sleep 16
check 'packets meet that' meets $then
check 'the daemon is killed' daemon_kill
check 'and stands again, without a byte to write' daemon_start gw
check 'packets meet the same' meets $then
check 'room' make_room
noted() # within half a minute
{
	for n_try in $(seq 30); do
		grep -q ' *noted generation=6' "$daemon_log" && return 0
		sleep 1
	done
	return 1
}
[ $then = old ] || check 'it is noted as the one to start with' noted
check 'back' operator sekisho apply -c old.conf -m back

# --- one that cannot be written down lapses ---

check 'a change waits for its confirmation' \
	operator sekisho apply -c new.conf --confirm 10 -m waiting
check 'the disk is full again' fill
use_up() # what the journal's last block has
{
	for u_try in $(seq 100); do
		operator sekisho apply -c new.conf --confirm 10 -m more \
			>said 2>&1 || return 0
	done
	return 1
}
check 'it can be extended until there is no room for the line' use_up
check 'it cannot be confirmed' ends 3 operator sekisho confirm
check 'for nothing can be written' says 'the journal cannot be written'
sleep 11
check 'so the kernel goes back' meets old
isolates
check 'room' make_room
check 'the journal goes on' well
check 'and the order to isolate is kept' await grep -q isolation-kept "$daemon_log"
check 'the daemon is killed' daemon_kill
check 'and stands again' daemon_start gw
check 'who was isolated without room for a word of it still is' east_is drop
lets_in

check 'the disk is full once more' fill
check 'the daemon is killed' daemon_kill
check 'and stands again, without a byte to write' daemon_start gw
check 'in the same generation' stands old
check 'room' make_room
check 'a change can be made' operator sekisho apply -c new.conf -m again
check 'packets meet it' meets new
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon stops' daemon_stop
unmount

# --- read-only ---

disk()
{
	truncate -s 16M disk && mkfs.ext4 -q disk &&
		mount -o loop disk "$daemon_state"
}
if ! disk 2>/dev/null; then
	echo '# skipped: read-only (a loop device and ext4)'
	lab_end
fi
check 'the daemon stands on a disk' daemon_start gw
for p in old new old; do
	check "the $p policy" operator sekisho apply -c $p.conf -m disk
done
# As the kernel does it when the disk fails.
check 'the disk fails' mount -o remount,abort "$daemon_state"
refuses_all 'Read-only file system'
isolates
check 'the daemon is killed' daemon_kill
check 'and stands again, though it cannot write' daemon_start gw
check 'in the same generation' meets old
check 'the daemon stops' daemon_stop
unmount
check 'the disk is repaired' sh -c 'fsck.ext4 -p disk || [ $? = 1 ]'
check 'and there again' mount -o loop disk "$daemon_state"
check 'the daemon stands' daemon_start gw
check 'a change can be made' operator sekisho apply -c new.conf -m repaired
check 'packets meet it' meets new
check 'the journal is whole' sekisho journal verify --folder "$daemon_state"
check 'the daemon stops' daemon_stop
unmount
lab_end
