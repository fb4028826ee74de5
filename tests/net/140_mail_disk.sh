#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 140_mail_disk.sh -- the disk of the originals is full, or has turned read-only:
# mail is put off, also by a relay that starts so, and all is well again once the
# disk is

. "${0%/*}/../lib/netns.sh"
. "${0%/*}/../lib/mail.sh"
lab_enter "$@"
mail_need
mount -t proc proc /proc # of our processes
mail_gateway
mail_disk
sink lg-mail 10.20.0.25

# failing true|false: so the status says.
failing()
{
	sekisho mail status --json --socket "$LAB_DIR/run/mail-in" >status &&
		grep -q "\"failing\":$1" status
}

# The parent starts all of them again when one dies.
killed()
{
	kill -9 "$(pgrep -x mail-store)"
	wait_for 'new processes' relay_answers '^[24]5[0-9] '
}

# put_off PATTERN: it is, before and after new processes and a new relay.
put_off()
{
	check 'mail is put off' relay_answers "$1"
	check '… of which the status tells' failing true
	check 'its processes are killed' killed
	check 'mail is put off' relay_answers "$1"
	check '… of which the status tells' failing true
	check 'it stops' relay_stop
	check 'it starts' relay_start
	check 'mail is put off' relay_answers "$1"
	check '… of which the status tells' failing true
}

relay_start
check 'mail is taken' relay_answers '^250 '
dd if=/dev/zero of="$mail_store/ballast" bs=1k >full 2>&1 || :
check 'the disk is full' grep -q 'No space left' full
put_off '^452 4.3.1'
rm "$mail_store/ballast"
check 'room: mail is taken' relay_answers '^250 '
check '… and the status has nothing to tell' failing false

check 'it stops' relay_stop
check 'the disk is read-only' mount -o remount,ro "$mail_store"
check 'it starts' relay_start
put_off '^451 4.3.0'
check 'what was kept is there' "$mail_originals" "$mail_store/originals"
check 'the disk can be written to' mount -o remount,rw "$mail_store"
check 'mail is taken' relay_answers '^250 '
check '… and the status has nothing to tell' failing false
check 'it stops' relay_stop
check 'all of it is whole' "$mail_originals" "$mail_store/originals"
umount "$mail_store"
lab_end
